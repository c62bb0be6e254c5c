/**
 * A thread of a search, other than the main one: waits to be told of the search (threads.ts), takes pieces of levels
 * and expands them (team.ts). It runs until it is told that the search is over.
 */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { KernelMemory } from "../kernel.ts";
import { StateSpace } from "../state-space.ts";
import { Control, type SharedNews } from "./control.ts";
import type { MemberData, MemberReady } from "./team.ts";

/** Milliseconds after which a thread that waits for memory looks again. */
const LOOK_EVERY = 100;
/**
 * Rows of the first piece, and milliseconds within which one is done before the next is larger: code is slow until it
 * is warm, and the others wait at the end of a level.
 */
const FIRST_PIECE = 16;
const PIECE_TIME = 2;

const port = parentPort!;
Atomics.wait(workerData as Int32Array, 0, 0);
const asked = receiveMessageOnPort(port)!.message as MemberData;
const { instance, compiled, member, ...options } = asked;

/** Thrown where there is nothing more to do. */
class Stopped extends Error {}

/** What it does with the memory while all share it. */
const memory: KernelMemory = {
  room() {
    for (;;) {
      const capacity = Atomics.load(control, Control.capacity);
      if (Atomics.load(control, Control.rows) + control[Control.margin]! <= capacity) return;
      if (Atomics.load(control, Control.stop) !== 0) throw new Stopped();
      signal();
      Atomics.wait(control, Control.capacity, capacity, LOOK_EVERY);
    }
  },
  loaded: () => void Atomics.store(control, Control.pause, 1),
  fetch: takeNews,
};
const space = new StateSpace(instance, compiled, { ...options, memory });
const { kernel, findings, sites } = space;
const { control } = kernel;

/** What was said before a row was stored that needs it is here by now. */
function takeNews(): void {
  for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) {
    const news = got.message as SharedNews;
    if ("module" in news) kernel.useModule(news.module);
    else kernel.adopt(news.table, news.first, news.segments);
  }
}

function signal(): void {
  Atomics.add(control, Control.signal, 1);
  Atomics.notify(control, Control.signal);
}

function growPieces(): void {
  const end = control[Control.end]!;
  const chunk = control[Control.chunk]!;
  const [at, mask] = [control[Control.growsFrom]!, control[Control.growsMask]!];
  for (;;) {
    const start = Atomics.add(control, Control.cursor, chunk);
    if (start >= end) return;
    kernel.growPiece(at, mask, start, Math.min(end, start + chunk));
  }
}

let most = FIRST_PIECE;
function expandPieces(): void {
  const end = Atomics.load(control, Control.end);
  const chunk = Atomics.load(control, Control.chunk);
  while (Atomics.load(control, Control.pause) === 0) {
    const piece = Math.min(chunk, most);
    const start = Atomics.add(control, Control.cursor, piece);
    if (start >= end) return;
    const began = performance.now();
    kernel.expand(start, Math.min(end, start + piece));
    if (most < chunk && performance.now() - began < PIECE_TIME) most *= 2;
  }
}

kernel.share();
let round = Atomics.load(control, Control.round);
port.postMessage({ findings, sites, queued: kernel.queued } satisfies MemberReady);
for (;;) {
  Atomics.wait(control, Control.round, round);
  if (Atomics.load(control, Control.stop) !== 0) break;
  round = Atomics.load(control, Control.round);
  // Not in this one, or in the next already: that is seen when its number is.
  if (Atomics.load(control, Control.members + member) !== round) continue;
  try {
    takeNews();
    if (Atomics.load(control, Control.growing) !== 0) growPieces();
    else expandPieces();
  } catch (thrown) {
    if (thrown instanceof Stopped) break;
    // The main thread hears of it, and does not take the round to be complete.
    throw thrown;
  }
  Atomics.add(control, Control.arrived, 1);
  signal();
}

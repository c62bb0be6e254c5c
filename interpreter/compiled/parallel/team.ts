/**
 * The other threads of a search: tells them of it while the first one goes on by itself, and expands a level
 * together with those that are ready. Rows are taken in pieces from one cursor, so that nobody is idle
 * while there is work in the level; the main thread works too, and lets events in now and then.
 *
 * Which thread finds a state first is a matter of chance, so rows of a level are in no certain order and parents
 * are any: counts, depth and verdict do not depend on them, a run that is reported would.
 */
import type { Worker } from "node:worker_threads";
import type { Selection } from "../../exploration.ts";
import type { Pace } from "../../explore/pace.ts";
import type { Instance } from "../../model.ts";
import type { Compiled } from "../compile-instance.ts";
import type { KernelMemory } from "../kernel.ts";
import { ROWS_AT_ONCE } from "../search-kernel.ts";
import type { KernelPart } from "../kernel-space.ts";
import type { StateSpace } from "../state-space.ts";
import { GROWTH_PIECE, LARGEST_LOAD } from "../state-table.ts";
import { Control, type SharedNews, type SharedSegment } from "./control.ts";
import { tell, type Thread } from "./threads.ts";

/** Milliseconds between looks at how the others are doing. */
const LOOK_EVERY = 20;
/** Segments made ahead of need. */
const SEGMENTS_AHEAD = 16;
/** Pieces of a level for each thread: enough of them that all end at about the same time. */
const PIECES = 16;
const LARGEST_PIECE = 1024;
/** Part of the table that stays free until the threads have come to a stop. */
const SPARE = 0.1;

/** What a thread of the search is told first. */
export interface MemberData {
  readonly instance: Instance;
  readonly compiled: Compiled;
  readonly selection: Selection;
  readonly reduces: boolean;
  readonly maxStates?: number;
  /** Its memory, and of how many threads it is one. */
  readonly room: { readonly part: KernelPart; readonly threads: number };
  /** Its number, from 0. */
  readonly member: number;
}

/** What it answers once it can expand states: where it counts. */
export interface MemberReady {
  readonly findings: Int32Array;
  readonly sites: Uint8Array;
  readonly queued: Float64Array;
}

/** Another thread has failed, for want of memory or by a fault of its own. */
export class TeamFailure extends Error {
  override readonly name = "TeamFailure";

  constructor({ message }: Error) {
    super(`another thread of the search failed (${message}), so one did it all`);
  }
}

/** Rows to be expanded, with some successors each. */
export interface TeamTask {
  readonly from: number;
  readonly to: number;
  readonly fanOut: number;
  /** Does the main thread take part? */
  readonly worksToo: boolean;
  /** All threads should be at rest for a moment. */
  readonly isRestDue: () => boolean;
}

/** Pieces for all threads. */
interface Round {
  readonly from: number;
  readonly to: number;
  readonly chunk: number;
  readonly work?: (from: number, to: number) => void;
  readonly look: () => Promise<void> | void;
}

interface Member {
  readonly worker: Worker;
  ready?: MemberReady;
  /** What it has been told of: segments, and the table. */
  told: number;
  slots?: Int32Array;
}

export class Team {
  readonly #kernel: StateSpace["kernel"];
  readonly #control: Int32Array;
  readonly #segments: SharedSegment[];
  readonly #members: readonly Member[];
  #isRound = false;
  #failure: Error | undefined;

  /**
   * Of the main thread and others, which are told of the search now. From now on states are stored as several threads
   * store them, but until the others are ready without atomic operations.
   */
  constructor(
    space: StateSpace,
    threads: readonly Thread[],
    options: Omit<MemberData, "instance" | "compiled" | "room" | "member">,
  ) {
    this.#kernel = space.kernel;
    this.#control = space.kernel.control;
    this.#segments = [...this.#kernel.segments()];
    this.#control[Control.rows] = this.#kernel.rows();
    this.#control[Control.margin] = (threads.length + 1) * ROWS_AT_ONCE;
    this.#control[Control.alone] = 1;
    this.#kernel.share();
    const { source: _, ...compiled } = space.compiled;
    this.#members = threads.map((thread, member) => {
      const { worker } = thread;
      const room = { part: this.#kernel.partOf(member + 1), threads: threads.length + 1 };
      const made: Member = { worker, told: 0 };
      worker.on("message", (ready: MemberReady) => (made.ready = ready));
      worker.on("error", (error) => this.#fail(error));
      worker.on("exit", () => this.#fail(new Error("it ended")));
      if (thread.failure !== undefined) this.#fail(thread.failure);
      const { instance } = space;
      tell(thread, { instance, compiled, ...options, room, member } satisfies MemberData);
      return made;
    });
  }

  /** The others go on in WebAssembly, once they can take part. */
  useModule(module: WebAssembly.Module): void {
    const news: SharedNews = { module };
    for (const { worker } of this.#members) worker.postMessage(news);
  }

  /** Memory of the main thread's kernel. */
  static memory(team: () => Team | undefined): KernelMemory {
    return {
      room: () => team()!.#provide(),
      loaded: () => team()!.#makeRoom(),
      fetch: () => {
        throw new Error("every segment is made by this thread");
      },
    };
  }

  /** What the others have found and counted. */
  get results(): readonly MemberReady[] {
    return this.#members.flatMap(({ ready }) => ready ?? []);
  }

  /** Can another thread take part by now? */
  get isReady(): boolean {
    return this.#members.some(({ ready }) => ready !== undefined);
  }

  /** Is there a thread whose answer may be waiting? */
  get isStarting(): boolean {
    if (this.#failure !== undefined) return false;
    return this.#members.some(({ ready }) => ready === undefined);
  }

  /** Comes back when all threads can take part, or one has failed. */
  async allReady(): Promise<void> {
    while (this.isStarting) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** At once if the others are at rest, else after this round. */
  #makeRoom(): void {
    if (this.#isRound) Atomics.store(this.#control, Control.pause, 1);
    else this.#kernel.grow();
  }

  /** Expands rows, and answers up to where it came: less if it was interrupted, or a rest is due. */
  async expand(task: TeamTask, pace: Pace): Promise<number> {
    const { to, isRestDue } = task;
    let at = task.from;
    do {
      at = await this.#expandTogether({ ...task, from: at }, pace);
      if (this.#isLoaded && !pace.interrupted) await this.#grow();
    } while (at < to && !pace.interrupted && !isRestDue());
    return at;
  }

  get #isLoaded(): boolean {
    return this.#kernel.rows() > this.#kernel.table().slots.length * LARGEST_LOAD;
  }

  async #expandTogether(task: TeamTask, pace: Pace): Promise<number> {
    const { from, to, fanOut, worksToo, isRestDue } = task;
    const control = this.#control;
    const threads = this.#active.length + 1;
    const piece = Math.ceil((to - from) / (PIECES * threads));
    // What all of them may add before they stop has to find a place in the table.
    const safe = Math.floor((this.#kernel.table().slots.length * SPARE) / (threads * fanOut));
    const chunk = Math.max(1, Math.min(LARGEST_PIECE, piece, safe));
    const look = async (): Promise<void> => {
      this.#provide();
      if (pace.isPauseDue) await pace.pause();
      if (pace.interrupted || isRestDue()) Atomics.store(control, Control.pause, 1);
    };
    const work = (start: number, end: number): void => this.#kernel.expand(start, end);
    await this.#round({ from, to, chunk, ...(worksToo && { work }), look });
    return Math.min(to, Atomics.load(control, Control.cursor));
  }

  /** Makes the table larger, together if that can be. */
  async #grow(): Promise<void> {
    const control = this.#control;
    const { at, mask, from, to, isNear } = this.#kernel.beginGrowth();
    const work = (start: number, end: number): void => this.#kernel.growPiece(at, mask, start, end);
    if (isNear) {
      control[Control.growing] = 1;
      control[Control.growsFrom] = at;
      control[Control.growsMask] = mask;
      await this.#round({ from, to, chunk: GROWTH_PIECE, work, look: () => undefined });
      control[Control.growing] = 0;
    } else {
      work(from, to);
    }
    this.#kernel.endGrowth();
  }

  get #active(): readonly Member[] {
    return this.#members.filter(({ ready }) => ready !== undefined);
  }

  /** All threads take pieces until there are none; `look` is called now and then, and `work` does one in this thread. */
  async #round({ from, to, chunk, work, look }: Round): Promise<void> {
    const control = this.#control;
    const active = this.#active;
    this.#provide();
    control[Control.alone] = 0;
    Atomics.store(control, Control.cursor, from);
    Atomics.store(control, Control.end, to);
    Atomics.store(control, Control.chunk, chunk);
    Atomics.store(control, Control.pause, 0);
    Atomics.store(control, Control.arrived, 0);
    const round = Atomics.load(control, Control.round) + 1;
    this.#members.forEach((member, i) => {
      if (active.includes(member)) Atomics.store(control, Control.members + i, round);
    });
    this.#isRound = true;
    Atomics.add(control, Control.round, 1);
    Atomics.notify(control, Control.round);
    try {
      while (work !== undefined) {
        if (Atomics.load(control, Control.pause) !== 0) break;
        const start = Atomics.add(control, Control.cursor, chunk);
        if (start >= to) break;
        work(start, Math.min(to, start + chunk));
        await look();
      }
    } finally {
      await this.#gather(active.length, look);
      this.#isRound = false;
    }
  }

  /** Waits until the others have finished what they took. */
  async #gather(count: number, look: Round["look"]): Promise<void> {
    const control = this.#control;
    for (;;) {
      const signal = Atomics.load(control, Control.signal);
      if (this.#failure !== undefined) throw new TeamFailure(this.#failure);
      if (Atomics.load(control, Control.arrived) >= count) return;
      await look();
      await changed(control, Control.signal, signal, LOOK_EVERY);
    }
  }

  /** Sees to it that there are segments for what is found next, and tells the others of them. */
  #provide(): void {
    const control = this.#control;
    const segments = this.#segments;
    const each = this.#kernel.segmentRows;
    const rows = Atomics.load(control, Control.rows) + control[Control.margin]!;
    const wanted = Math.ceil(rows / each) + SEGMENTS_AHEAD;
    while (segments.length < wanted) segments.push(this.#kernel.extend());
    const table = this.#kernel.table();
    this.#members.forEach((member) => {
      if (member.told === segments.length && member.slots === table.slots) return;
      const news: SharedNews = { table, first: member.told, segments: segments.slice(member.told) };
      member.worker.postMessage(news);
      member.told = segments.length;
      member.slots = table.slots;
    });
    if (Atomics.load(control, Control.capacity) === segments.length * each) return;
    Atomics.store(control, Control.capacity, segments.length * each);
    Atomics.notify(control, Control.capacity);
  }

  /** A thread has ended, which is no matter once the search is over. */
  #fail(error: Error): void {
    this.#failure ??= error;
    Atomics.store(this.#control, Control.pause, 1);
    Atomics.add(this.#control, Control.signal, 1);
    Atomics.notify(this.#control, Control.signal);
  }

  /** Ends the other threads. Those that have hardly begun end by themselves when they have. */
  async stop(): Promise<void> {
    const control = this.#control;
    Atomics.store(control, Control.stop, 1);
    Atomics.add(control, Control.round, 1);
    Atomics.notify(control, Control.round);
    Atomics.notify(control, Control.capacity);
    const ends = this.#members.map(({ worker, ready }) => {
      const end = worker.terminate();
      if (ready === undefined) worker.unref();
      return ready && end;
    });
    await Promise.all(ends);
  }
}

/** Comes back when a word is not what it was, or after a time in milliseconds. */
async function changed(words: Int32Array, index: number, was: number, most: number): Promise<void> {
  const { value } = Atomics.waitAsync(words, index, was, most);
  await value;
}

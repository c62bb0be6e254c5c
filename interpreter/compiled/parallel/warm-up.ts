/**
 * What a thread does before it takes part in a search: it searches by itself from some of the states found, in
 * memory of its own, until the processor's code for it has been made. Else the others would wait at the end of
 * each level for a piece that takes it twenty times as long as them.
 */
import type { Kernel, KernelMemory } from "../search-kernel.ts";
import { Control } from "./control.ts";

/** Milliseconds that it takes. */
const DURATION = 60;
/** More words of rows than this are not kept. */
const MOST_WORDS = 2 ** 21;
const CHUNK = 64;

/** Words of states to begin with, one behind the other: some of those found last. */
export function seedsOf(kernel: Kernel, words: number, count: number): Int32Array {
  const end = kernel.rows();
  const first = Math.max(1, end - count);
  const seeds = new Int32Array((end - first) * words);
  for (let row = first; row < end; row++) {
    kernel.load(row, seeds.subarray((row - first) * words, (row - first + 1) * words));
  }
  return seeds;
}

/** Memory for it; not for longer. */
export function practiceMemory(kernel: () => Kernel): KernelMemory {
  return {
    bytes: (count) => new SharedArrayBuffer(count),
    room: () => undefined,
    loaded: () => kernel().grow(),
    fetch: () => void kernel().extend(),
  };
}

/** Searches as one of several threads does, and leaves nothing behind. */
export function warmUp(kernel: Kernel, seeds: Int32Array): void {
  const control = new Int32Array(new SharedArrayBuffer(4 * Control.members));
  control[Control.rows] = 1;
  control[Control.capacity] = 2 ** 31 - 1;
  kernel.share(control);
  const words = kernel.current.length;
  for (let i = 0; i < seeds.length; i += words) kernel.push(seeds.subarray(i, i + words));
  kernel.flush();
  const until = performance.now() + DURATION;
  for (let at = 1; at < kernel.rows() && kernel.rows() * words < MOST_WORDS; at += CHUNK) {
    if (performance.now() >= until) break;
    kernel.expand(at, Math.min(at + CHUNK, kernel.rows()));
  }
  kernel.forget();
}

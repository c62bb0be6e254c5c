/**
 * The records of threads and address spaces, with the map lock.
 *
 *   thread, 10 words              address space, 9 words
 *   +0  space                     +0  map        (map.ts)
 *   +1  phase   (fault.ts)        +1  pmap       (pmap.ts)
 *   +2  access  0 read, 1 write   +2  locked     1: the map is locked for writing
 *   +3  address                   +3  readers    faults that have it locked for reading
 *   +4  lookupStillValid          +4  active     threads in a fault
 *   +5  firstObject, plus 1       +5  unmap      phase of an unmap (address-space.ts)
 *   +6  firstIndex                +6  released   list of objects to let go of, see `deferEntry`
 *   +7  firstM, plus 1            +7  start      of the range that is unmapped
 *   +8  m, plus 1                 +8  end        of it
 *   +9  needsZeroing
 */
import type { Arena } from "../arena.ts";

/** Fields of a thread's record. */
export const Thread = {
  space: 0,
  phase: 1,
  access: 2,
  address: 3,
  valid: 4,
  firstObject: 5,
  firstIndex: 6,
  firstM: 7,
  m: 8,
  needsZeroing: 9,
} as const;
const THREAD = 10;

/** Fields of an address space's record. */
export const Space = {
  map: 0,
  pmap: 1,
  locked: 2,
  readers: 3,
  active: 4,
  unmap: 5,
  released: 6,
  start: 7,
  end: 8,
} as const;
const SPACE = 9;
export class Records {
  readonly arena: Arena;
  readonly #threads: number;
  readonly #spaces: number;

  /** No thread is in a fault, and nobody has a map locked. */
  constructor(arena: Arena, threads: number, spaces: number) {
    this.arena = arena;
    this.#threads = arena.allocate(threads * THREAD);
    this.#spaces = arena.allocate(spaces * SPACE);
    for (let t = 0; t < threads; t++) this.clearFault(t);
  }

  thread(thread: number, field: number): number {
    return this.arena.words[this.#threads + thread * THREAD + field]!;
  }

  setThread(thread: number, field: number, word: number): void {
    this.arena.words[this.#threads + thread * THREAD + field] = word;
  }

  /** No fault: all fields but the space are as they were at first. */
  clearFault(thread: number): void {
    const at = this.#threads + thread * THREAD;
    this.arena.words.fill(0, at + 1, at + THREAD);
    this.setThread(thread, Thread.needsZeroing, 1);
  }

  space(space: number, field: number): number {
    return this.arena.words[this.#spaces + space * SPACE + field]!;
  }

  setSpace(space: number, field: number, word: number): void {
    this.arena.words[this.#spaces + space * SPACE + field] = word;
  }

  // -----------------------------------------------------------------------------------------------
  // The map lock

  isLocked(space: number): boolean {
    return this.space(space, Space.locked) === 1;
  }

  readers(space: number): number {
    return this.space(space, Space.readers);
  }

  addActive(space: number, by: number): void {
    this.setSpace(space, Space.active, this.space(space, Space.active) + by);
  }

  /** A fault holds the map of its space for reading. */
  readLock(thread: number): void {
    const space = this.thread(thread, Thread.space);
    this.setThread(thread, Thread.valid, 1);
    this.setSpace(space, Space.readers, this.readers(space) + 1);
  }

  /** It does not, whether or not it did. */
  readUnlock(thread: number): void {
    if (this.thread(thread, Thread.valid) === 0) return;
    const space = this.thread(thread, Thread.space);
    this.setThread(thread, Thread.valid, 0);
    this.setSpace(space, Space.readers, this.readers(space) - 1);
  }
}

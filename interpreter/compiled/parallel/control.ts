/**
 * What the threads of a search share beside the states: one array of words, changed by atomic operations only, but
 * while there is only one thread.
 *
 * A round is as much of a level as can be expanded without a stop, or the growth of the table. The main thread sets `cursor` and `end`, and
 * counts `round` up; every member takes pieces of `chunk` rows at `cursor` until they are used up or `pause` is
 * set, and then counts `arrived` up. Whatever the main thread may be waiting for counts `signal` up too.
 */
export const Control = {
  /** Rows that there are segments for. */
  capacity: 1,
  /** Rows that the threads may add before they look at the capacity again. */
  margin: 2,
  cursor: 4,
  end: 5,
  chunk: 6,
  /** Not 0: no more pieces are to be taken, for the table has to grow or the search has to stop. */
  pause: 7,
  round: 8,
  arrived: 9,
  signal: 10,
  /** Not 0: the search is over. */
  stop: 11,
  /** Not 0: a state was not stored because there may be no more. */
  full: 12,
  /** Not 0: only one thread stores states. */
  alone: 13,
  /** Not 0: it is not rows that are expanded, but the table that grows. With `at` and `mask` of `Growth`. */
  growing: 14,
  growsFrom: 15,
  growsMask: 3,
  /** The number behind the last row: in a line of the processor's cache of its own, since all threads write it. */
  rows: 16,
  /** From here on, one word for each other thread: the last round that it takes part in. */
  members: 32,
} as const;

/** Words before those of the members. */
export const CONTROL_WORDS = Control.members;

/** Rows of the arena, and the parent of each. */
export interface SharedSegment {
  readonly rows: Int32Array;
  readonly parents: Int32Array;
  /** WebAssembly has it too, at the same offset. */
  readonly isNear: boolean;
}

/** The table of states. */
export interface SharedTable {
  readonly slots: Int32Array;
  readonly isNear: boolean;
}

/** What a thread is told: the table if it has changed, and the segments from a number on; or its functions. */
export type SharedNews =
  | {
      readonly table: SharedTable;
      readonly first: number;
      readonly segments: readonly SharedSegment[];
    }
  | { readonly module: WebAssembly.Module };

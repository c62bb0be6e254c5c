/** What a kernel is given and what it is: the inner loop of a search, of which search-kernel.ts is the text. */
import type { CompactKernel } from "./compact-rows.ts";
import type { EdgeKernel } from "./edge-kernel.ts";
import type { Allocated } from "./kernel-space.ts";
import type { SharedSegment, SharedTable } from "./parallel/control.ts";
import type { WalkKernel } from "./walk-kernel.ts";

/** What the kernel asks for while threads share the memory. */
export interface KernelMemory {
  /** There is no room for what the threads may find next: comes back when there is. */
  readonly room: () => void;
  /** The table should grow, which it may only while the other threads are at rest. */
  readonly loaded: () => void;
  /** Another thread has made a segment: adopts it. */
  readonly fetch: () => void;
}

/** Memory of a search on one thread. */
export const PRIVATE_MEMORY: KernelMemory = {
  room: () => undefined,
  loaded: () => undefined,
  fetch: () => undefined,
};

/** What the text is given as `host`. */
export interface KernelHost {
  readonly memory: KernelMemory;
  /** Where the thread's part of the memory begins (kernel-layout.ts); what threads share is at its begin. */
  readonly buffer: SharedArrayBuffer;
  readonly base: number;
  /** Words of what threads share. */
  readonly controlWords: number;
  /** Zeroed memory; what is `lead` bytes behind its begin should be the begin of a line. */
  readonly allocate: (bytes: number, lead: number) => Allocated;
  /** Memory that need not be zeroed. */
  readonly allocateAny: (bytes: number) => Allocated;
  readonly free: (allocated: Allocated, bytes: number) => void;
  /** More states than this are not stored. */
  readonly maxStates: number;
  /** As many as this are likely, if that is known. */
  readonly expectedStates?: number | undefined;
  /** Replaces the words at an offset by those that stand for their orbit. */
  readonly canonical?: (queue: Int32Array, offset: number) => void;
  /** Takes a step, or looks at a property, by the reference evaluator. */
  readonly interpret: (what: number) => void;
  /** The number by which what a step costs is known. */
  readonly price?: (amounts: readonly number[]) => number;
  /** 1 if the pair of abstract states of a refinement is known to be right, else 0. */
  readonly isKnown: (place: number) => number;
  /** There is to be a segment more for states that wait, and rows up to a number; throws if there is no room. */
  readonly queueRoom?: (queueBytes: number, rows: number) => void;
}

/** A table that is to take over from one before. */
export interface Growth {
  /** Word of the first slot of that one, 0 if rows are entered, or -1; and its slots less one. */
  readonly at: number;
  readonly mask: number;
  /** Slots or rows. */
  readonly from: number;
  readonly to: number;
  readonly isNear: boolean;
}

/** What the text returns. */
export interface Kernel {
  /** Words of the state being expanded, its row, and successors of it found elsewhere. */
  readonly current: Int32Array;
  readonly currentRow: () => number;
  /** Per site of the instance: not zero if it was ever hit. */
  readonly sites: Uint8Array;
  /** By number of the finding: its first row, or 0. */
  readonly findings: Int32Array;
  /** Words of the state after a step that `interpret` is to look at. */
  readonly after: Int32Array;
  /** For each refinement: abstract states before and after a step. */
  readonly abstract: readonly { readonly before: Int32Array; readonly now: Int32Array }[];
  readonly push: (words: Int32Array) => void;
  /** The same for a step from the current state, which is looked at. */
  readonly take: (words: Int32Array) => void;
  /** Notes a path from the current state that did not complete. */
  readonly note: (finding: number) => void;
  /** Goes through `init` from the state in `current`, and stores the initial states. */
  readonly begin: () => void;
  /** Stores what has been pushed. */
  readonly flush: () => void;
  /** Expands the rows from `from` to `to`, and stores what is new. */
  readonly expand: (from: number, to: number) => void;
  /** The number behind the last row. */
  readonly rows: () => number;
  readonly load: (row: number, words: Int32Array) => void;
  readonly parent: (row: number) => number;
  /** A state was not stored because of `maxStates`. */
  readonly isFull: () => boolean;
  /** Words queued by each step. */
  readonly queued: Float64Array;
  /** What threads share: parallel/control.ts. */
  readonly control: Int32Array;
  /** From now on other threads add rows too. */
  readonly share: () => void;
  readonly table: () => SharedTable;
  readonly segments: () => readonly SharedSegment[];
  /** Rows that there are in each. */
  readonly segmentRows: number;
  /** Takes over the table and segments of another thread, from a segment of a number on. */
  readonly adopt: (table: SharedTable, first: number, segments: readonly SharedSegment[]) => void;
  /** Makes another segment. */
  readonly extend: () => SharedSegment;
  /** Makes a larger table; other threads must be at rest. */
  readonly grow: () => void;
  /** The same in pieces of what lies from a number to another, by all threads if it is near. */
  readonly beginGrowth: () => Growth;
  readonly growPiece: (at: number, mask: number, from: number, to: number) => void;
  readonly endGrowth: () => void;
  /** Takes the rows before a number, which are in the segments, to be those found; before other threads share it. */
  readonly restore: (end: number) => void;
  /** What WebAssembly is to import. */
  readonly natives: Readonly<Record<string, WebAssembly.Callable>>;
  /** Functions in WebAssembly go on with what those in JavaScript did. */
  readonly goNative: (functions: Readonly<Record<string, WebAssembly.Callable>>) => void;
  /** If temporal properties are to be looked at. */
  readonly edges?: EdgeKernel;
  /** Random walks, if they are wanted. */
  readonly walk?: WalkKernel;
  /** If states are compacted: `load` has only the rows that are not yet forgotten. */
  readonly compact?: CompactKernel;
}

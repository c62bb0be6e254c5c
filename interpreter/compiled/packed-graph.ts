/** The graph of the states that a compiled search has stored. */
import type { Pace } from "../explore/pace.ts";
import type { Fairness } from "../temporal/fairness.ts";
import { labelArray, type StateGraph } from "../temporal/state-graph.ts";
import { EdgeRecord } from "./edge-record.ts";
import type { Kernel } from "./search-kernel.ts";

/** Rows between looks at whether to pause. */
const CHUNK = 1024;

export interface PackedSearch {
  readonly kernel: Kernel;
  readonly fairness: Fairness;
  /** Number of predicates. */
  readonly atoms: number;
  readonly initial: number;
  /** The edges, which the search has recorded. */
  readonly record: EdgeRecord;
}

/** Room for the edges of a search: so many bytes at most, at six to eight for each. */
export function edgeRecord(fairness: Fairness, bytes = Infinity): EdgeRecord {
  const labels = (length: number): StateGraph["labels"] => labelArray(fairness, length);
  return new EdgeRecord(labels, Math.floor(bytes / (4 + labels(1).BYTES_PER_ELEMENT)));
}

/**
 * `undefined` if it was interrupted. Throws a `RangeError` if there is no memory for it: beside the edges it
 * takes four bytes for each state, and a bit for each predicate.
 */
export async function packedGraph(
  { kernel, fairness, atoms, initial, record }: PackedSearch,
  pace: Pace,
): Promise<StateGraph | undefined> {
  const edges = kernel.edges!;
  const rows = kernel.rows() - 1;
  const words = Math.ceil(atoms / 32);
  edges.record(undefined);
  const predicates = new Int32Array(rows * words);
  for (let row = 1; row <= rows; row += CHUNK) {
    edges.look(row, Math.min(rows + 1, row + CHUNK), predicates);
    if (pace.isPauseDue) await pace.pause();
    if (pace.interrupted) return undefined;
  }
  return { ...record.take(), atoms: predicates, rows, initial, words, fairness };
}

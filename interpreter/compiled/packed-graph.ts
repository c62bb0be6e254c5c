/** The graphs of the states that a compiled search has stored, by the second pass of its kernel. */
import type { CostGraph, StepCosts } from "../costs/cost-graph.ts";
import type { Pace } from "../explore/pace.ts";
import type { Fairness } from "../temporal/fairness.ts";
import { labelArray, type StateGraph } from "../temporal/state-graph.ts";
import type { EdgeArrays } from "./edge-kernel.ts";
import type { Kernel } from "./search-kernel.ts";

/** Rows between looks at whether to pause. */
const CHUNK = 1024;

export interface PackedSearch {
  readonly kernel: Kernel;
  /** Number of predicates. */
  readonly atoms: number;
  readonly initial: number;
  readonly transitions: number;
}

/**
 * `undefined` if it was interrupted. Throws a `RangeError` if there is no memory for it: beside the states
 * it takes six to eight bytes for each transition, and for each state four and a bit for each predicate.
 */
export async function packedGraph(
  search: PackedSearch,
  fairness: Fairness,
  pace: Pace,
): Promise<StateGraph | undefined> {
  const edges = await edgesOf(search, false, (room) => labelArray(fairness, room), pace);
  return edges && { ...edges, fairness };
}

/** The same for measures: six bytes for each transition. */
export async function packedCostGraph(
  search: PackedSearch,
  stepCosts: StepCosts,
  pace: Pace,
): Promise<CostGraph | undefined> {
  const edges = await edgesOf(search, true, (room) => new Uint16Array(room), pace);
  return edges && { ...edges, stepCosts };
}

async function edgesOf(
  { kernel, atoms, initial, transitions }: PackedSearch,
  isPriced: boolean,
  labelsFor: (room: number) => EdgeArrays["labels"],
  pace: Pace,
): Promise<Omit<StateGraph, "fairness"> | undefined> {
  const edges = kernel.edges!;
  const rows = kernel.rows() - 1;
  const words = Math.ceil(atoms / 32);
  // States without a next step have an edge to themselves: usually few.
  const room = transitions + 64;
  const arrays: EdgeArrays = {
    isPriced,
    offsets: new Int32Array(rows + 1),
    targets: new Int32Array(room),
    labels: labelsFor(room),
    atoms: new Int32Array(rows * words),
  };
  const queued = kernel.queued.slice();
  edges.start(arrays);
  try {
    for (let row = 1; row <= rows; row += CHUNK) {
      edges.trace(row, Math.min(rows + 1, row + CHUNK));
      if (pace.isPauseDue) await pace.pause();
      if (pace.interrupted) return undefined;
    }
  } finally {
    edges.end();
    // What is queued now has been counted by the search.
    kernel.queued.set(queued);
  }
  return { ...arrays, rows, initial, words };
}

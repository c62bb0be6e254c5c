/** The graphs of the states that a compiled search has stored, with the edges that its kernel records. */
import type { CostGraph, StepCosts } from "../costs/cost-graph.ts";
import type { Pace } from "../explore/pace.ts";
import type { Fairness } from "../temporal/fairness.ts";
import { labelArray, type StateGraph } from "../temporal/state-graph.ts";
import { EdgeRecord } from "./edge-record.ts";
import type { Kernel } from "./kernel.ts";

/** Rows between looks at whether to pause. */
const CHUNK = 1024;

export interface PackedSearch {
  readonly kernel: Kernel;
  /** Number of predicates. */
  readonly atoms: number;
  readonly initial: number;
}

/** Room for the edges of a search: so many bytes at most, at six to eight for each. */
export function edgeRecord(fairness: Fairness, bytes = Infinity): EdgeRecord {
  const labels = (length: number): StateGraph["labels"] => labelArray(fairness, length);
  return new EdgeRecord(labels, Math.floor(bytes / (4 + labels(1).BYTES_PER_ELEMENT)));
}

/**
 * With the edges that were recorded during the search. `undefined` if it was interrupted. Throws a `RangeError` if
 * there is no memory for it: beside the edges it takes four bytes for each state, and a bit for each predicate.
 */
export async function packedGraph(
  search: PackedSearch,
  record: EdgeRecord,
  fairness: Fairness,
  pace: Pace,
): Promise<StateGraph | undefined> {
  search.kernel.edges!.record(undefined);
  const atoms = await predicatesOf(search, pace);
  return atoms && { ...record.take(), ...sizesOf(search), atoms, fairness };
}

/** The same for measures: all rows are expanded once more. An edge takes six bytes. */
export async function packedCostGraph(
  search: PackedSearch,
  stepCosts: StepCosts,
  pace: Pace,
): Promise<CostGraph | undefined> {
  const record = new EdgeRecord((length) => new Uint16Array(length), Infinity, true);
  await recordRows(search.kernel, record, search.kernel.rows(), pace);
  search.kernel.edges!.record(undefined);
  if (pace.interrupted) return undefined;
  if (record.isLost) throw new RangeError("array length: there is no room for the edges");
  const atoms = await predicatesOf(search, pace);
  return atoms && { ...record.take(), ...sizesOf(search), atoms, stepCosts };
}

/** Finds and records the edges from the rows before `end` again, which were expanded and counted; and goes on recording. */
export async function recordRows(
  kernel: Kernel,
  record: EdgeRecord,
  end: number,
  pace: Pace,
): Promise<void> {
  const queued = kernel.queued.slice();
  kernel.edges!.record(record);
  for (let row = 1; row < end && !pace.interrupted; row += CHUNK) {
    kernel.expand(row, Math.min(end, row + CHUNK));
    if (pace.isPauseDue) await pace.pause();
  }
  kernel.queued.set(queued);
}

const sizesOf = ({
  kernel,
  atoms,
  initial,
}: PackedSearch): Pick<StateGraph, "rows" | "initial" | "words"> => ({
  rows: kernel.rows() - 1,
  initial,
  words: Math.ceil(atoms / 32),
});

async function predicatesOf(search: PackedSearch, pace: Pace): Promise<Int32Array | undefined> {
  const { rows, words } = sizesOf(search);
  const predicates = new Int32Array(rows * words);
  for (let row = 1; row <= rows; row += CHUNK) {
    search.kernel.edges!.look(row, Math.min(rows + 1, row + CHUNK), predicates);
    if (pace.isPauseDue) await pace.pause();
    if (pace.interrupted) return undefined;
  }
  return predicates;
}

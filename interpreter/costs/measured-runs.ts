/**
 * The runs that a measure is about: those that begin in a state of `from` and end at the first state of
 * `to` after at least one step. Totals and runs are looked for in this view of a graph.
 */
import type { CostGraph } from "./cost-graph.ts";

export interface MeasuredRuns {
  readonly rows: number;
  readonly initial: number;
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly labels: Uint16Array | Int32Array;
  /** By label: a natural number. */
  readonly amounts: Float64Array;
  readonly isStart: (row: number) => boolean;
  readonly isEnd: (row: number) => boolean;
}

/** `fromBit` and the bit after it are the predicates; `position` is that of the cost in `stepCosts`. */
export function measuredRuns(graph: CostGraph, position: number, fromBit: number): MeasuredRuns {
  const { atoms, words } = graph;
  const test = (bit: number): ((row: number) => boolean) => {
    const [word, mask] = [bit >>> 5, 1 << (bit & 31)];
    return (row) => (atoms[row * words + word]! & mask) !== 0;
  };
  const amounts = graph.stepCosts.amountsAt(position);
  return { ...graph, amounts, isStart: test(fromBit), isEnd: test(fromBit + 1) };
}

/** What an edge costs. */
export function amountOf({ amounts, labels }: MeasuredRuns, edge: number): number {
  return amounts[labels[edge]!]!;
}

/** Rows between two pauses: some milliseconds of work. */
export const SLICE = 20_000;

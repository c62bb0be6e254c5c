/**
 * The least and the greatest cost of the runs of a measure, with shortest runs that have these costs, or a
 * cycle that has a cost and can be gone round before the end.
 */
import type { CostGraph } from "./cost-graph.ts";
import { greatestTotal, type GreatestTotal } from "./greatest-total.ts";
import { leastTotal } from "./least-total.ts";
import { amountOf, measuredRuns, type MeasuredRuns } from "./measured-runs.ts";
import { paidCycle } from "./paid-cycle.ts";
import { depthsOf, ShortestWays, type Depths, type RunPath } from "./shortest-way.ts";

/** A run that has this total; the run with a cycle goes on for ever, and its total is Infinity. */
export interface TotalRun {
  readonly total: number;
  readonly path: RunPath;
}

export type CostRange =
  | { readonly kind: "some"; readonly least: TotalRun; readonly greatest: TotalRun }
  /** No state of `from` is reached, or from none of them a state of `to`. */
  | { readonly kind: "none"; readonly isStarted: boolean };

/** Yields now and then, so that the caller can do something else. */
export function* measureCosts(
  graph: CostGraph,
  position: number,
  fromBit: number,
): Generator<undefined, CostRange> {
  const runs = measuredRuns(graph, position, fromBit);
  const low = yield* leastTotal(runs);
  if (low.least === Infinity) return { kind: "none", isStarted: hasStart(runs) };
  const depths = depthsOf(runs);
  const isOnLeast = (row: number, edge: number): boolean =>
    low.totals[row]! + amountOf(runs, edge) === low.totals[runs.targets[edge]!];
  const endsLeast = (row: number, edge: number): boolean =>
    low.totals[row]! + amountOf(runs, edge) === low.least;
  const least = yield* attaining(runs, depths, runs.isStart, isOnLeast, endsLeast);
  const high = yield* greatestTotal(runs);
  return {
    kind: "some",
    least: { total: low.least, path: least },
    greatest: { total: high.greatest, path: yield* greatestRun(runs, depths, high) },
  };
}

function hasStart({ rows, isStart }: MeasuredRuns): boolean {
  for (let row = 0; row < rows; row++) if (isStart(row)) return true;
  return false;
}

function greatestRun(
  runs: MeasuredRuns,
  depths: Depths,
  high: GreatestTotal,
): Generator<undefined, RunPath> {
  const { greatest, totals } = high;
  const isStart = (row: number): boolean => runs.isStart(row) && totals[row] === greatest;
  if (greatest === Infinity) return paidCycle(runs, depths, isStart, high);
  const isOn = (row: number, edge: number): boolean =>
    totals[row] === amountOf(runs, edge) + totals[runs.targets[edge]!]!;
  const ends = (row: number, edge: number): boolean => totals[row] === amountOf(runs, edge);
  return attaining(runs, depths, isStart, isOn, ends);
}

/** The shortest run from a start over edges of a kind, up to one that ends it. */
function* attaining(
  runs: MeasuredRuns,
  depths: Depths,
  isStart: (row: number) => boolean,
  isOn: (row: number, edge: number) => boolean,
  ends: (row: number, edge: number) => boolean,
): Generator<undefined, RunPath> {
  const { offsets, targets, isEnd } = runs;
  const ways = new ShortestWays(runs, depths);
  let path: RunPath | undefined;
  yield* ways.search(isStart, isOn, (row) => {
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      if (!isEnd(targets[edge]!) || !ends(row, edge)) continue;
      path = ways.pathTo(row, [edge]);
      return true;
    }
    return false;
  });
  if (path === undefined) throw new Error("no run has the total that was found");
  return path;
}

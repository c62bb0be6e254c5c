/**
 * What both engines do about measures once their search is complete and nothing is wrong: the costs of each
 * that is selected, on the graph of states that the engine has made. One state of each orbit is enough for
 * that: predicates and costs are the same for all of them.
 */
import type { CostGraph } from "../costs/cost-graph.ts";
import { measureCosts, type CostRange, type TotalRun } from "../costs/measure-costs.ts";
import type { CostlyRun, MeasuredCosts, Selection } from "../exploration.ts";
import type { Instance, State } from "../model.ts";
import type { Pace } from "./pace.ts";
import { selectedPredicates } from "./predicates.ts";
import type { TemporalResult } from "./temporal-search.ts";

export interface MeasureResult {
  readonly measured?: readonly MeasuredCosts[];
  /** Why there is no answer. */
  readonly undecided?: string;
}

/** What is found when all states are known. */
export type SecondPass = TemporalResult & MeasureResult;

/** The costs that the selected measures are about, each once: what the edges of the graph tell. */
export function measuredCosts({ measures }: Instance, selection: Selection): readonly number[] {
  return [...new Set((selection.measures ?? []).map((index) => measures[index]!.cost))];
}

/** `undefined` if it was interrupted. */
export async function searchMeasures(
  instance: Instance,
  selection: Selection,
  graph: CostGraph,
  told: { readonly stateAt: (row: number) => State; readonly symmetry: boolean },
  pace: Pace,
): Promise<MeasureResult | undefined> {
  if (graph.stepCosts.isTooMany) {
    return { undecided: "measures are not decided: too many steps have costs of their own" };
  }
  const costs = measuredCosts(instance, selection);
  const predicates = selectedPredicates(instance, selection);
  const measured: MeasuredCosts[] = [];
  for (const measure of selection.measures ?? []) {
    const position = costs.indexOf(instance.measures[measure]!.cost);
    const from = predicates.findIndex(
      ({ within, index }) => within === "measure" && index === measure,
    );
    const search = measureCosts(graph, position, from);
    let step = search.next();
    while (step.done !== true) {
      if (pace.isPauseDue) await pace.pause();
      if (pace.interrupted) return undefined;
      step = search.next();
    }
    measured.push({ measure, range: rangeOf(step.value, told) });
  }
  return { measured };
}

function rangeOf(
  range: CostRange,
  { stateAt, symmetry }: { readonly stateAt: (row: number) => State; readonly symmetry: boolean },
): MeasuredCosts["range"] {
  if (range.kind === "none") return range;
  const told = ({ total, path: { rows, ...path } }: TotalRun): CostlyRun => ({
    total,
    states: rows.map(stateAt),
    ...path,
    symmetry,
  });
  return { kind: "some", least: told(range.least), greatest: told(range.greatest) };
}

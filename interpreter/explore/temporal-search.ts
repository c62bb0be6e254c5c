/**
 * What both engines do about temporal properties once their search is complete: the selected ones are
 * looked at in turn, on the graph of states that the engine has made.
 */
import type { ExploreOptions, Violation } from "../exploration.ts";
import type { Instance, State } from "../model.ts";
import { findLasso } from "../temporal/find-lasso.ts";
import { CONSTRAINT_LIMIT } from "../temporal/fairness.ts";
import type { StateGraph } from "../temporal/state-graph.ts";
import type { Pace } from "./pace.ts";
import { temporalViolation } from "./temporal-violation.ts";

export interface TemporalResult {
  readonly violation?: Violation;
  /** Why some property could not be decided. */
  readonly undecided?: string;
}

/** Which of the things that a temporal property speaks of is who matters, so symmetry is not used. */
export function withoutSymmetry(instance: Instance, options: ExploreOptions): ExploreOptions {
  return temporalNotes(instance, options).length > 0 ? { ...options, symmetry: false } : options;
}

/** What the user is told about that. */
export function temporalNotes(instance: Instance, options: ExploreOptions): readonly string[] {
  const first = options.selection.temporals?.[0];
  if (first === undefined || !options.symmetry || instance.symmetricTypes.length === 0) return [];
  const { name } = instance.temporals[first]!;
  return [
    `symmetry is not used: temporal property ${name} follows each identity by itself ` +
      "(`without temporals` explores one state of each orbit)",
  ];
}

export const TOO_MANY_CONSTRAINTS =
  `temporal properties are not decided: there are more than ${CONSTRAINT_LIMIT} fairness ` +
  "constraints (`fair any` is one for all arguments)";

/** `undefined` if it was interrupted. */
export async function checkTemporals(
  instance: Instance,
  selected: readonly number[],
  graph: StateGraph,
  stateAt: (row: number) => State,
  pace: Pace,
): Promise<TemporalResult | undefined> {
  let firstAtom = 0;
  for (const index of selected) {
    const property = instance.temporals[index]!;
    const search = findLasso(property, graph, firstAtom);
    let step = search.next();
    while (step.done !== true) {
      if (pace.isPauseDue) await pace.pause();
      if (pace.interrupted) return undefined;
      step = search.next();
    }
    const answer = step.value;
    if (answer.kind === "too large") return { undecided: answer.what };
    if (answer.kind === "found") {
      return { violation: temporalViolation(instance, property, graph, answer.lasso, stateAt) };
    }
    firstAtom += property.atoms.length;
  }
  return {};
}

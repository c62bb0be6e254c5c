/** From a run that a measure has found to what is reported: real states and steps. */
import type { CostlyRun, Trace } from "../exploration.ts";
import type { Instance, Measure, State } from "../model.ts";
import { equalValues } from "../values.ts";
import type { Successor } from "./successors.ts";
import { rebuildTrace } from "./trace.ts";

/**
 * How often a cycle is gone round, under symmetry, for a state that is exactly the same again and not only
 * with identities exchanged.
 */
const MOST_ROUNDS = 24;

export interface MeasureTrace extends Trace {
  /** The steps from `loop` on can be repeated, but with other identities: no round is exactly like the first. */
  readonly exchanges?: boolean;
}

/** The run in full. Its first `start` steps lead to where the measure begins. */
export function measureTrace(instance: Instance, { cost }: Measure, run: CostlyRun): MeasureTrace {
  const { states, amounts, start, loop, symmetry } = run;
  const first = states.length - 1;
  const length = loop === undefined ? 0 : first - loop;
  const rounds = loop === undefined ? 0 : symmetry ? MOST_ROUNDS : 1;
  const path = [...states];
  for (let round = 1; round < rounds; round++) path.push(...states.slice(loop! + 1));
  const amountOf = (index: number): number =>
    amounts[index <= first ? index - 1 : loop! + ((index - 1 - loop!) % length)]!;
  const trace = rebuildTrace(instance, path, {
    symmetry,
    isMeant: (index, { outcome }: Successor) =>
      index <= start || outcome.costs[cost] === amountOf(index),
  });
  if (loop === undefined) return trace;
  const stateAfter = (steps: number): State =>
    steps === 0 ? trace.initial : trace.steps[steps - 1]!.state;
  for (let end = first; end <= loop + rounds * length; end += length) {
    for (let begin = loop; begin < end; begin += length) {
      if (!equalValues(stateAfter(begin), stateAfter(end))) continue;
      return { ...trace, steps: trace.steps.slice(0, end), loop: begin };
    }
  }
  return { ...trace, steps: trace.steps.slice(0, first), loop, exchanges: true };
}

/**
 * What can happen: the initial states of an instance, and the ways through its steps from a state. The
 * order is fixed, and engines and reports rely on it: steps as declared, arguments ascending with the
 * last fastest, then choices in the order in which the body makes them.
 */
import type { Location } from "../../grammar/source.ts";
import { newEnvironment, newFrame } from "../evaluate/environment.ts";
import { truth } from "../evaluate/expression.ts";
import type { Observer, Outcome } from "../evaluate/statement.ts";
import { runBody } from "../evaluate/statement.ts";
import { explainIn } from "./explain.ts";
import type { Explanation } from "../exploration.ts";
import { EvaluationFailure, attempt } from "../evaluate/failure.ts";
import type { Instance, InstanceStep, State, Value } from "../model.ts";
import type { Domain } from "../values.ts";
import { domainOf, firstValue } from "../values.ts";

/** One way through one step with one set of arguments. */
export interface Successor {
  /** Index in `Instance.steps`. */
  readonly step: number;
  readonly arguments: readonly Value[];
  readonly outcome: Outcome;
}

/** The ways through `init`. */
export function initialOutcomes(instance: Instance, observer?: Observer): Iterable<Outcome> {
  const blank = instance.variables.map(({ type }) => firstValue(type));
  return runBody(instance, instance.init.body, blank, newFrame(instance.init.frameSize), observer);
}

/** Every way through every step. */
export function* successors(
  instance: Instance,
  state: State,
  observer?: Observer,
): Generator<Successor> {
  for (const step of instance.steps) {
    for (const values of argumentsOf(step)) {
      for (const outcome of stepOutcomes(instance, step, state, values, observer)) {
        yield { step: step.index, arguments: values, outcome };
      }
    }
  }
}

/** The argument tuples of a step; those given are fixed, in place of `undefined` anything may stand. */
export function* argumentsOf(
  step: InstanceStep,
  given: readonly (Value | undefined)[] = [],
): Generator<readonly Value[]> {
  const domains = step.parameters.map(({ type }, i): Domain => {
    const value = given[i];
    return value === undefined ? domainOf(type) : [value];
  });
  const positions = domains.map(() => 0);
  for (;;) {
    yield domains.map((domain, i) => domain.at(positions[i]!)!);
    let last = domains.length - 1;
    while (last >= 0 && ++positions[last]! === domains[last]!.length) positions[last--] = 0;
    if (last < 0) return;
  }
}

/** The ways through one step with its arguments: none if it is disabled. */
export function* stepOutcomes(
  instance: Instance,
  step: InstanceStep,
  state: State,
  values: readonly Value[],
  observer?: Observer,
): Generator<Outcome> {
  const env = newEnvironment(instance, step.frameSize, state, state, observer?.sites);
  step.parameters.forEach(({ slot }, i) => (env.frame[slot] = values[i]!));
  const { guard } = step;
  if (guard !== undefined) {
    const open = attempt(guard.at, () => truth(guard, env));
    if (open instanceof EvaluationFailure) {
      const costs = instance.costs.map(() => 0);
      yield { kind: "failed", failure: open, state, choices: [], costs };
    }
    if (open !== true) return;
  }
  yield* runBody(instance, step.body, state, env.frame, observer);
}

/** Whether a step has a way through, even one that fails or breaks an assertion. */
export function isEnabled(
  instance: Instance,
  step: InstanceStep,
  state: State,
  values: readonly Value[],
): boolean {
  const { done } = stepOutcomes(instance, step, state, values).next();
  return done !== true;
}

export type Disabled =
  /** The guard is false, and this part of it decided. */
  | { readonly kind: "guard"; readonly explanation: Explanation }
  /** Every path through the body ended at one of these: a `choose` or `either` without a candidate. */
  | { readonly kind: "blocked"; readonly at: readonly Location[] };

/** Why a step has no way through, or `undefined` if it has one. */
export function whyNotEnabled(
  instance: Instance,
  step: InstanceStep,
  state: State,
  values: readonly Value[],
): Disabled | undefined {
  const blocked = new Set<Location>();
  const onBlocked = (at: Location): void => void blocked.add(at);
  const { done } = stepOutcomes(instance, step, state, values, { onBlocked }).next();
  if (done !== true) return undefined;
  if (blocked.size > 0 || step.guard === undefined) return { kind: "blocked", at: [...blocked] };
  const env = newEnvironment(instance, step.frameSize, state);
  step.parameters.forEach(({ slot }, i) => (env.frame[slot] = values[i]!));
  return { kind: "guard", explanation: explainIn(env, step.guard) };
}

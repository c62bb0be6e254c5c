/**
 * Refinement: every initial state maps to an initial state of the abstract instance, and every step to
 * one of its steps or to no change. What the abstract instance can do is found by its own evaluation,
 * once for each abstract state.
 */
import { newEnvironment } from "../evaluate/environment.ts";
import { evaluate } from "../evaluate/expression.ts";
import type { Outcome } from "../evaluate/statement.ts";
import { EvaluationFailure, attempt } from "../evaluate/failure.ts";
import type { Instance, Refinement, State, Type, Value } from "../model.ts";
import { showValue } from "../show-value.ts";
import { initialOutcomes, successors } from "./successors.ts";
import { equalValues, listOf, untuple } from "../values.ts";

/** Why it does not refine: a sentence, or the failure of a mapping. */
export type RefinementProblem = string | EvaluationFailure;

export class RefinementChecker {
  readonly #instance: Instance;
  readonly #refinement: Refinement;
  /** Abstract states, as text. */
  #initial: ReadonlySet<string> | undefined;
  readonly #successors = new Map<string, ReadonlySet<string>>();
  readonly #mapped = new WeakMap<State, State | EvaluationFailure>();

  constructor(instance: Instance, refinement: Refinement) {
    this.#instance = instance;
    this.#refinement = refinement;
  }

  /** The abstract state that a state stands for. */
  map(state: State): State | EvaluationFailure {
    let mapped = this.#mapped.get(state);
    if (mapped === undefined) {
      mapped = attempt(this.#refinement.at, () =>
        this.#refinement.mappings.map(({ frameSize, value }) =>
          evaluate(value, newEnvironment(this.#instance, frameSize, state)),
        ),
      );
      this.#mapped.set(state, mapped);
    }
    return mapped;
  }

  /** `undefined` if all is well. */
  checkInitial(state: State): RefinementProblem | undefined {
    const mapped = this.map(state);
    if (mapped instanceof EvaluationFailure) return mapped;
    this.#initial ??= completed(initialOutcomes(this.#refinement.abstract));
    if (this.#initial.has(JSON.stringify(mapped))) return undefined;
    return "the abstract module has no such initial state";
  }

  /** `undefined` if all is well. */
  checkStep(from: State, to: State): RefinementProblem | undefined {
    const before = this.map(from);
    if (before instanceof EvaluationFailure) return before;
    const after = this.map(to);
    if (after instanceof EvaluationFailure) return after;
    if (equalValues(before, after)) return undefined;
    const key = JSON.stringify(before);
    let possible = this.#successors.get(key);
    if (possible === undefined) {
      possible = completed(abstractSteps(this.#refinement.abstract, before));
      this.#successors.set(key, possible);
    }
    if (possible.has(JSON.stringify(after))) return undefined;
    return `no step of the abstract module ${this.#describeChange(before, after)}`;
  }

  /** `takes mem[proc1, page2] from 0 to 1` */
  #describeChange(before: State, after: State): string {
    const changes = this.#refinement.abstract.variables.flatMap(({ name, type }, i) =>
      changedParts(name, type, before[i]!, after[i]!),
    );
    return `takes ${changes.join(" and ")}`;
  }
}

function changedParts(name: string, type: Type, before: Value, after: Value): string[] {
  if (equalValues(before, after)) return [];
  if (type.kind !== "map") {
    return [`${name} from ${showValue(before, type)} to ${showValue(after, type)}`];
  }
  return listOf(before).flatMap((cell, i) => {
    const keys = untuple(i, type.keys).map((key, k) => showValue(key, type.keys[k]!));
    return changedParts(`${name}[${keys.join(", ")}]`, type.value, cell, listOf(after)[i]!);
  });
}

function* abstractSteps(abstract: Instance, state: State): Generator<Outcome> {
  for (const { outcome } of successors(abstract, state)) yield outcome;
}

/** The new states, as text. */
function completed(outcomes: Iterable<Outcome>): ReadonlySet<string> {
  const states = new Set<string>();
  for (const { kind, state } of outcomes) {
    if (kind === "completed") states.add(JSON.stringify(state));
  }
  return states;
}

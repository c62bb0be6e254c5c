/**
 * What is wrong with a state, and with a step: the selected properties of an instance, checked by the
 * reference evaluator, as findings. The order among several is that of `compareFindings`.
 */
import { evaluateProperty } from "../evaluate/property.ts";
import type { Selection } from "../exploration.ts";
import { EvaluationFailure } from "../evaluate/failure.ts";
import type { Instance, Property, State } from "../model.ts";
import type { RefinementProblem } from "./refinement.ts";
import { RefinementChecker } from "./refinement.ts";
import type { Successor } from "./successors.ts";
import type { Finding } from "./violation.ts";

type Where = Omit<Finding, "kind">;

export class PropertyChecks {
  readonly #instance: Instance;
  readonly #selection: Selection;
  /** Coverage, as in `Observer`. */
  readonly #sites: Uint8Array | undefined;
  readonly #refinements: readonly { readonly index: number; readonly checker: RefinementChecker }[];

  constructor(instance: Instance, selection: Selection, sites?: Uint8Array) {
    this.#instance = instance;
    this.#selection = selection;
    this.#sites = sites;
    this.#refinements = selection.refinements.map((index) => ({
      index,
      checker: new RefinementChecker(instance, instance.refinements[index]!),
    }));
  }

  /** Of an initial state, besides what `inState` finds. */
  *inInitialState(state: State): Generator<Finding> {
    for (const { index, checker } of this.#refinements) {
      const where = { within: "refinement", index, onStep: false } as const;
      yield* unrefined(where, checker.checkInitial(state));
    }
  }

  *inState(state: State): Generator<Finding> {
    for (const index of this.#selection.invariants) {
      const where = { within: "invariant", index, onStep: false } as const;
      yield* this.#untrue(where, "invariant", this.#instance.invariants[index]!, state, state);
    }
  }

  /** Of a state from which there is no way on. */
  *inStuckState(state: State): Generator<Finding> {
    if (!this.#selection.deadlock) return;
    const where = { within: "terminal", index: 0, onStep: false } as const;
    const { terminal } = this.#instance;
    if (terminal === undefined) yield { ...where, kind: "deadlock" };
    else yield* this.#untrue(where, "deadlock", terminal, state, state);
  }

  *onStep(from: State, { step, outcome }: Successor): Generator<Finding> {
    if (outcome.kind !== "completed") {
      const kind = outcome.kind === "failed" ? "failure" : "assert";
      yield { kind, within: "step", index: step, onStep: true };
      return;
    }
    for (const index of this.#selection.transitions) {
      const where = { within: "transition", index, onStep: true } as const;
      const property = this.#instance.transitions[index]!;
      yield* this.#untrue(where, "transition", property, outcome.state, from);
    }
    for (const { index, checker } of this.#refinements) {
      const where = { within: "refinement", index, onStep: true } as const;
      yield* unrefined(where, checker.checkStep(from, outcome.state));
    }
  }

  *#untrue(
    where: Where,
    kind: Finding["kind"],
    property: Property,
    state: State,
    old: State,
  ): Generator<Finding> {
    const result = evaluateProperty(this.#instance, property, state, old, this.#sites);
    if (result !== true) yield { ...where, kind: result === false ? kind : "failure" };
  }
}

function* unrefined(where: Where, problem: RefinementProblem | undefined): Generator<Finding> {
  if (problem === undefined) return;
  const kind = problem instanceof EvaluationFailure ? "failure" : "refinement";
  yield { ...where, kind };
}

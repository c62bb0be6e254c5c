/**
 * What the items of a scenario allow. An `expect` that is true takes no step; `...` allows any steps, or
 * none; a named step allows itself. A scenario about one state is `...` followed by an `expect`.
 *
 * Steps that fail or break an assertion do not complete and are part of no run: the checks report them.
 */
import { Bindings } from "../evaluate/bindings.ts";
import type { Environment } from "../evaluate/environment.ts";
import { newEnvironment } from "../evaluate/environment.ts";
import { evaluate, truth } from "../evaluate/expression.ts";
import type { Observer, Outcome } from "../evaluate/statement.ts";
import type { Choice } from "../exploration.ts";
import type { Instance, Scenario, ScenarioItem, State, Value } from "../model.ts";
import { hasIdentities } from "../evaluate/permutation.ts";
import type { Successor } from "../explore/successors.ts";
import { argumentsOf, stepOutcomes, successors } from "../explore/successors.ts";
import { equalValues } from "../values.ts";

/** How far a run has come. */
export interface Situation {
  readonly state: State;
  /** Values of the binders; `undefined` while they may still be anything. */
  readonly bound: readonly Value[] | undefined;
  /** Items before this one are done. */
  readonly position: number;
}

export class ScenarioRules {
  readonly #instance: Instance;
  readonly #scenario: Scenario;
  readonly #items: readonly ScenarioItem[];
  readonly #bindsLate: boolean;
  readonly #observer: Observer;

  constructor(instance: Instance, scenario: Scenario, observer: Observer) {
    this.#instance = instance;
    this.#observer = observer;
    this.#scenario = scenario;
    const { goal, at, binders } = scenario;
    this.#items =
      goal.kind === "run"
        ? goal.items
        : [
            { kind: "any", at },
            { kind: "expect", at, condition: goal.condition },
          ];
    // Values are chosen at the start; after a leading `...` comes to the same, with fewer situations.
    this.#bindsLate =
      this.#items[0]?.kind === "any" && binders.every(({ set }) => set === undefined);
  }

  /** What to do next; `undefined` if nothing is left to do. */
  itemAt({ position }: Situation): ScenarioItem | undefined {
    return this.#items[position];
  }

  /** Situations in an initial state. */
  *start(state: State): Generator<Situation> {
    const open: Situation = { state, bound: undefined, position: 0 };
    if (this.#bindsLate) yield* this.arrive(open);
    else for (const bound of this.#assignments(state)) yield* this.arrive({ ...open, bound });
  }

  /**
   * Where a run is when it has come somewhere: once at each item that can be next, or at the end. May
   * throw a failure of a condition.
   */
  *arrive(from: Situation): Generator<Situation> {
    for (let { position } = from; ; position++) {
      const item = this.#items[position];
      if (from.bound === undefined && item?.kind !== "any") {
        for (const bound of this.#assignments(from.state)) {
          yield* this.arrive({ ...from, bound, position });
        }
        return;
      }
      if (item?.kind === "expect") {
        if (!truth(item.condition, this.#environment(from))) return;
      } else {
        yield { ...from, position };
        if (item?.kind !== "any") return;
      }
    }
  }

  /** The ways on that the next item allows. May throw a failure of an argument. */
  *waysOn(situation: Situation): Generator<Successor> {
    const { state } = situation;
    const item = this.#items[situation.position];
    if (item?.kind !== "step") {
      for (const way of successors(this.#instance, state, this.#observer)) {
        if (way.outcome.kind === "completed") yield way;
      }
      return;
    }
    const env = this.#environment(situation);
    const step = this.#instance.steps[item.step]!;
    const given = item.arguments.map((argument) => argument && evaluate(argument, env));
    const choices = item.choices.map(({ label, value }) => ({
      label,
      value: evaluate(value, env),
    }));
    for (const values of argumentsOf(step, given)) {
      for (const outcome of stepOutcomes(this.#instance, step, state, values, this.#observer)) {
        if (outcome.kind !== "completed") continue;
        if (choices.every(({ label, value }) => isChosen(label, value, outcome))) {
          yield { step: item.step, arguments: values, outcome };
        }
      }
    }
  }

  /** The situation after a step, before it is known what comes next. */
  after({ bound, position }: Situation, state: State): Situation {
    const isDone = this.#items[position]?.kind === "step";
    return { state, bound, position: isDone ? position + 1 : position };
  }

  /** The values of the binders, with their names. */
  bindings({ bound }: Situation): readonly Choice[] {
    const { binders } = this.#scenario;
    return (bound ?? []).map((value, i) => ({
      label: binders[i]!.name,
      value,
      type: binders[i]!.type,
    }));
  }

  #environment({ state, bound }: Situation): Environment {
    const env = newEnvironment(this.#instance, this.#scenario.frameSize, state);
    this.#scenario.binders.forEach(({ slot }, i) => (env.frame[slot] = bound?.[i] ?? null));
    return env;
  }

  /** The values that the binders may take in a state. */
  *#assignments(state: State): Generator<readonly Value[]> {
    const { binders, frameSize } = this.#scenario;
    if (binders.length === 0) {
      yield [];
      return;
    }
    const env = newEnvironment(this.#instance, frameSize, state);
    const bindings = new Bindings(binders);
    while (bindings.next(env, evaluate)) {
      const values = binders.map(({ slot }) => env.frame[slot]!);
      // Late, a state stands for all of its orbit, and with it only some of the values would be tried.
      if (this.#bindsLate || this.#comesFirst(values)) yield values;
    }
  }

  /**
   * Whether identities are numbered in order of their first use. Other values need not be tried:
   * exchanging identities turns the runs with them into runs with values that do come first.
   */
  #comesFirst(values: readonly Value[]): boolean {
    const { binders } = this.#scenario;
    const isPlain = binders.every(
      ({ type, set }) => set === undefined && (type.kind === "symmetric" || !hasIdentities(type)),
    );
    if (!isPlain) return true;
    const used = this.#instance.symmetricTypes.map(() => 0);
    return values.every((value, i) => {
      const { type } = binders[i]!;
      if (type.kind !== "symmetric") return true;
      const unused = used[type.index]!;
      if (value === unused) used[type.index] = unused + 1;
      return (value as number) <= unused;
    });
  }
}

/** A choice in a loop is made once in each round, `h[thread1]`; `with h = x` fixes all of them. */
function isChosen(label: string, value: Value, { choices }: Outcome): boolean {
  const made = choices.filter((each) => each.label === label || each.label.startsWith(`${label}[`));
  return made.length > 0 && made.every((each) => equalValues(each.value, value));
}

/**
 * The shortest run that one instance allows and another does not: both have the same states, and differ
 * in parameters. Breadth-first over the states that both reach by the same steps; from each, every way
 * on of the one must lead to a state that the other reaches in one step as well.
 */
import { representatives } from "../explore/canonical-state.ts";
import { Pace, type PaceOptions } from "../explore/pace.ts";
import {
  initialOutcomes,
  stepOutcomes,
  successors,
  whyNotEnabled,
  type Disabled,
  type Successor,
} from "../explore/successors.ts";
import { keyOf, rebuildTrace } from "../explore/trace.ts";
import type { Outcome } from "../evaluate/statement.ts";
import type { Trace } from "../exploration.ts";
import type { Instance, State, Type } from "../model.ts";
import { equalValues } from "../values.ts";

export interface DifferenceOptions extends PaceOptions {
  /** More common states than this end the search. */
  readonly maxStates?: number;
}

export interface Comparison {
  readonly outcome: "same" | "different" | "limit" | "interrupted";
  readonly difference?: Difference;
  /** Common states looked at. */
  readonly states: number;
  readonly transitions: number;
  /** Steps to the farthest common state. */
  readonly depth: number;
  readonly seconds: number;
}

/** What one of the two allows. */
export interface Difference {
  readonly allowedBy: "left" | "right";
  /** Of the instance that allows it; its last step is the one that the other does not have. */
  readonly trace: Trace;
  /** What the other does instead, with the same arguments; `undefined` if the run has no step. */
  readonly instead?:
    | { readonly kind: "disabled"; readonly why: Disabled }
    | { readonly kind: "outcomes"; readonly outcomes: readonly Outcome[] };
}

/** Names of the variables whose types differ, and of steps that only one has: then there is nothing to compare. */
export function incomparable(left: Instance, right: Instance): readonly string[] {
  const names = (instance: Instance) =>
    new Map(instance.variables.map(({ name, type }) => [name, typeText(type)]));
  const [ours, theirs] = [names(left), names(right)];
  const steps = (instance: Instance) => new Set(instance.steps.map(({ name }) => name));
  const [some, others] = [steps(left), steps(right)];
  return [
    ...[...new Set([...ours.keys(), ...theirs.keys()])].filter(
      (name) => ours.get(name) !== theirs.get(name),
    ),
    ...[...new Set([...some, ...others])].filter((name) => some.has(name) !== others.has(name)),
  ];
}

/** Text that only equal types have. */
function typeText(type: Type): string {
  return JSON.stringify(type);
}

export function firstDifference(
  left: Instance,
  right: Instance,
  options: DifferenceOptions = {},
): Promise<Comparison> {
  return new PairSearch(left, right, options).run();
}

type Side = Difference["allowedBy"];

class PairSearch {
  readonly #instances: Readonly<Record<Side, Instance>>;
  readonly #options: DifferenceOptions;
  readonly #representative: (state: State) => State;
  readonly #pace: Pace;
  readonly #states: State[] = [];
  readonly #parents: number[] = [];
  readonly #known = new Set<string>();
  #expanded = 0;
  #transitions = 0;
  #level = 0;
  #depth = 0;
  #isLimitReached = false;

  constructor(left: Instance, right: Instance, options: DifferenceOptions) {
    this.#instances = { left, right };
    this.#options = options;
    this.#representative = representatives(left, left.symmetricTypes.length > 0);
    this.#pace = new Pace(options, () => ({
      states: this.#states.length,
      transitions: this.#transitions,
      depth: this.#level,
      queued: this.#states.length - this.#expanded,
    }));
  }

  async run(): Promise<Comparison> {
    const start = this.#compareInitial();
    if (start) return this.#result(start);
    while (this.#expanded < this.#states.length) {
      const end = this.#states.length;
      while (this.#expanded < end) {
        const difference = this.#expand(this.#expanded++);
        if (difference) return this.#result(difference);
        if (this.#pace.isPauseDue) await this.#pace.pause();
        if (this.#pace.interrupted || this.#isLimitReached) return this.#result();
      }
      this.#level++;
    }
    return this.#result();
  }

  #result(difference?: Difference): Comparison {
    const unfinished = this.#pace.interrupted
      ? "interrupted"
      : this.#isLimitReached
        ? "limit"
        : "same";
    return {
      outcome: difference ? "different" : unfinished,
      ...(difference && { difference }),
      states: this.#expanded,
      transitions: this.#transitions,
      depth: this.#depth,
      seconds: this.#pace.seconds,
    };
  }

  #compareInitial(): Difference | undefined {
    const starts = (side: Side) => [...initialOutcomes(this.#instances[side])].filter(isCompleted);
    const [ours, theirs] = [starts("left"), starts("right")];
    for (const [side, own, other] of [
      ["left", ours, theirs],
      ["right", theirs, ours],
    ] as const) {
      const keys = new Set(other.map(({ state }) => this.#keyOf(state)));
      const alone = own.find(({ state }) => !keys.has(this.#keyOf(state)));
      if (alone === undefined) continue;
      const { state: initial, choices: initialChoices } = alone;
      return { allowedBy: side, trace: { initial, initialChoices, steps: [] } };
    }
    for (const { state } of ours) this.#add(this.#representative(state), this.#states.length);
    return undefined;
  }

  #expand(index: number): Difference | undefined {
    const from = this.#states[index]!;
    const ways = (side: Side) => [...successors(this.#instances[side], from)];
    const [ours, theirs] = [ways("left"), ways("right")];
    this.#transitions += ours.length;
    for (const [side, own, other] of [
      ["left", ours, theirs],
      ["right", theirs, ours],
    ] as const) {
      const reached = new Set(other.flatMap(({ outcome }) => completedKey(outcome)));
      const alone = own.find(
        ({ outcome }) => isCompleted(outcome) && !reached.has(keyOf(outcome.state)),
      );
      if (alone) return this.#describe(side, index, alone);
    }
    for (const { outcome } of ours) {
      if (isCompleted(outcome)) this.#add(this.#representative(outcome.state), index);
    }
    return undefined;
  }

  #add(state: State, parent: number): void {
    const key = keyOf(state);
    if (this.#known.has(key)) return;
    if (this.#states.length === (this.#options.maxStates ?? Infinity)) {
      this.#isLimitReached = true;
      return;
    }
    this.#known.add(key);
    this.#depth = parent === this.#states.length ? 0 : this.#level + 1;
    this.#states.push(state);
    this.#parents.push(parent);
  }

  #keyOf(state: State): string {
    return keyOf(this.#representative(state));
  }

  /** The run in real states, to a state like the one where the two part, and what they do there. */
  #describe(side: Side, index: number, alone: Successor): Difference {
    const [own, other] =
      side === "left"
        ? [this.#instances.left, this.#instances.right]
        : [this.#instances.right, this.#instances.left];
    let before: State | undefined;
    let taken: Successor | undefined;
    const trace = rebuildTrace(own, this.#pathTo(index), {
      symmetry: own.symmetricTypes.length > 0,
      last: (from, ways) => {
        const reached = new Set(
          [...successors(other, from)].flatMap(({ outcome }) => completedKey(outcome)),
        );
        before = from;
        const apart = ways.filter(
          ({ outcome }) => isCompleted(outcome) && !reached.has(keyOf(outcome.state)),
        );
        taken = apart.find(({ step }) => step === alone.step) ?? apart[0];
        return taken;
      },
    });
    const { name } = own.steps[taken!.step]!;
    const step = other.steps.find((each) => each.name === name)!;
    const outcomes = [...stepOutcomes(other, step, before!, taken!.arguments)];
    const why = whyNotEnabled(other, step, before!, taken!.arguments);
    const instead = why
      ? ({ kind: "disabled", why } as const)
      : ({ kind: "outcomes", outcomes } as const);
    return { allowedBy: side, trace, instead };
  }

  #pathTo(last: number): State[] {
    const path = [this.#states[last]!];
    for (let at = last; this.#parents[at] !== at; at = this.#parents[at]!) {
      path.push(this.#states[this.#parents[at]!]!);
    }
    return path.reverse();
  }
}

function isCompleted(outcome: Outcome): boolean {
  return outcome.kind === "completed";
}

function completedKey(outcome: Outcome): string[] {
  return isCompleted(outcome) ? [keyOf(outcome.state)] : [];
}

/** What an outcome of the other has to tell: those that differ from each other, in order. */
export function distinctOutcomes(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(
    (outcome, i) =>
      !outcomes
        .slice(0, i)
        .some((each) => each.kind === outcome.kind && equalValues(each.state, outcome.state)),
  );
}

/**
 * The state graph of an instance, explored where it is asked about. States are numbered as they are met.
 * A command is a step with its arguments; commands are numbered once, as steps are declared and with
 * the last argument fastest. All of a state's commands are run at once, by the reference engine; a walk
 * asks only which are enabled, and what one of them does.
 */
import { canonicaliser } from "../../interpreter/explore/canonical-state.ts";
import type { Outcome } from "../../interpreter/evaluate/statement.ts";
import {
  argumentsOf,
  initialOutcomes,
  isEnabled as hasOutcome,
  stepOutcomes,
} from "../../interpreter/explore/successors.ts";
import type { Instance, InstanceStep, State, Value } from "../../interpreter/model.ts";

export interface Command {
  readonly index: number;
  readonly step: InstanceStep;
  readonly arguments: readonly Value[];
}

/** A way through a command that ends in a broken assertion, or that leaves a type. */
export interface Failing {
  readonly kind: "asserted" | "failed";
  readonly message: string;
}

/** What each command can do in one state. */
export interface Expansion {
  /** Edges of command c are those from `starts[c]` up to `starts[c + 1]`. */
  readonly starts: Int32Array;
  /** State that each edge leads to. Edges of a command differ in target or costs. */
  readonly targets: Int32Array;
  /** Index in `SpecGraph.costs` of what each edge costs. */
  readonly costs: Int32Array;
  /** Failing ways, by command; absent for most. */
  readonly failing: ReadonlyMap<number, readonly Failing[]>;
  /** Commands that are used up by a `limit`, about which the implementation knows nothing. */
  readonly limited: ReadonlySet<number>;
}

/** A command that is limited is used up by a `limit`, about which the implementation knows nothing. */
export type Standing = "enabled" | "disabled" | "limited";

/** Shared by the states that have none, which are most. */
const NO_FAILING: ReadonlyMap<number, readonly Failing[]> = new Map();
const NO_LIMITED: ReadonlySet<number> = new Set();

export class SpecGraph {
  readonly instance: Instance;
  readonly commands: readonly Command[];
  /** Distinct initial states. */
  readonly initial: readonly number[];
  /** Distinct tuples of amounts. */
  readonly costs: (readonly number[])[] = [];
  readonly sites: Uint8Array;
  readonly #states: State[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #looks: number[] = [];
  readonly #lookNumbers = new Map<string, number>();
  readonly #costNumbers = new Map<string, number>();
  readonly #expansions: (Expansion | undefined)[] = [];
  readonly #visible: readonly number[];
  /** The variable that counts a step, by the index of the step. */
  readonly #counters: readonly (number | undefined)[];
  #seconds = 0;

  constructor(instance: Instance) {
    this.instance = instance;
    this.sites = new Uint8Array(instance.sites.length);
    this.#visible = instance.variables.flatMap(({ synthetic }, i) => (synthetic ? [] : [i]));
    this.#counters = instance.steps.map((step) => {
      const counter = instance.variables.findIndex(
        ({ name, synthetic }) => synthetic && name === `limit ${step.name}`,
      );
      return counter < 0 ? undefined : counter;
    });
    const commands: Command[] = [];
    for (const step of instance.steps) {
      for (const values of argumentsOf(step)) {
        commands.push({ index: commands.length, step, arguments: values });
      }
    }
    this.commands = commands;
    const initial = new Set<number>();
    for (const outcome of initialOutcomes(instance, { sites: this.sites })) {
      if (outcome.kind === "completed") initial.add(this.#number(outcome.state));
      else throw new Error(`init of ${instance.module}: ${failingOf(outcome).message}`);
    }
    this.initial = [...initial];
  }

  /** The first of the initial states that differ only by exchanged identities of symmetric types. */
  oneInitialPerOrbit(): ReadonlySet<number> {
    const { symmetricTypes, variables } = this.instance;
    const canonical = canonicaliser(
      symmetricTypes,
      variables.map(({ type }) => type),
    );
    const orbits = new Map<string, number>();
    for (const state of this.initial) {
      const orbit = JSON.stringify(canonical(this.stateOf(state)));
      if (!orbits.has(orbit)) orbits.set(orbit, state);
    }
    return new Set(orbits.values());
  }

  /** States met so far. */
  get stateCount(): number {
    return this.#states.length;
  }

  /** Seconds spent on running the specification. */
  get seconds(): number {
    return this.#seconds;
  }

  stateOf(number: number): State {
    return this.#states[number]!;
  }

  /**
   * Number of what can be seen of a state: all but counters of limits, which the implementation has not.
   */
  lookOf(number: number): number {
    return this.#looks[number]!;
  }

  /** Number of the look of values observed, one for each variable that is not synthetic. */
  lookOfObserved(values: readonly Value[]): number {
    return this.#look(JSON.stringify(values));
  }

  /** A state with these values, and the counters of limits of another. */
  withCounters(values: readonly Value[], other: State): State {
    const state = [...other];
    this.#visible.forEach((variable, i) => (state[variable] = values[i]!));
    return state;
  }

  /** What the commands do in a state that has been met. */
  expansionOf(number: number): Expansion {
    return (this.#expansions[number] ??= this.#expand(this.#states[number]!));
  }

  /** The same of one command, as if no other could happen. Not kept. */
  expansionOfOne(number: number, command: number): Expansion {
    return this.#expansions[number] ?? this.#expand(this.#states[number]!, command);
  }

  /** For each command whether it can happen, has to be refused, or is used up. Not kept. */
  standingsOf(number: number): readonly Standing[] {
    const began = performance.now();
    const state = this.#states[number]!;
    const standings = this.commands.map(({ step, arguments: values }): Standing => {
      if (hasOutcome(this.instance, step, state, values)) return "enabled";
      return this.#isUsedUp(step, state) ? "limited" : "disabled";
    });
    this.#seconds += (performance.now() - began) / 1000;
    return standings;
  }

  #expand(state: State, only?: number): Expansion {
    const began = performance.now();
    const starts = new Int32Array(this.commands.length + 1);
    const targets: number[] = [];
    const costs: number[] = [];
    const failing = new Map<number, readonly Failing[]>();
    const limited = new Set<number>();
    for (const { index, step, arguments: values } of this.commands) {
      starts[index] = targets.length;
      if (only !== undefined && index !== only) continue;
      if (this.#isUsedUp(step, state)) limited.add(index);
      for (const outcome of stepOutcomes(this.instance, step, state, values, {
        sites: this.sites,
      })) {
        if (outcome.kind !== "completed") {
          const found = failing.get(index) ?? [];
          const { kind, message } = failingOf(outcome);
          if (!found.some((each) => each.kind === kind && each.message === message)) {
            failing.set(index, [...found, { kind, message }]);
          }
          continue;
        }
        const target = this.#number(outcome.state);
        const cost = this.#cost(outcome.costs);
        let known = false;
        for (let edge = starts[index]!; edge < targets.length && !known; edge++) {
          known = targets[edge] === target && costs[edge] === cost;
        }
        if (known) continue;
        targets.push(target);
        costs.push(cost);
      }
    }
    starts[this.commands.length] = targets.length;
    this.#seconds += (performance.now() - began) / 1000;
    return {
      starts,
      targets: Int32Array.from(targets),
      costs: Int32Array.from(costs),
      failing: failing.size === 0 ? NO_FAILING : failing,
      limited: limited.size === 0 ? NO_LIMITED : limited,
    };
  }

  #isUsedUp(step: InstanceStep, state: State): boolean {
    const counter = this.#counters[step.index];
    if (counter === undefined) return false;
    const { type } = this.instance.variables[counter]!;
    return type.kind === "int" && state[counter] === type.high;
  }

  #number(state: State): number {
    const key = JSON.stringify(state);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#states.push(state) - 1;
    this.#numbers.set(key, number);
    const seen =
      this.#visible.length === state.length
        ? key
        : JSON.stringify(this.#visible.map((variable) => state[variable]!));
    this.#looks.push(this.#look(seen));
    return number;
  }

  #look(key: string): number {
    let number = this.#lookNumbers.get(key);
    if (number === undefined) {
      number = this.#lookNumbers.size;
      this.#lookNumbers.set(key, number);
    }
    return number;
  }

  #cost(amounts: readonly number[]): number {
    const key = amounts.join();
    let number = this.#costNumbers.get(key);
    if (number === undefined) {
      number = this.costs.push(amounts) - 1;
      this.#costNumbers.set(key, number);
    }
    return number;
  }
}

/** Whether a command can happen, be it only to fail. */
export function isEnabled(expansion: Expansion, command: number): boolean {
  return (
    expansion.starts[command]! < expansion.starts[command + 1]! || expansion.failing.has(command)
  );
}

/** Whether the implementation has to refuse a command: it cannot happen, and not because of a limit. */
export function isDisabled(expansion: Expansion, command: number): boolean {
  return !isEnabled(expansion, command) && !expansion.limited.has(command);
}

function failingOf(outcome: Exclude<Outcome, { kind: "completed" }>): Failing {
  return outcome.kind === "asserted"
    ? { kind: "asserted", message: outcome.message }
    : { kind: "failed", message: outcome.failure.message };
}

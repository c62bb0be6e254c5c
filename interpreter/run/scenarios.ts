/**
 * Scenarios: the shortest run that does what the text says, if there is one. The search is breadth-first
 * over situations (a state, how far the scenario is done, and the values of its binders), so its result
 * is deterministic. If there is no such run, every situation has been seen. A condition or argument of
 * the scenario that leaves its type, after no more steps than such a run has, is what is reported.
 */
import type { Location } from "../../grammar/source.ts";
import { canonicaliser } from "../explore/canonical-state.ts";
import type { Choice, Coverage, Trace, TraceStep } from "../exploration.ts";
import type { EvaluationFailure } from "../evaluate/failure.ts";
import { failureOf } from "../evaluate/failure.ts";
import type { Instance, Scenario, State } from "../model.ts";
import type { PaceOptions } from "../explore/pace.ts";
import { Pace } from "../explore/pace.ts";
import type { Situation } from "./scenario-rules.ts";
import { ScenarioRules } from "./scenario-rules.ts";
import { initialOutcomes } from "../explore/successors.ts";
import { rebuildTrace, traceStep } from "../explore/trace.ts";

export interface ScenarioOptions extends PaceOptions {
  /** More situations than this end the search with outcome `limit`. */
  readonly maxStates?: number;
  /** Situations that differ only by exchanging identities count as one. Default: true. */
  readonly symmetry?: boolean;
  /** The states after one completed step, from an engine that is faster at it than the reference. */
  readonly next?: (state: State) => Iterable<State>;
}

export interface ScenarioResult {
  readonly found: boolean;
  /** A shortest run. */
  readonly trace?: Trace;
  /** The values that the binders of the scenario have in it. */
  readonly bindings?: readonly Choice[];
  /** `failure`: a condition or argument of the scenario left its type; `trace` leads there. */
  readonly outcome: "complete" | "limit" | "interrupted" | "failure";
  readonly failure?: EvaluationFailure;
  /** Situations seen. */
  readonly states: number;
  readonly transitions: number;
  /** Steps to the farthest situation seen. */
  readonly depth: number;
  readonly seconds: number;
  /** Of the steps taken in the search, unless they were taken by `next`. */
  readonly coverage: Coverage;
}

/** Looks for a run that does what a scenario of the instance says. */
export function runScenario(
  instance: Instance,
  index: number,
  options: ScenarioOptions = {},
): Promise<ScenarioResult> {
  return new ScenarioSearch(instance, instance.scenarios[index]!, options).run();
}

/** A situation, or the representative of those like it, and the one a step before. */
interface Stored {
  readonly situation: Situation;
  readonly previous: Stored | undefined;
}

class ScenarioSearch {
  readonly #instance: Instance;
  readonly #at: Location;
  readonly #options: ScenarioOptions;
  readonly #rules: ScenarioRules;
  readonly #pace: Pace;
  readonly #coverage: Coverage;
  readonly #canonicalState: (state: State) => State;
  readonly #canonicalPair: (stateAndBound: State) => State;

  readonly #stored: Stored[] = [];
  readonly #known = new Set<string>();
  #expanded = 0;
  #transitions = 0;
  #level = 0;
  #depth = 0;
  #isLimitReached = false;
  /** The first situation in which nothing is left to do, and the first that cannot be judged. */
  #found: Stored | undefined;
  #failed: { readonly failure: EvaluationFailure; readonly last: Stored } | undefined;

  constructor(instance: Instance, scenario: Scenario, options: ScenarioOptions) {
    this.#instance = instance;
    this.#at = scenario.at;
    this.#options = options;
    const types = instance.variables.map(({ type }) => type);
    const bound = scenario.binders.map(({ type }) => type);
    const symmetric = options.symmetry === false ? [] : instance.symmetricTypes;
    this.#canonicalState = canonicaliser(symmetric, types);
    this.#canonicalPair = canonicaliser(symmetric, [...types, ...bound]);
    this.#coverage = {
      steps: new Float64Array(instance.steps.length),
      sites: new Uint8Array(instance.sites.length),
    };
    this.#rules = new ScenarioRules(instance, scenario, { sites: this.#coverage.sites });
    this.#pace = new Pace(options, () => ({
      states: this.#stored.length,
      transitions: this.#transitions,
      depth: this.#level,
      queued: this.#stored.length - this.#expanded,
    }));
  }

  async run(): Promise<ScenarioResult> {
    for (const outcome of initialOutcomes(this.#instance)) {
      if (outcome.kind !== "completed") continue;
      const { state } = outcome;
      const blank = { state, bound: undefined, position: 0 };
      this.#store(blank, undefined, () => this.#rules.start(state));
      if (await this.#mustStop()) break;
    }
    while (this.#expanded < this.#stored.length && !this.#isDecided) {
      const end = this.#stored.length;
      while (this.#expanded < end && !(await this.#mustStop())) {
        await this.#expand(this.#stored[this.#expanded++]!);
      }
      if (await this.#mustStop()) break;
      this.#level++;
    }
    return this.#result();
  }

  /** A level is finished before it decides, so that the answer does not depend on the order in it. */
  get #isDecided(): boolean {
    return this.#found !== undefined || this.#failed !== undefined;
  }

  async #mustStop(): Promise<boolean> {
    if (this.#pace.isPauseDue) await this.#pace.pause();
    return this.#isLimitReached || this.#pace.interrupted;
  }

  #fail(thrown: unknown, last: Stored): void {
    const failure = failureOf(thrown, this.#at);
    this.#failed ??= { failure, last };
  }

  async #expand(stored: Stored): Promise<void> {
    const { situation } = stored;
    const anyStep = this.#rules.itemAt(situation)?.kind === "any";
    const next = anyStep ? this.#options.next?.(situation.state) : undefined;
    try {
      for (const state of next ?? this.#statesAfter(situation)) {
        this.#transitions++;
        const arrived = this.#rules.after(situation, state);
        this.#store(arrived, stored, () => this.#rules.arrive(arrived));
        if (await this.#mustStop()) return;
      }
    } catch (thrown) {
      this.#fail(thrown, stored);
    }
  }

  *#statesAfter(situation: Situation): Generator<State> {
    for (const { step, outcome } of this.#rules.waysOn(situation)) {
      this.#coverage.steps[step]!++;
      yield outcome.state;
    }
  }

  /** Stores what is new among the situations that follow from having come somewhere. */
  #store(
    arrived: Situation,
    previous: Stored | undefined,
    situations: () => Iterable<Situation>,
  ): void {
    try {
      for (const each of situations()) {
        const stored = { situation: this.#representative(each), previous };
        if (this.#rules.itemAt(each) === undefined) {
          this.#found ??= stored;
          continue;
        }
        const key = keyOfSituation(stored.situation);
        if (this.#known.has(key)) continue;
        if (this.#stored.length === (this.#options.maxStates ?? Infinity)) {
          this.#isLimitReached = true;
          return;
        }
        this.#known.add(key);
        this.#stored.push(stored);
        this.#depth = previous === undefined ? 0 : this.#level + 1;
      }
    } catch (thrown) {
      this.#fail(thrown, { situation: arrived, previous });
    }
  }

  #representative({ state, bound, position }: Situation): Situation {
    if (bound === undefined) return { state: this.#canonicalState(state), bound, position };
    const pair = this.#canonicalPair([...state, ...bound]);
    return { state: pair.slice(0, state.length), bound: pair.slice(state.length), position };
  }

  #result(): ScenarioResult {
    const failed = this.#failed;
    const found = failed ? undefined : this.#found;
    const unfinished = this.#pace.interrupted ? "interrupted" : "limit";
    const isFinished = !this.#pace.interrupted && !this.#isLimitReached;
    return {
      found: found !== undefined,
      outcome: failed ? "failure" : found || isFinished ? "complete" : unfinished,
      ...(found && this.#witness(found)),
      ...(failed && {
        failure: failed.failure,
        trace: rebuildTrace(
          this.#instance,
          pathTo(failed.last).map(({ state }) => state),
          { symmetry: this.#options.symmetry !== false },
        ),
      }),
      states: this.#stored.length,
      transitions: this.#transitions,
      depth: this.#depth,
      seconds: this.#pace.seconds,
      coverage: this.#coverage,
    };
  }

  /** The run through the situations, with real states: always the first way that leads to the next. */
  #witness(last: Stored): Pick<ScenarioResult, "trace" | "bindings"> {
    const keys = pathTo(last).map(keyOfSituation);
    const match = (candidates: Iterable<Situation>, index: number): Situation | undefined => {
      for (const each of candidates) {
        if (keyOfSituation(this.#representative(each)) === keys[index]) return each;
      }
      return undefined;
    };
    for (const start of initialOutcomes(this.#instance)) {
      if (start.kind !== "completed") continue;
      let here = match(this.#rules.start(start.state), 0);
      if (here === undefined) continue;
      const steps: TraceStep[] = [];
      while (steps.length < keys.length - 1) {
        const before: Situation = here;
        let found: Situation | undefined;
        for (const way of this.#rules.waysOn(before)) {
          const arrived = this.#rules.after(before, way.outcome.state);
          found = match(this.#rules.arrive(arrived), steps.length + 1);
          if (found === undefined) continue;
          steps.push(traceStep(way));
          break;
        }
        if (found === undefined) throw new Error("the run that was found cannot be repeated");
        here = found;
      }
      const trace = { initial: start.state, initialChoices: start.choices, steps };
      return { trace, bindings: this.#rules.bindings(here) };
    }
    throw new Error("the run that was found has no start");
  }
}

function pathTo(last: Stored): Situation[] {
  const path: Situation[] = [];
  for (let at: Stored | undefined = last; at !== undefined; at = at.previous) {
    path.push(at.situation);
  }
  return path.reverse();
}

function keyOfSituation({ state, bound, position }: Situation): string {
  return JSON.stringify([position, bound, state]);
}

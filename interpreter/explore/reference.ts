/**
 * The reference explorer: breadth-first search exactly as exploration.ts says, with the reference
 * evaluator and plain JavaScript collections. Slow and simple; the compiled engine must agree with it.
 */
import { representatives } from "./canonical-state.ts";
import type { Observer } from "../evaluate/statement.ts";
import type { Coverage, Exploration, Explore, ExploreOptions } from "../exploration.ts";
import { PropertyChecks } from "./find-violations.ts";
import type { Instance, State } from "../model.ts";
import { symmetryNotes } from "./order-dependence.ts";
import { Pace } from "./pace.ts";
import { initialOutcomes, successors } from "./successors.ts";
import { fairnessOf } from "../temporal/fairness.ts";
import { searchMeasures, type MeasureResult, type SecondPass } from "./measure-search.ts";
import {
  referenceCostGraph,
  referenceGraph,
  type FailedPredicate,
  type StoredStates,
} from "./reference-graph.ts";
import type { TemporalResult } from "./temporal-search.ts";
import {
  checkTemporals,
  temporalNotes,
  TOO_MANY_CONSTRAINTS,
  withoutSymmetry,
} from "./temporal-search.ts";
import { keyOf } from "./trace.ts";
import type { Finding } from "./violation.ts";
import { compareFindings, describeViolation, isReported } from "./violation.ts";

export const exploreReference: Explore = (instance, options) =>
  new ReferenceSearch(instance, options).run();

class ReferenceSearch {
  readonly #instance: Instance;
  readonly #options: ExploreOptions;
  readonly #notes: readonly string[];
  readonly #representative: (state: State) => State;
  readonly #checks: PropertyChecks;
  readonly #pace: Pace;
  readonly #coverage: Coverage;
  readonly #observer: Observer;

  /** States in order of discovery, those of a level next to each other. */
  readonly #states: State[] = [];
  /** The state from which each was discovered; itself for an initial state. */
  readonly #parents: number[] = [];
  readonly #known = new Set<string>();
  #isLimitReached = false;
  #initialStates = 0;
  #transitions = 0;
  #level = 0;
  /** Depth of the last state stored. */
  #depth = 0;
  #expanded = 0;
  /** The finding to be reported, and the state it was made in; -1 for one in `init`. */
  #worst: { readonly finding: Finding; readonly state: number } | undefined;

  constructor(instance: Instance, options: ExploreOptions) {
    this.#instance = instance;
    this.#notes = temporalNotes(instance, options);
    this.#options = withoutSymmetry(instance, options);
    this.#representative = representatives(instance, this.#options.symmetry);
    this.#coverage = {
      steps: new Float64Array(instance.steps.length),
      sites: new Uint8Array(instance.sites.length),
    };
    this.#observer = { sites: this.#coverage.sites };
    this.#checks = new PropertyChecks(instance, options.selection, this.#coverage.sites);
    this.#pace = new Pace(options, () => ({
      states: this.#states.length,
      transitions: this.#transitions,
      depth: this.#level,
      queued: this.#states.length - this.#expanded,
    }));
  }

  async run(): Promise<Exploration> {
    await this.#addInitialStates();
    while (this.#expanded < this.#states.length && !this.#pace.interrupted) {
      const end = this.#states.length;
      while (this.#expanded < end && !this.#pace.interrupted) {
        this.#report(this.#checks.inState(this.#states[this.#expanded]!), this.#expanded);
        await this.#expand(this.#expanded++);
      }
      if (this.#worst !== undefined || this.#isLimitReached) break;
      this.#level++;
    }
    const isComplete = this.#worst === undefined && !this.#isLimitReached;
    return this.#result(isComplete ? await this.#secondPass() : undefined);
  }

  /** What is looked at when all states are known: temporal properties, then measures. */
  async #secondPass(): Promise<SecondPass> {
    const temporal = await this.#checkTemporals();
    const isWrong = (temporal?.violation ?? temporal?.undecided ?? this.#worst) !== undefined;
    if (isWrong || this.#pace.interrupted) return { ...temporal };
    return { ...(await this.#measure()) };
  }

  async #checkTemporals(): Promise<TemporalResult | undefined> {
    const instance = this.#instance;
    const { temporals: selected = [] } = this.#options.selection;
    if (selected.length === 0 || this.#pace.interrupted) return undefined;
    const fairness = fairnessOf(instance);
    if (fairness === undefined) return { undecided: TOO_MANY_CONSTRAINTS };
    const graph = await referenceGraph(this.#stored(), fairness);
    if (graph === undefined || this.#isFailed(graph)) return undefined;
    return checkTemporals(instance, selected, graph, this.#stateAt, this.#pace);
  }

  async #measure(): Promise<MeasureResult | undefined> {
    const { selection, symmetry } = this.#options;
    if ((selection.measures ?? []).length === 0) return undefined;
    const graph = await referenceCostGraph(this.#stored());
    if (graph === undefined || this.#isFailed(graph)) return undefined;
    const told = { stateAt: this.#stateAt, symmetry };
    return searchMeasures(this.#instance, selection, graph, told, this.#pace);
  }

  #stored(): StoredStates {
    return {
      instance: this.#instance,
      selection: this.#options.selection,
      states: this.#states,
      initial: this.#initialStates,
      representative: this.#representative,
      pace: this.#pace,
      sites: this.#coverage.sites,
    };
  }

  readonly #stateAt = (row: number): State => this.#states[row]!;

  /** A predicate that fails is reported. */
  #isFailed(graph: object | FailedPredicate): graph is FailedPredicate {
    if (!("failed" in graph)) return false;
    const { within, index } = graph.failed;
    this.#report([{ kind: "failure", within, index, onStep: false }], graph.row);
    return true;
  }

  #result(second: SecondPass = {}): Exploration {
    const { interrupted, isTimeUp, seconds } = this.#pace;
    const worst = interrupted ? undefined : this.#worst;
    const limit = isTimeUp ? "time" : this.#isLimitReached ? "states" : undefined;
    const isLimited = limit !== undefined || second.undecided !== undefined;
    const violation = worst
      ? describeViolation(
          this.#instance,
          worst.finding,
          this.#pathTo(worst.state),
          this.#options.symmetry,
        )
      : second.violation;
    const unfinished = isLimited ? "limit" : "complete";
    const notes = [...symmetryNotes(this.#instance, this.#options.symmetry), ...this.#notes];
    return {
      outcome: interrupted && !isTimeUp ? "interrupted" : violation ? "violation" : unfinished,
      ...(limit && !violation && { limit }),
      ...(violation && { violation }),
      ...(second.undecided && { undecided: second.undecided }),
      ...(second.measured && { measured: second.measured }),
      initialStates: this.#initialStates,
      states: this.#states.length,
      transitions: this.#transitions,
      depth: this.#depth,
      seconds,
      coverage: this.#coverage,
      ...(notes.length > 0 && { notes }),
    };
  }

  /** Level 0. */
  async #addInitialStates(): Promise<void> {
    for (const outcome of initialOutcomes(this.#instance, this.#observer)) {
      if (outcome.kind === "completed") {
        const state = this.#representative(outcome.state);
        if (this.#add(state, this.#states.length)) {
          this.#report(this.#checks.inInitialState(state), this.#states.length - 1);
        }
      } else {
        const kind = outcome.kind === "failed" ? "failure" : "assert";
        this.#report([{ kind, within: "init", index: 0, onStep: false }], -1);
      }
      if (this.#pace.isPauseDue) await this.#pace.pause();
      if (this.#pace.interrupted) break;
    }
    this.#initialStates = this.#states.length;
  }

  /** Takes every step from a state. */
  async #expand(index: number): Promise<void> {
    const from = this.#states[index]!;
    let isStuck = true;
    for (const successor of successors(this.#instance, from, this.#observer)) {
      const { step, outcome } = successor;
      isStuck = false;
      this.#report(this.#checks.onStep(from, successor), index);
      if (outcome.kind === "completed") {
        this.#transitions++;
        this.#coverage.steps[step]!++;
        this.#add(this.#representative(outcome.state), index);
      }
      if (this.#pace.isPauseDue) await this.#pace.pause();
      if (this.#pace.interrupted) return;
    }
    if (isStuck) this.#report(this.#checks.inStuckState(from), index);
  }

  /** Stores a state if it is new and there is room; whether it did. */
  #add(state: State, parent: number): boolean {
    const key = keyOf(state);
    if (this.#known.has(key)) return false;
    if (this.#states.length === (this.#options.maxStates ?? Infinity)) {
      this.#isLimitReached = true;
      return false;
    }
    this.#known.add(key);
    const isInitial = parent === this.#states.length;
    this.#states.push(state);
    this.#parents.push(parent);
    this.#depth = isInitial ? 0 : this.#level + 1;
    return true;
  }

  #report(findings: Iterable<Finding>, state: number): void {
    for (const finding of findings) {
      if (!isReported(finding, this.#options.selection)) continue;
      const worst = this.#worst?.finding;
      if (worst === undefined || compareFindings(this.#instance, finding, worst) < 0) {
        this.#worst = { finding, state };
      }
    }
  }

  #pathTo(last: number): State[] {
    if (last === -1) return [];
    const path = [this.#states[last]!];
    for (let at = last; this.#parents[at] !== at; at = this.#parents[at]!) {
      path.push(this.#states[this.#parents[at]!]!);
    }
    return path.reverse();
  }
}

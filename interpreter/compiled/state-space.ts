/**
 * The states of a compiled instance: its kernel, with the reference evaluator for what could not be compiled
 * and with what makes states canonical. Each thread of a search has one of its own.
 */
import { StepCosts } from "../costs/cost-graph.ts";
import { canonicaliser } from "../explore/canonical-state.ts";
import { evaluateProperty } from "../evaluate/property.ts";
import { EvaluationFailure } from "../evaluate/failure.ts";
import type { Outcome } from "../evaluate/statement.ts";
import type { Selection } from "../exploration.ts";
import { RefinementChecker } from "../explore/refinement.ts";
import { argumentsOf, initialOutcomes, stepOutcomes } from "../explore/successors.ts";
import { selectedPredicates } from "../explore/predicates.ts";
import type { Finding } from "../explore/violation.ts";
import type { Instance, Property, State } from "../model.ts";
import { constraintOf } from "../temporal/fairness.ts";
import { firstValue } from "../values.ts";
import type { Compiled, Interpreted } from "./compile-instance.ts";
import { instantiate, type Host, type KernelRoom, type RunningKernel } from "./instantiate.ts";
import { decodeState, encodeState } from "./layout/packed-value.ts";
import { PairSet } from "./pair-set.ts";
import type { KernelMemory } from "./kernel.ts";
import { CanonicalWords } from "./symmetry/canonical-words.ts";

export interface StateSpaceOptions {
  readonly selection: Selection;
  /** Is each state to be replaced by the one that stands for its orbit? */
  readonly reduces: boolean;
  readonly maxStates?: number;
  readonly memory: KernelMemory;
  /** Default: of one thread. */
  readonly room?: KernelRoom;
  /** For compacted states: see `KernelHost`. */
  readonly queueRoom?: (queueBytes: number, rows: number) => void;
  readonly expectedStates?: number;
}

export class StateSpace {
  readonly instance: Instance;
  readonly compiled: Compiled;
  readonly kernel: RunningKernel;
  readonly checkers: readonly RefinementChecker[];
  /** What steps cost, for the edges of measures. */
  readonly stepCosts = new StepCosts();
  readonly #selection: Selection;
  /** For each refinement that is checked. */
  readonly #known: readonly PairSet[];
  #canonicalWords: CanonicalWords | undefined;
  readonly #represent: ((queue: Int32Array, offset: number) => void) | undefined;

  constructor(instance: Instance, compiled: Compiled, options: StateSpaceOptions) {
    const { selection, reduces, maxStates = Infinity, memory, room } = options;
    const { queueRoom, expectedStates } = options;
    const { abstract } = compiled;
    this.instance = instance;
    this.compiled = compiled;
    this.#selection = selection;
    this.checkers = selection.refinements.map(
      (index) => new RefinementChecker(instance, instance.refinements[index]!),
    );
    this.#known = abstract.map(({ words }) => new PairSet(words));
    if (reduces) this.#represent = this.#canonical();
    const host: Host = {
      maxStates,
      expectedStates,
      memory,
      isKnown: (place) => {
        const { before, now } = this.kernel.abstract[place]!;
        return this.#known[place]!.has(before, now) ? 1 : 0;
      },
      price: (amounts) => this.stepCosts.idOf(amounts),
      interpret: (what) => this.#interpret(compiled.interpreted[what]!),
      ...(this.#represent && { canonical: this.#represent }),
      ...(queueRoom && { queueRoom }),
    };
    this.kernel = instantiate(compiled, host, room);
  }

  /** Per site of the instance: not zero if it was ever hit. */
  get sites(): Uint8Array {
    return this.kernel.sites;
  }

  /** By number of the finding: its first row, or 0. */
  get findings(): Int32Array {
    return this.kernel.findings;
  }

  /** Some state had more arrangements than were compared. */
  get isPartlyReduced(): boolean {
    return this.#canonicalWords?.isPartial ?? false;
  }

  /** Stores the initial states. */
  begin(): void {
    const blank = this.instance.variables.map(({ type }) => firstValue(type));
    this.kernel.current.set(encodeState(this.compiled.plan, blank));
    this.kernel.begin();
  }

  stateAt(row: number): State {
    const words = new Int32Array(this.compiled.plan.words);
    this.kernel.load(row, words);
    return decodeState(this.compiled.plan, words);
  }

  /** The words by which the search knows a state. */
  wordsOf(state: State): Int32Array {
    const words = encodeState(this.compiled.plan, state);
    this.#represent?.(words, 0);
    return words;
  }

  // -------------------------------------------------------------------------------------------
  // What is left to the reference evaluator

  #interpret(what: Interpreted): void {
    const { plan } = this.compiled;
    const state = decodeState(plan, this.kernel.current);
    const observer = { sites: this.sites };
    switch (what.kind) {
      case "init":
        for (const outcome of initialOutcomes(this.instance, observer)) {
          this.#push(outcome, { within: "init", index: 0, onStep: false });
        }
        return;
      case "step":
        return this.#takeStep(what.index, state);
      case "invariant":
        return this.#look(this.instance.invariants[what.index]!, what.kind, what.index, state);
      case "predicate":
        return this.#lookAtPredicate(what.bit, state);
      case "terminal":
        return this.#look(this.instance.terminal!, what.kind, 0, state);
      case "transition": {
        const after = decodeState(plan, this.kernel.after);
        const property = this.instance.transitions[what.index]!;
        return this.#look(property, what.kind, what.index, after, state);
      }
      case "refinement": {
        const after = decodeState(plan, this.kernel.after);
        const problem = this.checkers[what.place]!.checkStep(state, after);
        const { before, now } = this.kernel.abstract[what.place]!;
        if (problem === undefined) return this.#known[what.place]!.add(before, now);
        const kind = problem instanceof EvaluationFailure ? "failure" : "refinement";
        return this.#note({ kind, within: "refinement", index: what.index, onStep: true });
      }
    }
  }

  #takeStep(index: number, state: State): void {
    const step = this.instance.steps[index]!;
    const observer = { sites: this.sites };
    const { fairness } = this.compiled;
    for (const values of argumentsOf(step)) {
      if (fairness) this.kernel.edges!.label(constraintOf(fairness, step, values));
      for (const outcome of stepOutcomes(this.instance, step, state, values, observer)) {
        this.#push(outcome, { within: "step", index, onStep: true });
      }
    }
  }

  #push(outcome: Outcome, where: Omit<Finding, "kind">): void {
    if (outcome.kind === "completed") {
      const words = encodeState(this.compiled.plan, outcome.state);
      if (where.within === "init") return this.kernel.push(words);
      const { costs } = this.compiled;
      if (costs.length > 0) {
        this.kernel.edges!.price(this.stepCosts.idOf(costs.map((cost) => outcome.costs[cost]!)));
      }
      this.kernel.take(words);
    } else {
      const kind = outcome.kind === "failed" ? "failure" : "assert";
      this.kernel.note(this.#numberOf({ ...where, kind }));
    }
  }

  #look(
    property: Property,
    within: "invariant" | "terminal" | "transition",
    index: number,
    state: State,
    old: State = state,
  ): void {
    const { sites } = this;
    const result = evaluateProperty(this.instance, property, state, old, sites);
    if (result === true) return;
    const kind = within === "terminal" ? "deadlock" : within;
    const onStep = within === "transition";
    this.#note({ kind: result === false ? kind : "failure", within, index, onStep });
  }

  #lookAtPredicate(bit: number, state: State): void {
    const { within, index, property } = selectedPredicates(this.instance, this.#selection)[bit]!;
    const { sites } = this;
    const result = evaluateProperty(this.instance, property, state, state, sites);
    if (result === true) return;
    if (result === false) return this.kernel.edges!.falsify(bit);
    this.#note({ kind: "failure", within, index, onStep: false });
  }

  /** Remembers the first row of a finding. */
  #note(finding: Finding): void {
    const number = this.#numberOf(finding);
    if (this.findings[number] === 0) this.findings[number] = this.kernel.currentRow();
  }

  #numberOf({ kind, within, index }: Finding): number {
    return this.compiled.findings.findIndex(
      (each) => each.kind === kind && each.within === within && each.index === index,
    );
  }

  // -------------------------------------------------------------------------------------------
  // Symmetry

  #canonical(): (queue: Int32Array, offset: number) => void {
    const { plan } = this.compiled;
    const { symmetricTypes, variables } = this.instance;
    const types = variables.map(({ type }) => type);
    const packed = CanonicalWords.of(plan, types, symmetricTypes);
    this.#canonicalWords = packed;
    if (packed) return (queue, offset) => packed.canonical(queue, offset);
    const representative = canonicaliser(symmetricTypes, types);
    return (queue, offset) => {
      const words = queue.slice(offset, offset + plan.words);
      queue.set(encodeState(plan, representative(decodeState(plan, words))), offset);
    };
  }
}

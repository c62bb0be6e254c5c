/**
 * The compiled engine: the search of exploration.ts on packed states with generated code. The reference
 * evaluator gives the initial states, explains what was found, and takes the steps that could not be
 * compiled.
 */
import { canonicaliser } from "../explore/canonical-state.ts";
import { evaluateProperty } from "../evaluate/property.ts";
import type { Coverage, Exploration, Explore, ExploreOptions } from "../exploration.ts";
import { exploreReference } from "../explore/reference.ts";
import type { Outcome } from "../evaluate/statement.ts";
import { EvaluationFailure } from "../evaluate/failure.ts";
import type { Instance, Property, State } from "../model.ts";
import { reducesBySymmetry, symmetryNotes } from "../explore/order-dependence.ts";
import { Pace } from "../explore/pace.ts";
import { RefinementChecker } from "../explore/refinement.ts";
import { argumentsOf, initialOutcomes, stepOutcomes } from "../explore/successors.ts";
import { firstValue } from "../values.ts";
import type { TemporalResult } from "../explore/temporal-search.ts";
import {
  checkTemporals,
  selectedAtoms,
  temporalNotes,
  TOO_MANY_CONSTRAINTS,
  withoutSymmetry,
} from "../explore/temporal-search.ts";
import { constraintOf } from "../temporal/fairness.ts";
import type { Finding } from "../explore/violation.ts";
import { compareFindings, describeViolation, isReported } from "../explore/violation.ts";
import { CompileLimit, isTooMuch } from "./compile-limit.ts";
import type { Compiled, Interpreted } from "./compile-instance.ts";
import { compileInstance, instantiate } from "./compile-instance.ts";
import { decodeState, encodeState } from "./layout/packed-value.ts";
import { packedGraph } from "./packed-graph.ts";
import { PairSet } from "./pair-set.ts";
import type { CodeLimits } from "./generate/routine.ts";
import { CanonicalWords, PARTIAL_REDUCTION } from "./symmetry/canonical-words.ts";
import type { Kernel } from "./search-kernel.ts";

/** Milliseconds of work between looks at whether to pause. */
const CHUNK_TIME = 10;
/** Rows expanded in that time, at first and at most. */
const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 4096;

export const exploreCompiled: Explore = (instance, options) => exploreWith(instance, options);

/** The same with other limits for the generated code: for tests of its shapes. */
export async function exploreWith(
  instance: Instance,
  options: ExploreOptions,
  limits?: CodeLimits,
): Promise<Exploration> {
  try {
    return await new CompiledSearch(instance, options, limits).run();
  } catch (thrown) {
    if (!isTooMuch(thrown)) throw thrown;
    const reason =
      thrown instanceof CompileLimit ? thrown.message : "its expressions nest too deep";
    const note = `${reason}, so it is explored without being compiled, which is slow`;
    const result = await exploreReference(instance, options);
    return { ...result, notes: [note, ...(result.notes ?? [])] };
  }
}

/** An array of the search could not be made. */
function isOutOfMemory(thrown: unknown): boolean {
  return thrown instanceof RangeError && /allocation failed|array length/i.test(thrown.message);
}

class CompiledSearch {
  readonly #instance: Instance;
  readonly #options: ExploreOptions;
  readonly #temporalNotes: readonly string[];
  readonly #compiled: Compiled;
  readonly #kernel: Kernel;
  readonly #pace: Pace;
  readonly #coverage: Coverage;
  readonly #findings: Int32Array;
  readonly #after: Int32Array;
  readonly #checkers: readonly RefinementChecker[];
  readonly #known: readonly {
    readonly before: Int32Array;
    readonly now: Int32Array;
    readonly known: PairSet;
  }[];
  #canonicalWords: CanonicalWords | undefined;
  #isOutOfMemory = false;
  #chunk = FIRST_CHUNK;
  #initialStates = 0;
  #level = 0;
  #depth = 0;
  #expanded = 1;
  #worst: { readonly finding: Finding; readonly row: number } | undefined;

  constructor(instance: Instance, options: ExploreOptions, limits?: CodeLimits) {
    this.#instance = instance;
    this.#temporalNotes = temporalNotes(instance, options);
    this.#options = withoutSymmetry(instance, options);
    this.#compiled = compileInstance(instance, options.selection, limits ? { limits } : {});
    const { plan, findings, abstract } = this.#compiled;
    this.#coverage = {
      steps: new Float64Array(instance.steps.length),
      sites: new Uint8Array(instance.sites.length),
    };
    this.#findings = new Int32Array(findings.length);
    this.#after = new Int32Array(plan.words);
    this.#checkers = options.selection.refinements.map(
      (index) => new RefinementChecker(instance, instance.refinements[index]!),
    );
    this.#known = abstract.map(({ words }) => ({
      before: new Int32Array(words),
      now: new Int32Array(words),
      known: new PairSet(words),
    }));
    this.#kernel = instantiate(this.#compiled, {
      sites: this.#coverage.sites,
      findings: this.#findings,
      maxStates: options.maxStates ?? Infinity,
      after: this.#after,
      refinements: this.#known,
      interpret: (what) => this.#interpret(this.#compiled.interpreted[what]!),
      ...this.#canonical(),
    });
    this.#pace = new Pace(options, () => ({
      states: this.#states,
      transitions: this.#transitions,
      depth: this.#level,
      queued: this.#kernel.rows() - this.#expanded,
    }));
  }

  async run(): Promise<Exploration> {
    await this.#addInitialStates();
    while (this.#expanded < this.#kernel.rows() && !this.#pace.interrupted) {
      const end = this.#kernel.rows();
      if (!(await this.#expandLevel(end))) break;
      if (this.#kernel.rows() > end) this.#depth = this.#level + 1;
      this.#collectFindings();
      if (this.#worst !== undefined || this.#kernel.isFull()) break;
      this.#level++;
    }
    const isLimited = this.#kernel.isFull() || this.#isOutOfMemory || this.#pace.interrupted;
    const isComplete = this.#worst === undefined && !isLimited;
    return this.#result(isComplete ? await this.#checkTemporals() : undefined);
  }

  async #checkTemporals(): Promise<TemporalResult | undefined> {
    const instance = this.#instance;
    const { temporals: selected = [] } = this.#options.selection;
    if (selected.length === 0) return undefined;
    const { fairness } = this.#compiled;
    if (fairness === undefined) return { undecided: TOO_MANY_CONSTRAINTS };
    try {
      this.#findings.fill(0);
      const search = {
        kernel: this.#kernel,
        fairness,
        atoms: selectedAtoms(instance, selected).length,
        initial: this.#initialStates,
        transitions: this.#transitions,
      };
      const graph = await packedGraph(search, this.#pace);
      if (graph === undefined || this.#collectFailedPredicate()) return undefined;
      const stateAt = (row: number): State => this.#stateAt(row + 1);
      return await checkTemporals(instance, selected, graph, stateAt, this.#pace);
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw thrown;
      return {
        undecided: "temporal properties are not decided: there was no memory for the steps",
      };
    }
  }

  /** The first state in which a predicate of a temporal property fails is reported. */
  #collectFailedPredicate(): boolean {
    let first: { readonly finding: Finding; readonly row: number } | undefined;
    this.#compiled.findings.forEach((finding, i) => {
      const row = this.#findings[i]!;
      if (finding.within !== "temporal" || row === 0) return;
      if (first === undefined || row < first.row) first = { finding, row };
    });
    this.#worst = first;
    return first !== undefined;
  }

  get #states(): number {
    return this.#kernel.rows() - 1;
  }

  get #transitions(): number {
    return this.#kernel.queued.reduce((sum, words) => sum + words, 0) / this.#compiled.plan.words;
  }

  /** Expands the rows up to `end`, and answers whether there was memory for all that is new. */
  async #expandLevel(end: number): Promise<boolean> {
    while (this.#expanded < end && !this.#pace.interrupted) {
      const to = Math.min(end, this.#expanded + this.#chunk);
      const started = performance.now();
      try {
        this.#kernel.expand(this.#expanded, to);
      } catch (thrown) {
        if (!isOutOfMemory(thrown)) throw thrown;
        this.#isOutOfMemory = true;
        return false;
      }
      this.#expanded = to;
      if (performance.now() - started > CHUNK_TIME) this.#chunk = Math.max(1, this.#chunk >> 1);
      else this.#chunk = Math.min(LARGEST_CHUNK, this.#chunk * 2);
      if (this.#pace.isPauseDue) await this.#pace.pause();
    }
    return true;
  }

  async #addInitialStates(): Promise<void> {
    const { plan } = this.#compiled;
    const blank = this.#instance.variables.map(({ type }) => firstValue(type));
    this.#kernel.current.set(encodeState(plan, blank));
    this.#kernel.begin();
    this.#collectFindings();
    this.#findings.fill(0);
    this.#initialStates = this.#states;
    for (let row = 1; row <= this.#states && !this.#pace.interrupted; row++) {
      this.#checkInitial(row);
      if (this.#pace.isPauseDue) await this.#pace.pause();
    }
  }

  #checkInitial(row: number): void {
    this.#options.selection.refinements.forEach((index, i) => {
      const problem = this.#checkers[i]!.checkInitial(this.#stateAt(row));
      if (problem === undefined) return;
      const kind = problem instanceof EvaluationFailure ? "failure" : "refinement";
      this.#report({ kind, within: "refinement", index, onStep: false }, row);
    });
  }

  /** Findings of a level: the first row of each was remembered. */
  #collectFindings(): void {
    this.#findings.forEach((row, i) => {
      if (row !== 0) this.#report(this.#compiled.findings[i]!, row);
    });
  }

  #report(finding: Finding, row: number): void {
    if (!isReported(finding, this.#options.selection)) return;
    const worst = this.#worst?.finding;
    if (worst === undefined || compareFindings(this.#instance, finding, worst) < 0) {
      this.#worst = { finding, row };
    }
  }

  #stateAt(row: number): State {
    const words = new Int32Array(this.#compiled.plan.words);
    this.#kernel.load(row, words);
    return decodeState(this.#compiled.plan, words);
  }

  #pathTo(last: number): State[] {
    const path: State[] = [];
    for (let row = last; row > 0; row = this.#kernel.parent(row)) path.push(this.#stateAt(row));
    return path.reverse();
  }

  #result(temporal: TemporalResult = {}): Exploration {
    const { interrupted, seconds } = this.#pace;
    const worst = interrupted ? undefined : this.#worst;
    const isLimited =
      this.#kernel.isFull() || this.#isOutOfMemory || temporal.undecided !== undefined;
    const unfinished = isLimited ? "limit" : "complete";
    const violation = worst
      ? describeViolation(
          this.#instance,
          worst.finding,
          this.#pathTo(worst.row),
          this.#options.symmetry,
        )
      : temporal.violation;
    const notes = [
      ...this.#compiled.notes,
      ...symmetryNotes(this.#instance, this.#options.symmetry),
      ...this.#temporalNotes,
      ...(temporal.undecided === undefined ? [] : [temporal.undecided]),
      ...(this.#canonicalWords?.isPartial ? [PARTIAL_REDUCTION] : []),
      ...(this.#isOutOfMemory ? [`there was no memory for more than ${this.#states} states`] : []),
    ];
    const { steps } = this.#coverage;
    this.#kernel.queued.forEach((words, i) => (steps[i] = words / this.#compiled.plan.words));
    return {
      outcome: interrupted ? "interrupted" : violation ? "violation" : unfinished,
      ...(violation && { violation }),
      initialStates: this.#initialStates,
      states: this.#states,
      transitions: this.#transitions,
      depth: this.#depth,
      seconds,
      coverage: this.#coverage,
      ...(notes.length > 0 && { notes }),
    };
  }

  // -------------------------------------------------------------------------------------------
  // What is left to the reference evaluator

  #interpret(what: Interpreted): void {
    const { plan } = this.#compiled;
    const state = decodeState(plan, this.#kernel.current);
    const observer = { sites: this.#coverage.sites };
    switch (what.kind) {
      case "init":
        for (const outcome of initialOutcomes(this.#instance, observer)) {
          this.#push(outcome, { within: "init", index: 0, onStep: false });
        }
        return;
      case "step":
        return this.#takeStep(what.index, state);
      case "invariant":
        return this.#look(this.#instance.invariants[what.index]!, what.kind, what.index, state);
      case "predicate":
        return this.#lookAtPredicate(what.bit, state);
      case "terminal":
        return this.#look(this.#instance.terminal!, what.kind, 0, state);
      case "transition": {
        const after = decodeState(plan, this.#after);
        const property = this.#instance.transitions[what.index]!;
        return this.#look(property, what.kind, what.index, after, state);
      }
      case "refinement": {
        const after = decodeState(plan, this.#after);
        const problem = this.#checkers[what.place]!.checkStep(state, after);
        const { before, now, known } = this.#known[what.place]!;
        if (problem === undefined) return known.add(before, now);
        const kind = problem instanceof EvaluationFailure ? "failure" : "refinement";
        return this.#note({ kind, within: "refinement", index: what.index, onStep: true });
      }
    }
  }

  #takeStep(index: number, state: State): void {
    const step = this.#instance.steps[index]!;
    const observer = { sites: this.#coverage.sites };
    const { fairness } = this.#compiled;
    for (const values of argumentsOf(step)) {
      if (fairness) this.#kernel.edges!.label(constraintOf(fairness, step, values));
      for (const outcome of stepOutcomes(this.#instance, step, state, values, observer)) {
        this.#push(outcome, { within: "step", index, onStep: true });
      }
    }
  }

  #push(outcome: Outcome, where: Omit<Finding, "kind">): void {
    if (outcome.kind === "completed") {
      const words = encodeState(this.#compiled.plan, outcome.state);
      if (where.within === "init") this.#kernel.push(words);
      else this.#kernel.take(words);
    } else {
      const kind = outcome.kind === "failed" ? "failure" : "assert";
      this.#kernel.note(this.#numberOf({ ...where, kind }));
    }
  }

  #look(
    property: Property,
    within: "invariant" | "terminal" | "transition",
    index: number,
    state: State,
    old: State = state,
  ): void {
    const { sites } = this.#coverage;
    const result = evaluateProperty(this.#instance, property, state, old, sites);
    if (result === true) return;
    const kind = within === "terminal" ? "deadlock" : within;
    const onStep = within === "transition";
    this.#note({ kind: result === false ? kind : "failure", within, index, onStep });
  }

  #lookAtPredicate(bit: number, state: State): void {
    const { temporals = [] } = this.#options.selection;
    const { temporal: index, property } = selectedAtoms(this.#instance, temporals)[bit]!;
    const { sites } = this.#coverage;
    const result = evaluateProperty(this.#instance, property, state, state, sites);
    if (result === true) return;
    if (result === false) return this.#kernel.edges!.falsify(bit);
    this.#note({ kind: "failure", within: "temporal", index, onStep: false });
  }

  /** Remembers the first row of a finding. */
  #note(finding: Finding): void {
    const number = this.#numberOf(finding);
    if (this.#findings[number] === 0) this.#findings[number] = this.#kernel.currentRow();
  }

  #numberOf({ kind, within, index }: Finding): number {
    return this.#compiled.findings.findIndex(
      (each) => each.kind === kind && each.within === within && each.index === index,
    );
  }

  // -------------------------------------------------------------------------------------------
  // Symmetry

  #canonical(): { readonly canonical?: (queue: Int32Array, offset: number) => void } {
    if (!reducesBySymmetry(this.#instance, this.#options.symmetry)) return {};
    const { plan } = this.#compiled;
    const { symmetricTypes, variables } = this.#instance;
    const types = variables.map(({ type }) => type);
    const packed = CanonicalWords.of(plan, types, symmetricTypes);
    this.#canonicalWords = packed;
    if (packed) return { canonical: (queue, offset) => packed.canonical(queue, offset) };
    const representative = canonicaliser(symmetricTypes, types);
    return {
      canonical: (queue, offset) => {
        const words = queue.slice(offset, offset + plan.words);
        queue.set(encodeState(plan, representative(decodeState(plan, words))), offset);
      },
    };
  }
}

/**
 * The compiled engine: the search of exploration.ts on packed states with generated code. The reference
 * evaluator gives the initial states, explains what was found, and takes the steps that could not be
 * compiled. A large search goes on with several threads (parallel/team.ts); if they find something to report,
 * one thread does it again, so that what is reported does not depend on their number.
 */
import { existsSync } from "node:fs";
import { EvaluationFailure } from "../evaluate/failure.ts";
import type { Coverage, Exploration, Explore, ExploreOptions, Limit } from "../exploration.ts";
import { reducesBySymmetry, symmetryNotes } from "../explore/order-dependence.ts";
import { Pace } from "../explore/pace.ts";
import { exploreReference } from "../explore/reference.ts";
import type { TemporalResult } from "../explore/temporal-search.ts";
import {
  checkTemporals,
  selectedAtoms,
  temporalNotes,
  TOO_MANY_CONSTRAINTS,
  withoutSymmetry,
} from "../explore/temporal-search.ts";
import type { Finding } from "../explore/violation.ts";
import { compareFindings, describeViolation, isReported } from "../explore/violation.ts";
import type { Instance, State } from "../model.ts";
import { compileInstance } from "./compile-instance.ts";
import { CompileLimit, isTooMuch } from "./compile-limit.ts";
import type { CodeLimits } from "./generate/routine.ts";
import { packedGraph } from "./packed-graph.ts";
import { Team, TeamFailure } from "./parallel/team.ts";
import { PRIVATE_MEMORY } from "./search-kernel.ts";
import { statesWithin } from "./state-table.ts";
import { StateSpace, type StateSpaceOptions } from "./state-space.ts";
import { PARTIAL_REDUCTION } from "./symmetry/canonical-words.ts";

/** Milliseconds of work between looks at whether to pause. */
const CHUNK_TIME = 10;
/** Rows expanded in that time, at first and at most. */
const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 4096;

/** States from which on a search is worth starting other threads for, and rows of a level to share. */
const STATES_ALONE = 100_000;
const ROWS_ALONE = 4_000;

/** How a search is done, for tests of that. */
export interface SearchSettings {
  /** For the generated code. */
  readonly limits?: CodeLimits;
  /** What the other threads run; default: what the package has for it, if it is built. */
  readonly script?: URL;
  /** States after which they are started, and rows of a level that they share. */
  readonly statesAlone?: number;
  readonly rowsAlone?: number;
  /** The search waits for them and leaves the work to them, as it does not otherwise. */
  readonly waits?: boolean;
}

export const exploreCompiled: Explore = (instance, options) => exploreWith(instance, options);

export async function exploreWith(
  instance: Instance,
  options: ExploreOptions,
  settings: SearchSettings = {},
): Promise<Exploration> {
  const began = performance.now();
  try {
    const result = await new CompiledSearch(instance, options, settings).run();
    if (!("again" in result)) return result;
    const alone = { ...options, workers: 1 };
    const again = (await new CompiledSearch(instance, alone, settings).run()) as Exploration;
    const notes = [...(again.notes ?? []), ...result.again];
    const seconds = (performance.now() - began) / 1000;
    return { ...again, seconds, ...(notes.length > 0 && { notes }) };
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

/** The script of the other threads lies beside this one in the built package. */
const BUILT_SCRIPT = new URL("./search-worker.js", import.meta.url);

class CompiledSearch {
  readonly #instance: Instance;
  readonly #options: ExploreOptions;
  readonly #settings: SearchSettings;
  readonly #temporalNotes: readonly string[];
  readonly #space: StateSpace;
  /** What all threads are given. */
  readonly #shared: Omit<StateSpaceOptions, "memory">;
  readonly #pace: Pace;
  readonly #script: URL | undefined;
  #team: Team | undefined;
  #isOutOfMemory = false;
  #chunk = FIRST_CHUNK;
  #initialStates = 0;
  #level = 0;
  #depth = 0;
  #expanded = 1;
  #worst: { readonly finding: Finding; readonly row: number } | undefined;

  constructor(instance: Instance, options: ExploreOptions, settings: SearchSettings) {
    this.#instance = instance;
    this.#settings = settings;
    this.#temporalNotes = temporalNotes(instance, options);
    this.#options = withoutSymmetry(instance, options);
    const { limits } = settings;
    const compiled = compileInstance(instance, options.selection, limits ? { limits } : {});
    this.#script = this.#sharingScript();
    const memory = this.#script ? Team.memory(() => this.#team) : PRIVATE_MEMORY;
    const { selection, symmetry, memory: bytes = Infinity } = this.#options;
    const { maxStates: most = Infinity } = this.#options;
    const maxStates = Math.min(most, statesWithin(bytes, compiled.plan.words));
    const reduces = reducesBySymmetry(instance, symmetry);
    this.#shared = { selection, reduces, maxStates };
    this.#space = new StateSpace(instance, compiled, { ...this.#shared, memory });
    this.#pace = new Pace(options, () => ({
      states: this.#states,
      transitions: this.#transitions,
      depth: this.#level,
      queued: this.#kernel.rows() - this.#expanded,
    }));
  }

  /** The script of other threads, if there may be any: a temporal property needs rows in order. */
  #sharingScript(): URL | undefined {
    const { workers = 1, selection } = this.#options;
    if (workers < 2 || (selection.temporals ?? []).length > 0) return undefined;
    return this.#settings.script ?? (existsSync(BUILT_SCRIPT) ? BUILT_SCRIPT : undefined);
  }

  get #kernel(): StateSpace["kernel"] {
    return this.#space.kernel;
  }

  /** Or what there is to say about it, if one thread has to do it again. */
  async run(): Promise<Exploration | { readonly again: readonly string[] }> {
    try {
      await this.#addInitialStates();
      while (this.#expanded < this.#kernel.rows() && !this.#pace.interrupted) {
        const end = this.#kernel.rows();
        if (!(await this.#expandLevel(end))) break;
        if (this.#kernel.rows() > end) this.#depth = this.#level + 1;
        this.#collectFindings();
        if (this.#worst !== undefined || this.#kernel.isFull()) break;
        this.#level++;
      }
      if (this.#team !== undefined && this.#worst !== undefined) return { again: [] };
    } catch (thrown) {
      if (thrown instanceof TeamFailure) return { again: [thrown.message] };
      throw thrown;
    } finally {
      await this.#team?.stop();
    }
    const isLimited = this.#kernel.isFull() || this.#isOutOfMemory || this.#pace.interrupted;
    const isComplete = this.#worst === undefined && !isLimited;
    return this.#result(isComplete ? await this.#checkTemporals() : undefined);
  }

  async #checkTemporals(): Promise<TemporalResult | undefined> {
    const instance = this.#instance;
    const { temporals: selected = [] } = this.#options.selection;
    if (selected.length === 0) return undefined;
    const { fairness } = this.#space.compiled;
    if (fairness === undefined) return { undecided: TOO_MANY_CONSTRAINTS };
    try {
      this.#space.findings.fill(0);
      const search = {
        kernel: this.#kernel,
        fairness,
        atoms: selectedAtoms(instance, selected).length,
        initial: this.#initialStates,
        transitions: this.#transitions,
      };
      const graph = await packedGraph(search, this.#pace);
      if (graph === undefined || this.#collectFailedPredicate()) return undefined;
      const stateAt = (row: number): State => this.#space.stateAt(row + 1);
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
    this.#space.compiled.findings.forEach((finding, i) => {
      const row = this.#space.findings[i]!;
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
    return this.#queued().reduce((sum, words) => sum + words, 0) / this.#space.compiled.plan.words;
  }

  /** Words queued by each step, by all threads. */
  #queued(): Float64Array {
    const queued = this.#kernel.queued.slice();
    for (const other of this.#team?.results ?? []) {
      other.queued.forEach((words, i) => (queued[i]! += words));
    }
    return queued;
  }

  /** Expands the rows up to `end`, and answers whether there was memory for all that is new. */
  async #expandLevel(end: number): Promise<boolean> {
    const { statesAlone = STATES_ALONE, rowsAlone = ROWS_ALONE, waits } = this.#settings;
    try {
      while (this.#expanded < end && !this.#pace.interrupted) {
        const rest = end - this.#expanded;
        if (this.#script && !this.#team && this.#states >= statesAlone) {
          this.#startTeam();
          if (waits) await this.#team!.allReady();
        }
        if (this.#team?.isReady && rest >= rowsAlone) {
          const fanOut = 1 + this.#transitions / this.#expanded;
          this.#expanded = await this.#team.expand(this.#expanded, end, fanOut, this.#pace);
        } else {
          this.#expandChunk(end);
        }
        if (this.#pace.isPauseDue) await this.#pace.pause();
      }
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw thrown;
      this.#isOutOfMemory = true;
      return false;
    }
    return true;
  }

  #expandChunk(end: number): void {
    const to = Math.min(end, this.#expanded + this.#chunk);
    const started = performance.now();
    this.#kernel.expand(this.#expanded, to);
    this.#expanded = to;
    if (performance.now() - started > CHUNK_TIME) this.#chunk = Math.max(1, this.#chunk >> 1);
    else this.#chunk = Math.min(LARGEST_CHUNK, this.#chunk * 2);
  }

  #startTeam(): void {
    const others = (this.#options.workers ?? 1) - 1;
    this.#team = new Team(this.#space, others, this.#script!, this.#shared, !this.#settings.waits);
  }

  async #addInitialStates(): Promise<void> {
    this.#space.begin();
    this.#collectFindings();
    this.#space.findings.fill(0);
    this.#initialStates = this.#states;
    for (let row = 1; row <= this.#states && !this.#pace.interrupted; row++) {
      this.#checkInitial(row);
      if (this.#pace.isPauseDue) await this.#pace.pause();
    }
  }

  #checkInitial(row: number): void {
    this.#options.selection.refinements.forEach((index, i) => {
      const problem = this.#space.checkers[i]!.checkInitial(this.#space.stateAt(row));
      if (problem === undefined) return;
      const kind = problem instanceof EvaluationFailure ? "failure" : "refinement";
      this.#report({ kind, within: "refinement", index, onStep: false }, row);
    });
  }

  /** Findings of a level: the first row of each was remembered. */
  #collectFindings(): void {
    const { compiled, findings } = this.#space;
    for (const each of [findings, ...(this.#team?.results ?? []).map((other) => other.findings)]) {
      each.forEach((row, i) => {
        if (row !== 0) this.#report(compiled.findings[i]!, row);
      });
    }
  }

  #report(finding: Finding, row: number): void {
    if (!isReported(finding, this.#options.selection)) return;
    const worst = this.#worst?.finding;
    if (worst === undefined || compareFindings(this.#instance, finding, worst) < 0) {
      this.#worst = { finding, row };
    }
  }

  #pathTo(last: number): State[] {
    const path: State[] = [];
    for (let row = last; row > 0; row = this.#kernel.parent(row))
      path.push(this.#space.stateAt(row));
    return path.reverse();
  }

  #result(temporal: TemporalResult = {}): Exploration {
    const { interrupted, seconds } = this.#pace;
    const worst = interrupted ? undefined : this.#worst;
    const limit = this.#limit();
    const isLimited = limit !== undefined || temporal.undecided !== undefined;
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
      ...this.#space.compiled.notes,
      ...symmetryNotes(this.#instance, this.#options.symmetry),
      ...this.#temporalNotes,
      ...(this.#space.isPartlyReduced ? [PARTIAL_REDUCTION] : []),
      ...(limit === "memory" ? [`there was no memory for more than ${this.#states} states`] : []),
    ];
    return {
      outcome:
        interrupted && limit !== "time" ? "interrupted" : violation ? "violation" : unfinished,
      ...(limit && !violation && { limit }),
      ...(violation && { violation }),
      ...(temporal.undecided && { undecided: temporal.undecided }),
      initialStates: this.#initialStates,
      states: this.#states,
      transitions: this.#transitions,
      depth: this.#depth,
      seconds,
      coverage: this.#covered(),
      ...(notes.length > 0 && { notes }),
    };
  }

  #limit(): Limit | undefined {
    if (this.#pace.isTimeUp) return "time";
    if (this.#isOutOfMemory) return "memory";
    if (!this.#kernel.isFull()) return undefined;
    const { maxStates = Infinity } = this.#options;
    return this.#states < maxStates ? "memory" : "states";
  }

  #covered(): Coverage {
    const { words } = this.#space.compiled.plan;
    const sites = this.#space.sites.slice();
    for (const other of this.#team?.results ?? []) {
      other.sites.forEach((hit, i) => (sites[i]! |= hit));
    }
    return { steps: this.#queued().map((queued) => queued / words), sites };
  }
}

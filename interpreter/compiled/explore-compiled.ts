/**
 * The compiled engine: the search of exploration.ts on packed states with generated code. The reference
 * evaluator gives the initial states, explains what was found, and takes the steps that could not be
 * compiled. A large search goes on with several threads (parallel/team.ts); if they find something to report,
 * one thread does it again, so that what is reported does not depend on their number.
 */
import { EvaluationFailure } from "../evaluate/failure.ts";
import type { Exploration, Explore, ExploreOptions, Limit } from "../exploration.ts";
import type { SecondPass } from "../explore/measure-search.ts";
import { reducesBySymmetry } from "../explore/order-dependence.ts";
import { Pace } from "../explore/pace.ts";
import { exploreReference } from "../explore/reference.ts";
import { temporalNotes, withoutSymmetry } from "../explore/temporal-search.ts";
import type { Instance, State } from "../model.ts";
import { Checkpoint } from "./checkpoint/checkpoint.ts";
import { identityOf } from "./checkpoint/identity.ts";
import type { SavedSearch } from "./checkpoint/saved-search.ts";
import { FINGERPRINT_BITS, FINGERPRINT_WORDS } from "./compact-rows.ts";
import { CompactedStates, queueRoomWithin } from "./compacted-states.ts";
import { compileInstance } from "./compile-instance.ts";
import { CompileLimit, isTooMuch } from "./compile-limit.ts";
import type { EdgeRecord } from "./edge-record.ts";
import type { CodeLimits } from "./generate/routine.ts";
import { moduleOf } from "./instantiate.ts";
import { PRIVATE_MEMORY } from "./kernel.ts";
import { isOutOfMemory } from "./out-of-memory.ts";
import { edgeRecord, recordRows } from "./packed-graph.ts";
import { Team, TeamFailure } from "./parallel/team.ts";
import { sharingScript, startThreads, type Thread } from "./parallel/threads.ts";
import { totalsOf, type Totals } from "./parallel/totals.ts";
import { WhenToShare } from "./parallel/when-to-share.ts";
import { explorationOf } from "./search-result.ts";
import { statesWithin } from "./state-table.ts";
import { StateSpace, type StateSpaceOptions } from "./state-space.ts";
import { WhenNative } from "./when-native.ts";
import { WholeGraph } from "./whole-graph.ts";
import { WorstFinding } from "./worst-finding.ts";

/** Milliseconds of work between looks at whether to pause. */
const CHUNK_TIME = 10;
/** Rows expanded in that time, at first and at most. */
const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 4096;

/** Levels of fewer rows are not shared with other threads. */
const ROWS_ALONE = 4_000;

const NO_CHECKPOINTS = "no checkpoints are written where nothing is compiled";

/** How a search is done, for tests of that. */
export interface SearchSettings {
  /** For the generated code. */
  readonly limits?: CodeLimits;
  /** What the other threads run; default: what the package has for it, if it is built. */
  readonly script?: URL;
  /** States after which they are started, not after a time; and rows of a level that they share. */
  readonly statesAlone?: number;
  readonly rowsAlone?: number;
  /** The search waits for them and leaves the work to them, as it does not otherwise. */
  readonly waits?: boolean;
  /** Rows expanded between two looks at whether to stop. */
  readonly chunk?: number;
  /** Seconds after which WebAssembly goes on. */
  readonly nativeAfter?: number;
  /** Pages of memory that WebAssembly has at most. */
  readonly mostPages?: number;
  /** Of a fingerprint, if states are compacted. */
  readonly fingerprintBits?: number;
  /** One thread does again what several threads have done: its checkpoints say so. */
  readonly isAgain?: boolean;
}

export const exploreCompiled: Explore = (instance, options) => exploreWith(instance, options);

export async function exploreWith(
  instance: Instance,
  asked: ExploreOptions,
  settings: SearchSettings = {},
): Promise<Exploration> {
  const began = performance.now();
  const { expectedStates = 0, maxStates = Infinity } = asked;
  const options = { ...asked, expectedStates: Math.min(expectedStates, maxStates) };
  const threads = foreseenThreads(options, settings);
  try {
    const result = await new CompiledSearch(instance, options, settings, threads).run();
    if (!("again" in result)) return result;
    const { checkpoint } = options;
    const fresh = checkpoint && { checkpoint: { ...checkpoint, resume: false } };
    const alone = { ...options, workers: 1, ...fresh };
    const search = new CompiledSearch(instance, alone, { ...settings, isAgain: true });
    const again = (await search.run()) as Exploration;
    const notes = [...(again.notes ?? []), ...result.again];
    const seconds = (performance.now() - began) / 1000;
    return { ...again, seconds, ...(notes.length > 0 && { notes }) };
  } catch (thrown) {
    if (!isTooMuch(thrown)) throw thrown;
    const reason =
      thrown instanceof CompileLimit ? thrown.message : "its expressions nest too deep";
    const note = `${reason}, so it is explored without being compiled, which is slow`;
    const without = options.checkpoint ? [NO_CHECKPOINTS] : [];
    const result = await exploreReference(instance, options);
    return { ...result, notes: [note, ...without, ...(result.notes ?? [])] };
  } finally {
    for (const { worker } of threads) void worker.terminate();
  }
}

/** The other threads of a long search, which are made while this one compiles. */
function foreseenThreads(options: ExploreOptions, settings: SearchSettings): readonly Thread[] {
  const script = sharingScript(options, settings.script);
  if (script === undefined || settings.statesAlone !== undefined) return [];
  if (!WhenToShare.isClear(options.expectedStates)) return [];
  return startThreads(script, options.workers! - 1);
}

class CompiledSearch {
  readonly #options: ExploreOptions;
  readonly #settings: SearchSettings;
  readonly #temporalNotes: readonly string[];
  readonly #space: StateSpace;
  /** What all threads are given. */
  readonly #shared: Omit<StateSpaceOptions, "memory" | "room">;
  readonly #pace: Pace;
  /** The edges, if temporal properties are looked at. */
  readonly #record: EdgeRecord | undefined;
  readonly #compacted: CompactedStates | undefined;
  readonly #script: URL | undefined;
  /** Threads that have been started. */
  readonly #threads: readonly Thread[];
  #team: Team | undefined;
  #isOutOfMemory = false;
  readonly #checkpoint: Checkpoint | undefined;
  /** Where the search was when it was last at rest, with all that was found stored. */
  #rest: SavedSearch | undefined;
  #chunk = FIRST_CHUNK;
  #initialStates = 0;
  #level = 0;
  #depth = 0;
  #expanded = 1;
  /** The number behind the last row of the level. */
  #end = 1;
  /** Rows are in the order in which one thread finds them. */
  #isOrdered = true;
  #isAlone: boolean;
  #isNative = false;
  #module: WebAssembly.Module | undefined;
  readonly #whenNative: WhenNative;
  readonly #whenToShare: WhenToShare;
  #isPartlyReduced = false;
  /** States of the checkpoint that it goes on from. */
  #resumed: number | undefined;
  readonly #worst: WorstFinding;

  constructor(
    instance: Instance,
    options: ExploreOptions,
    settings: SearchSettings,
    threads: readonly Thread[] = [],
  ) {
    this.#settings = settings;
    this.#threads = threads;
    this.#temporalNotes = temporalNotes(instance, options);
    this.#options = withoutSymmetry(instance, options);
    const { limits, fingerprintBits = FINGERPRINT_BITS } = settings;
    const compiled = compileInstance(instance, options.selection, {
      ...(limits && { limits }),
      ...(options.compact === true && options.checkpoint === undefined && { fingerprintBits }),
    });
    const isCompact = compiled.fingerprintBits !== undefined;
    this.#script = sharingScript(this.#options, settings.script);
    const memory = this.#script ? Team.memory(() => this.#team) : PRIVATE_MEMORY;
    const { selection, symmetry, memory: bytes = Infinity } = this.#options;
    const { maxStates: most = Infinity, workers = 1 } = this.#options;
    const rowWords = isCompact ? FINGERPRINT_WORDS : compiled.plan.words;
    const maxStates = Math.min(most, statesWithin(bytes, rowWords));
    const reduces = reducesBySymmetry(instance, symmetry);
    this.#shared = { selection, reduces, maxStates };
    const queueRoom = queueRoomWithin(bytes);
    const { mostPages } = settings;
    const room = {
      threads: this.#script ? workers : 1,
      ...(mostPages !== undefined && { mostPages }),
    };
    const { expectedStates = 0 } = options;
    this.#space = new StateSpace(instance, compiled, {
      ...{ ...this.#shared, memory, room, queueRoom, expectedStates },
    });
    if (isCompact) this.#compacted = new CompactedStates(this.#space);
    const { fairness } = compiled;
    this.#record = fairness && edgeRecord(fairness, bytes);
    this.#pace = new Pace(options, () => ({
      states: this.#states,
      transitions: this.#transitions,
      depth: this.#level,
      queued: this.#kernel.rows() - this.#expanded,
    }));
    this.#worst = new WorstFinding(instance, selection);
    this.#whenNative = new WhenNative(compiled, expectedStates, settings.nativeAfter);
    this.#whenToShare = new WhenToShare(expectedStates);
    this.#isAlone = settings.isAgain ?? false;
    const { checkpoint } = options;
    if (checkpoint === undefined) return;
    const identity = identityOf(instance, compiled, selection, reduces);
    this.#checkpoint = new Checkpoint(checkpoint, identity, this.#space);
  }

  get #kernel(): StateSpace["kernel"] {
    return this.#space.kernel;
  }

  /** Or what there is to say about it, if one thread has to do it again. */
  async run(): Promise<Exploration | { readonly again: readonly string[] }> {
    try {
      await this.#begin();
      while (!this.#pace.interrupted) {
        if (!(await this.#expandLevel())) break;
        if (this.#kernel.rows() > this.#end) this.#depth = this.#level + 1;
        this.#worst.reportAll(this.#space.compiled.findings, this.#totals.findings);
        if (this.#worst.found !== undefined || this.#kernel.isFull()) break;
        if (this.#expanded === this.#kernel.rows()) break;
        this.#level++;
        this.#end = this.#kernel.rows();
      }
      if (!this.#isOrdered && this.#worst.found !== undefined && !this.#pace.interrupted) {
        await this.#checkpoint?.close();
        return { again: [] };
      }
    } catch (thrown) {
      await this.#checkpoint?.close();
      if (thrown instanceof TeamFailure) return { again: [thrown.message] };
      throw thrown;
    } finally {
      await this.#team?.stop();
    }
    const isLimited = this.#kernel.isFull() || this.#isOutOfMemory || this.#pace.interrupted;
    const isComplete = this.#worst.found === undefined && !isLimited;
    const result = this.#result(isComplete ? await this.#lookAtWhole() : {});
    const hasAnswer = result.outcome === "complete" || result.outcome === "violation";
    await this.#checkpoint?.finish(this.#rest, hasAnswer);
    const notes = [...(result.notes ?? []), ...(this.#checkpoint?.notes(hasAnswer) ?? [])];
    return { ...result, ...(notes.length > 0 && { notes }) };
  }

  async #lookAtWhole(): Promise<SecondPass> {
    const initial = this.#initialStates;
    const whole = new WholeGraph(this.#space, this.#options, this.#record, initial, this.#pace);
    const second = await whole.look();
    this.#worst.set(whole.failed);
    return second;
  }

  get #states(): number {
    return this.#kernel.rows() - 1;
  }

  get #transitions(): number {
    const { words } = this.#space.compiled.plan;
    return this.#totals.queued.reduce((sum, each) => sum + each, 0) / words;
  }

  get #totals(): Totals {
    return totalsOf(this.#space, this.#team?.results);
  }

  /** Expands the rest of the level, and answers whether there was memory for all that is new. */
  async #expandLevel(): Promise<boolean> {
    const { rowsAlone = ROWS_ALONE, waits } = this.#settings;
    const end = this.#end;
    try {
      while (this.#expanded < end && !this.#pace.interrupted) {
        const rest = end - this.#expanded;
        if (!this.#isNative && this.#isWorthAModule) this.#goNative();
        if (this.#isWorthATeam()) {
          this.#startTeam();
          if (waits) await this.#team?.allReady();
        }
        if (this.#team?.isReady && rest >= rowsAlone) {
          const fanOut = 1 + this.#transitions / this.#expanded;
          this.#isOrdered = false;
          const isRestDue = (): boolean => this.#isRestDue;
          const worksToo = waits !== true;
          const task = { from: this.#expanded, to: end, fanOut, worksToo, isRestDue };
          this.#expanded = await this.#team.expand(task, this.#pace);
        } else {
          this.#expandChunk(end);
        }
        this.#noteRest();
        if (this.#isRestDue) await this.#checkpoint!.write(this.#rest!);
        const isPauseDue = this.#pace.isPauseDue || this.#team?.isStarting;
        if (isPauseDue || this.#checkpoint?.isWriting) await this.#pace.pause();
      }
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw thrown;
      this.#isOutOfMemory = true;
      return false;
    }
    return true;
  }

  #expandChunk(end: number): void {
    const { chunk = this.#chunk } = this.#settings;
    const to = Math.min(end, this.#expanded + chunk);
    const started = performance.now();
    this.#kernel.expand(this.#expanded, to);
    this.#compacted?.forget(to);
    this.#expanded = to;
    if (performance.now() - started > CHUNK_TIME) this.#chunk = Math.max(1, this.#chunk >> 1);
    else this.#chunk = Math.min(LARGEST_CHUNK, this.#chunk * 2);
  }

  #isWorthATeam(): boolean {
    if (this.#script === undefined || this.#isAlone || this.#team !== undefined) return false;
    const { statesAlone } = this.#settings;
    if (statesAlone !== undefined) return this.#states >= statesAlone;
    if (this.#threads.length > 0) return true;
    return this.#whenToShare.isTime(this.#pace.seconds, this.#expanded, this.#kernel.rows());
  }

  #startTeam(): void {
    const others = this.#options.workers! - 1;
    const threads = this.#threads.length > 0 ? this.#threads : startThreads(this.#script!, others);
    this.#team = new Team(this.#space, threads, this.#shared);
    if (this.#module) this.#team.useModule(this.#module);
  }

  get #isWorthAModule(): boolean {
    return this.#whenNative.isTime(this.#pace.seconds, this.#states);
  }

  /** The search goes on in WebAssembly. */
  #goNative(): void {
    this.#isNative = true;
    const module = moduleOf(this.#space.compiled);
    if (module === undefined || !this.#kernel.useModule(module)) return;
    this.#module = module;
    this.#team?.useModule(module);
  }

  // -------------------------------------------------------------------------------------------
  // Checkpoints

  get #isRestDue(): boolean {
    return this.#checkpoint?.isDue === true && this.#rest !== undefined && !this.#kernel.isFull();
  }

  /**
   * Remembers where the search is, for it to be taken up there. Not once a state was not stored or a level is the
   * last: with a larger limit the search goes on from before that.
   */
  #noteRest(): void {
    if (this.#checkpoint === undefined || this.#worst.found || this.#kernel.isFull()) return;
    this.#rest = {
      rows: this.#kernel.rows(),
      expanded: this.#expanded,
      end: this.#end,
      level: this.#level,
      depth: this.#depth,
      initialStates: this.#initialStates,
      seconds: this.#pace.seconds,
      isOrdered: this.#isOrdered,
      isAlone: this.#isAlone,
      isPartlyReduced: this.#isPartlyReduced || this.#space.isPartlyReduced,
      ...this.#totals,
    };
  }

  async #begin(): Promise<void> {
    if (this.#checkpoint && this.#options.checkpoint?.resume === true) {
      const saved = await this.#checkpoint.load(this.#shared.maxStates!, this.#pace);
      if (saved !== undefined) return this.#goOnFrom(saved);
      if (this.#pace.interrupted) return;
    }
    await this.#addInitialStates();
    this.#end = this.#kernel.rows();
    if (!this.#pace.interrupted) this.#noteRest();
  }

  async #goOnFrom(saved: SavedSearch): Promise<void> {
    // Edges are not in a checkpoint.
    if (this.#record) await recordRows(this.#kernel, this.#record, saved.expanded, this.#pace);
    this.#kernel.queued.set(saved.queued);
    this.#space.sites.set(saved.sites);
    this.#space.findings.set(saved.findings);
    this.#expanded = saved.expanded;
    this.#end = saved.end;
    this.#level = saved.level;
    this.#depth = saved.depth;
    this.#initialStates = saved.initialStates;
    this.#isOrdered = saved.isOrdered;
    this.#isAlone = saved.isAlone;
    this.#isPartlyReduced = saved.isPartlyReduced;
    this.#pace.goOn(saved.seconds);
    this.#resumed = saved.rows - 1;
    this.#noteRest();
  }

  async #addInitialStates(): Promise<void> {
    this.#space.begin();
    this.#worst.reportAll(this.#space.compiled.findings, this.#totals.findings);
    this.#space.findings.fill(0);
    this.#initialStates = this.#states;
    this.#kernel.edges?.record(this.#record);
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
      this.#compacted?.keep(row);
      this.#worst.report({ kind, within: "refinement", index, onStep: false }, row);
    });
  }

  #pathTo(last: number): State[] {
    if (this.#compacted) return this.#compacted.pathTo(last);
    const path: State[] = [];
    for (let row = last; row > 0; row = this.#kernel.parent(row))
      path.push(this.#space.stateAt(row));
    return path.reverse();
  }

  #result(second: SecondPass): Exploration {
    const { interrupted } = this.#pace;
    const worst = interrupted ? undefined : this.#worst.found;
    return explorationOf(this.#space, this.#options, {
      ...(worst && { wrong: { finding: worst.finding, path: this.#pathTo(worst.row) } }),
      second,
      interrupted,
      limit: this.#limit(),
      initialStates: this.#initialStates,
      states: this.#states,
      depth: this.#depth,
      seconds: this.#pace.seconds,
      totals: this.#totals,
      isPartlyReduced: this.#isPartlyReduced || this.#space.isPartlyReduced,
      temporalNotes: this.#temporalNotes,
      resumed: this.#resumed,
    });
  }

  #limit(): Limit | undefined {
    if (this.#pace.isTimeUp) return "time";
    if (this.#isOutOfMemory) return "memory";
    if (!this.#kernel.isFull()) return undefined;
    const { maxStates = Infinity } = this.#options;
    return this.#states < maxStates ? "memory" : "states";
  }
}

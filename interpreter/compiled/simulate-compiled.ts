/**
 * Random walks on packed states with generated code: walk-kernel.ts takes the steps, this begins the runs and
 * tells what they found. What is wrong in a state, or on any of its ways on, is found when the walk is there.
 */
import { EvaluationFailure } from "../evaluate/failure.ts";
import { reducesBySymmetry } from "../explore/order-dependence.ts";
import { Pace } from "../explore/pace.ts";
import { simulateReference } from "../explore/simulate-reference.ts";
import type { Finding } from "../explore/violation.ts";
import { compareFindings, describeViolation, isReported } from "../explore/violation.ts";
import type { Violation } from "../exploration.ts";
import type { Instance, State } from "../model.ts";
import {
  LONGEST_RUN,
  type Simulate,
  type SimulateOptions,
  type Simulation,
} from "../simulation.ts";
import { compileInstance } from "./compile-instance.ts";
import { CompileLimit, isTooMuch } from "./compile-limit.ts";
import { decodeState } from "./layout/packed-value.ts";
import { moduleOf } from "./instantiate.ts";
import { PRIVATE_MEMORY } from "./kernel.ts";
import { StateSpace } from "./state-space.ts";
import type { WalkKernel } from "./walk-kernel.ts";
import { WhenNative } from "./when-native.ts";

/** Initial states that runs begin in. */
const MOST_STARTS = 1_000_000;

/** How the walks are taken, for tests of that. */
export interface WalkSettings {
  /** Seconds after which WebAssembly goes on. */
  readonly nativeAfter?: number;
}

export const simulateCompiled: Simulate = (instance, options) => simulateWith(instance, options);

export async function simulateWith(
  instance: Instance,
  options: SimulateOptions,
  settings: WalkSettings = {},
): Promise<Simulation> {
  try {
    return await new Walks(instance, options, settings).run();
  } catch (thrown) {
    if (!isTooMuch(thrown)) throw thrown;
    const reason =
      thrown instanceof CompileLimit ? thrown.message : "its expressions nest too deep";
    const note = `${reason}, so the walks are not compiled, which is slow, and not directed`;
    return { ...(await simulateReference(instance, options)), notes: [note] };
  }
}

/** Something wrong in the state before a step of the run, counted from 1, or on that step. */
interface Found {
  readonly finding: Finding;
  readonly at: number;
}

class Walks {
  readonly #instance: Instance;
  readonly #options: SimulateOptions;
  readonly #reduces: boolean;
  readonly #space: StateSpace;
  readonly #walk: WalkKernel;
  readonly #pace: Pace;
  readonly #whenNative: WhenNative;
  #isNative = false;
  /** Not 0: the initial state of that row is known to refine. */
  #refines = new Uint8Array(0);
  #starts = 0;
  #runs = 0;
  #transitions = 0;
  #longest = 0;
  #stuck = 0;
  #violation: Violation | undefined;

  constructor(instance: Instance, options: SimulateOptions, settings: WalkSettings) {
    this.#instance = instance;
    this.#options = options;
    const { seed, uniform = false } = options;
    // Temporal properties are about endless runs.
    const selection = { ...options.selection, temporals: [] };
    this.#reduces = !uniform && reducesBySymmetry(instance, true);
    const compiled = compileInstance(instance, selection, { walks: true });
    this.#whenNative = new WhenNative(compiled, 0, settings.nativeAfter);
    this.#space = new StateSpace(instance, compiled, {
      selection,
      reduces: this.#reduces,
      maxStates: MOST_STARTS,
      memory: PRIVATE_MEMORY,
    });
    this.#walk = this.#space.kernel.walk!;
    this.#walk.seed(seed, !uniform);
    this.#pace = new Pace(options, () => ({
      states: this.#transitions + this.#runs,
      transitions: this.#transitions,
      depth: this.#longest,
      queued: Number.isFinite(this.#options.runs) ? this.#options.runs - this.#runs : 0,
    }));
  }

  async run(): Promise<Simulation> {
    this.#begin();
    while (this.#starts > 0 && this.#runs < this.#options.runs && !this.#isOver) {
      this.#runs++;
      await this.#oneRun(1 + this.#walk.below(this.#starts));
      if (this.#pace.isPauseDue) await this.#pace.pause();
    }
    const notes = [
      ...this.#space.compiled.notes,
      ...(this.#space.kernel.isFull()
        ? [`runs begin in ${MOST_STARTS} of the initial states, and there are more`]
        : []),
    ];
    return {
      outcome: this.#violation ? "violation" : this.#pace.ending,
      ...(this.#violation && { violation: this.#violation }),
      runs: this.#runs,
      transitions: this.#transitions,
      generated: this.#walk.generated(),
      longest: this.#longest,
      stuck: this.#stuck,
      seconds: this.#pace.seconds,
      coverage: { steps: this.#walk.taken.slice(), sites: this.#space.sites.slice() },
      ...(notes.length > 0 && { notes }),
    };
  }

  get #isOver(): boolean {
    return this.#violation !== undefined || this.#pace.interrupted;
  }

  #begin(): void {
    this.#space.begin();
    this.#starts = this.#space.kernel.rows() - 1;
    this.#refines = new Uint8Array(this.#starts + 1);
    const found = this.#first();
    if (found !== undefined) this.#report(found.finding, []);
  }

  async #oneRun(row: number): Promise<void> {
    const walk = this.#walk;
    walk.start(row, Math.min(this.#options.steps, LONGEST_RUN));
    this.#space.findings.fill(0);
    this.#checkInitial(row);
    for (let ended = false; !ended && !this.#isOver;) {
      if (!this.#isNative && this.#isWorthAModule) this.#goNative();
      const before = walk.steps();
      ended = walk.go();
      this.#transitions += walk.steps() - before;
      const found = this.#first();
      if (found !== undefined) this.#report(found.finding, this.#path(found.at));
      else if (!ended && this.#pace.isPauseDue) await this.#pace.pause();
      this.#longest = Math.max(this.#longest, found === undefined ? walk.steps() : found.at - 1);
    }
    if (walk.isStuck()) this.#stuck++;
  }

  get #isWorthAModule(): boolean {
    return this.#whenNative.isTime(this.#pace.seconds, this.#transitions);
  }

  #goNative(): void {
    this.#isNative = true;
    const module = moduleOf(this.#space.compiled);
    if (module !== undefined) this.#space.kernel.useModule(module);
  }

  #checkInitial(row: number): void {
    if (this.#refines[row] !== 0) return;
    this.#refines[row] = 1;
    const { refinements } = this.#options.selection;
    if (refinements.length === 0) return;
    const state = this.#space.stateAt(row);
    refinements.forEach((index, i) => {
      const problem = this.#space.checkers[i]!.checkInitial(state);
      if (problem === undefined) return;
      const kind = problem instanceof EvaluationFailure ? "failure" : "refinement";
      this.#report({ kind, within: "refinement", index, onStep: false }, [state]);
    });
  }

  /** What was found first; of findings in the same place the one that ranks first. */
  #first(): Found | undefined {
    let first: Found | undefined;
    this.#space.compiled.findings.forEach((finding, i) => {
      const at = this.#space.findings[i]!;
      if (at === 0 || !isReported(finding, this.#options.selection)) return;
      const order =
        first === undefined
          ? -1
          : at - first.at || compareFindings(this.#instance, finding, first.finding);
      if (order < 0) first = { finding, at };
    });
    return first;
  }

  /** The first states of the run, without what lies between two visits of a state or its orbit. */
  #path(count: number): State[] {
    const { plan } = this.#space.compiled;
    const places = new Map<string, number>();
    const path: { readonly key: string; readonly state: State }[] = [];
    const words = new Int32Array(plan.words);
    for (let i = 0; i < count; i++) {
      this.#walk.load(i, words);
      const state = decodeState(plan, words);
      this.#walk.canonical(words);
      const key = words.join();
      const known = places.get(key);
      if (known === undefined) places.set(key, path.push({ key, state }) - 1);
      else for (const left of path.splice(known + 1)) places.delete(left.key);
    }
    return path.map(({ state }) => state);
  }

  #report(finding: Finding, path: readonly State[]): void {
    this.#violation ??= describeViolation(this.#instance, finding, path, this.#reduces);
  }
}

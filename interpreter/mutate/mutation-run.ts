/**
 * Runs a module and its mutants, one after the other: each is read, checked and made into instances in
 * memory, and run on the checks and scenarios of the module, those with few states first, until one is
 * not as it expects. A mutant that all are content with is compared with the original state by state.
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { CheckedModule } from "../checked.ts";
import type { Explore, Selection } from "../exploration.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import type { Instance } from "../model.ts";
import { disk, type FileSystem } from "../load/file-system.ts";
import { loadModules } from "../load/load.ts";
import { measureDisagreement } from "../run/measure-expectation.ts";
import {
  limitsOf,
  planJobs,
  selectProperties,
  wantsSymmetry,
  type CheckJob,
  type Job,
} from "../run/plan.ts";
import { runJob, type JobResult, type RunOptions } from "../run/run-job.ts";
import { findShortRunWith } from "./short-run.ts";
import { mutantText, type Mutant } from "./mutant.ts";
import type { Baseline, KilledOutcome, MutantOutcome } from "./outcome.ts";
import { InstancePair } from "./same-behaviour.ts";
import { haveSameGraph } from "./same-graph.ts";
import { searchedInstance } from "./searched-instance.ts";

export interface MutationRunOptions extends Pick<RunOptions, "explore" | "findRun" | "signal"> {
  /** Only checks and scenarios of these names. */
  readonly only?: readonly string[];
  /** Of each check: beyond this there is no answer. */
  readonly maxStates?: number;
  /** A mutant that only changes a number is killed by that, and not run on the other checks to see what else it does. */
  readonly quick?: boolean;
  /** Default: the disk. */
  readonly files?: FileSystem;
}

/** A mutant may have so many times the states of the original, */
const EXPLOSION = 4;
/** and this many in any case. */
const ALLOWANCE = 10_000;
/** States and edges that are compared, at least. */
const COMPARED = 300_000;

export class MutationRun {
  readonly module: CheckedModule;
  readonly #path: string;
  readonly #options: MutationRunOptions;
  readonly #files: FileSystem;
  readonly #jobs: readonly Job[];
  readonly #instances = new Map<number, Instance>();
  readonly #searched = new Map<number, Instance>();
  /** Of the jobs' instances, numbers of edges by steps. */
  readonly #edges = new Map<number, Map<string, number>>();
  #baselines: readonly Baseline[] = [];

  private constructor(path: string, module: CheckedModule, options: MutationRunOptions) {
    this.module = module;
    this.#path = path;
    const { findRun = findShortRunWith(options.explore) } = options;
    // How many states the module has says little of a mutant, which is found out in few as a rule.
    const explore: Explore = (instance, { expectedStates: _, ...asked }) =>
      options.explore(instance, asked);
    this.#options = { ...options, explore, findRun };
    this.#files = options.files ?? disk;
    this.#jobs = planJobs(module, { only: options.only });
  }

  /** `undefined` if there is no module without errors in the file. */
  static async open(path: string, options: MutationRunOptions): Promise<MutationRun | undefined> {
    const { files } = options;
    const { modules, diagnostics } = await loadModules([path], files ? { files } : {});
    const [module] = modules;
    if (module === undefined || firstError(diagnostics)) return undefined;
    return new MutationRun(path, module, options);
  }

  get jobs(): number {
    return this.#jobs.length;
  }

  /** `check landed` */
  nameOfJob(index: number): string {
    return nameOf(this.#jobs[index]!);
  }

  async original(index: number): Promise<Baseline> {
    const job = this.#jobs[index]!;
    const { maxStates } = this.#options;
    const result = await runJob(job, { ...this.#options, maxStates });
    const { states, transitions, seconds, verdict, reason } = result;
    const invalid = result.diagnostics[0]?.message;
    return {
      index,
      job: nameOf(job),
      states,
      transitions,
      seconds,
      verdict,
      reason: reason ?? invalid,
    };
  }

  /** The checks and scenarios that mutants are run on. */
  setBaselines(baselines: readonly Baseline[]): void {
    this.#baselines = [...baselines].sort((a, b) => a.states - b.states || a.index - b.index);
  }

  /** Runs first the jobs of the indices `first`, then those with few states. */
  async mutant(mutant: Mutant, first: readonly number[] = []): Promise<MutantOutcome> {
    const { source } = this.module.syntax;
    const text = mutantText(source.text, mutant);
    const identity = await this.#files.identity(this.#path);
    const files: FileSystem = {
      ...this.#files,
      read: async (path) =>
        (await this.#files.identity(path)) === identity ? text : this.#files.read(path),
    };
    const { modules, diagnostics } = await loadModules([this.#path], { files });
    const problem = firstError(diagnostics);
    if (problem) return { kind: "ill-typed", message: problem.message };
    return this.#run(planJobs(modules[0]!, { only: this.#options.only }), first);
  }

  async #run(jobs: readonly Job[], first: readonly number[]): Promise<MutantOutcome> {
    if (this.#baselines.length === 0) {
      return { kind: "survived", difference: "there is no check or scenario to run" };
    }
    const changed: { readonly baseline: Baseline; readonly instance: Instance }[] = [];
    let counted: KilledOutcome | undefined;
    let exploded: MutantOutcome | undefined;
    let difference: string | undefined;
    for (const baseline of this.#inOrder(first)) {
      const job = jobs[baseline.index]!;
      const { instance, diagnostics } = instanceOf(job);
      if (!instance) return { kind: "ill-typed", message: diagnostics[0]!.message };
      if (new InstancePair(this.#searchedOf(baseline), searchedInstance(job, instance)).isSame) {
        continue;
      }
      const result = await this.#runJob(job, baseline);
      const outcome = judge(job, result, baseline);
      const isEnough = this.#options.quick ?? false;
      if (outcome?.kind === "killed" && (isEnough || outcome.by === "property")) return outcome;
      if (outcome?.kind === "killed") counted ??= outcome;
      else if (outcome) exploded ??= outcome;
      difference ??= differenceBetween(result, baseline);
      changed.push({ baseline, instance });
    }
    if (counted ?? exploded) return (counted ?? exploded)!;
    if (difference !== undefined) return { kind: "survived", difference };
    const checks = changed.filter(({ baseline }) => jobs[baseline.index]!.kind === "check");
    return this.#compare(jobs, checks.length > 0 ? checks : changed);
  }

  #inOrder(first: readonly number[]): readonly Baseline[] {
    const ahead = first.flatMap((index) => this.#baselines.filter((each) => each.index === index));
    return [...ahead, ...this.#baselines.filter((each) => !ahead.includes(each))];
  }

  /** Proves that the graphs of the checks are the same, or answers that the mutant survived. */
  async #compare(
    jobs: readonly Job[],
    changed: readonly { readonly baseline: Baseline; readonly instance: Instance }[],
  ): Promise<MutantOutcome> {
    const compared: { readonly instance: Instance; readonly symmetry: boolean }[] = [];
    for (const { baseline, instance } of changed) {
      const symmetry = hasSymmetry(jobs[baseline.index]!, instance);
      const isKnown = compared.some(
        (each) => each.symmetry === symmetry && new InstancePair(each.instance, instance).isSame,
      );
      if (isKnown) continue;
      compared.push({ instance, symmetry });
      const known = this.#edges.get(baseline.index) ?? new Map<string, number>();
      this.#edges.set(baseline.index, known);
      const same = await haveSameGraph(this.#originalOf(baseline), instance, {
        explore: this.#options.explore,
        signal: this.#options.signal,
        symmetry,
        known,
        until: endOfSearch(this.#jobs[baseline.index]!, this.#originalOf(baseline)),
        maxStates: Math.max(COMPARED, 10 * baseline.states),
      });
      if (same === true) continue;
      const difference =
        same === false
          ? `${baseline.job}: other steps or states, as many as before`
          : `${baseline.job}: as many states as before, too many to compare the steps`;
      return { kind: "survived", difference };
    }
    return { kind: "equivalent" };
  }

  /** Where a violation is expected after so many steps, nothing that comes later matters. */
  async #runJob(job: Job, baseline: Baseline): Promise<JobResult> {
    const steps = expectedSteps(job);
    const enough = new AbortController();
    const { signal } = this.#options;
    return runJob(job, {
      ...this.#options,
      maxStates: this.#limit(baseline),
      signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
      onProgress: ({ depth }) => {
        if (steps !== undefined && depth > steps + 1) enough.abort();
      },
    });
  }

  #limit({ states }: Baseline): number {
    const limit = Math.max(ALLOWANCE, EXPLOSION * states);
    return Math.min(limit, this.#options.maxStates ?? Infinity);
  }

  #originalOf({ index }: Baseline): Instance {
    let instance = this.#instances.get(index);
    if (instance === undefined) {
      instance = instanceOf(this.#jobs[index]!).instance!;
      this.#instances.set(index, instance);
    }
    return instance;
  }

  #searchedOf(baseline: Baseline): Instance {
    let instance = this.#searched.get(baseline.index);
    if (instance === undefined) {
      instance = searchedInstance(this.#jobs[baseline.index]!, this.#originalOf(baseline));
      this.#searched.set(baseline.index, instance);
    }
    return instance;
  }
}

/** Of a violation or deadlock that the search meets on its way; a temporal property is judged after it. */
function expectedSteps(job: Job): number | undefined {
  if (job.kind !== "check") return undefined;
  return isTemporal(job) ? undefined : job.expectation.steps;
}

function isTemporal({ module, expectation: { name } }: CheckJob): boolean {
  return module.syntax.declarations.some(
    (each) => each.kind === "temporal" && each.name.text === name,
  );
}

/** What ends the search of a check before it is complete: what comes after that is no part of the check. */
function endOfSearch(job: Job, instance: Instance): Selection | undefined {
  if (job.kind !== "check" || isTemporal(job)) return undefined;
  const { verdict } = job.expectation;
  return verdict === "holds" || verdict === "deadlocks"
    ? undefined
    : selectProperties(instance, job.declaration);
}

/** Of a run that goes on for ever, the length says no more than a number of states does. */
function isExpectedLength({ steps }: CheckJob["expectation"], { trace }: JobResult): boolean {
  return steps === undefined || steps === trace?.steps.length;
}

/** No violation that the search did not find is shorter. */
function shortestRun({ verdict, trace, depth }: JobResult): number {
  if (trace !== undefined) return trace.steps.length;
  return verdict === "limit" || verdict === "interrupted" ? depth - 1 : Infinity;
}

function instanceOf(job: Job) {
  const { settings, overrides } = job;
  const limits = limitsOf(job.kind === "check" ? job.declaration : undefined);
  return elaborate(job.module, { settings, overrides, limits });
}

function hasSymmetry(job: Job, { symmetricTypes }: Instance): boolean {
  const declaration = job.kind === "check" ? job.declaration : undefined;
  return wantsSymmetry(declaration) && symmetricTypes.length > 0;
}

function nameOf({ kind, name }: Job): string {
  return kind === "check" ? `check ${name}` : `scenario "${name}"`;
}

function firstError(diagnostics: readonly Diagnostic[]): Diagnostic | undefined {
  return diagnostics.find(({ severity }) => severity === "error");
}

/** `undefined` if everything is as the check or scenario expects. */
function judge(
  job: Job,
  result: JobResult,
  baseline: Baseline,
): Extract<MutantOutcome, { kind: "killed" | "exploded" }> | undefined {
  if (result.ok) return undefined;
  const steps = expectedSteps(job);
  if (steps !== undefined && shortestRun(result) > steps) {
    const reason = `expected ${result.expected}, but there is no such run`;
    return { kind: "killed", by: "property", job: baseline.job, reason };
  }
  if (result.verdict === "interrupted") return undefined;
  const { property, reason = "", states } = result;
  const killed = { kind: "killed", job: baseline.job, property } as const;
  if (job.kind === "check") {
    const { expectation } = job;
    if (result.verdict === "limit") {
      if (expectation.states !== undefined && states >= expectation.states) {
        const more = `expected ${expectation.states} distinct states, but there are more`;
        return { ...killed, by: "count", reason: more };
      }
    } else if (
      result.verdict === expectation.verdict &&
      (expectation.name ?? property) === property &&
      (isTemporal(job) || isExpectedLength(expectation, result))
    ) {
      const isMeasure = measureDisagreement(result, expectation.measures) === reason;
      return { ...killed, by: isMeasure ? "property" : "count", reason };
    }
  }
  if (result.verdict !== "limit") return { ...killed, by: "property", reason };
  const instead = `more than ${states} states instead of ${baseline.states}`;
  return { kind: "exploded", job: baseline.job, reason: instead };
}

function differenceBetween({ states, verdict }: JobResult, before: Baseline): string | undefined {
  if (verdict === "interrupted" || states === before.states) return undefined;
  return `${before.job}: ${states} states instead of ${before.states}`;
}

/** Runs one job of a plan and holds the outcome against what the text expects. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import type {
  CheckpointOptions,
  Compaction,
  Coverage,
  Explore,
  Exploration,
  Limit,
  MeasuredCosts,
  Progress,
  Trace,
  Violation,
} from "../exploration.ts";
import type { Instance } from "../model.ts";
import {
  inJob,
  limitsOf,
  selectProperties,
  wantsSymmetry,
  type CheckJob,
  type Expectation,
  type Job,
  type ScenarioJob,
} from "./plan.ts";
import { measureDisagreement } from "./measure-expectation.ts";
import { findRunWith, type FindRun } from "./find-run.ts";

export interface RunOptions {
  readonly explore: Explore;
  /** How to look for the run of a scenario; default: by exploring an instance made of it. */
  readonly findRun?: FindRun;
  readonly maxStates?: number;
  readonly checkpoint?: CheckpointOptions;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** Names of measures to be taken in every check, whatever it expects. */
  readonly measures?: readonly string[];
}

export type Verdict =
  | "holds"
  | "violates"
  | "deadlocks"
  | "fails"
  | "reachable"
  | "unreachable"
  /** A limit was reached before an answer. */
  | "limit"
  | "interrupted"
  /** The parameters make no instance: see the diagnostics. */
  | "invalid";

export interface JobResult {
  readonly job: Job;
  readonly instance?: Instance;
  readonly verdict: Verdict;
  /** `violates noShadowedMapped in 10 steps` */
  readonly expected: string;
  readonly ok: boolean;
  /** Why it is not as expected, one sentence. */
  readonly reason?: string;
  /** What was violated. */
  readonly property?: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly coverage?: Coverage;
  /** The limit that was reached, with the verdict `limit`. */
  readonly limit?: Limit;
  /** No limit was reached, and there is no answer all the same: the reason says why, and what helps. */
  readonly isUndecided?: boolean;
  readonly violation?: Violation;
  /** The counterexample or the witness. */
  readonly trace?: Trace;
  readonly diagnostics: readonly Diagnostic[];
  /** What was measured. */
  readonly measured: readonly MeasuredCosts[];
  /** Measures that were to be taken and were not, as the search ended before. */
  readonly notChecked: readonly string[];
  /** States were compacted: that everything holds, or that nothing is reachable, is said but for omissions. */
  readonly compaction?: Compaction;
  /** What the engine has to say about how it ran. */
  readonly notes: readonly string[];
}

export async function runJob(job: Job, options: RunOptions): Promise<JobResult> {
  const declaration = job.kind === "check" ? job.declaration : undefined;
  const { instance, diagnostics } = elaborate(job.module, {
    settings: job.settings,
    overrides: job.overrides,
    limits: limitsOf(declaration),
  });
  if (!instance) {
    return {
      ...nothing(job),
      verdict: "invalid",
      ok: false,
      diagnostics: diagnostics.map((each) => inJob(each, job)),
    };
  }
  return job.kind === "check"
    ? runCheck(job, instance, options)
    : runReachability(job, instance, options);
}

function nothing(job: Job): Omit<JobResult, "verdict" | "ok"> {
  return {
    job,
    expected: job.kind === "check" ? describe(job.expectation) : job.declaration.reach,
    states: 0,
    transitions: 0,
    depth: 0,
    seconds: 0,
    diagnostics: [],
    measured: [],
    notChecked: [],
    notes: [],
  };
}

async function runCheck(
  job: CheckJob,
  instance: Instance,
  options: RunOptions,
): Promise<JobResult> {
  const selection = selectProperties(instance, job.declaration, options.measures);
  const { expectation } = job;
  const exploration = await options.explore(instance, {
    selection,
    symmetry: wantsSymmetry(job.declaration) && instance.symmetricTypes.length > 0,
    maxStates: options.maxStates,
    ...(job.overrides.size === 0 && { expectedStates: expectation.states }),
    checkpoint: options.checkpoint,
    onProgress: options.onProgress,
    signal: options.signal,
  });
  const result: Omit<JobResult, "ok"> = {
    ...nothing(job),
    instance,
    verdict: verdictOf(exploration),
    property: exploration.violation?.name,
    states: exploration.states,
    transitions: exploration.transitions,
    depth: exploration.depth,
    seconds: exploration.seconds,
    coverage: exploration.coverage,
    limit: exploration.limit,
    ...(exploration.undecided !== undefined && { isUndecided: true }),
    violation: exploration.violation,
    trace: exploration.violation?.trace,
    measured: exploration.measured ?? [],
    notChecked: exploration.measured
      ? []
      : (selection.measures ?? []).map((index) => instance.measures[index]!.name),
    ...(exploration.compaction && { compaction: exploration.compaction }),
    notes: exploration.notes ?? [],
  };
  // Counts and lengths are those of the parameters in the text.
  const compared: Expectation =
    job.overrides.size > 0
      ? { verdict: expectation.verdict, name: expectation.name, measures: [] }
      : expectation;
  const reason = exploration.undecided ?? disagreement(result, compared);
  return { ...result, ok: reason === undefined, ...(reason ? { reason } : {}) };
}

/** What the way in which a search ended means, before it is held against the expectation. */
export function verdictOf(exploration: Pick<Exploration, "outcome" | "violation">): Verdict {
  if (exploration.outcome === "limit" || exploration.outcome === "interrupted") {
    return exploration.outcome;
  }
  switch (exploration.violation?.kind) {
    case undefined:
      return "holds";
    case "deadlock":
      return "deadlocks";
    case "failure":
      return "fails";
    default:
      return "violates";
  }
}

/** Why a result is not what was expected of a check, or `undefined` if it is. */
export function disagreement(
  result: Omit<JobResult, "ok">,
  expected: Expectation,
): string | undefined {
  if (result.verdict === "limit") return limitReached(result.limit);
  if (result.verdict === "interrupted") return "interrupted before an answer";
  const length = result.trace?.steps.length;
  const found = outcome(result);
  if (result.verdict !== expected.verdict) return `expected ${describe(expected)}, but ${found}`;
  if (expected.name !== undefined && expected.name !== result.property) {
    return `expected ${describe(expected)}, but ${found}`;
  }
  if (expected.steps !== undefined && expected.steps !== length) {
    return `expected a run of ${expected.steps} steps, but the shortest has ${length}`;
  }
  if (expected.states !== undefined && expected.states !== result.states) {
    return `expected ${expected.states} distinct states, but there are ${result.states}`;
  }
  if (expected.transitions !== undefined && expected.transitions !== result.transitions) {
    return `expected ${expected.transitions} transitions, but there are ${result.transitions}`;
  }
  return measureDisagreement(result, expected.measures);
}

function limitReached(limit: Limit = "states"): string {
  return `the limit on ${limit} was reached before an answer`;
}

function outcome(result: Omit<JobResult, "ok">): string {
  const length = result.trace?.steps.length ?? 0;
  const after = `after ${length} ${length === 1 ? "step" : "steps"}`;
  switch (result.verdict) {
    case "holds":
      return "everything holds";
    case "deadlocks":
      return `it deadlocks ${after}`;
    case "fails":
      return `a step fails ${after}: ${result.violation?.message ?? ""}`;
    default:
      return `${result.property} is violated ${after}`;
  }
}

export function describe(expectation: Expectation): string {
  const steps = expectation.steps;
  const length = steps === undefined ? "" : ` in ${steps} ${steps === 1 ? "step" : "steps"}`;
  const name = expectation.name === undefined ? "" : ` ${expectation.name}`;
  return `${expectation.verdict}${name}${length}`;
}

async function runReachability(
  job: ScenarioJob,
  instance: Instance,
  options: RunOptions,
): Promise<JobResult> {
  const find = options.findRun ?? findRunWith(options.explore);
  const found = await find(instance, job.index, {
    maxStates: options.maxStates,
    checkpoint: options.checkpoint,
    onProgress: options.onProgress,
    signal: options.signal,
  });
  const { reach } = job.declaration;
  const undecided =
    found.outcome === "limit" || found.outcome === "interrupted" ? found.outcome : undefined;
  const verdict: Verdict = found.failure
    ? "fails"
    : (undecided ?? (found.found ? "reachable" : "unreachable"));
  const reason = found.failure
    ? `the scenario itself fails: ${found.failure.message}`
    : undecided
      ? undecided === "limit"
        ? limitReached(found.limit)
        : "interrupted before an answer"
      : verdict === reach
        ? undefined
        : `expected to be ${reach}, but it is ${verdict}`;
  return {
    ...nothing(job),
    instance,
    verdict,
    ok: reason === undefined,
    ...(reason ? { reason } : {}),
    states: found.states,
    transitions: found.transitions,
    depth: found.trace?.steps.length ?? found.depth,
    seconds: found.seconds,
    coverage: found.coverage,
    trace: found.trace,
    ...(found.compaction && { compaction: found.compaction }),
    notes: found.notes ?? [],
  };
}

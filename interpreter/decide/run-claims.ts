/** Runs what claims name, each check once however many claims are about it, and holds them against the answers. */
import type { Comparison } from "../run/first-difference.ts";
import type { Named } from "../report/difference-text.ts";
import { harmless, plural } from "../report/text.ts";
import { verdictText } from "../report/verdict-table.ts";
import { disagreement, type JobResult } from "../run/run-job.ts";
import type { Job } from "../run/plan.ts";
import { measuresOf, type Claim } from "./claim.ts";
import type { Expected } from "./expected.ts";
import type { PreparedClaim } from "./prepare.ts";

/** What came out. */
export type Answer =
  | { readonly kind: "job"; readonly result: JobResult }
  | {
      readonly kind: "compare";
      readonly left: Named;
      readonly right: Named;
      readonly comparison: Comparison;
    };

export interface Finding extends PreparedClaim {
  /** `open`: a limit or an interruption came before the answer; `skipped`: it was not to be run. */
  readonly status: "true" | "false" | "open" | "skipped";
  readonly answer?: Answer;
  /** What was found, where it is not what is claimed. */
  readonly reason?: string;
}

export interface ClaimRunner {
  readonly runJob: (job: Job, measures: readonly string[]) => Promise<JobResult>;
  readonly compare: (left: Named, right: Named) => Promise<Comparison>;
  readonly withLong: boolean;
  readonly signal: AbortSignal;
}

export class ClaimRun {
  readonly #runner: ClaimRunner;
  readonly #measures = new Map<string, Set<string>>();
  readonly #answers = new Map<string, Answer>();

  /** All claims that will be asked about: a check is run once, and whatever any of them measures is measured. */
  constructor(claims: readonly PreparedClaim[], runner: ClaimRunner) {
    this.#runner = runner;
    for (const prepared of claims) {
      const key = keyOf(prepared);
      const measures = this.#measures.get(key) ?? new Set();
      if (!this.#isSkipped(prepared))
        measuresOf(prepared.claim).forEach((name) => measures.add(name));
      this.#measures.set(key, measures);
    }
  }

  async find(prepared: PreparedClaim): Promise<Finding> {
    if (this.#isSkipped(prepared)) return { ...prepared, status: "skipped" };
    if (this.#runner.signal.aborted) return { ...prepared, status: "open", reason: "interrupted" };
    const key = keyOf(prepared);
    const answer = this.#answers.get(key) ?? (await this.#run(prepared.task, key));
    this.#answers.set(key, answer);
    return { ...prepared, ...holdAgainst(prepared.claim, answer) };
  }

  #isSkipped({ claim }: PreparedClaim): boolean {
    return claim.isLong && !this.#runner.withLong;
  }

  async #run(task: PreparedClaim["task"], key: string): Promise<Answer> {
    if (task.kind === "job") {
      const result = await this.#runner.runJob(task.job, [...this.#measures.get(key)!]);
      return { kind: "job", result };
    }
    const { left, right } = task;
    return { ...task, comparison: await this.#runner.compare(left, right) };
  }
}

/** The same for claims that have the same answer. */
function keyOf({ claim: { subject, overrides }, module }: PreparedClaim): string {
  const settings = [...overrides].sort(([a], [b]) => (a < b ? -1 : 1));
  const { path } = module.syntax.source;
  const what =
    subject.kind === "compare" ? [subject.left, subject.right, subject.check] : [subject.name];
  return JSON.stringify([path, subject.kind, what, settings]);
}

function holdAgainst(claim: Claim, answer: Answer): Omit<Finding, keyof PreparedClaim> {
  const isOpen =
    answer.kind === "job"
      ? ["limit", "interrupted", "invalid"].includes(answer.result.verdict) ||
        answer.result.isUndecided
      : ["limit", "interrupted"].includes(answer.comparison.outcome);
  const reason = invalidity(answer) ?? reasonOf(claim.expected, answer);
  if (isOpen) return { status: "open", answer, reason: reason ?? "there is no answer" };
  if (reason === undefined) return { status: "true", answer };
  return { status: "false", answer, reason };
}

/** Why the parameters of a check make no instance. */
function invalidity(answer: Answer): string | undefined {
  if (answer.kind !== "job" || answer.result.verdict !== "invalid") return undefined;
  return `it cannot be run: ${answer.result.diagnostics[0]?.message ?? "it has no instance"}`;
}

/** What was found instead of what is expected, or `undefined`. */
function reasonOf(expected: Expected, answer: Answer): string | undefined {
  if (answer.kind === "compare") {
    if (expected.kind !== "compare") return undefined;
    const { outcome, difference } = answer.comparison;
    const steps = difference?.trace.steps.length;
    const permits = outcome === "different" ? difference!.allowedBy : "none";
    const isAsExpected =
      (outcome === "same" || outcome === "different") &&
      permits === expected.permits &&
      (expected.steps === undefined || expected.steps === steps);
    return isAsExpected ? undefined : foundText(answer);
  }
  const { result } = answer;
  if (expected.kind === "check") return disagreement(result, expected.expectation);
  const steps = result.trace?.steps.length;
  if (expected.kind !== "scenario") return undefined;
  const isAsExpected =
    result.verdict === expected.reach && (expected.steps === undefined || expected.steps === steps);
  return isAsExpected ? undefined : foundText(answer);
}

/** `violates noFreeMapped in 7 steps`, `first permits more in 3 steps` */
export function foundText(answer: Answer): string {
  if (answer.kind === "job") return verdictText(answer.result);
  const { outcome, difference } = answer.comparison;
  switch (outcome) {
    case "same":
      return "same";
    case "different": {
      const side = difference!.allowedBy === "left" ? "first" : "second";
      return `${side} permits more in ${plural(difference!.trace.steps.length, "step")}`;
    }
    default:
      return "no answer";
  }
}

/** `freebsd.cow_fault check landed with THREADS = 2` */
export function claimText({ module, subject, overrides }: Claim): string {
  const what =
    subject.kind === "compare"
      ? `${subject.left} against ${subject.right}`
      : subject.kind === "check"
        ? `check ${subject.name}`
        : `scenario "${subject.name}"`;
  return harmless(`${module.name} ${what}${settingsText(overrides)}`);
}

/** ` with THREADS = 2`, or "" */
export function settingsText(overrides: ReadonlyMap<string, string>): string {
  const settings = [...overrides].map(([name, value]) => `${name} = ${value}`);
  return settings.length === 0 ? "" : ` with ${settings.join(", ")}`;
}

/**
 * What a run proved and what it did not: the part of a report that keeps a green table honest.
 * Collected over all checks and scenarios of a module.
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { CheckedModule } from "../checked.ts";
import type { JobResult } from "../run/run-job.ts";
import { exerciseOf, type CoveredRun, type Exercise } from "./coverage.ts";
import { idleFairness, type IdleFairness } from "./idle-fairness.ts";

export interface Proof {
  /** Checks and scenarios that explored anything. */
  readonly runs: number;
  /** All of the module's, and none cut short: what they did not do, the module cannot show. */
  readonly complete: boolean;
  readonly exercise: Exercise;
  /** Warnings of the type checker about what the module declares and never reads. */
  readonly unread: readonly Diagnostic[];
  /** Declared, and of no effect on what was found. */
  readonly idleFairness: readonly IdleFairness[];
  /** Measures: stated, and not checked by this version. */
  readonly notChecked: readonly string[];
}

/** `diagnostics` are those of loading: warnings about the module are picked out. */
export function proofOf(
  module: CheckedModule,
  results: readonly JobResult[],
  diagnostics: readonly Diagnostic[],
): Proof {
  const runs = results.flatMap(({ instance, coverage }): CoveredRun[] =>
    instance && coverage ? [{ instance, coverage }] : [],
  );
  return {
    runs: runs.length,
    complete: results.length >= declaredJobs(module) && !results.some(isCutShort),
    exercise: exerciseOf(runs),
    unread: diagnostics.filter(
      (each) => isAboutUse(each) && each.at.source === module.syntax.source,
    ),
    idleFairness: idleFairness(module, results),
    notChecked: [...new Set(results.flatMap((result) => result.notChecked))],
  };
}

function declaredJobs({ syntax }: CheckedModule): number {
  return syntax.declarations.filter(({ kind }) => kind === "check" || kind === "scenario").length;
}

function isCutShort({ verdict }: JobResult): boolean {
  return verdict === "limit" || verdict === "interrupted";
}

/** Nothing that `--strict` would refuse. */
export function isThorough(proof: Proof): boolean {
  return proof.exercise.gaps.length + proof.unread.length + proof.idleFairness.length === 0;
}

/** A warning that something is declared and never read. */
export function isAboutUse({ severity, code }: Diagnostic): boolean {
  return severity === "warning" && (code === "unused" || code === "never-read");
}

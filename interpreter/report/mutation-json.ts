/** The machine-readable report of a mutation run; its shape is fixed by mutation.schema.json. */
import {
  countOf,
  scoreOf,
  tallyOf,
  type MutantResult,
  type MutationScore,
} from "../mutate/mutation-score.ts";
import type { SourceFile } from "../../grammar/source.ts";
import type { Baseline } from "../mutate/outcome.ts";
import type { Json } from "./value-json.ts";

export const MUTATION_VERSION = 1;

export function mutationJson(
  scores: readonly MutationScore[],
  outcome: string,
  seconds: number,
): Json {
  return { version: MUTATION_VERSION, outcome, seconds, modules: scores.map(moduleJson) };
}

function moduleJson(score: MutationScore): Json {
  const { module, source, results, unfinished, stale, seconds } = score;
  const tally = tallyOf(results);
  return {
    module,
    file: source.path,
    seconds,
    quick: score.isQuick,
    score: { ...scoreOf(tally) },
    tally: { ...tally },
    illTyped: results.length - tally.mutants,
    unfinished,
    journal: score.journal && { ...score.journal },
    checks: score.baselines.map(baselineJson),
    leftOut: score.leftOut.map(baselineJson),
    mutants: results
      .filter((result) => countOf(result) !== undefined)
      .map((result) => mutantJson(source, result)),
    staleExplanations: stale.map(({ line, within, kind }) => ({ line, within, kind })),
  };
}

function baselineJson({ job, verdict, states, transitions, seconds, reason }: Baseline): Json {
  return { job, verdict, states, transitions, seconds, reason };
}

function mutantJson(source: SourceFile, result: MutantResult): Json {
  const { mutant, lines, outcome, explained } = result;
  const { line, column } = source.position(mutant.span.start);
  return {
    kind: mutant.kind,
    within: mutant.within,
    line,
    column,
    original: source.slice(mutant.span),
    replacement: mutant.replacement,
    before: lines.before,
    after: lines.after,
    counts: countOf(result),
    job: "job" in outcome ? outcome.job : undefined,
    property: outcome.kind === "killed" ? outcome.property : undefined,
    reason: "reason" in outcome ? outcome.reason : undefined,
    difference: outcome.kind === "survived" ? outcome.difference : undefined,
    explanation: explained?.reason,
  };
}

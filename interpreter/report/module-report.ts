/**
 * The report of one module as text: verdict table, what needs an explanation, and what the run
 * proved.
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { CheckedModule } from "../checked.ts";
import type { JobResult } from "../run/run-job.ts";
import { showValue } from "../show-value.ts";
import { proofOf } from "./proof.ts";
import { proofText, stepCountsText } from "./proof-text.ts";
import { harmless, oneLine, wrap, type Style } from "./text.ts";
import { placeText, timelineText } from "./timeline.ts";
import { expectationText, jobText, verdictTable, verdictText } from "./verdict-table.ts";
import { violationText } from "./violation-text.ts";

const AFTER_LIMIT =
  "for an answer, raise --max-states, --memory or --time, or make the instance smaller; `faultline simulate` samples it";

export function moduleReport(
  module: CheckedModule,
  results: readonly JobResult[],
  diagnostics: readonly Diagnostic[],
  { verbose = false, strict = false }: { verbose?: boolean; strict?: boolean },
  style: Style,
): string {
  const { dim } = style.colours;
  const notes = new Set(results.flatMap((result) => result.notes));
  const isLimited = ({ verdict, isUndecided }: JobResult) => verdict === "limit" && !isUndecided;
  if (results.some(isLimited)) notes.add(AFTER_LIMIT);
  const parts = [verdictTable(module.name, results, style)];
  if (notes.size > 0) {
    const lines = [...notes].flatMap((note) => wrap(`note: ${harmless(note)}`, style.width - 2));
    parts.push(lines.map((line) => dim(`  ${line}`)).join("\n"));
  }
  parts.push(proofText(proofOf(module, results, diagnostics), verbose || strict, style));
  for (const result of results) {
    // Without a run to show, the table has said it all.
    if (verbose || (!result.ok && result.trace)) parts.push("", resultText(result, verbose, style));
  }
  return parts.join("\n");
}

/** One check in full: what was expected, the run that shows the verdict, and where it went wrong. */
export function resultText(result: JobResult, verbose: boolean, style: Style): string {
  const { bold, dim, green, red } = style.colours;
  const { job, instance, trace, violation } = result;
  const title = `${job.module.name} ${jobText(job)}: ${verdictText(result)}`;
  const instead = expectationText(result);
  const verdict = result.ok ? `${title}, as expected` : `${title}${instead && `; ${instead}`}`;
  const [first, ...rest] = wrap(verdict, style.width);
  const paint = result.ok ? green : red;
  const lines = [`${bold(paint([first, ...rest].join("\n")))}  ${dim(placeText(job.at))}`];
  if (job.doc)
    lines.push(...wrap(`// ${oneLine(job.doc)}`, style.width, 3).map((each) => dim(each)));
  const parameters = instance && parametersText(result);
  if (parameters) lines.push(...wrap(`with ${parameters}`, style.width).map((each) => dim(each)));
  if (verbose && instance && result.coverage) {
    lines.push("", "How often each action was taken:");
    lines.push(stepCountsText(instance, result.coverage, style));
  }
  if (instance && trace) {
    lines.push("", timelineText(instance, trace, style));
    if (violation) lines.push("", violationText(instance, violation, style));
  }
  return lines.join("\n");
}

/** `THREADS = 2, design = markEarly` */
function parametersText({ instance }: JobResult): string {
  return (instance?.parameters ?? [])
    .map(({ name, type, value }) => `${name} = ${showValue(value, type)}`)
    .join(", ");
}

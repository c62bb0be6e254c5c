/** The generated parts of a record: what stands between their markers, as Markdown. */
import { format } from "prettier/standalone";
import * as markdown from "prettier/plugins/markdown";
import type { JobResult } from "../run/run-job.ts";
import type { Job } from "../run/plan.ts";
import { comparisonText } from "../report/difference-text.ts";
import { call } from "../report/lanes.ts";
import { measureRunsText } from "../report/measure-text.ts";
import { count, firstSentence, harmless, list, oneLine, plainStyle, wrap } from "../report/text.ts";
import { timelineText } from "../report/timeline.ts";
import { probability } from "../report/verdict-table.ts";
import { violationText } from "../report/violation-text.ts";
import type { Trace } from "../exploration.ts";
import type { Instance } from "../model.ts";
import { measuresOf, type Claim } from "./claim.ts";
import type { DecisionRecord, RecordRegion } from "./record.ts";
import { foundText, settingsText, type Finding } from "./run-claims.ts";

/** Lines of modules move, and where the modules are differs from machine to machine. */
const STYLE = { ...plainStyle, width: 96, places: false };

/** The text of a region, with an empty line before and after. `findings` are those of all claims of the record. */
export function regionText(
  record: DecisionRecord,
  region: RecordRegion,
  findings: readonly Finding[],
): Promise<string> {
  if (region.what === "claims") return formatted(claimsTable(record, findings));
  const finding = findings.find(({ claim }) => claim === region.claim)!;
  return formatted(codeBlock(region.what === "run" ? runText(finding) : stepsText(finding)));
}

/** As Prettier has Markdown, so that a file that is formatted stays so. */
export async function formatted(text: string): Promise<string> {
  const options = { parser: "markdown", plugins: [markdown], embeddedLanguageFormatting: "off" };
  return `\n\n${(await format(text, options as Parameters<typeof format>[1])).trim()}\n\n`;
}

/** One row for each claim: what was checked, what came out, and figures. */
function claimsTable(record: DecisionRecord, findings: readonly Finding[]): string {
  const rows = findings.map((finding) => {
    const { claim, status, reason } = finding;
    const row = claim.isLong || !finding.answer ? claimedRow(finding) : foundRow(finding);
    const remark = [
      ...(claim.isLong ? ["long"] : []),
      ...(status === "false" && !claim.isLong ? [`**not as claimed**: ${inline(reason!)}`] : []),
      ...(status === "open" && !claim.isLong ? ["no answer"] : []),
    ];
    const verdict = [row.verdict, ...remark].join("; ");
    return [
      claim.alternative ?? "",
      checkedText(record, claim),
      row.property,
      verdict,
      row.steps,
      row.states,
    ];
  });
  const head = ["alternative", "checked by", "property", "verdict", "steps", "states"];
  const empty = head.map((_, i) => i > 0 && rows.every((row) => row[i] === ""));
  const line = (cells: readonly string[]): string =>
    `| ${cells
      .filter((_, i) => !empty[i])
      .map(cell)
      .join(" | ")} |`;
  const rule = head.map((_, i) => (i < 4 ? "---" : "--:"));
  return [head, rule, ...rows].map(line).join("\n");
}

interface Row {
  readonly property: string;
  readonly verdict: string;
  readonly steps: string;
  readonly states: string;
}

/** What is claimed: the same whether a long claim was run or not. */
function claimedRow({ claim: { expected }, task }: Finding): Row {
  if (expected.kind !== "check") {
    const outcome =
      expected.kind === "scenario"
        ? expected.reach
        : expected.permits === "none"
          ? "same"
          : `${expected.permits === "left" ? "first" : "second"} permits more`;
    return { property: "", verdict: outcome, steps: figure(expected.steps), states: "" };
  }
  const { expectation } = expected;
  const measured = expectation.measures.map(({ name, bounds }) =>
    measureText(name, bounds?.low, bounds?.high),
  );
  return {
    property: propertyText(expectation.name, measured, task),
    verdict: expectation.verdict,
    steps: figure(expectation.steps),
    states: figure(expectation.states),
  };
}

function foundRow({ claim, answer, task }: Finding): Row {
  if (answer!.kind === "compare") {
    const { difference, states } = answer!.comparison;
    const [verdict] = foundText(answer!).split(" in ");
    const steps = figure(difference?.trace.steps.length);
    return { property: "", verdict: verdict!, steps, states: count(states) };
  }
  const { result } = answer!;
  const wanted = measuresOf(claim);
  const measured = result.measured.flatMap(({ measure, range }) => {
    const { name } = result.instance!.measures[measure]!;
    if (!wanted.includes(name)) return [];
    if (range.kind === "none") return [`${code(name)} of no run`];
    const { least, greatest } = range;
    const high = greatest.total === Infinity ? undefined : greatest.total;
    return [measureText(name, least.total, high)];
  });
  return {
    property: propertyText(result.property, measured, task),
    verdict: verdictWord(result),
    steps: figure(result.trace?.steps.length),
    states: count(result.states),
  };
}

/** What was violated, what was measured, or what was looked at. */
function propertyText(
  name: string | undefined,
  measured: readonly string[],
  task: Finding["task"],
): string {
  if (name !== undefined) return code(name);
  if (measured.length > 0) return measured.join(", ");
  return task.kind === "job" ? selectionText(task.job) : "";
}

function verdictWord({ verdict, compaction }: JobResult): string {
  const isCertain = compaction === undefined || !["holds", "unreachable"].includes(verdict);
  return isCertain ? verdict : `${verdict} (omission <= ${probability(compaction.omission)})`;
}

/** `copies` 1..3 */
function measureText(name: string, low: number | undefined, high: number | undefined): string {
  if (high === undefined) return `${code(name)} unbounded`;
  return `${code(name)} ${count(low!)}..${count(high)}`;
}

function figure(n: number | undefined): string {
  return n === undefined ? "" : count(n);
}

/** The properties that a check is about. */
function selectionText(job: Job): string {
  if (job.kind !== "check") return "";
  const names = (kind: "only" | "without"): readonly string[] =>
    job.declaration.items.flatMap((item) =>
      item.kind === kind ? item.names.map(({ text }) => code(text)) : [],
    );
  const [only, without] = [names("only"), names("without")];
  const but = without.length === 0 ? "" : ` but ${list(without)}`;
  return `${only.length === 0 ? "all" : list(only)}${but}`;
}

function checkedText(record: DecisionRecord, { module, subject, overrides }: Claim): string {
  const where = module.name === record.module ? "" : `${code(module.name)} `;
  const settings = overrides.size > 0 ? ` with ${code(settingsText(overrides).slice(6))}` : "";
  switch (subject.kind) {
    case "check":
      return `${where}${code(subject.name)}${settings}`;
    case "scenario":
      return `${where}“${inline(subject.name)}”${settings}`;
    case "compare": {
      const of = subject.check === undefined ? "" : ` of ${code(subject.check)}`;
      return `${where}${code(subject.left)} against ${code(subject.right)}${of}${settings}`;
    }
  }
}

/** The run that an answer shows, and what is wrong with it. */
function runText({ claim, answer }: Finding): string {
  if (answer === undefined) return NO_RUN;
  if (answer.kind === "compare") {
    const { comparison, left, right } = answer;
    return comparisonText(comparison, left, right, STYLE);
  }
  const { result } = answer;
  const { instance, trace, violation } = result;
  if (instance && trace) {
    const ending = violation ? ["", violationText(instance, violation, STYLE)] : [];
    return [timelineText(instance, trace, STYLE), ...ending].join("\n");
  }
  const wanted = measuresOf(claim);
  const measured = measureRunsText(result, (name) => wanted.includes(name), STYLE);
  return measured === "" ? NO_RUN : measured;
}

const NO_RUN = "There is no run to show.";

/** The same in a line or two for each step: who does what, in the words of the module. */
function stepsText({ answer }: Finding): string {
  const shown =
    answer?.kind === "compare"
      ? comparedTrace(answer)
      : answer && { instance: answer.result.instance, trace: answer.result.trace };
  if (!shown?.instance || !shown.trace) return NO_RUN;
  const { instance, trace } = shown;
  const titles = trace.steps.map(({ step, arguments: values }) =>
    harmless(call(instance.steps[step]!.name, instance.steps[step]!, values)),
  );
  const column = Math.min(Math.max(0, ...titles.map(({ length }) => length)), WIDEST_TITLE) + 2;
  const lines = trace.steps.flatMap((taken, i) => {
    const doc = instance.steps[taken.step]!.doc;
    const said =
      doc === undefined ? [] : wrap(firstSentence(doc), STYLE.width - column - NUMBER, 0);
    const number = String(i + 1).padStart(NUMBER - 2);
    const title = titles[i]!.padEnd(column);
    const beside = title.length > column ? ["", ...said] : said;
    const [first = "", ...rest] = beside;
    const loop = trace.loop === i ? ["  then for ever:"] : [];
    return [
      ...loop,
      `${number}  ${title}${first}`.trimEnd(),
      ...rest.map((text) => " ".repeat(NUMBER + column) + text),
    ];
  });
  const violation = answer?.kind === "job" ? answer.result.violation : undefined;
  const ending = violation
    ? ["", violationText(instance, violation, STYLE).split("\n")[0]!]
    : answer?.kind === "job"
      ? []
      : ["", foundText(answer!)];
  return [...lines, ...ending].join("\n");
}

const NUMBER = 4;
const WIDEST_TITLE = 44;

function comparedTrace(
  answer: Extract<Finding["answer"], { kind: "compare" }>,
): { readonly instance: Instance; readonly trace: Trace } | undefined {
  const { difference } = answer.comparison;
  if (!difference) return undefined;
  const { instance } = difference.allowedBy === "left" ? answer.left : answer.right;
  return { instance, trace: difference.trace };
}

/** A cell of a table is one line, and a bar would end it. */
function cell(text: string): string {
  return oneLine(text).replace(/\\?\|/g, "\\|");
}

/** A code span that no backtick in it ends; "" stays. */
function code(text: string): string {
  if (text === "") return "";
  const marks = "`".repeat(longestTicks(text) + 1);
  const space = /^`|`$/.test(text) ? " " : "";
  return `${marks}${space}${text}${space}${marks}`;
}

/** Text from a module in a line of Markdown. */
export function inline(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>&]/g, "\\$&");
}

function codeBlock(text: string): string {
  const fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** How many backticks there are in a row. */
function longestTicks(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

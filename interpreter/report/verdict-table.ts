/** The verdict table: one row per check and scenario of a module, and the summary of a whole run. */
import Table from "cli-table3";
import type { Job } from "../plan.ts";
import type { JobResult } from "../run-job.ts";
import { count, duration, harmless, plural, type Style } from "./text.ts";

/** `check landed`, `scenario "a restart repeats the copy"` */
export function jobText(job: Job): string {
  return job.kind === "check" ? `check ${job.name}` : `scenario "${harmless(job.name)}"`;
}

/** `violates noFreeMapped in 7 steps` */
export function verdictText(result: JobResult): string {
  const steps = result.trace ? ` in ${plural(result.trace.steps.length, "step")}` : "";
  switch (result.verdict) {
    case "violates":
      return `violates ${harmless(result.property ?? "a property")}${steps}`;
    case "fails":
      return `fails${result.property ? ` (${harmless(result.property)})` : ""}${steps}`;
    case "deadlocks":
    case "reachable":
      return result.verdict + steps;
    case "limit":
      return "no answer: limit reached";
    case "invalid":
      return "cannot be run";
    case "unchecked":
      return "not checked";
    default:
      return result.verdict;
  }
}

const BORDERLESS = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
    [side, `${side}-mid`, `${side}-left`, `${side}-right`, `mid-mid`].map((part) => [part, ""]),
  ),
);

/** Columns beside the name and the verdict: mark, states, transitions, depth, time. */
const OTHER_COLUMNS = 52;

export function verdictTable(module: string, results: readonly JobResult[], style: Style): string {
  const { bold, dim, green, red, yellow } = style.colours;
  const room = Math.max(style.width - OTHER_COLUMNS, 30);
  const longestName = Math.max(...results.map((result) => jobText(result.job).length)) + 1;
  const name = Math.min(longestName, Math.ceil(room * 0.55));
  const table = new Table({
    chars: { ...BORDERLESS, middle: " " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    colWidths: [6, name, room - name],
    colAligns: ["left", "left", "left", "right", "right", "right", "right"],
    wordWrap: true,
  });
  table.push(["", "", "", "states", "transitions", "depth", "time"].map((head) => dim(head)));
  for (const result of results) {
    const ran = result.verdict !== "invalid";
    const mark = result.ok ? green("ok") : waiting(result) ? yellow("??") : red("FAIL");
    const verdict = result.ok ? verdictText(result) : bold(verdictText(result));
    table.push([
      `  ${mark}`,
      jobText(result.job),
      result.ok ? verdict : `${verdict}\n${expectationText(result)}`,
      ...[result.states, result.transitions, result.depth].map((n) => (ran ? count(n) : "-")),
      ran ? duration(result.seconds) : "-",
    ]);
  }
  const lines = table.toString().split("\n");
  return [bold(module), ...lines.map((line) => line.trimEnd())].join("\n");
}

/** No answer yet, which is not the same as a wrong one. */
function waiting(result: JobResult): boolean {
  return ["limit", "interrupted", "unchecked"].includes(result.verdict);
}

/** What was expected instead; the verdict itself is not said twice. */
export function expectationText(result: JobResult): string {
  const expected = `expected ${result.expected}`;
  const repeats = result.reason === undefined || result.reason.startsWith(`${expected}, but`);
  return harmless(repeats ? expected : result.reason!);
}

export interface Totals {
  readonly modules: number;
  readonly planned: number;
  readonly seconds: number;
  readonly results: readonly JobResult[];
}

/** `21 checks and 9 scenarios in 5 modules: all as expected (12.4 s)` */
export function summaryText({ modules, planned, seconds, results }: Totals, style: Style): string {
  const { green, red, yellow } = style.colours;
  const checks = results.filter((result) => result.job.kind === "check").length;
  const scenarios = results.length - checks;
  const what = [
    checks > 0 ? plural(checks, "check") : "",
    scenarios > 0 ? plural(scenarios, "scenario") : "",
  ].filter((text) => text !== "");
  const where = plural(modules, "module");
  const wrong = results.filter((result) => !result.ok && !waiting(result)).length;
  const open = results.filter(waiting).length;
  const unstarted = planned - results.length;
  const verdicts = [
    wrong > 0 ? red(`${count(wrong)} not as expected`) : "",
    open > 0 ? yellow(`${count(open)} without an answer`) : "",
    unstarted > 0 ? yellow(`${count(unstarted)} not started`) : "",
  ].filter((text) => text !== "");
  const all = verdicts.length === 0 ? green("all as expected") : verdicts.join(", ");
  const ran = what.length > 0 ? what.join(" and ") : "nothing run";
  return `${ran} in ${where}: ${all} (${duration(seconds)})`;
}

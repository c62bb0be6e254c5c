/** The verdict table: one row per check and scenario of a module, and the summary of a whole run. */
import type { Job } from "../run/plan.ts";
import type { JobResult } from "../run/run-job.ts";
import { figureTable, type FigureColumn } from "./figure-table.ts";
import { count, duration, harmless, plural, type Style } from "./text.ts";

/** `check landed`, `scenario "a restart repeats the copy"` */
export function jobText(job: Job): string {
  return job.kind === "check" ? `check ${job.name}` : `scenario "${harmless(job.name)}"`;
}

/** In the table: `landed`, and the quotes say that it is a scenario. */
export function shortName({ kind, name }: Job): string {
  return kind === "check" ? name : `"${harmless(name)}"`;
}

/** `violates noFreeMapped in 7 steps`; of compacted states `holds (omission <= 1.2e-13)` */
export function verdictText(
  result: Pick<JobResult, "verdict" | "property" | "violation" | "trace" | "compaction">,
): string {
  const steps = result.trace ? ` in ${plural(result.trace.steps.length, "step")}` : "";
  switch (result.verdict) {
    case "violates":
      return `violates ${violatedName(result)}${steps}`;
    case "fails":
      return `fails${result.property ? ` (${harmless(result.property)})` : ""}${steps}`;
    case "deadlocks":
    case "reachable":
      return result.verdict + steps;
    case "holds":
    case "unreachable":
      return result.compaction
        ? `${result.verdict} (omission <= ${probability(result.compaction.omission)})`
        : result.verdict;
    case "limit":
      return "no answer";
    case "invalid":
      return "cannot be run";
    default:
      return result.verdict;
  }
}

/** With two digits, rounded up: `0.53`, `1.2e-13`. */
export function probability(value: number): string {
  const unit = value >= 0.01 ? 0.01 : 10 ** (Math.floor(Math.log10(value)) - 1);
  if (value === 0 || value >= 1) return String(value);
  const up = Math.ceil(value / unit) * unit;
  return value >= 0.01 ? String(Number(up.toFixed(2))) : up.toExponential(1);
}

/** Below this width only states and time are shown beside a verdict. */
const ALL_COLUMNS = 76;

export function verdictTable(module: string, results: readonly JobResult[], style: Style): string {
  const columns: FigureColumn<JobResult>[] = [
    { head: "states", text: (result) => count(result.states) },
    { head: "transitions", text: (result) => count(result.transitions) },
    { head: "depth", text: (result) => count(result.depth) },
    { head: "time", text: (result) => duration(result.seconds) },
  ];
  const shown = columns.filter(
    ({ head }) => style.width >= ALL_COLUMNS || head === "states" || head === "time",
  );
  const rows = results.map((result) => ({
    of: result,
    mark: result.ok ? ("ok" as const) : waiting(result) ? ("??" as const) : ("FAIL" as const),
    name: shortName(result.job),
    verdict: verdictText(result),
    remark: result.ok ? "" : expectationText(result),
    empty: result.verdict === "invalid",
  }));
  return figureTable(module, rows, shown, style);
}

/** No answer yet, which is not the same as a wrong one. */
function waiting(result: JobResult): boolean {
  return ["limit", "interrupted"].includes(result.verdict);
}

/** What was expected instead, if there is more to say than the verdict does. */
export function expectationText(result: JobResult): string {
  if (result.verdict === "interrupted" || result.verdict === "invalid") return "";
  const expected = `expected ${result.expected}`;
  const repeats = result.reason === undefined || result.reason.startsWith(`${expected}, but`);
  return harmless(repeats ? expected : result.reason!);
}

/** A property by its name, an assert by its message in quotes. */
function violatedName({ violation, property }: Pick<JobResult, "violation" | "property">): string {
  const name = harmless(property ?? "a property");
  return violation?.kind === "assert" ? `"${name}"` : name;
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

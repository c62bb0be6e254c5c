/** What was measured: a table of least and greatest costs, and the runs that have them. */
import type { CostlyRun, MeasuredCosts } from "../exploration.ts";
import { measureTrace } from "../explore/measure-trace.ts";
import { unexpectedRuns } from "../run/measure-expectation.ts";
import type { JobResult } from "../run/run-job.ts";
import { count, oneLine, plural, wrap, type Style } from "./text.ts";
import { placeBehind, timelineText } from "./timeline.ts";
import { jobText } from "./verdict-table.ts";

/** One row for each check and measure; "" if nothing was measured. */
export function measureTable(results: readonly JobResult[], style: Style): string {
  const rows = results.flatMap((result) =>
    result.measured.map((each) => [result.job.name, nameOf(result, each), ...figures(each)]),
  );
  if (rows.length === 0) return "";
  const table = [["costs", "", "least", "steps", "greatest", "steps"], ...rows];
  // Of a row without figures, what it says instead takes their place.
  const full = table.filter(({ length }) => length > 3);
  const widths = table[0]!.map((_, i) =>
    Math.max(...(i < 2 ? table : full).map((row) => row[i]!.length)),
  );
  const padded = (text: string, i: number, { length }: readonly string[]): string =>
    i < 2 ? text.padEnd(widths[i]!) : length > 3 ? text.padStart(widths[i]!) : text;
  const lines = table.map((row) => row.map((text, i) => padded(text, i, row)).join("  "));
  const { dim } = style.colours;
  return lines.map((line, i) => `  ${i === 0 ? dim(line) : line}`.trimEnd()).join("\n");
}

function figures({ range }: MeasuredCosts): string[] {
  if (range.kind === "none") return [`no run gets to its \`${range.isStarted ? "to" : "from"}\``];
  const { least, greatest } = range;
  return [
    count(least.total),
    count(least.states.length - 1),
    ...(greatest.total === Infinity
      ? ["unbounded", ""]
      : [count(greatest.total), count(greatest.states.length - 1)]),
  ];
}

/**
 * The runs of one check that are to be seen: of the measures that were asked for, or of all; of others those
 * that are not as expected.
 */
export function measureRunsText(
  result: JobResult,
  isAskedFor: (measure: string) => boolean,
  style: Style,
): string {
  const { job } = result;
  const expectations = job.kind === "check" ? job.expectation.measures : [];
  return result.measured
    .flatMap((each) => {
      if (each.range.kind === "none") return [];
      const { least, greatest } = each.range;
      const name = nameOf(result, each);
      const unexpected = expectations
        .filter((expectation) => expectation.name === name && result.reason !== undefined)
        .flatMap((expectation) => unexpectedRuns(each, expectation));
      const runs = [least, greatest].filter((run) => isAskedFor(name) || unexpected.includes(run));
      // What all runs cost is shown by one of them.
      const shown = least.total === greatest.total ? runs.slice(0, 1) : runs;
      return shown.map((run) => runText(result, each, run, style));
    })
    .join("\n\n");
}

function nameOf({ instance }: JobResult, { measure }: MeasuredCosts): string {
  return instance!.measures[measure]!.name;
}

function runText(
  { job, instance }: JobResult,
  { measure: index, range }: MeasuredCosts,
  run: CostlyRun,
  style: Style,
): string {
  const { bold, dim } = style.colours;
  const measure = instance!.measures[index]!;
  const trace = measureTrace(instance!, measure, run);
  const title = `${job.module.name} ${jobText(job)}: ${measure.name} ${totalText(run, range)}`;
  const lines = [`${bold(wrap(title, style.width).join("\n"))}${placeBehind(measure.at, style)}`];
  if (measure.doc) {
    lines.push(...wrap(`// ${oneLine(measure.doc)}`, style.width, 3).map((each) => dim(each)));
  }
  const where = run.start === 0 ? "in the initial state" : `after step ${run.start}`;
  const cost = instance!.costs[measure.cost]!;
  const rounds = trace.exchanges === true ? "; each round exchanges identities" : "";
  lines.push(`${cost} is counted from where the run is ${where}${rounds}`);
  return [...lines, "", timelineText(instance!, trace, style)].join("\n");
}

/** `is 1 at least, in 12 steps` */
function totalText({ total, states }: CostlyRun, range: MeasuredCosts["range"]): string {
  if (total === Infinity) return "is unbounded";
  const steps = `in ${plural(states.length - 1, "step")}`;
  if (range.kind === "some" && range.least.total === range.greatest.total) {
    return `is always ${count(total)}, ${steps}`;
  }
  const isLeast = range.kind === "some" && range.least.total === total;
  return `is ${count(total)} at ${isLeast ? "least" : "most"}, ${steps}`;
}

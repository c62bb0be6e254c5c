/**
 * A report as text: what was covered, and the divergences. The only place of the kit that makes text. A
 * divergence fits on one screen; what comes from a specification or an implementation is made harmless.
 */
import {
  duration,
  harmless,
  plural,
  wrap,
  count as number,
} from "../../interpreter/report/text.ts";
import type { Asked } from "./choosers.ts";
import type { Cell, Change, Divergence, Place, Report, RunStep, Tally } from "./report.ts";

const WIDTH = 100;
/** Lines of a run and of a table that are shown; a longer run has its middle left out. */
const MOST_STEPS = 16;
const MOST_CELLS = 14;
const MOST_RECORDS = 10;
const MOST_DIVERGENCES = 3;
/** Characters of a value in a table. */
const MOST_VALUE = 28;

/** `name` is what the suite calls the instance; without it, divergences are headed by its parameters. */
export function renderReport(report: Report, name?: string): string {
  const shown = report.divergences.slice(0, MOST_DIVERGENCES);
  const blocks = shown.map((each) => renderDivergence(report, each, name ?? instanceText(report)));
  const rest = report.divergences.length - shown.length;
  if (rest > 0) blocks.push(`${plural(rest, "divergence")} more`);
  return [...blocks, coverage(report)].join("\n\n");
}

/** What was explored, in some lines. */
function coverage(report: Report): string {
  const { steps, seconds, specSeconds } = report;
  const speed = steps / Math.max(seconds - specSeconds, 1e-6);
  const ends = {
    pairs: "OPEN: the limit on pairs ended it",
    seconds: "OPEN: the limit on time ended it",
    divergences: "stopped at what diverges",
    interrupted: "OPEN: interrupted",
  };
  const isWalk = report.mode === "walk";
  const whole = isWalk ? "at random" : report.closed ? "closed" : "not closed";
  const end = report.budget ? ends[report.budget] : whole;
  const from = report.starts === "orbits" ? ", from one initial state of each orbit" : "";
  const vacuous = report.actions.filter(({ edges }) => edges.total === 0).map(({ name }) => name);
  const lines = [
    ...wrap(instanceText(report), WIDTH, 4),
    row("explored", `${end}${from}`),
    row(
      isWalk ? "enabled" : "edges",
      `${tally(report.edges)} over ${plural(report.states, "state")}`,
    ),
    row("refusals", tally(report.refusals)),
    row(
      "pairs",
      `${number(report.pairs)}, ${plural(report.rows, "row")}, at most ${report.mostRows} behind one state`,
    ),
    row(
      "steps",
      `${number(steps)} in ${duration(seconds)}, of which the specification took ` +
        `${duration(specSeconds)}; ${perSecond(speed)}`,
    ),
    row("branches", tally(report.sites)),
  ];
  // What diverges ends it too early to say what never happens.
  if (report.budget === "divergences") return lines.map(harmless).join("\n");
  if (vacuous.length > 0) lines.push(row("never", `${vacuous.join(", ")}: never enabled`));
  for (const { what, count, answers } of report.neverChosen) {
    lines.push(row("choices", `${what}: by itself it never takes ${ranges(answers)} of ${count}`));
  }
  return lines.map(harmless).join("\n");
}

function renderDivergence(report: Report, divergence: Divergence, name: string): string {
  const { kind, run, start, message, at, why, cells, records = [], permitted } = divergence;
  const lines = wrap(`DIVERGENCE  ${kind}        ${name}`, WIDTH, 4);
  const last = run.at(-1);
  if (last !== undefined) {
    const taken = run.length - 1;
    const shortest = report.mode === "product" ? " (no shorter run leads to it)" : "";
    lines.push(`after ${plural(taken, "step")}${shortest}`);
  }
  lines.push("");
  if (start.some(isChoice)) lines.push(...wrap(`  start  ${choices(start)}`, WIDTH, 9));
  lines.push(...runLines(run));
  const says = kind === "wrong costs" ? "costs" : "it says";
  if (message !== undefined) lines.push("", ...wrap(`  ${says}: ${harmless(message)}`, WIDTH, 4));
  if (cells.length > 0) lines.push("", ...table(cells));
  if (records.length > 0) lines.push("", ...changes(records));
  lines.push("");
  if (why) {
    lines.push(...wrap(`  disabled by ${place(why.at)}: ${why.text}`, WIDTH, 4));
    for (const value of why.values) lines.push(...wrap(`    ${value}`, WIDTH, 6));
  }
  if (at && last) {
    const outcomes =
      divergence.direction === "refuse" ? "" : `, ${plural(permitted, "permitted outcome")}`;
    lines.push(`  specified by ${last.step} at ${place(at)}${outcomes}`);
  }
  return lines
    .map((line) => harmless(line).trimEnd())
    .join("\n")
    .trimEnd();
}

function runLines(run: readonly RunStep[]): string[] {
  const digits = String(run.length).length;
  const left = run.length > MOST_STEPS ? run.length - MOST_STEPS + 1 : 0;
  const cut = Math.floor(MOST_STEPS / 2);
  return run.flatMap((step, i) => {
    if (left > 0 && i >= cut && i < cut + left) {
      return i === cut ? [`  ${"".padStart(digits)}  ... ${plural(left, "step")} not shown`] : [];
    }
    const { arguments: values, choices: asked } = step;
    const call = `${step.step}(${values.map(({ name, shown }) => `${name} = ${shown}`).join(", ")})`;
    const parts = [String(i + 1).padStart(digits), call];
    if (asked.some(isChoice)) parts.push(choices(asked));
    if (i === run.length - 1) parts.push("<- here");
    return [`  ${parts.join("  ")}`];
  });
}

/** One of one is no choice. */
const isChoice = ({ count }: Asked): boolean => count > 1;

function choices(asked: readonly Asked[]): string {
  const texts = asked
    .filter(isChoice)
    .map(({ what, answer, count }) => `${what} ${answer} of ${count}`);
  return `chose ${texts.join(", ")}`;
}

function table(cells: readonly Cell[]): string[] {
  const titles = (["before", "permitted", "got"] as const).filter((title) =>
    cells.some((cell) => cell[title] !== undefined),
  );
  const rows = cells.slice(0, MOST_CELLS).map((cell) => {
    const differs = cell.permitted !== undefined && cell.got !== undefined;
    const mark = differs && cell.permitted !== cell.got ? "<-" : "";
    const texts = titles.map((title) => cell[title] ?? "");
    const from = mark === "" ? 0 : firstDifference(cell.permitted!, cell.got!);
    return [cell.place, ...texts.map((text) => clip(text, from)), mark];
  });
  const head = ["", ...titles, ""];
  const widths = head.map((text, column) =>
    Math.max(text.length, ...rows.map((each) => each[column]!.length)),
  );
  const line = (texts: readonly string[]): string =>
    `  ${texts.map((text, column) => text.padEnd(widths[column]!)).join("  ")}`;
  const rest = cells.length - rows.length;
  return [
    line(head),
    ...rows.map(line),
    ...(rest > 0 ? [`  and ${plural(rest, "more part")} of the state`] : []),
  ];
}

/** What the step did, in the words of the implementation. */
function changes(records: readonly Change[]): string[] {
  const shown = records.slice(0, MOST_RECORDS);
  const rest = records.length - shown.length;
  const texts = shown.map(
    ({ record, before, after }) =>
      `${harmless(record)} ${clip(harmless(before), 0)} -> ${clip(harmless(after), 0)}`,
  );
  const more = rest > 0 ? [`${number(rest)} more`] : [];
  return wrap(`  its records (numbers begin at 0): ${[...texts, ...more].join(", ")}`, WIDTH, 4);
}

/** A value that is too long loses its end, and its beginning if it would lose what it is about. */
function clip(value: string, from: number): string {
  if (value.length <= MOST_VALUE) return value;
  const begin = from < MOST_VALUE - 4 ? 0 : Math.min(from, value.length) - 4;
  const text = begin === 0 ? value : `…${value.slice(begin + 1)}`;
  return text.length <= MOST_VALUE ? text : `${text.slice(0, MOST_VALUE - 1)}…`;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function instanceText({ module, parameters }: Report): string {
  return [module, ...parameters.map(({ name, value }) => `${name} ${value}`)].join(" ");
}

/** Ascending numbers, `1, 2, 5 to 39`. */
function ranges(numbers: readonly number[]): string {
  const texts: string[] = [];
  for (let i = 0; i < numbers.length;) {
    let end = i;
    while (numbers[end + 1] === numbers[end]! + 1) end++;
    if (end - i < 2) texts.push(String(numbers[i++]));
    else {
      texts.push(`${numbers[i]} to ${numbers[end]}`);
      i = end + 1;
    }
  }
  return texts.join(", ");
}

const row = (title: string, text: string): string => `  ${title.padEnd(9)} ${text}`;
const tally = ({ done, total }: Tally): string => `${number(done)} of ${number(total)}`;
const place = ({ file, line }: Place): string => `${file}:${line}`;

/** `0.69 million steps per second` */
function perSecond(speed: number): string {
  return speed >= 100_000
    ? `${(speed / 1e6).toFixed(2)} million steps per second`
    : `${number(speed)} steps per second`;
}

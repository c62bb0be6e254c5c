/** Results of cases as tables of Markdown, and the ratios in them. */
import type { Cost } from "./measure.ts";
import type { Counts } from "./outputs.ts";

export interface Result {
  readonly tool: string;
  readonly runs: number;
  readonly counts: Counts;
  readonly cost: Cost;
  /** Generating and compiling C; absent where there is none to do. */
  readonly compile?: Cost;
  /** What the tool counts is not states and transitions of the model. */
  readonly incomparable?: boolean;
  /** What the tool takes for the model of eleven states: what is above that is the search. */
  readonly startUp?: Cost;
}

type Align = "left" | "right";

/** A table that is readable as text too: cells are padded. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const align = (column: number): Align => (column === 0 ? "left" : "right");
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, align(column))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    align(column) === "left" ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function pad(text: string, width: number, align: Align): string {
  return align === "left" ? text.padEnd(width) : text.padStart(width);
}

/** States from which on memory for each is told. */
const MANY = 100_000;
/** What the others are held against: Faultline with one thread. */
const BASE = "faultline";
const baseOf = (results: readonly Result[]) => results.find(({ tool }) => tool === BASE);

/** Every tool beside Faultline; no ratios where that was left out. */
export function caseTable(results: readonly Result[]): string {
  const base = baseOf(results);
  const head = [
    ...["tool", "runs", "CPU s", "wall s", "search s", "compile s", "peak MB", "B / state"],
    ...["ns / transition", "CPU ratio", "without start", "compiled", "memory ratio"],
  ];
  const rows = results.map((result) => {
    const { tool, runs, counts, cost, compile, incomparable } = result;
    const perState = bytesPerState(result);
    return [
      tool,
      String(runs),
      seconds(cost.cpu),
      seconds(cost.wall),
      counts.search === undefined ? "" : seconds(counts.search),
      compile === undefined ? "" : seconds(compile.cpu),
      (cost.peak / 1e6).toFixed(0),
      perState === undefined || incomparable ? "" : perState.toFixed(0),
      incomparable ? "" : nanoseconds(cost.cpu, counts.transitions),
      base === undefined ? "" : ratio(cost.cpu, base.cost.cpu),
      base === undefined ? "" : ratio(withoutStart(result), withoutStart(base)),
      base === undefined ? "" : ratio(cost.cpu + (compile?.cpu ?? 0), base.cost.cpu),
      base === undefined ? "" : ratio(cost.peak, base.cost.peak),
    ];
  });
  return markdownTable(head, rows);
}

/** What a tool takes to begin: with its compiler, since that is what the user waits for. */
export function startUpTable(results: readonly Result[]): string {
  const rows = results.map(({ tool, runs, cost, compile }) => [
    tool,
    String(runs),
    seconds(cost.wall + (compile?.wall ?? 0)),
    seconds(cost.cpu + (compile?.cpu ?? 0)),
    (Math.max(cost.peak, compile?.peak ?? 0) / 1e6).toFixed(0),
  ]);
  return markdownTable(["tool", "runs", "wall s", "CPU s", "peak MB"], rows);
}

/** ns of CPU for a transition as the state space grows: cases from left to right, tools below each other. */
export function growthTable(
  columns: readonly { readonly states: number; readonly results: readonly Result[] }[],
): string {
  const tools = new Set(columns.flatMap(({ results }) => results.map(({ tool }) => tool)));
  const cell = (results: readonly Result[], tool: string) => {
    const found = results.find((result) => result.tool === tool);
    return found ? nanoseconds(found.cost.cpu, found.counts.transitions) : "";
  };
  const rows = [...tools].map((tool) => [
    tool,
    ...columns.map(({ results }) => cell(results, tool)),
  ]);
  const searches = columns.map(({ results }) => {
    const base = baseOf(results);
    return base ? nanoseconds(withoutStart(base), base.counts.transitions) : "";
  });
  const head = ["states", ...columns.map(({ states }) => states.toLocaleString("en"))];
  return markdownTable(head, [...rows, ["faultline without start", ...searches]]);
}

/** Seconds of CPU above what the tool needs for next to nothing. */
function withoutStart({ cost, startUp }: Result): number {
  return Math.max(0, cost.cpu - (startUp?.cpu ?? 0));
}

/** Memory above what the tool needs for next to nothing, for each state; of few states that says nothing. */
function bytesPerState({ cost, startUp, counts }: Result): number | undefined {
  if (startUp === undefined || counts.states < MANY) return undefined;
  return Math.max(0, cost.peak - startUp.peak) / counts.states;
}

function seconds(time: number): string {
  return time.toFixed(2);
}

function nanoseconds(time: number, transitions: number): string {
  return ((time / transitions) * 1e9).toFixed(0);
}

function ratio(value: number, base: number): string {
  const quotient = value / base;
  return quotient.toFixed(quotient < 10 ? 2 : quotient < 100 ? 1 : 0);
}

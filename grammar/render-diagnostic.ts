/**
 * Diagnostics as text for people: the only place that makes text of them.
 *
 *   spec/cow.fl:12:3: error[unknown-word]: found `chose`, expected a statement
 *     11 | action fork(p: Proc) {
 *   > 12 |   chose f: Frame
 *        |   ^^^^^
 *     help: did you mean `choose`?
 *
 * A specification is input from anywhere: long lines are clipped around the place and control
 * characters are shown, never sent to the terminal.
 */
import { codeFrameColumns } from "@babel/code-frame";
import pc from "picocolors";
import type { Diagnostic } from "./diagnostic.ts";
import type { Location } from "./source.ts";

export interface RenderOptions {
  /** From picocolors; without, there is none. */
  readonly colours?: ReturnType<typeof pc.createColors>;
}

export interface RenderListOptions extends RenderOptions {
  /** How many are shown in full; the rest is counted. */
  readonly limit?: number;
}

const lineWidth = 100;
const linesAround = 1;

/** One diagnostic with its code frame, without a final line end. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const colours = options.colours ?? pc.createColors(false);
  const { at, severity, code, message, help, related } = diagnostic;
  const paint = severity === "error" ? colours.red : colours.yellow;
  const title = paint(colours.bold(`${severity}[${code}]`));
  const lines = [`${colours.bold(place(at))}: ${title}: ${colours.bold(harmless(message))}`];
  lines.push(...frame(at, linesAround, paint));
  if (help) lines.push(`  ${colours.cyan("help")}: ${harmless(help)}`);
  for (const other of related ?? []) {
    lines.push(`  ${colours.cyan(place(other.at))}: ${harmless(other.message)}`);
    lines.push(...frame(other.at, 0, colours.cyan));
  }
  return lines.join("\n");
}

/** Diagnostics one below the other, and how many there are; "" for none. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: RenderListOptions = {},
): string {
  if (diagnostics.length === 0) return "";
  const shown = diagnostics.slice(0, options.limit ?? 50);
  const blocks = shown.map((diagnostic) => renderDiagnostic(diagnostic, options));
  const rest = diagnostics.length - shown.length;
  const counts = [count(diagnostics, "error"), count(diagnostics, "warning")].filter(Boolean);
  blocks.push(counts.join(", ") + (rest > 0 ? `, of which ${rest} are not shown` : ""));
  return `${blocks.join("\n\n")}\n`;
}

function count(diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"]): string {
  const number = diagnostics.filter((each) => each.severity === severity).length;
  return number === 0 ? "" : `${number} ${severity}${number === 1 ? "" : "s"}`;
}

function place({ source, start }: Location): string {
  const { line, column } = source.position(start);
  return `${harmless(source.path)}:${line}:${column}`;
}

/** The lines around a place; of a place of several lines, the first is marked. */
function frame(at: Location, around: number, paint: (text: string) => string): string[] {
  const { source } = at;
  if (source.text === "") return [];
  const { line, column } = source.position(at.start);
  const starts = source.lineStarts;
  const first = Math.max(1, line - around);
  const last = Math.min(starts.length, line + around);
  // Where a long line begins to be shown; all lines of the frame are cut alike.
  const offset = column > lineWidth - 20 ? column - 40 : 0;
  const lines: string[] = [];
  for (let number = first; number <= last; number++) {
    const start = starts[number - 1]! + offset;
    const end = (starts[number] ?? source.text.length + 1) - 1;
    lines.push(clip(source.text, start, end, offset > 0));
  }
  const lineEnd = (starts[line] ?? source.text.length + 1) - 1;
  const width = Math.max(1, Math.min(at.end, lineEnd) - at.start);
  const shownColumn = column - offset + (offset > 0 ? 1 : 0);
  const options = { linesAbove: around, linesBelow: around, startLine: first };
  const text = codeFrameColumns(
    lines.join("\n"),
    {
      start: { line, column: shownColumn },
      end: { line, column: Math.min(shownColumn + width, lineWidth + 2) },
    },
    options,
  );
  return text.split("\n").map((each) => each.replace(/^>|\^+$/g, paint).trimEnd());
}

/** Part of a line, with a mark where something is left out. */
function clip(text: string, start: number, end: number, cutBefore: boolean): string {
  if (start > end) return cutBefore && end > 0 ? "…" : "";
  const shown = text.slice(start, Math.min(end, start + lineWidth));
  const before = cutBefore ? "…" : "";
  return before + harmless(shown) + (end - start > lineWidth ? "…" : "");
}

/**
 * Control characters that could move the cursor, colour the terminal or reorder the text are shown
 * as pictures of the same width; tabs as one space, so that columns can be counted.
 */
function harmless(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    if (character === "\t" || character === "\r") return " ";
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
  });
}

/**
 * Formatter: columns. Neighbouring lines of one kind (parameters, variables, ...) have their types
 * and `=` below each other, and comments at the ends of neighbouring lines begin in one column.
 */
import type { Doc } from "prettier";
import { builders, printer } from "prettier/doc";
import { isBlankAfter, trailingMark, withComments, type Context } from "./comments.ts";
import type { Node } from "../syntax.ts";

const { hardline } = builders;

export const lineWidth = 100;
const indentation = 2;

export interface Row {
  /** Lines of another kind end a table. */
  readonly kind: string;
  /** Each cell but the last is padded; the text of a row is its cells with spaces between. */
  readonly cells: readonly Doc[];
}

/** Elements one per line; those with a row in tables as far as they fit. */
export function printTable<T extends Node>(
  context: Context,
  elements: readonly T[],
  depth: number,
  rowOf: (element: T) => Row | undefined,
  print: (element: T) => Doc,
): Doc[] {
  const rows = elements.map((element) => {
    const row = rowOf(element);
    const cells = row?.cells.map(flat);
    const fits = cells && cells.join(" ").length <= lineWidth - depth * indentation;
    return fits && cells.every(isPlain) ? { kind: row?.kind, cells } : undefined;
  });
  const printed: Doc[] = [];
  let start = 0;
  while (start < elements.length) {
    let end = start + 1;
    while (
      end < elements.length &&
      rows[start] !== undefined &&
      rows[end]?.kind === rows[start]?.kind &&
      !isBlankAfter(context, elements[end - 1]!, elements[end]!)
    ) {
      end++;
    }
    const table = rows.slice(start, end).flatMap((row) => (row ? [row.cells] : []));
    const texts = align(table, lineWidth - depth * indentation);
    for (let index = start; index < end; index++) {
      const element = elements[index]!;
      const text = texts[index - start] ?? print(element);
      const next = elements[index + 1];
      const blank = next !== undefined && isBlankAfter(context, element, next);
      const gap = next === undefined ? "" : [hardline, blank ? hardline : ""];
      printed.push([withComments(context, element, text), gap]);
    }
    start = end;
  }
  return printed;
}

/** Rows as text; columns are aligned from the left as long as no row becomes too wide. */
function align(rows: readonly (readonly string[])[], width: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length - 1));
  for (let aligned = columns; aligned > 0; aligned--) {
    const widths = Array.from({ length: aligned }, (_, column) =>
      Math.max(...rows.map((row) => (column < row.length - 1 ? row[column]!.length : 0))),
    );
    const texts = rows.map((row) =>
      row
        .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
        .join(" "),
    );
    if (texts.every((text) => text.length <= width)) return texts;
  }
  return rows.map((row) => row.join(" "));
}

/** On one line, however long; with a line end in it only if it must have one. */
export function flat(doc: Doc): string {
  return printer.printDocToString(doc, {
    printWidth: Number.POSITIVE_INFINITY,
    tabWidth: indentation,
    useTabs: false,
  }).formatted;
}

/** Whether a text made by `flat` is one line without comments at its end. */
export function isPlain(text: string): boolean {
  return !text.includes("\n") && !text.includes(trailingMark);
}

/** No comment is pushed further right than this to be below another. */
const commentColumnLimit = 72;

/** Puts the comments at the ends of lines into columns and removes their marks. */
export function alignTrailing(text: string): string {
  const lines = text.split("\n");
  const indentOf = (line: string) => line.length - line.trimStart().length;
  const isBlank = (line: string | undefined) => line === undefined || line.trim() === "";
  let start = 0;
  while (start < lines.length) {
    let end = start + 1;
    const indent = indentOf(lines[start]!);
    while (end < lines.length && !isBlank(lines[end]) && indentOf(lines[end]!) === indent) end++;
    const marked = lines.slice(start, end).filter((line) => line.includes(trailingMark));
    const codeWidth = (line: string) => line.slice(0, line.indexOf(trailingMark)).trimEnd().length;
    const widths = marked.map(codeWidth).filter((width) => width <= commentColumnLimit);
    const column = Math.max(0, ...widths);
    for (let index = start; index < end; index++) {
      const line = lines[index]!;
      const at = line.indexOf(trailingMark);
      if (at === -1) continue;
      const code = line.slice(0, at).trimEnd();
      const comment = line.slice(at + 1).replaceAll(trailingMark, " ");
      lines[index] = `${code.length <= column ? code.padEnd(column) : code}  ${comment}`;
    }
    start = end;
  }
  return lines.join("\n");
}

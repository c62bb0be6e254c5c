/**
 * What the parts of the tree builder of this folder share: typed access to ohm's nodes, spans,
 * and the list of problems that only show once there is a tree, such as mixed operators.
 */
import type { DiagnosticCode } from "../diagnostics/table.ts";
import type { Details } from "../diagnostics/entry.ts";
import type { Span } from "../source.ts";
import type { Name } from "../syntax.ts";

/** A node of a match, as far as the tree builder needs to know: ohm's have the same shape. */
export interface Concrete {
  readonly source: { readonly startIdx: number; readonly endIdx: number };
  readonly sourceString: string;
  /** Of a repetition, one for each time round; of `x?`, one or none. */
  readonly children: readonly Concrete[];
  tree(): unknown;
}

/** What to make of each rule: `this` is the node, the arguments are its parts. */
export type Actions = Readonly<Record<string, (this: Concrete, ...parts: Concrete[]) => unknown>>;

/** A diagnostic whose file is not known yet. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly span: Span;
  readonly details: Details;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
}

// Building is synchronous and never nested, so one list serves.
let problems: Problem[] = [];

export function report(
  code: DiagnosticCode,
  span: Span,
  details: Details = {},
  related?: Problem["related"],
): void {
  problems.push({ code, span, details, ...(related ? { related } : {}) });
}

/** Runs `build` and returns its result with the problems reported meanwhile. */
export function collectProblems<T>(build: () => T): { result: T; problems: readonly Problem[] } {
  problems = [];
  const result = build();
  return { result, problems };
}

export function tree<T>(node: Concrete): T {
  return node.tree() as T;
}

/** Of an iteration (`x*`, `x+`). */
export function trees<T>(node: Concrete): T[] {
  return node.children.map((child) => tree<T>(child));
}

/** Of `x?`. */
export function optional<T>(node: Concrete): T | undefined {
  const child = node.children[0];
  return child === undefined ? undefined : tree<T>(child);
}

/** Of `x ("," x)*`: the first and the rest. */
export function list<T>(first: Concrete, rest: Concrete): T[] {
  return [tree<T>(first), ...trees<T>(rest)];
}

export function span(node: Concrete): Span {
  return { start: node.source.startIdx, end: node.source.endIdx };
}

export function text(node: Concrete): string {
  return node.sourceString;
}

export function nameOf(node: Concrete): Name {
  return { text: node.sourceString, span: span(node) };
}

/** Spreads to `{ key: value }`, or to nothing if there is no value. */
export function present<K extends string, V>(
  key: K,
  value: V | undefined,
): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** A text in quotes without its quotes and escapes. */
export function unquote(node: Concrete): string {
  return node.sourceString.slice(1, -1).replace(/\\(["\\])/g, "$1");
}

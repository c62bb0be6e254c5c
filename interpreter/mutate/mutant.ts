/** A mutant: one text in the place of another, and how it is shown and named. */
import type { SourceFile, Span } from "../../grammar/source.ts";
import type { MutantKind } from "./kinds.ts";

export interface Mutant {
  readonly kind: MutantKind;
  /** Where it is: `fork`, `fault.trap`, `init`, `state`. */
  readonly within: string;
  readonly span: Span;
  readonly replacement: string;
}

/** The lines that differ, without their common indentation. */
export interface MutantLines {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export function mutantText(text: string, { span, replacement }: Mutant): string {
  return text.slice(0, span.start) + replacement + text.slice(span.end);
}

/** What a mutant changes, as lines: how people see it, and how an explanation names it. */
export function mutantLines({ text }: SourceFile, mutant: Mutant): MutantLines {
  const { span, replacement } = mutant;
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const newline = text.indexOf("\n", span.end);
  const end = newline === -1 ? text.length : newline;
  const whole = (middle: string) =>
    (text.slice(start, span.start) + middle + text.slice(span.end, end))
      .split("\n")
      .map((line) => line.trimEnd())
      .filter((line) => line !== "");
  const before = whole(text.slice(span.start, span.end));
  const after = whole(replacement);
  const shortest = Math.min(before.length, after.length);
  let first = 0;
  while (first < shortest && before[first] === after[first]) first++;
  let last = 0;
  while (last < shortest - first && before.at(-1 - last) === after.at(-1 - last)) last++;
  const kept = (lines: readonly string[]) => lines.slice(first, lines.length - last);
  return withoutIndentation({ before: kept(before), after: kept(after) });
}

function withoutIndentation({ before, after }: MutantLines): MutantLines {
  const indentation = Math.min(
    ...[...before, ...after].map((line) => line.length - line.trimStart().length),
  );
  const moved = (lines: readonly string[]) => lines.map((line) => line.slice(indentation));
  return { before: moved(before), after: moved(after) };
}

/** Lines of `key: value`: of the head of a record, and of a claim. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { SourceFile, Span } from "../../grammar/source.ts";
import type { Line } from "./markdown.ts";
import { clipped, hint, problem, type ProblemCode } from "./problem.ts";

export interface Entry {
  /** Where the key stands. */
  readonly key: Span;
  readonly value: string;
  /** Where the first line of the value stands. */
  readonly at: Span;
}

/** In characters: nobody writes more on one. */
const LONGEST_LINE = 2_000;

/**
 * The entries by key. An indented line goes on with the value before. Keys that are unknown, repeated or without
 * value are problems.
 */
export function entriesOf<Key extends string>(
  source: SourceFile,
  lines: readonly Line[],
  known: readonly Key[],
  code: ProblemCode,
  problems: Diagnostic[],
): Map<Key, Entry> {
  const entries = new Map<Key, Entry>();
  let last: Key | undefined;
  for (const line of lines) {
    const complain = (at: Span, message: string, help?: string): unknown =>
      problems.push(problem(code, source, at, message, help));
    if (line.text.trim() === "") continue;
    if (/^\s/.test(line.text) && last !== undefined) {
      const entry = entries.get(last)!;
      entries.set(last, { ...entry, value: `${entry.value} ${line.text.trim()}`.trim() });
      continue;
    }
    const colon = line.text.indexOf(":");
    const bullet = line.text.startsWith("- ") ? 2 : 0;
    const key = line.text.slice(bullet, colon);
    if (colon <= bullet || !/^$|^\s/.test(line.text.slice(colon + 1, colon + 2))) {
      complain(line, "this is no line of the form `key: value`");
      continue;
    }
    if (line.text.length > LONGEST_LINE) {
      complain(line, `this line has more than ${LONGEST_LINE} characters`);
      continue;
    }
    const start = line.start + bullet;
    const at = { start, end: start + key.length };
    const isKnown = (name: string): name is Key => (known as readonly string[]).includes(name);
    if (!isKnown(key)) {
      complain(at, `there is no key \`${clipped(key)}\``, hint(key, known));
      last = undefined;
    } else if (entries.has(key)) complain(at, `\`${key}\` is here twice`);
    else {
      const behind = line.text.slice(colon + 1);
      const value = behind.trim();
      const from = line.start + colon + 1 + (behind.length - behind.trimStart().length);
      entries.set(key, { key: at, value, at: { start: from, end: from + value.length } });
      last = key;
    }
  }
  for (const [key, entry] of entries) {
    if (entry.value !== "") continue;
    problems.push(problem(code, source, entry.key, `\`${key}\` has no value`));
    entries.delete(key);
  }
  return entries;
}

/** The parts of a list, at commas that a space follows; none is empty. */
export function listOfValue(value: string): string[] {
  return value
    .split(/,\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

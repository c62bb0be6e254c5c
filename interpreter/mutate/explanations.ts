/**
 * Why survivors are fine, in the words of the module's author: a file beside the module, `cow.mutants`
 * for `cow.fl`. An entry names the mutant as the report shows it, so that it stays right when lines move:
 *
 *     // a comment
 *     fault.lookup statement
 *     - needsZeroing = true
 *     = The page that is allocated next says whether it is zero,
 *       and nothing asks before.
 */
import { mutantKinds } from "./kinds.ts";
import type { MutantLines } from "./mutant.ts";

export interface Explained extends MutantLines {
  readonly within: string;
  readonly kind: string;
  readonly reason: string;
  /** Counts from 1. */
  readonly line: number;
}

export interface ParsedExplanations {
  readonly explanations: readonly Explained[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

interface Entry {
  readonly within: string;
  readonly kind: string;
  readonly line: number;
  readonly before: string[];
  readonly after: string[];
  readonly reason: string[];
}

/** Of a file in characters: nobody explains more. */
const LARGEST = 1_000_000;

export function explanationsPath(modulePath: string): string {
  return modulePath.replace(/(\.fl)?$/, ".mutants");
}

/** Never throws: what is wrong is a problem with its line. */
export function parseExplanations(text: string): ParsedExplanations {
  if (text.length > LARGEST) {
    const message = `it has more than ${LARGEST} characters`;
    return { explanations: [], problems: [{ line: 1, message }] };
  }
  const problems: { line: number; message: string }[] = [];
  const entries: Entry[] = [];
  let entry: Entry | undefined;
  for (const [i, content] of text.split(/\r?\n/).entries()) {
    const line = i + 1;
    const rest = content.slice(1).trim();
    if (content.trim() === "") entry = undefined;
    else if (content.startsWith("//")) continue;
    else if (/^[-+=]/.test(content)) {
      if (entry === undefined) problems.push({ line, message: NO_HEAD });
      else if (content.startsWith("=")) entry.reason.push(rest);
      else (content.startsWith("-") ? entry.before : entry.after).push(rest);
    } else if (/^\s/.test(content)) {
      if (entry === undefined || entry.reason.length === 0) {
        problems.push({ line, message: "only a reason, which begins with =, goes on like this" });
      } else entry.reason.push(content.trim());
    } else {
      entry = headOf(content, line);
      if (entry) entries.push(entry);
      else problems.push({ line, message: NO_HEAD });
    }
  }
  for (const { reason, before, after, line } of entries) {
    if (before.length + after.length === 0) {
      problems.push({
        line,
        message: "it has no line with - or + that says which mutant is meant",
      });
    } else if (reason.every((part) => part === "")) {
      problems.push({ line, message: "it has no reason: a line that begins with =" });
    }
  }
  return {
    explanations: entries.map((each) => ({ ...each, reason: each.reason.join(" ") })),
    problems: problems.sort((a, b) => a.line - b.line),
  };
}

const NO_HEAD = `an entry begins with a declaration and one of ${mutantKinds.join(", ")}`;

function headOf(content: string, line: number): Entry | undefined {
  const [within, kind, ...more] = content.trim().split(/\s+/);
  if (within === undefined || kind === undefined || more.length > 0) return undefined;
  if (!(mutantKinds as readonly string[]).includes(kind)) return undefined;
  return { within, kind, line, before: [], after: [], reason: [] };
}

/** Whether an explanation is about a mutant; white space does not count. */
export function isAbout(
  explained: Explained,
  mutant: { readonly kind: string; readonly within: string; readonly lines: MutantLines },
): boolean {
  return (
    explained.kind === mutant.kind &&
    explained.within === mutant.within &&
    same(explained.before, mutant.lines.before) &&
    same(explained.after, mutant.lines.after)
  );
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return withoutSpacing(left) === withoutSpacing(right);
}

/** Lines of a mutant as they are compared: however they are broken and indented. */
export function withoutSpacing(lines: readonly string[]): string {
  return lines.join(" ").replace(/\s+/g, " ").trim();
}

/** What is wrong with a decision record, as diagnostics with their place in it. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { SourceFile, Span } from "../../grammar/source.ts";
import { suggest } from "../../grammar/suggest.ts";

export type ProblemCode =
  /** The file is not a record, or a claim not a claim. */
  | "record"
  | "claim"
  | "generated-region"
  /** It can be read, and is not as it says. */
  | "false-claim"
  | "open-claim"
  | "stale-region";

export function problem(
  code: ProblemCode,
  source: SourceFile,
  { start, end }: Span,
  message: string,
  help?: string,
): Diagnostic {
  const at = { source, start, end };
  return { code, severity: "error", at, message, ...(help !== undefined && { help }) };
}

/** `did you mean landed?`, else the alternatives, if there are few. */
export function hint(word: string, known: readonly string[]): string | undefined {
  const near = suggest(word, known);
  if (near !== undefined) return `did you mean ${near}?`;
  if (known.length === 0 || known.length > MOST_LISTED) return undefined;
  return `there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}`;
}

const MOST_LISTED = 12;

/** Text of unknown length in a message. */
export function clipped(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}

const LONGEST = 80;

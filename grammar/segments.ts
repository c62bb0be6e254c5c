/**
 * Cuts a file into segments that are parsed on their own, so that a syntax error costs one
 * declaration and not the rest of the file. A segment begins at a word in column 1 that can begin
 * a declaration. Brackets are matched here too: a missing one is explained better from indentation
 * than from where the parser gave up.
 */
import type { Token } from "./scan.ts";
import type { SourceFile } from "./source.ts";
import type { Problem } from "./tree/builder.ts";
import { continuationWords, isDeclarationWord } from "./words.ts";

export interface TokenRange {
  /** Indices into the tokens; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

const closing: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const closers: ReadonlySet<string> = new Set(closing.values());

export function cutIntoSegments(text: string, tokens: readonly Token[]): TokenRange[] {
  const balanced = isBalanced(tokens);
  const segments: TokenRange[] = [];
  let start = 0;
  let depth = 0;
  tokens.forEach((token, index) => {
    if (index > start && beginsSegment(text, tokens, index, depth, balanced)) {
      segments.push({ start, end: index });
      start = index;
      depth = 0;
    }
    if (token.kind !== "sign") return;
    if (closing.has(token.text)) depth++;
    else if (closers.has(token.text) && depth > 0) depth--;
  });
  if (start < tokens.length) segments.push({ start, end: tokens.length });
  return segments;
}

function beginsSegment(
  text: string,
  tokens: readonly Token[],
  index: number,
  depth: number,
  balanced: boolean,
): boolean {
  const token = tokens[index]!;
  if (token.kind !== "word" || (token.start > 0 && text[token.start - 1] !== "\n")) return false;
  if (isDeclarationWord(token.text)) {
    if (depth === 0) return true;
    // Inside brackets it may be a label, unless a bracket is missing somewhere.
    return !balanced && !isLabel(tokens[index + 1]);
  }
  // A misspelt declaration word; but a line may also just go on in column 1.
  if (depth > 0 || continuationWords.has(token.text)) return false;
  const before = tokens[index - 1]!;
  if (before.kind === "sign") return closers.has(before.text) || /^[;?!]$/.test(before.text);
  return !continuationWords.has(before.text) && !isDeclarationWord(before.text);
}

function isLabel(next: Token | undefined): boolean {
  return next !== undefined && /^[:,.)\]}=]$/.test(next.text);
}

function isBalanced(tokens: readonly Token[]): boolean {
  const open: string[] = [];
  for (const token of tokens) {
    if (token.kind !== "sign") continue;
    const closer = closing.get(token.text);
    if (closer) open.push(closer);
    else if (closers.has(token.text) && open.pop() !== token.text) return false;
  }
  return open.length === 0;
}

/** The first bracket of a segment that has no partner, if there is one. */
export function findBracketProblem(
  source: SourceFile,
  tokens: readonly Token[],
  segment: TokenRange,
): Problem | undefined {
  const open: Token[] = [];
  /** Closed by a bracket that is indented less than the line it was opened on. */
  let suspect: { readonly open: Token; readonly close: Token } | undefined;
  for (let index = segment.start; index < segment.end; index++) {
    const token = tokens[index]!;
    if (token.kind !== "sign") continue;
    if (closing.has(token.text)) {
      open.push(token);
      continue;
    }
    if (!closers.has(token.text)) continue;
    const partner = open.pop();
    if (partner === undefined)
      return { code: "unopened", span: token, details: { found: token.text } };
    const expected = closing.get(partner.text)!;
    if (expected !== token.text) {
      return {
        code: "mismatched-bracket",
        span: token,
        details: { found: token.text, open: partner.text, expected },
        related: [{ span: partner, message: `\`${partner.text}\` is opened here` }],
      };
    }
    if (
      suspect === undefined &&
      token.text === "}" &&
      startsLine(source, token.start) &&
      indentation(source, token.start) < indentation(source, partner.start)
    ) {
      suspect = { open: partner, close: token };
    }
  }
  const innermost = open.at(-1);
  if (innermost === undefined) return undefined;
  const culprit = suspect?.open ?? innermost;
  const next = tokens[segment.end];
  const details = { open: culprit.text, expected: closing.get(culprit.text)! };
  if (suspect) {
    return {
      code: "unclosed",
      span: culprit,
      details,
      related: [
        { span: suspect.close, message: "by its indentation, this closes an earlier bracket" },
      ],
    };
  }
  return {
    code: "unclosed",
    span: culprit,
    details,
    ...(next ? { related: [{ span: next, message: "expected before this" }] } : {}),
  };
}

/** Deeper than this is all the same. */
const indentationLimit = 200;

function indentation(source: SourceFile, at: number): number {
  const start = source.lineStarts[source.position(at).line - 1]!;
  let end = start;
  while (end - start < indentationLimit && /[ \t]/.test(source.text[end] ?? "")) end++;
  return end - start;
}

function startsLine(source: SourceFile, at: number): boolean {
  return source.position(at).column - 1 === indentation(source, at);
}

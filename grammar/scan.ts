/**
 * A fast pass over the text before it is parsed. It finds comments (the grammar skips them),
 * refuses what the grammar should never see (unknown characters, operators of other languages,
 * endless texts, nesting that would exhaust the stack), and leaves the tokens for splitting the
 * file into declarations and for error messages.
 */
import { foreignSigns } from "./explain/habits.ts";
import type { Comment } from "./syntax.ts";
import type { Problem } from "./tree/builder.ts";

export interface Token {
  readonly kind: "word" | "number" | "text" | "sign";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Scan {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly problems: readonly Problem[];
  /** Parsing must not be tried at all. */
  readonly refused: boolean;
}

export const nestingLimit = 100;

/** After this many, a file is not a specification. */
const problemLimit = 50;

/** What tokens keep of a very long word or text. */
const tokenTextLimit = 200;

const blank = /[ \t\r\n]+/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /[0-9][A-Za-z0-9_]*(?:\.[0-9][A-Za-z0-9_]*)?/y;
/** Longest first. Operators of other languages are signs too, to be reported as a whole. */
const sign =
  /\.\.\.|<->|<=>|<>|~>|===|!==|<<|>>|\|\||&&|\/\\|\\\/|\\[A-Za-z]+|:=|->|=<|\/=|\*=|%=|\+\+|==|!=|<=|>=|=>|\+=|-=|\.\.|\?\.|[-+*/%=<>!?.,:;()[\]{}\\~^&|'#@$`]/y;
/** What looks like a word of another alphabet, or else one character. */
const foreign = /[\p{L}\p{N}\p{M}_$]+|[^]/uy;
/** Characters that change how the text looks on a terminal or in an editor, anywhere in the file. */

const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

export function scan(text: string): Scan {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  const problems: Problem[] = [];
  let refused = false;
  let depth = 0;
  let at = 0;

  const take = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
  };
  const complain = (code: Problem["code"], end: number, details: Problem["details"] = {}): void => {
    problems.push({ code, span: { start: at, end }, details });
  };
  const push = (kind: Token["kind"], end: number): void => {
    const kept = text.slice(at, Math.min(end, at + tokenTextLimit));
    tokens.push({ kind, text: kept, start: at, end });
    at = end;
  };

  while (at < text.length && !refused) {
    if (problems.length >= problemLimit) {
      complain("too-many-errors", at);
      refused = true;
      break;
    }
    let end = take(blank);
    if (end > at) {
      at = end;
      continue;
    }
    const two = text.slice(at, at + 2);
    if (two === "//" || two === "/*") {
      end = two === "//" ? endOfLine(text, at) : text.indexOf("*/", at + 2) + 2;
      if (end === 1) {
        complain("unterminated-comment", at + 2);
        end = text.length;
      }
      const style = two === "/*" ? "block" : isDocumentation(text, at) ? "doc" : ("line" as const);
      const stripped = text[end - 1] === "\r" && two === "//" ? end - 1 : end;
      comments.push({
        style,
        text: text.slice(at, stripped),
        span: { start: at, end: stripped },
      });
      at = end;
    } else if ((end = take(word)) > at) {
      // A word that goes on in another alphabet is one unknown word.
      const whole = take(foreign);
      if (whole > end) {
        complain("unexpected-character", whole, describe(text.slice(at, whole)));
        push("word", whole);
      } else push("word", end);
    } else if ((end = take(number)) > at) {
      const digits = text.slice(at, end);
      if (!/^[0-9]+$/.test(digits)) complain("number-form", end, { found: shorten(digits) });
      else if (Number(digits) > Number.MAX_SAFE_INTEGER) complain("number-too-large", end);
      push("number", end);
    } else if (two.startsWith('"')) {
      const closing = endOfText(text, at);
      if (closing.problem) complain(closing.problem, closing.end);
      push("text", closing.end);
    } else if ((end = take(sign)) > at) {
      const found = text.slice(at, end);
      const habit = foreignSigns.get(found.startsWith("\\") && end - at > 2 ? "\\word" : found);
      if (habit) {
        complain("foreign-operator", end, { found, write: habit(found) });
      } else if (found === "(" || found === "[" || found === "{") {
        depth++;
        if (depth > nestingLimit) {
          complain("nesting-limit", end, { limit: String(nestingLimit) });
          refused = true;
        }
      } else if ((found === ")" || found === "]" || found === "}") && depth > 0) depth--;
      push("sign", end);
    } else {
      end = Math.max(take(foreign), at + 1);
      complain("unexpected-character", end, describe(text.slice(at, end)));
      push("sign", end);
    }
  }

  for (const found of text.matchAll(hidden)) {
    if (problems.length >= problemLimit) break;
    problems.push({
      code: "hidden-character",
      span: { start: found.index, end: found.index + 1 },
      details: { found: codeOf(found[0]) },
    });
  }
  return { tokens, comments, problems, refused };
}

function isDocumentation(text: string, at: number): boolean {
  return text.startsWith("///", at) && text[at + 3] !== "/";
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function endOfText(
  text: string,
  start: number,
): { readonly end: number; readonly problem?: "unterminated-text" | "unknown-escape" } {
  let problem: "unknown-escape" | undefined;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === "\n") return { end: at, problem: "unterminated-text" };
    if (character === '"') return { end: at + 1, ...(problem ? { problem } : {}) };
    if (character === "\\") {
      const escaped = text[at + 1];
      if (escaped === '"' || escaped === "\\") at++;
      else problem = "unknown-escape";
    }
  }
  return { end: text.length, problem: "unterminated-text" };
}

/** An unknown character or word, and what to write instead. */
function describe(found: string): Problem["details"] {
  if (/^[\p{L}\p{N}\p{M}_$]/u.test(found)) {
    const help = "names are made of the letters a to z and A to Z, digits and `_`";
    return { found: `\`${shorten(found)}\``, help };
  }
  const name = codeOf(found);
  const known = lookalikes.get(found);
  if (known) return { found: `the character ${name}`, help: known };
  const visible = /[\p{S}\p{P}]/u.test(found) ? `\`${found}\` (${name})` : name;
  return { found: `the character ${visible}` };
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** What word processors and web pages make of plain text. */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ["\u00a0", "this is a no-break space; write a plain space"],
  ["\ufeff", "this is a byte order mark; remove it"],
  ["\u200b", "this is a space of no width; remove it"],
  ["\u201c", 'texts are in plain quotes: `"`'],
  ["\u201d", 'texts are in plain quotes: `"`'],
  ["\u2013", "write `-`"],
  ["\u2014", "write `-`"],
  ["\u2212", "write `-`"],
  ["\u2026", "write `...`"],
  ["\u2192", "write `implies`"],
  ["\u21d2", "write `implies`"],
  ["\u2227", "write `and`"],
  ["\u2228", "write `or`"],
  ["\u00ac", "write `not`"],
  ["\u2200", "write `all x: T { e }`"],
  ["\u2203", "write `some x: T { e }`"],
  ["\u2208", "write `in`"],
  ["\u2260", "write `!=`"],
  ["\u2264", "write `<=`"],
  ["\u2265", "write `>=`"],
]);

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

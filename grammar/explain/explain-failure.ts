/**
 * Turns a failed match of the grammar into one diagnostic in the user's words: the usual causes
 * first (a word of another language, a misspelt word, a forgotten line end), then what was found and
 * what was expected.
 */
import { Expected } from "./expected.ts";
import { foreignWords } from "./habits.ts";
import { hintFor } from "./hints.ts";
import type { Failed } from "../match-grammar.ts";
import type { Token } from "../scan.ts";
import type { Span } from "../source.ts";
import { suggest } from "../suggest.ts";
import type { Problem } from "../tree/builder.ts";
import { continuationWords, declarationWords, isReserved, statementWords } from "../words.ts";

/** The end of the rightmost path of the parser, and the tokens around it. */
interface Place {
  /** Offset at which the parser gave up; inside `found` if that was read in part. */
  readonly at: number;
  readonly found: Token | undefined;
  readonly previous: Token | undefined;
  readonly before: Token | undefined;
  /** First token on the line, if that is another one. */
  readonly first: Token | undefined;
  readonly sameLine: boolean;
  readonly span: Span;
}

/** The failure is of `text`, and `tokens` are all of its tokens. */
export function explainFailure(failed: Failed, text: string, tokens: readonly Token[]): Problem {
  return explain(findPlace(text, tokens, failed.at), new Expected(failed.expected));
}

function findPlace(text: string, tokens: readonly Token[], at: number): Place {
  const following = tokens.findIndex((token) => token.end > at);
  const index = following === -1 ? tokens.length : following;
  const found = tokens[index];
  const previous = tokens[index - 1];
  const onOneLine = (a: Token | undefined, b: Token | undefined) =>
    a !== undefined && b !== undefined && !text.slice(a.end, b.start).includes("\n");
  let first = index;
  while (onOneLine(tokens[first - 1], tokens[first] ?? tokens[first - 1])) first--;
  return {
    at,
    found,
    previous,
    before: tokens[index - 2],
    first: first < index ? tokens[first] : undefined,
    sameLine: onOneLine(previous, found),
    span: found ?? previous ?? { start: at, end: at },
  };
}

function explain(place: Place, expected: Expected): Problem {
  return (
    explainHabit(place, expected) ??
    explainReserved(place, expected) ??
    explainEquals(place, expected) ??
    explainMisspelling(place, expected) ??
    explainRest(place, expected)
  );
}

/** A word of another language, where one of ours was expected. */
function explainHabit(place: Place, expected: Expected): Problem | undefined {
  const { found, previous, first } = place;
  if (found?.text === "var" && expected.has("a statement")) {
    const help = "write `let x = e`; a `var` belongs to a process, before its steps";
    return { code: "foreign-word", span: found, details: { found: "var", help } };
  }
  for (const token of [found, previous, first]) {
    const help = token?.kind === "word" ? foreignWords.get(token.text) : undefined;
    if (token && help) {
      return { code: "foreign-word", span: token, details: { found: token.text, help } };
    }
  }
  return undefined;
}

function explainReserved({ found }: Place, expected: Expected): Problem | undefined {
  if (found?.kind !== "word" || !isReserved(found.text) || !expected.has("a name")) {
    return undefined;
  }
  // Where more than a name is expected, the word may be meant as what it is.
  const elsewhere = ["a statement", "an item of the check", "an operator", "a declaration", "}"];
  if (elsewhere.some((group) => expected.has(group))) return undefined;
  if (expected.has("an expression") && continuationWords.has(found.text)) return undefined;
  return { code: "reserved-name", span: found, details: { found: found.text } };
}

function explainEquals({ found, at }: Place, expected: Expected): Problem | undefined {
  if (found?.text === "=" && expected.has("an operator")) {
    return { code: "assignment-in-expression", span: found, details: {} };
  }
  const assigning = expected.has("an assignment") || (found !== undefined && found.start < at);
  if (found?.text === "==" && assigning) {
    return { code: "comparison-as-assignment", span: found, details: {} };
  }
  return undefined;
}

function explainMisspelling(place: Place, expected: Expected): Problem | undefined {
  const { found, previous, first } = place;
  const misspelt = (token: Token, near: string, what: string): Problem => ({
    code: "unknown-word",
    span: token,
    details: { found: token.text, expected: what, help: `did you mean \`${near}\`?` },
  });
  if (found?.kind === "word") {
    const words = expected.words();
    const near = suggest(found.text, words);
    if (near && near !== found.text) return misspelt(found, near, String(expected));
  }
  if (previous?.kind !== "word" || isReserved(previous.text)) return undefined;
  // The first word was read as a name, and only what follows it is out of place.
  if (expected.has("unbounded")) {
    const near = suggest(previous.text, expectations);
    if (near) return misspelt(previous, near, "an expectation");
  }
  const readAsName = found?.kind === "word" || found?.kind === "text" || found?.text === "{";
  if (!readAsName) return undefined;
  if (!place.sameLine || (first !== previous && !/^[{;,]$/.test(place.before?.text ?? ""))) {
    return undefined;
  }
  const near = suggest(
    previous.text,
    expected.has("an assignment") ? [...statementWords, "else"] : itemWords,
  );
  const what = expected.has("an assignment") ? "a statement" : "an item";
  return near && (expected.has("an assignment") || expected.has("="))
    ? misspelt(previous, near, what)
    : undefined;
}

const expectations = ["holds", "violates", "deadlocks", "fails", "states", "transitions"];
const itemWords = ["expect", "limit", "only", "without", "symmetry", ...declarationWords];

function explainRest(place: Place, expected: Expected): Problem {
  const { found, previous, before, span, sameLine } = place;
  const help = hintFor({
    found: found?.text ?? "",
    previous: previous?.text ?? "",
    before: before?.text ?? "",
    expected,
  });
  const details = { expected: String(expected), ...(help ? { help } : {}) };
  if (!found) {
    const end = `the end of the declaration after ${show(previous)}`;
    return { code: "unexpected-token", span, details: { found: end, ...details } };
  }
  if (sameLine && expected.has("a new line")) {
    const around = { found: show(found), previous: show(previous) };
    return { code: "missing-line-end", span, details: { ...around, ...details } };
  }
  return { code: "unexpected-token", span, details: { found: show(found), ...details } };
}

/** A token as messages show it. */
export function show(token: Token | undefined): string {
  if (token === undefined) return "nothing";
  if (token.kind === "text") return "a text in quotes";
  return `\`${token.text.length > 40 ? `${token.text.slice(0, 39)}…` : token.text}\``;
}

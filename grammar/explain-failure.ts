/**
 * Turns a failed match of the grammar into one diagnostic in the user's words. Ohm lists every token
 * that could have stood where it gave up; here they are grouped (a statement, an expression, ...),
 * and the usual causes are recognised first.
 */
import type { FailedMatchResult } from "ohm-js";
import { foreignWords } from "./habits.ts";
import type { Token } from "./scan.ts";
import type { TokenRange } from "./segments.ts";
import type { Span } from "./source.ts";
import { suggest } from "./suggest.ts";
import type { Problem } from "./tree-builder.ts";
import { declarationWords, isReserved, statementWords } from "./words.ts";

interface Place {
  readonly found: Token | undefined;
  readonly previous: Token | undefined;
  /** First token on the line of `found`, if that is another one. */
  readonly first: Token | undefined;
  readonly sameLine: boolean;
  readonly span: Span;
}

/** `match` is of the segment's text, which begins at the segment's first token. */
export function explainFailure(
  match: FailedMatchResult,
  text: string,
  tokens: readonly Token[],
  segment: TokenRange,
): Problem {
  const base = tokens[segment.start]!.start;
  const at = base + match.getRightmostFailurePosition();
  const place = findPlace(text, tokens, segment, at);
  const failures = new Set(
    rightmostFailures(match)
      .filter((failure) => failure.getType() !== "code")
      .map((failure) => failure.getText()),
  );
  return explain(place, new Expected(failures));
}

interface Failure {
  getText(): string;
  getType(): string;
}

/** Missing from the type declarations of ohm. */
function rightmostFailures(match: FailedMatchResult): readonly Failure[] {
  return (
    match as unknown as { getRightmostFailures(): readonly Failure[] }
  ).getRightmostFailures();
}

function findPlace(text: string, tokens: readonly Token[], segment: TokenRange, at: number): Place {
  let index = segment.start;
  while (index < segment.end && tokens[index]!.end <= at) index++;
  const found = index < segment.end ? tokens[index] : undefined;
  const previous = index > segment.start ? tokens[index - 1] : undefined;
  const onOneLine = (a: Token, b: Token) => !text.slice(a.end, b.start).includes("\n");
  let first = index;
  while (
    first > segment.start &&
    onOneLine(tokens[first - 1]!, tokens[first] ?? tokens[first - 1]!)
  )
    first--;
  const end = previous?.end ?? at;
  return {
    found,
    previous,
    first: first < index ? tokens[first] : undefined,
    sameLine: found !== undefined && previous !== undefined && onOneLine(previous, found),
    span: found ?? { start: previous?.start ?? at, end },
  };
}

/** What could have stood at the place of failure, in groups. */
class Expected {
  readonly #left: Set<string>;
  readonly #all: ReadonlySet<string>;
  readonly groups: string[] = [];

  constructor(failures: ReadonlySet<string>) {
    this.#all = failures;
    this.#left = new Set(failures);
    for (const { name, signature, members } of groups) {
      if (!signature.every((each) => failures.has(each))) continue;
      this.groups.push(name);
      for (const member of members) this.#left.delete(member);
    }
    for (const each of neverMentioned) this.#left.delete(each);
  }

  has(failure: string): boolean {
    return this.#all.has(failure);
  }

  hasGroup(name: string): boolean {
    return this.groups.includes(name);
  }

  /** Words of the language that could have stood here. */
  words(): string[] {
    const words = [...this.#all].flatMap((failure) => spelledOut.get(failure) ?? [failure]);
    if (this.hasGroup("a declaration")) words.push(...declarationWords);
    if (this.hasGroup("a statement")) words.push(...statementWords);
    return words.filter((word) => /^[a-z]{2,}$/.test(word));
  }

  toString(): string {
    const singles = [...this.#left].flatMap((failure) => spelledOut.get(failure) ?? [failure]);
    const quoted = singles.map((text) => (/^an? /.test(text) ? text : `\`${text}\``));
    const all = [...this.groups, ...new Set(quoted)];
    const newLine = all.indexOf("a new line");
    if (newLine !== -1) all.push(...all.splice(newLine, 1));
    if (all.length <= 1) return all[0] ?? "something else";
    return `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
  }
}

/** Descriptions of rules that stand for several words. */
const spelledOut: ReadonlyMap<string, readonly string[]> = new Map([
  ["invariant", ["invariant", "transition", "temporal"]],
  ["reachable", ["reachable", "unreachable"]],
  ["all", ["all", "some"]],
  ["count", ["count", "sum", "find", "the", "set", "map"]],
  ["only", ["only", "without"]],
  ["on", ["on", "off"]],
  ["=", ["=", "+=", "-="]],
  ["a value", ["true", "false", "none"]],
]);

/** They follow any name or expression; to list them would bury the rest. */
const neverMentioned = ["a space", "a suffix"];

const suffixes = [".", "?.", "[", "(", "!", ".."];
const starters = [
  "a name",
  "a number",
  "(",
  "{",
  "[",
  "a value",
  "if",
  "all",
  "old",
  "count",
  "set",
];

const groups: readonly {
  readonly name: string;
  /** All of these are expected: then the group is. */
  readonly signature: readonly string[];
  readonly members: readonly string[];
}[] = [
  {
    name: "a declaration",
    signature: ["scenario", "def"],
    members: [...declarationWords, "invariant"],
  },
  { name: "a statement", signature: ["goto", "choose"], members: [...statementWords, "a name"] },
  {
    name: "a type",
    signature: ["seq", "bool"],
    members: ["map", "set", "seq", "bool", "{", "(", "a name", "a number", "min", "-"],
  },
  {
    name: "an expression",
    signature: ["a prefix", "old"],
    members: [...starters, "min", "a prefix"],
  },
  {
    name: "a pattern",
    signature: ["_", "some", "a value"],
    members: ["_", "some", "a value", "a name", "a number", "-"],
  },
  {
    name: "an operator",
    signature: ["an operator", "is", "at"],
    members: [...suffixes, "an operator", "is", "at"],
  },
  {
    name: "an item of the check",
    signature: ["limit", "symmetry"],
    members: ["expect", "only", "limit", "symmetry", "a name"],
  },
  {
    name: "an expectation",
    signature: ["holds", "violates"],
    members: ["holds", "violates", "deadlocks", "fails", "states", "transitions", "a name"],
  },
];

function explain(place: Place, expected: Expected): Problem {
  const { found, previous, span } = place;
  return (
    explainHabit(place, expected) ??
    explainReserved(found, expected) ??
    explainSigns(place, expected) ??
    explainMisspelling(place, expected) ??
    explainLineEnd(place, expected) ?? {
      code: "unexpected-token",
      span,
      details: {
        found: found ? show(found) : `the end of the declaration after ${show(previous)}`,
        expected: String(expected),
      },
    }
  );
}

/** A word of another language, where one of ours was expected. */
function explainHabit(place: Place, expected: Expected): Problem | undefined {
  const { found, previous, first } = place;
  if (found?.kind === "word" && found.text === "var" && expected.hasGroup("a statement")) {
    return unknownWord(
      found,
      expected,
      "write `let x = e`; a `var` belongs to a process, before its steps",
    );
  }
  for (const token of [found, previous, first]) {
    if (token?.kind !== "word") continue;
    const habit = foreignWords.get(token.text);
    if (habit) return unknownWord(token, expected, habit);
  }
  return undefined;
}

function explainReserved(found: Token | undefined, expected: Expected): Problem | undefined {
  if (found?.kind !== "word" || !isReserved(found.text) || !expected.has("a name"))
    return undefined;
  const elsewhere = ["a statement", "an item of the check", "an operator", "a declaration"];
  if (elsewhere.some((group) => expected.hasGroup(group))) return undefined;
  return { code: "reserved-name", span: found, details: { found: found.text } };
}

function explainSigns(place: Place, expected: Expected): Problem | undefined {
  const { found, previous } = place;
  if (found === undefined) return undefined;
  const unexpected = (help: string): Problem => ({
    code: "unexpected-token",
    span: found,
    details: { found: show(found), expected: String(expected), help },
  });
  if (found.text === "=" && expected.hasGroup("an operator")) {
    return { code: "assignment-in-expression", span: found, details: {} };
  }
  if (found.text === "==" && expected.has("=") && !expected.hasGroup("an operator")) {
    return { code: "comparison-as-statement", span: found, details: {} };
  }
  if (found.text === "!" && expected.hasGroup("an expression")) return unexpected("write `not`");
  if (found.text === "?" && expected.hasGroup("an operator")) {
    return unexpected("write `if c then a else b`; the value of an option is `e!` or `e?.field`");
  }
  if (found.text === "?") {
    return unexpected(
      previous?.text === "?"
        ? "an option of an option is not a type"
        : "`?` follows a name; put any other type in parentheses: `(0..3)?`",
    );
  }
  if (found.text === "?." && expected.has("=")) {
    return unexpected("`?.` only reads; to write, use `!`: `pt[p]!.writable = true`");
  }
  return undefined;
}

function explainMisspelling(place: Place, expected: Expected): Problem | undefined {
  const { found, previous, first } = place;
  if (found?.kind === "word") {
    const near = suggest(found.text, expected.words());
    if (near && near !== found.text)
      return unknownWord(found, expected, `did you mean \`${near}\`?`);
  }
  // `chose f: Frame` reads as the name `chose`, and only `f` is out of place.
  for (const token of [previous, first]) {
    if (token?.kind !== "word" || isReserved(token.text) || !place.sameLine) continue;
    const words = [...statementWords, "step", "let", "var", "expect", "limit", "only", "without"];
    const near = suggest(token.text, words);
    if (near && found?.kind === "word") {
      return {
        code: "unknown-word",
        span: token,
        details: {
          found: token.text,
          expected: "a word of the language before " + show(found),
          help: `did you mean \`${near}\`?`,
        },
      };
    }
  }
  return undefined;
}

function explainLineEnd(place: Place, expected: Expected): Problem | undefined {
  const { found, previous } = place;
  if (!expected.has("a new line") || !place.sameLine || !found || !previous) return undefined;
  return {
    code: "missing-line-end",
    span: found,
    details: {
      found: show(found),
      previous: show(previous),
      expected: String(expected),
    },
  };
}

function unknownWord(token: Token, expected: Expected, help: string): Problem {
  return {
    code: "unknown-word",
    span: token,
    details: { found: token.text, expected: String(expected), help },
  };
}

/** A token as messages show it. */
export function show(token: Token | undefined): string {
  if (token === undefined) return "nothing";
  if (token.kind === "text") return "a text in quotes";
  return `\`${token.text.length > 40 ? `${token.text.slice(0, 39)}…` : token.text}\``;
}

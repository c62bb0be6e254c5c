/**
 * Situations in which a syntax error has a likely cause, and what to do about it. The first that
 * applies adds its help to the message.
 */
import type { Expected } from "./expected.ts";

export interface Situation {
  /** Texts of the token where the parser gave up and of those before it; "" where there is none. */
  readonly found: string;
  readonly previous: string;
  readonly before: string;
  readonly expected: Expected;
}

interface Hint {
  readonly found?: RegExp;
  readonly previous?: RegExp;
  readonly before?: RegExp;
  /** All of these could have stood there. */
  readonly expects?: readonly string[];
  readonly notExpects?: readonly string[];
  readonly help: string;
}

const word = /^[A-Za-z_]/;
const setLiteral = "a set is written `set(a, b)`; `{ }` is a record: `{ field: value }`";
const body = "the body of a quantifier is in braces: `all x: T { e }`";
const nameFirst = "the name comes first, then its type: `x: T`";

const hints: readonly Hint[] = [
  { found: /^!$/, expects: ["an expression"], help: "write `not`" },
  { found: /^\?$/, previous: /^\?$/, help: "an option of an option is not a type" },
  {
    found: /^\?$/,
    expects: ["an operator"],
    help: "write `if c then a else b`; the value of an option is `e!` or `e?.field`",
  },
  {
    found: /^\?$/,
    help: "`?` follows a name; put any other type in parentheses: `(0..3)?`",
  },
  {
    found: /^\?\.$/,
    expects: ["an assignment"],
    help: "`?.` only reads; to write, use `!`: `pt[p]!.writable = true`",
  },
  {
    found: /^=>$/,
    expects: ["an operator"],
    help: "write `implies`; `=>` stands before the value of a fold or an arm of `match`",
  },
  { found: /^<$/, expects: ["of"], help: "write `set of T`" },
  {
    found: /^<$/,
    expects: ["?"],
    help: "write `map[K] of V`, `set of T`, `seq[n] of T`",
  },
  { found: /./, expects: ["of"], previous: /^\]$/, help: "write `map[K] of V`, `seq[n] of T`" },
  { found: /^of$/, expects: ["["], previous: /^map$/, help: "write `map[K] of V`" },
  { found: /^of$/, expects: ["["], previous: /^seq$/, help: "write `seq[n] of T`" },
  {
    previous: /^\]$/,
    before: /^\[$/,
    found: /./,
    expects: ["an operator"],
    help: "write `always`",
  },
  { found: /^<$/, expects: ["an expression"], help: "write `eventually`" },
  { found: /^leads$/, help: "the operator is `leads to`" },
  {
    found: /^(?:var|let)$/,
    expects: ["step", "}"],
    help: "variables of a process come before its steps",
  },
  {
    found: /^:$/,
    expects: ["="],
    before: /^let$/,
    help: "the type follows from the value: `let x = e`",
  },
  {
    found: /^when$/,
    expects: ["a statement"],
    help: "a guard comes before the body: `action a when e { ... }`",
  },
  {
    found: /^then$/,
    expects: ["{"],
    help: "as a statement: `if c { ... } else { ... }`; as an expression: `if c then a else b`",
  },
  {
    found: /^\{$/,
    expects: ["then"],
    help: "as an expression: `if c then a else b`; as a statement: `if c { ... } else { ... }`",
  },
  {
    expects: ["else", "an operator"],
    notExpects: ["a new line"],
    help: "an expression `if c then a else b` always has an `else`",
  },
  {
    found: /^\)$/,
    expects: ["in", ":"],
    help: "a condition follows `where`: `count(x: T where e)`",
  },
  { found: /./, expects: ["{", "where", ","], notExpects: ["a new line"], help: body },
  { previous: /^\{$/, found: /./, expects: ["...", "}"], help: setLiteral },
  { before: /^[{,]$/, found: /^[,}]$/, expects: [":"], help: setLiteral },
  {
    found: /^(?:==|!=|<|>|in|is|and|or|implies|\(|\[)$|^[A-Za-z_]/,
    before: /^(?:invariant|transition|temporal)$/,
    expects: [":"],
    help: "a property has a name: `invariant name: e`",
  },
  { found: word, previous: word, expects: [":"], notExpects: ["in"], help: nameFirst },
  { found: /^=$/, expects: [":"], help: "say the type: `x: T = e`" },
  {
    found: /^\{$/,
    expects: ["=", "?"],
    help: "the value of a `def` follows `=`: `def f(x: T): R = e`",
  },
  {
    found: /^=$/,
    previous: /^\)$/,
    expects: ["a new line"],
    notExpects: ["an operator"],
    help: "the cells of a map are written `m[k] = e`",
  },
  {
    found: /^,$/,
    expects: ["a new line"],
    notExpects: [","],
    help: "end it with a new line or `;`",
  },
  {
    found: /^[}\n]?$/,
    previous: word,
    expects: ["an assignment", "("],
    help: "an effect is called with parentheses: `f()`",
  },
  {
    found: /^"/,
    expects: [",", "an operator"],
    help: 'a comma comes before the message: `assert e, "message"`',
  },
];

export function hintFor(situation: Situation): string | undefined {
  const { found, previous, before, expected } = situation;
  return hints.find(
    (hint) =>
      (hint.found?.test(found) ?? true) &&
      (hint.previous?.test(previous) ?? true) &&
      (hint.before?.test(before) ?? true) &&
      (hint.expects?.every((each) => expected.has(each)) ?? true) &&
      !hint.notExpects?.some((each) => expected.has(each)),
  )?.help;
}

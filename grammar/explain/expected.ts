/**
 * What could have stood where the parser gave up. Ohm lists every token; here they are grouped as a
 * reader thinks of them: a statement, an expression, a type.
 */
import { declarationWords, statementWords } from "../words.ts";

export type Group = (typeof groups)[number]["name"];

const groups = [
  {
    name: "a declaration",
    signature: ["scenario", "def"],
    members: [...declarationWords, "invariant", "end of input", "."],
  },
  {
    name: "a statement",
    signature: ["goto", "choose"],
    members: [...statementWords, "a name"],
  },
  {
    name: "a type",
    signature: ["seq", "bool"],
    members: ["map", "set", "seq", "bool", "{", "(", "a name", "a number", "min", "-"],
  },
  {
    name: "an expression",
    signature: ["a prefix", "old"],
    members: [
      ...["a name", "a number", "(", "{", "[", "a value", "if", "all", "old", "count", "set"],
      ...["min", "a prefix"],
    ],
  },
  {
    name: "a pattern",
    signature: ["_", "some", "a value"],
    members: ["_", "some", "a value", "a name", "a number", "-"],
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
  {
    name: "an operator",
    signature: ["an operator", "is", "at"],
    members: ["is", "at", "an operator"],
  },
] as const satisfies readonly {
  readonly name: string;
  /** All of these are expected: then the group is. */
  readonly signature: readonly string[];
  readonly members: readonly string[];
}[];

/** Descriptions of rules that stand for several words or signs. */
const spelledOut: ReadonlyMap<string, readonly string[]> = new Map([
  ["invariant", ["invariant", "transition", "temporal"]],
  ["reachable", ["reachable", "unreachable"]],
  ["all", ["all", "some"]],
  ["count", ["count", "sum", "find", "the", "set", "map"]],
  ["only", ["only", "without"]],
  ["on", ["on", "off"]],
  ["an assignment", ["=", "+=", "-="]],
  ["a value", ["true", "false", "none"]],
]);

/** What can follow almost anything; to list it would bury the rest. */
const silent = ["a space", "a suffix", "end of input", "an arithmetic operator", ".", "?"];

export class Expected {
  readonly #all: ReadonlySet<string>;
  readonly #groups: readonly Group[];

  constructor(failures: Iterable<string>) {
    this.#all = new Set(failures);
    this.#groups = groups
      .filter(({ signature }) => signature.every((each) => this.#all.has(each)))
      .map(({ name }) => name);
  }

  /** The text of a token, a rule's description, or a group. */
  has(what: string): boolean {
    return this.#all.has(what) || this.#groups.some((group) => group === what);
  }

  /** Words of the language that could have stood here. */
  words(): string[] {
    const words = [...this.#all].flatMap((failure) => spelledOut.get(failure) ?? [failure]);
    return words.filter((word) => /^[a-z]{2,}$/.test(word));
  }

  toString(): string {
    const singles = new Set(this.#all);
    for (const { name, members } of groups) {
      if (this.has(name)) for (const member of members) singles.delete(member);
    }
    // After a statement's first name only an assignment or a call makes sense.
    if (singles.has("an assignment")) for (const each of ["!", "["]) singles.delete(each);
    for (const each of silent)
      if (singles.size > 1 || this.#groups.length > 0) singles.delete(each);
    const newLine = singles.delete("a new line");

    const parts = [...singles]
      .flatMap((failure) => spelledOut.get(failure) ?? [failure])
      .map((text) => (/^an? /.test(text) ? text : `\`${text}\``));
    const all = [
      ...this.#groups.filter((group) => group !== "an operator"),
      ...new Set(parts),
      ...(this.has("an operator") ? ["an operator"] : []),
      ...(newLine ? ["a new line"] : []),
    ];
    if (all.length <= 1) return all[0] ?? "something else";
    return `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
  }
}

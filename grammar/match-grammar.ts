/**
 * Matches text against the grammar. `faultline.ohm` is the definition and ohm the reference; this
 * runs the same grammar from its recipe, some ten times faster from a cold start, since it builds
 * nothing for words and signs, remembers only rules that can be entered again, and need not load
 * ohm. The tests hold it equal to ohm: same texts, same trees, same expectations on failure.
 *
 * A rule whose name begins with a capital letter is syntactic: space is skipped before each of its
 * parts. Other rules are lexical and yield a leaf. Alternatives are tried in order and the first
 * that matches counts (a parsing expression grammar).
 */
import type { Actions, Concrete } from "./tree/builder.ts";
import recipe from "./faultline-recipe.ts";

export interface Matched {
  readonly succeeded: true;
  readonly node: Concrete;
}

export interface Failed {
  readonly succeeded: false;
  /** The rightmost place at which something else was expected. */
  readonly at: number;
  /** What could have stood there: texts of signs, descriptions of rules. */
  readonly expected: readonly string[];
}

type Recipe = readonly [kind: string, meta: unknown, ...rest: unknown[]];

/** Where the match ends, or -1. Syntactic matchers leave as many nodes on the stack as they have parts. */
type Matcher = (at: number) => number;

interface Rule {
  readonly name: string;
  readonly description: string | null;
  readonly body: Recipe;
  readonly syntactic: boolean;
}

/** Rules through which every recursion goes: remembering them keeps the time linear. */
const remembered: ReadonlySet<string> = new Set(["Expression", "Type", "Pattern", "Block", "If"]);

// The state of the match under way; matching is synchronous and never nested.
let input = "";
let actions: Actions = {};
const stack: Node[] = [];
let farthest = -1;
let expected: string[] = [];
/** Above 0, failures are not what a user could have meant. */
let quiet = 0;
let memories: Map<string, Map<number, Node | undefined>> = new Map();
let spaceFrom = -1;
let spaceTo = -1;

class Node implements Concrete {
  readonly rule: string;
  readonly startIdx: number;
  readonly endIdx: number;
  readonly children: readonly Node[];

  constructor(rule: string, start: number, end: number, children: readonly Node[]) {
    this.rule = rule;
    this.startIdx = start;
    this.endIdx = end;
    this.children = children;
  }

  get source(): { readonly startIdx: number; readonly endIdx: number } {
    return this;
  }

  get sourceString(): string {
    return input.slice(this.startIdx, this.endIdx);
  }

  /** A rule without an action of its own is what its only part is. */
  tree(): unknown {
    const action = actions[this.rule];
    if (action) return action.apply(this, this.children as Node[]);
    const [only] = this.children;
    if (only === undefined || this.children.length !== 1) {
      throw new Error(`the tree builder has no action for ${this.rule}`);
    }
    return only.tree();
  }
}

const leaf: readonly Node[] = [];

function fail(at: number, what: string): -1 {
  if (quiet > 0 || at < farthest) return -1;
  if (at > farthest) {
    farthest = at;
    expected = [];
  }
  expected.push(what);
  return -1;
}

function skipSpace(at: number): number {
  if (at === spaceFrom) return spaceTo;
  quiet++;
  const end = spaces(at);
  quiet--;
  spaceFrom = at;
  spaceTo = end;
  return end;
}

// ---------------------------------------------------------------------------------------------
// Compiling recipes to matchers

const rules = new Map<string, Rule>();
const definitions = (JSON.parse(recipe) as unknown[])[5] as Readonly<
  Record<string, readonly [string, unknown, string | null, unknown, Recipe]>
>;
for (const [name, [, , description, , body]] of Object.entries(definitions)) {
  rules.set(name, { name, description, body, syntactic: /^[A-Z]/.test(name) });
}

const lexicalRules = new Map<string, Matcher>([
  ["any", (at) => (at < input.length ? at + 1 : fail(at, "any character"))],
  ["end", (at) => (at === input.length ? at : fail(at, "end of input"))],
]);
const syntacticRules = new Map<string, Matcher>();
const spaces = lexicalRule("spaces");

function ruleNamed(name: string): Rule {
  const rule = rules.get(name);
  if (!rule) throw new Error(`the grammar has no rule ${name}`);
  return rule;
}

/** Rules are compiled when first used, so that they can refer to each other. */
function lexicalRule(name: string): Matcher {
  const known = lexicalRules.get(name);
  if (known) return known;
  let body: Matcher | undefined;
  const { description, body: recipeOfBody } = ruleNamed(name);
  const matchBody: Matcher = (at) => (body ??= lexical(recipeOfBody))(at);
  const matcher: Matcher =
    description === null
      ? matchBody
      : (at) => {
          quiet++;
          const end = matchBody(at);
          quiet--;
          return end === -1 ? fail(at, description) : end;
        };
  lexicalRules.set(name, matcher);
  return matcher;
}

function syntacticRule(name: string): Matcher {
  const known = syntacticRules.get(name);
  if (known) return known;
  const rule = ruleNamed(name);
  let body: Matcher | undefined;
  const matchRule: Matcher = (at) => {
    const mark = stack.length;
    const end = (body ??= syntactic(rule.body, true))(at);
    if (end === -1) return -1;
    const children = stack.splice(mark);
    stack.push(new Node(name, at, end, children));
    return end;
  };
  const matcher: Matcher = !remembered.has(name)
    ? matchRule
    : (at) => {
        let memory = memories.get(name);
        if (!memory) memories.set(name, (memory = new Map()));
        if (memory.has(at)) {
          const node = memory.get(at);
          if (node === undefined) return -1;
          stack.push(node);
          return node.endIdx;
        }
        const end = matchRule(at);
        memory.set(at, end === -1 ? undefined : stack.at(-1));
        return end;
      };
  syntacticRules.set(name, matcher);
  return matcher;
}

/** Matches without nodes. */
function lexical([kind, , ...rest]: Recipe): Matcher {
  const parts = rest as Recipe[];
  switch (kind) {
    case "terminal": {
      const text = rest[0] as string;
      return (at) => (input.startsWith(text, at) ? at + text.length : fail(at, text));
    }
    case "range": {
      const [from, to] = (rest as string[]).map((text) => text.charCodeAt(0)) as [number, number];
      return (at) => {
        const code = input.charCodeAt(at);
        return code >= from && code <= to ? at + 1 : fail(at, `${rest[0]}..${rest[1]}`);
      };
    }
    case "app":
      return lexicalRule(rest[0] as string);
    case "lex":
      return lexical(parts[0]!);
    case "seq": {
      const matchers = parts.map(lexical);
      return (at) => {
        let end = at;
        for (const matcher of matchers) {
          end = matcher(end);
          if (end === -1) return -1;
        }
        return end;
      };
    }
    case "alt": {
      const matchers = parts.map(lexical);
      return (at) => {
        for (const matcher of matchers) {
          const end = matcher(at);
          if (end !== -1) return end;
        }
        return -1;
      };
    }
    case "star":
    case "plus":
    case "opt":
      return repeated(kind, lexical(parts[0]!));
    case "not":
    case "lookahead":
      return lookAhead(kind, lexical(parts[0]!));
    default:
      throw new Error(`recipes have no ${kind}`);
  }
}

function repeated(kind: "star" | "plus" | "opt", matcher: Matcher): Matcher {
  const least = kind === "plus" ? 1 : 0;
  const most = kind === "opt" ? 1 : Number.POSITIVE_INFINITY;
  return (at) => {
    let end = at;
    let count = 0;
    while (count < most) {
      const next = matcher(end);
      if (next === -1) break;
      end = next;
      count++;
    }
    return count < least ? -1 : end;
  };
}

function lookAhead(kind: "not" | "lookahead", matcher: Matcher): Matcher {
  if (kind === "lookahead") return (at) => (matcher(at) === -1 ? -1 : at);
  return (at) => {
    quiet++;
    const end = matcher(at);
    quiet--;
    return end === -1 ? at : -1;
  };
}

/** Matches with nodes; `skipping` is off inside `#`. */
function syntactic(part: Recipe, skipping: boolean): Matcher {
  const [kind, , ...rest] = part;
  const parts = rest as Recipe[];
  switch (kind) {
    case "terminal": {
      const matcher = lexical(part);
      return (at) => pushLeaf("_terminal", skipping ? skipSpace(at) : at, matcher);
    }
    case "app": {
      const name = rest[0] as string;
      if (name !== "end" && ruleNamed(name).syntactic) {
        const matcher = syntacticRule(name);
        return (at) => matcher(skipping ? skipSpace(at) : at);
      }
      const matcher = lexicalRule(name);
      return (at) => pushLeaf(name, skipping ? skipSpace(at) : at, matcher);
    }
    case "lex":
      return syntactic(parts[0]!, false);
    case "seq": {
      const matchers = parts.map((each) => syntactic(each, skipping));
      return (at) => {
        const mark = stack.length;
        let end = at;
        for (const matcher of matchers) {
          end = matcher(end);
          if (end === -1) {
            stack.length = mark;
            return -1;
          }
        }
        return end;
      };
    }
    case "alt": {
      const matchers = parts.map((each) => syntactic(each, skipping));
      return (at) => {
        for (const matcher of matchers) {
          const end = matcher(at);
          if (end !== -1) return end;
        }
        return -1;
      };
    }
    case "star":
    case "plus":
    case "opt":
      return inColumns(repeated(kind, syntactic(parts[0]!, skipping)), arityOf(parts[0]!));
    case "not": {
      const matcher = lookAhead("not", syntactic(parts[0]!, skipping));
      return (at) => {
        const mark = stack.length;
        const end = matcher(at);
        stack.length = mark;
        return end;
      };
    }
    case "lookahead":
      return lookAhead("lookahead", syntactic(parts[0]!, skipping));
    default:
      throw new Error(`recipes have no ${kind}`);
  }
}

function pushLeaf(name: string, at: number, matcher: Matcher): number {
  const end = matcher(at);
  if (end !== -1) stack.push(new Node(name, at, end, leaf));
  return end;
}

/** `(a b)*` is two nodes: all that matched `a` and all that matched `b`. */
function inColumns(matcher: Matcher, arity: number): Matcher {
  return (at) => {
    const mark = stack.length;
    const end = matcher(at);
    if (end === -1) return -1;
    const found = stack.splice(mark);
    for (let column = 0; column < arity; column++) {
      const children = arity === 1 ? found : found.filter((_, index) => index % arity === column);
      const start = children[0]?.startIdx ?? at;
      stack.push(new Node("_iter", start, children.at(-1)?.endIdx ?? start, children));
    }
    return end;
  };
}

function arityOf([kind, , ...rest]: Recipe): number {
  const parts = rest as Recipe[];
  switch (kind) {
    case "seq":
      return parts.reduce((sum, part) => sum + arityOf(part), 0);
    case "not":
      return 0;
    case "terminal":
    case "range":
    case "app":
      return 1;
    default:
      return arityOf(parts[0]!);
  }
}

// ---------------------------------------------------------------------------------------------
// Matching

/** Matches all of the text; the nodes of a match are only good until the next one. */
export function match(text: string, rule: string, treeActions: Actions = {}): Matched | Failed {
  input = text;
  actions = treeActions;
  stack.length = 0;
  farthest = -1;
  expected = [];
  quiet = 0;
  memories = new Map();
  spaceFrom = -1;
  const whole = ruleNamed(rule).syntactic
    ? syntactic(["seq", null, ["app", null, rule, []], ["app", null, "end", []]], true)
    : lexical(["seq", null, ["app", null, rule, []], ["app", null, "end", []]]);
  const end = whole(0);
  if (end === -1) return { succeeded: false, at: farthest, expected };
  return { succeeded: true, node: stack[0] ?? new Node(rule, 0, end, leaf) };
}

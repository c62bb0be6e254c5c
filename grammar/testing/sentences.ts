/**
 * Test support: random texts that the grammar describes, made by walking its recipe. What ohm cannot
 * say (order of alternatives, look-ahead) makes some of them wrong; tests drop those.
 */
import { readFileSync } from "node:fs";
import * as ohm from "ohm-js";

type Recipe = readonly [kind: string, meta: unknown, ...rest: never[]];

const grammarText = readFileSync(new URL("../faultline.ohm", import.meta.url), "utf8");
const rules = new Map<string, Recipe>();
const grammar = ohm.grammar(grammarText) as unknown as { toRecipe(): string };
const definitions = (JSON.parse(grammar.toRecipe()) as unknown[])[5] as Readonly<
  Record<string, readonly [string, unknown, unknown, unknown, Recipe]>
>;
for (const [name, [, , , , body]] of Object.entries(definitions)) rules.set(name, body);

const names = ["a", "b", "p", "pt", "refs", "Proc", "Frame", "copied", "x1", "states", "from"];
const labels = [...names, "state", "step", "where", "if"];
const texts = ['"a text"', '""', '"say \\"so\\" // here"'];
const signs = ["==", "and", "or", "implies", "in", "+", "-", "*", "<=", "iff", "until", "!="];

/** Rules that are written, not walked. `undefined` is a line end. */
const written: Readonly<Record<string, readonly (string | undefined)[]>> = {
  name: names,
  word: labels,
  number: ["0", "1", "42"],
  string: texts,
  infix: [...signs, "..", "not in", "leads to"],
  arithmetic: ["+", "-", "*", "%"],
  constant: ["true", "false", "none"],
  wildcard: ["_"],
  lineEnd: [undefined],
  listEnd: [undefined, ","],
  suffix: [""],
};

/** A source of numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Tokens of a text that the rule describes; `undefined` stands for a line end. */
export function sentence(
  rule: string,
  random: () => number,
  depth: number,
): (string | undefined)[] {
  const tokens: (string | undefined)[] = [];
  const below = (count: number): number => Math.floor(random() * count);

  const walk = (recipe: Recipe, left: number): void => {
    const [kind, , ...rest] = recipe as unknown as readonly [string, unknown, ...unknown[]];
    const parts = rest as Recipe[];
    switch (kind) {
      case "app":
        return apply(rest[0] as string, left);
      case "alt": {
        // Near the limit only the shallowest alternatives end.
        const heights = parts.map(heightOf);
        const lowest = Math.min(...heights);
        const allowed = parts.filter((_, index) => heights[index]! <= Math.max(left, lowest));
        return walk(allowed[below(allowed.length)]!, left);
      }
      case "seq":
        for (const part of parts) walk(part, left);
        return;
      case "star":
      case "plus":
      case "opt": {
        const most = kind === "opt" ? 1 : left > 3 ? 3 : 1;
        const possible = heightOf(parts[0]!) <= left;
        const count = possible ? below(most + 1) : 0;
        for (let each = kind === "plus" ? Math.max(1, count) : count; each > 0; each--) {
          walk(parts[0]!, left);
        }
        return;
      }
      case "lex":
        return walk(parts[0]!, left);
      case "terminal":
        tokens.push(rest[0] as string);
        return;
      default:
    }
  };

  const apply = (name: string, left: number): void => {
    const choices = written[name];
    if (choices) {
      const chosen = choices[below(choices.length)];
      if (chosen !== "") tokens.push(chosen);
      return;
    }
    const body = rules.get(name);
    if (body) walk(body, left - 1);
  };

  apply(rule, depth);
  return tokens;
}

const heights = new Map<string, number>();

/** Rules that must be entered to end a text of this recipe. */
function heightOf(recipe: Recipe): number {
  const [kind, , ...rest] = recipe as unknown as readonly [string, unknown, ...unknown[]];
  const parts = rest as Recipe[];
  switch (kind) {
    case "app": {
      const name = rest[0] as string;
      if (written[name]) return 0;
      const known = heights.get(name);
      if (known !== undefined) return known;
      heights.set(name, 1000);
      const body = rules.get(name);
      const height = body ? 1 + heightOf(body) : 0;
      // A height met on the way round a cycle may be too large; it is then looked up again.
      if (height < 1000) heights.set(name, height);
      else heights.delete(name);
      return height;
    }
    case "alt":
      return Math.min(...parts.map(heightOf));
    case "seq":
      return Math.max(0, ...parts.map(heightOf));
    case "plus":
    case "lex":
      return heightOf(parts[0]!);
    default:
      return 0;
  }
}

export interface Gaps {
  /** How many gaps in a hundred hold a comment. */
  readonly comments: number;
  /** How many gaps in a hundred hold a line end where it means nothing. */
  readonly lineEnds: number;
}

/** Tokens as text, with comments numbered through `count`. */
export function writeTokens(
  tokens: readonly (string | undefined)[],
  random: () => number,
  gaps: Gaps,
  count: { comments: number },
): string {
  const percent = (share: number): boolean => random() * 100 < share;
  let text = "";
  const comment = (): string => {
    const number = ++count.comments;
    const pick = random();
    if (pick < 0.3) return ` /* c${number} */ `;
    if (pick < 0.4) return `\n/* c${number}\n   goes on */\n`;
    if (pick < 0.7) return ` // c${number}\n`;
    if (pick < 0.8) return `\n\n  // c${number}\n\n`;
    return `\n  // c${number}\n`;
  };
  for (const token of tokens) {
    if (token === undefined) {
      if (percent(gaps.comments)) text += ` // c${++count.comments}`;
      text += percent(20) ? " ;" : percent(15) ? "\n\n" : "\n";
    } else {
      text += ` ${token}`;
      if (percent(gaps.comments)) text += comment();
      else if (percent(gaps.lineEnds)) text += "\n ";
    }
  }
  return text;
}

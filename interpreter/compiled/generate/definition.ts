/**
 * Calls of definitions: short ones are repeated at the call, where known arguments make them shorter
 * still; others, and all recursive ones, are functions of words and arguments.
 */
import type { Definition, Expression } from "../../model.ts";
import { RECURSION_LIMIT } from "../../model.ts";
import { zeroOf } from "../code/code-writer.ts";
import type { Routine } from "./routine.ts";
import { decide } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { named, namedBool, namedWord, other, otherBool } from "../code/scalar.ts";
import { flatten, keepTerm, shapeOf, unflatten } from "../code/term-variables.ts";
import type { Term } from "../code/term.ts";
import { isConstantTerm, scalar } from "../code/term.ts";
import type { Layout } from "../layout/layout.ts";

type Call = Extract<Expression, { kind: "call" }>;

export function callDefinition(e: Call, r: Routine): Term {
  const definition = r.program.instance.definitions[e.definition]!;
  const given = e.arguments.map((each) => keepTerm(r.program.expression(each, r), r.w));
  const known = memoised(definition, given, r);
  if (known !== undefined) return known;
  if (!definition.recursive && decide(r, definition, () => isShort(definition, given, r))) {
    return repeated(definition, given, r);
  }
  return callFunction(definition, given, r);
}

/** The value computed for the state being expanded, if that is the state here or not far from it. */
function memoised(definition: Definition, given: readonly Term[], r: Routine): Term | undefined {
  const memo = r.program.memos.get(definition.index);
  if (memo === undefined || !memo.words.every((i) => r.old[i]!.text === `s${i}`)) return undefined;
  const isOld = memo.words.every((i) => r.words[i]!.text === r.old[i]!.text);
  const value = isOld ? memo.now(given[0]!, r) : memo.after(given[0]!, r);
  return value && scalar(definition.result, value);
}

/** The body at the call; what it is for the same arguments in the same state is known by then. */
function repeated(definition: Definition, given: readonly Term[], r: Routine): Term {
  const keys = given.map(keyOf);
  if (keys.includes(undefined)) return inlined(definition, given, r);
  const words = wordsRead(definition, r).map((i) => r.words[i]!.text);
  const key = `${definition.index}(${[...keys, ...words].join(",")})`;
  const known = r.program.results.get(key);
  if (known !== undefined) return known;
  let result: Term | undefined;
  const text = r.w.branch(() => (result = inlined(definition, given, r)));
  // A result that needed statements is in variables of this place only.
  if (text === "") r.program.results.set(key, result!);
  else r.w.line(text);
  return result!;
}

/** Text that only equal arguments have. What is known of others depends on the place of the call. */
function keyOf(term: Term): string | undefined {
  if (!isConstantTerm(term)) return undefined;
  if (term.kind === "scalar") return term.code.text;
  if (term.kind !== "option") return undefined;
  return term.present.low === 0 ? "none" : keyOf(term.item);
}

/** The body with the arguments in place of the parameters. */
function inlined(definition: Definition, given: readonly Term[], r: Routine): Term {
  const { slots } = r;
  r.slots = [...given];
  const result = r.program.expression(definition.body, r);
  r.slots = slots;
  return result;
}

function isShort(definition: Definition, given: readonly Term[], r: Routine): boolean {
  let length = 0;
  const text = r.w.branch(() => {
    const result = flatten(inlined(definition, given, r), definition.result, r.w);
    length = result.reduce((total, each) => total + each.text.length, 0);
  });
  return text.length + length <= r.program.limits.inlined;
}

// ---------------------------------------------------------------------------------------------
// Functions

/** Words that the variables are in, ascending. */
export function wordsRead(definition: Definition, r: Routine): readonly number[] {
  const { facts, plan } = r.program;
  const fact = facts[definition.index]!;
  let known = readWords.get(fact);
  if (known === undefined) {
    const words = new Set<number>();
    for (const variable of fact.variables) collectWords(plan.nodes[variable]!, words);
    readWords.set(fact, (known = [...words].sort((a, b) => a - b)));
  }
  return known;
}

const readWords = new WeakMap<object, readonly number[]>();

/** The words that a node's chunks are in. */
export function collectWords(node: Layout, words: Set<number>): void {
  const { chunk } = node;
  if (chunk !== undefined) {
    const count = Math.max(1, Math.ceil(chunk.count / Math.max(chunk.perWord, 1)));
    for (let i = 0; i < count; i++) words.add(chunk.word + i);
    return;
  }
  switch (node.kind) {
    case "leaf":
      break;
    case "tuple":
      node.items.forEach((item) => collectWords(item, words));
      break;
    case "option":
      collectWords(node.presence, words);
      collectWords(node.item, words);
      break;
    case "enum":
      collectWords(node.code, words);
      node.variants.forEach(({ payload }) => payload.forEach((each) => collectWords(each, words)));
      break;
    case "set":
      node.parts.forEach((leaf) => collectWords(leaf, words));
      break;
    case "map":
      collectWords(node.value, words);
      break;
    case "seq":
      collectWords(node.length, words);
      collectWords(node.item, words);
      break;
  }
}

/**
 * The result of a function is its first number; others, of a result that needs several, are left in
 * `Q1`, `Q2`, ... A failure inside sets `F` and returns at once.
 */
function callFunction(definition: Definition, given: readonly Term[], r: Routine): Term {
  const { w, program } = r;
  const name = functionOf(definition, r);
  const words = wordsRead(definition, r).map((i) => r.words[i]!);
  const values = definition.parameters.flatMap(({ type }, i) => flatten(given[i]!, type, w));
  const call = `${name}(${[...words, ...values].map((each) => each.text).join(",")})`;
  const shape = shapeOf(definition.result);
  const [first, ...others] = shape;
  const result = (text: string, like: Scalar): Scalar =>
    like.sort === "bool" ? otherBool(text) : other(text, like.low, like.high);
  const fails = program.facts[definition.index]!.fails;
  if (!fails && others.length === 0) {
    return unflatten(definition.result, [result(call, first!)], w);
  }
  const kept = [w.store(result(call, first ?? zeroOf(namedWord(""))))];
  if (fails) w.line(`if(F){${r.exits.failedInside}}`);
  for (const [i, like] of others.entries()) kept.push(w.store(result(`Q${i + 1}`, like)));
  return unflatten(definition.result, kept, w);
}

function functionOf(definition: Definition, r: Routine): string {
  const { program, w } = r;
  const known = program.functions.get(definition.index);
  if (known !== undefined) return known;
  const name = w.name("d");
  program.functions.set(definition.index, name);

  const words: Scalar[] = r.words.map(() => namedWord("undefinedWord"));
  const read = wordsRead(definition, r).map((i) => (words[i] = namedWord(`w${i}`)));
  const shapes = definition.parameters.map(({ type }) =>
    shapeOf(type).map((like) =>
      like.sort === "bool" ? namedBool(w.name("a")) : named(w.name("a"), like.low, like.high),
    ),
  );
  w.function(
    [...read, ...shapes.flat()],
    () => {
      const nesting = definition.recursive ? "D--;" : "";
      if (definition.recursive) w.line(`if(D>=${RECURSION_LIMIT}){F=1;return 0;}D++;`);
      const inside: Routine = {
        ...r,
        words,
        old: words,
        slots: definition.parameters.map(({ type }, i) => unflatten(type, [...shapes[i]!], w)),
        exits: { failed: "F=1;return 0;", failedInside: "return 0;", asserted: "" },
      };
      const body = program.expression(definition.body, inside);
      const [first, ...others] = flatten(body, definition.result, w).map((each) => w.keep(each));
      const text = others.map((each, i) => `Q${i + 1}=${each.text};`).join("");
      w.line(`${nesting}${text}return ${first?.text ?? "0"};`);
    },
    undefined,
    name,
  );
  return name;
}

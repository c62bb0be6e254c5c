/**
 * Statements after which there is one way to go on: what they do is text that is followed by the next. What they
 * write replaces words of the way; where they are alternatives, what each has written is merged behind them.
 */
import type { Binder, Expression, Statement } from "../../model.ts";
import { cardinality } from "../../values.ts";
import { addsTo, mayFail, writtenVariables } from "../../analysis.ts";
import type { Way } from "./continuation.ts";
import { hit, pathOf } from "./continuation.ts";
import { fits, forEach, isFree } from "./binders.ts";
import { collectWords } from "./definition.ts";
import { condition, expression } from "./expression.ts";
import { matchPattern } from "./pattern.ts";
import { decide, failIf, variableTerm, when } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { all, any, compare, not } from "../code/conditions.ts";
import {
  FALSE,
  TRUE,
  constantOf,
  integer,
  mergedWord,
  namedWord,
  otherBool,
  otherWord,
} from "../code/scalar.ts";
import { termAt, tupleOrdinalOf } from "../code/term-ordinal.ts";
import { cellOf, keepTerm } from "../code/term-variables.ts";
import type { Term } from "../code/term.ts";
import { codeOf, fieldOf, itemOf, lengthOf, presentOf } from "../code/term.ts";
import type { Step } from "../code/write-words.ts";
import { assignWords, writePart } from "../code/write-words.ts";

export type Kind<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;
export type Body = readonly Statement[];

/** A path adds up fewer costs than would make of such amounts more than a word. */
const LARGEST_SMALL_COST = 1000;

/** A statement that is not branching. */
export function direct(s: Statement, way: Way): void {
  const { w } = way;
  switch (s.kind) {
    case "assign":
      return assign(s, way);
    case "let":
      way.slots[s.slot] = keepTerm(expression(s.value, way), w);
      return;
    case "if": {
      const isThen = w.keep(condition(s.condition, way));
      return merged(way, [
        { condition: isThen, body: (path) => straight(s.then, path, s.thenSite) },
        { condition: TRUE, body: (path) => straight(s.else, path, s.elseSite) },
      ]);
    }
    case "match":
      return merged(
        way,
        armsOf(s, way).map(({ condition, arm }) => ({
          condition,
          body: (path) => straight(arm.body, path, arm.site),
        })),
      );
    case "for":
      return loop(s, way);
    case "block":
      return straight(s.body, way);
    case "assert": {
      const isBroken = not(condition(s.condition, way));
      if (constantOf(isBroken) === 0) return;
      w.line(`if(${isBroken.text}){${way.exits.asserted}}`);
      return;
    }
    case "cost":
      return addCost(s, way);
    default:
      throw new TypeError(`${s.kind} divides a path`);
  }
}

/** Costs that no measure is about are counted when a run is told; whether the amount fails matters always. */
function addCost(s: Kind<"cost">, way: Way): void {
  const { w, program } = way;
  const place = program.costs.indexOf(s.cost);
  if (place === -1 && !mayFail(s.amount, program.facts)) return;
  const amount = w.keep(codeOf(expression(s.amount, way), w));
  if (place === -1) return;
  const word = program.plan.words + place;
  const before = way.words[word]!;
  const [known, added] = [constantOf(before), constantOf(amount)];
  const sum =
    known !== undefined && added !== undefined
      ? integer(known + added)
      : w.store(otherWord(sumText(before, amount)));
  way.words = way.words.with(word, sum);
}

/** Of few small amounts no sum is large; others are marked, as in code/arithmetic.ts. */
const sumText = (before: Scalar, { text, low, high }: Scalar): string =>
  `${low < 0 || high > LARGEST_SMALL_COST ? "+" : ""}(${before.text}+${text})`;

function straight(body: Body, way: Way, site?: number): void {
  hit(way, site);
  for (const s of body) direct(s, way);
}

interface Alternative {
  readonly condition: Scalar;
  readonly body: (path: Way) => void;
}

/** The first alternative whose condition holds; what it has written is then the state. */
function merged(way: Way, alternatives: readonly Alternative[]): void {
  const { w } = way;
  const taken = reachable(alternatives);
  if (taken.length === 1) return taken[0]!.body(way);
  const before = way.words;
  const ends = taken.map(({ body }) => {
    const path = pathOf(way);
    const text = w.scope(() => body(path));
    return { text, words: path.words };
  });
  const after = before.map((word, i) =>
    ends.some((end) => end.words[i]!.text !== word.text) ? w.variable(word, namedWord("")) : word,
  );
  const texts = ends.map(({ text, words }) => {
    const sets = after.map((word, i) => {
      const isUnchanged = word.text === words[i]!.text || words[i]!.text === before[i]!.text;
      return isUnchanged ? "" : `${word.text}=${words[i]!.text};`;
    });
    return `${text}${sets.join("")}`;
  });
  way.words = after.map((word, i) => {
    if (word === before[i]) return word;
    return mergedWord(
      word,
      before[i]!,
      ends.map(({ words }) => words[i]!),
    );
  });
  w.line(chain(taken, texts));
}

/** Alternatives up to the first that is sure to be taken. */
export function reachable<A extends { readonly condition: Scalar }>(
  alternatives: readonly A[],
): A[] {
  const open = alternatives.filter(({ condition }) => constantOf(condition) !== 0);
  const sure = open.findIndex(({ condition }) => constantOf(condition) === 1);
  return sure === -1 ? open : open.slice(0, sure + 1);
}

/** `if ... else if ... else ...` */
export function chain(
  alternatives: readonly { readonly condition: Scalar }[],
  texts: readonly string[],
): string {
  let result = "";
  for (let i = texts.length - 1; i >= 0; i--) {
    const { condition } = alternatives[i]!;
    const isSure = i === texts.length - 1 && constantOf(condition) === 1;
    if (isSure) result = texts[i]!;
    else if (result === "" && texts[i] === "") continue;
    else if (texts[i] === "") result = `if(${not(condition).text}){${result}}`;
    else result = `if(${condition.text}){${texts[i]}}${result === "" ? "" : `else{${result}}`}`;
  }
  return result;
}

/** Each arm with the condition under which it is taken if none before it is. */
export function armsOf(
  s: Kind<"match">,
  way: Way,
): { readonly condition: Scalar; readonly arm: Kind<"match">["arms"][number] }[] {
  const subject = keepTerm(expression(s.subject, way), way.w);
  return s.arms.map((arm, i) => {
    const matches = way.w.keep(matchPattern(arm.pattern, subject, way));
    // There is always an arm that matches, so it is the last if no other is.
    return { condition: i === s.arms.length - 1 ? TRUE : matches, arm };
  });
}

/** A loop whose rounds do not divide: if it is not written out, the words that it changes are variables meanwhile. */
function loop(s: Kind<"for">, way: Way): void {
  if (decide(way, s, () => isShortLoop(s, way))) return rounds(s, s.binders, TRUE, way);
  const { w, program } = way;
  const changed = new Set<number>();
  for (const variable of writtenVariables(s.body)) {
    collectWords(program.plan.nodes[variable]!, changed);
  }
  program.costs.forEach((cost, i) => {
    if (addsTo(s.body, cost)) changed.add(program.plan.words + i);
  });
  const words = way.words.map((word, i) =>
    changed.has(i) ? w.variable(word, namedWord("")) : word,
  );
  way.words = words;
  forEach(
    s.binders,
    way,
    () => {
      const round = pathOf(way);
      const isIncluded = s.where === undefined ? TRUE : condition(s.where, round);
      when(isIncluded, round, () => {
        for (const each of s.body) direct(each, round);
        assignWords(words, round.words, w);
      });
    },
    { changes: true },
  );
}

function isShortLoop(s: Kind<"for">, way: Way): boolean {
  if (s.binders.some(({ set }) => set !== undefined)) return false;
  const count = s.binders.reduce((product, { type }) => product * cardinality(type), 1);
  const { unrolled } = way.program.limits;
  if (!fits(1, count, unrolled)) return false;
  const path = pathOf(way);
  for (const { slot, type } of s.binders) path.slots[slot] = termAt(integer(0), type, way.w);
  return fits(way.w.scope(() => oneRound(s, TRUE, path)).length, count, unrolled);
}

/** Round after round, each with the words of the one before, so that what is known of them is not lost. */
function rounds(s: Kind<"for">, binders: readonly Binder[], isOpen: Scalar, way: Way): void {
  const [binder, ...inner] = binders;
  if (binder === undefined) return oneRound(s, isOpen, way);
  const outer = way.slots;
  for (let i = 0; i < cardinality(binder.type); i++) {
    const value = keepTerm(termAt(integer(i), binder.type, way.w), way.w);
    const isHere = all([isOpen, isFree(value, binder, way)]);
    if (constantOf(isHere) === 0) continue;
    way.slots = [...outer];
    way.slots[binder.slot] = value;
    rounds(s, inner, isHere, way);
    way.slots = outer;
  }
}

function oneRound(s: Kind<"for">, isOpen: Scalar, way: Way): void {
  const isIncluded = s.where === undefined ? isOpen : bothHold(isOpen, s.where, way);
  merged(way, [
    { condition: isIncluded, body: (path) => straight(s.body, path) },
    { condition: TRUE, body: () => undefined },
  ]);
}

function assign(s: Kind<"assign">, way: Way): void {
  const { w, program } = way;
  const { nodes } = program.plan;
  const keys = s.path.map((item) =>
    item.kind === "key" ? item.keys.map((key) => keepTerm(expression(key, way), w)) : [],
  );
  const value = expression(s.value, way);
  let part: Term = variableTerm(s.variable, way);
  const checked = s.path.findLastIndex(
    (item, i) => item.kind === "unwrap" || (item.kind === "key" && isPosition(s, i, way)),
  );
  let { type } = part;
  const steps = s.path.map((item, i): Step => {
    const reads = i < checked;
    if (item.kind === "unwrap" && type.kind === "option") {
      failIf(not(presentOf(part, w)), way);
      if (reads) part = itemOf(part, w);
      type = type.item;
      return { kind: "unwrap" };
    }
    if (item.kind === "field" && (type.kind === "record" || type.kind === "tuple")) {
      if (reads) part = fieldOf(part, item.index, w);
      type = type.kind === "record" ? type.fields[item.index]!.type : type.items[item.index]!;
      return { kind: "field", index: item.index };
    }
    if (item.kind === "key" && type.kind === "map") {
      const position = w.keep(tupleOrdinalOf(keys[i]!, type.keys, w));
      if (reads) part = cellOf(part, position, w);
      type = type.value;
      return { kind: "cell", position };
    }
    if (item.kind === "key" && type.kind === "seq") {
      const position = w.keep(codeOf(keys[i]![0]!, w));
      const isOutside = any([
        compare("<", position, integer(0)),
        compare(">=", position, lengthOf(part, w)),
      ]);
      failIf(isOutside, way);
      if (reads) part = cellOf(part, position, w);
      type = type.item;
      return { kind: "cell", position };
    }
    throw new TypeError(`no ${item.kind} of ${type.kind} can be written`);
  });
  way.words = writePart(way.words, nodes[s.variable]!, steps, value, w);
}

/** Whether the key at an index of the path is a position of a sequence, which must be checked. */
function isPosition(s: Kind<"assign">, index: number, way: Way): boolean {
  let { type } = way.program.instance.variables[s.variable]!;
  for (const item of s.path.slice(0, index)) {
    if (item.kind === "field") {
      if (type.kind === "record") type = type.fields[item.index]!.type;
      else if (type.kind === "tuple") type = type.items[item.index]!;
    } else if (type.kind === "option" || type.kind === "seq") type = type.item;
    else if (type.kind === "map") type = type.value;
  }
  return type.kind === "seq";
}

/** `where` is not evaluated for values that are not gone through. */
export function bothHold(isOpen: Scalar, where: Expression, way: Way): Scalar {
  let holds: Scalar = TRUE;
  const text = way.w.branch(() => (holds = condition(where, way)));
  if (text === "") return way.w.keep(all([isOpen, holds]));
  const result = way.w.variable(FALSE, otherBool(""));
  when(isOpen, way, () => way.w.line(`${text}${result.text}=${holds.text};`));
  return result;
}

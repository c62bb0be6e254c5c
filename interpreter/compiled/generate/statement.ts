/**
 * Bodies. A statement with one way to go on is followed by the next in the text. Where a path divides,
 * what follows (in this and all enclosing bodies) is a *continuation*: generated once for each way if
 * it is short, else a function that each way calls. The words of a state are never assigned to but
 * replaced, so every path has its own.
 */
import type { Binder, Expression, Statement, Type } from "../../model.ts";
import { cardinality } from "../../values.ts";
import {
  addsTo,
  bodiesOf,
  isBranching,
  mayFail,
  readSlots,
  sizeOf,
  writtenVariables,
} from "../../analysis.ts";
import type { Continuation, Way } from "./continuation.ts";
import { continuationFunction, hit, inBlock, pathOf, share } from "./continuation.ts";
import { candidatesOf, fits, forEach, isFree } from "./binders.ts";
import { collectWords } from "./definition.ts";
import { condition, expression } from "./expression.ts";
import { matchPattern } from "./pattern.ts";
import { decide, failIf, variableTerm, when } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { addConstant } from "../code/arithmetic.ts";
import { all, any, compare, not } from "../code/conditions.ts";
import {
  FALSE,
  TRUE,
  constantOf,
  integer,
  mergedWord,
  named,
  namedWord,
  otherBool,
  otherWord,
  within,
} from "../code/scalar.ts";
import { termAt, tupleOrdinalOf } from "../code/term-ordinal.ts";
import { cellOf, keepTerm } from "../code/term-variables.ts";
import type { Term } from "../code/term.ts";
import { codeOf, fieldOf, itemOf, lengthOf, presentOf, scalar } from "../code/term.ts";
import type { Step } from "../code/write-words.ts";
import { assignWords, writePart } from "../code/write-words.ts";

type Kind<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;
type Body = readonly Statement[];

/** A path adds up fewer costs than would make of such amounts more than a word. */
const LARGEST_SMALL_COST = 1000;

/** The statements from `from` on, and then what is left. */
export function statements(list: Body, from: number, way: Way, next: Continuation): void {
  for (let i = from; i < list.length; i++) {
    const s = list[i]!;
    if (!isBranching(s)) direct(s, way);
    else return dividing(s, way, after(list, i + 1, next));
  }
  next.run(way);
}

function after(list: Body, from: number, next: Continuation): Continuation {
  if (from === list.length) return next;
  const rest = list.slice(from);
  return {
    run: (way) => statements(list, from, way, next),
    size: sizeOf(rest) + next.size,
    slots: new Set([...rest.flatMap((s) => [...readSlots(s)]), ...next.slots]),
  };
}

// ---------------------------------------------------------------------------------------------
// One way to go on

function direct(s: Statement, way: Way): void {
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
function reachable<A extends { readonly condition: Scalar }>(alternatives: readonly A[]): A[] {
  const open = alternatives.filter(({ condition }) => constantOf(condition) !== 0);
  const sure = open.findIndex(({ condition }) => constantOf(condition) === 1);
  return sure === -1 ? open : open.slice(0, sure + 1);
}

/** `if ... else if ... else ...` */
function chain(
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

function armsOf(
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

// ---------------------------------------------------------------------------------------------
// Several ways to go on

function dividing(s: Statement, way: Way, next: Continuation): void {
  switch (s.kind) {
    case "finish":
      return way.finish(way);
    case "block":
      return statements(s.body, 0, way, next);
    case "choose":
      return choose(s, way, next);
    case "either":
      return either(s, way, next);
    case "if": {
      const isThen = way.w.keep(condition(s.condition, way));
      return divided(way, next, [
        { condition: isThen, body: s.then, site: s.thenSite },
        { condition: TRUE, body: s.else, site: s.elseSite },
      ]);
    }
    case "match": {
      const arms = armsOf(s, way).map(({ condition, arm }) => ({ condition, ...arm }));
      return divided(way, next, arms);
    }
    case "for":
      return dividingLoop(s, way, next);
    default:
      throw new TypeError(`${s.kind} does not divide a path`);
  }
}

/** Whether control can get to the end of a body. */
function goesOn(body: Body): boolean {
  return body.every((s) => {
    if (s.kind === "finish") return false;
    if (s.kind === "for" || bodiesOf(s).length === 0) return true;
    return bodiesOf(s).some(goesOn);
  });
}

function divided(
  way: Way,
  next: Continuation,
  alternatives: readonly { condition: Scalar; body: Body; site?: number }[],
): void {
  const taken = reachable(alternatives);
  const shared = share(next, way, taken.filter(({ body }) => goesOn(body)).length);
  if (taken.length === 1) {
    hit(way, taken[0]!.site);
    return statements(taken[0]!.body, 0, way, shared);
  }
  const texts = taken.map(({ body, site }) =>
    way.w.scope(() => {
      const path = pathOf(way);
      hit(path, site);
      statements(body, 0, path, shared);
    }),
  );
  way.w.line(chain(taken, texts));
}

function choose(s: Kind<"choose">, way: Way, next: Continuation): void {
  const { w, program } = way;
  const includes = (path: Way): Scalar => (s.where === undefined ? TRUE : condition(s.where, path));
  if (mayFail(s.where, program.facts)) {
    // All candidates are found before the first is tried: a failure of `where` ends the path here.
    forEach(searchBinders(s), way, () => {
      const failing = pathOf(way);
      includes(failing);
    });
  }
  const found = w.variable(FALSE, otherBool(""));
  forEach(
    s.binders,
    way,
    () => {
      const path = pathOf(way);
      when(includes(path), path, () => {
        w.line(`${found.text}=true;`);
        inBlock(path, (own) => next.run(own));
      });
    },
    { limit: program.limits.choose },
  );
  w.line(`C[${found.text}?${s.site}:${s.emptySite}]=1;`);
}

const searches = new WeakMap<Statement, Kind<"choose">["binders"]>();

/** The same binders with decisions of their own. */
function searchBinders(s: Kind<"choose">): Kind<"choose">["binders"] {
  let copies = searches.get(s);
  if (copies === undefined) searches.set(s, (copies = s.binders.map((binder) => ({ ...binder }))));
  return copies;
}

function either(s: Kind<"either">, way: Way, next: Continuation): void {
  // All guards are evaluated before the first branch is tried.
  const open = s.branches.map((branch) => ({
    branch,
    isOpen: branch.guard === undefined ? TRUE : way.w.keep(condition(branch.guard, way)),
  }));
  const taken = open.filter(({ isOpen }) => constantOf(isOpen) !== 0);
  const shared = share(next, way, taken.filter(({ branch }) => goesOn(branch.body)).length);
  for (const { branch, isOpen } of taken) {
    when(isOpen, way, () =>
      inBlock(way, (path) => {
        hit(path, branch.site);
        statements(branch.body, 0, path, shared);
      }),
    );
  }
}

// ---------------------------------------------------------------------------------------------
// Loops whose rounds divide

/** Each round goes on to the next one. With several binders it is a loop in a loop. */
function dividingLoop(s: Kind<"for">, way: Way, next: Continuation): void {
  const [first, ...inner] = s.binders;
  if (first === undefined) return statements(s.body, 0, way, next);
  if (inner.length > 0) {
    const rounds: Statement = { ...s, binders: inner };
    return dividingLoop({ ...s, binders: [first], where: undefined, body: [rounds] }, way, next);
  }
  const binder = settled(first, way);
  const loop = { ...s, binders: [binder] };
  const slots = new Set([...readSlots(loop), ...next.slots]);
  const { size } = candidatesOf(binder, way);
  const nodes = sizeOf(s.body);
  if (size * nodes * CHARACTERS_OF_NODE <= way.program.limits.unrolled) {
    const from = (i: number): Continuation => ({
      run: (path) => (i === size ? next.run(path) : round(loop, integer(i), path, from(i + 1))),
      size: next.size + nodes * (size - i),
      slots,
    });
    return from(0).run(way);
  }
  const position = named(way.w.name("i"), 0, size);
  const counter: Type = { kind: "int", low: 0, high: size };
  // The number of the round is in a slot too, for what goes on from inside other functions.
  const own = way.slots.push(undefined) - 1;
  slots.add(own);
  const call = continuationFunction(way, slots, [position], (inside, again) => {
    inside.slots[own] = scalar(counter, position);
    const end = inside.w.scope(() => next.run(pathOf(inside)));
    inside.w.line(`if(${position.text}===${size}){${end}return;}`);
    const goOn = (path: Way): void => {
      again([addConstant(codeOf(path.slots[own]!, path.w), 1)])(path);
    };
    round(loop, within(position, 0, size - 1), inside, { run: goOn, size: 1, slots });
  });
  call([integer(0)])(way);
}

/** Rounds that together are estimated to be longer than allowed become calls of one function. */
const CHARACTERS_OF_NODE = 10;

function round(s: Kind<"for">, position: Scalar, way: Way, next: Continuation): void {
  const [binder] = s.binders;
  const candidates = candidatesOf(binder!, way);
  const value = keepTerm(candidates.at(position), way.w);
  const isOpen = all([candidates.isMember(position), isFree(value, binder!, way)]);
  way.slots[binder!.slot] = value;
  const shared = share(next, way, 2);
  const { where } = s;
  if (constantOf(isOpen) === 0) return shared.run(way);
  const isIncluded = where === undefined ? isOpen : bothHold(isOpen, where, way);
  divided(way, shared, [
    { condition: isIncluded, body: s.body },
    { condition: TRUE, body: [] },
  ]);
}

/** `where` is not evaluated for values that are not gone through. */
function bothHold(isOpen: Scalar, where: Expression, way: Way): Scalar {
  let holds: Scalar = TRUE;
  const text = way.w.branch(() => (holds = condition(where, way)));
  if (text === "") return way.w.keep(all([isOpen, holds]));
  const result = way.w.variable(FALSE, otherBool(""));
  when(isOpen, way, () => way.w.line(`${text}${result.text}=${holds.text};`));
  return result;
}

/**
 * The binder with its set evaluated: the rounds of all paths go through the same values. These are in
 * slots behind those of the routine, since the text has no names for them.
 */
function settled(binder: Binder, way: Way): Binder {
  const { set } = binder;
  if (set === undefined) return binder;
  const bind = (e: Expression): Expression => {
    const term = keepTerm(expression(e, way), way.w);
    const slot = way.slots.push(term) - 1;
    return { kind: "local", type: term.type, at: e.at, slot };
  };
  if (set.kind !== "interval") return { ...binder, set: bind(set) };
  return { ...binder, set: { ...set, low: bind(set.low), high: bind(set.high) } };
}

/**
 * Bodies. A statement with one way to go on is followed by the next in the text. Where a path divides,
 * what follows (in this and all enclosing bodies) is a *continuation*: generated once for each way if
 * it is short, else a function that each way calls. The words of a state are never assigned to but
 * replaced, so every path has its own.
 */
import type { Binder, Expression, Statement, Type } from "../../model.ts";
import { bodiesOf, isBranching, mayFail, readSlots, sizeOf } from "../../analysis.ts";
import type { Continuation, Way } from "./continuation.ts";
import { continuationFunction, hit, inBlock, pathOf, share } from "./continuation.ts";
import { candidatesOf, forEach, isFree } from "./binders.ts";
import { condition, expression } from "./expression.ts";
import { when } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { addConstant } from "../code/arithmetic.ts";
import { all } from "../code/conditions.ts";
import { FALSE, TRUE, constantOf, integer, named, otherBool, within } from "../code/scalar.ts";
import { keepTerm } from "../code/term-variables.ts";
import { codeOf, scalar } from "../code/term.ts";
import { armsOf, bothHold, chain, direct, reachable, type Body, type Kind } from "./straight.ts";

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

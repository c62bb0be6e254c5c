/** Sets and sequences: literals, intervals, and the functions and operators on them. */
import type { Expression, Type } from "../../model.ts";
import { CompileLimit } from "../compile-limit.ts";
import type { Routine } from "./routine.ts";
import { failIf } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { add, addConstant, maximum, minimum, subtract, sum } from "../code/arithmetic.ts";
import { bitwise, join, without } from "../code/bits.ts";
import { all, any, choice, compare, equal, not } from "../code/conditions.ts";
import { FALSE, constantOf, integer, isConstant, other, within } from "../code/scalar.ts";
import { chooseTerm, fitTerm } from "../code/term-compare.ts";
import { bitMask, domainSize, ordinalOf } from "../code/term-ordinal.ts";
import { convertSet } from "../code/term-sets.ts";
import { shiftedIn, shiftedOut } from "../code/term-shift.ts";
import { cellOf, keepTerm } from "../code/term-variables.ts";
import type { SeqType, Term } from "../code/term.ts";
import { cellAt, codeOf, itemType, lengthOf, partCount, scalar } from "../code/term.ts";

type Kind<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** Elements of an interval, or items of a sequence, that are written out one by one. */
const WRITTEN_LIMIT = 1024;

export function builtin(e: Kind<"builtin">, r: Routine): Term {
  const { w } = r;
  const chain = [e];
  let inner = e.arguments[0]!;
  for (; inner.kind === "builtin"; inner = inner.arguments[0]!) chain.push(inner);
  let value = r.program.expression(inner, r);
  for (const link of chain.reverse()) {
    const others = link.arguments.slice(1).map((each) => r.program.expression(each, r));
    value = keepTerm(apply(link, keepTerm(value, w), others[0] && keepTerm(others[0], w), r), w);
  }
  return value;
}

function apply(e: Kind<"builtin">, first: Term, second: Term | undefined, r: Routine): Term {
  const { w } = r;
  switch (e.name) {
    case "size":
      if (first.type.kind === "seq") return scalar(e.type, lengthOf(first, w));
      return scalar(e.type, sum(partsWithin(first, itemType(first.type), r).map(countBits)));
    case "min":
      return scalar(e.type, minimum(codeOf(first, w), codeOf(second!, w)));
    case "max":
      return scalar(e.type, maximum(codeOf(first, w), codeOf(second!, w)));
    case "abs": {
      const code = codeOf(first, w);
      const isNegative = compare("<", code, integer(0));
      return scalar(e.type, choice(isNegative, subtract(integer(0), code), code));
    }
    case "union":
      return onMasks(e.type, first, second!, (a, b) => bitwise("|", a, b), r);
    case "intersect":
      return onMasks(e.type, first, second!, (a, b) => bitwise("&", a, b), r);
    case "difference":
      return onMasks(e.type, first, second!, without, r);
    case "add":
    case "remove":
      return addOrRemove(e, first, second!, r);
    case "subset": {
      const item = itemType(second!.type);
      const { parts, misfit } = convertSet(first, item, w);
      const others = partsWithin(second!, item, r);
      const outside = parts.map((part, i) => equal(without(part, others[i]!), integer(0)));
      return scalar(e.type, all([not(misfit), ...outside]));
    }
    case "first":
    case "last": {
      const length = w.keep(lengthOf(first, w));
      failIf(equal(length, integer(0)), r);
      if (e.name === "first") return cellAt(first, 0, w);
      return cellOf(first, w.keep(within(addConstant(length, -1), 0, length.high)), w);
    }
    case "rest": {
      const length = w.keep(lengthOf(first, w));
      failIf(equal(length, integer(0)), r);
      const shifted = shiftedOut(first, length, e.type as SeqType, w);
      if (shifted) return shifted;
      const shorter = within(addConstant(length, -1), 0, Math.max(length.high - 1, 0));
      return items(e.type, shorter, (i) => cellAt(first, i + 1, w));
    }
    case "take": {
      const count = maximum(w.keep(codeOf(second!, w)), integer(0));
      const length = minimum(w.keep(count), w.keep(lengthOf(first, w)));
      return items(e.type, length, (i) => cellAt(first, i, w));
    }
    case "drop": {
      const length = w.keep(lengthOf(first, w));
      const count = w.keep(
        minimum(w.keep(maximum(w.keep(codeOf(second!, w)), integer(0))), length),
      );
      const left = within(subtract(length, count), 0, length.high);
      return items(e.type, w.keep(left), (i) =>
        cellOf(first, boundedBy(first, addConstant(count, i), r), w),
      );
    }
    case "append":
    case "concat":
      return joined(e, first, second!, r);
  }
}

/** A position that is used only where it is in the sequence; elsewhere any other will do. */
function boundedBy(sequence: Term, position: Scalar, r: Routine): Scalar {
  const last = Math.max(capacityOf(sequence.type) - 1, 0);
  return r.w.keep(minimum(r.w.keep(position), integer(last)));
}

const capacityOf = (type: Type): number => (type.kind === "seq" ? type.capacity : 0);

// ---------------------------------------------------------------------------------------------
// Sets

function partsWithin(set: Term, item: Type, r: Routine): readonly Scalar[] {
  return convertSet(set, item, r.w).parts.map((part) => r.w.keep(part));
}

function countBits(mask: Scalar): Scalar {
  if (isConstant(mask)) {
    let count = 0;
    for (let left = mask.low | 0; left !== 0; left &= left - 1) count++;
    return integer(count);
  }
  return other(`B(${mask.text})`, 0, 32);
}

/** Set operators; each side may be a set of numbers of another range. */
function onMasks(
  type: Type,
  a: Term,
  b: Term,
  operate: (a: Scalar, b: Scalar) => Scalar,
  r: Routine,
): Term {
  const item = itemType(type);
  const [x, y] = [partsWithin(a, item, r), partsWithin(b, item, r)];
  return { kind: "set", type, parts: x.map((part, i) => operate(part, y[i]!)) };
}

function addOrRemove(e: Kind<"builtin">, set: Term, element: Term, r: Routine): Term {
  const { w } = r;
  const item = itemType(e.type);
  const parts = partsWithin(set, item, r);
  const { term, misfit } = fitTerm(element, item, w);
  const position = w.keep(ordinalOf(term, item, w));
  return {
    kind: "set",
    type: e.type,
    parts: parts.map((part, i) => {
      const bit = bitMask(position, i);
      if (e.name === "add") return bitwise("|", part, bit);
      // What cannot be in the set need not be taken out.
      return choice(misfit, part, without(part, bit));
    }),
  };
}

export function setLiteral(e: Kind<"set">, r: Routine): Term {
  const item = itemType(e.type);
  domainSize(item);
  const positions = e.items.map((each) =>
    r.w.keep(ordinalOf(r.program.expression(each, r), item, r.w)),
  );
  const parts = Array.from({ length: partCount(item) }, (_, i) =>
    join(positions.map((position) => bitMask(position, i))),
  );
  return { kind: "set", type: e.type, parts };
}

/** `lo..hi` as a set, where it is not just gone through or searched. */
export function interval(e: Kind<"interval">, r: Routine): Term {
  const { w } = r;
  const item = itemType(e.type);
  if (item.kind !== "int") throw new TypeError("an interval has numbers");
  const [low, high] = [e.low, e.high].map((each) =>
    w.keep(codeOf(r.program.expression(each, r), w)),
  );
  const size = domainSize(item);
  if (size > WRITTEN_LIMIT) throw new CompileLimit(`an interval of ${size} numbers is a set`);
  const parts = Array.from({ length: partCount(item) }, (_, part) =>
    join(
      Array.from({ length: Math.min(32, size - part * 32) }, (_, bit) => {
        const value = integer(item.low + part * 32 + bit);
        const isIn = all([compare("<=", low!, value), compare("<=", value, high!)]);
        return choice(isIn, integer(1 << bit), integer(0));
      }),
    ),
  );
  return { kind: "set", type: e.type, parts };
}

// ---------------------------------------------------------------------------------------------
// Sequences

export function sequence(e: Kind<"sequence">, r: Routine): Term {
  const written = e.items.map((item) => keepTerm(r.program.expression(item, r), r.w));
  return { kind: "seq", type: e.type, length: integer(written.length), items: written };
}

function items(type: Type, length: Scalar, item: (index: number) => Term): Term {
  const count = Math.min(capacityOf(type), length.high);
  if (count > WRITTEN_LIMIT) throw new CompileLimit(`a sequence of ${count} items is copied`);
  return { kind: "seq", type, length, items: Array.from({ length: count }, (_, i) => item(i)) };
}

/** `a + b` of sequences, or of a sequence and an item: item i is of one or the other. */
function joined(e: Kind<"builtin">, first: Term, second: Term, r: Routine): Term {
  const { w } = r;
  const isItem = e.name === "append";
  const before = w.keep(lengthOf(first, w));
  const added = isItem ? integer(1) : w.keep(lengthOf(second, w));
  const capacity = capacityOf(e.type);
  const length = w.keep(add(before, added));
  failIf(compare(">", length, integer(capacity)), r);
  const shifted = isItem ? shiftedIn(first, before, second, e.type as SeqType, w) : undefined;
  if (shifted) return shifted;
  return items(e.type, within(length, 0, capacity), (i) => {
    const isFirst = compare(">", before, integer(i));
    const type = itemType(e.type);
    const last = isItem ? second : laterItem(second, subtract(integer(i), before), isFirst, r);
    if (constantOf(isFirst) === 0) return last;
    return chooseTerm(isFirst, cellAt(first, i, w), last, type, w);
  });
}

function laterItem(second: Term, position: Scalar, isFirst: Scalar, r: Routine): Term {
  const last = Math.max(capacityOf(second.type) - 1, 0);
  if (isConstant(position))
    return cellOf(second, integer(Math.min(Math.max(position.low, 0), last)), r.w);
  const outside = any([isFirst, compare(">", r.w.keep(position), integer(last)), FALSE]);
  return cellOf(second, within(r.w.keep(choice(outside, integer(0), position)), 0, last), r.w);
}

/** Equality of values, one of two values, and fitting into a narrower type. */
import type { Type } from "../../model.ts";
import { combinations } from "../../values.ts";
import { CompileLimit } from "../compile-limit.ts";
import type { Writer } from "./code-writer.ts";
import type { Scalar } from "./scalar.ts";
import { addConstant } from "./arithmetic.ts";
import { bitsAt } from "./bits.ts";
import { all, any, choice, compare, equal, not } from "./conditions.ts";
import { FALSE, TRUE, constantOf, integer, isConstant } from "./scalar.ts";
import { fieldsOf, combine, layoutKey } from "./term-pack.ts";
import { convertSet, typeKey } from "./term-sets.ts";
import { resized } from "./term-shift.ts";
import { flatten, unflatten } from "./term-variables.ts";
import type { Term } from "./term.ts";
import {
  anyTerm,
  cellAt,
  codeOf,
  fieldOf,
  isConstantTerm,
  isScalarType,
  isVariant,
  itemOf,
  itemType,
  itemTypes,
  lengthOf,
  payloadOf,
  presentOf,
  scalar,
} from "./term.ts";

/** Maps and sequences of more cells than this are not compared cell by cell. */
const CELL_LIMIT = 1024;

// ---------------------------------------------------------------------------------------------
// Equality

/** Whether two values of one shape are equal; ranges may differ, and `T` meets `T?`. */
export function equalTerms(a: Term, b: Term, w: Writer): Scalar {
  const packed = samePacked(a, b) ?? packedConstant(a, b, w) ?? packedConstant(b, a, w);
  if (packed) return equal(packed[0], packed[1]);
  const [one, two] = [a.type, b.type];
  if (one.kind === "option" || two.kind === "option") return equalOptions(a, b, w);
  if (isScalarType(one)) return equal(codeOf(a, w), codeOf(b, w));
  switch (one.kind) {
    case "record":
    case "tuple":
      return all(itemTypes(one).map((_, i) => equalTerms(fieldOf(a, i, w), fieldOf(b, i, w), w)));
    case "enum":
      return equalVariants(a, b, one.variants.length, w);
    case "set": {
      const item = itemType(two);
      const converted = convertSet(a, item, w);
      const others = convertSet(b, item, w).parts;
      return all([
        not(converted.misfit),
        ...converted.parts.map((part, i) => equal(part, others[i]!)),
      ]);
    }
    case "map": {
      const count = combinations(one.keys);
      return all(cells(count).map((i) => equalTerms(cellAt(a, i, w), cellAt(b, i, w), w)));
    }
    case "seq": {
      const [length, other] = [w.keep(lengthOf(a, w)), lengthOf(b, w)];
      const capacity = Math.min(one.capacity, two.kind === "seq" ? two.capacity : one.capacity);
      return all([
        equal(length, other),
        ...cells(Math.min(capacity, length.high)).map((i) =>
          any([compare("<=", length, integer(i)), equalTerms(cellAt(a, i, w), cellAt(b, i, w), w)]),
        ),
      ]);
    }
    default:
      throw new TypeError(`${one.kind} is a scalar`);
  }
}

function cells(count: number): number[] {
  if (count > CELL_LIMIT) throw new CompileLimit(`values of ${count} cells are compared`);
  return Array.from({ length: count }, (_, i) => i);
}

/** Two values of one layout in a chunk each: equal values have equal bits. */
function samePacked(a: Term, b: Term): [Scalar, Scalar] | undefined {
  if (a.kind !== "stored" || b.kind !== "stored" || !a.at || !b.at) return undefined;
  if (isScalarType(a.type) || layoutKey(a.node) !== layoutKey(b.node)) return undefined;
  return [
    bitsAt(a.at.word, addConstant(a.at.shift, a.node.offset), a.node.bits),
    bitsAt(b.at.word, addConstant(b.at.shift, b.node.offset), b.node.bits),
  ];
}

/** A record or tuple in a chunk beside a constant of its type, which is packed likewise. */
function packedConstant(a: Term, b: Term, w: Writer): [Scalar, Scalar] | undefined {
  if (a.kind !== "stored" || a.at === undefined || a.node.kind !== "tuple") return undefined;
  if (a.node.bits > 31 || !isConstantTerm(b) || typeKey(a.type) !== typeKey(b.type))
    return undefined;
  const shift = addConstant(a.at.shift, a.node.offset);
  return [bitsAt(a.at.word, shift, a.node.bits), combine(fieldsOf(a.node, b, w), a.node.offset)];
}

function equalOptions(a: Term, b: Term, w: Writer): Scalar {
  const [isA, isB] = [a, b].map((each) => each.type.kind === "option");
  if (isB && !isA) return equalOptions(b, a, w);
  const present = w.keep(presentOf(a, w));
  const other = isB ? w.keep(presentOf(b, w)) : TRUE;
  if (constantOf(present) === 0) return not(other);
  if (constantOf(other) === 0) return not(present);
  const same = equalTerms(itemOf(a, w), isB ? itemOf(b, w) : b, w);
  if (isConstant(other)) return all([present, same]);
  if (isConstant(present)) return all([other, same]);
  return choice(present, all([other, same]), not(other));
}

function equalVariants(a: Term, b: Term, count: number, w: Writer): Scalar {
  const ways: Scalar[] = [];
  for (let tag = 0; tag < count; tag++) {
    const both = all([isVariant(a, tag, w), isVariant(b, tag, w)]);
    if (constantOf(both) === 0) continue;
    const payload = payloadOf(b, tag, w);
    const same = payloadOf(a, tag, w).map((each, i) => equalTerms(each, payload[i]!, w));
    ways.push(all([both, ...same]));
  }
  return any(ways);
}

// ---------------------------------------------------------------------------------------------
// One of two

/** `condition ? a : b` as a value of a type that both belong to. */
export function chooseTerm(condition: Scalar, a: Term, b: Term, type: Type, w: Writer): Term {
  if (isConstant(condition)) return condition.low === 1 ? a : b;
  if (isScalarType(type)) return scalar(type, choice(condition, codeOf(a, w), codeOf(b, w)));
  switch (type.kind) {
    case "record":
    case "tuple":
      return {
        kind: "tuple",
        type,
        items: itemTypes(type).map((each, i) =>
          chooseTerm(condition, fieldOf(a, i, w), fieldOf(b, i, w), each, w),
        ),
      };
    case "option": {
      const [x, y] = [asOption(a, type), asOption(b, type)];
      const both = chooseStored(condition, x, y, w);
      if (both) return both;
      const [left, right] = [presentOf(x, w), presentOf(y, w)];
      const present = choice(condition, left, right);
      if (constantOf(left) === 0) return { kind: "option", type, present, item: itemOf(y, w) };
      if (constantOf(right) === 0) return { kind: "option", type, present, item: itemOf(x, w) };
      const item = chooseTerm(condition, itemOf(x, w), itemOf(y, w), type.item, w);
      return { kind: "option", type, present, item };
    }
    case "enum":
      return (
        chooseStored(condition, a, b, w) ?? {
          kind: "enum",
          type,
          is: (tag) => choice(condition, isVariant(a, tag, w), isVariant(b, tag, w)),
          payload: (tag) => {
            const [x, y] = [payloadOf(a, tag, w), payloadOf(b, tag, w)];
            const types = type.variants[tag]!.payload;
            return types.map((each, i) => chooseTerm(condition, x[i]!, y[i]!, each, w));
          },
        }
      );
    case "set": {
      const [x, y] = [convertSet(a, type.item, w).parts, convertSet(b, type.item, w).parts];
      return { kind: "set", type, parts: x.map((part, i) => choice(condition, part, y[i]!)) };
    }
    default: {
      const [x, y] = [flatten(a, type, w), flatten(b, type, w)];
      const words = x.map((word, i) => w.keep(choice(condition, word, y[i]!)));
      return unflatten(type, words, w);
    }
  }
}

/** `T` where `T?` is wanted. */
export function asOption(term: Term, type: Type): Term {
  if (term.type.kind === "option") return term;
  return { kind: "option", type, present: TRUE, item: term };
}

function chooseStored(condition: Scalar, a: Term, b: Term, w: Writer): Term | undefined {
  if (a.kind !== "stored" || b.kind !== "stored" || !samePacked(a, b)) return undefined;
  const [x, y] = [a, b].map((each) => combine(fieldsOf(a.node, each, w), a.node.offset));
  const word = w.keep(choice(condition, x!, y!));
  return { ...a, at: { word, shift: integer(-a.node.offset) } };
}

// ---------------------------------------------------------------------------------------------
// Fitting

export interface Fitted {
  readonly term: Term;
  /** Whether a number or sequence in the value is not in the type. */
  readonly misfit: Scalar;
}

/** The value as one of a type of the same shape with other ranges, capacities or options. */
export function fitTerm(term: Term, type: Type, w: Writer): Fitted {
  if (typeKey(term.type) === typeKey(type)) return { term, misfit: FALSE };
  if (type.kind === "int") {
    const code = w.keep(codeOf(term, w));
    const misfit = any([
      compare("<", code, integer(type.low)),
      compare(">", code, integer(type.high)),
    ]);
    return { term: scalar(type, withinType(code, type)), misfit };
  }
  if (isScalarType(type)) return { term, misfit: FALSE };
  switch (type.kind) {
    case "option": {
      if (term.type.kind !== "option") {
        const { term: item, misfit } = fitTerm(term, type.item, w);
        return { term: { kind: "option", type, present: TRUE, item }, misfit };
      }
      const present = w.keep(presentOf(term, w));
      if (constantOf(present) === 0) return { term: anyTerm(type), misfit: FALSE };
      const { term: item, misfit } = fitTerm(itemOf(term, w), type.item, w);
      return { term: { kind: "option", type, present, item }, misfit: all([present, misfit]) };
    }
    case "record":
    case "tuple": {
      const fitted = itemTypes(type).map((each, i) => fitTerm(fieldOf(term, i, w), each, w));
      return { term: { kind: "tuple", type, items: terms(fitted) }, misfit: misfits(fitted) };
    }
    case "enum": {
      const variants = type.variants.map(({ payload }, tag) => {
        const given = payload.length === 0 ? [] : payloadOf(term, tag, w);
        const fitted = payload.map((each, i) => fitTerm(given[i]!, each, w));
        const is = w.keep(isVariant(term, tag, w));
        return { is, payload: terms(fitted), misfit: all([is, misfits(fitted)]) };
      });
      return {
        term: {
          kind: "enum",
          type,
          is: (tag) => variants[tag]!.is,
          payload: (tag) => variants[tag]!.payload,
        },
        misfit: any(variants.map((each) => each.misfit)),
      };
    }
    case "set": {
      const { parts, misfit } = convertSet(term, type.item, w);
      return { term: { kind: "set", type, parts }, misfit };
    }
    case "map": {
      const count = combinations(type.keys);
      const fitted = cells(count).map((i) => fitTerm(cellAt(term, i, w), type.value, w));
      return { term: { kind: "map", type, cells: terms(fitted) }, misfit: misfits(fitted) };
    }
    case "seq": {
      const length = w.keep(lengthOf(term, w));
      const isLong = compare(">", length, integer(type.capacity));
      const own = withinType(length, { low: 0, high: type.capacity });
      if (typeKey(itemType(term.type)) === typeKey(type.item)) {
        const whole = resized(term, own, type, w);
        if (whole) return { term: whole, misfit: isLong };
      }
      const count = Math.min(type.capacity, length.high);
      const fitted = cells(count).map((i) => {
        const { term: item, misfit } = fitTerm(cellAt(term, i, w), type.item, w);
        return { term: item, misfit: all([compare(">", length, integer(i)), misfit]) };
      });
      return {
        term: { kind: "seq", type, length: own, items: terms(fitted) },
        misfit: any([isLong, misfits(fitted)]),
      };
    }
    default:
      throw new TypeError(`${type.kind} is a scalar`);
  }
}

const terms = (fitted: readonly Fitted[]): Term[] => fitted.map((each) => each.term);
const misfits = (fitted: readonly Fitted[]): Scalar => any(fitted.map((each) => each.misfit));

/** Known to be in the type from here on, since the path ends where it is not. */
function withinType(code: Scalar, { low, high }: { low: number; high: number }): Scalar {
  if (isConstant(code)) return code;
  return { ...code, low: Math.max(low, code.low), high: Math.min(high, code.high) };
}

/** Positions of values in their types, and values at a position: keys of maps, binders, elements. */
import type { Type } from "../../model.ts";
import { cardinality, combinations, unordinal, untuple } from "../../values.ts";
import { CompileLimit } from "../compile-limit.ts";
import type { Writer } from "./code-writer.ts";
import type { Scalar } from "./scalar.ts";
import { add, addConstant, divide, multiply, remainder, sum } from "./arithmetic.ts";
import { bits } from "./bits.ts";
import { all, choice, compare, different, toInt } from "./conditions.ts";
import { TRUE, constantOf, integer, isConstant, within } from "./scalar.ts";
import { convertSet } from "./term-sets.ts";
import type { Term } from "./term.ts";
import {
  cellAt,
  codeOf,
  constantTerm,
  fieldOf,
  isScalarType,
  isVariant,
  itemOf,
  itemTypes,
  lengthOf,
  payloadOf,
  presentOf,
  scalar,
} from "./term.ts";

/** Types of more values than this are not numbered in generated code. */
const DOMAIN_LIMIT = 2 ** 31;

/** Number of values of a type that is gone through or used as a key. */
export function domainSize(type: Type): number {
  const size = cardinality(type);
  if (!(size < DOMAIN_LIMIT)) throw new CompileLimit("a type of 2^31 values is gone through");
  return size;
}

/** `ordinal` of values.ts: the value may be of a type with other ranges, if it lies in `type`. */
export function ordinalOf(term: Term, type: Type, w: Writer): Scalar {
  domainSize(type);
  if (isScalarType(type)) {
    const code = codeOf(term, w);
    if (type.kind === "bool") return toInt(code);
    return within(
      type.kind === "int" ? addConstant(code, -type.low) : code,
      0,
      cardinality(type) - 1,
    );
  }
  switch (type.kind) {
    case "record":
    case "tuple": {
      const types = itemTypes(type);
      return tupleOrdinalOf(
        types.map((_, i) => fieldOf(term, i, w)),
        types,
        w,
      );
    }
    case "option": {
      const present = term.type.kind === "option" ? presentOf(term, w) : TRUE;
      if (constantOf(present) === 0) return integer(0);
      const item = ordinalOf(term.type.kind === "option" ? itemOf(term, w) : term, type.item, w);
      return choice(present, addConstant(item, 1), integer(0));
    }
    case "enum": {
      let before = cardinality(type);
      let result: Scalar | undefined;
      for (let tag = type.variants.length - 1; tag >= 0; tag--) {
        const { payload } = type.variants[tag]!;
        before -= combinations(payload);
        const is = isVariant(term, tag, w);
        if (constantOf(is) === 0) continue;
        const inner =
          payload.length === 0 ? integer(0) : tupleOrdinalOf(payloadOf(term, tag, w), payload, w);
        const own = addConstant(inner, before);
        result = result === undefined ? own : choice(is, own, result);
      }
      return result ?? integer(0);
    }
    case "set":
      return convertSet(term, type.item, w).parts[0] ?? integer(0);
    case "map":
      return digits(combinations(type.keys), type.value, (i) => cellAt(term, i, w), w);
    case "seq": {
      const length = w.keep(lengthOf(term, w));
      let result: Scalar = integer(0);
      let shorter = 0;
      for (let n = 0; n <= type.capacity; n++) {
        const own = digits(n, type.item, (i) => cellAt(term, i, w), w);
        result =
          n === 0
            ? own
            : choice(compare(">=", length, integer(n)), addConstant(own, shorter), result);
        shorter += cardinality(type.item) ** n;
      }
      return result;
    }
    default:
      throw new TypeError(`${type.kind} is a scalar`);
  }
}

/** Mixed radix, the last fastest: the number of a cell of a map. */
export function tupleOrdinalOf(terms: readonly Term[], types: readonly Type[], w: Writer): Scalar {
  const weights = types.map((_, i) => combinations(types.slice(i + 1)));
  const parts = terms.map((term, i) =>
    multiply(ordinalOf(term, types[i]!, w), integer(weights[i]!)),
  );
  return within(sum(parts), 0, combinations(types) - 1);
}

function digits(count: number, type: Type, digit: (index: number) => Term, w: Writer): Scalar {
  let result: Scalar = integer(0);
  for (let i = 0; i < count; i++) {
    const weighted = multiply(result, integer(cardinality(type)));
    result = w.keep(add(weighted, ordinalOf(digit(i), type, w)));
  }
  return result;
}

/** `unordinal` of values.ts. */
export function termAt(position: Scalar, type: Type, w: Writer): Term {
  const size = domainSize(type);
  if (isConstant(position)) return constantTerm(unordinal(position.low, type), type);
  const own = w.keep(within(position, 0, size - 1));
  if (isScalarType(type)) {
    if (type.kind === "bool") return scalar(type, different(own, integer(0)));
    return scalar(type, type.kind === "int" ? addConstant(own, type.low) : own);
  }
  switch (type.kind) {
    case "record":
    case "tuple":
      return { kind: "tuple", type, items: termsAt(own, itemTypes(type), w) };
    case "option": {
      const present = different(own, integer(0));
      const item = termAt(within(addConstant(own, -1), 0, size - 2), type.item, w);
      return { kind: "option", type, present, item };
    }
    case "enum": {
      let behind = 0;
      const starts = type.variants.map(
        ({ payload }) => (behind += combinations(payload)) - combinations(payload),
      );
      return {
        kind: "enum",
        type,
        is: (tag) => {
          const upper = starts[tag + 1];
          const isBelow = upper === undefined ? TRUE : compare("<", own, integer(upper));
          return all([compare(">=", own, integer(starts[tag]!)), isBelow]);
        },
        payload: (tag) => termsAt(addConstant(own, -starts[tag]!), type.variants[tag]!.payload, w),
      };
    }
    case "set":
      return { kind: "set", type, parts: [own] };
    case "map": {
      const keys = new Array<Type>(combinations(type.keys)).fill(type.value);
      return { kind: "map", type, cells: termsAt(own, keys, w) };
    }
    case "seq":
      return sequenceAt(own, type, w);
    default:
      throw new TypeError(`${type.kind} is a scalar`);
  }
}

/** `untuple` of values.ts. */
export function termsAt(position: Scalar, types: readonly Type[], w: Writer): Term[] {
  if (isConstant(position)) {
    return untuple(position.low, types).map((value, i) => constantTerm(value, types[i]!));
  }
  const own = w.keep(position);
  let weight = combinations(types);
  return types.map((type, i) => {
    const size = cardinality(type);
    weight /= size;
    const quotient = divide(own, integer(weight));
    return termAt(i === 0 ? quotient : remainder(quotient, integer(size)), type, w);
  });
}

function sequenceAt(own: Scalar, type: Extract<Type, { kind: "seq" }>, w: Writer): Term {
  const each = cardinality(type.item);
  let length: Scalar = integer(0);
  let digitsOf: Scalar = integer(0);
  let shorter = 1;
  for (let n = 1; n <= type.capacity; n++) {
    const isLong = w.keep(compare(">=", own, integer(shorter)));
    length = choice(isLong, integer(n), length);
    digitsOf = choice(isLong, addConstant(own, -shorter), digitsOf);
    shorter += each ** n;
  }
  const [count, rest] = [w.keep(length), w.keep(digitsOf)];
  const items = Array.from({ length: type.capacity }, (_, i) => {
    // Item i has weight each^(count-1-i), which depends on the length.
    let digit: Scalar = integer(0);
    for (let n = i + 1; n <= type.capacity; n++) {
      const quotient = divide(rest, integer(each ** (n - 1 - i)));
      const own = i === 0 ? quotient : remainder(quotient, integer(each));
      digit = choice(compare("===", count, integer(n)), own, digit);
    }
    return termAt(within(w.keep(digit), 0, each - 1), type.item, w);
  });
  return { kind: "seq", type, length: within(count, 0, type.capacity), items };
}

/** Mask with one bit, for the word that the bit is in. */
export function bitMask(position: Scalar, part: number): Scalar {
  if (isConstant(position)) {
    return integer(position.low >>> 5 === part ? 1 << (position.low & 31) : 0);
  }
  const inPart = bits(position, 0, 5);
  const single: Scalar = {
    ...inPart,
    text: `(1<<${inPart.text})`,
    low: -(2 ** 31),
    high: 2 ** 31 - 1,
    form: { op: "other" },
  };
  if (position.high < 32 && part === 0) return single;
  return choice(compare("===", divide(position, integer(32)), integer(part)), single, integer(0));
}

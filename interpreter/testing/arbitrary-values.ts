/** Random types, their values, and permutations of identities, for property tests. */
import fc from "fast-check";
import {
  BOOL,
  enumOf,
  mapOf,
  optionOf,
  range,
  recordOf,
  seqOf,
  setType,
  symmetric,
  tupleOf,
} from "./instance-builder.ts";
import type { Type, Value } from "../model.ts";
import type { Permutation } from "../evaluate/permutation.ts";
import { cardinality, unordinal } from "../values.ts";

/** The symmetric types that random types use. */
export const SYMMETRIC = [symmetric("Proc", 3, 0), symmetric("Page", 2, 1)] as const;

const leaf: fc.Arbitrary<Type> = fc.oneof(
  fc.constant(BOOL),
  fc.tuple(fc.integer({ min: -2, max: 2 }), fc.nat(3)).map(([low, more]) => range(low, low + more)),
  fc.constantFrom<Type>(...SYMMETRIC),
  fc.constant(enumOf("Colour", { red: [], green: [], blue: [] })),
);

function nested(depth: number): fc.Arbitrary<Type> {
  if (depth === 0) return leaf;
  const part = nested(depth - 1);
  const pair = fc.tuple(part, part);
  return fc.oneof(
    leaf,
    part.map((item) => (item.kind === "option" ? item : optionOf(item))),
    part.map(setType),
    pair.map(([first, second]) => recordOf({ first, second })),
    pair.map(([first, second]) => tupleOf(first, second)),
    pair.map(([first, second]) => enumOf("Busy", { free: [], one: [first], two: [second, first] })),
    fc
      .tuple(leaf, leaf, part, fc.boolean())
      .map(([k, l, value, two]) => mapOf(two ? [k, l] : [k], value)),
    fc.tuple(fc.nat(3), part).map(([capacity, item]) => seqOf(capacity, item)),
  );
}

/** Types whose values can be numbered exactly. */
export const arbitraryType: fc.Arbitrary<Type> = nested(2).filter(
  (type) => cardinality(type) <= Number.MAX_SAFE_INTEGER,
);

export function arbitraryValue(type: Type): fc.Arbitrary<Value> {
  return fc.maxSafeNat().map((number) => unordinal(number % cardinality(type), type));
}

/** A type with some of its values. */
export function typeWithValues(count: number): fc.Arbitrary<{ type: Type; values: Value[] }> {
  return arbitraryType.chain((type) =>
    fc
      .array(arbitraryValue(type), { minLength: count, maxLength: count })
      .map((values) => ({ type, values })),
  );
}

export const arbitraryPermutation: fc.Arbitrary<Permutation> = fc.tuple(
  ...SYMMETRIC.map(({ size }) =>
    fc.shuffledSubarray(
      Array.from({ length: size }, (_, i) => i),
      { minLength: size },
    ),
  ),
);

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryType, typeWithValues } from "./testing/arbitrary-values.ts";
import {
  BOOL,
  enumOf,
  mapOf,
  optionOf,
  range,
  seqOf,
  setType,
  tupleOf,
} from "./testing/instance-builder.ts";
import { belongs } from "./evaluate/membership.ts";
import {
  cardinality,
  compareValues,
  enumerate,
  equalValues,
  firstValue,
  ordinal,
  setOf,
  unordinal,
} from "./values.ts";

const sign = Math.sign;

describe("numbering", () => {
  test("ordinal and unordinal are inverse to each other", () => {
    fc.assert(
      fc.property(typeWithValues(1), fc.maxSafeNat(), ({ type, values }, number) => {
        expect(unordinal(ordinal(values[0]!, type), type)).toEqual(values[0]);
        const position = number % cardinality(type);
        expect(ordinal(unordinal(position, type), type)).toBe(position);
      }),
    );
  });

  test("a type has as many values as its cardinality says, all different and all in it", () => {
    const small = arbitraryType.filter((type) => cardinality(type) <= 500);
    fc.assert(
      fc.property(small, (type) => {
        const values = [...enumerate(type)];
        expect(values.length).toBe(cardinality(type));
        expect(new Set(values.map((value) => JSON.stringify(value))).size).toBe(values.length);
        expect(values.every((value) => belongs(value, type))).toBe(true);
      }),
    );
  });

  test("the first value of a type has ordinal 0", () => {
    fc.assert(
      fc.property(arbitraryType, (type) => {
        expect(ordinal(firstValue(type), type)).toBe(0);
      }),
    );
  });

  test("types too large to number have a size and a first value", () => {
    const huge = mapOf([range(0, 999)], setType(range(0, 99)));
    expect(cardinality(huge)).toBe(Infinity);
    expect(firstValue(huge)).toHaveLength(1000);
  });

  test("values of a type too large to keep are made when asked for", () => {
    const type = setType(range(0, 39));
    const start = [];
    for (const value of enumerate(type)) {
      start.push(value);
      if (start.length === 6) break;
    }
    expect(start).toEqual([[], [0], [1], [0, 1], [2], [0, 2]]);
  });
});

describe("order", () => {
  test("the order of values is that of their ordinals", () => {
    fc.assert(
      fc.property(typeWithValues(2), ({ type, values }) => {
        const [a, b] = values as [never, never];
        const byOrdinal = ordinal(a, type) - ordinal(b, type);
        expect(sign(compareValues(a, b, type))).toBe(sign(byOrdinal));
        expect(compareValues(a, b, type) === 0).toBe(equalValues(a, b));
      }),
    );
  });

  test("the order is total", () => {
    fc.assert(
      fc.property(typeWithValues(3), ({ type, values }) => {
        const [a, b, c] = values as [never, never, never];
        expect(sign(compareValues(a, b, type))).toBe(-sign(compareValues(b, a, type)) + 0);
        const chain = compareValues(a, b, type) <= 0 && compareValues(b, c, type) <= 0;
        if (chain) expect(compareValues(a, c, type)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test.each([
    ["none is before everything", optionOf(range(0, 1)), [null, 0, 1]],
    [
      "variants go by declaration, then payload",
      enumOf("E", { free: [], shared: [range(1, 2)], last: [] }),
      [0, [1, 1], [1, 2], 2],
    ],
    [
      "the first item of a tuple weighs most",
      tupleOf(BOOL, range(0, 1)),
      [
        [false, 0],
        [false, 1],
        [true, 0],
        [true, 1],
      ],
    ],
    [
      "sequences go by length first",
      seqOf(2, BOOL),
      [[], [false], [true], [false, false], [false, true], [true, false], [true, true]],
    ],
    [
      "sets go by their greatest element",
      setType(range(0, 2)),
      [[], [0], [1], [0, 1], [2], [0, 2], [1, 2], [0, 1, 2]],
    ],
  ])("%s", (_, type, values) => {
    expect([...enumerate(type)]).toEqual(values);
  });

  test("a set is sorted and without duplicates", () => {
    expect(setOf([2, 0, 2, 1, 0], range(0, 2))).toEqual([0, 1, 2]);
  });
});

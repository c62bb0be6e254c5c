import fc from "fast-check";
import { expect, test } from "vitest";
import { typeWithValues } from "../testing/arbitrary-values.ts";
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
} from "../testing/instance-builder.ts";
import { belongs, misfit } from "./membership.ts";
import type { Type, Value } from "../model.ts";

test("every value of a type belongs to it and fits in it", () => {
  fc.assert(
    fc.property(typeWithValues(1), ({ type, values }) => {
      expect(belongs(values[0]!, type)).toBe(true);
      expect(misfit(values[0]!, type)).toBeUndefined();
    }),
  );
});

test.each<[string, Value, Type]>([
  ["a number for a bool", 0, BOOL],
  ["a number above the range", 4, range(0, 3)],
  ["a fraction", 0.5, range(0, 3)],
  ["an identity beyond the size", 2, symmetric("P", 2)],
  ["an unknown variant", 1, enumOf("E", { free: [] })],
  ["a variant without its payload", 0, enumOf("E", { busy: [BOOL] })],
  ["a payload where there is none", [0, true], enumOf("E", { free: [] })],
  ["none where a value must be", null, range(0, 3)],
  ["a record with a field too few", [1], recordOf({ a: range(0, 1), b: BOOL })],
  ["a set out of order", [1, 0], setType(range(0, 3))],
  ["a set with an element twice", [1, 1], setType(range(0, 3))],
  ["a map with a cell too many", [true, true, true], mapOf([BOOL], BOOL)],
  ["a sequence longer than its capacity", [true, true], seqOf(1, BOOL)],
])("%s does not belong", (_, value, type) => {
  expect(belongs(value, type)).toBe(false);
});

test.each<[string, Value, Type, object]>([
  ["a field", [1, 9], recordOf({ a: range(0, 3), b: range(0, 3) }), { failure: "range", part: 9 }],
  ["an element of a set", [1, 9], setType(range(0, 3)), { failure: "range", part: 9 }],
  [
    "the payload of a variant",
    [0, 9],
    enumOf("E", { some: [range(0, 3)] }),
    { failure: "range", part: 9 },
  ],
  ["a sequence", [1, 2], seqOf(1, range(0, 3)), { failure: "full", part: [1, 2] }],
  ["the value of an option", 9, optionOf(range(0, 3)), { failure: "range", part: 9 }],
  ["a cell of a map", [0, -1], mapOf([BOOL], range(0, 3)), { failure: "range", part: -1 }],
])("%s that does not fit is found", (_, value, type, found) => {
  expect(misfit(value, type)).toMatchObject(found);
});

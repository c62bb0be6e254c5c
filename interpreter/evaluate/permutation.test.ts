import fc from "fast-check";
import { expect, test } from "vitest";
import { SYMMETRIC, arbitraryPermutation, typeWithValues } from "../testing/arbitrary-values.ts";
import { mapOf, range, setType, symmetric } from "../testing/instance-builder.ts";
import { belongs } from "./membership.ts";
import type { Permutation } from "./permutation.ts";
import { permuteState, permuteValue } from "./permutation.ts";

const identity: Permutation = SYMMETRIC.map(({ size }) =>
  Array.from({ length: size }, (_, i) => i),
);

/** First `p`, then `q`. */
const then = (p: Permutation, q: Permutation): Permutation =>
  p.map((images, type) => images.map((image) => q[type]![image]!));

test("the identity changes nothing", () => {
  fc.assert(
    fc.property(typeWithValues(1), ({ type, values }) => {
      expect(permuteValue(values[0]!, type, identity)).toEqual(values[0]);
    }),
  );
});

test("one permutation after the other does what their product does", () => {
  fc.assert(
    fc.property(
      typeWithValues(1),
      arbitraryPermutation,
      arbitraryPermutation,
      ({ type, values }, p, q) => {
        const twice = permuteValue(permuteValue(values[0]!, type, p), type, q);
        expect(twice).toEqual(permuteValue(values[0]!, type, then(p, q)));
      },
    ),
  );
});

test("a permuted value is of the same type", () => {
  fc.assert(
    fc.property(typeWithValues(1), arbitraryPermutation, ({ type, values }, p) => {
      expect(belongs(permuteValue(values[0]!, type, p), type)).toBe(true);
    }),
  );
});

test("keys move with the identities, and sets stay sorted", () => {
  const proc = symmetric("Proc", 3);
  const held = mapOf([proc, range(0, 1)], setType(proc));
  const state = [[[0], [], [1, 2], [], [], []]];
  // proc1 becomes proc3, proc2 becomes proc1, proc3 becomes proc2.
  expect(permuteState(state, [held], [[2, 0, 1]])).toEqual([[[0, 1], [], [], [], [2], []]]);
});

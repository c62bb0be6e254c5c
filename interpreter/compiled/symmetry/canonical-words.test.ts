import fc from "fast-check";
import { expect, test } from "vitest";
import {
  SYMMETRIC,
  arbitraryPermutation,
  arbitraryType,
  arbitraryValue,
} from "../../testing/arbitrary-values.ts";
import { canonicaliser } from "../../explore/canonical-state.ts";
import {
  BOOL,
  mapOf,
  optionOf,
  recordOf,
  setType,
  symmetric,
} from "../../testing/instance-builder.ts";
import type { State, SymmetricType, Type } from "../../model.ts";
import { permuteState, type Permutation } from "../../evaluate/permutation.ts";
import { planLayout } from "../layout/layout.ts";
import { CanonicalWords } from "./canonical-words.ts";
import { decodeState, encodeState } from "../layout/packed-value.ts";

/** The canonical state by way of words, or `undefined` if the layout is not handled. */
function packed(
  types: readonly Type[],
  symmetricTypes: readonly SymmetricType[],
): ((state: State) => State) | undefined {
  const plan = planLayout(types);
  const symmetry = CanonicalWords.of(plan, types, symmetricTypes);
  return (
    symmetry &&
    ((state) => {
      const words = encodeState(plan, state);
      symmetry.canonical(words, 0);
      return decodeState(plan, words);
    })
  );
}

const arbitraryState = fc
  .array(arbitraryType, { minLength: 1, maxLength: 3 })
  .chain((types) =>
    fc.tuple(...types.map(arbitraryValue)).map((state) => ({ types, state: state as State })),
  );

test("all states of an orbit have the same canonical words, which are those of one of them", () => {
  let handled = 0;
  fc.assert(
    fc.property(arbitraryState, arbitraryPermutation, ({ types, state }, permutation) => {
      const canonical = packed(types, SYMMETRIC);
      if (canonical === undefined) return;
      handled++;
      const one = canonical(state);
      expect(canonical(permuteState(state, types, permutation))).toEqual(one);
      // In the same orbit: the reference engine's representative is the same.
      const representative = canonicaliser(SYMMETRIC, types);
      expect(representative(one)).toEqual(representative(state));
    }),
    { numRuns: 1000 },
  );
  expect(handled).toBeGreaterThan(300);
});

test("states as specifications have them are handled, and two orbits are never taken for one", () => {
  const proc = symmetric("Proc", 3, 0);
  const frame = symmetric("Frame", 4, 1);
  const types = [
    mapOf([proc], optionOf(recordOf({ frame, writable: BOOL }))),
    mapOf([frame], setType(proc)),
    mapOf([proc, frame], BOOL),
  ];
  const canonical = packed(types, [proc, frame])!;
  expect(canonical).toBeDefined();
  const representative = canonicaliser([proc, frame], types);
  const permutation: fc.Arbitrary<Permutation> = fc.tuple(
    fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
  );
  const states = fc.tuple(...types.map(arbitraryValue)) as fc.Arbitrary<State>;
  fc.assert(
    fc.property(states, states, permutation, (a, b, exchange) => {
      expect(canonical(permuteState(a, types, exchange))).toEqual(canonical(a));
      const same = JSON.stringify(representative(a)) === JSON.stringify(representative(b));
      expect(JSON.stringify(canonical(a)) === JSON.stringify(canonical(b))).toBe(same);
    }),
    { numRuns: 500 },
  );
});

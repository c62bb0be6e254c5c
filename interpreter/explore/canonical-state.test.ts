import fc from "fast-check";
import { expect, test } from "vitest";
import {
  SYMMETRIC,
  arbitraryPermutation,
  arbitraryType,
  arbitraryValue,
} from "../testing/arbitrary-values.ts";
import { canonicaliser } from "./canonical-state.ts";
import { BOOL, mapOf, optionOf, recordOf, symmetric } from "../testing/instance-builder.ts";
import type { State, Type } from "../model.ts";
import type { Permutation } from "../evaluate/permutation.ts";
import { permuteState } from "../evaluate/permutation.ts";

function permutations(size: number): number[][] {
  if (size === 0) return [[]];
  return permutations(size - 1).flatMap((shorter) =>
    Array.from({ length: size }, (_, at) => shorter.toSpliced(at, 0, size - 1)),
  );
}

/** The states that differ from one by exchanging identities, by trying all permutations. */
function orbit(state: State, types: readonly Type[], sizes: readonly number[]): Set<string> {
  const all = sizes.reduce<Permutation[]>(
    (products, size) => products.flatMap((p) => permutations(size).map((q) => [...p, q])),
    [[]],
  );
  return new Set(all.map((p) => JSON.stringify(permuteState(state, types, p))));
}

const arbitraryState = fc
  .array(arbitraryType, { minLength: 1, maxLength: 3 })
  .chain((types) =>
    fc.tuple(...types.map(arbitraryValue)).map((state) => ({ types, state: state as State })),
  );

test("all states of an orbit have the same canonical state, which is one of them", () => {
  fc.assert(
    fc.property(arbitraryState, arbitraryPermutation, ({ types, state }, permutation) => {
      const canonical = canonicaliser(SYMMETRIC, types);
      const least = canonical(state);
      expect(canonical(permuteState(state, types, permutation))).toEqual(least);
      const sizes = SYMMETRIC.map(({ size }) => size);
      expect(orbit(state, types, sizes)).toContain(JSON.stringify(least));
    }),
    { numRuns: 500 },
  );
});

test("relations that look alike from every element are told apart", () => {
  // Graphs in which every element has the same number of neighbours: colours alone do not help.
  const node = symmetric("Node", 6);
  const types = [mapOf([node, node], BOOL)];
  const canonical = canonicaliser([node], types);
  const graph = (edges: readonly (readonly [number, number])[]): State => {
    const cells = new Array<boolean>(36).fill(false);
    for (const [a, b] of edges) cells[a * 6 + b] = cells[b * 6 + a] = true;
    return [cells];
  };
  const hexagon = graph([0, 1, 2, 3, 4, 5].map((i) => [i, (i + 1) % 6]));
  const shuffled = graph([0, 3, 1, 5, 2, 4].map((_, i, order) => [order[i]!, order[(i + 1) % 6]!]));
  const triangles = graph([
    [0, 1],
    [1, 2],
    [2, 0],
    [3, 4],
    [4, 5],
    [5, 3],
  ]);
  expect(canonical(shuffled)).toEqual(canonical(hexagon));
  expect(canonical(triangles)).not.toEqual(canonical(hexagon));
  expect(orbit(hexagon, types, [6])).toContain(JSON.stringify(canonical(hexagon)));
});

test("many identities of which most are unused need no search", () => {
  const [proc, frame] = [symmetric("Proc", 12, 0), symmetric("Frame", 40, 1)];
  const pte = recordOf({ frame, writable: BOOL });
  const types = [mapOf([proc], optionOf(pte)), mapOf([frame], BOOL)];
  const canonical = canonicaliser([proc, frame], types);
  const state = (used: (proc: number) => number | undefined): State => [
    Array.from({ length: 12 }, (_, p) => {
      const at = used(p);
      return at === undefined ? null : [at, p % 2 === 0];
    }),
    new Array<boolean>(40).fill(false),
  ];
  const one = state((p) => (p < 3 ? 20 + p : undefined));
  const other = state((p) => (p >= 4 && p < 7 ? 11 - p : undefined));
  expect(canonical(one)).toEqual(canonical(other));
  expect(canonical(state(() => 7))).not.toEqual(canonical(state((p) => 7 + (p >> 2))));
});

test("nine pairs, which have half a billion orders, need little search", () => {
  const many = symmetric("Many", 18);
  const canonical = canonicaliser([many], [mapOf([many], many)]);
  const paired = (partner: (element: number) => number): State => [
    Array.from({ length: 18 }, (_, i) => partner(i)),
  ];
  expect(canonical(paired((i) => (i + 9) % 18))).toEqual(canonical(paired((i) => i ^ 1)));
  expect(canonical(paired((i) => (i + 6) % 18))).not.toEqual(canonical(paired((i) => i ^ 1)));
});

test("without symmetric types a state is its own representative", () => {
  const state = [[true, false]];
  expect(canonicaliser([], [mapOf([BOOL], BOOL)])(state)).toBe(state);
});

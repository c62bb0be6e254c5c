import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elaborate } from "../../elaborate/elaborate.ts";
import { permuteState } from "../../evaluate/permutation.ts";
import { canonicaliser } from "../../explore/canonical-state.ts";
import { loadModules } from "../../load/load.ts";
import type { State, SymmetricType, Type } from "../../model.ts";
import { planJobs } from "../../run/plan.ts";
import {
  BOOL,
  mapOf,
  optionOf,
  recordOf,
  setType,
  symmetric,
} from "../../testing/instance-builder.ts";
import { planLayout } from "../layout/layout.ts";
import { decodeState, encodeState } from "../layout/packed-value.ts";
import { RandomSource } from "../random-source.fixture.ts";
import { CanonicalWords } from "./canonical-words.ts";
import {
  randomLayout,
  randomPermutation,
  randomState,
  type RandomLayout,
} from "./random-layout.fixture.ts";

/** The canonical state by way of words, or `undefined` if the layout is not handled. */
function packed(
  { types, symmetricTypes }: RandomLayout,
  most?: number,
): ((state: State) => State) | undefined {
  const plan = planLayout(types);
  const symmetry = CanonicalWords.of(plan, types, symmetricTypes, most);
  return (
    symmetry &&
    ((state) => {
      const words = new Int32Array(plan.words + 2);
      words.set(encodeState(plan, state), 1);
      symmetry.canonical(words, 1);
      return decodeState(plan, words.subarray(1));
    })
  );
}

const layoutOf = (symmetricTypes: readonly SymmetricType[], ...types: readonly Type[]) => ({
  symmetricTypes,
  types,
});

/** Says of a state what the law of canonical states demands. */
function checkOrbit(
  layout: RandomLayout,
  canonical: (state: State) => State,
  state: State,
  random: RandomSource,
): void {
  const one = canonical(state);
  const permutation = randomPermutation(layout.symmetricTypes, random);
  expect(canonical(permuteState(state, layout.types, permutation))).toEqual(one);
  expect(canonical(one)).toEqual(one);
  // In the same orbit: the reference engine's representative is the same.
  const representative = canonicaliser(layout.symmetricTypes, layout.types);
  expect(representative(one)).toEqual(representative(state));
}

describe("canonical words", () => {
  test(
    "are those of one state for each orbit, in layouts of all shapes",
    { timeout: 120_000 },
    () => {
      let handled = 0;
      let wide = 0;
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const random = new RandomSource(seed);
          const layout = randomLayout(random);
          const { words } = planLayout(layout.types);
          fc.pre(words <= 24);
          const canonical = packed(layout);
          if (canonical === undefined) return;
          handled++;
          if (words > 1) wide++;
          for (let i = 0; i < 3; i++) {
            checkOrbit(layout, canonical, randomState(layout, random), random);
          }
        }),
        { numRuns: 250 },
      );
      expect(handled).toBeGreaterThan(150);
      expect(wide).toBeGreaterThan(50);
    },
  );

  test("are found for every layout of spec/", { timeout: 120_000 }, async () => {
    const random = new RandomSource(1);
    const { modules } = await loadModules(["spec"]);
    let checks = 0;
    for (const module of modules) {
      for (const job of planJobs(module)) {
        const { symmetricTypes, variables } = elaborate(module, {
          settings: job.settings,
        }).instance!;
        if (job.kind !== "check" || symmetricTypes.length === 0) continue;
        const layout = layoutOf(symmetricTypes, ...variables.map(({ type }) => type));
        const canonical = packed(layout)!;
        expect(canonical, `${module.name} ${job.name}`).toBeDefined();
        for (let i = 0; i < 2; i++) {
          checkOrbit(layout, canonical, randomState(layout, random), random);
        }
        checks++;
      }
    }
    expect(checks).toBeGreaterThan(50);
  });

  test("never take two orbits for one", () => {
    const proc = symmetric("Proc", 3, 0);
    const frame = symmetric("Frame", 4, 1);
    const layout = layoutOf(
      [proc, frame],
      mapOf([proc], optionOf(recordOf({ frame, writable: BOOL }))),
      mapOf([frame], setType(proc)),
      mapOf([proc, frame], BOOL),
    );
    const canonical = packed(layout)!;
    const representative = canonicaliser(layout.symmetricTypes, layout.types);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new RandomSource(seed);
        const [a, b] = [randomState(layout, random), randomState(layout, random)];
        const same = JSON.stringify(representative(a)) === JSON.stringify(representative(b));
        expect(JSON.stringify(canonical(a)) === JSON.stringify(canonical(b))).toBe(same);
      }),
      { numRuns: 500 },
    );
  });
});

describe("identities that colours alone do not tell apart", () => {
  const node = symmetric("Node", 6);
  const layout = layoutOf([node], mapOf([node, node], BOOL));
  const graph = (edges: readonly (readonly [number, number])[]): State => {
    const cells = new Array<boolean>(36).fill(false);
    for (const [a, b] of edges) cells[a * 6 + b] = cells[b * 6 + a] = true;
    return [cells];
  };
  const ring = (order: readonly number[]): State =>
    graph(order.map((each, i) => [each, order[(i + 1) % order.length]!]));
  const triangles = graph([
    [0, 1],
    [1, 2],
    [2, 0],
    [3, 4],
    [4, 5],
    [5, 3],
  ]);

  test("are tried in turn", () => {
    const canonical = packed(layout)!;
    expect(canonical(ring([0, 3, 1, 5, 2, 4]))).toEqual(canonical(ring([0, 1, 2, 3, 4, 5])));
    expect(canonical(triangles)).not.toEqual(canonical(ring([0, 1, 2, 3, 4, 5])));
  });

  test("cost little where they can be exchanged: nine pairs have half a billion arrangements", () => {
    const many = symmetric("Many", 18);
    const pairs = layoutOf([many], mapOf([many], many));
    const canonical = packed(pairs)!;
    const paired = (distance: number): State => [
      Array.from({ length: 18 }, (_, i) => (i + distance) % 18),
    ];
    expect(canonical(paired(9))).toEqual(canonical([Array.from({ length: 18 }, (_, i) => i ^ 1)]));
    expect(canonical(paired(1))).toEqual(canonical(paired(5)));
    expect(canonical(paired(2))).not.toEqual(canonical(paired(1)));
  });

  test("are not all tried beyond a limit, and what is found then depends on the state alone", () => {
    const plan = planLayout(layout.types);
    const symmetry = CanonicalWords.of(plan, layout.types, layout.symmetricTypes, 1)!;
    const answer = (state: State): Int32Array => {
      const words = encodeState(plan, state);
      symmetry.canonical(words, 0);
      return words;
    };
    const chain = new Array<boolean>(36).fill(false);
    for (let i = 0; i < 5; i++) chain[i * 6 + i + 1] = true;
    answer([chain]);
    expect(symmetry.isPartial).toBe(false);
    const shown = answer(triangles);
    expect(symmetry.isPartial).toBe(true);
    const representative = canonicaliser(layout.symmetricTypes, layout.types);
    expect(representative(decodeState(plan, shown))).toEqual(representative(triangles));
    for (let i = 1; i < 6; i++) answer(ring([0, i, ...[1, 2, 3, 4, 5].filter((n) => n !== i)]));
    expect(answer(triangles)).toEqual(shown);
  });
});

test("keys that are sets of identities are left to the reference engine's method", () => {
  const proc = symmetric("Proc", 3, 0);
  expect(packed(layoutOf([proc], mapOf([setType(proc)], BOOL)))).toBeUndefined();
  expect(packed(layoutOf([proc], mapOf([setType(BOOL)], proc)))).toBeDefined();
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { expandCompiled, expandReference } from "./expand.fixture.ts";
import { randomInstance, randomState } from "./random-instance.fixture.ts";
import { RandomSource } from "./random-source.fixture.ts";
import { COMPACT_LIMITS } from "./generate/routine.ts";

test.each([
  ["written out", { isNative: false }],
  ["in loops and functions", { limits: COMPACT_LIMITS, isNative: false }],
  ["written out, in WebAssembly", { isNative: true }],
  ["in loops and functions, in WebAssembly", { limits: COMPACT_LIMITS, isNative: true }],
])("generated code %s does what the reference evaluator does", (_, how) => {
  let successors = 0;
  let native = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), (seed, size) => {
      const model = randomInstance(seed, size);
      const random = new RandomSource(seed + 1);
      const states = random.times(3, () => randomState(model, random));
      const { notes, wasNative, ...compiled } = expandCompiled(model, states, how);
      const reference = expandReference(model, states);
      expect(compiled).toEqual(reference);
      expect(notes).toEqual([]);
      native += wasNative ? 1 : 0;
      successors += reference.discovered.flat().length;
    }),
    { numRuns: 300 },
  );
  expect(successors).toBeGreaterThan(300);
  // A few have numbers that may be too large for it.
  expect(native).toBeGreaterThanOrEqual(how.isNative ? 285 : 0);
});

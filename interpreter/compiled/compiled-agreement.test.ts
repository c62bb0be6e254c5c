import fc from "fast-check";
import { expect, test } from "vitest";
import { expandCompiled, expandReference } from "./expand.fixture.ts";
import { randomInstance, randomState } from "./random-instance.fixture.ts";
import { RandomSource } from "./random-source.fixture.ts";
import { COMPACT_LIMITS } from "./generate/routine.ts";

test.each([
  ["written out", undefined],
  ["in loops and functions", COMPACT_LIMITS],
])("generated code %s does what the reference evaluator does", (_, limits) => {
  let successors = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), (seed, size) => {
      const model = randomInstance(seed, size);
      const random = new RandomSource(seed + 1);
      const states = random.times(3, () => randomState(model, random));
      const { notes, ...compiled } = expandCompiled(model, states, limits);
      const reference = expandReference(model, states);
      expect(compiled).toEqual(reference);
      expect(notes).toEqual([]);
      successors += reference.discovered.flat().length;
    }),
    { numRuns: 300 },
  );
  expect(successors).toBeGreaterThan(300);
});

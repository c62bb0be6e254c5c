import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena } from "./arena.ts";
import { BitSet } from "./bitset.ts";

test("a set of numbers has its elements in order, and nothing but them in its words", () => {
  const bound = fc.constantFrom(1, 5, 32, 33, 1024, 1025, 40_000);
  fc.assert(
    fc.property(bound, fc.array(fc.nat(), { maxLength: 100 }), (bound, numbers) => {
      const arena = new Arena();
      const set = new BitSet(arena, bound);
      const empty = arena.bytes.slice();
      const model = new Set<number>();
      for (const number of numbers.map((each) => each % bound)) {
        if (model.has(number)) set.delete(number);
        else set.add(number);
        if (!model.delete(number)) model.add(number);
        expect(set.has(number)).toBe(model.has(number));
        const sorted = [...model].sort((a, b) => a - b);
        expect(set.size).toBe(sorted.length);
        if (sorted.length > 0) expect(set.first()).toBe(sorted[0]);
        expect(sorted.map((_, n) => set.nth(n))).toEqual(sorted);
      }
      for (const number of model) set.delete(number);
      expect(arena.bytes).toEqual(empty);
    }),
    { numRuns: 200 },
  );
});

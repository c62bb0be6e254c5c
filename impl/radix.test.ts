import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena } from "./arena.ts";
import { RADIX_LIMIT, RADIX_WORDS, radixDelete, radixGet, radixNext, radixSet } from "./radix.ts";

const index = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 5000 }),
  fc.integer({ min: 0, max: RADIX_LIMIT - 1 }),
);
const operation = fc.record({
  kind: fc.constantFrom("set", "set", "delete", "get", "next"),
  index,
  element: fc.integer({ min: -5, max: 5 }).filter((element) => element !== 0),
});

test("a sparse array is a map from indices to words", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
      const arena = new Arena();
      const at = arena.allocate(RADIX_WORDS);
      const empty = arena.used;
      const model = new Map<number, number>();
      for (const { kind, index, element } of operations) {
        if (kind === "set") {
          radixSet(arena, at, index, element);
          model.set(index, element);
        } else if (kind === "delete") {
          expect(radixDelete(arena, at, index)).toBe(model.get(index) ?? 0);
          model.delete(index);
        } else if (kind === "get") {
          expect(radixGet(arena, at, index)).toBe(model.get(index) ?? 0);
        } else {
          const later = [...model.keys()].filter((key) => key >= index);
          expect(radixNext(arena, at, index)).toBe(later.length === 0 ? -1 : Math.min(...later));
        }
      }
      for (const [key, element] of model) expect(radixGet(arena, at, key)).toBe(element);
      for (const key of model.keys()) radixDelete(arena, at, key);
      expect([...arena.words.subarray(at, at + RADIX_WORDS)]).toEqual([0, 0]);
      expect(arena.used).toBeGreaterThanOrEqual(empty);
    }),
    { numRuns: 400 },
  );
});

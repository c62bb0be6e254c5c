import fc from "fast-check";
import { expect, test } from "vitest";
import { PairStore } from "./pair-store.ts";

test("a pair is kept once, with the way by which it was first reached", () => {
  const pair = fc.tuple(fc.nat(60), fc.nat(60), fc.nat(9), fc.nat(9));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 4000, size: "max" }), (added) => {
      const store = new PairStore();
      const known = new Map<string, readonly number[]>();
      for (const [state, row, parent, command] of added) {
        store.add(state, row, parent, command);
        const key = `${state} ${row}`;
        if (!known.has(key)) known.set(key, [state, row, parent, command]);
      }
      const kept = Array.from({ length: store.size }, (_, i) => [
        store.stateOf(i),
        store.rowOf(i),
        store.parentOf(i),
        store.commandOf(i),
      ]);
      expect(kept).toEqual([...known.values()]);
    }),
    { numRuns: 5 },
  );
});

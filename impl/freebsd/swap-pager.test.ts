/** The swap pager against a map from object and index to a word. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena } from "../arena.ts";
import { SwapPager } from "./swap-pager.ts";

const OBJECTS = 3;
const index = fc.oneof(fc.nat(5), fc.constantFrom(15, 16, 300));
const operation = fc.record({
  kind: fc.constantFrom("write", "write", "write", "free", "freeRange", "move"),
  object: fc.nat(OBJECTS - 1),
  target: fc.nat(OBJECTS - 1),
  index,
  to: index,
  word: fc.nat(9),
});

test("blocks are where they were put, and all of them come back", () => {
  fc.assert(
    fc.property(fc.array(operation, { minLength: 20, maxLength: 60 }), (operations) => {
      const pager = new SwapPager(new Arena(), OBJECTS, 8);
      const model = new Map<string, number>();
      for (const { kind, object, target, index: at, to, word } of operations) {
        const [from, toward] = [`${object}.${at}`, `${target}.${to}`];
        if (kind === "write") {
          expect(pager.hasRoom(object, at)).toBe(model.size < 8 || model.has(from));
          if (!pager.hasRoom(object, at)) continue;
          pager.write(object, at, word);
          model.set(from, word);
        } else if (kind === "free") {
          pager.free(object, at);
          model.delete(from);
        } else if (kind === "freeRange") {
          pager.freeRange(object, at, 3);
          for (let i = at; i < at + 3; i++) model.delete(`${object}.${i}`);
        } else if (model.has(from) && !model.has(toward)) {
          pager.move(object, at, target, to);
          model.set(toward, model.get(from)!);
          model.delete(from);
        }
        pager.check();
        expect(contentsOf(pager)).toEqual(new Map([...model].sort()));
        expect(pager.freeBlocks).toBe(8 - model.size);
      }
      for (let object = 0; object < OBJECTS; object++) pager.freeRange(object, 0, Infinity);
      expect(pager.freeBlocks).toBe(8);
    }),
    { numRuns: 200 },
  );
});

test("without a device nothing is kept and nothing can be written", () => {
  const arena = new Arena();
  const before = arena.used;
  const pager = new SwapPager(arena, OBJECTS, 0);
  expect([arena.used, pager.hasRoom(0, 0), pager.has(0, 0)]).toEqual([before, false, false]);
});

/** In the order of their names. */
function contentsOf(pager: SwapPager): Map<string, number> {
  const found: [string, number][] = [];
  for (let object = 0; object < OBJECTS; object++) {
    for (let at = pager.next(object, 0); at !== -1; at = pager.next(object, at + 1)) {
      found.push([`${object}.${at}`, pager.read(object, at)]);
    }
  }
  return new Map(found.sort());
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena } from "./arena.ts";
import {
  END,
  HEADER_WORDS,
  NEXT,
  RANGE_WORDS,
  ROOT,
  START,
  check,
  floor,
  initialize,
  insertAfter,
  removeAfter,
} from "./ordered-tree.ts";

function build(arena: Arena, starts: readonly number[], limit: number): number {
  const header = arena.allocate(HEADER_WORDS);
  initialize(arena, header, 0, limit);
  for (const start of starts) {
    const range = arena.allocate(RANGE_WORDS);
    arena.words[range + START] = start;
    arena.words[range + END] = start + 1;
    insertAfter(arena, header, floor(arena, header, start), range);
  }
  return header;
}

/** Starts as a nested list: [left, start, right]. */
type Shape = [Shape, number, Shape] | null;
function shape({ words }: Arena, node: number): Shape {
  if (node === 0) return null;
  const at = (child: number) => shape({ words } as Arena, words[node + child]!);
  return [at(9), words[node + START]!, at(10)];
}

test("equal sets of ranges are equal trees, whatever came and went before", () => {
  const starts = fc.uniqueArray(fc.nat(500), { maxLength: 60, size: "max" });
  fc.assert(
    fc.property(starts, fc.func(fc.nat()), fc.func(fc.boolean()), (all, order, stays) => {
      const left = all.filter((start) => stays(start));
      const arena = new Arena();
      const header = build(
        arena,
        [...all].sort((one, other) => order(one) - order(other)),
        501,
      );
      for (const start of all) {
        if (!stays(start)) removeAfter(arena, header, floor(arena, header, start - 1));
      }
      expect(check(arena, header)).toBe(left.length);
      const other = new Arena();
      const fresh = build(other, left, 501);
      expect(shape(arena, arena.words[header + ROOT]!)).toEqual(
        shape(other, other.words[fresh + ROOT]!),
      );
    }),
  );
});

test.each<[string, (i: number) => number]>([
  ["in order", (i) => i * 2],
  ["in falling order", (i) => 200_000 - i * 2],
  ["far apart", (i) => i * 8192],
])("a hundred thousand ranges %s are a tree of small depth", (_, startOf) => {
  const arena = new Arena();
  const count = 100_000;
  const starts = Array.from({ length: count }, (_, i) => startOf(i));
  const header = build(arena, starts, 2 ** 30);
  expect(check(arena, header)).toBe(count);
  const depth = (node: number): number =>
    node === 0 ? 0 : 1 + Math.max(depth(arena.words[node + 9]!), depth(arena.words[node + 10]!));
  // A random tree of so many has 2 ln n = 23 on average to a node, and about 40 to the deepest.
  expect(depth(arena.words[header + ROOT]!)).toBeLessThan(60);
});

test("the check notices what is wrong", () => {
  const damage = (change: (words: Int32Array, header: number, root: number) => void) => {
    const arena = new Arena();
    const header = build(arena, [10, 20, 30, 40, 50], 60);
    check(arena, header);
    change(arena.words, header, arena.words[header + ROOT]!);
    return () => check(arena, header);
  };
  expect(damage((words, _, root) => words[root + 11]!++)).toThrow("the largest gap");
  expect(damage((words, _, root) => (words[root + END] = words[root + START]!))).toThrow(
    "is empty",
  );
  expect(damage((words, header) => (words[words[header + NEXT]! + NEXT] = header))).toThrow("list");
  expect(damage((words, header) => (words[header + START] = 50))).toThrow("passes the limit");
  expect(damage((words, _, root) => (words[root + START] = 11))).toThrow(/its place|heap/);
  const swap = (words: Int32Array, _: number, root: number) => {
    [words[root + 9], words[root + 10]] = [words[root + 10]!, words[root + 9]!];
  };
  expect(damage(swap)).toThrow("next in the list");
});

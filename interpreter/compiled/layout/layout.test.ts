import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryType, arbitraryValue } from "../../testing/arbitrary-values.ts";
import {
  BOOL,
  enumOf,
  mapOf,
  optionOf,
  range,
  recordOf,
  seqOf,
  setType,
  symmetric,
} from "../../testing/instance-builder.ts";
import type { State, Type } from "../../model.ts";
import { CompileLimit } from "../compile-limit.ts";
import type { Layout } from "./layout.ts";
import { planLayout } from "./layout.ts";
import { decodeState, encodeState } from "./packed-value.ts";

const PROC = symmetric("Proc", 3);
const PAGE = symmetric("Page", 2);
const FRAME = symmetric("Frame", 4);
const BUSY = enumOf("Busy", { free: [], shared: [range(1, 3)], held: [PROC] });

const arbitraryState = fc
  .array(arbitraryType, { minLength: 1, maxLength: 4 })
  .chain((types) =>
    fc
      .tuple(fc.tuple(...types.map(arbitraryValue)), fc.tuple(...types.map(arbitraryValue)))
      .map(([one, other]) => ({ types, one: one as State, other: other as State })),
  );

test("every state has words of its own, and they stand for that state", () => {
  fc.assert(
    fc.property(arbitraryState, ({ types, one, other }) => {
      const plan = planLayout(types);
      const words = encodeState(plan, one);
      expect(decodeState(plan, words)).toEqual(one);
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(String(encodeState(plan, other)) === String(words)).toBe(isSame);
    }),
    { numRuns: 2000 },
  );
});

/** Bits of every leaf of every cell, as `word:bit`. */
function* bitsUsed(node: Layout, index = 0, word = -1, shift = 0): Generator<string> {
  const { chunk } = node;
  if (chunk !== undefined) {
    const perWord = Math.max(chunk.perWord, 1);
    const at = chunk.shift + (index % perWord) * chunk.stride;
    yield* bitsUsed({ ...node, chunk: undefined }, 0, chunk.word + Math.floor(index / perWord), at);
    return;
  }
  const cells = function* (value: Layout, count: number): Generator<string> {
    for (let i = 0; i < count; i++) {
      if (node.packed) yield* bitsUsed(value, 0, word, shift + i * value.bits);
      else yield* bitsUsed(value, index * count + i);
    }
  };
  switch (node.kind) {
    case "leaf":
      for (let i = 0; i < node.bits; i++) yield `${word}:${shift + node.offset + i}`;
      break;
    case "tuple":
      for (const item of node.items) yield* bitsUsed(item, index, word, shift);
      break;
    case "option":
      if (node.ownPresence) yield* bitsUsed(node.presence, index, word, shift);
      yield* bitsUsed(node.item, index, word, shift);
      break;
    case "enum":
      yield* bitsUsed(node.code, index, word, shift);
      if (!node.sum) {
        for (const { payload } of node.variants) {
          for (const each of payload) yield* bitsUsed(each, index, word, shift);
        }
      }
      break;
    case "set":
      for (const leaf of node.parts) yield* bitsUsed(leaf, index, word, shift);
      break;
    case "map":
      yield* cells(node.value, node.count);
      break;
    case "seq":
      yield* bitsUsed(node.length, index, word, shift);
      yield* cells(node.item, node.capacity);
      break;
  }
}

test("no two leaves share a bit, and none straddles a word", () => {
  fc.assert(
    fc.property(fc.array(arbitraryType, { minLength: 1, maxLength: 6 }), (types) => {
      const plan = planLayout(types);
      const used = plan.nodes.flatMap((node) => [...bitsUsed(node)]);
      expect(new Set(used).size).toBe(used.length);
      for (const place of used) {
        const [word, bit] = place.split(":").map(Number);
        expect(word).toBeLessThan(plan.words);
        expect(bit).toBeLessThan(32);
      }
    }),
  );
});

test.each<[string, readonly Type[], number]>([
  [
    // Six cells of four bits and four of two fill one word.
    "copy-on-write, 3 processes, 2 pages, 4 frames",
    [
      mapOf([PROC, PAGE], optionOf(recordOf({ frame: FRAME, writable: BOOL }))),
      mapOf([FRAME], range(0, 2)),
    ],
    1,
  ],
  ["none takes a code that is free", [mapOf([range(1, 16)], optionOf(PROC))], 1],
  ["a variant and its payload are one code", [mapOf([range(1, 10)], BUSY)], 1],
  ["thirty-two truth values are a word", [setType(range(1, 32))], 1],
  ["a cell more is another word", [setType(range(1, 33))], 2],
  [
    "what fits into the rest of a word goes there",
    [setType(range(1, 33)), setType(range(1, 31))],
    2,
  ],
  ["numbers of a single value take no room", [mapOf([range(1, 100)], range(7, 7)), BOOL], 1],
  ["a sequence is its length and its cells", [seqOf(3, range(0, 255))], 1],
])("%s", (_, types, words) => {
  expect(planLayout(types).words).toBe(words);
});

test("records in arrays are split where that saves a word", () => {
  // Whole cells of 17 bits go one to a word; fields of 9 and 8 bits three and four.
  const cell = recordOf({ one: range(0, 511), two: range(0, 255) });
  expect(planLayout([mapOf([range(1, 12)], cell)]).words).toBeLessThan(12);
});

test("a state that is too wide is refused", () => {
  expect(() => planLayout([mapOf([range(1, 200_000)], BOOL)])).toThrow(CompileLimit);
  expect(() => planLayout([mapOf([range(1, 5_000)], range(0, 2 ** 31))])).toThrow(CompileLimit);
});

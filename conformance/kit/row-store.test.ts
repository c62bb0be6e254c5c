import fc from "fast-check";
import { expect, test } from "vitest";
import { RowStore } from "./row-store.ts";

test("equal bytes have one number, others another, and none is lost", () => {
  const bytes = fc.uint8Array({ maxLength: 9, max: 2 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 1500, size: "max" }), (rows) => {
      const store = new RowStore();
      const numbers = new Map<string, number>();
      for (const row of rows) {
        const number = store.add(row);
        const key = row.join();
        expect(number).toBe(numbers.get(key) ?? numbers.size);
        numbers.set(key, number);
      }
      expect(store.size).toBe(numbers.size);
      for (const [key, number] of numbers) {
        expect(store.bytesOf(number).join()).toBe(key);
        expect(store.equals(number, store.bytesOf(number))).toBe(true);
      }
    }),
    { numRuns: 5 },
  );
});

test("views into a buffer are read where they are, also when it has changed", () => {
  const words = new Int32Array([1, 2, 3, 4]);
  const view = new Uint8Array(words.buffer, 4, 8);
  const store = new RowStore();
  expect(store.add(view)).toBe(0);
  words[1] = 7;
  expect(store.equals(0, view)).toBe(false);
  expect(store.add(view)).toBe(1);
  expect([...new Int32Array(store.bytesOf(0).slice().buffer)]).toEqual([2, 3]);
  expect(store.add(new Uint8Array(words.buffer, 5, 3))).toBe(2);
  expect(store.add(new Uint8Array(words.buffer, 4, 4))).toBe(3);
});

test("a view stays what it was when the arena grows", () => {
  const store = new RowStore();
  const first = store.bytesOf(store.add(new Uint8Array([1, 2, 3])));
  for (let i = 0; i < 100; i++) store.add(new Uint8Array(4096).fill(i));
  expect([...first]).toEqual([1, 2, 3]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyInt, failureOf, list, set, valueOf } from "./expression.fixture.ts";
import {
  BOOL,
  arithmetic,
  constant,
  enumOf,
  local,
  lookup,
  make,
  mapOf,
  number,
  optionOf,
  range,
  recordOf,
  seqOf,
  setType,
} from "../testing/instance-builder.ts";
import type { Expression, Type, Value } from "../model.ts";

describe("structures", () => {
  const point = recordOf({ x: range(0, 9), y: range(0, 9) });
  const p = constant([3, 4], point);

  test("a record is made, read and changed without changing the original", () => {
    const made = make("construct", point, { items: [number(3), number(4)] });
    expect(valueOf(made)).toEqual([3, 4]);
    expect(valueOf(make("field", range(0, 9), { object: p, index: 1 }))).toBe(4);
    const changed = make("update", point, { object: p, fields: [{ index: 1, value: number(7) }] });
    expect(valueOf(changed)).toEqual([3, 7]);
    expect(valueOf(p)).toEqual([3, 4]);
  });

  test("a variant is its number, with its payload if it has one", () => {
    const busy = enumOf("Busy", { free: [], shared: [range(0, 3)] });
    expect(valueOf(make("variant", busy, { tag: 0, payload: [] }))).toBe(0);
    expect(valueOf(make("variant", busy, { tag: 1, payload: [number(2)] }))).toEqual([1, 2]);
  });

  test("a set literal is sorted and without duplicates", () => {
    const items = [number(3), number(1), number(3)];
    expect(valueOf(make("set", setType(anyInt), { items }))).toEqual([1, 3]);
    expect(valueOf(make("sequence", seqOf(3, anyInt), { items }))).toEqual([3, 1, 3]);
  });

  test("a map is filled or tabulated, the last key fastest, and looked up by its keys", () => {
    const map = mapOf([range(1, 2), range(0, 2)], anyInt);
    expect(valueOf(make("fill", map, { value: number(5) }))).toEqual([5, 5, 5, 5, 5, 5]);
    const tens = arithmetic(local(0, range(1, 2)), "*", number(10));
    const value = arithmetic(tens, "+", local(1, range(0, 2)));
    const table = make("tabulate", map, { slots: [0, 1], value });
    expect(valueOf(table)).toEqual([10, 11, 12, 20, 21, 22]);
    expect(valueOf(lookup(table, number(2), number(1)))).toBe(21);
  });

  test("an element of a sequence is found by its position from 0, within its size", () => {
    const at = (position: number): Expression =>
      make("element", anyInt, { sequence: list(anyInt, 5, 6), position: number(position) });
    expect(valueOf(at(1))).toBe(6);
    expect(failureOf(at(2))).toBe("index");
    expect(failureOf(at(-1))).toBe("index");
  });

  test("`!` gives the value of an option, and fails on none", () => {
    const option = optionOf(anyInt);
    expect(valueOf(make("unwrap", anyInt, { object: constant(3, option) }))).toBe(3);
    expect(failureOf(make("unwrap", anyInt, { object: constant(null, option) }))).toBe("none");
    expect(valueOf(make("some", option, { item: number(3) }))).toBe(3);
  });
});

describe("patterns", () => {
  const busy = enumOf("Busy", { free: [], held: [range(0, 9), optionOf(BOOL)] });

  test("a name is bound only if the whole pattern matches", () => {
    const pattern = {
      kind: "variant",
      tag: 1,
      payload: [
        { kind: "bind", slot: 2, type: range(0, 9) },
        { kind: "some", item: { kind: "literal", value: true } },
      ],
    } as const;
    const is = (subject: Value): [Value, Value | undefined] => {
      const slots: Value[] = [];
      const e = make("test", BOOL, { subject: constant(subject, busy), pattern });
      return [valueOf(e, { slots }), slots[2]];
    };
    expect(is([1, 7, true])).toEqual([true, 7]);
    expect(is([1, 7, false])).toEqual([false, null]);
    expect(is([1, 7, null])).toEqual([false, null]);
    expect(is(0)).toEqual([false, null]);
  });

  test("none, some, any and bare variants match what they name", () => {
    const matches = (
      subject: Value,
      pattern: Parameters<typeof make<"test">>[2]["pattern"],
    ): Value => valueOf(make("test", BOOL, { subject: constant(subject, busy), pattern }));
    expect(matches(null, { kind: "none" })).toBe(true);
    expect(matches(3, { kind: "none" })).toBe(false);
    expect(matches(3, { kind: "some", item: { kind: "any" } })).toBe(true);
    expect(matches(null, { kind: "some", item: { kind: "any" } })).toBe(false);
    expect(matches(0, { kind: "variant", tag: 0, payload: [] })).toBe(true);
    expect(matches([1, 2, null], { kind: "variant", tag: 0, payload: [] })).toBe(false);
  });
});

describe("sets and sequences", () => {
  const apply = (
    name: Parameters<typeof make<"builtin">>[2]["name"],
    type: Type,
    ...args: Expression[]
  ): Value => valueOf(make("builtin", type, { name, arguments: args }));
  const numbers = setType(range(0, 9));

  test("set operators are those of mathematics", () => {
    const sets = fc.uniqueArray(fc.nat(9)).map((each) => each.sort((a, b) => a - b));
    fc.assert(
      fc.property(sets, sets, fc.nat(9), (a, b, x) => {
        const [left, right, one] = [set(range(0, 9), ...a), set(range(0, 9), ...b), number(x)];
        const sorted = (values: readonly number[]): number[] =>
          [...new Set(values)].sort((m, n) => m - n);
        expect(apply("union", numbers, left, right)).toEqual(sorted([...a, ...b]));
        expect(apply("add", numbers, left, one)).toEqual(sorted([...a, x]));
        expect(apply("difference", numbers, left, right)).toEqual(a.filter((e) => !b.includes(e)));
        expect(apply("remove", numbers, left, one)).toEqual(a.filter((e) => e !== x));
        expect(apply("intersect", numbers, left, right)).toEqual(a.filter((e) => b.includes(e)));
        expect(apply("subset", BOOL, left, right)).toBe(a.every((e) => b.includes(e)));
        expect(apply("size", range(0, 10), left)).toBe(a.length);
        expect(valueOf(make("member", BOOL, { element: one, collection: left }))).toBe(
          a.includes(x),
        );
      }),
    );
  });

  test("sequence operators give parts, or grow it up to its capacity", () => {
    const q = list(anyInt, 4, 5, 6);
    expect(apply("first", anyInt, q)).toBe(4);
    expect(apply("last", anyInt, q)).toBe(6);
    expect(apply("rest", seqOf(9, anyInt), q)).toEqual([5, 6]);
    expect(apply("take", seqOf(9, anyInt), q, number(2))).toEqual([4, 5]);
    expect(apply("take", seqOf(9, anyInt), q, number(-1))).toEqual([]);
    expect(apply("drop", seqOf(9, anyInt), q, number(2))).toEqual([6]);
    expect(apply("drop", seqOf(9, anyInt), q, number(7))).toEqual([]);
    expect(apply("append", seqOf(4, anyInt), q, number(7))).toEqual([4, 5, 6, 7]);
    expect(apply("concat", seqOf(6, anyInt), q, q)).toEqual([4, 5, 6, 4, 5, 6]);
    const append = { name: "append", arguments: [q, number(7)] } as const;
    expect(failureOf(make("builtin", seqOf(3, anyInt), append))).toBe("full");
    const concat = { name: "concat", arguments: [q, q] } as const;
    expect(failureOf(make("builtin", seqOf(5, anyInt), concat))).toBe("full");
  });

  test.each(["first", "last", "rest"] as const)("%s of an empty sequence is a failure", (name) => {
    expect(failureOf(make("builtin", anyInt, { name, arguments: [list(anyInt)] }))).toBe("empty");
  });

  test("min, max and abs of numbers", () => {
    expect(apply("min", anyInt, number(2), number(-3))).toBe(-3);
    expect(apply("max", anyInt, number(2), number(-3))).toBe(2);
    expect(apply("abs", anyInt, number(-3))).toBe(3);
  });

  test("an interval has its numbers, and none if its bounds are crossed", () => {
    const interval = (low: number, high: number) =>
      make("interval", setType(anyInt), { low: number(low), high: number(high) });
    expect(valueOf(interval(2, 4))).toEqual([2, 3, 4]);
    expect(valueOf(interval(4, 2))).toEqual([]);
    const contains = (n: number): Value =>
      valueOf(make("member", BOOL, { element: number(n), collection: interval(2, 4) }));
    expect([1, 2, 4, 5].map(contains)).toEqual([false, true, true, false]);
  });
});

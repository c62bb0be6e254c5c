import { describe, expect, test } from "vitest";
import { FAILS, anyInt, failureOf, set, valueOf } from "./expression.fixture.ts";
import {
  BOOL,
  FALSE,
  TRUE,
  arithmetic,
  binder,
  compare,
  constant,
  equal,
  local,
  logic,
  make,
  number,
  optionOf,
  range,
  setType,
  symmetric,
} from "../testing/instance-builder.ts";
import type { Expression, Value } from "../model.ts";

describe("quantifiers and folds", () => {
  const digit = range(0, 4);
  const x = local(0, digit);
  const y = local(1, digit);
  const above = (n: number): Expression => compare(x, ">", number(n));

  test("`all` with `where` reads implies, `some` with `where` reads and", () => {
    const ask = (quantifier: "all" | "some", where: Expression, body: Expression): Value =>
      valueOf(make("quantifier", BOOL, { quantifier, binders: [binder(0, digit)], where, body }));
    expect(ask("all", above(2), above(1))).toBe(true);
    expect(ask("all", above(0), above(1))).toBe(false);
    expect(ask("some", above(2), above(3))).toBe(true);
    expect(ask("some", above(4), TRUE)).toBe(false);
    expect(ask("all", above(4), FALSE)).toBe(true);
  });

  test("a quantifier stops at the first value that decides", () => {
    const failsAt2 = logic(compare(x, "<", number(2)), "or", FAILS);
    const ask = (quantifier: "all" | "some", body: Expression): Expression =>
      make("quantifier", BOOL, { quantifier, binders: [binder(0, digit)], body });
    expect(valueOf(ask("some", failsAt2))).toBe(true);
    expect(failureOf(ask("all", failsAt2))).toBe("none");
    expect(valueOf(ask("all", logic(above(0), "and", failsAt2)))).toBe(false);
  });

  test("names of one `distinct` group differ, in ascending order, the last fastest", () => {
    const pairs = make("fold", setType(anyInt), {
      fold: "set",
      binders: [binder(0, range(1, 3)), binder(1, range(1, 3), { distinctFrom: [0] })],
      value: arithmetic(arithmetic(x, "*", number(10)), "+", y),
    });
    expect(valueOf(pairs)).toEqual([12, 13, 21, 23, 31, 32]);
  });

  test("the set of a binder may depend on an outer one", () => {
    const upTo = make("interval", setType(digit), { low: number(1), high: x });
    const count = make("fold", anyInt, {
      fold: "count",
      binders: [binder(0, range(1, 4)), binder(1, digit, { set: upTo })],
    });
    expect(valueOf(count)).toBe(10);
    const elements = make("fold", anyInt, {
      fold: "sum",
      binders: [binder(0, digit, { set: set(digit, 1, 4) })],
      value: x,
    });
    expect(valueOf(elements)).toBe(5);
  });

  test("a binder over a huge interval takes no memory", () => {
    const all = make("interval", setType(anyInt), { low: number(0), high: number(2 ** 31 - 1) });
    const some = make("quantifier", BOOL, {
      quantifier: "some",
      binders: [binder(0, anyInt, { set: all })],
      body: above(1000),
    });
    expect(valueOf(some)).toBe(true);
  });

  const fold = (
    name: Parameters<typeof make<"fold">>[2]["fold"],
    where: Expression,
    value: Expression = x,
  ): Expression =>
    make("fold", name === "set" ? setType(digit) : digit, {
      fold: name,
      binders: [binder(0, digit)],
      where,
      value: name === "count" ? undefined : value,
    });

  test("folds fold what `where` lets through", () => {
    expect(valueOf(fold("count", above(1)))).toBe(3);
    expect(valueOf(fold("sum", above(1)))).toBe(9);
    expect(valueOf(fold("min", above(1)))).toBe(2);
    expect(valueOf(fold("max", above(1), make("negate", anyInt, { operand: x })))).toBe(-2);
    expect(valueOf(fold("set", above(1), arithmetic(x, "/", number(2))))).toEqual([1, 2]);
    expect(valueOf(fold("find", above(3)))).toBe(4);
    expect(valueOf(fold("the", above(3)))).toBe(4);
  });

  test("folds of nothing are 0, the empty set, none, or a failure", () => {
    expect(valueOf(fold("count", FALSE))).toBe(0);
    expect(valueOf(fold("sum", FALSE))).toBe(0);
    expect(valueOf(fold("set", FALSE))).toEqual([]);
    expect(valueOf(fold("find", FALSE))).toBe(null);
    expect(failureOf(fold("the", FALSE))).toBe("missing");
    expect(failureOf(fold("min", FALSE))).toBe("empty");
    expect(failureOf(fold("max", FALSE))).toBe("empty");
  });

  test("finding two different values is a failure, finding one value twice is not", () => {
    expect(failureOf(fold("find", above(2)))).toBe("ambiguous");
    expect(failureOf(fold("the", above(2)))).toBe("ambiguous");
    const half = arithmetic(x, "/", number(5));
    expect(valueOf(fold("find", above(2), half))).toBe(0);
  });

  test("identities are bound in ascending order", () => {
    const proc = symmetric("Proc", 3);
    const e = make("fold", optionOf(proc), {
      fold: "find",
      binders: [binder(0, proc)],
      where: equal(local(0, proc), constant(1, proc)),
      value: local(0, proc),
    });
    expect(valueOf(e)).toBe(1);
  });
});

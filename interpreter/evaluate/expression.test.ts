import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attempt } from "./failure.ts";
import { FAILS, anyInt, failureOf, list, set, valueOf } from "./expression.fixture.ts";
import {
  BOOL,
  FALSE,
  TRUE,
  arithmetic,
  binder,
  compare,
  constant,
  definition,
  equal,
  fit,
  local,
  logic,
  make,
  newPlace,
  not,
  number,
  range,
  read,
  seqOf,
  setType,
  tupleOf,
} from "../testing/instance-builder.ts";
import type { Expression } from "../model.ts";
import { RECURSION_LIMIT } from "../model.ts";

describe("connectives", () => {
  test.each([
    ["and", false, false, false, true],
    ["or", false, true, true, true],
    ["implies", true, true, false, true],
    ["iff", true, false, false, true],
  ] as const)("%s has its truth table", (operator, ff, ft, tf, tt) => {
    expect(valueOf(logic(FALSE, operator, FALSE))).toBe(ff);
    expect(valueOf(logic(FALSE, operator, TRUE))).toBe(ft);
    expect(valueOf(logic(TRUE, operator, FALSE))).toBe(tf);
    expect(valueOf(logic(TRUE, operator, TRUE))).toBe(tt);
  });

  test("the right side is evaluated only if the left does not decide", () => {
    expect(valueOf(logic(FALSE, "and", FAILS))).toBe(false);
    expect(valueOf(logic(TRUE, "or", FAILS))).toBe(true);
    expect(valueOf(logic(FALSE, "implies", FAILS))).toBe(true);
    expect(failureOf(logic(FALSE, "iff", FAILS))).toBe("none");
    expect(failureOf(logic(TRUE, "and", FAILS))).toBe("none");
  });

  test("any nesting of connectives has the value that JavaScript gives it", () => {
    const { tree } = fc.letrec<{ tree: readonly [Expression, boolean] }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.boolean().map((value) => [value ? TRUE : FALSE, value] as const),
        tie("tree").map(([e, value]) => [not(e), !value] as const),
        fc
          .tuple(tie("tree"), fc.constantFrom("and", "or", "implies", "iff"), tie("tree"))
          .map(([[l, a], operator, [r, b]]) => {
            const results = { and: a && b, or: a || b, implies: !a || b, iff: a === b };
            return [logic(l, operator, r), results[operator]] as const;
          }),
        fc.tuple(tie("tree"), tie("tree"), tie("tree")).map(([[c, a], [t, b], [f, d]]) => {
          return [make("if", BOOL, { condition: c, then: t, else: f }), a ? b : d] as const;
        }),
      ),
    }));
    fc.assert(
      fc.property(tree, ([e, value]) => {
        expect(valueOf(e)).toBe(value);
      }),
    );
  });

  test("an implication counts as covered once its left side was true", () => {
    const sites = new Uint8Array(2);
    valueOf(logic(FALSE, "implies", TRUE, 0), { sites });
    expect([...sites]).toEqual([0, 0]);
    valueOf(logic(TRUE, "implies", FALSE, 1), { sites });
    expect([...sites]).toEqual([0, 1]);
  });

  test("only the chosen branch of an `if` is evaluated", () => {
    expect(valueOf(make("if", BOOL, { condition: TRUE, then: FALSE, else: FAILS }))).toBe(false);
    expect(valueOf(make("if", BOOL, { condition: FALSE, then: FAILS, else: TRUE }))).toBe(true);
  });
});

describe("long chains do not use up the stack", () => {
  const LENGTH = 20_000;
  const chainLeft = (e: Expression, next: (left: Expression) => Expression): Expression => {
    let chain = e;
    for (let i = 0; i < LENGTH; i++) chain = next(chain);
    return chain;
  };

  test.each(["and", "or", "implies", "iff"] as const)("%s to the left and to the right", (op) => {
    expect(valueOf(chainLeft(TRUE, (left) => logic(left, op, TRUE)))).toBe(true);
    expect(valueOf(chainLeft(TRUE, (right) => logic(TRUE, op, right)))).toBe(true);
  });

  test("not, minus, else if, sums, unions and appends", () => {
    expect(valueOf(chainLeft(TRUE, not))).toBe(true);
    expect(valueOf(chainLeft(number(7), (operand) => make("negate", anyInt, { operand })))).toBe(7);
    const elseIf = (last: Expression): Expression =>
      make("if", anyInt, { condition: FALSE, then: number(1), else: last });
    expect(valueOf(chainLeft(number(2), elseIf))).toBe(2);
    expect(valueOf(chainLeft(number(0), (sum) => arithmetic(sum, "+", number(1))))).toBe(LENGTH);
    const add = (left: Expression): Expression =>
      make("builtin", setType(anyInt), { name: "add", arguments: [left, number(3)] });
    expect(valueOf(chainLeft(set(anyInt), add))).toEqual([3]);
  });
});

describe("numbers", () => {
  test("operators compute, and zero has one sign", () => {
    const minus = (value: number): Expression => number(-value);
    expect(valueOf(arithmetic(number(7), "-", number(9)))).toBe(-2);
    expect(valueOf(arithmetic(number(7), "*", number(9)))).toBe(63);
    expect(valueOf(arithmetic(minus(3), "*", number(0)))).toBe(0);
    expect(valueOf(make("negate", anyInt, { operand: number(0) }))).toBe(0);
    expect(valueOf(make("negate", anyInt, { operand: number(4) }))).toBe(-4);
  });

  test("division truncates towards zero and the remainder has the sign of the left side", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer().filter(Boolean), (a, b) => {
        const quotient = valueOf(arithmetic(number(a), "/", number(b))) as number;
        const remainder = valueOf(arithmetic(number(a), "%", number(b))) as number;
        expect(quotient * b + remainder).toBe(a);
        expect(Math.abs(remainder)).toBeLessThan(Math.abs(b));
        expect(remainder === 0 || Math.sign(remainder) === Math.sign(a)).toBe(true);
        expect(Object.is(quotient, -0) || Object.is(remainder, -0)).toBe(false);
      }),
    );
  });

  test("dividing by zero is a failure", () => {
    expect(failureOf(arithmetic(number(1), "/", number(0)))).toBe("division");
    expect(failureOf(arithmetic(number(1), "%", number(0)))).toBe("division");
  });

  test("comparisons compare", () => {
    const results = (["<", "<=", ">", ">="] as const).map((operator) =>
      [1, 2, 3].map((right) => valueOf(compare(number(2), operator, number(right)))),
    );
    expect(results).toEqual([
      [false, false, true],
      [false, true, true],
      [true, false, false],
      [true, true, false],
    ]);
  });

  test("equality is structural and may be negated", () => {
    const pair = tupleOf(anyInt, BOOL);
    expect(valueOf(equal(constant([1, true], pair), constant([1, true], pair)))).toBe(true);
    expect(valueOf(equal(constant([1, true], pair), constant([2, true], pair)))).toBe(false);
    const parts = { left: number(1), right: number(1), negated: true };
    expect(valueOf(make("equal", BOOL, parts))).toBe(false);
  });

  test("what does not fit in the type is a failure", () => {
    expect(valueOf(fit(range(0, 3), number(3)))).toBe(3);
    expect(failureOf(fit(range(0, 3), number(4)))).toBe("range");
    expect(failureOf(fit(range(0, 3), number(-1)))).toBe("range");
    expect(failureOf(fit(setType(range(0, 3)), set(range(0, 9), 1, 5)))).toBe("range");
    expect(failureOf(fit(seqOf(1, BOOL), list(BOOL, true, true)))).toBe("full");
  });
});

describe("states and definitions", () => {
  const x = read(0, anyInt);

  test("`old` is the state before the step, also inside the definitions it calls", () => {
    const definitions = [definition("double", [], arithmetic(x, "*", number(2)))];
    const double = make("call", anyInt, { definition: 0, arguments: [] });
    const given = { state: [5], old: [3], definitions };
    expect(valueOf(x, given)).toBe(5);
    expect(valueOf(make("old", anyInt, { body: x }), given)).toBe(3);
    expect(valueOf(double, given)).toBe(10);
    expect(valueOf(make("old", anyInt, { body: double }), given)).toBe(6);
    const difference = arithmetic(make("old", anyInt, { body: double }), "-", double);
    expect(valueOf(difference, given)).toBe(-4);
  });

  test("bound names keep their values inside `old`", () => {
    const sum = make("fold", anyInt, {
      fold: "sum",
      binders: [binder(0, range(1, 3))],
      value: make("old", anyInt, { body: arithmetic(local(0, anyInt), "*", x) }),
    });
    expect(valueOf(sum, { state: [0], old: [2] })).toBe(12);
  });

  test("a definition has slots of its own", () => {
    const definitions = [
      definition("next", [anyInt], arithmetic(local(0, anyInt), "+", number(1))),
    ];
    const next = (argument: Expression): Expression =>
      make("call", anyInt, { definition: 0, arguments: [argument] });
    const pairs = make("quantifier", BOOL, {
      quantifier: "all",
      binders: [binder(0, range(0, 3))],
      body: logic(
        equal(next(next(local(0, anyInt))), arithmetic(local(0, anyInt), "+", number(2))),
        "and",
        compare(local(0, anyInt), "<=", number(3)),
      ),
    });
    expect(valueOf(pairs, { definitions })).toBe(true);
  });

  test("recursive definitions may nest up to the limit and fail beyond", () => {
    const n = local(0, anyInt);
    const down = make("if", anyInt, {
      condition: compare(n, "<=", number(1)),
      then: number(0),
      else: make("call", anyInt, { definition: 0, arguments: [arithmetic(n, "-", number(1))] }),
    });
    const definitions = [definition("down", [anyInt], down, true)];
    const call = (argument: number): Expression =>
      make("call", anyInt, { definition: 0, arguments: [number(argument)] });
    expect(valueOf(call(RECURSION_LIMIT), { definitions })).toBe(0);
    expect(failureOf(call(RECURSION_LIMIT + 1), { definitions })).toBe("recursion");
    const twice = arithmetic(call(RECURSION_LIMIT), "+", call(RECURSION_LIMIT));
    expect(valueOf(twice, { definitions })).toBe(0);
  });

  test("definitions chained by the thousand are a failure, not a crash", () => {
    const definitions = Array.from({ length: 50_000 }, (_, i) =>
      definition(
        `d${i}`,
        [],
        i === 0
          ? number(0)
          : arithmetic(make("call", anyInt, { definition: i - 1, arguments: [] }), "+", number(1)),
      ),
    );
    const last = make("call", anyInt, { definition: 49_999, arguments: [] });
    expect(failureOf(last, { definitions })).toBe("recursion");
  });
});

test("a failure names the place and the values", () => {
  const at = newPlace();
  const e: Expression = { kind: "fit", type: range(0, 3), at, value: number(5) };
  expect(attempt(newPlace(), () => valueOf(e))).toMatchObject({
    kind: "range",
    at,
    message: "5 is outside 0..3",
  });
});

import { describe, expect, test } from "vitest";
import { run, states } from "./body.fixture.ts";
import { runBody } from "./statement.ts";
import { FAILS, anyInt } from "./expression.fixture.ts";
import {
  BOOL,
  FALSE,
  TRUE,
  arithmetic,
  assign,
  binder,
  choose,
  compare,
  equal,
  fit,
  instance,
  key,
  local,
  logic,
  make,
  mapOf,
  not,
  number,
  optionOf,
  range,
  read,
  setType,
  statement,
  symmetric,
} from "../testing/instance-builder.ts";
import type { Expression, Statement, Value } from "../model.ts";

const x = read(0, anyInt);
const plus = (e: Expression, n: number): Expression => arithmetic(e, "+", number(n));
const digit = range(0, 2);

describe("one way through", () => {
  test("what is not mentioned does not change, and reads see earlier writes", () => {
    const body = [assign(0, plus(x, 1)), assign(1, plus(x, 10))];
    expect(run(body, [5, 0, 7])).toMatchObject([{ kind: "completed", state: [6, 16, 7] }]);
  });

  test("`old` is the state before the whole body", () => {
    const body = [assign(0, number(9)), assign(1, make("old", anyInt, { body: x }))];
    expect(states(run(body, [5, 0]))).toEqual([[9, 5]]);
  });

  test("a name keeps the value it was given, whatever is written later", () => {
    const body = [
      statement("let", { slot: 0, value: x }),
      assign(0, number(9)),
      assign(1, local(0, anyInt)),
    ];
    expect(states(run(body, [5, 0]))).toEqual([[9, 5]]);
  });

  test("an empty body changes nothing", () => {
    expect(states(run([], [5]))).toEqual([[5]]);
  });

  test("`finish` ends the path at once, also inside a loop and a block", () => {
    const body = [
      statement("for", {
        binders: [binder(0, digit)],
        body: [
          assign(0, plus(x, 1)),
          statement("block", { body: [statement("finish", {}), assign(0, number(99))] }),
        ],
      }),
      assign(0, number(99)),
    ];
    expect(states(run(body, [0]))).toEqual([[1]]);
  });

  test("costs are added up, and start at 0 for each body", () => {
    const cost = (which: number, amount: number): Statement =>
      statement("cost", { cost: which, amount: number(amount) });
    const [outcome] = run([cost(0, 2), cost(1, 1), cost(0, 3)], [0], { costs: ["a", "b", "c"] });
    expect(outcome).toMatchObject({ kind: "completed", costs: [5, 1, 0] });
  });

  test("20,000 statements and 20,000 nested ones do not use up the stack", () => {
    const increment = assign(0, plus(x, 1));
    expect(states(run(new Array<Statement>(20_000).fill(increment), [0]))).toEqual([[20_000]]);
    let nested: Statement = increment;
    for (let i = 0; i < 20_000; i++) {
      nested = statement("if", { condition: FALSE, then: [], else: [nested] });
    }
    expect(states(run([nested], [0]))).toEqual([[1]]);
  });
});

describe("branches", () => {
  test("`if` takes the branch of its condition; what its condition binds is known there", () => {
    const isSome = (object: Expression): Expression =>
      make("test", BOOL, {
        subject: object,
        pattern: { kind: "some", item: { kind: "bind", slot: 0, type: digit } },
      });
    const v = read(1, optionOf(digit));
    const body = [
      statement("if", {
        condition: isSome(v),
        then: [assign(0, local(0, digit))],
        else: [assign(0, number(-1))],
      }),
    ];
    const variables = [anyInt, optionOf(digit)];
    expect(states(run(body, [0, 2], { variables }))).toEqual([[2, 2]]);
    expect(states(run(body, [0, null], { variables }))).toEqual([[-1, null]]);
  });

  test("`match` takes the first arm whose pattern matches", () => {
    const arm = (
      pattern: Extract<Statement, { kind: "match" }>["arms"][number]["pattern"],
      n: number,
    ) => ({
      pattern,
      body: [assign(0, number(n))],
      site: 0,
    });
    const body = [
      statement("match", {
        subject: x,
        arms: [
          arm({ kind: "literal", value: 3 }, 30),
          arm({ kind: "any" }, 40),
          arm({ kind: "literal", value: 4 }, 50),
        ],
      }),
    ];
    expect(states(run(body, [3]))).toEqual([[30]]);
    expect(states(run(body, [4]))).toEqual([[40]]);
  });

  test("sites are hit where control gets, on all paths together", () => {
    const sites = new Uint8Array(10);
    const body = [
      choose([binder(0, digit)], compare(local(0, digit), "<", number(2)), {
        site: 0,
        emptySite: 1,
      }),
      statement("if", {
        condition: equal(local(0, digit), number(1)),
        then: [choose([binder(1, digit)], FALSE, { site: 2, emptySite: 3 })],
        else: [],
        thenSite: 4,
        elseSite: 5,
      }),
      statement("either", {
        branches: [
          { guard: FALSE, body: [], site: 6 },
          { body: [], site: 7 },
        ],
      }),
    ];
    const model = instance({ variables: [anyInt] });
    expect([...runBody(model, body, [0], new Array<Value>(8).fill(null), { sites })]).toHaveLength(
      1,
    );
    expect([...sites]).toEqual([1, 0, 0, 1, 1, 1, 0, 1, 0, 0]);
  });
});

describe("loops", () => {
  const each = local(0, digit);
  const loop = (body: readonly Statement[], where?: Expression): Statement =>
    statement("for", { binders: [binder(0, digit)], where, body });

  test("rounds go in ascending order and see what earlier rounds wrote", () => {
    const shift = assign(0, arithmetic(arithmetic(x, "*", number(10)), "+", each));
    expect(states(run([loop([shift])], [7]))).toEqual([[7012]]);
  });

  test("`where` sees what earlier rounds wrote", () => {
    // Only the first round finds x == 0.
    const body = [loop([assign(0, plus(x, 1)), assign(1, each)], equal(x, number(0)))];
    expect(states(run(body, [0, 9]))).toEqual([[1, 0]]);
  });

  test("the set of an inner binder is evaluated when its loop begins", () => {
    const set = setType(digit);
    const v = read(1, set);
    const body = [
      statement("for", {
        binders: [binder(0, digit, { set: v }), binder(1, digit, { set: v })],
        body: [
          assign(0, plus(x, 1)),
          assign(1, make("builtin", set, { name: "remove", arguments: [v, local(1, digit)] })),
        ],
      }),
    ];
    // The outer loop goes over {0, 1, 2}; the inner one over {0, 1, 2}, then over what is left: nothing.
    expect(states(run(body, [0, [0, 1, 2]], { variables: [anyInt, set] }))).toEqual([[3, []]]);
  });

  test("a `choose` in a loop multiplies the paths; each round is named", () => {
    const proc = symmetric("Proc", 2);
    const home = mapOf([proc], digit);
    const body = [
      statement("for", {
        binders: [binder(0, proc)],
        body: [
          choose([binder(1, digit)], compare(local(1, digit), "<", number(2)), {
            labels: ["h"],
            loops: [{ slot: 0, type: proc }],
          }),
          assign(0, local(1, digit), key(local(0, proc))),
        ],
      }),
    ];
    const outcomes = run(body, [[2, 2]], { variables: [home] });
    expect(states(outcomes)).toEqual([[[0, 0]], [[0, 1]], [[1, 0]], [[1, 1]]]);
    expect(outcomes[2]!.choices).toEqual([
      { label: "h[proc1]", value: 1, type: digit },
      { label: "h[proc2]", value: 0, type: digit },
    ]);
  });
});

describe("choices", () => {
  test("a path for each candidate, in ascending order, with its own slots and state", () => {
    const body = [
      choose([binder(0, digit)]),
      assign(0, plus(x, 10)),
      choose([binder(1, digit)], compare(local(1, digit), ">", local(0, digit))),
      assign(1, arithmetic(arithmetic(local(0, digit), "*", number(10)), "+", local(1, digit))),
    ];
    const outcomes = run(body, [0, 0]);
    expect(states(outcomes)).toEqual([
      [10, 1],
      [10, 2],
      [10, 12],
    ]);
    expect(
      outcomes.map(({ choices }) => choices.map(({ label, value }) => [label, value])),
    ).toEqual([
      [
        ["x0", 0],
        ["x1", 1],
      ],
      [
        ["x0", 0],
        ["x1", 2],
      ],
      [
        ["x0", 1],
        ["x1", 2],
      ],
    ]);
  });

  test("a path with nothing to choose has no outcome, and its writes vanish", () => {
    const body = [
      choose([binder(0, digit)]),
      assign(0, number(9)),
      statement("if", {
        condition: equal(local(0, digit), number(1)),
        then: [choose([binder(1, digit)], FALSE)],
        else: [],
      }),
      assign(1, local(0, digit)),
    ];
    expect(states(run(body, [0, 0]))).toEqual([
      [9, 0],
      [9, 2],
    ]);
    expect(run([choose([binder(0, digit)], FALSE)], [0])).toEqual([]);
  });

  test("`either` goes on with each branch whose guard holds, and with none ends the path", () => {
    const either = (...guards: (Expression | undefined)[]): Statement =>
      statement("either", {
        branches: guards.map((guard, i) => ({ guard, body: [assign(0, number(i))], site: 0 })),
      });
    expect(states(run([either(TRUE, FALSE, undefined), assign(1, plus(x, 1))], [9, 0]))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(run([either(FALSE, FALSE)], [0])).toEqual([]);
  });

  test("a caller is told where paths were blocked", () => {
    const inner = choose([binder(1, digit)], FALSE);
    const either = statement("either", { branches: [{ guard: FALSE, body: [], site: 0 }] });
    const body = [
      choose([binder(0, range(0, 1))]),
      statement("if", {
        condition: equal(local(0, digit), number(0)),
        then: [inner],
        else: [either],
      }),
    ];
    const blocked: unknown[] = [];
    const onBlocked = (at: unknown): void => void blocked.push(at);
    const model = instance({});
    expect([...runBody(model, body, [], new Array<Value>(8).fill(null), { onBlocked })]).toEqual(
      [],
    );
    expect(blocked).toEqual([inner.at, either.at]);
  });
});

describe("paths that do not complete", () => {
  test("a failure ends its path where it is; others go on", () => {
    const tooMuch = fit(range(0, 11), arithmetic(local(0, digit), "*", number(10)));
    const body = [choose([binder(0, digit)]), assign(1, number(1)), assign(0, tooMuch)];
    expect(run(body, [0, 0])).toMatchObject([
      { kind: "completed", state: [0, 1] },
      { kind: "completed", state: [10, 1] },
      {
        kind: "failed",
        failure: { kind: "range", at: tooMuch.at, message: "20 is outside 0..11" },
        state: [0, 1],
        choices: [{ value: 2 }],
      },
    ]);
  });

  test("a failure inside `old` keeps the state reached", () => {
    const body = [assign(0, number(7)), assign(0, make("old", anyInt, { body: FAILS }))];
    expect(run(body, [1])).toMatchObject([{ kind: "failed", state: [7] }]);
  });

  test("an assertion that is false ends the path, even if a later choice is empty", () => {
    const assertion = statement("assert", {
      condition: not(equal(x, number(3))),
      message: "not 3",
    });
    const body = [assign(0, number(3)), assertion, choose([binder(0, digit)], FALSE)];
    expect(run(body, [0])).toMatchObject([
      { kind: "asserted", message: "not 3", at: assertion.at, state: [3] },
    ]);
    expect(run([assertion], [0])).toMatchObject([{ kind: "completed" }]);
  });

  test("candidates and guards are all found before the first is tried", () => {
    // Fails at the candidate 2, after two that would go on.
    const where = logic(compare(local(0, digit), "<", number(2)), "or", FAILS);
    expect(run([choose([binder(0, digit)], where)], [0])).toMatchObject([{ kind: "failed" }]);
    const branches = [TRUE, FAILS].map((guard) => ({ guard, body: [], site: 0 }));
    expect(run([statement("either", { branches })], [0])).toMatchObject([{ kind: "failed" }]);
  });
});

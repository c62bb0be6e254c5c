import { describe, expect, test } from "vitest";
import { explain } from "./explain.ts";
import type { Value } from "../model.ts";
import { instanceOf } from "../testing/module-text.fixture.ts";
import { argumentsOf, initialOutcomes, isEnabled, whyNotEnabled } from "./successors.ts";

const MODULE = `
  symmetric type Proc[2]
  enum Busy { free, held(Proc) }
  state {
    a: bool = true
    b: bool = false
    n: 0..9 = 3
    m: map[Proc] of 0..9 = 7
    x: (0..9)? = none
    lock: Busy = free
    waiting: set of Proc = set()
  }
  def small(k: 0..9): bool = k < 5
  def deep(j: 0..9): bool = a and small(j)
  action go { n = 4 }
`;

/** The text that decided, its value, the bindings and the operands, in the initial state. */
async function why(condition: string): Promise<unknown[]> {
  const instance = await instanceOf(`${MODULE}\ntransition t: ${condition}`);
  const [start] = initialOutcomes(instance);
  const state = start!.state.with(2, 4);
  const { at, value, bindings, operands } = explain(
    instance,
    instance.transitions[0]!.body,
    state,
    start!.state,
  );
  return [
    at.source.slice(at),
    value,
    ...bindings.map((each) => `${each.name} = ${each.value}`),
    ...operands.map((each) => `${each.at.source.slice(each.at)} is ${each.value}`),
  ];
}

test.each<[string, string, unknown[]]>([
  ["the first false operand of `and`", "a and n < 2 and b", ["n < 2", false, "n is 4"]],
  ["the first true operand of `or`", "b or n > 2 or a", ["n > 2", true, "n is 4"]],
  ["the right side of `implies`", "a implies b", ["b", false]],
  ["the left side of `implies`, if it is false", "b implies a", ["b", false]],
  ["what is under `not`", "not (a and n == 4)", ["a and n == 4", true, "a is true", "n is 4"]],
  ["the branch of `if`", "if a then n == 5 else b", ["n == 5", false, "n is 4"]],
  ["all of a false `or`", "b or n == 5", ["b or n == 5", false, "b is false", "n is 4"]],
  ["both sides of `iff`", "a iff n == 5", ["a iff n == 5", false, "a is true", "n is 4"]],
  ["the state before, under `old`", "old(n > 3)", ["n > 3", false, "n is 3"]],
  ["the subject of `is`", "lock is held(_)", ["lock is held(_)", false, "lock is free"]],
  [
    "an element and its collection",
    "some p: Proc where p in waiting { a }",
    ["some p: Proc where p in waiting { a }", false],
  ],
  [
    "the first false instance of `all`, with the names bound",
    "all p: Proc, k: 6..9 where k > 6 { m[p] == k }",
    ["m[p] == k", false, "p = proc1", "k = 8", "m[p] is 7", "k is 8"],
  ],
  [
    "the first true instance of `some`",
    "some k: 0..9 { k > n }",
    ["k > n", true, "k = 5", "k is 5", "n is 4"],
  ],
  ["the inside of a definition", "small(n + 3)", ["k < 5", false, "k = 7", "k is 7"]],
  ["definitions to one level", "deep(n + 3)", ["small(j)", false, "j = 7", "j is 7"]],
  ["no part of a true `all`", "all p: Proc { a }", ["all p: Proc { a }", true]],
  [
    "what a pattern bound, in the parts after it",
    "(x is some e and e == 3) or n == 5",
    ["(x is some e and e == 3) or n == 5", false, "x is none", "n is 4"],
  ],
])("%s decides", async (_, condition, expected) => {
  const [text, ...others] = await why(condition);
  expect([String(text).replace(/^\((.*)\)$/, "$1"), ...others]).toEqual([
    String(expected[0]).replace(/^\((.*)\)$/, "$1"),
    ...expected.slice(1),
  ]);
});

describe("why a step is not enabled", () => {
  const ACTIONS = `
    state { n: 0..9 = 3;  f: map[0..2] of bool = true }
    action guarded(k: 0..9) when n > 2 and k < n { n = 0 }
    action choosing { choose i: 0..2 where not f[i]; n = i }
    action branching { either when n == 0 { n = 1 } or when n == 1 { n = 0 } }
    action failing { n = n + 7 }
  `;

  const ask = async (name: string, ...values: readonly Value[]): Promise<unknown> => {
    const instance = await instanceOf(ACTIONS);
    const [start] = initialOutcomes(instance);
    const step = instance.steps.find((each) => each.name === name)!;
    const reason = whyNotEnabled(instance, step, start!.state, values);
    expect(reason === undefined).toBe(isEnabled(instance, step, start!.state, values));
    if (reason?.kind !== "blocked") return reason;
    return reason.at.map((at) => at.source.slice(at).trim());
  };

  test("the false part of the guard", async () => {
    expect(await ask("guarded", 5)).toMatchObject({
      kind: "guard",
      explanation: { value: false, operands: [{ value: "5" }, { value: "3" }] },
    });
    expect(await ask("guarded", 2)).toBeUndefined();
  });

  test("the choices for which there was no candidate", async () => {
    expect(await ask("choosing")).toEqual(["choose i: 0..2 where not f[i]"]);
    expect(await ask("branching")).toMatchObject([expect.stringContaining("either")]);
  });

  test("a step that fails is enabled", async () => {
    expect(await ask("failing")).toBeUndefined();
  });
});

test("arguments go in ascending order, the last fastest, and may be given", async () => {
  const instance = await instanceOf(
    "state { n: 0..9 = 0 }\naction a(x: 0..1, y: 1..2) { n = x + y }\naction b { n = 0 }",
  );
  expect([...argumentsOf(instance.steps[0]!)]).toEqual([
    [0, 1],
    [0, 2],
    [1, 1],
    [1, 2],
  ]);
  expect([...argumentsOf(instance.steps[0]!, [undefined, 2])]).toEqual([
    [0, 2],
    [1, 2],
  ]);
  expect([...argumentsOf(instance.steps[1]!)]).toEqual([[]]);
});

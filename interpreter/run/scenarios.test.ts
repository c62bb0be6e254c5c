import { describe, expect, test } from "vitest";
import { instanceOf, stepsOf } from "../testing/module-text.fixture.ts";
import { showValue } from "../show-value.ts";
import type { ScenarioOptions, ScenarioResult } from "./scenarios.ts";
import { runScenario } from "./scenarios.ts";

interface Found extends ScenarioResult {
  readonly run: readonly string[];
  readonly bound: readonly string[];
}

/** Runs the one scenario of a module, with and without symmetry, which must agree. */
async function search(
  module: string,
  scenario: string,
  options: ScenarioOptions = {},
): Promise<Found> {
  const instance = await instanceOf(`${module}\nscenario "it" ${scenario}`);
  const result = await runScenario(instance, 0, options);
  const plain = await runScenario(instance, 0, { ...options, symmetry: false });
  expect(plain.found).toBe(result.found);
  expect(plain.trace?.steps.length).toBe(result.trace?.steps.length);
  expect(plain.states).toBeGreaterThanOrEqual(result.states);
  return {
    ...result,
    run: stepsOf(instance, result.trace),
    bound: (result.bindings ?? []).map(
      ({ label, value, type }) => `${label} = ${showValue(value, type)}`,
    ),
  };
}

const QUEUE = `
  symmetric type Proc[3]
  state { waiting: seq[3] of Proc = [];  owner: Proc? = none;  log: 0..9 = 0 }
  action ask(p: Proc) when p not in waiting and owner != p { waiting = waiting + p }
  action grant when owner == none and size(waiting) > 0 {
    owner = first(waiting)
    waiting = rest(waiting)
  }
  action release(p: Proc) when owner == p { owner = none }
  action note { choose d: 1..3; log = d }
`;

describe("runs of named steps", () => {
  test("the steps are taken one after the other, with values for the binders", async () => {
    const found = await search(
      QUEUE,
      "reachable by distinct p, q: Proc { ask(p); ask(q); grant; release(p) }",
    );
    expect(found.run).toEqual(["ask(proc1)", "ask(proc2)", "grant()", "release(proc1)"]);
    expect(found.bound).toEqual(["p = proc1", "q = proc2"]);
  });

  test("an order that is impossible is unreachable", async () => {
    const found = await search(
      QUEUE,
      "unreachable by distinct p, q: Proc { ask(p); ask(q); grant; release(q) }",
    );
    expect(found).toMatchObject({ found: false, outcome: "complete" });
  });

  test("binders need not be distinct unless they say so", async () => {
    const twice = "by p, q: Proc { ask(p); ask(q); expect size(waiting) == 2 }";
    expect((await search(QUEUE, `reachable ${twice}`)).bound).toEqual(["p = proc1", "q = proc2"]);
    const same = "unreachable by p: Proc { ask(p); ask(p) }";
    expect((await search(QUEUE, same)).found).toBe(false);
  });

  test("`_` is any argument, and unnamed choices are free", async () => {
    const found = await search(
      QUEUE,
      "reachable by p: Proc { ask(p); ask(_); note; expect log == 2 }",
    );
    expect(found.run).toEqual(["ask(proc1)", "ask(proc2)", "note() with d = 2"]);
  });

  test("`with` fixes a choice", async () => {
    const found = await search(QUEUE, "reachable { note with d = 3 }");
    expect(found.run).toEqual(["note() with d = 3"]);
    const wrong = await search(QUEUE, "unreachable { note with d = 3; expect log != 3 }");
    expect(wrong.found).toBe(false);
  });

  test("`with` fixes a choice in a loop in all rounds", async () => {
    const loop = `
      state { n: map[0..1] of 0..2 = 0 }
      action fill { for i: 0..1 { choose v: 0..2; n[i] = v } }
    `;
    const found = await search(loop, "reachable { fill with v = 2; expect n[0] == n[1] }");
    expect(found.run).toEqual(["fill() with v[0] = 2, v[1] = 2"]);
  });

  test("`...` is any steps, as few as possible", async () => {
    const found = await search(
      QUEUE,
      "reachable by p: Proc { ...; release(p); ...; ask(p); expect owner == none }",
    );
    expect(found.run).toEqual(["ask(proc1)", "grant()", "release(proc1)", "ask(proc1)"]);
    const none = await search(QUEUE, "reachable { ...; ...; ask(_); ... }");
    expect(none.run).toEqual(["ask(proc1)"]);
  });

  test("`expect` may stand anywhere, and takes no step", async () => {
    const found = await search(
      QUEUE,
      "reachable by p: Proc { expect owner == none; ask(p); expect p in waiting; grant; expect owner == p }",
    );
    expect(found.run).toEqual(["ask(proc1)", "grant()"]);
    expect((await search(QUEUE, "unreachable { expect owner != none }")).found).toBe(false);
    expect((await search(QUEUE, "reachable { expect owner == none }")).run).toEqual([]);
  });

  test("binder values are the same throughout a run", async () => {
    const text =
      "unreachable by p: Proc { ask(p); grant; ...; release(_); ask(p); expect owner == p }";
    expect((await search(QUEUE, text)).found).toBe(false);
  });

  test("a binder may range over a set", async () => {
    const found = await search(
      QUEUE,
      "reachable by d in 2..3 { ...; note with d = d; ask(_); expect log == d }",
    );
    expect(found.run).toEqual(["note() with d = 2", "ask(proc1)"]);
    expect(found.bound).toEqual(["d = 2"]);
  });

  test("steps that fail or break an assertion are part of no run", async () => {
    const module = `
      state { n: 0..3 = 3 }
      action over { n += 1 }
      action halt { assert n == 0, "not 0" }
      action down when n > 0 { n -= 1 }
    `;
    expect((await search(module, "unreachable { over }")).found).toBe(false);
    expect((await search(module, "unreachable { halt }")).found).toBe(false);
    expect((await search(module, "reachable { ...; halt }")).run).toHaveLength(4);
  });
});

describe("states", () => {
  test("the shortest run to a state", async () => {
    const found = await search(QUEUE, "reachable when log == 2 and size(waiting) == 2");
    expect(found.run).toHaveLength(3);
    expect(found.outcome).toBe("complete");
  });

  test("a state with values for the binders", async () => {
    const found = await search(
      QUEUE,
      "reachable by distinct p, q: Proc when owner == q and waiting == [p]",
    );
    expect(found.run).toEqual(["ask(proc1)", "ask(proc2)", "grant()"]);
    // The first element of the queue is granted: q asked first.
    expect(found.bound).toEqual(["p = proc2", "q = proc1"]);
  });

  test("one state stands for its orbit, with all values of the binders", async () => {
    const module = `
      symmetric type Proc[2]
      state { mark: map[Proc] of 0..2 = 0 }
      action put(p: Proc, m: 1..2) when mark[p] == 0 and all q: Proc { mark[q] != m } { mark[p] = m }
      terminal true
    `;
    for (const [one, two] of [
      ["p", "q"],
      ["q", "p"],
    ]) {
      const text = `reachable by distinct p, q: Proc when mark[${one}] == 1 and mark[${two}] == 2`;
      expect((await search(module, text)).run).toHaveLength(2);
    }
  });

  test("an unreachable state takes the whole space", async () => {
    const module = "state { n: 0..5 = 0 }\naction a when n < 4 { n += 1 }";
    const found = await search(module, "unreachable when n == 5");
    expect(found).toMatchObject({ found: false, outcome: "complete", states: 5, depth: 4 });
  });

  test("an initial state needs no step", async () => {
    expect((await search(QUEUE, "reachable when owner == none")).run).toEqual([]);
  });
});

describe("ends without an answer", () => {
  test("the limit on situations", async () => {
    const found = await search(QUEUE, "reachable when size(waiting) == 3", { maxStates: 3 });
    expect(found).toMatchObject({ found: false, outcome: "limit", states: 3 });
  });

  test("interruption", async () => {
    const found = await search(QUEUE, "reachable when size(waiting) == 3", {
      signal: AbortSignal.abort(),
    });
    expect(found).toMatchObject({ found: false, outcome: "interrupted" });
  });

  test("a condition that leaves its type is a failure, with the run to it", async () => {
    const found = await search(QUEUE, "reachable { ask(_); expect waiting[1] == waiting[0] }");
    expect(found).toMatchObject({ found: false, outcome: "failure", failure: { kind: "index" } });
    expect(found.run).toEqual(["ask(proc1)"]);
    const argument = await search(QUEUE, "reachable { note; release(owner!) }");
    expect(argument).toMatchObject({ outcome: "failure", failure: { kind: "none" } });
    expect(argument.run).toHaveLength(1);
  });
});

test("any steps may be taken by another engine", async () => {
  const instance = await instanceOf(
    'state { n: 0..9 = 0 }\naction a when n < 9 { n += 1 }\nscenario "s" reachable when n == 4',
  );
  const asked: unknown[] = [];
  const found = await runScenario(instance, 0, {
    next: (state) => {
      asked.push(state);
      return [[(state[0] as number) + 1]];
    },
  });
  expect(stepsOf(instance, found.trace)).toEqual(["a()", "a()", "a()", "a()"]);
  expect(asked).toEqual([[0], [1], [2], [3]]);
});

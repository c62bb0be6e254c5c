import { describe, expect, test } from "vitest";
import { exploreReference } from "./reference.ts";
import type { ExploreOptions, Exploration } from "../exploration.ts";
import type { Instance } from "../model.ts";
import { allOf, everything, instanceOf, stepsOf } from "../testing/module-text.fixture.ts";

interface Explored extends Exploration {
  readonly instance: Instance;
  readonly run: readonly string[];
}

async function explore(
  text: string,
  options: Partial<ExploreOptions> = {},
  others: Readonly<Record<string, string>> = {},
): Promise<Explored> {
  const instance = await instanceOf(text, others);
  const result = await exploreReference(instance, allOf(instance, options));
  return { ...result, instance, run: stepsOf(instance, result.violation?.trace) };
}

const COUNTER = `
state { n: 0..9 = 0 }
action increment when n < 5 { n += 1 }
action reset when n == 5 { n = 0 }
`;

describe("counting", () => {
  test("states, transitions and depth of a ring", async () => {
    const result = await explore(COUNTER);
    expect(result).toMatchObject({
      outcome: "complete",
      initialStates: 1,
      states: 6,
      transitions: 6,
      depth: 5,
    });
    expect([...result.coverage.steps]).toEqual([5, 1]);
  });

  test("every way through a step is a transition, also to a state that is known", async () => {
    const result = await explore(`
      state { n: 0..2 = 0 }
      action any(x: 0..1) { choose y: 0..1; n = x + y }
    `);
    expect(result).toMatchObject({ states: 3, transitions: 12, depth: 1 });
  });

  test("initial states are those of every way through init, counted once", async () => {
    const result = await explore(`
      state { n: 0..3 in 0..1;  m: 0..3 = 0 }
      init { choose x: 0..1; m = n + x }
      action stay { n = n }
    `);
    expect(result).toMatchObject({ initialStates: 4, states: 4, depth: 0 });
    const merged = await explore(
      "state { n: 0..3 = 0 }\ninit { choose x: 0..3 }\naction a { n = 0 }",
    );
    expect(merged).toMatchObject({ initialStates: 1, states: 1, transitions: 1 });
  });

  test("symmetry counts orbits", async () => {
    const text = `
      symmetric type P[3]
      state { on: map[P] of bool = false }
      action flip(p: P) { on[p] = not on[p] }
    `;
    expect(await explore(text)).toMatchObject({ states: 8, transitions: 24, depth: 3 });
    expect(await explore(text, { symmetry: true })).toMatchObject({
      states: 4,
      transitions: 12,
      depth: 3,
    });
  });
});

describe("verdicts", () => {
  test("an invariant is violated by the first run of the shortest length", async () => {
    const result = await explore(`
      state { n: 0..9 = 0 }
      action one { n = min(n + 1, 9) }
      action two { n = min(n + 2, 9) }
      action other { n = min(n + 2, 9) }
      invariant small: n < 5
    `);
    expect(result.violation).toMatchObject({ kind: "invariant", name: "small" });
    expect(result.run).toEqual(["one()", "two()", "two()"]);
    // The level was finished: 3 and 4 were expanded too, and their successors stored.
    expect(result).toMatchObject({ outcome: "violation", states: 9, depth: 4 });
  });

  test("a deadlock is a violation unless it is terminal", async () => {
    const text = "state { n: 0..2 = 0 }\naction a when n < 2 { n += 1 }\n";
    const result = await explore(text);
    expect(result.violation).toMatchObject({ kind: "deadlock" });
    expect(result.run).toEqual(["a()", "a()"]);
    expect(await explore(`${text}terminal n == 2`)).toMatchObject({ outcome: "complete" });
    const wrong = await explore(`${text}terminal n == 1`);
    expect(wrong.violation?.explanation).toMatchObject({
      value: false,
      operands: [{ value: "2" }],
    });
    const instance = await instanceOf(text);
    const selection = { ...everything(instance), deadlock: false };
    const unchecked = await exploreReference(instance, { symmetry: false, selection });
    expect(unchecked.outcome).toBe("complete");
  });

  test("a step that only fails or breaks an assertion is no deadlock", async () => {
    const result = await explore('state { n: 0..1 = 0 }\naction a { assert false, "never" }');
    expect(result.violation).toMatchObject({ kind: "assert", name: "never" });
    expect(result.run).toEqual(["a() !"]);
    expect(result.transitions).toBe(0);
  });

  test("a transition property compares the states around a step", async () => {
    const result = await explore(`${COUNTER}\ntransition grows: n > old(n)`);
    expect(result.violation).toMatchObject({
      kind: "transition",
      name: "grows",
      explanation: { value: false, operands: [{ value: "0" }, { value: "5" }] },
    });
    expect(result.run).toHaveLength(6);
  });

  test("leaving a type is a violation, with the state as far as it got", async () => {
    const result = await explore(`
      state { n: 0..3 = 0;  m: 0..9 = 0 }
      action a { m = 7; n += 2 }
    `);
    expect(result.violation).toMatchObject({
      kind: "failure",
      name: "range",
      failure: "range",
      message: "4 is outside 0..3",
      trace: { steps: [{ state: [2, 7] }, { state: [2, 7], incomplete: true }] },
    });
  });

  test("a guard and a property that fail are violations", async () => {
    const none = "state { f: (0..1)? = none;  n: 0..1 = 0 }\naction a { n = 1 }\n";
    const guard = await explore(`${none}action b when f! == 0 { n = 0 }`);
    expect(guard.violation).toMatchObject({ kind: "failure", name: "none" });
    expect(guard.run).toEqual(["b() !"]);
    const invariant = await explore(`${none}invariant i: n == 0 or f! == 0`);
    expect(invariant.violation).toMatchObject({ kind: "failure", name: "none" });
    expect(invariant.run).toEqual(["a()"]);
    const transition = await explore(`${none}transition t: f! == 0`);
    expect(transition.violation).toMatchObject({ kind: "failure", name: "none" });
    expect(transition.run).toEqual(["a()"]);
  });

  test("a failure in init is a run of no steps", async () => {
    const result = await explore(`
      state { n: 0..3 = 0 }
      init { choose x: 0..5; n = x }
      action a { n = 0 }
    `);
    expect(result.violation).toMatchObject({
      kind: "failure",
      message: "4 is outside 0..3",
      trace: { initial: [0], initialChoices: [{ label: "x", value: 4 }], steps: [] },
    });
    expect(result.initialStates).toBe(4);
  });
});

describe("which violation is reported", () => {
  const violated = async (text: string): Promise<unknown> => {
    const { violation, run } = await explore(text);
    return [violation?.kind, violation?.name, run.length];
  };

  test("a state before the steps that leave it", async () => {
    const text = 'state { n: 0..1 = 0 }\ninvariant i: n == 1\naction a { assert false, "no" }';
    expect(await violated(text)).toEqual(["invariant", "i", 0]);
  });

  test("of one length: failure, assert, invariant, deadlock, transition, refinement", async () => {
    const state = "state { n: 0..3 = 0 }\n";
    const asserts = 'action a { assert n > 0, "no" }\n';
    const fails = "action b { n -= 1 }\n";
    expect(await violated(state + asserts + fails)).toEqual(["failure", "range", 1]);
    expect(await violated(`${state}${asserts}action c { n = 1 }\ntransition t: false`)).toEqual([
      "assert",
      "no",
      1,
    ]);
    expect(await violated(`${state}invariant i: n == 1`)).toEqual(["invariant", "i", 0]);
  });

  test("of one kind: the property declared first, wherever it is violated", async () => {
    const text = `
      state { n: 0..2 = 0 }
      action one when n == 0 { n = 1 }
      action two when n == 0 { n = 2 }
      action back { n = 0 }
      invariant notTwo: n != 2
      invariant notOne: n != 1
    `;
    expect(await violated(text)).toEqual(["invariant", "notTwo", 1]);
  });

  test("of one property: the state discovered first, then arguments, then choices", async () => {
    const { run } = await explore(`
      state { n: 0..3 = 0 }
      action a(x: 1..2) { choose y: 0..1; n = x + y }
      transition small: n < 2
    `);
    expect(run).toEqual(["a(1) with y = 1"]);
  });
});

describe("refinement", () => {
  const ABSTRACT = `
    module light
    state { on: bool = false }
    action switch { on = not on }
  `;
  const concrete = (start: number): string => `
    use light as ideal
    state { n: 0..5 = ${start} }
    action tick { n = if n == 5 then 0 else n + 1 }
    refines ideal { on = n >= 3 }
  `;

  test("steps map to abstract steps or to no change", async () => {
    const result = await explore(concrete(0), {}, { "light.fl": ABSTRACT });
    expect(result).toMatchObject({ outcome: "complete", states: 6 });
  });

  test("an initial state must map to an initial state", async () => {
    const result = await explore(concrete(4), {}, { "light.fl": ABSTRACT });
    expect(result.violation).toMatchObject({ kind: "refinement", name: "ideal" });
    expect(result.run).toEqual([]);
  });

  test("a step that the abstract module does not have is named by what changed", async () => {
    const oneWay = ABSTRACT.replace("switch", "switch when not on");
    const result = await explore(concrete(0), {}, { "light.fl": oneWay });
    expect(result.violation).toMatchObject({
      kind: "refinement",
      message: "no step of the abstract module takes on from true to false",
    });
    expect(result.run).toHaveLength(6);
  });
});

describe("limits", () => {
  test("no more states than the limit are stored", async () => {
    const result = await explore(COUNTER, { maxStates: 3 });
    expect(result).toMatchObject({ outcome: "limit", states: 3 });
    expect(await explore(COUNTER, { maxStates: 6 })).toMatchObject({ outcome: "complete" });
  });

  test("a violation in the level that reaches the limit is still reported", async () => {
    const text = `
      state { n: 0..9 = 0 }
      action a(x: 1..9) when n == 0 { n = x }
      action b when n > 0 { n = 0 }
      transition t: n != 9
    `;
    expect(await explore(text, { maxStates: 4 })).toMatchObject({
      outcome: "violation",
      states: 4,
    });
  });

  test("an aborted search says so", async () => {
    const aborted = AbortSignal.abort();
    expect(await explore(COUNTER, { signal: aborted })).toMatchObject({ outcome: "interrupted" });
  });

  test("a long search reports progress and lets itself be interrupted", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const result = await explore(
      `
        state { n: map[0..3] of 0..50 = 0 }
        action a(i: 0..3) when n[i] < 50 { n[i] += 1 }
        terminal true
      `,
      {
        signal: stop.signal,
        onProgress: ({ states }) => {
          seen.push(states);
          if (seen.length === 2) stop.abort();
        },
      },
    );
    expect(result.outcome).toBe("interrupted");
    expect(seen).toHaveLength(2);
    expect(seen[1]).toBeGreaterThan(seen[0]!);
    expect(result.states).toBeGreaterThanOrEqual(seen[1]!);
  });
});

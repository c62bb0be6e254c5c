import { describe, expect, test, vi } from "vitest";
import { simulateReference } from "../explore/simulate-reference.ts";
import { randomNumbers } from "../explore/simulate-reference.ts";
import type { Simulate, SimulateOptions } from "../simulation.ts";
import { everything, instanceOf, stepsOf } from "../testing/module-text.fixture.ts";
import { simulateCompiled, simulateWith } from "./simulate-compiled.ts";

const WALK = `
  state { n: 0..20 = 10 }
  init { choose m: 8..12; n = m }
  action up { n += 1 }
  action down { n -= 1 }
  action stay(k: 0..2) { choose d: 0..1; n = n + d * 0 }
`;

/** From the first step on, or never. */
const inWebAssembly: Simulate = (instance, options) =>
  simulateWith(instance, options, { nativeAfter: 0 });
const inJavaScript: Simulate = (instance, options) =>
  simulateWith(instance, options, { nativeAfter: Infinity });

const uniformly =
  (simulate: Simulate): Simulate =>
  (instance, options) =>
    simulate(instance, { ...options, uniform: true });
const uniform = uniformly(inWebAssembly);

async function walkBy(simulate: Simulate, text: string, options: Partial<SimulateOptions> = {}) {
  const instance = await instanceOf(text);
  const defaults = { seed: 1, runs: 20, steps: 50, selection: everything(instance) };
  return { instance, result: await simulate(instance, { ...defaults, ...options }) };
}

describe.each<[string, Simulate]>([
  ["directed", inWebAssembly],
  ["uniform", uniform],
  ["directed, in JavaScript", inJavaScript],
  ["uniform, in JavaScript", uniformly(inJavaScript)],
  ["on plain values", simulateReference],
])("walks that are %s", (_, simulate) => {
  const walk = (text: string, options: Partial<SimulateOptions> = {}) =>
    walkBy(simulate, text, options);

  test("the same seed gives the same runs, another seed others", async () => {
    const runs = await Promise.all(
      [5, 5, 6].map((seed) => walk(WALK, { seed, runs: 500, steps: 500 })),
    );
    const [first, again, other] = runs.map(({ instance, result }) => ({
      steps: stepsOf(instance, result.violation?.trace),
      counts: [result.runs, result.transitions, result.generated, ...result.coverage.steps],
    }));
    expect(first!.steps.length).toBeGreaterThan(0);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test("a violation comes with the run that led to it", async () => {
    const { result } = await walk(WALK, { runs: 500, steps: 500 });
    expect(result).toMatchObject({
      outcome: "violation",
      violation: { kind: "failure", name: "range" },
    });
    const { initial, steps } = result.violation!.trace;
    const path = [initial, ...steps.map(({ state }) => state)].map(([n]) => n as number);
    expect(path.at(-2) === 0 || path.at(-2) === 20).toBe(true);
    path.slice(1).forEach((n, i) => expect(Math.abs(n - path[i]!)).toBeLessThanOrEqual(1));
    expect(steps.at(-1)).toMatchObject({ incomplete: true });
  });

  test("runs have the length that was asked for", async () => {
    const { result } = await walk("state { n: 0..1 = 0 }\naction flip { n = 1 - n }", {
      runs: 3,
      steps: 7,
    });
    expect(result).toMatchObject({
      outcome: "complete",
      runs: 3,
      transitions: 21,
      generated: 21,
      longest: 7,
      stuck: 0,
    });
    expect([...result.coverage.steps]).toEqual([21]);
  });

  test("a run ends where there is no way on, which may be a deadlock", async () => {
    const text = "state { n: 0..3 = 0 }\naction a when n < 3 { n += 1 }\n";
    const { result } = await walk(text);
    expect(result).toMatchObject({ violation: { kind: "deadlock" }, runs: 1, longest: 3 });
    const allowed = await walk(`${text}terminal n == 3`, { runs: 4 });
    expect(allowed.result).toMatchObject({ outcome: "complete", runs: 4, stuck: 4 });
  });

  test("invariants, transitions and assertions are checked on the way", async () => {
    const text = "state { n: 0..9 = 0 }\naction a { n = (n + 1) % 10 }\n";
    const properties = [
      "invariant i: n < 3",
      "transition t: n > old(n)",
      "action b when n == 4 { assert false }",
    ];
    const found = await Promise.all(
      properties.map(async (property) => (await walk(text + property)).result.violation!),
    );
    expect(found.map(({ kind, trace }) => [kind, trace.steps.length])).toEqual([
      ["invariant", 3],
      ["transition", 10],
      ["assert", 5],
    ]);
  });

  test("what is wrong after the last step is found, and not what would be after more", async () => {
    const text = "state { n: 0..9 = 0 }\naction a when n < 9 { n += 1 }\ninvariant i: n < 4";
    const options = { runs: 2 };
    expect((await walk(text, { ...options, steps: 3 })).result.outcome).toBe("complete");
    expect((await walk(text, { ...options, steps: 4 })).result.outcome).toBe("violation");
  });

  test("paths of steps whose failures are not asked about are not taken", async () => {
    const text = "state { n: 0..3 = 0 }\naction over { n += 4 }\naction a { n = (n + 1) % 4 }";
    const instance = await instanceOf(text);
    const selection = { ...everything(instance), failures: [1] };
    const { result } = await walk(text, { selection, runs: 2, steps: 9 });
    expect(result).toMatchObject({ outcome: "complete", transitions: 18 });
  });

  test("a failure in init is found before any run", async () => {
    const { result } = await walk(
      "state { n: 0..1 = 0 }\ninit { choose m: 0..2; n = m }\naction a { n = 0 }",
    );
    expect(result).toMatchObject({
      runs: 0,
      violation: { kind: "failure", trace: { initialChoices: [{ value: 2 }], steps: [] } },
    });
  });

  test("an interrupted simulation says so, and one at the end of its time", async () => {
    const { result } = await walk(WALK, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ outcome: "interrupted", runs: 0 });
    const turning = "state { n: 0..1 = 0 }\naction flip { n = 1 - n }";
    const timed = await walk(turning, {
      runs: Infinity,
      steps: 1_000_000,
      signal: AbortSignal.timeout(100),
    });
    expect(timed.result).toMatchObject({ outcome: "limit", stuck: 0 });
    expect(timed.result.transitions).toBeGreaterThan(0);
  });
});

test.each<[string, Simulate]>([
  ["uniform", uniform],
  ["uniform, in JavaScript", uniformly(inJavaScript)],
  ["on plain values", simulateReference],
])("of walks that are %s, all ways on are drawn about equally often", async (_, simulate) => {
  const { result } = await walkBy(
    simulate,
    "state { n: 0..9 = 0 }\naction a { n = 0 }\naction b(k: 0..2) { n = k }\naction c { choose k: 0..1; n = k }",
    { runs: 60, steps: 100 },
  );
  const shares = [...result.coverage.steps].map((count) => count / 6000);
  [1 / 6, 3 / 6, 2 / 6].forEach((share, i) => expect(shares[i]!).toBeCloseTo(share, 1));
  expect(result.generated).toBe(36_000);
});

test("of more ways on than the queue holds, all are drawn about equally often", async () => {
  const text = "state { n: 0..2047 = 0 }\naction a(k: 0..2047) { n = k }\ninvariant i: n >= 0";
  const { result } = await walkBy(uniform, text, { runs: 20, steps: 100 });
  expect(result.generated).toBe(2048 * 2000);
  const parts =
    "state { n: 0..2047 = 0 }\naction a(k: 0..511) { n = k }\naction b(k: 512..2047) { n = k }";
  const { result: shared } = await walkBy(uniform, parts, { runs: 20, steps: 100 });
  expect(shared.coverage.steps[0]! / 2000).toBeCloseTo(1 / 4, 1);
});

test.each(["known, other", "other, known"])(
  "of more ways on than the queue holds, those to what is known are drawn less: %s",
  async (order) => {
    // The queue holds one of the two: 512 ways on. The even steps alone take what is known every 32 times.
    const actions: Record<string, string> = {
      other: "action other(k: 1..512) when n == 0 { n = k }",
      known: "action known(k: 1..512) when n == 0 { n = 513 + 0 * k }",
    };
    const steps = order.split(", ");
    const texts = steps.map((step) => actions[step]).join("\n");
    const text = `state { n: 0..513 = 0 }\n${texts}\naction back when n > 0 { n = 0 }`;
    for (const simulate of [inWebAssembly, inJavaScript]) {
      const { result } = await walkBy(simulate, text, { runs: 1, steps: 900 });
      expect(result.generated).toBe(450 * 1024 + 450);
      const known = result.coverage.steps[steps.indexOf("known")]!;
      expect(known).toBeGreaterThan(5);
      expect(known).toBeLessThan(40);
    }
  },
);

test("walks go on in WebAssembly where JavaScript was, and are the same", async () => {
  const { result } = await walkBy(inJavaScript, WALK.replace("20 =", "90 ="), { runs: 4_000 });
  for (const nativeAfter of [0, 0.002, 0.01]) {
    const simulate: Simulate = (instance, options) =>
      simulateWith(instance, options, { nativeAfter });
    const again = await walkBy(simulate, WALK.replace("20 =", "90 ="), { runs: 4_000 });
    expect(again.result).toEqual({ ...result, seconds: again.result.seconds });
  }
});

test("directed walks visit states about equally often that uniform ones find seldom", async () => {
  // A uniform walk comes to n = 12 once in 4096 attempts, a directed one has soon seen what is below.
  const text = `
    state { n: 0..12 = 0 }
    action up when n < 12 { n += 1 }
    action fall { n = 0 }
    invariant i: n < 12`;
  const counts = async (simulate: Simulate) => {
    const steps: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const { result } = await walkBy(simulate, text, { seed, runs: 1000, steps: 100 });
      expect(result.outcome).toBe("violation");
      steps.push(result.transitions);
    }
    return steps.sort((a, b) => a - b)[10]!;
  };
  const [directed, even] = [await counts(simulateCompiled), await counts(uniform)];
  expect(directed * 5).toBeLessThan(even);
});

test("directed walks turn from what they know under other names", async () => {
  // Who of the twenty come does not matter: there are 21 orbits.
  const text = `
    symmetric type Guest[20]
    state { here: set of Guest = set() }
    action come(g: Guest) when not (g in here) { here += g }
    action leave(g: Guest) when g in here { here -= g }
    invariant i: size(here) < 20`;
  const { result } = await walkBy(simulateCompiled, text, { runs: 1000, steps: 100 });
  expect(result.outcome).toBe("violation");
  expect(result.transitions).toBeLessThan(2_000);
  expect(result.violation!.trace.steps).toHaveLength(20);
});

test("initial states are told from each other when a walk comes back to them", async () => {
  const text = `
    symmetric type Guest[2]
    state { n: 0..12 in 0..12; isDone: bool = false; last: Guest? = none }
    action up when n < 12 { n += 1 }
    action fall { n = 0 }
    action finish when n == 12 { isDone = true }
    invariant i: not isDone`;
  const steps: number[] = [];
  for (let seed = 1; seed <= 21; seed++) {
    const { result } = await walkBy(simulateCompiled, text, { seed, runs: 1, steps: 100_000 });
    steps.push(result.transitions);
  }
  expect(steps.sort((a, b) => a - b)[10]!).toBeLessThan(400);
});

test("a run is shown without the circles it went in", async () => {
  const { result } = await walkBy(uniform, WALK, { runs: 500, steps: 500 });
  const states = result.violation!.trace.steps.slice(0, -1).map(({ state }) => state[0]);
  expect(new Set(states).size).toBe(states.length);
  expect(states.length).toBeLessThanOrEqual(12);
});

test("what cannot be compiled is walked on plain values, and that is said", async () => {
  vi.resetModules();
  vi.doMock("./compile-instance.ts", async () => {
    const { CompileLimit } = await import("./compile-limit.ts");
    return {
      compileInstance: () => {
        throw new CompileLimit("it is too large");
      },
    };
  });
  const { simulateCompiled: simulate } = await import("./simulate-compiled.ts");
  vi.doUnmock("./compile-instance.ts");
  const { result } = await walkBy(simulate, WALK, { steps: 2 });
  expect(result).toMatchObject({ outcome: "complete", runs: 20, transitions: 40 });
  expect(result.notes).toEqual([
    "it is too large, so the walks are not compiled, which is slow, and not directed",
  ]);
});

test("random numbers are spread evenly over 0 to 1", () => {
  const random = randomNumbers(42);
  const buckets = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) buckets[Math.floor(random() * 10)]!++;
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

import { expect, test } from "vitest";
import { everything, instanceOf, stepsOf } from "../testing/module-text.fixture.ts";
import type { SimulateOptions } from "./simulate.ts";
import { randomNumbers, simulate } from "./simulate.ts";

const WALK = `
  state { n: 0..20 = 10 }
  init { choose m: 8..12; n = m }
  action up { n += 1 }
  action down { n -= 1 }
  action stay(k: 0..2) { choose d: 0..1; n = n + d * 0 }
`;

async function walk(text: string, options: Partial<SimulateOptions> = {}) {
  const instance = await instanceOf(text);
  const defaults = { seed: 1, runs: 20, steps: 50, selection: everything(instance) };
  return { instance, result: await simulate(instance, { ...defaults, ...options }) };
}

test("the same seed gives the same runs, another seed others", async () => {
  const runs = await Promise.all(
    [5, 5, 6].map((seed) => walk(WALK, { seed, runs: 500, steps: 500 })),
  );
  const [first, again, other] = runs.map(({ instance, result }) =>
    stepsOf(instance, result.violation?.trace),
  );
  expect(first!.length).toBeGreaterThan(0);
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
  const kinds = await Promise.all(
    ["invariant i: n < 3", "transition t: n > old(n)", "action b when n == 4 { assert false }"].map(
      async (property) => (await walk(text + property)).result.violation?.kind,
    ),
  );
  expect(kinds).toEqual(["invariant", "transition", "assert"]);
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

test("all ways on are drawn about equally often", async () => {
  const { result } = await walk(
    "state { n: 0..9 = 0 }\naction a { n = 0 }\naction b(k: 0..2) { n = k }\naction c { choose k: 0..1; n = k }",
    { runs: 60, steps: 100 },
  );
  const shares = [...result.coverage.steps].map((count) => count / 6000);
  [1 / 6, 3 / 6, 2 / 6].forEach((share, i) => expect(shares[i]!).toBeCloseTo(share, 1));
});

test("an interrupted simulation says so", async () => {
  const { result } = await walk(WALK, { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ outcome: "interrupted", runs: 0 });
});

test("random numbers are spread evenly over 0 to 1", () => {
  const random = randomNumbers(42);
  const buckets = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) buckets[Math.floor(random() * 10)]!++;
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

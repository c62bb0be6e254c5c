import { expect, test } from "vitest";
import { outcomes } from "./mutants.fixture.ts";

const COUNTER = `module counter
enum Mode { calm, wild }
param mode: Mode = calm
state {
  n: 0..50000 = 0
  seen: bool = false
}
action up when n < 3 and n <= 3 { n += 1 }
action down when n > 0 { n -= 1 }
action look when n == 2 { seen = true }
action jump when mode == wild { n = 9 }
invariant low: n <= 3
check calm { expect holds; expect states 8; only low }
check wild { mode = wild; expect violates low in 1 steps }
`;

const fates = await outcomes(COUNTER);

test.each([
  [
    "jump literal: action jump when mode == wild { n = 9 } -> action jump when mode == calm { n = 9 }",
    {
      kind: "killed",
      by: "property",
      job: "check wild",
      reason: "expected violates low in 1 step, but there is no such run",
    },
  ],
  [
    "look number: action look when n == 2 { seen = true } -> action look when n == 4 { seen = true }",
    undefined,
  ],
  [
    "look statement: action look when n == 2 { seen = true } -> action look when n == 2 {  }",
    {
      kind: "killed",
      by: "count",
      job: "check calm",
      reason: "expected 8 distinct states, but there are 4",
    },
  ],
  [
    "up guard: action up when n < 3 and n <= 3 { n += 1 } -> action up when n < 3 { n += 1 }",
    { kind: "equivalent" },
  ],
  [
    "up operator: action up when n < 3 and n <= 3 { n += 1 } -> action up when n < 3 and n < 3 { n += 1 }",
    { kind: "equivalent" },
  ],
  [
    "jump number: action jump when mode == wild { n = 9 } -> action jump when mode == wild { n = 8 }",
    { kind: "survived", difference: "check wild: other steps or states, as many as before" },
  ],
])("%s", (mutant, fate) => {
  if (fate === undefined) expect(fates.has(mutant)).toBe(false);
  else expect(fates.get(mutant)).toMatchObject(fate);
});

test("what is violated instead is said", () => {
  const [, dropped] = [...fates].find(([text]) => text.endsWith("action up when true { n += 1 }"))!;
  expect(dropped).toMatchObject({ kind: "killed", by: "property", property: "low" });
});

test("of a run that goes on for ever, nothing but the length is a count", async () => {
  const found = await outcomes(`module waits
state { n: 0..9 = 0 }
action up weakly fair when n < 3 { n += 1 }
temporal ends: eventually n == 9
check never { only ends;  expect violates ends in 3 steps }
`);
  const up = "up number: action up weakly fair when n < 3 { n += 1 } -> action up weakly fair when";
  expect(found.get(`${up} n < 4 { n += 1 }`)).toMatchObject({
    kind: "killed",
    by: "count",
    reason: "expected a run of 3 steps, but the shortest has 4",
  });
});

test("a number kills if nothing else does, or if that is enough", async () => {
  const text = `module small
state { n: 0..9 = 0 }
action up when n < 2 { n += 1 }
action down when n > 0 { n -= 1 }
invariant low: n <= 2
check counted { without low;  expect states 3;  expect holds }
check whole { expect holds }
`;
  const up = "up number: action up when n < 2 { n += 1 } -> action up when n < 3 { n += 1 }";
  const whole = { kind: "killed", by: "property", job: "check whole" };
  const counted = { kind: "killed", by: "count", job: "check counted" };
  expect((await outcomes(text)).get(up)).toMatchObject(whole);
  expect((await outcomes(text, true)).get(up)).toMatchObject(counted);
});

test("a text that is no module is no mutant", async () => {
  const found = await outcomes(`module sets
state { s: set of 0..1 = set() }
action grow { choose n: 0..1;  s = s + n }
action empty when s == set() or size(s) == 0 { s = s + 1 }
check whole { expect holds }
`);
  expect([...found.values()].map(({ kind }) => kind)).toContain("ill-typed");
});

test("far more states than the original are no answer", async () => {
  const found = await outcomes(`module runaway
state { n: 0..60000 = 0 }
action up when n < 10 { n += 1 }
check whole { only low;  expect holds }
invariant low: n >= 0
`);
  const up = "up guard: action up when n < 10 { n += 1 } -> action up when true { n += 1 }";
  expect(found.get(up)).toMatchObject({
    kind: "exploded",
    job: "check whole",
    reason: "more than 10000 states instead of 11",
  });
});

test("where a number of states is stated, more of them are noticed", async () => {
  const found = await outcomes(`module runaway
state { n: 0..60000 = 0 }
action up when n < 10 { n += 1 }
check whole { only low;  expect states 11;  expect holds }
invariant low: n >= 0
`);
  const up = "up guard: action up when n < 10 { n += 1 } -> action up when true { n += 1 }";
  expect(found.get(up)).toMatchObject({ kind: "killed", by: "count" });
});

test("what the parameters of a check rule out is not run there", async () => {
  const found = await outcomes(`module modes
param wild: bool = false
state { n: 0..5 = 0 }
action go {
  if wild { n = 3 } else { n = 1 }
}
invariant low: n < 3
check calm { expect holds }
`);
  const dead = "go number: if wild { n = 3 } else { n = 1 } -> if wild { n = 4 } else { n = 1 }";
  expect(found.get(dead)).toEqual({ kind: "equivalent" });
});

test("without a check nothing is noticed", async () => {
  const found = await outcomes(`module bare
state { n: 0..1 = 0 }
action go { n = 1 }
`);
  expect(new Set([...found.values()].map(({ kind }) => kind))).toEqual(new Set(["survived"]));
});

test("a scenario is about the steps that it names, and a check about the properties that it selects", async () => {
  const found = await outcomes(`module steps
state { n: 0..5 = 0;  m: 0..5 = 0 }
def far(k: 0..5): bool = k > 3
action up when n < 2 { n += 1 }
action leap when n == 0 { m = 4 }
action look when far(m) { n = 0 }
invariant low: n < 3
invariant near: not far(n)
scenario "up" reachable { up();  up() }
check calm { limit leap 0;  limit look 0;  only low;  expect holds }
`);
  const of = (start: string) =>
    [...found].filter(([text]) => text.startsWith(start)).map(([, { kind }]) => kind);
  expect(new Set(of("leap"))).toEqual(new Set(["equivalent"]));
  expect(new Set(of("far"))).toEqual(new Set(["equivalent"]));
  expect(new Set(of("up"))).toContain("killed");
});

test("what comes after an expected violation need not be the same, what comes before it must be", async () => {
  const found = await outcomes(`module ends
param wild: bool = false
state { n: 0..9 = 0;  m: 0..9 = 0 }
action up when n < 2 or wild { n = if n < 8 then n + 1 else 8 }
action early when wild and n == 1 { m = 2 }
action late when wild and n == 6 { m = 2 }
invariant low: n < 3
check calm { only low;  expect holds }
check wild { wild = true;  only low;  expect violates low in 3 steps }
`);
  const of = (text: string) =>
    [...found].find(([change]) => change.includes(text) && change.includes("m = 3"))![1];
  expect(of("early")).toEqual({
    kind: "survived",
    difference: "check wild: other steps or states, as many as before",
  });
  expect(of("late")).toEqual({ kind: "equivalent" });
});

import { expect, test } from "vitest";
import { exploreCompiled } from "../compiled/explore-compiled.ts";
import { elaborate } from "./elaborate.ts";
import { exploreReference } from "../explore/reference.ts";
import { initialOutcomes } from "../explore/successors.ts";
import { loadText } from "../load/load.ts";
import type { Instance } from "../model.ts";
import { showValue } from "../show-value.ts";
import { everything } from "../testing/module-text.fixture.ts";

async function instanceOf(text: string): Promise<Instance> {
  const { modules, diagnostics } = await loadText({ "m.fl": `module m\n${text}` }, "m.fl");
  expect(diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  const { instance, diagnostics: problems } = elaborate(modules[0]!);
  expect(problems).toEqual([]);
  return instance!;
}

/** The initial values of the variables, as text. */
async function initially(text: string): Promise<string[]> {
  const instance = await instanceOf(`${text}\naction a { }`);
  const [outcome] = initialOutcomes(instance);
  return outcome!.state.map((value, index) => showValue(value, instance.variables[index]!.type));
}

test("a parameter can be any value that does not depend on the state", async () => {
  const text = `
    param N: 0..3 = 2
    param chosen: set of 0..N = set(1, 0)
    param order: seq[2] of 0..N = [N, min(N, 1)]
    param start: map[0..1] of 0..3 = map(k: 0..1 => N + 1)
    param pair: { low: 0..N, high: 0..3 } = { high: 3, low: 1 }
    param other: { low: 0..N, high: 0..3 } = { ...pair, low: 0 }
    state {
      a: set of 0..N = chosen
      b: seq[2] of 0..N = order
      c: 0..3 = start[1]
      d: 0..3 = other.low
    }`;
  expect(await initially(text)).toEqual(["set(0, 1)", "[2, 1]", "3", "0"]);
});

test("none and empty collections take their type from what they meet", async () => {
  const text = `
    state { a: (0..3)? = 2; b: 0..3 = 0; c: bool = false; d: set of set of 0..1 = set(set(1)) }
    init {
      let x = if c then none else b
      let y = if c then a else x
      if x == y and not (set() in d) { a = x }
    }`;
  expect(await initially(text)).toEqual(["0", "0", "false", "set(set(1))"]);
});

test("a record to the left of `in` has its fields in the order of the type", async () => {
  const text = `
    state { a: set of { x: 0..1, y: 2..3 } = set({ x: 0, y: 3 }); b: bool = false }
    init { b = { y: 3, x: 0 } in a }`;
  expect(await initially(text)).toEqual(["set({ x: 0, y: 3 })", "true"]);
});

/** A condition that is true, over records whose fields are written in both orders. */
const orders = `
  { n: 2, a: false } == r
  r == { n: 2, a: false }
  { a: false, n: 2 } == { n: 2, a: false }
  (if b then r else { n: 2, a: false }) == r
  (if b then { a: false, n: 2 } else if b then r else { n: 2, a: false }) == r
  (if b then o else { n: 2, a: false }) == r
  (if b then r else if not b then none else { n: 2, a: false }) == (if b then r else none)
  (if b then none else if not b then r else { n: 2, a: false }) == (if b then none else r)
  (if not b then none else if not b then r else { n: 2, a: false }) == (if b then r else none)
  (if b then [none, r, { n: 2, a: false }] else [none, r, r]) == [none, r, r]
  (if b then o else { n: 2, a: false })! == r
  (if b then set(r) else set({ n: 2, a: false })) == set(r)
  (if b then [r] else [{ n: 2, a: false }]) == [r]
  (if b then (1, r) else (1, { n: 2, a: false })) == (1, r)
  (if b then map(i: 0..1 => r) else map(i: 0..1 => { n: 2, a: false })) == map(i: 0..1 => r)
  { n: 2, a: false } in set(r)
  r in set({ n: 2, a: false })
  { n: 2, a: false } in [r]
  set(r) == set({ n: 2, a: false })
  set({ n: 2, a: false }) == set(r)
  size(set(r, { n: 2, a: false })) == 1
  [r, { n: 2, a: false }][0] == [r, { n: 2, a: false }][1]
  [r] == [{ n: 2, a: false }]
  (1, r) == (1, { n: 2, a: false })
  set(i: 0..1 => r) == set(i: 0..1 => { n: 2, a: false })
  set(i: 0..1 => { n: 2, a: false }) == set(i: 0..1 => r)
  size(set(i: 0..1 => if i == 0 then r else { n: 2, a: false })) == 1
  map(i: 0..1 => r) == map(i: 0..1 => { n: 2, a: false })
  map(i: 0..1 => { n: 2, a: false }) == map(i: 0..1 => r)
  first(rest([r, { n: 2, a: false }])) == r
  subset(set(r), set({ n: 2, a: false }))
  intersect(set(r), set({ n: 2, a: false })) == set(r)
  size(set(r) + { n: 2, a: false }) == 1
  size(set(r) - { n: 2, a: false }) == 0
  set(i: 0..1 => { n: 2, a: false }) == so
  map(i: 0..1 => { n: 2, a: false }) == mo
  same({ n: 2, a: false }) and same(made) and { ...r, n: 2, a: false } == r
  u == (false, { a: false, n: 2 }) and first(q) == r`;

test.each(
  orders
    .trim()
    .split("\n")
    .map((each) => each.trim()),
)("fields are in the order of the type that is meant: %s", async (condition) => {
  const instance = await instanceOf(`
    type R = { a: bool, n: 0..3 }
    def same(x: R): bool = x == r
    def made: R = { n: 2, a: false }
    state {
      b: bool in set(false, true)
      r: R = { n: 2, a: false }
      o: R? = { n: 2, a: false }
      so: (set of R)? = set(i: 0..1 => { n: 2, a: false })
      mo: (map[0..1] of R)? = map(i: 0..1 => { n: 2, a: false })
      q: seq[2] of R = rest([{ a: true, n: 3 }, { n: 2, a: false }])
      u: (bool, R)? = (false, { n: 2, a: false })
    }
    invariant holds: ${condition}
    terminal true`);
  const options = { symmetry: false, selection: everything(instance) };
  for (const explore of [exploreReference, exploreCompiled]) {
    expect(await explore(instance, options)).toMatchObject({ outcome: "complete", states: 2 });
  }
});

test.each([
  "(1, 2) == (1, 3)",
  "{ n: 1, a: false } == { a: false, n: 2 }",
  "r == { a: false, n: 7 }",
  "{ n: 7, a: false } in set(r)",
  "r in set({ n: 7, a: false })",
  "set(r) == set({ n: 7, a: false })",
  "map(i: 0..1 => 1) == map(i: 0..1 => i)",
  "map(i: 0..1 => (1, i)) == map(i: 0..1 => (1, 2))",
])("what is compared need not be in the range of the other side: not %s", async (condition) => {
  const instance = await instanceOf(`
    state { r: { a: bool, n: 0..3 } = { a: false, n: 2 } }
    invariant holds: not (${condition})
    terminal true`);
  for (const explore of [exploreReference, exploreCompiled]) {
    const exploration = await explore(instance, {
      symmetry: false,
      selection: everything(instance),
    });
    expect(exploration.outcome).toBe("complete");
  }
});

test("`in` chooses for every key of a map, and of the maps in it", async () => {
  const instance = await instanceOf(`
    state { a: map[bool] of map[0..2] of 0..1 in 0..1 }
    action b { }`);
  const states = [...initialOutcomes(instance)].map(({ state }) => JSON.stringify(state));
  expect(new Set(states).size).toBe(2 ** 6);
});

test("a conditional that is decided keeps the type of both its branches", async () => {
  const text = `
    param yes: bool = true
    state { a: 0..3 = 0 }
    init {
      let x = if yes then 2 else none
      if x is some v { a = v }
    }`;
  const { init } = await instanceOf(`${text}\naction b { a = 0 }`);
  const block = init.body.at(-1);
  const first = block?.kind === "block" ? block.body[0] : undefined;
  expect(first?.kind === "let" && first.value.type.kind).toBe("option");
  expect(await initially(text)).toEqual(["2"]);
});

test("what is added to a set of sets is one of them or a set of them, as its type says", async () => {
  const text = `
    state {
      a: set of set of 0..1 = set()
      b: set of set of 0..1 = set(set(0))
      c: seq[3] of seq[1] of 0..1 = [[0]]
      d: set of (set of 0..1)? = set(none)
      e: seq[2] of (set of 0..1)? = []
    }
    init {
      a = a + set() + set(1)
      b = b + b + set(set(1))
      c = c + c + [1]
      d = d + set(1)
      e += set(0)
      e = e + none
    }`;
  expect(await initially(text)).toEqual([
    "set(set(), set(1))",
    "set(set(0), set(1))",
    "[[0], [0], [1]]",
    "set(none, set(1))",
    "[set(0), none]",
  ]);
});

test("statements that effects put inside of each other without end in sight are refused", async () => {
  const nested = (effects: number): string => {
    const inside = (text: string): string => "if x == 0 { ".repeat(20) + text + " }".repeat(20);
    const each = Array.from({ length: effects }, (_, i) => {
      const next = i + 1 < effects ? `e${i + 1}()` : "x = 1";
      return `effect e${i}() { ${inside(next)} }`;
    });
    return `module m\nstate { x: 0..1 = 0 }\n${each.join("\n")}\naction a { e0() }`;
  };
  const problems = async (effects: number): Promise<string[]> => {
    const { modules } = await loadText({ "m.fl": nested(effects) }, "m.fl");
    return elaborate(modules[0]!).diagnostics.map(({ code }) => code);
  };
  expect(await problems(14)).toEqual([]);
  expect(await problems(62)).toEqual(["size-limit"]);
});

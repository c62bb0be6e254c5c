/** Nothing that symmetry leaves out may hide a violation: both engines, with and without it. */
import { expect, test } from "vitest";
import { exploreCompiled } from "../compiled/explore-compiled.ts";
import { exploreReference } from "./reference.ts";
import { explorable } from "../testing/compare-engines.ts";

async function explored(text: string) {
  const files = { "m.fl": `module m\nsymmetric type S[2]\n${text}\ncheck c { expect holds }` };
  const { instance, options } = await explorable(files, "m.fl");
  const results = [];
  for (const symmetry of [false, true]) {
    for (const explore of [exploreReference, exploreCompiled]) {
      const { violation, states, notes } = await explore(instance, { ...options, symmetry });
      const { kind, name, trace } = violation!;
      results.push({ kind, name, steps: trace.steps.length, states, notes });
    }
  }
  const [plain, compiled, reduced, compiledReduced] = results;
  expect(compiled).toEqual(plain);
  expect(compiledReduced).toEqual(reduced);
  return { plain: plain!, reduced: reduced! };
}

test("a quantifier over symmetric values fails if it fails for any of them", async () => {
  const { plain, reduced } = await explored(`
    state { a: map[S] of bool = false; b: map[S] of (0..1)? = 0; seen: bool = false }
    action put(s: S) { a[s] = true }
    action clear(s: S, t: S) when s != t and a[s] { b[t] = none }
    action look when some s: S { a[s] or b[s]! == 1 } { seen = true }`);
  expect(plain).toMatchObject({ kind: "failure", name: "none", steps: 3 });
  expect(reduced).toMatchObject({ kind: "failure", name: "none", steps: 3 });
  expect(reduced.states).toBeLessThan(plain.states);
});

test("symmetry is not used where a blocked round of a loop can hide one that fails", async () => {
  const { plain, reduced } = await explored(`
    state { stuck: map[S] of bool = false; ok: map[S] of bool = true; x: map[S] of 0..1 = 0 }
    action spoil(s: S, t: S) when s != t { stuck[s] = true; ok[t] = false }
    action all_ {
      for s: S {
        assert ok[s], "ok"
        choose n: 0..1 where not stuck[s]
        x[s] = n
      }
    }
    terminal true`);
  expect(reduced).toEqual({ ...plain, notes: reduced.notes });
  expect(plain).toMatchObject({ kind: "assert", name: "ok", steps: 2 });
  expect(reduced.notes?.[0]).toMatch(/^symmetry is not used: the loop in line 7 can be blocked/);
});

test("symmetry is not used where a sum can leave its range in between", async () => {
  const { plain, reduced } = await explored(`
    state { change: map[S] of -2..2 = 0; total: 0..3 = 2 }
    action give(s: S, t: S) when s != t { change[s] = 2; change[t] = -2 }
    action add { for s: S { total += change[s] } }
    terminal true`);
  expect(reduced).toEqual({ ...plain, notes: reduced.notes });
  expect(plain).toMatchObject({ kind: "failure", name: "range", steps: 2 });
  expect(reduced.notes?.[0]).toMatch(/^symmetry is not used: the loop in line 6 adds and takes/);
});

test("a sum that only grows does not depend on the order, whatever it overflows", async () => {
  const { plain, reduced } = await explored(`
    state { change: map[S] of 0..2 = 0; total: 0..3 = 0 }
    action give(s: S, n: 0..2) { change[s] = n }
    action add { for s: S { total += change[s] } }`);
  expect(plain).toMatchObject({ kind: "failure", name: "range" });
  expect(reduced).toMatchObject({ kind: "failure", name: "range", steps: plain.steps });
  expect(reduced.notes).toBeUndefined();
});

test("a loop may fail with one value and break an assertion with another", async () => {
  const { plain, reduced } = await explored(`
    state { bad: map[S] of bool = false; x: map[S] of (0..1)? = 0 }
    action spoil(s: S, t: S) when s != t { bad[s] = true; x[t] = none }
    action all_ {
      for s: S {
        assert not bad[s], "not bad"
        x[s]! = 1
      }
    }
    terminal true`);
  expect(plain.steps).toBe(2);
  expect(reduced.steps).toBe(2);
  expect(["assert", "failure"]).toContain(reduced.kind);
});

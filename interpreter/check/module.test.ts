/** Whole modules: properties, scenarios, checks, modules that use and refine others, warnings. */
import { describe, expect, test } from "vitest";
import { errorsIn, errorsInFiles, PRELUDE, warningsIn } from "./checked-text.fixture.ts";

const after = (text: string) =>
  errorsIn(`${PRELUDE}action a(p: Proc, v: Page) { data[v] = 1 }\n${text}`);

describe("properties", () => {
  test.each([
    ["invariant i: old(total) == total", ["old-place"]],
    ["transition t: old(total) <= total", []],
    ["transition t: old(old(total)) <= total", ["old-in-old"]],
    ["def before(): 0..9 = old(total)", ["old-place"]],
    ["transition t: old(quiet) or quiet", []],
    ["invariant i: total", ["type-mismatch"]],
    ["invariant i: always flag", ["temporal-place"]],
    ["temporal t: always eventually flag", []],
    ["temporal t: all p: Proc { p in waits leads to p not in waits }", []],
    ["temporal t: (eventually flag) implies (flag until quiet)", []],
    ["temporal t: not always flag", []],
    ["temporal t: old(flag)", ["old-place"]],
    ["temporal t: (eventually flag) == true", ["temporal-place"]],
    ["temporal t: count(p: Proc where eventually flag) == 0", ["temporal-place"]],
    ["temporal t: all p in waits { eventually flag }", ["temporal-place"]],
    [
      "temporal t: all p: Proc { home[p] is some v implies eventually free(v) }",
      ["temporal-binding"],
    ],
    ["temporal t: always (all p: Proc { home[p] is some v implies free(v) })", []],
    ["temporal t: if flag then always flag else true", ["temporal-place"]],
    ["terminal quiet", []],
    ["terminal quiet\nterminal flag", ["declared-twice"]],
    ["measure m: work from flag to quiet", ["unknown-cost"]],
    ["action b { cost work += 1 }\nmeasure m: work from flag to quiet", []],
    ["invariant i: flag\ntransition i: flag", ["declared-twice"]],
    ["action quiet { flag = true }", []],
    ["process q weakly fair { step s strongly fair { flag = true } }", []],
    ["process q weakly fair { step s unfair { flag = true } }", []],
    ["process q { step s unfair { flag = true } }", ["unfair-place"]],
    ["action b weakly fair any { flag = true }", []],
  ] as const)("%s", async (text, codes) => {
    expect(await after(text)).toEqual(codes);
  });
});

describe("scenarios", () => {
  const steps = `effect pick() { choose w: Word;  total = w }
action both(p: Proc) { choose f: Page where free(f);  home[p] = f;  pick() }
process fault(p: Proc) {
  step one { choose m: Mode;  mode = m }
  step two { stop }
}
`;
  test.each([
    ["reachable by p: Proc, v: Page { a(p, v);  ...;  expect data[v] == 1 }", []],
    ["reachable by p: Proc { a(p, _) }", []],
    ["unreachable when some v: Page { data[v] == 2 }", []],
    ["(SIZE = 1) reachable when flag", []],
    ["(SIZ = 1) reachable when flag", ["parameter-unknown"]],
    ["(Proc = 1) reachable when flag", ["symmetric-size"]],
    ["(SIZE = true) reachable when flag", ["type-mismatch"]],
    ["reachable by p: Proc { a(p) }", ["argument-count"]],
    ["reachable by p: Proc { a(p, p) }", ["type-mismatch"]],
    ["reachable by p: Proc, v: Page { both(p) with f = v }", []],
    ["reachable by p: Proc { both(p) with pick.w = 1 }", []],
    ["reachable by p: Proc { both(p) with w = 1 }", ["unknown-choice"]],
    ["reachable by p: Proc { both(p) with f = p }", ["type-mismatch"]],
    ["reachable by p: Proc, v: Page { both(p) with f = v, f = v }", ["setting-twice"]],
    ["reachable by p: Proc { fault.one(p) with m = write;  fault.two(p) }", []],
    ["reachable by p: Proc { fault.three(p) }", ["unknown-step"]],
    ["reachable by p: Proc { fault(p) }", ["process-needs-step"]],
    ["reachable { missing }", ["unknown-action"]],
    ["reachable { expect total }", ["type-mismatch"]],
    ["reachable { expect old(flag) }", ["old-place"]],
    ["reachable by p in waits { a(p, _) }", ["state-not-readable"]],
  ] as const)("%s", async (text, codes) => {
    expect(await after(`${steps}scenario "s" ${text}`)).toEqual(codes);
  });
});

describe("checks", () => {
  const properties = `invariant safe: flag or quiet
transition slow: total <= old(total) + 1
temporal live: eventually quiet
action work_ { assert flag, "not flagged";  cost work += 1 }
measure effort: work from flag to quiet
`;
  test.each([
    ["SIZE = 3;  expect holds", []],
    ["SIZE = 3;  SIZE = 2", ["setting-twice"]],
    ["SIZE = total", ["not-constant"]],
    ["expect violates safe in 3 steps", []],
    ["expect violates saef", ["unknown-property"]],
    ['expect violates "not flagged"', []],
    ['expect violates "not flaged"', ["unknown-message"]],
    ["expect holds;  expect fails", ["expect-twice"]],
    ["expect holds;  expect states 7;  expect transitions 9", []],
    ["only invariants, live;  expect violates slow", ["expect-unselected"]],
    ["without safe;  expect violates safe", ["expect-unselected"]],
    ["without deadlock;  expect deadlocks", ["expect-unselected"]],
    ["only saef;  expect holds", ["unknown-property"]],
    ["limit work_ 2;  expect holds", []],
    ["limit wrk 2;  expect holds", ["unknown-action"]],
    ["limit work_ SIZE;  expect holds", []],
    ["expect effort in 0..2", []],
    ["expect effort unbounded", []],
    ["expect efort in 0..2", ["unknown-measure"]],
  ] as const)("%s", async (text, codes) => {
    expect(await after(`${properties}check c { ${text} }`)).toEqual(codes);
  });
});

const IDEAL = `module ideal
param N: 1..3 = 1
param K: 1..3
enum Kind { dog, cat(Proc) }
symmetric type Proc[2], Other[2]
type Word = 0..N
state { mem: map[Proc] of Word = 0\n kind: Kind = dog\n who: Other? = none }
def blank(p: Proc): bool = mem[p] == 0
def twice(n: Word): 0..9 = n * 2
effect store(p: Proc, w: Word) { mem[p] = w }
action a(p: Proc, o: Other) { store(p, 1);  who = o;  kind = cat(p) }
`;
const using = (text: string, head = "use ideal (Proc = P, K = 2)") =>
  errorsInFiles(
    { "m.fl": `module m\nsymmetric type P[2]\n${head}\n${text}`, "ideal.fl": IDEAL },
    "m.fl",
  );
const here = (...codes: readonly string[]) => codes.map((code) => `m.fl: ${code}`);

describe("a used module", () => {
  test.each([
    ["invariant i: all p: P { ideal.mem[p] == 0 implies ideal.blank(p) }", []],
    ["invariant i: all o: ideal.Other { ideal.who != o }", []],
    ["invariant i: all p: P { ideal.who != p }", ["operands-differ"]],
    ["invariant i: ideal.kind == dog or ideal.kind is cat(_)", []],
    ["invariant i: all p: P { ideal.kind != ideal.Kind.cat(p) }", []],
    ["invariant i: ideal.kind is fish", ["unknown-variant"]],
    ["state { x: ideal.Word = ideal.twice(1) }\naction b { x = 1 }", []],
    ["state { x: 0..ideal.N = 1 }\naction b { x = 1 }", []],
    ["action b(p: P) { ideal.store(p, 1) }", []],
    ["action b(p: P) { ideal.mem[p] = 1 }", ["not-a-place"]],
    ["action b(p: P) { ideal.a(p) }", ["unknown-in-module"]],
    ["action b(p: P) { ideal.blank(p) }", ["not-an-effect"]],
    ["state { x: bool = ideal.kind == dog }\naction b { x = true }", ["state-not-readable"]],
    ["invariant i: ideal", ["not-a-value"]],
    ["invariant i: ideal.Word == 1", ["not-a-value"]],
    ["state { ideal: bool = false }", ["declared-twice"]],
  ] as const)("%s", async (text, codes) => {
    expect(await using(text)).toEqual(here(...codes));
  });

  test.each([
    ["use ideal", ["use-parameter-missing"]],
    ["use ideal (K = 2, K = 3)", ["setting-twice"]],
    ["use ideal (K = true)", ["type-mismatch"]],
    ["use ideal (K = 2, Proc = 2)", ["symmetric-argument"]],
    ["use ideal (K = 2, Word = 2)", ["not-a-parameter"]],
    ["use ideal (K = 2, M = 2)", ["parameter-unknown"]],
    ["use idea (K = 2)", ["module-missing"]],
  ] as const)("%s", async (head, codes) => {
    expect(await using("invariant i: all p, q: P { p == q }", head)).toEqual(here(...codes));
  });

  test("two uses are two modules, unless their types are given", async () => {
    const head = "use ideal (K = 2, Proc = P) as one\nuse ideal (K = 2, Proc = one.Proc) as two";
    expect(await using("invariant i: all p: P { one.mem[p] == two.mem[p] }", head)).toEqual([]);
    expect(await using("invariant i: one.who == two.who", head)).toEqual(here("operands-differ"));
    expect(await using("invariant i: one.kind == two.kind", head)).toEqual(here("operands-differ"));
  });

  test("types of the modules that it uses keep their identity", async () => {
    const files = {
      "m.fl":
        "module m\nuse b\nuse a\ninvariant i: a.pick() == on and a.pick() is on\ninvariant j: a.pick() == b.now",
      "a.fl": "module a\nuse b\ndef pick(): b.E = b.now",
      "b.fl": "module b\nenum E { on, off }\nstate { now: E = on }\naction go { now = off }",
    };
    expect(await errorsInFiles(files, "m.fl")).toEqual(here("operands-differ"));
  });
});

describe("refinement", () => {
  const whole = "mem[p] = 0\nkind = ideal.Kind.dog\nwho = none";
  test.each([
    [whole, []],
    ["mem = map(p: P => 0)\nkind = dog\nwho = none", []],
    ["mem[p] = 0", ["refines-missing"]],
    [`${whole}\nwho = none`, ["setting-twice"]],
    [`${whole}\nwhom = none`, ["refines-unknown"]],
    ["mem[p, q] = 0\nkind = dog\nwho = none", ["refines-keys"]],
    ["mem[p] = true\nkind = dog\nwho = none", ["type-mismatch"]],
    ["mem[p] = ideal.mem[p]\nkind = dog\nwho = none", ["refines-circular"]],
    ["mem[p] = if ideal.blank(p) then 0 else 1\nkind = dog\nwho = none", ["refines-circular"]],
    ["mem[p] = if own(p) then 0 else 1\nkind = dog\nwho = none", ["refines-circular"]],
  ] as const)("%s", async (text, codes) => {
    const own = "def own(p: P): bool = ideal.blank(p)\ninvariant i: all p: P { own(p) }";
    expect(await using(`${own}\nrefines ideal { ${text} }`)).toEqual(here(...codes));
  });

  test("its state is read but not changed", async () => {
    const refines = `refines ideal { ${whole} }`;
    expect(await using(`${refines}\ninvariant i: all p: P { ideal.blank(p) }`)).toEqual([]);
    expect(await using(`${refines}\naction b(p: P) { ideal.store(p, 1) }`)).toEqual(
      here("abstract-state"),
    );
  });
});

test("what must be known before the run", async () => {
  const constant = (text: string) => errorsIn(text);
  expect(
    await constant("param N: 1..3 = 2\nstate { x: 0..N * 2 - 1 = 0 }\naction a { x = 1 }"),
  ).toEqual([]);
  expect(await constant("def d: 0..3 = 2\nstate { x: 0..d = 0 }\naction a { x = 1 }")).toEqual([
    "not-constant",
  ]);
  expect(await constant("state { x: 0..3 = 0\n y: 0..x = 0 }\naction a { y = 1 }")).toEqual([
    "not-constant",
  ]);
  expect(await constant("state { x: 0..max(1, 2) = 0 }\naction a { x = 1 }")).toEqual([
    "not-constant",
  ]);
  expect(await constant("param A: 0..B = 1\nparam B: 0..3 = 1\nstate { x: 0..A = 0 }")).toEqual([
    "parameter-order",
  ]);
  expect(await constant("param A: 0..3 = A\nstate { x: 0..A = 0 }")).toEqual(["parameter-order"]);
});

test("types that contain themselves", async () => {
  const twice = "type A = { b: B? }\ntype B = set of A\nstate { x: A? = none }";
  expect(await errorsIn(twice)).toEqual(["recursive-type"]);
  expect(await errorsIn("enum E { leaf, node(E) }\nstate { x: E = leaf }")).toEqual([
    "recursive-type",
  ]);
});

test("what nothing uses is a warning, and only where nothing is wrong", async () => {
  const text =
    "param N: 1..2 = 1\ntype T = 0..1\ndef d: bool = true\neffect e() { }\nsymmetric type P[2]\nenum E { v }\n";
  const x = "state { x: bool = false }\n";
  expect(await warningsIn(`${text}${x}action a { let y = x;  x = true }`)).toEqual([
    ...Array<string>(6).fill("unused"),
    "unused",
  ]);
  expect(await warningsIn(`${x}action a { x = not x }`)).toEqual([]);
  expect(await warningsIn(`${x}action a { x = true }`)).toEqual(["never-read"]);
  expect(await warningsIn(`${text}${x}action a { x = 1 }`)).toEqual(["error type-mismatch"]);
});

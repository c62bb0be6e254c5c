/** Loops over symmetric types (A16): what may be written and read in a round. */
import { describe, expect, test } from "vitest";
import { errorsIn, errorsInFiles } from "./checked-text.fixture.ts";

const MODULE = `
symmetric type P[3], V[2]
enum Level { low, high }
state {
  pt:    map[P, V] of (0..3)? = none
  own:   map[P] of P? = none
  rec:   map[P] of { x: 0..3, y: bool } = { x: 0, y: false }
  num:   map[P] of 0..3 = 0
  byLevel: map[Level] of 0..3 = 0
  seen:  set of P = set()
  order: seq[3] of P = []
  total: 0..9 = 0
  flag:  bool = false
  last:  P? = none
}
def num_(p: P): 0..3 = num[p]
def sumOfAll(): 0..9 = sum(p: P => num[p])
effect setNum(p: P) { num[p] = 2 }
effect count_(p: P) { total += 1;  seen += p }
effect setFirst(p: P, q: P) { num[p] = num[q] }
`;
const inAction = (body: string) => errorsIn(`${MODULE}action a(me: P, w: V) { ${body} }`);

describe("does not depend on the order", () => {
  test.each([
    "for v: V { pt[me, v] = none }",
    "for v: V { if pt[me, v] is some n { pt[me, v] = n } }",
    "for p: P { pt[p, w] = pt[p, w] }",
    "for p: P, v: V { pt[p, v] = 1 }",
    "for p: P { for v: V { pt[p, v] = num[p] } }",
    "for p: P { total += num[p] }",
    "for p: P where p not in seen { total += 1;  num[p] = 1 }",
    "for p: P { if num[p] > 0 { seen += p } }",
    "for p: P { flag = true }",
    "for p: P { total = num[me] }",
    "for p: P { last = me }",
    "for p: P { rec[p].x = 1;  if rec[p].y { total += 1 } }",
    "for p: P { rec[p].x = 1 }\nfor p: P where rec[p].x == 1 { rec[p].y = true }",
    "for p: P { if rec[me].y { rec[p].x = 1 } }",
    "for p: P { choose q: P;  own[p] = q }",
    "for p: P { setNum(p);  count_(p) }",
    "for p: P where num_(p) == 0 { setNum(p) }",
    "for p: P where old(sumOfAll()) > 2 { num[p] = 1 }",
    "for l: Level { total = total + byLevel[l] }",
    "for n: 0..3 { total = n }",
    "for p in seen { num[p] = 1 }",
    "for p in seen { seen -= p }",
    "for p: P { cost work += 1 }",
    "for p: P { assert num[p] < 3 }",
    "for distinct p, q: P { seen += p;  seen += q }",
  ])("%s", async (body) => {
    expect(await inAction(body)).toEqual([]);
  });
});

describe("depends on the order", () => {
  test.each([
    "for p: P { last = p }",
    "for p: P { total = num[p] }",
    "for p: P { total = total + 1 }",
    "for p: P { total += 1;  total -= 1 }",
    "for p: P { seen += p;  seen -= me }",
    "for p: P { if total < 3 { total += 1 } }",
    "for p: P where total < 3 { total += 1 }",
    "for p: P { num[me] = num[p] }",
    "for p: P { num[p] = num[me] }",
    "for p: P { own[p] = p;  if own[p] is some q { num[q] = 0;  num[p] = 1 } }",
    "for p: P, v: V { num[p] = if pt[p, v] == none then 1 else 2 }",
    "for p: P where sumOfAll() > 2 { num[p] = 1 }",
    "for p: P { setFirst(p, me) }",
    "for p: P { order += p }",
    "for p in seen { last = p }",
    "for p: P? { if p is some q { last = q } }",
    "for p: P { for q: P { own[q] = p } }",
    "for p: P { if flag { total = 1 } else { total = 2 }\n flag = true }",
    "for p: P { pt[p, w] = 1;  if pt[me, w] == none { total += 1 } }",
  ])("%s", async (body) => {
    expect(await inAction(body)).toContain("symmetric-loop");
  });

  test("as does leaving the step from within", async () => {
    const text = (body: string) =>
      `${MODULE}process walk { step one { ${body} }\n step two { stop } }`;
    expect(await errorsIn(text("for q: P { if num[q] > 0 { goto two } }"))).toEqual([
      "symmetric-loop-exit",
    ]);
    expect(await errorsIn(text("for n: 0..3 { if total == n { goto two } }"))).toEqual([]);
  });
});

test("the effects and defs of a used module count as well", async () => {
  const files = (body: string) => ({
    "m.fl": `module m\nsymmetric type P[2]\nuse other (P = P)\naction a(me: P) { ${body} }`,
    "other.fl":
      "module other\nsymmetric type P[2]\nstate { x: map[P] of bool = false\n last: P? = none }\n" +
      "def any_(): bool = some p: P { x[p] }\neffect mark(p: P) { x[p] = true }\n" +
      "effect note(p: P) { last = p }\naction b(p: P) { mark(p); note(p) }\ninvariant i: last == none or any_()",
  });
  const run = (body: string) => errorsInFiles(files(body), "m.fl");
  expect(await run("for p: P { other.mark(p) }")).toEqual([]);
  expect(await run("for p: P { other.note(p) }")).toEqual(["m.fl: symmetric-loop"]);
  expect(await run("for p: P where other.any_() { other.mark(p) }")).toEqual([
    "m.fl: symmetric-loop",
  ]);
  expect(await run("for p: P where other.x[p] { other.mark(p) }")).toEqual([]);
  expect(await run("for p: P where other.x[me] { other.mark(p) }")).toEqual([
    "m.fl: symmetric-loop",
  ]);
});

test("values of a symmetric type are equal or not, and nothing else", async () => {
  const condition = (text: string) => errorsIn(`${MODULE}invariant i: ${text}`);
  const refused = ["symmetric-operator"];
  expect(await condition("all p, q: P { p <= q }")).toEqual(refused);
  expect(await condition("all p: P { p + 1 == 2 }")).toEqual(refused);
  expect(await condition("all p: P { -p == p }")).toContain("symmetric-operator");
  expect(await condition("min(p: P => p) == 0")).toEqual(refused);
  expect(await condition("all p: P { max(p, 1) == 1 }")).toEqual(refused);
  expect(await condition("all p: P { p == 1 }")).toEqual(["operands-differ"]);
  expect(await condition("all p: P { p in 1..2 }")).toEqual(["operands-differ"]);
  expect(await condition("all p: P { p == P }")).toEqual(["not-a-value"]);
});

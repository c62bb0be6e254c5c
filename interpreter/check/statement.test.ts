/** Statements: places, control flow, `match`, `init`, effects. */
import { describe, expect, test } from "vitest";
import { errorsIn, errorsOfBody, PRELUDE, warningsIn } from "./checked-text.fixture.ts";

test.each([
  ["pt[p, v]!.mode = write", []],
  ["pt[p, v]!.next = v", []],
  ["total += 1", []],
  ["release(q)", []],
  ["p = q", ["assign-local"]],
  ["let x = total;  x = 1", ["assign-local"]],
  ["SIZE = 2", ["not-a-place"]],
  ["quiet = true", ["not-a-place"]],
  ["queue[0] = v", ["sequence-element"]],
  ["data[v] += flag", ["operand"]],
  ["goto somewhere", ["step-only"]],
  ["stop", ["step-only"]],
  ["release(v)", ["type-mismatch"]],
  ["release()", ["argument-count"]],
  ["relase(p)", ["unknown-effect"]],
  ["free(v)", ["not-an-effect"]],
  ["assert total", ["type-mismatch"]],
  ["cost steps += flag", ["type-mismatch"]],
  ["unknown[v] = 1", ["unknown-name"]],
] as const)("%s", async (text, codes) => {
  expect(await errorsOfBody(text)).toEqual(codes);
});

describe("match", () => {
  test.each([
    ["match lock[v] { free => { } held(_) => { } shared(_, _) => { } }", []],
    ["match lock[v] { free => { } _ => { } }", []],
    ["match lock[v] { free => { } held(_) => { } }", ["match-incomplete"]],
    [
      "match lock[v] { free => { } held(_) => { } shared(_, true) => { } shared(0, false) => { } }",
      ["match-incomplete"],
    ],
    [
      "match lock[v] { free => { } held(_) => { } shared(_, true) => { } shared(_, false) => { } }",
      [],
    ],
    ["match lock[v] { _ => { } free => { } }", ["unreachable-arm"]],
    ["match lock[v] { free => { } free => { } _ => { } }", ["unreachable-arm"]],
    ["match home[p] { none => { } some w => { data[w] = 1 } }", []],
    ["match home[p] { some w => { data[w] = 1 } }", ["match-incomplete"]],
    ["match mode { none => { } read => { } write => { } }", []],
    ["match mode { none => { } some read => { } }", ["match-incomplete"]],
    ["match mode { none => { } some read => { } some other => { } }", []],
    ["match flag { true => { } false => { } }", []],
    ["match total { 0 => { } 1 => { } }", ["match-incomplete"]],
    ["match total { 0 => { } _ => { } }", []],
    ["match lock[v] { fre => { } _ => { } }", ["unknown-variant"]],
    ["match lock[v] { held => { } _ => { } }", ["variant-payload"]],
    ["match lock[v] { held(a, b) => { } _ => { } }", ["variant-payload"]],
    ["match p { q => { } }", ["pattern-word"]],
  ] as const)("%s", async (text, codes) => {
    const errors = await errorsOfBody(text);
    expect(errors).toEqual(codes);
  });
});

const process = (steps: string) =>
  `symmetric type T[2]
state { busy: map[T] of bool = false }
process work(t: T) {
  let mine = busy[t]
  var seen: 0..3 = 0
  ${steps}
}
invariant i: all t: T { work[t].seen > 0 implies work[t] at {first, second} or mine }`.replace(
    " or mine",
    "",
  );

describe("the steps of a process", () => {
  test.each([
    ["step first { if mine { goto second }\n seen = 1 }\n step second { busy[t] = true }", []],
    ["step first { stop }\n step second { seen = 0 }", []],
    ["step first { goto third }\n step second { seen = 0 }", ["unknown-step"]],
    ["step first { goto rest }\n step second { seen = 0 }", ["unknown-step"]],
    ["step first { goto second;  seen = 1 }\n step second { stop }", ["unreachable-statement"]],
    [
      "step first { if mine { stop } else { goto second }\n seen = 1 }\n step second { stop }",
      ["unreachable-statement"],
    ],
    ["step first { if mine { stop }\n seen = 1 }\n step second { stop }", []],
    ["step first { work[t].seen = 1 }\n step second { stop }", ["not-a-place"]],
    ["step first { mine = true }\n step second { stop }", ["assign-local"]],
    ["step first { t = t }\n step second { stop }", ["assign-local"]],
    ["step first { let seen = 1;  busy[t] = seen > 0 }\n step second { stop }", ["shadowed"]],
    ["step first { seen = 1 }\n step first { stop }\n step second { stop }", ["declared-twice"]],
  ] as const)("%s", async (text, codes) => {
    expect(await errorsIn(process(text))).toEqual(codes);
  });

  test("locals are computed before there is a state", async () => {
    const text = (initial: string) =>
      `state { x: 0..3 = 0 }\ndef now(): 0..3 = x\nprocess p(n: 0..3) {\n  var v: 0..3 = ${initial}\n  step s { v = x }\n}`;
    expect(await errorsIn(text("n"))).toEqual([]);
    expect(await errorsIn(text("x"))).toEqual(["state-not-readable"]);
    expect(await errorsIn(text("now()"))).toEqual(["state-not-readable"]);
  });

  test("a step that nothing leads to is a warning", async () => {
    const text = "step first { stop }\n step second { seen = 0 }";
    expect(await warningsIn(process(text))).toEqual(["unused", "unreachable-step"]);
  });
});

describe("a variable without an initial value", () => {
  const body = (init: string) =>
    errorsIn(
      `symmetric type P[2], Q[2]
state {
  one: P
  two: map[P, Q] of 0..3
  all_: map[P] of Q
  other: 0..3 = 0
}
def both(): bool = one == one
effect setAll(p: P) { choose q: Q;  all_[p] = q }
init { ${init} }
action a(p: P, q: Q) { one = p;  two[p, q] = other;  all_[p] = q;  other = two[p, q] }
`,
    );
  const rest = "for p: P, q: Q { two[p, q] = 1 }\nfor p: P { setAll(p) }";

  test.each([
    [`choose p1: P;  one = p1\n${rest}`, []],
    [`choose p1: P\nif other == 0 { one = p1 } else { one = p1 }\n${rest}`, []],
    [`choose p1: P\nif other == 0 { one = p1 }\n${rest}`, ["never-assigned"]],
    [`choose p1: P\neither { one = p1 } or { }\n${rest}`, ["never-assigned"]],
    ["choose p1: P;  one = p1\nfor p: P { setAll(p) }", ["never-assigned"]],
    [
      `choose p1: P;  one = p1\nfor p: P { for q: Q { two[p, q] = 1 } }\nfor p: P { setAll(p) }`,
      [],
    ],
    [`choose p1: P;  one = p1\ntwo = map(p: P, q: Q => 1)\nfor p: P { setAll(p) }`, []],
    [
      `choose p1: P;  one = p1\nfor p: P, q: Q where p == p1 { two[p, q] = 1 }\nfor p: P { setAll(p) }`,
      ["never-assigned"],
    ],
    [
      `choose p1: P;  one = p1\nfor q: Q { two[p1, q] = 1 }\nfor p: P { setAll(p) }`,
      ["never-assigned"],
    ],
    [`choose p1: P where p1 == one;  one = p1\n${rest}`, ["read-unassigned"]],
    [`choose p1: P where both();  one = p1\n${rest}`, ["read-unassigned"]],
  ] as const)("%s", async (text, codes) => {
    expect(await body(text)).toEqual(codes);
  });

  test("needs an init", async () => {
    expect(await errorsIn("state { x: 0..3 }\naction a { x = 1 }")).toEqual(["never-assigned"]);
  });
});

test("an effect may be called anywhere but not by itself", async () => {
  expect(
    await errorsIn(`${PRELUDE}effect a(p: Proc) { release(p) }\naction b(p: Proc) { a(p) }`),
  ).toEqual([]);
  expect(
    await errorsIn(`${PRELUDE}effect a(p: Proc) { b(p) }\neffect b(p: Proc) { a(p) }`),
  ).toEqual(["recursive-effect"]);
  expect(
    await errorsIn(`${PRELUDE}def fall(n: 0..3): 0..3 = if n == 0 then 0 else fall(n - 1)`),
  ).toEqual([]);
});

test("an assert before a choice that may fail is a warning", async () => {
  const text = (body: string) =>
    `state { x: 0..3 = 0 }\neffect check_() { assert x < 3 }\naction b { check_() }\naction a { ${body} }`;
  const late = ["assert-before-choose"];
  expect(await warningsIn(text("check_();  choose n: 0..3 where n > x;  x = n"))).toEqual(late);
  expect(await warningsIn(text("choose n: 0..3 where n > x;  x = n;  check_()"))).toEqual([]);
  expect(await warningsIn(text("check_();  choose n: 0..3;  x = n"))).toEqual([]);
  expect(
    await warningsIn(text("assert x < 3\neither when x == 0 { x = 1 } or when x == 1 { x = 2 }")),
  ).toEqual(late);
  expect(
    await warningsIn(text("for i: 0..1 { choose n: 0..3 where n > x;  x = n;  assert x > 0 }")),
  ).toEqual(late);
});

import { expect, test } from "vitest";
import { findMutants } from "./find-mutants.ts";
import { mutantKinds } from "./kinds.ts";
import { mutantText } from "./mutant.ts";
import { openRun, shown, SHOP } from "./mutants.fixture.ts";

const run = await openRun(SHOP);
const { source } = run.module.syntax;
const mutants = findMutants(run.module);
const texts = mutants.map((mutant) => shown(run, mutant));

test("there are mutants of every kind", () => {
  expect(new Set(mutants.map(({ kind }) => kind))).toEqual(new Set(mutantKinds));
});

test.each([
  "state literal: door: Door = shut -> door: Door = open",
  "state number: served: 0..2 = 0 -> served: 0..2 = 1",
  "init statement: choose g: Guest -> ",
  "crowd where: def crowd: 0..2 = count(g: Guest where g in inside) -> def crowd: 0..2 = count(g: Guest where true)",
  "openDoor guard: action openDoor when door == shut { door = open } -> action openDoor when true { door = open }",
  "openDoor negate: action openDoor when door == shut { door = open } -> action openDoor when not (door == shut) { door = open }",
  "enter guard: action enter(g: Guest) when door == open and g not in inside { -> action enter(g: Guest) when g not in inside {",
  "enter guard: action enter(g: Guest) when door == open and g not in inside { -> action enter(g: Guest) when door == open {",
  "enter operator: action enter(g: Guest) when door == open and g not in inside { -> action enter(g: Guest) when door == open or g not in inside {",
  "enter operator: if crowd < 1 { inside += g } else { inside += g; door = shut } -> if crowd <= 1 { inside += g } else { inside += g; door = shut }",
  "enter swap: if crowd < 1 { inside += g } else { inside += g; door = shut } -> if crowd < 1 { inside += g; door = shut } else { inside += g }",
  "enter statement: if crowd < 1 { inside += g } else { inside += g; door = shut } -> if crowd < 1 { inside += g } else { door = shut }",
  "enter statement: if crowd < 1 { inside += g } else { inside += g; door = shut } -> if crowd < 1 { inside += g } else { inside += g }",
  "serve negate: action serve(g: Guest) when g in inside and not (served == 2) { -> action serve(g: Guest) when g in inside and (served == 2) {",
  "serve branch: open => { served = min(served + 1, 2) } -> ",
  "serve operator: open => { served = min(served + 1, 2) } -> open => { served = max(served + 1, 2) }",
  "serve statement: shut => { seatAt(g, 2) } -> shut => {  }",
  "tidy quantifier: action tidy when all g: Guest { g in inside } { -> action tidy when some g: Guest { g in inside } {",
  "tidy branch: either when served > 0 { served -= 1 } or { inside = set() } -> either when served > 0 { served -= 1 }",
  "tidy branch: either when served > 0 { served -= 1 } or { inside = set() } -> either { inside = set() }",
  "exchange quantifier: choose distinct a, b: Guest where seat[a] == 2 -> choose a, b: Guest where seat[a] == 2",
  "exchange literal: seat[b] = if order == fifo then 1 else 0 -> seat[b] = if order == lifo then 1 else 0",
  "exchange swap: seat[b] = if order == fifo then 1 else 0 -> seat[b] = if order == fifo then 0 else 1",
])("%s", (text) => {
  expect(texts).toContain(text);
});

test("claims are left alone: properties, asserts, types, checks, and defs only they use", () => {
  const claims = ["invariant", "transition", "assert", "type ", "scenario", "check", "unusedBy"];
  for (const { span } of mutants) {
    const line = source.text.split("\n")[source.position(span.start).line - 1]!.trim();
    expect(
      claims.filter((claim) => line.startsWith(claim) || line.includes(`def ${claim}`)),
    ).toEqual([]);
  }
});

test("they come in the order of the text, and each changes it differently", () => {
  const starts = mutants.map(({ span }) => span.start);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  const changed = mutants.map((mutant) => mutantText(source.text, mutant));
  expect(new Set(changed).size).toBe(mutants.length);
  expect(changed).not.toContain(source.text);
});

test("a `goto` or `stop` that says what happens anyway stays", async () => {
  const process = await openRun(`module walk
process walker() {
  step first { goto second }
  step second { if true { stop }; goto first }
  step third { stop }
}
check whole { without deadlock;  expect holds }
`);
  const removed = findMutants(process.module).filter(({ kind }) => kind === "statement");
  expect(removed.map((mutant) => shown(process, mutant))).toEqual([
    "walker.second statement: step second { if true { stop }; goto first } -> step second { if true {  }; goto first }",
    "walker.second statement: step second { if true { stop }; goto first } -> step second { if true { stop } }",
  ]);
});

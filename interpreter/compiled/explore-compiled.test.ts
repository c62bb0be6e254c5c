import { expect, test } from "vitest";
import { exploreReference } from "../explore/reference.ts";
import type { Exploration, ExploreOptions } from "../exploration.ts";
import {
  BOOL,
  assign,
  constant,
  instance,
  mapOf,
  number,
  range,
  read,
  step,
} from "../testing/instance-builder.ts";
import type { Instance } from "../model.ts";
import { allOf, everything, instanceOf, stepsOf } from "../testing/module-text.fixture.ts";
import { compileInstance } from "./compile-instance.ts";
import { exploreCompiled, exploreWith } from "./explore-compiled.ts";
import { COMPACT_LIMITS } from "./generate/routine.ts";

const COW = `
param PROCS: 1..4 = 4
param PAGES: 1..4 = 2
param FRAMES: 1..6 = 3
param DATA: 1..7 = 1
symmetric type Proc[PROCS], Page[PAGES], Frame[FRAMES]
type Word = 0..DATA
type Pte = { frame: Frame, writable: bool }
state {
  pt: map[Proc, Page] of Pte? = none
  data: map[Frame] of Word = 0
}
def refs(f: Frame): 0..PROCS * PAGES = count(p: Proc, v: Page where pt[p, v]?.frame == f)
def idle(p: Proc): bool = all v: Page { pt[p, v] == none }
action mapZero(p: Proc, v: Page) when pt[p, v] == none {
  choose f: Frame where refs(f) == 0
  pt[p, v] = { frame: f, writable: true }
}
action fork(parent: Proc, child: Proc) when parent != child and not idle(parent) and idle(child) {
  for v: Page {
    if pt[parent, v] is some e {
      pt[parent, v] = { ...e, writable: false }
      pt[child, v] = { ...e, writable: false }
    }
  }
}
action writeFault(p: Proc, v: Page) when pt[p, v] is some e and not e.writable {
  if refs(e.frame) == 1 { pt[p, v] = { ...e, writable: true } }
  else {
    choose f: Frame where refs(f) == 0
    data[f] = data[e.frame]
    pt[p, v] = { frame: f, writable: true }
  }
}
action store(p: Proc, v: Page, w: Word) when pt[p, v] is some e and e.writable { data[e.frame] = w }
action unmap(p: Proc, v: Page) when pt[p, v] is some e {
  pt[p, v] = none
  if refs(e.frame) == 0 { data[e.frame] = 0 }
}
action exit(p: Proc) when not idle(p) {
  for v: Page { pt[p, v] = none }
  for f: Frame where refs(f) == 0 { data[f] = 0 }
}
invariant writableIsExclusive:
  all p: Proc, v: Page { pt[p, v] is some e and e.writable implies refs(e.frame) == 1 }
`;

const withoutTime = ({ seconds, ...rest }: Exploration): Omit<Exploration, "seconds"> => {
  expect(seconds).toBeGreaterThanOrEqual(0);
  return rest;
};

/** The same from both engines, and from generated code in loops. */
async function agreed(
  model: Instance,
  more: Partial<ExploreOptions> = {},
): Promise<Omit<Exploration, "seconds">> {
  const options = allOf(model, more);
  const expected = withoutTime(await exploreReference(model, options));
  expect(withoutTime(await exploreCompiled(model, options))).toEqual(expected);
  expect(withoutTime(await exploreWith(model, options, { limits: COMPACT_LIMITS }))).toEqual(
    expected,
  );
  return expected;
}

test("copy-on-write has the states and transitions that other checkers count", async () => {
  const model = await instanceOf(COW);
  for (const limits of [undefined, COMPACT_LIMITS]) {
    const result = await exploreWith(model, allOf(model), { limits });
    expect(result).toMatchObject({ outcome: "complete", states: 124_717, transitions: 1_608_408 });
    expect(result.notes).toBeUndefined();
  }
});

test("one state per orbit is stored", async () => {
  const model = await instanceOf(COW);
  const options = allOf(model, { symmetry: true });
  expect(await exploreCompiled(model, options)).toMatchObject({
    outcome: "complete",
    states: 834,
    transitions: 11_022,
  });
});

test("no generated function is so long that it is never optimised", async () => {
  const model = await instanceOf(COW.replace("PAGES: 1..4 = 2", "PAGES: 1..4 = 3"));
  const { text } = compileInstance(model, everything(model));
  const lengths = text.split("\n").map((line) => line.length);
  expect(Math.max(...lengths)).toBeLessThan(40_000);
});

test("no name of a specification gets into the generated text", async () => {
  const model = await instanceOf(`
    enum Zebra { quagga(Okapi), unicorn }
    symmetric type Okapi[2]
    state { gnu: map[Okapi] of Zebra = unicorn }
    def tapir(kudu: Okapi): bool = gnu[kudu] is quagga(_)
    action lemur(ibex: Okapi) when not tapir(ibex) { gnu[ibex] = quagga(ibex) }
    invariant yak: all okra: Okapi { tapir(okra) implies gnu[okra] == quagga(okra) }`);
  const { text } = compileInstance(model, everything(model));
  expect(text).not.toMatch(/zebra|quagga|okapi|unicorn|gnu|tapir|kudu|lemur|ibex|yak|okra/i);
});

test("violations are found in the order that exploration.ts fixes", async () => {
  const model = await instanceOf(`
    state { x: 0..9 = 0; y: 0..3 = 0 }
    action up { x = x + 1 }
    action other { y = if y == 3 then 0 else y + 1 }
    action shaky when x == 3 { assert y != 2, "not two" }
    invariant small: x < 6
    transition steady: y == old(y) or x != 4
    terminal false`);
  const result = await agreed(model);
  expect(result.violation).toMatchObject({ kind: "transition", name: "steady" });
  const asserted = await agreed(model, {
    selection: { ...everything(model), transitions: [] },
  });
  expect(asserted.violation).toMatchObject({ kind: "assert", name: "not two" });
  expect(stepsOf(model, asserted.violation?.trace).at(-1)).toBe("shaky() !");
});

test("leaving a type ends the search at the end of its level", async () => {
  const model = await instanceOf(`
    state { x: 0..5 = 0; q: seq[2] of 0..5 = [] }
    action up { x = x + 2 }
    action push { q = q + x }
    action pop when size(q) > 0 { x = first(q); q = rest(q) }`);
  const result = await agreed(model);
  expect(result.violation).toMatchObject({ kind: "failure" });
  expect(result.violation?.trace.steps).toHaveLength(3);
});

test("a definition may call itself so often and no more", async () => {
  const model = await instanceOf(`
    state { n: 0..300 = 250 }
    def down(k: 0..300): bool = if k == 0 then true else down(k - 1)
    action up when n < 300 { n += 1 }
    invariant ends: down(n)`);
  const result = await agreed(model);
  expect(result.violation).toMatchObject({ kind: "failure", failure: "recursion" });
});

test("a choice is found before it is made: a failure of `where` leaves nothing of it", async () => {
  const model = await instanceOf(`
    state { x: 0..3 = 0; m: map[0..3] of (0..3)? = none }
    init { m[0] = 1; m[1] = 1 }
    action pick { choose k: 0..3 where m[k]! == 1; x = k }`);
  const result = await agreed(model);
  expect(result).toMatchObject({ transitions: 0, states: 1, outcome: "violation" });
});

test("what follows a choice in a loop happens once for each way through the loop", async () => {
  const model = await instanceOf(`
    type Proc = 0..2
    state { home: map[Proc] of Proc? = none; n: 0..9 = 0; done: bool = false }
    action settle when not done {
      for p: Proc where home[p] == none {
        choose h: Proc where home[h] != p
        home[p] = h
        either { n += 1 } or { }
      }
      for p: Proc, q in set(p) { if home[q] == q { n += 1 } }
      done = true
    }
    terminal done`);
  const result = await agreed(model);
  expect(result.transitions).toBeGreaterThan(50);
});

test("steps of a refinement are looked at, in both states", async () => {
  const others = {
    "abstract.fl": `module abstract
      state { total: 0..4 = 0 }
      action add when total < 3 { total += 1 }`,
  };
  const text = (leftWhen: string): string => `
    use abstract as goal
    state { a: 0..2 = 0; b: 0..2 = 0 }
    action left when ${leftWhen} { a += 1 }
    action right when b < 2 and a + b < 3 { b += 1 }
    action swap when a < b { let c = a; a = b; b = c }
    terminal true
    refines goal { total = a + b }`;
  const good = await instanceOf(text("a < 2 and a + b < 3"), others);
  expect(await agreed(good)).toMatchObject({ outcome: "complete" });
  const bad = await instanceOf(text("a < 2"), others);
  const { violation } = await agreed(bad);
  expect(violation).toMatchObject({ kind: "refinement", name: "goal" });
  expect(violation?.trace.steps).toHaveLength(4);
});

test("a state without steps is a deadlock unless it is terminal", async () => {
  const text = "state { x: 0..3 = 0 }\naction up when x < 3 { x += 1 }";
  const stuck = await agreed(await instanceOf(text));
  expect(stuck.violation).toMatchObject({ kind: "deadlock" });
  expect(await agreed(await instanceOf(`${text}\nterminal x == 3`))).toMatchObject({
    outcome: "complete",
    depth: 3,
  });
});

test("the search stops after the level in which there is no room", async () => {
  const model = await instanceOf(COW);
  const result = await agreed(model, { maxStates: 500 });
  expect(result).toMatchObject({ outcome: "limit", states: 500 });
});

test("an interrupted search says how far it got", async () => {
  const model = await instanceOf(COW.replace("DATA: 1..7 = 1", "DATA: 1..7 = 7"));
  const controller = new AbortController();
  let reports = 0;
  const result = await exploreCompiled(model, {
    ...allOf(model),
    signal: controller.signal,
    onProgress: ({ states, queued }) => {
      expect(queued).toBeLessThanOrEqual(states);
      if (++reports === 2) controller.abort();
    },
  });
  expect(result.outcome).toBe("interrupted");
  expect(result.states).toBeGreaterThan(1);
});

/** A state of so many cells of 16 bits, of which a few are counted up. */
function wide(cells: number): Instance {
  const type = mapOf([range(0, cells - 1)], range(0, 65_535));
  const key = (n: number) => ({ kind: "key", keys: [number(n)] }) as const;
  return instance({
    variables: [type, BOOL],
    steps: [
      step("mark", { body: [assign(0, number(7), key(cells - 1))] }),
      step("clear", {
        body: [assign(0, number(0), key(cells - 1)), assign(1, constant(true, BOOL))],
      }),
    ],
    invariants: [
      { name: "unmarked", at: read(1, BOOL).at, frameSize: 0, body: constant(true, BOOL) },
    ],
  });
}

test("states of hundreds of words are explored by the reference evaluator, and it is said", async () => {
  const model = wide(1000);
  const { notes, ...result } = await exploreCompiled(model, allOf(model));
  expect(withoutTime(result)).toEqual(withoutTime(await exploreReference(model, allOf(model))));
  expect(notes).toHaveLength(1);
  expect(notes![0]).toMatch(/501 words .* slow/);
});

test("states of more words than a search can hold are explored by the reference engine", async () => {
  const model = wide(9000);
  const { notes, ...result } = await exploreCompiled(model, allOf(model));
  expect(withoutTime(result)).toEqual(withoutTime(await exploreReference(model, allOf(model))));
  expect(notes![0]).toMatch(/more than 4096 words/);
});

test("of an enum whose values are gone through in a loop, no variant is lost", async () => {
  const instance = await instanceOf(`
    enum Kind { low(0..1500), high(0..1500) }
    state { seen: 0..3 = 0 }
    action look when seen == 0 {
      choose x: Kind
      seen = if x is high(7) then 3 else if x is high(_) then 2 else 1
    }
    terminal true`);
  const options = { symmetry: false, selection: everything(instance) };
  expect(await exploreCompiled(instance, options)).toMatchObject({ states: 4 });
});

test("sets of too many possible elements for a mask are left to the reference evaluator", async () => {
  // An element of what is taken away may have any of 41 numbers: 2^41 sets.
  const instance = await instanceOf(`
    state { v: set of set of 0..1 = set(set(), set(0, 1)) }
    action take(x: 0..40) { v -= set(set(y: 0..1 => x * y)) }
    terminal true`);
  const result = await exploreCompiled(instance, {
    symmetry: false,
    selection: everything(instance),
  });
  expect(result).toMatchObject({ outcome: "complete", states: 2 });
  expect(result.notes).toHaveLength(1);
});

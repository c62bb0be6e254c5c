/** Temporal properties and fairness of modules, with both engines: what is known to go wrong elsewhere. */
import { describe, expect, test } from "vitest";
import { COMPACT_LIMITS } from "../compiled/generate/routine.ts";
import { exploreWith } from "../compiled/explore-compiled.ts";
import type { Exploration } from "../exploration.ts";
import { exploreReference } from "../explore/reference.ts";
import { instanceOf, stepsOf } from "../testing/module-text.fixture.ts";

/** The answer about the only temporal property of a module; throws if the engines do not agree. */
async function explored(text: string, symmetry = false): Promise<Exploration> {
  const instance = await instanceOf(text);
  const selection = {
    invariants: [],
    transitions: [],
    refinements: [],
    temporals: [0],
    deadlock: false,
  };
  const options = { symmetry, selection };
  const results = [
    await exploreReference(instance, options),
    await exploreWith(instance, options, { nativeAfter: Infinity }),
    await exploreWith(instance, options, { nativeAfter: 0 }),
    await exploreWith(instance, options, { limits: COMPACT_LIMITS, nativeAfter: 0 }),
  ];
  const [first, ...others] = results.map(({ outcome, states, violation }) => ({
    outcome,
    states,
    message: violation?.message,
    steps: stepsOf(instance, violation?.trace),
    loop: violation?.trace.loop,
    fairness: violation?.fairness,
  }));
  for (const other of others) expect(other).toEqual(first);
  return results[0]!;
}

const holds = async (text: string): Promise<boolean> =>
  (await explored(text)).outcome === "complete";

describe("temporal operators", () => {
  const counter = "state { x: 0..3 = 0 }\naction up when x < 3 { x += 1 }\n";

  test.each([
    ["eventually x == 3", true],
    ["always eventually x == 3", true],
    ["eventually always x == 3", true],
    ["always x < 3", false],
    ["x == 0 until x == 1", true],
    ["x == 0 until x == 2", false],
    ["x < 2 until (x == 2 until x == 3)", true],
    ["(x == 0 until x == 1) until x == 2", true],
    ["(x == 0 until x == 1) until x == 3", false],
    // Initial satisfaction: what is there already need not come.
    ["x == 0 leads to x == 0", true],
    ["x == 3 until x == 0", true],
    ["x == 3 leads to x == 0", false],
    ["not ((eventually x == 1) and (eventually x == 2) and (eventually x == 3))", false],
    ["not ((eventually x == 1) and (always x < 3))", true],
    ["(always x < 3) iff (eventually x > 5)", true],
  ])("%s: %s of a counter that ends", async (formula, expected) => {
    expect(await holds(`${counter}temporal t: ${formula}`)).toBe(expected);
  });

  test("a run that ends stays where it is", async () => {
    const { violation } = await explored(`${counter}temporal t: eventually x == 0 and x > 0`);
    expect(violation!.trace.steps).toHaveLength(3);
    expect(violation!.trace.loop).toBe(3);
  });

  test("a step that changes nothing can be taken for ever", async () => {
    const idle = `${counter}action idle { }\n`;
    const { violation } = await explored(`${idle}temporal t: eventually x == 3`);
    expect(violation!.trace).toMatchObject({ loop: 0, steps: [{ step: 1 }] });
    const fair = idle.replace("action up", "action up weakly fair");
    expect(await holds(`${fair}temporal t: eventually x == 3`)).toBe(true);
  });

  test("quantifiers around operators are about each value by itself", async () => {
    const lamps = "state { on: map[0..2] of bool = false }\naction flip(i: 0..2) weakly fair { on[i] = not on[i] }\n"; // prettier-ignore
    expect(await holds(`${lamps}temporal t: all i: 0..2 { always eventually on[i] }`)).toBe(true);
    expect(await holds(`${lamps}temporal t: always eventually (all i: 0..2 { on[i] })`)).toBe(false); // prettier-ignore
    const pairs = "all distinct i, j: 0..2 where i < j { eventually (on[i] or on[j]) }";
    expect(await holds(`${lamps}temporal t: ${pairs}`)).toBe(true);
    expect(await holds(`${lamps}temporal t: some i: 0..2 { always not on[i] }`)).toBe(false);
  });

  test("a name that one predicate binds is known to the next", async () => {
    const maybe =
      "state { v: (0..2)? = none }\naction pick when v is none { choose i: 0..2\nv = i }\n";
    const claim = "v is some i implies (i <= 2 and eventually v is some _)";
    expect(await holds(`${maybe}temporal t: always v is none or eventually v is some _`)).toBe(
      true,
    );
    expect(await holds(`${maybe}temporal t: ${claim}`)).toBe(true);
    const wrong = "v is none and (all k: 0..2 where v is some i { i < k and eventually v == k })";
    expect(await holds(`${maybe}temporal t: ${wrong}`)).toBe(true);
  });
});

describe("fairness", () => {
  /** The gate opens and closes, so going through is possible again and again, never all the time. */
  const gate = (fair: string) =>
    "state { open: bool = false; through: bool = false }\n" +
    "action swing { open = not open }\n" +
    `action pass ${fair} when open and not through { through = true }\n` +
    "temporal t: eventually through";

  test("strong fairness is needed where a step is possible now and then", async () => {
    expect(await holds(gate(""))).toBe(false);
    expect(await holds(gate("weakly fair"))).toBe(false);
    expect(await holds(gate("strongly fair"))).toBe(true);
  });

  test("weak fairness is enough where a step stays possible", async () => {
    const door = (fair: string) =>
      `state { tick: bool = false; out: bool = false }\naction clock { tick = not tick }\n` +
      `action leave ${fair} when not out { out = true }\ntemporal t: eventually out`;
    expect(await holds(door(""))).toBe(false);
    expect(await holds(door("weakly fair"))).toBe(true);
  });

  test("it may take two processes that are both treated fairly", async () => {
    const relay = (a: string, b: string) =>
      "state { baton: 0..2 = 0; spun: bool = false }\naction spin { spun = not spun }\n" +
      `process first ${a} { step go when baton == 0 { baton = 1 } }\n` +
      `process second ${b} { step go when baton == 1 { baton = 2 } }\n` +
      "temporal t: eventually baton == 2";
    expect(await holds(relay("weakly fair", ""))).toBe(false);
    expect(await holds(relay("", "weakly fair"))).toBe(false);
    expect(await holds(relay("weakly fair", "weakly fair"))).toBe(true);
  });

  test("each argument is treated fairly by itself, and with `any` all of them together", async () => {
    const lamps = (fair: string) =>
      "state { last: 0..2 = 0 }\n" +
      `action show(i: 0..2) ${fair} when i != last { last = i }\n` +
      "temporal t: always eventually last == 2";
    expect(await holds(lamps("weakly fair any"))).toBe(false);
    // Showing 2 is not possible while it is shown, and possible all the time while it is not.
    expect(await holds(lamps("weakly fair"))).toBe(true);
  });

  test("only steps that change the state count", async () => {
    const idle = "state { x: 0..1 = 0 }\n";
    const either = "action look weakly fair { either { } or { x = 1 } }\n";
    expect(await holds(`${idle}${either}temporal t: eventually x == 1`)).toBe(true);
    const never = "action look weakly fair { }\naction go { x = 1 }\n";
    expect(await holds(`${idle}${never}temporal t: eventually x == 1`)).toBe(false);
  });

  test("a step of a process has its own fairness, or none", async () => {
    const walk = (process: string, step: string) =>
      "state { open: bool = false }\naction swing { open = not open }\n" +
      `process p(i: 0..1) ${process} {\n step begin { }\n step pass ${step} when open { }\n}\n` +
      "temporal t: all i: 0..1 { p[i] at pass leads to p[i] at rest }";
    expect(await holds(walk("weakly fair", ""))).toBe(false);
    expect(await holds(walk("weakly fair", "strongly fair"))).toBe(true);
    expect(await holds(walk("strongly fair", "unfair"))).toBe(false);
    expect(await holds(walk("strongly fair", ""))).toBe(true);
  });
});

describe("an answer", () => {
  const two = "symmetric type P[2]\nstate { on: set of P = set() }\naction go(p: P) weakly fair { if p in on { on -= p } else { on += p } }\n"; // prettier-ignore

  test("is sought without symmetry, which is said", async () => {
    const text = `${two}temporal t: all p: P { always eventually p in on }`;
    const { outcome, states, notes } = await explored(text, true);
    expect([outcome, states]).toEqual(["complete", 4]);
    expect(notes).toEqual([expect.stringMatching(/symmetry is not used: temporal property t /)]);
  });

  test("is a failure if a predicate leaves a type in a state that is reached", async () => {
    const text =
      "state { v: (0..1)? = 0 }\naction lose { v = none }\ntemporal t: eventually v! == 1";
    const { violation } = await explored(text);
    expect(violation).toMatchObject({ kind: "failure", name: "none" });
    expect(violation!.trace.steps).toHaveLength(1);
  });

  test("is not given if a limit stopped the search, or the automaton is too large", async () => {
    const endless = await instanceOf(
      "state { x: 0..99 = 0 }\naction up when x < 99 { x += 1 }\ntemporal t: always x >= 0\n" +
        `temporal u: ${Array.from({ length: 40 }, (_, i) => `(x < ${i} until x > ${i + 40})`).join(" or ")}`,
    );
    for (const explore of [exploreReference, exploreWith]) {
      for (const [temporals, maxStates] of [
        [[0], 50],
        [[1], 1000],
      ] as const) {
        // prettier-ignore
        const selection = { invariants: [], transitions: [], refinements: [], temporals, deadlock: false }; // prettier-ignore
        const result = await explore(endless, { symmetry: false, selection, maxStates });
        expect(result.outcome).toBe("limit");
        expect(result.violation).toBe(undefined);
        if (maxStates === 50) expect(result.undecided).toBe(undefined);
        else
          expect(result.undecided).toMatch(/^the automaton of u is too large.*: state its parts/);
      }
    }
  });
});

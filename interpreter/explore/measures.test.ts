/** Measures of modules, with both engines: what a run of a measure is, and what steps cost. */
import { describe, expect, test } from "vitest";
import { COMPACT_LIMITS } from "../compiled/generate/routine.ts";
import { exploreWith } from "../compiled/explore-compiled.ts";
import type { Exploration } from "../exploration.ts";
import { allOf, instanceOf } from "../testing/module-text.fixture.ts";
import { exploreReference } from "./reference.ts";

async function explored(text: string, symmetry = false): Promise<readonly Exploration[]> {
  const instance = await instanceOf(text);
  const { selection } = allOf(instance);
  const measures = [...instance.measures.keys()];
  const options = { symmetry, selection: { ...selection, deadlock: false, measures } };
  return [
    await exploreReference(instance, options),
    await exploreWith(instance, options, { nativeAfter: Infinity }),
    await exploreWith(instance, options, { nativeAfter: 0 }),
    await exploreWith(instance, options, { limits: COMPACT_LIMITS, nativeAfter: 0 }),
  ];
}

/** The ranges of the measures of a module; throws if the engines do not agree. */
async function rangesOf(text: string, symmetry = false): Promise<readonly string[]> {
  const results = (await explored(text, symmetry)).map(({ measured }) =>
    measured!.map(({ range }) =>
      range.kind === "none" ? "none" : `${range.least.total}..${range.greatest.total}`,
    ),
  );
  for (const other of results.slice(1)) expect(other).toEqual(results[0]);
  return results[0]!;
}

describe("a run of a measure", () => {
  const ring =
    "state { x: 0..3 = 0 }\naction up when x < 3 { x += 1\n cost work += 1 }\naction back when x == 3 { x = 0 }\n";

  test.each([
    ["x == 0 to x == 3", "3..3"],
    // It begins in any state of `from`.
    ["x < 2 to x == 3", "2..3"],
    // It takes at least one step, and ends at the first state of `to` then.
    ["x == 0 to x == 0", "3..3"],
    ["true to true", "0..1"],
    ["x == 2 to x == 1", "2..2"],
    ["x == 3 to x == 0", "0..0"],
    ["x == 3 to false", "none"],
    ["false to x == 3", "none"],
  ])("from %s: %s", async (predicates, range) => {
    expect(await rangesOf(`${ring}measure m: work from ${predicates}`)).toEqual([range]);
  });

  test("may go round a cycle that costs nothing, and one that does has no bound", async () => {
    const lamp = "state { on: bool = false; end: bool = false }\naction stop_ { end = true }\n".replace("stop_", "halt"); // prettier-ignore
    const flip = (cost: string) => `action flip when not end { on = not on\n${cost} }\n`;
    const measure = "measure m: work from not end to end\n";
    const pay = "action pay when end { cost work += 5 }\n";
    expect(await rangesOf(`${lamp}${flip("")}${pay}${measure}`)).toEqual(["0..0"]);
    expect(await rangesOf(`${lamp}${flip("if on { cost work += 1 }")}${measure}`)).toEqual([
      "0..Infinity",
    ]);
  });

  test("takes a dear way as well as a cheap one between the same two states", async () => {
    const two = "state { x: bool = false }\naction a when not x { x = true\n either { cost work += 7 } or { cost work += 2 } }\n"; // prettier-ignore
    expect(await rangesOf(`${two}measure m: work from not x to x`)).toEqual(["2..7"]);
  });
});

describe("what a step costs", () => {
  test("is added up along its path: loops, branches, choices and several costs", async () => {
    const text =
      "symmetric type P[3]\nstate { x: 0..2 = 0; s: map[P] of bool = false; n: 0..2 in 0..2 }\n" +
      "effect pay(k: 0..3) { cost work += k\n cost other += 1 }\n" +
      "action mark(p: P) when x == 0 { s[p] = not s[p] }\n" +
      "action a when x == 0 {\n" +
      "  for p: P where s[p] { cost work += 1\n if n == 2 { cost other += 70 } }\n" +
      "  match n { 0 => { pay(3) } 1 => { x = 1 } _ => { cost work += 2 } }\n" +
      "  choose k: 0..2\n cost work += 10 * k\n" +
      "  for i: 0..1 { either { } or { cost work += 100 } }\n" +
      "  x = 2\n}\n" +
      "measure w: work from x == 0 to x == 2\nmeasure o: other from x == 0 to x == 2\n" +
      "measure p: work from n == 0 and x == 0 to x == 2\n";
    const wanted = ["0..226", "0..210", "3..226"];
    expect(await rangesOf(text)).toEqual(wanted);
    expect(await rangesOf(text, true)).toEqual(wanted);
  });

  test("is not negative: that leaves a type, with a run that shows it", async () => {
    const text = "state { x: 0..3 = 0 }\naction up when x < 3 { x += 1\n cost work += 2 - x }\n";
    for (const { violation } of await explored(`${text}measure m: work from x == 0 to x == 3`)) {
      expect(violation).toMatchObject({ kind: "failure", name: "range" });
      expect(violation!.trace.steps).toHaveLength(3);
    }
  });

  test("is of no interest where a predicate leaves a type: that is a failure", async () => {
    const text = "state { v: (0..1)? = 0 }\naction lose { v = none\n cost work += 1 }\n";
    for (const result of await explored(`${text}measure m: work from v! == 0 to v == none`)) {
      expect(result.violation).toMatchObject({ kind: "failure", name: "none" });
      expect(result.violation!.trace.steps).toHaveLength(1);
      expect(result.measured).toBe(undefined);
    }
  });
});

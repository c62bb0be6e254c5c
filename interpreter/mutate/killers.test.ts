import { describe, expect, test } from "vitest";
import { Killers } from "./killers.ts";
import { findMutants } from "./find-mutants.ts";
import { openRun, SHOP } from "./mutants.fixture.ts";
import type { Baseline, MutantOutcome } from "./outcome.ts";

const BASELINES = Array.from({ length: 20 }, (_, index): Baseline => ({
  index,
  job: `check c${index}`,
  states: 1,
  transitions: 1,
  seconds: 0,
  verdict: "holds",
}));

function killedBy(index: number): MutantOutcome {
  return { kind: "killed", by: "property", job: `check c${index}`, reason: "" };
}

describe("what killed a mutant", () => {
  test("is tried first on others of the same declaration, the last one first", () => {
    const killers = new Killers(BASELINES);
    for (const index of [3, 5, 3, 7]) killers.add({ within: "fork" }, killedBy(index));
    expect(killers.of({ within: "fork" })).toEqual([7, 3, 5]);
  });

  test("is tried then on those of others, what killed most for its time first", () => {
    const slow = BASELINES.map((each) => (each.index === 3 ? { ...each, seconds: 0.4 } : each));
    const killers = new Killers(slow);
    for (const index of [3, 3, 5, 3, 7, 7]) killers.add({ within: "fork" }, killedBy(index));
    killers.add({ within: "exit" }, killedBy(1));
    expect(killers.of({ within: "exit" })).toEqual([1, 7, 5, 3]);
  });

  test("comes after what killed the same mutant in an earlier run", () => {
    const killers = new Killers(BASELINES);
    for (const index of [3, 5, 7]) killers.add({ within: "fork" }, killedBy(index));
    expect(killers.of({ within: "fork" }, "check c5")).toEqual([5, 7, 3]);
    expect(killers.of({ within: "exit" }, "check c5")).toEqual([5, 3, 7]);
    expect(killers.of({ within: "fork" }, "check gone")).toEqual([7, 5, 3]);
  });

  test("does not come before all others for long", () => {
    const killers = new Killers(BASELINES);
    for (const { index } of BASELINES) killers.add({ within: "fork" }, killedBy(index));
    const first = killers.of({ within: "fork" });
    expect(first.slice(0, 9)).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 0]);
    expect(first).toHaveLength(20);
  });

  test("is nothing for what was not killed", () => {
    const killers = new Killers(BASELINES);
    killers.add({ within: "fork" }, { kind: "survived" });
    expect(killers.of({ within: "fork" })).toEqual([]);
  });
});

test(
  "whether a mutant is killed does not depend on what is tried first",
  { timeout: 300_000 },
  async () => {
    const run = await openRun(SHOP);
    const fates = { killed: 0, other: 0 };
    const some = findMutants(run.module).filter((_, i) => i % 3 === 0);
    for (const mutant of some) {
      const [usual, other] = [await run.mutant(mutant), await run.mutant(mutant, [1, 0])];
      const fate = (outcome: MutantOutcome) =>
        outcome.kind === "killed" ? [outcome.kind, outcome.by] : [outcome.kind];
      expect(fate(other)).toEqual(fate(usual));
      fates[usual.kind === "killed" ? "killed" : "other"]++;
    }
    expect(fates.killed).toBeGreaterThan(5);
    expect(fates.other).toBeGreaterThan(2);
  },
);

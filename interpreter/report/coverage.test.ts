import { describe, expect, test } from "vitest";
import type { Instance, Site } from "../model.ts";
import { exerciseOf, type CoveredRun } from "./coverage.ts";
import { placeOf, raceInstance } from "./race.fixture.ts";

const site = (index: number, kind: Site["kind"], text: string, within: string): Site => ({
  index,
  kind,
  at: placeOf(text),
  within,
});
const instance: Instance = {
  ...raceInstance,
  sites: [
    site(0, "then", "{ choose f: Frame where free(f); page[f].content = 1;", "fault.copy"),
    site(1, "then", "page[f].content = 1;", "fault.copy"),
    site(2, "choose", "choose f: Frame where free(f)", "fault.copy"),
    site(3, "choose-empty", "choose f: Frame where free(f)", "fault.copy"),
    site(4, "else", "{ pt[p] = none }", "unmap"),
    site(5, "implication", "pt[p] is some m implies page[m.frame].valid", "validBeforeMap"),
  ],
};
const run = (steps: number[], ...hit: number[]): CoveredRun => ({
  instance,
  coverage: {
    steps: Float64Array.from(steps),
    sites: Uint8Array.from(instance.sites, (_, i) => (hit.includes(i) ? 1 : 0)),
  },
});
const messages = (...runs: CoveredRun[]) => exerciseOf(runs).gaps.map((gap) => gap.message);

describe("what a run did not exercise", () => {
  test("nothing, when everything was hit", () => {
    const { gaps, steps, branches } = exerciseOf([run([1, 1, 1, 1], 0, 1, 2, 3, 4, 5)]);
    expect({ gaps, steps, branches }).toEqual({
      gaps: [],
      steps: { total: 4, hit: 4 },
      branches: { total: 3, hit: 3 },
    });
  });

  test("what one run misses, another may reach", () => {
    expect(messages(run([1, 0, 0, 0], 5), run([0, 1, 1, 1], 0, 1, 2, 4))).toEqual([]);
  });

  test("instances with other parameters number their sites differently", () => {
    const fewer: Instance = {
      ...instance,
      steps: [{ ...instance.steps[3]!, index: 0 }],
      sites: [{ ...instance.sites[4]!, index: 0 }],
    };
    const other = {
      instance: fewer,
      coverage: { steps: Float64Array.of(7), sites: Uint8Array.of(1) },
    };
    const { steps, gaps } = exerciseOf([run([1, 1, 1, 0], 0, 1, 2, 5), other]);
    expect({ steps, gaps }).toEqual({ steps: { total: 4, hit: 4 }, gaps: [] });
  });

  test("an action never taken is one gap, without its branches", () => {
    expect(messages(run([1, 1, 1, 0], 0, 1, 2, 5))).toEqual(["action unmap is never taken"]);
  });

  test("a branch inside a branch never reached is not said again", () => {
    expect(messages(run([1, 1, 1, 1], 2, 4, 5))).toEqual([
      "this `if` branch of fault.copy is never reached",
    ]);
  });

  test("a choose that was reached and never had a candidate is the reason to give", () => {
    expect(messages(run([1, 0, 1, 1], 0, 3, 4, 5))).toEqual([
      "step fault.copy is never taken",
      "this `choose` of fault.copy never has a candidate",
    ]);
  });

  test("a property that only ever holds vacuously is named", () => {
    expect(messages(run([1, 1, 1, 1], 0, 1, 2, 4))).toEqual([
      "the left side of this `implies` in validBeforeMap is never true",
    ]);
  });
});

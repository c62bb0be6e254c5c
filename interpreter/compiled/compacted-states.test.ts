/** Compacted states: the same answers while fingerprints differ, and an honest bound when they do not. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elaborate } from "../elaborate/elaborate.ts";
import { omissionBound, type Exploration, type ExploreOptions } from "../exploration.ts";
import { loadModules } from "../load/load.ts";
import type { Instance } from "../model.ts";
import { limitsOf, planJobs, selectProperties, wantsSymmetry } from "../run/plan.ts";
import { scenarioInstance } from "../run/scenario-instance.ts";
import { allOf, instanceOf } from "../testing/module-text.fixture.ts";
import { exploreCompiled, exploreWith } from "./explore-compiled.ts";

/** Whether a search is over at the limit makes no difference to the comparison. */
const MAX_STATES = 2_000;

const QUICK = ["spec/linux/futex_sticky.fl", "spec/netbsd/put_pages.fl"];

/** All but what says how it was done. */
function answer(exploration: Exploration): Omit<Exploration, "seconds" | "compaction" | "notes"> {
  const { seconds, compaction, notes, ...rest } = exploration;
  expect({ seconds, compaction, notes }).toBeDefined();
  return rest;
}

async function instancesOf(
  paths: readonly string[],
): Promise<{ name: string; instance: Instance; options: ExploreOptions }[]> {
  const { modules } = await loadModules(paths);
  return modules.flatMap((module) =>
    planJobs(module).map((job) => {
      const declaration = job.kind === "check" ? job.declaration : undefined;
      const { instance } = elaborate(module, {
        settings: job.settings,
        limits: limitsOf(declaration),
      });
      const name = `${module.name} ${job.name}`;
      const common = { maxStates: MAX_STATES, symmetry: instance!.symmetricTypes.length > 0 };
      if (job.kind === "scenario") {
        const made = scenarioInstance(instance!, instance!.scenarios[job.index]!);
        return { name, instance: made.instance, options: { ...common, selection: made.selection } };
      }
      const selection = {
        ...selectProperties(instance!, job.declaration),
        temporals: [],
        measures: [],
      };
      const symmetry = common.symmetry && wantsSymmetry(job.declaration);
      return { name, instance: instance!, options: { ...common, symmetry, selection } };
    }),
  );
}

/** All 2^14 states in which each place, a quarter of a word, is 0 or `VALUE`: all are found, whichever one is omitted. */
const product = (value: number): string => `
  state { a: map[0..13] of 0..255 = 0 }
  action flip(i: 0..13) { a[i] = ${value} - a[i] }
`;

const COW = `
  symmetric type Proc[3], Page[3], Frame[4]
  type Pte = { frame: Frame, writable: bool }
  state { pt: map[Proc, Page] of Pte? = none;  data: map[Frame] of 0..1 = 0 }
  def refs(f: Frame): 0..9 = count(p: Proc, v: Page where pt[p, v]?.frame == f)
  action map0(p: Proc, v: Page) when pt[p, v] == none {
    choose f: Frame where refs(f) == 0
    pt[p, v] = { frame: f, writable: true }
  }
  action fork(p: Proc, q: Proc) when p != q {
    for v: Page { if pt[p, v] is some e { pt[p, v] = { ...e, writable: false }; pt[q, v] = pt[p, v] } }
  }
  action store(p: Proc, v: Page) when pt[p, v] is some e and e.writable { data[e.frame] = 1 }
  invariant few: count(f: Frame where data[f] == 1) < 2 or some p: Proc { all v: Page { pt[p, v] == none } }
`;

describe("states compacted to 64 bits", () => {
  test("give the same answers, coverage and runs as states in full", async () => {
    let compacted = 0;
    let runs = 0;
    const instances = await instancesOf(QUICK);
    for (const { name, instance, options } of instances.filter((_, i) => i % 3 === 0)) {
      const full = await exploreCompiled(instance, options);
      const compact = await exploreCompiled(instance, { ...options, compact: true });
      expect(answer(compact), name).toEqual(answer(full));
      if (compact.compaction === undefined) continue;
      compacted++;
      if (compact.violation !== undefined) runs++;
    }
    expect(compacted).toBeGreaterThan(10);
    expect(runs).toBeGreaterThan(5);
  }, 1_000_000);

  test("give the bound of 64 bits, and say what it means", async () => {
    const instance = await instanceOf(product(1));
    const { states, compaction, notes } = await exploreCompiled(instance, {
      ...allOf(instance),
      compact: true,
    });
    expect(states).toBe(2 ** 14);
    expect(compaction).toEqual({ bits: 64, omission: omissionBound(2 ** 14, 64) });
    expect(compaction!.omission).toBeCloseTo(2 ** 27 / 2 ** 64, 12);
    expect(notes?.join()).toContain("64 bits of a hash were kept");
  });

  test("are given up, as states in full are, when there is no memory for more", async () => {
    const instance = await instanceOf(product(1).replaceAll("13", "20"));
    const options = { ...allOf(instance), compact: true, memory: 6e6 };
    const { outcome, limit, states, notes } = await exploreCompiled(instance, options);
    expect({ outcome, limit }).toEqual({ outcome: "limit", limit: "memory" });
    expect(states).toBeGreaterThan(10_000);
    expect(notes).toContainEqual(expect.stringContaining(`no memory for more than ${states}`));
  });

  test.each([
    ["a few words", "state { x: 0..3 = 0 }\naction go { x = 1 }", "no more room"],
    [
      "temporal properties",
      "state { x: map[0..13] of 0..255 = 0 }\naction go { x[0] = 1 }\ntemporal t: always (x[0] < 2)",
      "temporal properties and measures",
    ],
  ])("are in full after all with %s", async (_, text, why) => {
    const instance = await instanceOf(text);
    const { selection } = allOf(instance);
    const temporals = [...instance.temporals.keys()];
    const explored = await exploreCompiled(instance, {
      symmetry: false,
      selection: { ...selection, temporals, deadlock: false },
      compact: true,
    });
    expect(explored).toMatchObject({ outcome: "complete", states: 2 });
    expect(explored.compaction).toBeUndefined();
    expect(explored.notes?.join()).toContain(why);
  });
});

describe("states compacted to a few bits", () => {
  test.each([1, 128, 129, 255])(
    "are omitted as often as chance would have it, and the bound says so: %i",
    async (value) => {
      const instance = await instanceOf(product(value));
      for (const bits of [19, 20, 21]) {
        const options = { ...allOf(instance), compact: true };
        const found = await exploreWith(instance, options, { fingerprintBits: bits });
        const expected = (2 ** 14 * (2 ** 14 - 1)) / 2 / 2 ** bits;
        const omitted = 2 ** 14 - found.states;
        // Five standard deviations of a Poisson distribution.
        expect(Math.abs(omitted - expected)).toBeLessThan(5 * Math.sqrt(expected));
        expect(found.compaction).toEqual({ bits, omission: 1 });
      }
    },
  );

  test("with 12 bits most are omitted, and the bound says so", async () => {
    const instance = await instanceOf(product(7));
    const options = { ...allOf(instance), compact: true };
    const found = await exploreWith(instance, options, { fingerprintBits: 12 });
    expect(found.states).toBeLessThanOrEqual(2 ** 12);
    expect(found.compaction).toEqual({ bits: 12, omission: 1 });
  });

  test.each([false, true])(
    "a violation that is found all the same has a real run, with symmetry %s",
    async (symmetry) => {
      const instance = await instanceOf(COW);
      const options = { ...allOf(instance, { symmetry }), compact: true, maxStates: 200_000 };
      const full = await exploreCompiled(instance, { ...options, compact: false });
      const shortest = full.violation!.trace.steps.length;
      let found = 0;
      for (let bits = 4; bits <= 24; bits += 2) {
        // A run that is none is refused when it is told (`rebuildTrace`).
        const { violation } = await exploreWith(instance, options, { fingerprintBits: bits });
        if (violation === undefined) continue;
        found++;
        expect(violation.name).toBe("few");
        expect(violation.trace.steps.length).toBeGreaterThanOrEqual(shortest);
      }
      expect(found).toBeGreaterThan(3);
    },
  );
});

test("the bound is not less than the probability that some of so many hashes are the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 1, max: 40 }), (n, bits) => {
      let different = 1;
      for (let stored = 1; stored < n; stored++) different *= Math.max(0, 1 - stored / 2 ** bits);
      expect(omissionBound(n, bits)).toBeGreaterThanOrEqual(1 - different - 1e-9);
      expect(omissionBound(n, bits)).toBeLessThanOrEqual(1);
    }),
  );
});

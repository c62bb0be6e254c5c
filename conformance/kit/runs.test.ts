import { describe, expect, test } from "vitest";
import { loadText } from "../../interpreter/load/load.ts";
import { ring } from "../tutorial/subject.ts";
import { instanceOf } from "./instances.ts";
import { exploreProduct } from "./product.ts";
import { firstChoice } from "./choosers.ts";
import { counting, miscounting, queue, queueModule } from "./queue.fixture.ts";
import { replayScenario, runnableScenarios } from "./scenarios.ts";
import { tourEdges } from "./tour.ts";
import { parseTrace, readCorpus, replay, traceOf } from "./trace-file.ts";
import { walkRandomly } from "./walk.ts";

describe("a tour", () => {
  test("takes every edge that the policy chooses, and probes refusals", () => {
    const last = { choose: (_what: string, count: number) => count - 1 };
    const tours = [tourEdges(queue, ring), tourEdges(queue, ring, { production: last })];
    for (const report of tours) {
      expect(report.divergences).toEqual([]);
      // Two wait in 16 states; one of them is never chosen.
      expect(report.edges).toEqual({ done: 162 - 16, total: 162 });
      expect(report.refusals.done).toBeGreaterThan(40);
      expect(report.steps).toBeLessThan(report.edges.total * 5);
    }
  });

  test("notices what is kept outside of the bytes", () => {
    const [divergence] = tourEdges(queue, counting()).divergences;
    expect(divergence?.kind).toBe("step not allowed");
    const puts = divergence?.run.filter(({ step }) => step === "put") ?? [];
    expect(puts.length).toBeGreaterThan(6);
  });

  test("ends where it diverges, or after its steps", () => {
    expect(tourEdges(queue, miscounting).divergences).toHaveLength(1);
    expect(tourEdges(queue, ring, { maxSteps: 10 }).steps).toBeLessThanOrEqual(15);
  });
});

describe("a random walk", () => {
  test("finds nothing where there is nothing", () => {
    const report = walkRandomly(queue, ring, { seed: 1, walks: 20 });
    expect(report.divergences).toEqual([]);
    expect(report.steps).toBeGreaterThan(100);
    expect(report.refusals.done).toBeGreaterThan(20);
  });

  test("finds a divergence and shortens it to a shortest one", () => {
    const [found] = walkRandomly(queue, miscounting, { seed: 1 }).divergences;
    const [shortest] = exploreProduct(queue, miscounting).divergences;
    expect(found?.kind).toBe(shortest?.kind);
    expect(found?.run).toHaveLength(shortest!.run.length);
  });

  test("takes steps of more weight more often", () => {
    const taken = (weights: Record<string, number>) => {
      const { actions } = walkRandomly(queue, ring, { seed: 1, walks: 20, weights });
      return actions.map(({ edges }) => edges.done / edges.total);
    };
    const [put, , giveUp] = taken({ put: 8 });
    const [seldomPut, , oftenGiveUp] = taken({ giveUp: 8 });
    expect(put).toBeGreaterThan(seldomPut!);
    expect(giveUp).toBeLessThan(oftenGiveUp!);
    expect(() => taken({ putt: 8 })).toThrow("bounded_queue has no step putt");
  });

  test("says what a policy never chooses, and leaves nothing out if answers are drawn", () => {
    expect(walkRandomly(queue, ring, { seed: 1 }).neverChosen).toEqual([]);
    expect(walkRandomly(queue, ring, { seed: 1, production: firstChoice }).neverChosen).toEqual([
      { what: "take: waiter", count: 2, answers: [1] },
    ]);
  });

  test("ends when its time is up, and says so", () => {
    const report = walkRandomly(queue, ring, { seed: 1, walks: 1e9, maxSeconds: 0.2 });
    expect(report).toMatchObject({ budget: "seconds", divergences: [] });
    expect(report.seconds).toBeLessThan(10);
  });

  test("the same seed draws the same walks", () => {
    const runs = [1, 1].map(
      (seed) => walkRandomly(queue, miscounting, { seed }).divergences[0]?.run,
    );
    expect(runs[0]).toEqual(runs[1]);
  });
});

describe("a trace", () => {
  const report = exploreProduct(queue, miscounting);
  const trace = traceOf(queueModule, report, report.divergences[0]!, "counted twice", "usual");

  test("is the same after writing and reading, and diverges again in the same way", () => {
    const read = parseTrace(JSON.stringify(trace));
    expect(read).toEqual(trace);
    expect(replay(queueModule, read, miscounting).divergences).toEqual(report.divergences);
    expect(replay(queueModule, read, ring).divergences).toEqual([]);
  });

  test("of another format, or with steps that there are no longer, is refused", async () => {
    expect(() => parseTrace(JSON.stringify({ ...trace, format: 0 }))).toThrow("format 0, wanted 1");
    expect(() => parseTrace("{}")).toThrow("a trace of format undefined");
    const unknown = { ...trace, steps: [{ step: "steal", arguments: [0], choices: [] }] };
    expect(() => replay(queueModule, unknown, ring)).toThrow("has no step steal(0)");
    const changed = { ...unknown, hash: "0" };
    expect(() => replay(queueModule, changed, ring)).toThrow("the specification has changed since");
  });

  test("of a folder that is not there: none", async () => {
    expect(await readCorpus("no such folder")).toEqual([]);
  });
});

describe("a scenario", () => {
  test("is taken by the implementation, told what to choose", async () => {
    const [scenario, ...others] = runnableScenarios(queueModule);
    expect(others).toEqual([]);
    expect(scenario?.title).toBe("the second to wait is let in first");
    const report = await replayScenario(scenario!, ring);
    expect(report).toMatchObject({ divergences: [], steps: 4, mode: "replay" });
  });

  test("that the implementation cannot be told to take", async () => {
    const choosing = (answer: (count: number) => number) => ({
      ...ring,
      boot: (...[parameters, chooser]: Parameters<typeof ring.boot>) =>
        ring.boot(parameters, {
          choose(what, count) {
            chooser.choose(what, count);
            return answer(count);
          },
        }),
    });
    const [scenario] = runnableScenarios(queueModule);
    const reports = await Promise.all(
      [choosing(() => 0), choosing((count) => count - 1)].map((subject) =>
        replayScenario(scenario!, subject),
      ),
    );
    const [divergence, ...others] = reports.flatMap((report) => report.divergences);
    expect(others).toEqual([]);
    expect(divergence).toMatchObject({ kind: "permitted outcome cannot be produced" });
    expect(divergence?.run.map(({ step }) => step)).toEqual(["put", "put", "put", "take"]);
  });

  test("with any steps in it, or that is a state, is not one to be replayed", async () => {
    const text = `module m
state { level: 0..3 = 0 }
action up when level < 3 { level += 1 }
scenario "gap" reachable { up; ...; up }
scenario "state" reachable when level == 3
scenario "never" unreachable { up; up; up; up }
scenario "run" reachable { up; up }
`;
    const { modules } = await loadText({ "m.fl": text });
    expect(runnableScenarios(modules[0]!).map(({ title }) => title)).toEqual(["run"]);
  });
});

test("instances are made of checks and parameters that there are", () => {
  const shown = (parameters: Record<string, number>) =>
    instanceOf(queueModule, { check: "narrow", parameters }).parameters.map(({ value }) => value);
  expect(shown({})).toEqual([1, 3, 2]);
  expect(shown({ ITEMS: 1 })).toEqual([1, 3, 1]);
  expect(() => instanceOf(queueModule, { check: "narow" })).toThrow(
    "no check narow: did you mean narrow?",
  );
  expect(() => shown({ ITEM: 1 })).toThrow("no parameter ITEM: did you mean ITEMS?");
  expect(() => shown({ ITEMS: 9 })).toThrow("ITEMS");
});

/**
 * Least and greatest costs against their definition, on thousands of small systems.
 *
 * FAULTLINE_RUNS sets how many systems, FAULTLINE_SEED which.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { StepCosts, type CostGraph } from "../costs/cost-graph.ts";
import { measureCosts, type CostRange } from "../costs/measure-costs.ts";
import { compareEngines } from "./compare-engines.ts";
import { depthsOf, expectedCosts, whatIsWrong } from "./cost-oracle.ts";
import { instanceOf } from "./module-text.fixture.ts";
import { pricedSystem, pricedText, type PricedSystem } from "./random-costs.fixture.ts";

const numRuns = Number(process.env.FAULTLINE_RUNS ?? 3_000);
const seed = Number(process.env.FAULTLINE_SEED ?? 20_26);
const modules = Math.ceil(numRuns / 10);
const endless = 1_000_000;

/** The graph of the states that are reached, and these states by row. */
function graphOf(system: PricedSystem): { graph: CostGraph; states: readonly number[] } {
  const states = [...depthsOf(system).keys()];
  const stepCosts = new StepCosts();
  const offsets = [0];
  const targets: number[] = [];
  const labels: number[] = [];
  for (const state of states) {
    for (const edge of system.edges) {
      if (edge.from !== state) continue;
      targets.push(states.indexOf(edge.to));
      labels.push(stepCosts.idOf([7, edge.cost]));
    }
    offsets.push(targets.length);
  }
  const graph = {
    rows: states.length,
    initial: system.initial.length,
    offsets: Int32Array.from(offsets),
    targets: Int32Array.from(targets),
    labels: Uint16Array.from(labels),
    // Predicates of another measure come first.
    atoms: Int32Array.from(
      states,
      (s) => 3 | (Number(system.from[s]) << 2) | (Number(system.to[s]) << 3),
    ),
    words: 1,
    stepCosts,
  };
  return { graph, states };
}

function measured(graph: CostGraph): CostRange {
  const search = measureCosts(graph, 1, 2);
  let step = search.next();
  while (step.done !== true) step = search.next();
  return step.value;
}

test(`both engines give the costs of ${modules} systems`, { timeout: endless }, async () => {
  await fc.assert(
    fc.asyncProperty(pricedSystem, async (system) => {
      const instance = await instanceOf(pricedText(system));
      const selection = { invariants: [], transitions: [], refinements: [], measures: [0] };
      const options = { symmetry: false, selection: { ...selection, deadlock: false } };
      const { measured } = await compareEngines({ instance, options });
      const wanted = expectedCosts(system);
      const { range } = measured![0]!;
      if (range.kind === "none" || wanted === undefined) {
        expect(range.kind).toBe("none");
        expect(wanted).toBe(undefined);
        return;
      }
      const { least, greatest } = range;
      expect([least.total, greatest.total]).toEqual([wanted.least, wanted.greatest]);
      expect(least.states).toHaveLength(wanted.leastSteps + 1);
    }),
    { numRuns: modules, seed },
  );
});

test(`least and greatest costs of ${numRuns} graphs (seed ${seed})`, { timeout: endless }, () => {
  const answers = { none: 0, same: 0, bounded: 0, unbounded: 0 };
  fc.assert(
    fc.property(pricedSystem, (system) => {
      const { graph, states } = graphOf(system);
      const range = measured(graph);
      const wanted = expectedCosts(system);
      if (range.kind === "none" || wanted === undefined) {
        expect(range).toEqual({ kind: "none", isStarted: states.some((s) => system.from[s]) });
        expect(wanted).toBe(undefined);
        answers.none++;
        return;
      }
      const { least, greatest } = range;
      expect([least.total, greatest.total]).toEqual([wanted.least, wanted.greatest]);
      for (const { total, path } of [least, greatest]) {
        const run = { ...path, states: path.rows.map((row) => states[row]!) };
        expect(whatIsWrong(system, run, total)).toBe(undefined);
      }
      expect(least.path.rows).toHaveLength(wanted.leastSteps + 1);
      if (greatest.total === Infinity) answers.unbounded++;
      else {
        expect(greatest.path.rows).toHaveLength(wanted.greatestSteps + 1);
        if (greatest.total > least.total) answers.bounded++;
        else answers.same++;
      }
    }),
    { numRuns, seed },
  );
  // Every answer comes often enough to be worth the trouble.
  for (const count of Object.values(answers)) expect(count / numRuns).toBeGreaterThan(0.02);
});

/**
 * The checker of temporal properties against their definitions, on thousands of small systems: a run that
 * it shows is a fair run that violates the property, and where it finds none there is none that is short.
 *
 * FAULTLINE_RUNS sets how many systems, FAULTLINE_SEED which.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exploreCompiled } from "../compiled/explore-compiled.ts";
import { exploreReference } from "../explore/reference.ts";
import type { Exploration } from "../exploration.ts";
import type { Temporal } from "../model.ts";
import { findLasso } from "../temporal/find-lasso.ts";
import type { StateGraph } from "../temporal/state-graph.ts";
import { holdsOn, isFair, isRun, runsOf, type Run, type System } from "./lasso-oracle.ts";
import { instanceOf, placeless } from "./module-text.fixture.ts";
import { formulaArbitrary, moduleText, systemArbitrary } from "./random-system.fixture.ts";

const numRuns = Number(process.env.FAULTLINE_RUNS ?? 1_500);
const seed = Number(process.env.FAULTLINE_SEED ?? 20_26);
const endless = 1_000_000;
/** States of the runs that are tried. */
const LONGEST = 6;

function isViolation(system: System, formula: Temporal, run: Run): boolean {
  return isRun(system, run) && isFair(system, run) && !holdsOn(formula, system, run);
}

function someViolation(system: System, formula: Temporal): Run | undefined {
  for (const run of runsOf(system, LONGEST)) {
    if (isFair(system, run) && !holdsOn(formula, system, run)) return run;
  }
  return undefined;
}

/** The graph of the states that are reached, each action a constraint of its own. */
function graphOf({ initial, actions, predicates }: System) {
  const states = [...initial];
  const steps = actions.flatMap((action) => action.steps);
  for (const state of states) {
    for (const [from, to] of steps) if (from === state && !states.includes(to)) states.push(to);
  }
  const offsets = [0];
  const targets: number[] = [];
  const labels: number[] = [];
  for (const [row, state] of states.entries()) {
    for (const [action, { steps, fairness }] of actions.entries()) {
      for (const [from, to] of steps) {
        if (from !== state) continue;
        targets.push(states.indexOf(to));
        labels.push(fairness === "none" ? 0 : action + 1);
      }
    }
    if (targets.length === offsets.at(-1)) {
      targets.push(row);
      labels.push(0);
    }
    offsets.push(targets.length);
  }
  const graph: StateGraph = {
    rows: states.length,
    initial: initial.length,
    offsets: Int32Array.from(offsets),
    targets: Int32Array.from(targets),
    labels: Uint16Array.from(labels),
    atoms: Int32Array.from(states, (state) =>
      predicates.reduce((bits, truth, i) => bits | (Number(truth[state]) << i), 0),
    ),
    words: 1,
    fairness: {
      count: actions.length,
      first: [],
      isStrong: Uint8Array.from([0, ...actions.map((each) => Number(each.fairness === "strong"))]),
    },
  };
  return { graph, states };
}

describe("the checker of temporal properties agrees with their definitions", () => {
  test(`on ${numRuns} graphs (seed ${seed})`, { timeout: endless }, () => {
    let violated = 0;
    fc.assert(
      fc.property(systemArbitrary, formulaArbitrary, (system, formula) => {
        const { graph, states } = graphOf(system);
        const property = { name: "claim", at: placeless, atoms: [], formula };
        const search = findLasso(property, graph, 0);
        let step = search.next();
        while (step.done !== true) step = search.next();
        const answer = step.value;
        expect(answer.kind).not.toBe("too large");
        if (answer.kind !== "found") {
          expect(someViolation(system, formula)).toBe(undefined);
          return;
        }
        violated++;
        const { prefix, loop } = answer.lasso;
        const rows = [...prefix, ...loop.map(({ row }) => row)];
        const ran = rows.slice(0, -1).map((row) => states[row]!);
        // The label tells which fair action it was; the others do not matter.
        const actions = ran.map((from, i) => {
          const to = states[rows[i + 1]!]!;
          const label = loop[i - prefix.length + 1]?.label ?? 0;
          if (label > 0) return label - 1;
          return system.actions.findIndex(
            ({ steps, fairness }) =>
              (i < prefix.length - 1 || fairness === "none") &&
              steps.some(([a, b]) => a === from && b === to),
          );
        });
        const run = { states: ran, loop: prefix.length - 1, actions };
        expect(isViolation(system, formula, run)).toBe(true);
      }),
      { numRuns, seed },
    );
    // Both answers come often enough to be worth the trouble.
    expect(violated / numRuns).toBeGreaterThan(0.2);
    expect(violated / numRuns).toBeLessThan(0.8);
  });

  const modules = Math.ceil(numRuns / 10);
  test(`and so do both engines on ${modules} modules`, { timeout: endless }, async () => {
    await fc.assert(
      fc.asyncProperty(systemArbitrary, formulaArbitrary, async (system, formula) => {
        const instance = await instanceOf(moduleText(system, formula));
        const [invariants, transitions, refinements, temporals] = [[], [], [], [0]];
        const selection = { invariants, transitions, refinements, temporals, deadlock: false };
        const wrong = someViolation(system, formula);
        for (const explore of [exploreReference, exploreCompiled]) {
          const result = await explore(instance, { symmetry: false, selection });
          if (result.violation === undefined) expect(wrong).toBe(undefined);
          else expect(isViolation(system, formula, runOf(result))).toBe(true);
        }
      }),
      { numRuns: modules, seed },
    );
  });
});

function runOf({ violation }: Exploration): Run {
  const { initial, steps, loop } = violation!.trace;
  const states = [initial, ...steps.map(({ state }) => state)].map(([s]) => s as number);
  const actions = steps.map(({ step }) => step);
  if (loop === steps.length) return { states, loop, actions: [...actions, -1] };
  return { states: states.slice(0, -1), loop: loop!, actions };
}

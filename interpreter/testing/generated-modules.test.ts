/** Laws of the reference engine, on modules drawn at random. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { representatives } from "../explore/canonical-state.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import { exploreReference } from "../explore/reference.ts";
import type { Exploration, Selection } from "../exploration.ts";
import { loadText } from "../load/load.ts";
import { belongs } from "../evaluate/membership.ts";
import type { Instance, State } from "../model.ts";
import { limitsOf, planJobs, selectProperties } from "../run/plan.ts";
import { runScenario } from "../run/scenarios.ts";
import { simulateWith } from "../compiled/simulate-compiled.ts";
import { simulateReference } from "../explore/simulate-reference.ts";
import { initialOutcomes, successors } from "../explore/successors.ts";
import type { Simulate } from "../simulation.ts";
import { abstractFiles } from "./generated-refinement.ts";
import { moduleArbitrary } from "./module-generator.ts";

const MAX_STATES = 1500;

interface Drawn {
  readonly instance: Instance;
  /** Of its check. */
  readonly selection: Selection;
  /** Indices of its scenarios. */
  readonly scenarios: readonly number[];
}

/** The check of a module and its scenarios; nothing if the parameters make no instance. */
async function drawn(text: string): Promise<Drawn | undefined> {
  const { modules, diagnostics } = await loadText(
    { "generated.fl": text, ...abstractFiles },
    "generated.fl",
  );
  // A module that has been shrunk may have lost what it needs.
  if (diagnostics.some(({ severity }) => severity === "error")) return undefined;
  const jobs = planJobs(modules[0]!);
  const check = jobs.find((job) => job.kind === "check");
  if (check === undefined) return undefined;
  const { settings, overrides, declaration } = check;
  const limits = limitsOf(declaration);
  const { instance } = elaborate(check.module, { settings, overrides, limits });
  if (instance === undefined) return undefined;
  const scenarios = jobs.flatMap((job) => (job.kind === "scenario" ? [job.index] : []));
  return { instance, selection: selectProperties(instance, declaration), scenarios };
}

const verdict = ({ outcome, violation, depth }: Exploration): unknown => [
  outcome,
  violation?.kind,
  violation?.name,
  violation?.trace.steps.length,
  depth,
];

/** All states that can be reached, found without the explorer. */
function reachable(instance: Instance): Map<string, State> {
  const found = new Map<string, State>();
  const open: State[] = [];
  const visit = ({ kind, state }: { readonly kind: string; readonly state: State }): void => {
    if (kind !== "completed" || found.has(JSON.stringify(state))) return;
    found.set(JSON.stringify(state), state);
    open.push(state);
  };
  for (const outcome of initialOutcomes(instance)) visit(outcome);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const { outcome } of successors(instance, state)) visit(outcome);
  }
  return found;
}

test(
  "symmetry changes no verdict, and counts the orbits of the states",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(moduleArbitrary, async (text) => {
        const module = await drawn(text);
        if (module === undefined) return;
        const { instance, selection } = module;
        const options = { selection, maxStates: MAX_STATES };
        const plain = await exploreReference(instance, { ...options, symmetry: false });
        const reduced = await exploreReference(instance, { ...options, symmetry: true });
        if (plain.outcome === "limit") return;
        expect(verdict(reduced)).toEqual(verdict(plain));
        if (plain.outcome === "violation") return;
        const states = reachable(instance);
        const representative = representatives(instance, true);
        const orbits = new Set(
          [...states.values()].map((each) => JSON.stringify(representative(each))),
        );
        expect([plain.states, reduced.states]).toEqual([states.size, orbits.size]);
      }),
      { numRuns: 25 },
    );
  },
);

test(
  "walks stay in the types and find nothing that exploration does not",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(moduleArbitrary, fc.integer(), async (text, seed) => {
        const module = await drawn(text);
        if (module === undefined) return;
        const { instance, selection } = module;
        const compiled: Simulate = async (of, options) => {
          const [walks, again] = [
            await simulateWith(of, options, { nativeAfter: 0 }),
            await simulateWith(of, options, { nativeAfter: Infinity }),
          ];
          expect(walks).toEqual({ ...again, seconds: walks.seconds });
          return walks;
        };
        const ways = { directed: compiled, even: compiled, plain: simulateReference };
        let explored: Promise<Exploration> | undefined;
        for (const [way, simulate] of Object.entries(ways)) {
          const uniform = way === "even";
          const walks = await simulate(instance, { seed, runs: 5, steps: 15, selection, uniform });
          const { initial, steps } = walks.violation?.trace ?? { initial: undefined, steps: [] };
          for (const state of [...(initial ? [initial] : []), ...steps.map((step) => step.state)]) {
            const { variables } = instance;
            expect(state.filter((value, i) => !belongs(value, variables[i]!.type))).toEqual([]);
          }
          if (walks.violation === undefined) continue;
          const options = { selection, maxStates: MAX_STATES, symmetry: false };
          explored ??= exploreReference(instance, options);
          expect((await explored).outcome).not.toBe("complete");
        }
      }),
      { numRuns: 25 },
    );
  },
);

test("symmetry changes no answer about a scenario", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(moduleArbitrary, async (text) => {
      const module = await drawn(text);
      for (const index of module?.scenarios ?? []) {
        const answers = await Promise.all(
          [true, false].map((symmetry) =>
            runScenario(module!.instance, index, { symmetry, maxStates: MAX_STATES }),
          ),
        );
        if (answers.some(({ outcome }) => outcome === "limit")) continue;
        const [reduced, plain] = answers.map(({ found, outcome, trace }) => [
          found,
          outcome,
          trace?.steps.length,
        ]);
        expect(reduced).toEqual(plain);
      }
    }),
    { numRuns: 40 },
  );
});

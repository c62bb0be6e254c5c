/**
 * Whether two instances have the same graph: the same initial states, and from every state that can be
 * reached the same steps to the same states. By induction it is enough to compare what goes from the
 * states of the original, and only by those steps whose text or definitions differ. Where the original
 * has a violation, its search ends with the level that shows it, and the comparison with it.
 */
import type { Exploration, Explore, ExploreOptions, Selection } from "../exploration.ts";
import type { Instance } from "../model.ts";
import { edgesInstance, startInstance, type Sides } from "./joint-instance.ts";
import { InstancePair, isTooDeep } from "./same-behaviour.ts";

export interface SameGraphOptions {
  readonly explore: Explore;
  readonly symmetry: boolean;
  /** States and edges together; beyond that there is no answer. */
  readonly maxStates: number;
  readonly signal?: AbortSignal;
  /** Properties of the original; a violation of one of them ends the graphs. */
  readonly until?: Selection;
  /** Numbers of edges of the original, which mutants of the same steps have in common. */
  readonly known?: Map<string, number>;
}

/**
 * `undefined`: not answered, since the limit was reached, the states have different types, or something
 * nests too deep.
 */
export async function haveSameGraph(
  original: Instance,
  mutant: Instance,
  options: SameGraphOptions,
): Promise<boolean | undefined> {
  try {
    return await compareGraphs(original, mutant, options);
  } catch (thrown) {
    if (isTooDeep(thrown)) return undefined;
    throw thrown;
  }
}

async function compareGraphs(
  original: Instance,
  mutant: Instance,
  options: SameGraphOptions,
): Promise<boolean | undefined> {
  const pair = new InstancePair(original, mutant);
  if (!pair.hasSameState) return undefined;
  const { until } = options;
  const explore = async (
    instance: Instance,
    selection: Selection,
  ): Promise<Exploration | undefined> => {
    const { symmetry, maxStates, signal } = options;
    const search: ExploreOptions = { symmetry, maxStates, signal, selection };
    const found = await options.explore(instance, search);
    return ["complete", "violation"].includes(found.outcome) ? found : undefined;
  };
  if (!pair.hasSameInit) {
    const same = await isSameNumber(async (sides) => {
      const found = await explore(startInstance(original, mutant, sides), NOTHING);
      return found?.initialStates;
    });
    if (same !== true) return same;
  }
  const steps = original.steps.flatMap((step, index) =>
    pair.isSameStep(step, mutant.steps[index]!) ? [] : [index],
  );
  if (steps.length === 0) return true;
  return isSameNumber(async (sides) => {
    const key = sides.mutant ? undefined : steps.join();
    const known = key === undefined ? undefined : options.known?.get(key);
    if (known !== undefined) return known;
    const ends = until && { ...until, temporals: [], deadlock: false };
    const found = await explore(
      edgesInstance(original, mutant, steps, sides),
      ends ? { ...ends, failures: original.steps.map(({ index }) => index) } : NOTHING,
    );
    if (key !== undefined && found) options.known?.set(key, found.states);
    return found?.states;
  });
}

const NOTHING: Selection = {
  invariants: [],
  transitions: [],
  refinements: [],
  deadlock: false,
  failures: [],
};

/** Whether two sets are the same, by the sizes of both, of the one and of the other. */
async function isSameNumber(
  size: (sides: Sides) => Promise<number | undefined>,
): Promise<boolean | undefined> {
  const both = await size({ original: true, mutant: true });
  for (const original of [true, false]) {
    const one = both === undefined ? undefined : await size({ original, mutant: !original });
    if (one === undefined) return undefined;
    if (one !== both) return false;
  }
  return true;
}

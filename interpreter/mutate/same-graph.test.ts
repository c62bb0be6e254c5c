/** The comparison of graphs by an engine, against one by enumeration. */
import { describe, expect, test } from "vitest";
import { exploreCompiled } from "../compiled/explore-compiled.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import { initialOutcomes, successors } from "../explore/successors.ts";
import { loadText } from "../load/load.ts";
import type { Instance, State } from "../model.ts";
import { findMutants } from "./find-mutants.ts";
import { mutantText } from "./mutant.ts";
import { openRun, shown, SHOP } from "./mutants.fixture.ts";
import { haveSameGraph } from "./same-graph.ts";

const LIFT = `module lift
symmetric type Cage[2]
enum Order { up(0..1), idle }
state {
  floor: map[Cage] of 0..1 = 0
  order: map[Cage] of Order = idle
  calls: seq[1] of 0..1 = []
}
def free(c: Cage): bool = order[c] is idle and not busy(c)
def busy(c: Cage): bool = order[c] is up(n) and n != floor[c]
action call(n: 0..1) when size(calls) < 1 and n != 2 { calls += n }
action take(c: Cage) when size(calls) > 0 and free(c) {
  order[c] = up(first(calls))
  calls = rest(calls)
}
process move(c: Cage) {
  var going: bool = false
  step start when order[c] is up(n) and n != floor[c] {
    going = true
  }
  step go {
    if order[c] is up(n) and n > floor[c] { floor[c] += 1; goto go }
    if order[c] is up(n) and n < floor[c] { floor[c] -= 1; goto go }
    stop
  }
}
action settle(c: Cage) when order[c] is up(n) and n == floor[c] and move[c] at rest { order[c] = idle }
check whole { expect holds }
`;

function instanceOf(module: Parameters<typeof elaborate>[0]): Instance {
  return elaborate(module).instance!;
}

/** All initial states and labelled edges, as texts; `undefined` if there are very many. */
function graphOf(instance: Instance): ReadonlySet<string> | undefined {
  const graph = new Set<string>();
  const known = new Map<string, State>();
  const open: State[] = [];
  const reach = (state: State): string => {
    const key = JSON.stringify(state);
    if (!known.has(key)) {
      known.set(key, state);
      open.push(state);
    }
    return key;
  };
  for (const outcome of initialOutcomes(instance)) {
    if (outcome.kind === "completed") graph.add(reach(outcome.state));
  }
  while (open.length > 0) {
    if (known.size > 1_000) return undefined;
    const state = open.pop()!;
    const from = JSON.stringify(state);
    for (const { step, outcome } of successors(instance, state)) {
      if (outcome.kind === "completed") graph.add(`${from} ${step} ${reach(outcome.state)}`);
    }
  }
  return graph;
}

describe.each([
  ["shop", SHOP],
  ["lift", LIFT],
])("of the mutants of %s", (name, text) => {
  test("those with the same graph are found, and no others", { timeout: 300_000 }, async () => {
    const run = await openRun(text);
    const original = instanceOf(run.module);
    const graph = graphOf(original)!;
    const found = { same: 0, different: 0 };
    for (const mutant of findMutants(run.module)) {
      const changed = mutantText(text, mutant);
      const { modules, diagnostics } = await loadText({ [`${name}.fl`]: changed });
      if (diagnostics.some(({ severity }) => severity === "error")) continue;
      const instance = instanceOf(modules[0]!);
      const other = graphOf(instance);
      const isSame =
        other !== undefined &&
        other.size === graph.size &&
        [...other].every((edge) => graph.has(edge));
      // Both ways now and then, for it is the same search that counts.
      for (const symmetry of found.different % 5 === 0 ? [true, false] : [true]) {
        const options = { explore: exploreCompiled, symmetry, maxStates: 50_000 };
        const answer = await haveSameGraph(original, instance, options);
        const what = shown(run, mutant);
        expect({ what, answer }).toEqual({ what, answer: isSame });
      }
      found[isSame ? "same" : "different"]++;
    }
    expect(found.same).toBeGreaterThan(2);
    expect(found.different).toBeGreaterThan(30);
  });
});

test("nothing is claimed beyond the limit", async () => {
  const run = await openRun(LIFT);
  const original = instanceOf(run.module);
  const mutant = findMutants(run.module).find(({ within }) => within === "take")!;
  const { modules } = await loadText({ "lift.fl": mutantText(LIFT, mutant) });
  const options = { explore: exploreCompiled, symmetry: true, maxStates: 10 };
  expect(await haveSameGraph(original, instanceOf(modules[0]!), options)).toBeUndefined();
});

/**
 * The run to a pair. Choices are not kept during the exploration: each step is taken again with all
 * answers in turn, until it leads to the row that it led to.
 */
import { ScriptedChooser, type Asked } from "./choosers.ts";
import { runStep, type Path } from "./divergence.ts";
import { SubjectError, type Driver } from "./driver.ts";
import type { PairStore } from "./pair-store.ts";
import type { SpecGraph } from "./spec-graph.ts";

/** `pair` is -1 before the beginning. */
export function pathTo<Vm>(
  graph: SpecGraph,
  driver: Driver<Vm>,
  pairs: PairStore,
  pair: number,
): Path {
  const path: number[] = [];
  for (let at = pair; at >= 0; at = pairs.parentOf(at)) path.unshift(at);
  if (path.length === 0) return { start: [], run: [] };
  const script = new ScriptedChooser();
  const answersThatLeadTo = (row: number, attempt: () => void): readonly Asked[] => {
    script.start();
    try {
      do {
        attempt();
        if (driver.isAt(row)) return [...script.asked];
      } while (script.next());
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
    }
    // The implementation does not do the same twice: the run is still the one that was taken.
    return [];
  };
  const start = answersThatLeadTo(pairs.rowOf(path[0]!), () => void driver.boot(script));
  const run = path.slice(1).map((reached, i) => {
    const from = pairs.rowOf(path[i]!);
    const command = graph.commands[pairs.commandOf(reached)]!;
    const choices = answersThatLeadTo(pairs.rowOf(reached), () => {
      driver.restore(from);
      driver.act(command.index, script);
    });
    return runStep(command, choices);
  });
  return { start, run };
}

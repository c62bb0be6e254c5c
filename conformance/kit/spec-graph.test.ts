import { expect, test } from "vitest";
import { queue } from "./queue.fixture.ts";
import { isDisabled, isEnabled, SpecGraph } from "./spec-graph.ts";

/** A graph with all states that can be come to expanded. */
function expanded(): SpecGraph {
  const graph = new SpecGraph(queue);
  for (let state = 0; state < graph.stateCount; state++) graph.expansionOf(state);
  return graph;
}

test("what is enabled, and what one command does, is the same whether or not the rest is run", () => {
  const whole = expanded();
  // Never expanded: it gets to its states one command at a time.
  const lean = new SpecGraph(queue);
  const look = (graph: SpecGraph, state: number) => JSON.stringify(graph.stateOf(state));
  const numbers = new Map<string, number>();
  for (let state = 0; state < whole.stateCount; state++) numbers.set(look(whole, state), state);
  expect(whole.stateCount).toBe(39);
  for (let state = 0; state < lean.stateCount; state++) {
    const expansion = whole.expansionOf(numbers.get(look(lean, state))!);
    lean.standingsOf(state).forEach((standing, command) => {
      const is = isEnabled(expansion, command) ? "enabled" : "limited";
      expect(standing).toBe(isDisabled(expansion, command) ? "disabled" : is);
      const one = lean.expansionOfOne(state, command);
      const ends = (graph: SpecGraph, { starts, targets }: typeof one) =>
        [...targets.subarray(starts[command], starts[command + 1])].map((each) =>
          look(graph, each),
        );
      expect(ends(lean, one)).toEqual(ends(whole, expansion));
      expect(one.targets).toHaveLength(ends(lean, one).length);
    });
  }
  expect(lean.stateCount).toBe(whole.stateCount);
});

/** Which edges of a graph have been taken. Kept apart from the graph, which several explorations may use. */
import type { SpecGraph } from "./spec-graph.ts";

export class EdgeMarks {
  readonly #graph: SpecGraph;
  readonly #marks: (Uint8Array | undefined)[] = [];

  constructor(graph: SpecGraph) {
    this.#graph = graph;
  }

  /** `edge` is an index in the expansion of the state. */
  mark(state: number, edge: number): void {
    const { length } = this.#graph.expansionOf(state).targets;
    (this.#marks[state] ??= new Uint8Array(length))[edge] = 1;
  }

  has(state: number, edge: number): boolean {
    return this.#marks[state]?.[edge] === 1;
  }
}

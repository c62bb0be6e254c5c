/**
 * Shortest runs from an initial state through a start, breadth-first: level d holds the rows to which the
 * shortest run of the wanted kind has d steps, those before the start included.
 */
import { SLICE, type MeasuredRuns } from "./measured-runs.ts";

/** A run as rows, and what its steps cost. */
export interface RunPath {
  /** From an initial row on. */
  readonly rows: readonly number[];
  /** By step; 0 before the start. */
  readonly amounts: readonly number[];
  /** Index in `rows` of the state of `from`, where counting begins. */
  readonly start: number;
  /** Index in `rows` of the state that the last row is again: the run goes on from there for ever. */
  readonly loop?: number;
}

/** How the rows are reached from the initial ones with fewest steps. */
export interface Depths {
  readonly parents: Int32Array;
  readonly depths: Int32Array;
}

export function depthsOf({ rows, initial, offsets, targets }: MeasuredRuns): Depths {
  const parents = new Int32Array(rows).fill(-1);
  const depths = new Int32Array(rows);
  // Rows are in breadth-first order, so each is reached before it is looked at.
  for (let row = 0; row < rows; row++) {
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      const target = targets[edge]!;
      if (target < initial || parents[target] !== -1) continue;
      parents[target] = row;
      depths[target] = depths[row]! + 1;
    }
  }
  return { parents, depths };
}

const [START, UNSEEN] = [-1, -2];

/** Goes through rows level by level: from starts, over the edges that are wanted. */
export class ShortestWays {
  readonly #runs: MeasuredRuns;
  readonly #depths: Depths;
  /** By row: the edge by which it was reached. */
  readonly #by: Int32Array;

  constructor(runs: MeasuredRuns, depths: Depths) {
    this.#runs = runs;
    this.#depths = depths;
    this.#by = new Int32Array(runs.rows).fill(UNSEEN);
  }

  /** Ends when `visit`, which is called for each row with the steps to it, answers true. */
  *search(
    isStart: (row: number) => boolean,
    isWanted: (row: number, edge: number) => boolean,
    visit: (row: number, steps: number) => boolean,
  ): Generator<undefined, void> {
    const { rows, offsets, targets, isEnd } = this.#runs;
    const { depths } = this.#depths;
    let level: number[] = [];
    let nextStart = 0;
    for (let steps = 0, work = 1; level.length > 0 || nextStart < rows; steps++) {
      for (; nextStart < rows && depths[nextStart] === steps; nextStart++) {
        if (!isStart(nextStart)) continue;
        if (this.#by[nextStart] === UNSEEN) level.push(nextStart);
        // Of runs of the same length, that in which counting begins later.
        this.#by[nextStart] = START;
      }
      const next: number[] = [];
      for (const row of level) {
        if (visit(row, steps)) return;
        for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
          const target = targets[edge]!;
          if (isEnd(target) || this.#by[target] !== UNSEEN || !isWanted(row, edge)) continue;
          this.#by[target] = edge;
          next.push(target);
        }
        if (work++ % SLICE === 0) yield;
      }
      level = next;
    }
  }

  /** The run to a row that was visited, then over further edges. */
  pathTo(row: number, further: readonly number[]): RunPath {
    const { offsets, targets, labels, amounts } = this.#runs;
    const { parents } = this.#depths;
    const before: number[] = [];
    let first = row;
    for (let by = this.#by[row]!; by !== START; by = this.#by[first]!) {
      before.push(by);
      first = rowOf(offsets, by);
    }
    const edges = [...before.reverse(), ...further];
    const rows: number[] = [];
    for (let at = first; at !== -1; at = parents[at]!) rows.push(at);
    const start = rows.length - 1;
    return {
      rows: [...rows.reverse(), ...edges.map((edge) => targets[edge]!)],
      amounts: [...rows.slice(1).map(() => 0), ...edges.map((edge) => amounts[labels[edge]!]!)],
      start,
    };
  }
}

/** The row that an edge leaves: the last whose edges begin at or before it. */
export function rowOf(offsets: Int32Array, edge: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! <= edge) low = middle;
    else high = middle;
  }
  return low;
}

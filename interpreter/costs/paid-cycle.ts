/**
 * Where there is no greatest total: a short run into a cycle that costs something and from which an end can
 * still be reached. Breadth-first to a step of such a component that costs something, then the shortest way
 * back to the run. The shortest of all such runs it need not be.
 */
import type { GreatestTotal } from "./greatest-total.ts";
import { amountOf, type MeasuredRuns } from "./measured-runs.ts";
import { rowOf, ShortestWays, type Depths, type RunPath } from "./shortest-way.ts";

/** Edges looked at after the first cycle is found, in the hope of a shorter run. */
const FURTHER_WORK = 300_000;

/** Goes from starts whose greatest total is infinite. */
export function* paidCycle(
  runs: MeasuredRuns,
  depths: Depths,
  isStart: (row: number) => boolean,
  { totals, components }: GreatestTotal,
): Generator<undefined, RunPath> {
  const { offsets, targets, isEnd } = runs;
  const ways = new ShortestWays(runs, depths);
  const back = new WaysBack(runs, components);
  let best: RunPath | undefined;
  /** Steps of the best run. */
  let shortest = Infinity;
  const isOn = (_: number, edge: number): boolean => totals[targets[edge]!] === Infinity;
  yield* ways.search(isStart, isOn, (row, steps) => {
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      if (steps + 1 >= shortest || back.work > FURTHER_WORK) return true;
      const target = targets[edge]!;
      if (amountOf(runs, edge) === 0 || isEnd(target)) continue;
      if (components[target] !== components[row]) continue;
      const { rows, start } = ways.pathTo(row, []);
      const known = rows.slice(start);
      const closing = back.find(target, new Set(known), shortest - steps - 1);
      if (shortest === Infinity) back.work = 0;
      else back.work += rows.length;
      if (closing === undefined) continue;
      const path = ways.pathTo(row, [edge, ...closing]);
      shortest = path.rows.length - 1;
      best = { ...path, loop: start + known.indexOf(path.rows[shortest]!) };
    }
    return false;
  });
  if (best === undefined) throw new Error("no cycle has a cost");
  return best;
}

/** Shortest ways back to a run, within a component. */
class WaysBack {
  readonly #runs: MeasuredRuns;
  readonly #components: Int32Array;
  /** By row: the search that has seen it last, and the edge by which it came there. */
  readonly #seen: Int32Array;
  readonly #by: Int32Array;
  #searches = 0;
  /** Edges looked at. */
  work = 0;

  constructor(runs: MeasuredRuns, components: Int32Array) {
    this.#runs = runs;
    this.#components = components;
    this.#seen = new Int32Array(runs.rows);
    this.#by = new Int32Array(runs.rows);
  }

  /** The edges, fewer than `most`, from a row to the nearest of the others in its component. */
  find(from: number, to: ReadonlySet<number>, most: number): readonly number[] | undefined {
    const { offsets, targets, isEnd } = this.#runs;
    const component = this.#components[from];
    const search = ++this.#searches;
    this.#seen[from] = search;
    let level = [from];
    for (let steps = 0; level.length > 0 && steps < most; steps++) {
      const found = level.find((row) => to.has(row));
      if (found !== undefined) return this.#wayTo(found, from);
      const next: number[] = [];
      for (const row of level) {
        for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
          this.work++;
          const target = targets[edge]!;
          if (isEnd(target) || this.#seen[target] === search) continue;
          if (this.#components[target] !== component) continue;
          this.#seen[target] = search;
          this.#by[target] = edge;
          next.push(target);
        }
      }
      level = next;
    }
    return undefined;
  }

  #wayTo(row: number, from: number): readonly number[] {
    const edges: number[] = [];
    for (let at = row; at !== from; at = rowOf(this.#runs.offsets, edges.at(-1)!)) {
      edges.push(this.#by[at]!);
    }
    return edges.reverse();
  }
}

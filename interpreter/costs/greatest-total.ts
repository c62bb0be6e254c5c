/**
 * The greatest total of all measured runs: the longest path over the strongly connected components of the
 * states between a start and an end, which Tarjan's algorithm ("Depth-First Search and Linear Graph
 * Algorithms", SIAM J. Computing 1(2), 1972) gives with those that come later first. Within a component
 * every step is free, or there is no greatest total: a run can go round as often as it likes.
 */
import { growing } from "./growing.ts";
import { SLICE, type MeasuredRuns } from "./measured-runs.ts";

export interface GreatestTotal {
  /** Infinity if there is none, -Infinity if no run gets to an end. */
  readonly greatest: number;
  /** By row: the greatest total from there to an end; -Infinity if there is no way. */
  readonly totals: Float64Array;
  /** By row that a run goes through: its component. */
  readonly components: Int32Array;
}

/** What is known of a row under way. */
const FRAME = 3;
const [ROW, EDGE, LOW] = [0, 1, 2];

export function* greatestTotal(runs: MeasuredRuns): Generator<undefined, GreatestTotal> {
  const { rows, offsets, targets, isStart, isEnd } = runs;
  const totals = new Float64Array(rows).fill(-Infinity);
  /** 0 not seen; positive on the stack, in order of discovery; negative its component. */
  const index = new Int32Array(rows);
  let frames: Int32Array = new Int32Array(1024 * FRAME);
  let open: Int32Array = new Int32Array(1024);
  let [opened, discovered, components, work, greatest] = [0, 0, 0, 0, -Infinity];
  for (let root = 0; root < rows; root++) {
    if (!isStart(root)) continue;
    let at = -FRAME;
    for (let next = root; next !== -1;) {
      if (index[next] === 0) {
        at += FRAME;
        frames = growing(frames, at + FRAME - 1);
        open = growing(open, opened);
        index[next] = ++discovered;
        open[opened++] = next;
        frames[at + ROW] = next;
        frames[at + EDGE] = offsets[next]!;
        frames[at + LOW] = discovered;
      }
      if (at < 0) break;
      const row = frames[at + ROW]!;
      let edge = frames[at + EDGE]!;
      let low = frames[at + LOW]!;
      next = -1;
      for (const end = offsets[row + 1]!; edge < end && next === -1; edge++) {
        const target = targets[edge]!;
        if (isEnd(target)) continue;
        const seen = index[target]!;
        if (seen === 0) next = target;
        else if (seen > 0 && seen < low) low = seen;
      }
      frames[at + EDGE] = edge;
      frames[at + LOW] = low;
      if (++work % SLICE === 0) yield;
      if (next !== -1) continue;
      if (low === index[row]) {
        let from = opened - 1;
        while (open[from] !== row) from--;
        closeComponent(runs, open.subarray(from, opened), -++components, index, totals);
        opened = from;
      }
      at -= FRAME;
      if (at < 0) break;
      frames[at + LOW] = Math.min(low, frames[at + LOW]!);
      next = frames[at + ROW]!;
    }
    greatest = Math.max(greatest, totals[root]!);
  }
  return { greatest, totals, components: index };
}

/** Every way out of the component leads to a component that is closed, or to an end. */
function closeComponent(
  { offsets, targets, labels, amounts, isEnd }: MeasuredRuns,
  members: Int32Array,
  component: number,
  index: Int32Array,
  totals: Float64Array,
): void {
  for (const row of members) index[row] = component;
  let best = -Infinity;
  let isPaid = false;
  for (const row of members) {
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      const target = targets[edge]!;
      const amount = amounts[labels[edge]!]!;
      if (isEnd(target)) best = Math.max(best, amount);
      else if (index[target] !== component) best = Math.max(best, amount + totals[target]!);
      else if (amount > 0) isPaid = true;
    }
  }
  if (isPaid && best > -Infinity) best = Infinity;
  for (const row of members) totals[row] = best;
}

/**
 * The least total of all measured runs: Dijkstra's algorithm ("A Note on Two Problems in Connexion with
 * Graphs", Numerische Mathematik 1, 1959) from all starts at once. Steps that cost nothing are followed
 * at once; only others go through the heap.
 */
import { growing } from "./growing.ts";
import { SLICE, type MeasuredRuns } from "./measured-runs.ts";

export interface LeastTotal {
  /** Infinity if no run gets to an end. */
  readonly least: number;
  /** By row: the least total of the ways there, right where it is not above `least`. */
  readonly totals: Float64Array;
}

export function* leastTotal(runs: MeasuredRuns): Generator<undefined, LeastTotal> {
  const { rows, offsets, targets, labels, amounts, isStart, isEnd } = runs;
  const totals = new Float64Array(rows).fill(Infinity);
  const isSettled = new Uint8Array(rows);
  const heap = new RowHeap();
  let stack: Int32Array = new Int32Array(1024);
  let depth = 0;
  for (let row = 0; row < rows; row++) {
    if (!isStart(row)) continue;
    totals[row] = 0;
    stack = growing(stack, depth);
    stack[depth++] = row;
  }
  let least = Infinity;
  for (let work = 1, total = 0; total <= least; work++) {
    if (depth === 0) {
      const row = heap.pop();
      if (row === -1) break;
      total = heap.key;
      stack[depth++] = row;
    }
    const row = stack[--depth]!;
    if (isSettled[row] === 1) continue;
    isSettled[row] = 1;
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      const amount = amounts[labels[edge]!]!;
      const target = targets[edge]!;
      if (isEnd(target)) least = Math.min(least, total + amount);
      else if (total + amount < totals[target]!) {
        totals[target] = total + amount;
        if (amount > 0) heap.push(target, total + amount);
        else {
          stack = growing(stack, depth);
          stack[depth++] = target;
        }
      }
    }
    if (work % SLICE === 0) yield;
  }
  return { least, totals };
}

/** A binary heap of rows by their keys; of equal keys any comes first. */
class RowHeap {
  #rows: Int32Array = new Int32Array(1024);
  #keys: Float64Array = new Float64Array(1024);
  #size = 0;
  /** Of what was popped last. */
  key = 0;

  push(row: number, key: number): void {
    this.#rows = growing(this.#rows, this.#size);
    this.#keys = growing(this.#keys, this.#size);
    const [rows, keys] = [this.#rows, this.#keys];
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      if (keys[above]! <= key) break;
      rows[at] = rows[above]!;
      keys[at] = keys[above]!;
      at = above;
    }
    rows[at] = row;
    keys[at] = key;
  }

  /** -1 if it is empty. */
  pop(): number {
    if (this.#size === 0) return -1;
    const [rows, keys] = [this.#rows, this.#keys];
    const first = rows[0]!;
    this.key = keys[0]!;
    const size = --this.#size;
    const [row, key] = [rows[size]!, keys[size]!];
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && keys[below + 1]! < keys[below]!) below++;
      if (keys[below]! >= key) break;
      rows[at] = rows[below]!;
      keys[at] = keys[below]!;
      at = below;
    }
    rows[at] = row;
    keys[at] = key;
    return first;
  }
}

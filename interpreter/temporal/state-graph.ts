/** The states of an instance and the steps between them as plain numbers: all that is needed of an engine. */
import type { Fairness } from "./fairness.ts";

export interface StateGraph {
  /** The states that can be reached are numbered from 0 in breadth-first order. */
  readonly rows: number;
  /** The initial states come first. */
  readonly initial: number;
  /**
   * The edges from a row begin at `offsets[row]` and end before `offsets[row + 1]`, at least one for each:
   * a state without a next step has an edge to itself.
   */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** The fairness constraint that an edge takes if it changes the state; 0 for none. */
  readonly labels: Uint16Array | Int32Array;
  /** Truth of the predicates, a bit each, in `words` words a row. */
  readonly atoms: Int32Array;
  readonly words: number;
  readonly fairness: Fairness;
}

/** Room for the labels of edges. */
export function labelArray(fairness: Fairness, length: number): Uint16Array | Int32Array {
  return fairness.count < 2 ** 16 ? new Uint16Array(length) : new Int32Array(length);
}

/** A run that goes on for ever: rows to the one where the loop begins, then the steps of the loop. */
export interface Lasso {
  readonly prefix: readonly number[];
  /** The last of them leads to the last row of the prefix. */
  readonly loop: readonly { readonly row: number; readonly label: number }[];
}

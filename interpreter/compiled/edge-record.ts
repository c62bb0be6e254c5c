/**
 * The edges that a search finds, in the order in which it expands its rows: in pieces while it goes on, so that
 * nothing is copied as they become more, and then as arrays of a graph.
 */
import type { StateGraph } from "../temporal/state-graph.ts";

/** Edges of the first piece and of the largest; each has as many as all before it. */
const FIRST_PIECE = 2 ** 12;
const LARGEST_PIECE = 2 ** 20;
/** Edges are counted in words of 32 bits. */
const EDGE_LIMIT = 2 ** 31 - 1;

type Labels = StateGraph["labels"];

interface Piece {
  readonly targets: Int32Array;
  readonly labels: Labels;
}

export class EdgeRecord {
  /** The piece that is being filled. */
  targets: Int32Array;
  labels: Labels;
  /** Edges in it, when the kernel is done. */
  filled = 0;
  readonly #labelArray: (length: number) => Labels;
  readonly #limit: number;
  #full: Piece[] = [];
  #count = 0;
  #degrees = new Int32Array(FIRST_PIECE);
  #rows = 0;
  #isLost = false;

  /** More edges than `limit` are not kept. */
  constructor(labelArray: (length: number) => Labels, limit = EDGE_LIMIT) {
    this.#labelArray = labelArray;
    this.#limit = Math.min(limit, EDGE_LIMIT);
    this.targets = new Int32Array(FIRST_PIECE);
    this.labels = labelArray(FIRST_PIECE);
  }

  /** Not all edges were kept, for want of memory. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Rows whose edges are recorded. */
  get rows(): number {
    return this.#rows;
  }

  /** Begins a piece, as the current one is full. */
  extend(): void {
    const { targets, labels } = this;
    const count = this.#count + targets.length;
    const size = Math.min(LARGEST_PIECE, count, this.#limit - count);
    const next = this.#isLost || size <= 0 ? undefined : this.#piece(size);
    if (next === undefined) return this.#lose();
    this.#full.push({ targets, labels });
    this.#count = count;
    ({ targets: this.targets, labels: this.labels } = next);
  }

  #piece(size: number): Piece | undefined {
    try {
      return { targets: new Int32Array(size), labels: this.#labelArray(size) };
    } catch (thrown) {
      if (thrown instanceof RangeError) return undefined;
      throw thrown;
    }
  }

  /** The search goes on: what it finds now overwrites what there is, which is of no use any more. */
  #lose(): void {
    this.#full = [];
    this.#isLost = true;
  }

  /** So many edges lead from the next row. */
  endRow(degree: number): void {
    if (this.#rows === this.#degrees.length) {
      const larger = new Int32Array(this.#degrees.length * 2);
      larger.set(this.#degrees);
      this.#degrees = larger;
    }
    this.#degrees[this.#rows++] = degree;
  }

  /**
   * All edges; the record is empty then. Pieces are let go of as they are copied, so this takes little more memory
   * than they did. Throws a `RangeError` if there is none.
   */
  take(): Pick<StateGraph, "offsets" | "targets" | "labels"> {
    const length = this.#count + this.filled;
    const offsets = new Int32Array(this.#rows + 1);
    for (let row = 0; row < this.#rows; row++)
      offsets[row + 1] = offsets[row]! + this.#degrees[row]!;
    this.#degrees = new Int32Array(0);
    const targets = new Int32Array(length);
    const labels = this.#labelArray(length);
    this.#full.push({
      targets: this.targets.subarray(0, this.filled),
      labels: this.labels.subarray(0, this.filled),
    });
    let at = 0;
    for (let piece = this.#full.shift(); piece; piece = this.#full.shift()) {
      targets.set(piece.targets, at);
      labels.set(piece.labels, at);
      at += piece.targets.length;
    }
    return { offsets, targets, labels };
  }
}

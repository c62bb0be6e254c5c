/**
 * Looks for a cycle of a product that is accepted and fair: strongly connected components, each held
 * against acceptance and fairness. A component without what a weak constraint or an acceptance set needs
 * has no such cycle. One in which a strong constraint is enabled and never taken is searched again without
 * the nodes where it is enabled.
 *
 * After Lichtenstein and Pnueli, "Checking that Finite State Concurrent Programs Satisfy Their Linear
 * Specification" (POPL 1985); components by Tarjan's algorithm (SIAM J. Computing 1(2), 1972), with a stack
 * of its own. Linear in the product, times the number of strong constraints in the worst case.
 */
import type { Product } from "./product.ts";

/** A component that has an accepted and fair cycle: all of its nodes together are one. */
export interface FairComponent {
  /** Tells the nodes of this component. */
  readonly has: (node: number) => boolean;
}

export class FairCycleSearch {
  readonly #product: Product;
  /** By node: 0 not seen; positive on the stack, in order of discovery; negative its component. */
  readonly #index: Int32Array;
  /** Nodes without a way on are of no component from the start. */
  readonly #isMarked: boolean;
  #discovered = 0;
  #components = 0;
  /** The nodes under way, with the smallest index that is reached from there. */
  #frames: Int32Array = new Int32Array(1024 * FRAME);
  #depth = 0;
  /** Nodes whose component is not complete. */
  #open: Int32Array = new Int32Array(1024);
  #opened = 0;
  /** Components to be searched again without some of their nodes. */
  readonly #parts: Int32Array[] = [];
  #part: Int32Array = new Int32Array(0);
  #partAt = 0;
  /** Where the roots have got to. */
  #nextRow = 0;
  #nextTransition = 0;
  #nextEdge = 0;
  readonly #taken: Int32Array;
  readonly #enabled: Int32Array;
  readonly #seenIn: Int32Array;
  #seen = 0;
  #best: { readonly component: number; readonly row: number } | undefined;

  constructor(product: Product) {
    const { count } = product.graph.fairness;
    this.#product = product;
    this.#index = new Int32Array(product.nodes);
    this.#taken = new Int32Array(count + 1);
    this.#enabled = new Int32Array(count + 1);
    this.#seenIn = new Int32Array(count + 1);
    this.#isMarked = product.first.length - 1 <= MARKED_STATES;
    if (this.#isMarked) this.#markClosed();
  }

  /** Goes on for about so many nodes; whether the search is finished. */
  run(nodes: number): boolean {
    const last = this.#discovered + nodes;
    while (this.#discovered < last) {
      if (this.#depth === 0 && !this.#enterRoot()) return true;
      this.#descend(last);
    }
    return false;
  }

  /** After the search: of the components found, the one that comes closest to the initial states. */
  get found(): FairComponent | undefined {
    if (this.#best === undefined) return undefined;
    const { component } = this.#best;
    return { has: (node) => this.#index[node] === -component };
  }

  // -------------------------------------------------------------------------------------------
  // Depth-first search

  /** Enters a node that was not seen; `false` if there is none. */
  #enterRoot(): boolean {
    for (;;) {
      const node = this.#nextInPart() ?? this.#nextStart();
      if (node < 0) return false;
      if (this.#index[node] !== 0) continue;
      const { rows } = this.#product.graph;
      const state = Math.floor(node / rows);
      if (this.#enter(node, state, node - state * rows)) return true;
    }
  }

  /** A node of what is left of a component; these come before all others. */
  #nextInPart(): number | undefined {
    for (;;) {
      if (this.#partAt < this.#part.length) return this.#part[this.#partAt++];
      const part = this.#parts.pop();
      if (part === undefined) return undefined;
      for (const node of part) this.#index[node] = 0;
      this.#part = part;
      this.#partAt = 0;
    }
  }

  /** The nodes where the search begins, one after the other; then -1. */
  #nextStart(): number {
    const { graph, first, base, startsAnywhere, stays } = this.#product;
    if (!startsAnywhere) return this.#nextRow < graph.initial ? this.#nextRow++ : -1;
    // From every row, what the waiting state goes on to.
    for (; this.#nextTransition < first[1]!; this.#nextTransition++, this.#nextRow = 0) {
      const transition = this.#nextTransition;
      const to = base[transition]!;
      if (to === 0) continue;
      for (; this.#nextRow < graph.rows; this.#nextRow++) {
        if (!this.#product.isOpen(transition, this.#nextRow)) continue;
        // Where it goes to reads the same row in the same way: no need to look at each edge.
        if (stays[transition] === 1) return to + this.#nextRow++;
        const edge = graph.offsets[this.#nextRow]! + this.#nextEdge++;
        if (edge < graph.offsets[this.#nextRow + 1]!) return to + graph.targets[edge]!;
        this.#nextEdge = 0;
      }
    }
    return -1;
  }

  /** Marks the nodes without a way on, so that nobody has to look at what they read again. */
  #markClosed(): void {
    const { graph, first, startsAnywhere } = this.#product;
    const states = first.length - 1;
    for (let state = startsAnywhere ? 1 : 0; state < states; state++) {
      const start = state * graph.rows;
      for (let row = 0; row < graph.rows; row++) {
        if (this.#firstOpen(first[state]!, first[state + 1]!, row) < 0) {
          this.#index[start + row] = NO_COMPONENT;
        }
      }
    }
  }

  /** The first transition from `from` on that can read a row; -1 if none before `last` can. */
  #firstOpen(from: number, last: number, row: number): number {
    for (let transition = from; transition < last; transition++) {
      if (this.#product.isOpen(transition, row)) return transition;
    }
    return -1;
  }

  /** Whether there is a way on from a node, which is then the innermost one under way. */
  #enter(node: number, state: number, row: number): boolean {
    const { graph, first } = this.#product;
    const last = first[state + 1]!;
    let transition = first[state]!;
    if (!this.#isMarked || transition + 1 !== last) {
      transition = this.#firstOpen(transition, last, row);
      if (transition < 0) {
        this.#index[node] = NO_COMPONENT;
        return false;
      }
    }
    if ((this.#depth + 1) * FRAME > this.#frames.length) this.#frames = doubled(this.#frames);
    if (this.#opened === this.#open.length) this.#open = doubled(this.#open);
    const index = ++this.#discovered;
    this.#index[node] = index;
    this.#open[this.#opened++] = node;
    const at = this.#depth++ * FRAME;
    const frames = this.#frames;
    frames[at + NODE] = node;
    frames[at + INDEX] = index;
    frames[at + ROW] = row;
    frames[at + LOW] = index;
    frames[at + TRANSITION] = transition;
    frames[at + LAST] = last;
    frames[at + EDGE] = graph.offsets[row]!;
    frames[at + END] = graph.offsets[row + 1]!;
    frames[at + LOOP] = 0;
    return true;
  }

  /** Works on the innermost nodes until none is left, or so many are discovered. */
  #descend(lastIndex: number): void {
    const { graph, base, states } = this.#product;
    const { targets, offsets } = graph;
    const index = this.#index;
    let frames = this.#frames;
    let at = (this.#depth - 1) * FRAME;
    while (at >= 0 && this.#discovered < lastIndex) {
      const own = frames[at + INDEX]!;
      const end = frames[at + END]!;
      let edge = frames[at + EDGE]!;
      let transition = frames[at + TRANSITION]!;
      let low = frames[at + LOW]!;
      let hasEntered = false;
      for (;;) {
        const to = base[transition]!;
        while (edge < end) {
          const row = targets[edge++]!;
          const seen = index[to + row]!;
          if (seen < 0) continue;
          if (seen > 0) {
            if (seen < low) low = seen;
            else if (seen === own) frames[at + LOOP] = 1;
          } else if (this.#enter(to + row, states[transition]!, row)) {
            hasEntered = true;
            break;
          }
        }
        if (hasEntered) break;
        const last = frames[at + LAST]!;
        if (transition + 1 === last) break;
        const row = frames[at + ROW]!;
        const next = this.#firstOpen(transition + 1, last, row);
        if (next < 0) break;
        transition = next;
        edge = offsets[row]!;
      }
      if (hasEntered) {
        frames = this.#frames;
        frames[at + EDGE] = edge;
        frames[at + TRANSITION] = transition;
        frames[at + LOW] = low;
        at += FRAME;
        continue;
      }
      const node = frames[at + NODE]!;
      const hasLoop = frames[at + LOOP] === 1;
      this.#depth--;
      at -= FRAME;
      if (low === own) this.#close(node, hasLoop);
      // A node that is not the first of its component has one under it.
      else if (low < frames[at + LOW]!) frames[at + LOW] = low;
    }
  }

  /** Takes a component off the stack. */
  #close(root: number, hasLoop: boolean): void {
    let from = this.#opened - 1;
    if (this.#open[from] === root && !hasLoop) {
      this.#opened = from;
      this.#index[root] = NO_COMPONENT;
      return;
    }
    while (this.#open[from] !== root) from--;
    const nodes = this.#open.subarray(from, this.#opened);
    this.#opened = from;
    const component = ++this.#components;
    for (const node of nodes) this.#index[node] = -component;
    this.#examine(nodes, component);
  }

  // -------------------------------------------------------------------------------------------
  // Acceptance and fairness

  /** Keeps a component that has what it needs, or sees what is left of it. */
  #examine(nodes: Int32Array, component: number): void {
    const { graph, first, base, postponed, allSets } = this.#product;
    const { rows, offsets, targets, labels, fairness } = graph;
    const [index, taken, enabled, seenIn] = [this.#index, this.#taken, this.#enabled, this.#seenIn];
    const constraints: number[] = [];
    let missing = allSets;
    for (const node of nodes) {
      const state = (node / rows) | 0;
      const row = node - state * rows;
      const end = offsets[row + 1]!;
      const sight = ++this.#seen;
      for (let transition = first[state]!; transition < first[state + 1]!; transition++) {
        if (!this.#product.isOpen(transition, row)) continue;
        const to = base[transition]!;
        const gives = (missing & ~postponed[transition]!) !== 0;
        for (let edge = offsets[row]!; edge < end; edge++) {
          const target = targets[edge]!;
          const label = target === row ? 0 : labels[edge]!;
          // Of a constraint that is taken, nothing more needs to be known.
          const isLacking = label !== 0 && taken[label] === 0;
          if (!isLacking && !gives) continue;
          const isInside = index[to + target] === -component;
          if (isInside) missing &= postponed[transition]!;
          if (!isLacking) continue;
          if (seenIn[label] !== sight) {
            seenIn[label] = sight;
            if (enabled[label]!++ === 0) constraints.push(label);
          }
          if (isInside) taken[label] = 1;
        }
      }
    }
    const lacking = constraints.filter((label) => taken[label] === 0);
    const everywhere = lacking.some((label) => enabled[label] === nodes.length);
    for (const label of constraints) enabled[label] = taken[label] = 0;
    // What is enabled everywhere is neither taken nor disabled in a part of the component either.
    if (missing !== 0 || everywhere) return;
    const strong = new Set(lacking.filter((label) => fairness.isStrong[label] === 1));
    if (strong.size === 0) this.#keep(nodes, component);
    else this.#parts.push(nodes.filter((node) => !this.#enables(node % rows, strong)));
  }

  #enables(row: number, constraints: ReadonlySet<number>): boolean {
    const { offsets, targets, labels } = this.#product.graph;
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      if (targets[edge] !== row && constraints.has(labels[edge]!)) return true;
    }
    return false;
  }

  #keep(nodes: Int32Array, component: number): void {
    const { rows } = this.#product.graph;
    let row = rows;
    for (const node of nodes) row = Math.min(row, node % rows);
    if (this.#best === undefined || row < this.#best.row) {
      this.#best = { component, row };
    }
  }
}

/** Stands for the component of a node that is on no cycle. */
const NO_COMPONENT = -(2 ** 31);
/** What is known of a node under way. */
const FRAME = 9;
const [NODE, INDEX, ROW, LOW, TRANSITION, LAST, EDGE, END, LOOP] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
/** Larger automata have many nodes that are never reached: too many to look at each. */
const MARKED_STATES = 4;

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

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
  readonly nodes: Int32Array;
  /** Tells the nodes of this component. */
  readonly has: (node: number) => boolean;
}

export class FairCycleSearch {
  readonly #product: Product;
  /** By node: 0 not seen; positive on the stack, in order of discovery; negative its component. */
  readonly #index: Int32Array;
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
  #part: Int32Array | undefined;
  #nextRoot = 0;
  readonly #taken: Int32Array;
  readonly #enabled: Int32Array;
  readonly #seenIn: Int32Array;
  #seen = 0;
  #best:
    { readonly nodes: Int32Array; readonly component: number; readonly row: number } | undefined;

  constructor(product: Product) {
    const { count } = product.graph.fairness;
    this.#product = product;
    this.#index = new Int32Array(product.nodes);
    this.#taken = new Int32Array(count + 1);
    this.#enabled = new Int32Array(count + 1);
    this.#seenIn = new Int32Array(count + 1);
  }

  /** Goes on for about so many edges; whether the search is finished. */
  run(edges: number): boolean {
    let left = edges;
    while (left > 0) {
      if (this.#depth === 0 && !this.#enterRoot()) return true;
      left -= this.#advance();
    }
    return false;
  }

  /** After the search: of the components found, the one that comes closest to the initial states. */
  get found(): FairComponent | undefined {
    if (this.#best === undefined) return undefined;
    const { nodes, component } = this.#best;
    return { nodes, has: (node) => this.#index[node] === -component };
  }

  // -------------------------------------------------------------------------------------------
  // Depth-first search

  /** Enters a node that was not seen; `false` if there is none. */
  #enterRoot(): boolean {
    for (;;) {
      if (this.#part !== undefined) {
        while (this.#nextInPart < this.#part.length) {
          const node = this.#part[this.#nextInPart++]!;
          if (this.#index[node] === 0) {
            this.#enter(node);
            return true;
          }
        }
        this.#part = undefined;
      }
      const part = this.#parts.pop();
      if (part !== undefined) {
        for (const node of part) this.#index[node] = 0;
        this.#part = part;
        this.#nextInPart = 0;
        continue;
      }
      const root = this.#nextStart();
      if (root < 0) return false;
      if (this.#index[root] === 0) {
        this.#enter(root);
        return true;
      }
    }
  }

  #nextInPart = 0;
  #startEdge = 0;
  #startTransition = 0;

  /** The nodes where the search begins, one after the other; then -1. */
  #nextStart(): number {
    const { graph, first, base, startsAnywhere } = this.#product;
    if (!startsAnywhere) return this.#nextRoot < graph.initial ? this.#nextRoot++ : -1;
    // From every row, what the waiting state goes on to.
    for (; this.#nextRoot < graph.rows; this.#nextRoot++) {
      const row = this.#nextRoot;
      for (; this.#startTransition < first[1]!; this.#startTransition++) {
        const transition = this.#startTransition;
        if (base[transition] === 0 || !this.#product.isOpen(transition, row)) continue;
        const edge = graph.offsets[row]! + this.#startEdge;
        if (edge < graph.offsets[row + 1]!) {
          this.#startEdge++;
          return base[transition]! + graph.targets[edge]!;
        }
        this.#startEdge = 0;
      }
      this.#startTransition = 0;
    }
    return -1;
  }

  #enter(node: number): void {
    const { graph, first } = this.#product;
    if ((this.#depth + 1) * FRAME > this.#frames.length) this.#frames = doubled(this.#frames);
    if (this.#opened === this.#open.length) this.#open = doubled(this.#open);
    const index = ++this.#discovered;
    this.#index[node] = index;
    this.#open[this.#opened++] = node;
    const state = Math.floor(node / graph.rows);
    const at = this.#depth++ * FRAME;
    const frames = this.#frames;
    frames[at + NODE] = node;
    frames[at + ROW] = node - state * graph.rows;
    frames[at + LOW] = index;
    frames[at + TRANSITION] = first[state]! - 1;
    frames[at + LAST] = first[state + 1]!;
    frames[at + EDGE] = 0;
    frames[at + END] = 0;
    frames[at + LOOP] = 0;
  }

  /** Works on the innermost node until it enters or leaves one; answers how many edges that took. */
  #advance(): number {
    const { graph, base } = this.#product;
    const { targets, offsets } = graph;
    const index = this.#index;
    const frames = this.#frames;
    const at = (this.#depth - 1) * FRAME;
    const node = frames[at + NODE]!;
    const row = frames[at + ROW]!;
    let edge = frames[at + EDGE]!;
    let end = frames[at + END]!;
    let transition = frames[at + TRANSITION]!;
    let low = frames[at + LOW]!;
    let work = 1;
    for (;;) {
      if (edge === end) {
        do transition++;
        while (transition < frames[at + LAST]! && !this.#product.isOpen(transition, row));
        if (transition === frames[at + LAST]!) break;
        edge = offsets[row]!;
        end = offsets[row + 1]!;
      }
      const target = base[transition]! + targets[edge++]!;
      const seen = index[target]!;
      work++;
      if (seen === 0) {
        frames[at + EDGE] = edge;
        frames[at + END] = end;
        frames[at + TRANSITION] = transition;
        frames[at + LOW] = low;
        this.#enter(target);
        return work;
      }
      if (seen > 0) {
        if (seen < low) low = seen;
        if (target === node) frames[at + LOOP] = 1;
      }
    }
    const hasLoop = frames[at + LOOP] === 1;
    this.#depth--;
    if (low === index[node]) return work + this.#close(node, hasLoop);
    // The root of a component has no node under it that could be told.
    const under = at - FRAME;
    if (low < frames[under + LOW]!) frames[under + LOW] = low;
    return work;
  }

  /** Takes a component off the stack. */
  #close(root: number, hasLoop: boolean): number {
    let from = this.#opened - 1;
    while (this.#open[from] !== root) from--;
    const nodes = this.#open.subarray(from, this.#opened);
    this.#opened = from;
    const component = ++this.#components;
    for (const node of nodes) this.#index[node] = -component;
    if (nodes.length === 1 && !hasLoop) return 1;
    return this.#examine(nodes, component);
  }

  // -------------------------------------------------------------------------------------------
  // Acceptance and fairness

  /** Keeps a component that has what it needs, or sees what is left of it. */
  #examine(nodes: Int32Array, component: number): number {
    const { graph, first, base, postponed, allSets } = this.#product;
    const { offsets, targets, labels, fairness } = graph;
    const constraints: number[] = [];
    let missing = allSets;
    let work = nodes.length;
    for (const node of nodes) {
      const state = Math.floor(node / graph.rows);
      const row = node - state * graph.rows;
      const [start, end] = [offsets[row]!, offsets[row + 1]!];
      const sight = ++this.#seen;
      for (let edge = start; edge < end; edge++) {
        const label = labels[edge]!;
        if (label === 0 || targets[edge] === row || this.#seenIn[label] === sight) continue;
        if (this.#enabled[label] === 0) constraints.push(label);
        this.#seenIn[label] = sight;
        this.#enabled[label]!++;
      }
      for (let transition = first[state]!; transition < first[state + 1]!; transition++) {
        if (!this.#product.isOpen(transition, row)) continue;
        work += end - start;
        for (let edge = start; edge < end; edge++) {
          if (this.#index[base[transition]! + targets[edge]!] !== -component) continue;
          missing &= postponed[transition]!;
          if (targets[edge] !== row) this.#taken[labels[edge]!] = 1;
        }
      }
    }
    const lacking = constraints.filter((label) => this.#taken[label] === 0);
    const everywhere = lacking.some((label) => this.#enabled[label] === nodes.length);
    for (const label of constraints) this.#enabled[label] = this.#taken[label] = 0;
    // What is enabled everywhere is neither taken nor disabled in a part of the component either.
    if (missing !== 0 || everywhere) return work;
    const strong = new Set(lacking.filter((label) => fairness.isStrong[label] === 1));
    if (strong.size === 0) this.#keep(nodes, component);
    else this.#parts.push(nodes.filter((node) => !this.#enables(node % graph.rows, strong)));
    return work;
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
      this.#best = { nodes: nodes.slice(), component, row };
    }
  }
}

const FRAME = 8;
const [NODE, ROW, LOW, TRANSITION, LAST, EDGE, END, LOOP] = [0, 1, 2, 3, 4, 5, 6, 7];

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

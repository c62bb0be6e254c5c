/**
 * A short lasso in a component that has an accepted and fair cycle: breadth-first to the component, then
 * to the nearest edge that gives the cycle something it still needs (of several, the one that gives most),
 * until it needs nothing and can close.
 * Several nodes are tried as the place where the cycle begins. The shortest of all lassos it need not be.
 */
import type { FairComponent } from "./fair-cycle.ts";
import type { Product } from "./product.ts";
import type { Lasso } from "./state-graph.ts";

/** Edges looked at for cycles, after the first, in the hope of a shorter one. */
const FURTHER_WORK = 300_000;

interface CycleStep {
  readonly node: number;
  readonly row: number;
  readonly edge: number;
  readonly transition: number;
}

export function lassoIn(product: Product, component: FairComponent): Lasso {
  return new LassoSearch(product, component).find();
}

class LassoSearch {
  readonly #product: Product;
  readonly #component: FairComponent;
  /** By node: the last cycle search that has seen it. */
  readonly #seen: Int32Array;
  #searches = 0;
  #work = 0;

  constructor(product: Product, component: FairComponent) {
    this.#product = product;
    this.#component = component;
    this.#seen = new Int32Array(product.nodes);
  }

  find(): Lasso {
    const { graph } = this.#product;
    const parents = new Int32Array(this.#product.nodes).fill(UNSEEN);
    let level: number[] = [];
    for (let row = 0; row < graph.initial; row++) {
      parents[row] = NO_PARENT;
      level.push(row);
    }
    let best: { readonly start: number; readonly cycle: readonly CycleStep[] } | undefined;
    let shortest = Infinity;
    for (let distance = 0; level.length > 0 && distance + 1 < shortest; distance++) {
      for (const node of level) {
        if (!this.#component.has(node) || this.#work > FURTHER_WORK) continue;
        const cycle = this.#cycleFrom(node, shortest - distance - 1);
        if (best === undefined) this.#work = 0;
        if (cycle === undefined) continue;
        best = { start: node, cycle };
        shortest = distance + cycle.length;
      }
      if (best !== undefined && this.#work > FURTHER_WORK) break;
      level = this.#nextLevel(level, parents);
    }
    if (best === undefined) throw new Error("the component cannot be reached");
    const prefix: number[] = [];
    for (let node = best.start; node !== NO_PARENT; node = parents[node]!) {
      prefix.push(node % graph.rows);
    }
    const loop = best.cycle.map(({ row, edge }) => ({ row, label: graph.labels[edge]! }));
    return shortened(prefix.reverse(), loop);
  }

  #nextLevel(level: readonly number[], parents: Int32Array): number[] {
    const next: number[] = [];
    for (const node of level) {
      this.#eachEdge(node, (target) => {
        if (parents[target] !== UNSEEN) return;
        parents[target] = node;
        next.push(target);
      });
    }
    return next;
  }

  #eachEdge(node: number, visit: (target: number, edge: number, transition: number) => void): void {
    const { graph, first, base } = this.#product;
    const state = Math.floor(node / graph.rows);
    const row = node - state * graph.rows;
    const end = graph.offsets[row + 1]!;
    for (let transition = first[state]!; transition < first[state + 1]!; transition++) {
      if (!this.#product.isOpen(transition, row)) continue;
      for (let edge = graph.offsets[row]!; edge < end; edge++) {
        visit(base[transition]! + graph.targets[edge]!, edge, transition);
      }
    }
  }

  /** An accepted and fair cycle of at most so many steps, if one is found. */
  #cycleFrom(start: number, most: number): readonly CycleStep[] | undefined {
    const wants = new Wants(this.#product, start);
    const cycle: CycleStep[] = [];
    let node = start;
    for (;;) {
      const isDone = wants.isMet;
      const room = most - cycle.length;
      const path = this.#pathFrom(node, room, (step, from) =>
        isDone ? Number(step.node === start) : wants.helpOf(from, step),
      );
      if (path === undefined) return undefined;
      for (const step of path) {
        wants.take(node, step);
        node = step.node;
        cycle.push(step);
      }
      if (node === start && wants.isMet) return cycle;
    }
  }

  /** A shortest path in the component with a last step that is of use, of these the most useful one. */
  #pathFrom(
    start: number,
    most: number,
    useOf: (step: CycleStep, from: number) => number,
  ): readonly CycleStep[] | undefined {
    const search = ++this.#searches;
    const { rows } = this.#product.graph;
    const steps: CycleStep[] = [];
    const before: number[] = [];
    const pathTo = (last: number): readonly CycleStep[] => {
      const path: CycleStep[] = [];
      for (let i = last; i >= 0; i = before[i]!) path.push(steps[i]!);
      return path.reverse();
    };
    this.#seen[start] = search;
    let [from, to] = [-1, 0];
    for (let length = 1; length <= most && from < to; length++) {
      let [best, found] = [0, -1];
      for (let i = from; i < to; i++) {
        const node = i < 0 ? start : steps[i]!.node;
        this.#eachEdge(node, (target, edge, transition) => {
          this.#work++;
          if (!this.#component.has(target)) return;
          const step = { node: target, row: target % rows, edge, transition };
          const use = useOf(step, node);
          if (use <= best && this.#seen[target] === search) return;
          this.#seen[target] = search;
          steps.push(step);
          before.push(i);
          if (use > best) [best, found] = [use, steps.length - 1];
        });
      }
      if (found >= 0) return pathTo(found);
      [from, to] = [Math.max(to, 0), steps.length];
    }
    return undefined;
  }
}

const UNSEEN = -2;
const NO_PARENT = -1;

/** What a cycle through some nodes still needs to be accepted and fair. */
class Wants {
  readonly #product: Product;
  #missing: number;
  /** Constraints enabled in all nodes so far and not taken. */
  #weak: Set<number>;
  /** Constraints enabled in some node and not taken. */
  readonly #strong = new Set<number>();
  readonly #taken = new Set<number>();

  constructor(product: Product, start: number) {
    this.#product = product;
    this.#missing = product.allSets;
    const enabled = this.#enabledAt(start % product.graph.rows);
    const { isStrong } = product.graph.fairness;
    this.#weak = new Set([...enabled].filter((label) => isStrong[label] === 0));
    this.#addStrong(enabled);
  }

  get isMet(): boolean {
    return this.#missing === 0 && this.#weak.size === 0 && this.#strong.size === 0;
  }

  /** How many of the things that it still needs a step gives it. */
  helpOf(from: number, { row, edge, transition }: CycleStep): number {
    const { postponed, graph } = this.#product;
    let help = 0;
    let sets = this.#missing & ~postponed[transition]!;
    for (; sets !== 0; sets &= sets - 1) help++;
    const label = row === from % graph.rows ? 0 : graph.labels[edge]!;
    if (this.#strong.has(label)) help++;
    if (this.#weak.size === 0) return help;
    const enabled = this.#enabledAt(row);
    for (const each of this.#weak) if (each === label || !enabled.has(each)) help++;
    return help;
  }

  take(from: number, { row, edge, transition }: CycleStep): void {
    const { postponed, graph } = this.#product;
    this.#missing &= postponed[transition]!;
    if (row !== from % graph.rows) {
      const label = graph.labels[edge]!;
      this.#taken.add(label);
      this.#weak.delete(label);
      this.#strong.delete(label);
    }
    const enabled = this.#enabledAt(row);
    this.#weak = new Set([...this.#weak].filter((each) => enabled.has(each)));
    this.#addStrong(enabled);
  }

  #addStrong(enabled: ReadonlySet<number>): void {
    const { isStrong } = this.#product.graph.fairness;
    for (const label of enabled) {
      if (isStrong[label] === 1 && !this.#taken.has(label)) this.#strong.add(label);
    }
  }

  #enabledAt(row: number): ReadonlySet<number> {
    const { offsets, targets, labels } = this.#product.graph;
    const enabled = new Set<number>();
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      if (labels[edge] !== 0 && targets[edge] !== row) enabled.add(labels[edge]!);
    }
    return enabled;
  }
}

/** The same run, with the loop once and beginning as early as it can. */
function shortened(prefix: readonly number[], loop: Lasso["loop"]): Lasso {
  const same = (a: number, b: number): boolean =>
    loop[a]!.row === loop[b]!.row && loop[a]!.label === loop[b]!.label;
  let period = 1;
  while (loop.length % period !== 0 || !loop.every((_, i) => i < period || same(i, i - period))) {
    period++;
  }
  const rows = [...prefix];
  const steps = loop.slice(0, period);
  while (rows.length > 1 && rows.at(-2) === steps.at(steps.length === 1 ? -1 : -2)!.row) {
    rows.pop();
    steps.unshift(steps.pop()!);
  }
  return { prefix: rows, loop: steps };
}

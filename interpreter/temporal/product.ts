/**
 * The product of a state graph and an automaton: a node is a row that the automaton is about to read in
 * one of its states. Nodes are numbers, `state * rows + row`, and edges are found when they are wanted.
 */
import type { Automaton } from "./automaton.ts";
import type { StateGraph } from "./state-graph.ts";

/** Nodes are indices of arrays that are made for all of them. */
export const NODE_LIMIT = 2 ** 29;

export class Product {
  readonly graph: StateGraph;
  readonly nodes: number;
  /** A bit for each acceptance set. */
  readonly allSets: number;
  /** Transitions from a state of the automaton begin at `first[state]`. */
  readonly first: Int32Array;
  /** Of each transition: the number of the first node of its target state, and `postponed`. */
  readonly base: Int32Array;
  readonly postponed: Int32Array;
  /** It comes back to where it begins, whatever it reads, and to no avail: see `startsAnywhere`. */
  readonly startsAnywhere: boolean;
  /** Tests of each transition: a word of the predicates, a mask, and what is to be there. */
  readonly #tests: readonly Int32Array[];

  constructor(graph: StateGraph, automaton: Automaton) {
    const { transitions, sets } = automaton;
    this.graph = graph;
    this.nodes = graph.rows * transitions.length;
    this.allSets = 2 ** sets - 1;
    const all = transitions.flat();
    this.first = new Int32Array(transitions.length + 1);
    transitions.forEach((each, i) => (this.first[i + 1] = this.first[i]! + each.length));
    this.base = Int32Array.from(all, ({ target }) => target * graph.rows);
    this.postponed = Int32Array.from(all, ({ postponed }) => postponed);
    this.#tests = all.map(({ positive, negative }) => testsOf(positive, negative));
    this.startsAnywhere = startsAnywhere(automaton);
  }

  /** Whether a transition can read a row. */
  isOpen(transition: number, row: number): boolean {
    const tests = this.#tests[transition]!;
    const { atoms, words } = this.graph;
    for (let i = 0; i < tests.length; i += 3) {
      if ((atoms[row * words + tests[i]!]! & tests[i + 1]!) !== tests[i + 2]!) return false;
    }
    return true;
  }
}

function testsOf(positive: readonly number[], negative: readonly number[]): Int32Array {
  const words = new Map<number, [mask: number, wanted: number]>();
  const add = (atom: number, wanted: boolean): void => {
    const word = atom >>> 5;
    const bit = 1 << (atom & 31);
    const [mask, bits] = words.get(word) ?? [0, 0];
    words.set(word, [mask | bit, wanted ? bits | bit : bits]);
  };
  positive.forEach((atom) => add(atom, true));
  negative.forEach((atom) => add(atom, false));
  return Int32Array.from([...words].flatMap(([word, [mask, bits]]) => [word, mask, bits]));
}

/**
 * State 0 waits for something, as in `eventually p`: it has a transition to itself that reads anything,
 * staying there is not accepted, and nothing leads back to it. Then every row can be read in it.
 */
function startsAnywhere({ transitions }: Automaton): boolean {
  const [start, ...others] = transitions;
  if (others.flat().some(({ target }) => target === 0)) return false;
  const loops = start!.filter(({ target }) => target === 0);
  const postponed = loops.reduce((mask, each) => mask & each.postponed, ~0);
  const isFree = loops.some(({ positive, negative }) => positive.length + negative.length === 0);
  return isFree && postponed !== 0;
}

/**
 * The product of a state graph and an automaton: a node is a row that the automaton is about to read in
 * one of its states. Nodes are numbers, `state * rows + row`, and edges are found when they are wanted.
 */
import type { Automaton, Transition } from "./automaton.ts";
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
  readonly states: Int32Array;
  /** By transition: 1 if its target state has but one, to itself, which asks for no more. */
  readonly stays: Uint8Array;
  /** It comes back to where it begins, whatever it reads, and to no avail: see `startsAnywhere`. */
  readonly startsAnywhere: boolean;
  /**
   * What each transition tests: a word of the predicates, a mask, and what is to be there. `#more` has what
   * is tested besides, in the same form.
   */
  readonly word: Int32Array;
  readonly mask: Int32Array;
  readonly wanted: Int32Array;
  readonly #more: readonly (readonly Test[])[];
  /** Nothing is tested besides. */
  readonly isSimple: boolean;

  constructor(graph: StateGraph, automaton: Automaton) {
    const { transitions, sets } = automaton;
    this.graph = graph;
    this.nodes = graph.rows * transitions.length;
    this.allSets = 2 ** sets - 1;
    const all = transitions.flat();
    this.first = new Int32Array(transitions.length + 1);
    transitions.forEach((each, i) => (this.first[i + 1] = this.first[i]! + each.length));
    this.base = Int32Array.from(all, ({ target }) => target * graph.rows);
    this.states = Int32Array.from(all, ({ target }) => target);
    this.stays = Uint8Array.from(all, (each) => {
      const [only, ...others] = transitions[each.target]!;
      return Number(others.length === 0 && only?.target === each.target && isIn(only, each));
    });
    this.postponed = Int32Array.from(all, ({ postponed }) => postponed);
    const tests = all.map(testsOf);
    this.word = Int32Array.from(tests, ([test]) => test?.word ?? 0);
    this.mask = Int32Array.from(tests, ([test]) => test?.mask ?? 0);
    this.wanted = Int32Array.from(tests, ([test]) => test?.wanted ?? 0);
    this.#more = tests.map((each) => each.slice(1));
    this.isSimple = tests.every(({ length }) => length <= 1);
    this.startsAnywhere = startsAnywhere(automaton);
  }

  /** Whether a transition can read a row. */
  isOpen(transition: number, row: number): boolean {
    const { atoms, words } = this.graph;
    const bits = atoms[row * words + this.word[transition]!]!;
    if ((bits & this.mask[transition]!) !== this.wanted[transition]!) return false;
    if (this.isSimple) return true;
    return this.#more[transition]!.every(
      ({ word, mask, wanted }) => (atoms[row * words + word]! & mask) === wanted,
    );
  }
}

interface Test {
  readonly word: number;
  readonly mask: number;
  readonly wanted: number;
}

function isIn(a: Transition, b: Transition): boolean {
  return (
    a.positive.every((atom) => b.positive.includes(atom)) &&
    a.negative.every((atom) => b.negative.includes(atom))
  );
}

function testsOf({ positive, negative }: Transition): readonly Test[] {
  const words = new Map<number, Test>();
  const add = (atom: number, isWanted: boolean): void => {
    const word = atom >>> 5;
    const bit = 1 << (atom & 31);
    const { mask, wanted } = words.get(word) ?? { mask: 0, wanted: 0 };
    words.set(word, { word, mask: mask | bit, wanted: isWanted ? wanted | bit : wanted });
  };
  positive.forEach((atom) => add(atom, true));
  negative.forEach((atom) => add(atom, false));
  return [...words.values()];
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

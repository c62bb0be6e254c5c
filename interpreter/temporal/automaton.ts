/**
 * From a formula to a generalised Büchi automaton with acceptance on transitions, which reads the states
 * of a run and accepts those that satisfy the formula.
 *
 * The construction is Couvreur's tableau ("On-the-fly Verification of Linear Temporal Logic", FM 1999;
 * the idea is that of Gerth, Peled, Vardi and Wolper, PSTV 1995): a state is a set of formulas that have
 * to hold from here on; each is taken apart into what must be true now and what remains to be seen to.
 * There is an acceptance set for each `until`: the transitions that do not put its right side off.
 * Formulas that follow from others of the same set are dropped, as are transitions that ask for more
 * than another one does (as in Gastin and Oddoux, "Fast LTL to Büchi Automata Translation", CAV 2001),
 * and states with equal transitions are merged.
 */
import type { Formula, Formulas } from "./formula.ts";

export interface Automaton {
  /** By state; state 0 is where it begins. */
  readonly transitions: readonly (readonly Transition[])[];
  /** Number of acceptance sets. */
  readonly sets: number;
}

export interface Transition {
  /** Predicates that have to be true of the state that is read, and false ones, ascending. */
  readonly positive: readonly number[];
  readonly negative: readonly number[];
  readonly target: number;
  /** A bit for each acceptance set that it is *not* in. */
  readonly postponed: number;
}

/** Larger automata are not made. */
export const STATE_LIMIT = 1_000;
const WAY_LIMIT = 2_000;
/** Acceptance sets are bits of a number. */
const SET_LIMIT = 30;

class TooLarge extends Error {}

/** `undefined` if it would be too large. */
export function automatonOf(formulas: Formulas, formula: Formula): Automaton | undefined {
  try {
    return simplified(new Construction(formulas).automaton(formula));
  } catch (thrown) {
    if (thrown instanceof TooLarge) return undefined;
    throw thrown;
  }
}

/** One way for a formula to hold: what is true now, what has to hold next, what is put off. */
interface Way {
  readonly positive: ReadonlySet<number>;
  readonly negative: ReadonlySet<number>;
  readonly next: ReadonlySet<Formula>;
  readonly postponed: number;
}

const NOTHING: ReadonlySet<never> = new Set<never>();
const FREE: Way = { positive: NOTHING, negative: NOTHING, next: NOTHING, postponed: 0 };

class Construction {
  readonly #formulas: Formulas;
  readonly #ways = new Map<Formula, readonly Way[]>();
  readonly #sets = new Map<Formula, number>();

  constructor(formulas: Formulas) {
    this.#formulas = formulas;
  }

  automaton(formula: Formula): Automaton {
    const states: Formula[] = [formula];
    const numbers = new Map<Formula, number>([[formula, 0]]);
    const transitions: Transition[][] = [];
    for (let state = 0; state < states.length; state++) {
      const targets = this.#waysOf(states[state]!).map((way) => {
        const target = this.#formulas.join("and", [...way.next]);
        let number = numbers.get(target);
        if (number === undefined) {
          numbers.set(target, (number = states.push(target) - 1));
          if (number >= STATE_LIMIT) throw new TooLarge();
        }
        return {
          positive: [...way.positive].sort((a, b) => a - b),
          negative: [...way.negative].sort((a, b) => a - b),
          target: number,
          postponed: way.postponed,
        };
      });
      transitions.push(targets);
    }
    return { transitions, sets: this.#sets.size };
  }

  #waysOf(formula: Formula): readonly Way[] {
    let ways = this.#ways.get(formula);
    if (ways === undefined) {
      ways = minimal(this.#find(formula));
      this.#ways.set(formula, ways);
    }
    return ways;
  }

  #find(formula: Formula): readonly Way[] {
    switch (formula.kind) {
      case "constant":
        return formula.value ? [FREE] : [];
      case "literal": {
        const own = new Set([formula.atom]);
        return [{ ...FREE, [formula.positive ? "positive" : "negative"]: own }];
      }
      case "or":
        return formula.operands.flatMap((each) => this.#waysOf(each));
      case "and":
        return formula.operands.reduce<readonly Way[]>(
          (ways, each) => minimal(both(ways, this.#waysOf(each))),
          [FREE],
        );
      case "until": {
        const later = { ...FREE, next: new Set([formula]), postponed: 1 << this.#setOf(formula) };
        return [...this.#waysOf(formula.right), ...both(this.#waysOf(formula.left), [later])];
      }
      case "release": {
        const later = { ...FREE, next: new Set([formula]) };
        return both(this.#waysOf(formula.right), [...this.#waysOf(formula.left), later]);
      }
    }
  }

  #setOf(formula: Formula): number {
    let set = this.#sets.get(formula);
    if (set === undefined) this.#sets.set(formula, (set = this.#sets.size));
    if (set >= SET_LIMIT) throw new TooLarge();
    return set;
  }
}

function both(a: readonly Way[], b: readonly Way[]): readonly Way[] {
  const ways: Way[] = [];
  for (const one of a) {
    for (const other of b) {
      const positive = new Set([...one.positive, ...other.positive]);
      const negative = new Set([...one.negative, ...other.negative]);
      if ([...positive].some((atom) => negative.has(atom))) continue;
      const next = new Set([...one.next, ...other.next]);
      ways.push({ positive, negative, next, postponed: one.postponed | other.postponed });
      if (ways.length > WAY_LIMIT) throw new TooLarge();
    }
  }
  return ways;
}

/** Without ways that ask for at least as much as another one. */
function minimal(ways: readonly Way[]): readonly Way[] {
  const kept: Way[] = [];
  for (const way of ways) {
    if (kept.some((other) => asksForLess(other, way))) continue;
    const left = kept.filter((other) => !asksForLess(way, other));
    kept.splice(0, kept.length, ...left, way);
  }
  return kept;
}

function asksForLess(a: Way, b: Way): boolean {
  return (
    (a.postponed & ~b.postponed) === 0 &&
    isSubset(a.positive, b.positive) &&
    isSubset(a.negative, b.negative) &&
    isSubset(a.next, b.next)
  );
}

function isSubset<Item>(a: ReadonlySet<Item>, b: ReadonlySet<Item>): boolean {
  for (const each of a) if (!b.has(each)) return false;
  return true;
}

// ---------------------------------------------------------------------------------------------
// The finished automaton

/** States with equal transitions are one; acceptance sets that have all transitions are none. */
function simplified(automaton: Automaton): Automaton {
  let { transitions } = automaton;
  for (;;) {
    const numbers = new Map<string, number>();
    const kept: (readonly Transition[])[] = [];
    const renumbered = transitions.map((each) => {
      const key = JSON.stringify(each);
      let number = numbers.get(key);
      if (number === undefined) numbers.set(key, (number = kept.push(each) - 1));
      return number;
    });
    const done = kept.length === transitions.length;
    transitions = kept.map((each) => {
      const moved = each.map((way) => ({ ...way, target: renumbered[way.target]! }));
      return [...new Map(moved.map((way) => [JSON.stringify(way), way])).values()];
    });
    if (done) break;
  }
  return withUsedSets(transitions);
}

function withUsedSets(transitions: readonly (readonly Transition[])[]): Automaton {
  const used = transitions.flat().reduce((mask, { postponed }) => mask | postponed, 0);
  const positions: number[] = [];
  for (let bit = 0; bit < SET_LIMIT; bit++) if ((used & (1 << bit)) !== 0) positions.push(bit);
  const renumber = (postponed: number): number =>
    positions.reduce((mask, bit, i) => mask | (((postponed >>> bit) & 1) << i), 0);
  return {
    transitions: transitions.map((each) =>
      each.map((way) => ({ ...way, postponed: renumber(way.postponed) })),
    ),
    sets: positions.length,
  };
}

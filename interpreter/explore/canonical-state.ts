/**
 * One representative per orbit: states that differ only by exchanging identities of symmetric types have
 * the same canonical state. Exact for any number of identities, without trying all permutations.
 *
 * The identities are coloured by how they occur in the state, in terms that no permutation can change,
 * and coloured again in terms of the colours, until nothing more is told apart. Where identities are
 * still alike, each of them in turn is set apart and the colouring goes on (as graph canonisation does:
 * McKay and Piperno, "Practical graph isomorphism, II"). When all differ, the colours number the
 * identities; of the arrangements of the state that this gives, the least is taken. Because every choice
 * is made in terms of colours, or tried for all, all states of an orbit give the same arrangements.
 */
import type { Instance, State, SymmetricType, Type } from "../model.ts";
import { reducesBySymmetry } from "./order-dependence.ts";
import type { Permutation } from "../evaluate/permutation.ts";
import { hasIdentities, permuteState } from "../evaluate/permutation.ts";
import { Occurrences } from "./occurrences.ts";
import { compareValues, equalValues } from "../values.ts";

/** Colour of each element of each symmetric type: how many elements come before its class. */
type Colours = readonly (readonly number[])[];

/** How states are told apart: by themselves, or with symmetry by their orbits. */
export function representatives(instance: Instance, symmetry: boolean): (state: State) => State {
  const types = instance.variables.map(({ type }) => type);
  return reducesBySymmetry(instance, symmetry)
    ? canonicaliser(instance.symmetricTypes, types)
    : (state) => state;
}

/** `types` are those of the values of a state. */
export function canonicaliser(
  symmetricTypes: readonly SymmetricType[],
  types: readonly Type[],
): (state: State) => State {
  const uniform = symmetricTypes.map(({ size }) => new Array<number>(size).fill(0));
  const occurrences = new Occurrences(symmetricTypes, types);
  if (!types.some(hasIdentities) || symmetricTypes.every(({ size }) => size <= 1)) {
    return (state) => state;
  }
  // Successors of different states are often the same state.
  const recent = new Map<string, State>();
  return (state) => {
    const key = JSON.stringify(state);
    let canonical = recent.get(key);
    if (canonical === undefined) {
      canonical = new Arrangements(state, types, occurrences).least(uniform);
      if (recent.size === RECENT_LIMIT) recent.clear();
      recent.set(key, canonical);
    }
    return canonical;
  };
}

const RECENT_LIMIT = 50_000;

/** The arrangements of one state. */
class Arrangements {
  readonly #state: State;
  readonly #types: readonly Type[];
  readonly #occurrences: Occurrences;

  constructor(state: State, types: readonly Type[], occurrences: Occurrences) {
    this.#state = state;
    this.#types = types;
    this.#occurrences = occurrences;
  }

  /** The least arrangement whose numbering respects the colours. */
  least(start: Colours): State {
    const colours = this.#refine(start);
    const alike = firstClassOfSeveral(colours);
    if (alike === undefined) return permuteState(this.#state, this.#types, colours);
    // If exchanging two elements changes nothing, both give the same arrangements.
    const { type, elements } = alike;
    const unlike = elements.filter(
      (element, i) =>
        !elements.slice(0, i).some((other) => this.#areTwins(type, element, other, colours)),
    );
    if (unlike.length === 1) return this.least(inOrder(colours, type, elements));
    // If the first arrangements below two of them are the same, so are all others: what exchanges these
    // two elements leaves the state as it is.
    const [first, ...others] = unlike.map((element) => inOrder(colours, type, [element]));
    const seen = this.#first(first!);
    return others
      .filter((each) => this.#compare(this.#first(each), seen) !== 0)
      .map((each) => this.least(each))
      .reduce((least, each) => (this.#compare(each, least) < 0 ? each : least), this.least(first!));
  }

  /** The arrangement that the first choices lead to. */
  #first(start: Colours): State {
    const colours = this.#refine(start);
    const alike = firstClassOfSeveral(colours);
    if (alike === undefined) return permuteState(this.#state, this.#types, colours);
    return this.#first(inOrder(colours, alike.type, [alike.elements[0]!]));
  }

  #compare(a: State, b: State): number {
    for (let i = 0; i < a.length; i++) {
      const difference = compareValues(a[i]!, b[i]!, this.#types[i]!);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #areTwins(type: number, a: number, b: number, colours: Colours): boolean {
    const exchange: Permutation = colours.map((elements, t) =>
      elements.map((_, i) => (t !== type ? i : i === a ? b : i === b ? a : i)),
    );
    return equalValues(permuteState(this.#state, this.#types, exchange), this.#state);
  }

  /** Colours again and again, until nothing more is told apart. */
  #refine(start: Colours): Colours {
    let colours = start;
    for (;;) {
      const next = this.#recolour(colours);
      const told = classes(next);
      if (told === classes(colours) || told === this.#elements(next)) return next;
      colours = next;
    }
  }

  #elements(colours: Colours): number {
    return colours.reduce((sum, elements) => sum + elements.length, 0);
  }

  /** Orders the elements of each type by their colour, then by where they occur in the state. */
  #recolour(colours: Colours): Colours {
    const occurrences = this.#occurrences;
    colours.forEach((elements, type) => occurrences.colours[type]!.set(elements));
    occurrences.collect(this.#state);
    return colours.map((elements, type) => {
      const signatures = occurrences.signatures[type]!;
      return elements.map((colour, element) => {
        let before = 0;
        for (let other = 0; other < elements.length; other++) {
          const theirs = elements[other]!;
          if (theirs < colour || (theirs === colour && signatures[other]! < signatures[element]!)) {
            before++;
          }
        }
        return before;
      });
    });
  }
}

/** A class of n elements has one colour c, and the next class the colour c + n. */
function classes(colours: Colours): number {
  let sum = 0;
  for (const elements of colours) {
    for (let colour = 0; colour < elements.length; colour++) {
      if (elements.includes(colour)) sum++;
    }
  }
  return sum;
}

function firstClassOfSeveral(
  colours: Colours,
): { readonly type: number; readonly elements: readonly number[] } | undefined {
  for (let type = 0; type < colours.length; type++) {
    const elements = colours[type]!;
    for (let colour = 0; colour < elements.length; colour++) {
      const alike = [...elements.keys()].filter((element) => elements[element] === colour);
      if (alike.length > 1) return { type, elements: alike };
    }
  }
  return undefined;
}

/** Some elements of a class come first in it, each by itself; the others come after, still alike. */
function inOrder(colours: Colours, type: number, first: readonly number[]): Colours {
  const colour = colours[type]![first[0]!]!;
  return colours.map((elements, t) =>
    elements.map((each, i) => {
      if (t !== type || each !== colour) return each;
      const position = first.indexOf(i);
      return colour + (position === -1 ? first.length : position);
    }),
  );
}

/**
 * Canonical states on packed words: states that differ only by exchanged identities have the same one.
 *
 * The method is that of explore/canonical-state.ts, with generated code for what goes through a state.
 * Identities are coloured by how they occur, again and again in terms of the colours, until nothing more is
 * told apart; where some are still alike, each of them in turn is set apart and the colouring goes on, and
 * of the arrangements this leads to the least is taken. As in graph canonisation (McKay and Piperno,
 * "Practical graph isomorphism, II"), what an automorphism maps to something seen is not looked at again:
 * if the first arrangement below one choice is that below another, so are all others.
 *
 * Another member of the orbit may be chosen than by the reference engine.
 */
import type { SymmetricType, Type } from "../../model.ts";
import { isTooMuch } from "../compile-limit.ts";
import type { Plan } from "../layout/layout.ts";
import type { ElementType } from "./elements.ts";
import { generateSymmetry, type SymmetryCode } from "./symmetry-code.ts";

/**
 * Arrangements of one state that are compared. In states with more, the least of these stands for the
 * state: not all of its orbit need agree, so that there may be several states where one would do. Which it
 * is depends on the state alone.
 */
const MOST_ARRANGEMENTS = 2_000;

/** What the user is told then. */
export const PARTIAL_REDUCTION =
  "the reduction by symmetry is partial: of states with very many arrangements, not all were compared";

/** The elements of a colour, among those with numbers from `first` to before `end`. */
interface Class {
  readonly first: number;
  readonly end: number;
  readonly colour: number;
}

export class CanonicalWords {
  readonly #code: SymmetryCode;
  readonly #words: number;
  readonly #rows: readonly ElementType[];
  /** Successors of different states are often the same state: words, and what they became. */
  readonly #known: Int32Array;
  /** Logarithm of their number. */
  readonly #knownBits: number;
  readonly #candidate: Int32Array;
  readonly #best: Int32Array;
  /** For each depth of the search: colours, and the first arrangement below the first choice. */
  readonly #saved: Int32Array[] = [];
  readonly #reference: Int32Array[] = [];
  readonly #stage: ("first" | "known" | "compare")[] = [];
  readonly #most: number;
  #arrangements = 0;
  #isPartial = false;
  #queue: Int32Array;
  #offset = 0;

  private constructor(code: SymmetryCode, plan: Plan, most: number) {
    this.#code = code;
    this.#most = most;
    this.#words = plan.words;
    this.#rows = code.elements.types.filter((each) => each !== undefined);
    this.#candidate = new Int32Array(plan.words);
    this.#best = new Int32Array(plan.words);
    this.#queue = this.#best;
    // Fewer wide states: some 64 kB.
    this.#knownBits = Math.clz32(plan.words) - 18;
    this.#known = new Int32Array((2 * plan.words) << this.#knownBits);
    // Codes that mean none have colours of their own.
    for (const { first, size, codes } of this.#rows) {
      for (let code = size; code < codes; code++) this.#code.colours[first + code] = ~code;
    }
    // An entry not in use seems to be about the state whose words are zero: in the only one where that is
    // looked for, a state has to be that is looked for elsewhere.
    const words = new Int32Array(plan.words);
    const entry = this.#entryOf(words, 0);
    do words[0]!++;
    while (this.#entryOf(words, 0) === entry);
    this.#known.set(words, entry);
  }

  /**
   * `undefined` if the layout has parts that this does not handle, or the code would be too long. `most`
   * arrangements of a state are compared.
   */
  static of(
    plan: Plan,
    types: readonly Type[],
    symmetricTypes: readonly SymmetricType[],
    most = MOST_ARRANGEMENTS,
  ): CanonicalWords | undefined {
    try {
      const code = generateSymmetry(plan, types, symmetricTypes);
      return code && new CanonicalWords(code, plan, most);
    } catch (thrown) {
      if (!isTooMuch(thrown)) throw thrown;
      return undefined;
    }
  }

  /** Some state had more arrangements than were compared. */
  get isPartial(): boolean {
    return this.#isPartial;
  }

  /** Replaces the words at an offset by those that stand for their orbit. */
  canonical(queue: Int32Array, offset: number): void {
    const words = this.#words;
    const known = this.#known;
    const entry = this.#entryOf(queue, offset);
    for (let i = 0; i < words; i++) {
      if (known[entry + i] !== queue[offset + i]) return this.#remember(entry, queue, offset);
    }
    for (let i = 0; i < words; i++) queue[offset + i] = known[entry + words + i]!;
  }

  /** Where what stands for the state would be remembered: behind the words of the state itself. */
  #entryOf(queue: Int32Array, offset: number): number {
    let hash = 0;
    for (let i = 0; i < this.#words; i++) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ queue[offset + i]!, 0x9e3779b1);
    }
    return (hash >>> (32 - this.#knownBits)) * 2 * this.#words;
  }

  #remember(entry: number, queue: Int32Array, offset: number): void {
    const words = this.#words;
    const known = this.#known;
    for (let i = 0; i < words; i++) known[entry + i] = queue[offset + i]!;
    if (!this.#code.canonical(queue, offset)) this.#searchFrom(queue, offset);
    for (let i = 0; i < words; i++) known[entry + words + i] = queue[offset + i]!;
  }

  // -------------------------------------------------------------------------------------------
  // Elements that are still alike

  #searchFrom(queue: Int32Array, offset: number): void {
    this.#queue = queue;
    this.#offset = offset;
    this.#arrangements = 0;
    this.#search(0);
    for (let i = 0; i < this.#words; i++) queue[offset + i] = this.#best[i]!;
  }

  /**
   * Tries all choices from the colours as they are, and answers the depth at which the search goes on:
   * above this one if the rest is known.
   */
  #search(depth: number): number {
    const { colours } = this.#code;
    const alike = this.#firstClassOfSeveral();
    if (alike === undefined) return this.#look(depth);
    const { first, end, colour } = alike;
    const saved = (this.#saved[depth] ??= new Int32Array(colours.length));
    saved.set(colours);
    this.#stage[depth] = "first";
    for (let element = first; element < end; element++) {
      if (saved[element] !== colour) continue;
      colours.set(saved);
      for (let other = first; other < end; other++) {
        if (other !== element && saved[other] === colour) colours[other] = colour + 1;
      }
      this.#code.refine(this.#queue, this.#offset);
      const next = this.#search(depth + 1);
      if (next < depth) return next;
      this.#stage[depth] = "compare";
    }
    return depth;
  }

  /** The first in order of type and colour: not of elements, which a permutation can change. */
  #firstClassOfSeveral(): Class | undefined {
    const { colours } = this.#code;
    for (const { first, size } of this.#rows) {
      const end = first + size;
      let colour = size;
      for (let element = first; element < end; element++) {
        const isAlone = isFirstOfColour(colours, first, element);
        if (!isAlone && colours[element]! < colour) colour = colours[element]!;
      }
      if (colour < size) return { first, end, colour };
    }
    return undefined;
  }

  /** Looks at the arrangement for colours that tell all elements apart. */
  #look(depth: number): number {
    if (this.#arrangements === this.#most) {
      this.#isPartial = true;
      return -1;
    }
    const candidate = this.#candidate;
    this.#code.arrange(this.#queue, this.#offset, candidate);
    const isFirst = this.#arrangements++ === 0;
    for (let d = 0; d < depth; d++) {
      const reference = (this.#reference[d] ??= new Int32Array(this.#words));
      if (this.#stage[d] === "first") {
        reference.set(candidate);
        this.#stage[d] = "known";
      } else if (this.#stage[d] === "compare") {
        if (compare(candidate, reference) === 0) return d;
        this.#stage[d] = "known";
      }
    }
    if (isFirst || compare(candidate, this.#best) < 0) this.#best.set(candidate);
    return depth;
  }
}

function isFirstOfColour(colours: Int32Array, from: number, element: number): boolean {
  for (let other = from; other < element; other++) {
    if (colours[other] === colours[element]) return false;
  }
  return true;
}

function compare(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return 0;
}

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
import type { Plan } from "../layout/layout.ts";
import type { ElementType } from "./elements.ts";
import { generateSymmetry, type SymmetryCode } from "./symmetry-code.ts";

/**
 * Arrangements of one state that are compared. In states with more, the least of these stands for the
 * state: not all of its orbit need agree, so that there may be several states where one would do. Which it
 * is depends on the state alone.
 */
const MOST_ARRANGEMENTS = 2_000;

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
  readonly #candidate: Int32Array;
  readonly #best: Int32Array;
  /** For each depth of the search: colours, and the first arrangement below the first choice. */
  readonly #saved: Int32Array[] = [];
  readonly #reference: Int32Array[] = [];
  readonly #stage: ("first" | "known" | "compare")[] = [];
  #arrangements = 0;
  #isPartial = false;
  #queue: Int32Array;
  #offset = 0;

  private constructor(code: SymmetryCode, plan: Plan) {
    this.#code = code;
    this.#words = plan.words;
    this.#rows = code.elements.types.filter((each) => each !== undefined);
    this.#candidate = new Int32Array(plan.words);
    this.#best = new Int32Array(plan.words);
    this.#queue = this.#best;
    // Codes that mean none have colours of their own.
    for (const { first, size, codes } of this.#rows) {
      for (let code = size; code < codes; code++) this.#code.colours[first + code] = ~code;
    }
  }

  /** `undefined` if the layout has parts that this does not handle. */
  static of(
    plan: Plan,
    types: readonly Type[],
    symmetricTypes: readonly SymmetricType[],
  ): CanonicalWords | undefined {
    const code = generateSymmetry(plan, types, symmetricTypes);
    return code && new CanonicalWords(code, plan);
  }

  /** Some state had more arrangements than were compared. */
  get isPartial(): boolean {
    return this.#isPartial;
  }

  /** Replaces the words at an offset by those that stand for their orbit. */
  canonical(queue: Int32Array, offset: number): void {
    if (this.#code.canonical(queue, offset)) return;
    this.#queue = queue;
    this.#offset = offset;
    this.#arrangements = 0;
    this.#search(0);
    const best = this.#best;
    for (let i = 0; i < best.length; i++) queue[offset + i] = best[i]!;
  }

  // -------------------------------------------------------------------------------------------
  // Elements that are still alike

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
    if (this.#arrangements < MOST_ARRANGEMENTS) return depth;
    this.#isPartial = true;
    return -1;
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

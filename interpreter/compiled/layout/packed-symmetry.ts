/**
 * Canonical states on packed words: the method of canonical-state.ts (colours, refined until nothing
 * more is told apart, then each of the elements that are still alike set apart in turn) on the pieces
 * of a layout. Another member of the orbit may be chosen than by the reference engine; it is the same
 * one for all states of an orbit, which is what counts.
 */
import type { SymmetricType, Type } from "../../model.ts";
import { mix } from "../../explore/occurrences.ts";
import type { Plan } from "./layout.ts";
import {
  codeIn,
  numberElements,
  piecesOf,
  type Entry,
  type Numbering,
  type Piece,
} from "./pieces.ts";

export class PackedSymmetry {
  readonly #words: number;
  readonly #pieces: readonly Piece[];
  readonly #numbering: Numbering;
  /** Bits of each word that belong to no piece. */
  readonly #plain: Int32Array;
  readonly #entries: Entry[];
  readonly #codes: Float64Array;
  readonly #ways: Int32Array;
  readonly #signatures: Int32Array;
  /** Number of an element in its type when all are told apart, by element. */
  readonly #exchange: Int32Array;
  readonly #state: Int32Array;
  readonly #candidate: Int32Array;
  readonly #best: Int32Array;
  #hasBest = false;

  private constructor(plan: Plan, pieces: readonly Piece[], numbering: Numbering) {
    this.#words = plan.words;
    this.#pieces = pieces;
    this.#numbering = numbering;
    this.#plain = new Int32Array(plan.words).fill(-1);
    for (const { word, shift, bits } of pieces) {
      if (bits > 0) this.#plain[word]! &= ~((bits === 32 ? -1 : (1 << bits) - 1) << shift);
    }
    this.#entries = new Array<Entry>(pieces.length);
    this.#codes = new Float64Array(pieces.length);
    this.#ways = Int32Array.from(pieces, ({ group, keys, cell }) =>
      // Cells of an array are told apart only by keys that are no identities.
      mix(
        group + 1,
        keys.reduce((rest, { element, stride }) => rest - this.#own(element) * stride, cell),
      ),
    );
    this.#signatures = new Int32Array(numbering.count);
    this.#exchange = new Int32Array(numbering.count);
    this.#state = new Int32Array(plan.words);
    this.#candidate = new Int32Array(plan.words);
    this.#best = new Int32Array(plan.words);
  }

  /** `undefined` if the layout has parts that this does not handle. */
  static of(
    plan: Plan,
    types: readonly Type[],
    symmetricTypes: readonly SymmetricType[],
  ): PackedSymmetry | undefined {
    const numbering = numberElements(symmetricTypes);
    const pieces = piecesOf(plan, types, numbering);
    return pieces && new PackedSymmetry(plan, pieces, numbering);
  }

  /** Replaces the words at an offset by those that stand for their orbit. */
  canonical(queue: Int32Array, offset: number): void {
    for (let i = 0; i < this.#words; i++) this.#state[i] = queue[offset + i]!;
    for (let i = 0; i < this.#pieces.length; i++) {
      const { word, shift, bits, kind } = this.#pieces[i]!;
      const code = codeIn(this.#state[word]!, shift, bits);
      if (this.#entries[i] === undefined || this.#codes[i] !== code) {
        this.#codes[i] = code;
        this.#entries[i] = kind.entry(code);
      }
    }
    this.#hasBest = false;
    this.#search(new Int32Array(this.#numbering.count));
    for (let i = 0; i < this.#words; i++) queue[offset + i] = this.#best[i]!;
  }

  #own(element: number): number {
    return element - this.#numbering.first[this.#numbering.typeOf[element]!]!;
  }

  /** The least arrangement whose numbering respects the colours, kept in `best`. */
  #search(colours: Int32Array): void {
    this.#refine(colours);
    const alike = this.#firstClassOfSeveral(colours);
    if (alike.length === 0) {
      this.#arrange(colours, this.#candidate);
      if (!this.#hasBest || isLess(this.#candidate, this.#best)) {
        this.#best.set(this.#candidate);
        this.#hasBest = true;
      }
      return;
    }
    // If exchanging two elements changes nothing, both give the same arrangements.
    const unlike = alike.filter(
      (element, i) => !alike.slice(0, i).some((other) => this.#areTwins(element, other)),
    );
    if (unlike.length === 1) {
      const next = colours.slice();
      alike.forEach((element, i) => (next[element] = colours[element]! + i));
      return this.#search(next);
    }
    for (const element of unlike) {
      const next = colours.slice();
      for (const other of alike) next[other] = colours[other]! + (other === element ? 0 : 1);
      this.#search(next);
    }
  }

  /** Colours again and again, until nothing more is told apart. */
  #refine(colours: Int32Array): void {
    const { count, typeOf } = this.#numbering;
    const signatures = this.#signatures;
    const next = new Int32Array(count);
    let told = 0;
    for (let element = 0; element < count; element++) {
      if (this.#isFirstOfClass(colours, element)) told++;
    }
    while (told < count) {
      this.#sign(colours);
      let classes = 0;
      for (let element = 0; element < count; element++) {
        const colour = colours[element]!;
        const signature = signatures[element]!;
        let before = 0;
        let isFirst = true;
        for (let other = 0; other < count; other++) {
          if (typeOf[other] !== typeOf[element]) continue;
          const theirs = colours[other]!;
          if (theirs < colour) before++;
          else if (theirs === colour) {
            if (signatures[other]! < signature) before++;
            else if (signatures[other] === signature && other < element) isFirst = false;
          }
        }
        next[element] = before;
        if (isFirst) classes++;
      }
      colours.set(next);
      if (classes === told) return;
      told = classes;
    }
  }

  #isFirstOfClass(colours: Int32Array, element: number): boolean {
    const { typeOf } = this.#numbering;
    for (let other = 0; other < element; other++) {
      if (typeOf[other] === typeOf[element] && colours[other] === colours[element]) return false;
    }
    return true;
  }

  /** Signatures of all elements: how they occur, with colours for identities. */
  #sign(colours: Int32Array): void {
    const signatures = this.#signatures.fill(0);
    const pieces = this.#pieces;
    for (let i = 0; i < pieces.length; i++) {
      const { keys } = pieces[i]!;
      const { base, elements, ways } = this.#entries[i]!;
      let hash = base;
      for (let j = 0; j < elements.length; j++) {
        hash = (hash + mix(ways[j]!, colours[elements[j]!]! + 1)) | 0;
      }
      hash = mix(this.#ways[i]!, hash);
      for (let k = 0; k < keys.length; k++) {
        hash = mix(hash, colours[keys[k]!.element]! + 1);
      }
      for (let k = 0; k < keys.length; k++) {
        const { element } = keys[k]!;
        signatures[element] = signatures[element]! + mix(hash, k + 1);
      }
      for (let j = 0; j < elements.length; j++) {
        const element = elements[j]!;
        signatures[element] = signatures[element]! + mix(hash, ways[j]!);
      }
    }
  }

  /** The first in order of type and colour: not of elements, which a permutation can change. */
  #firstClassOfSeveral(colours: Int32Array): number[] {
    const { first, types } = this.#numbering;
    for (let type = 0; type < types.length; type++) {
      const from = first[type]!;
      const { size } = types[type]!;
      for (let colour = 0; colour < size; colour++) {
        const alike: number[] = [];
        for (let element = from; element < from + size; element++) {
          if (colours[element] === colour) alike.push(element);
        }
        if (alike.length > 1) return alike;
      }
    }
    return [];
  }

  /** The state with its elements renumbered. */
  #arrange(image: Int32Array, words: Int32Array): void {
    for (let i = 0; i < words.length; i++) words[i] = this.#state[i]! & this.#plain[i]!;
    for (let i = 0; i < this.#pieces.length; i++) {
      const { kind } = this.#pieces[i]!;
      const target = this.#pieces[this.#targetOf(i, image)]!;
      const code = kind.permuted(this.#entries[i]!, image);
      words[target.word] = words[target.word]! | (code << target.shift);
    }
  }

  /** The piece that has the permuted keys. */
  #targetOf(i: number, image: Int32Array): number {
    const { group, cell, keys } = this.#pieces[i]!;
    let target = group + cell;
    for (let k = 0; k < keys.length; k++) {
      const { element, stride } = keys[k]!;
      target += (image[element]! - this.#own(element)) * stride;
    }
    return target;
  }

  #areTwins(a: number, b: number): boolean {
    const image = this.#exchange;
    for (let element = 0; element < image.length; element++) image[element] = this.#own(element);
    image[a] = this.#own(b);
    image[b] = this.#own(a);
    for (let i = 0; i < this.#pieces.length; i++) {
      const code = this.#pieces[i]!.kind.permuted(this.#entries[i]!, image);
      if (code !== this.#codes[this.#targetOf(i, image)]) return false;
    }
    return true;
  }
}

function isLess(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i]! < b[i]!;
  }
  return false;
}

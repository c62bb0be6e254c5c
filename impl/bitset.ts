/**
 * A set of the numbers below a bound, as bits, with summaries: the least element is found in as many
 * steps as there are levels, four for a million. What is in the set says all there is to say of it: no
 * history of the order in which numbers came and went stays behind, as it would in a list.
 *
 *   +0        how many elements
 *   +1 ...    level 0: a bit for each number; level 1: a bit for each word of level 0 that is not 0; ...
 *             up to a level of one word
 */
import type { Arena } from "./arena.ts";

const BITS = 5;

export class BitSet {
  readonly #arena: Arena;
  readonly #at: number;
  /** Offsets of the levels, the highest last. */
  readonly #levels: readonly number[];

  /** Room for the numbers below `bound`; none of them is in the set. */
  constructor(arena: Arena, bound: number) {
    this.#arena = arena;
    const sizes: number[] = [];
    for (let size = bound; sizes.length === 0 || size > 1;) {
      size = Math.max(1, Math.ceil(size / 2 ** BITS));
      sizes.push(size);
    }
    this.#at = arena.allocate(1 + sizes.reduce((sum, size) => sum + size));
    let at = this.#at + 1;
    this.#levels = sizes.map((size) => (at += size) - size);
  }

  get size(): number {
    return this.#arena.words[this.#at]!;
  }

  has(number: number): boolean {
    return ((this.#arena.words[this.#levels[0]! + (number >>> BITS)]! >>> (number & 31)) & 1) === 1;
  }

  /** Adds a number that is not in the set. */
  add(number: number): void {
    const { words } = this.#arena;
    words[this.#at]!++;
    let bit = number;
    for (const level of this.#levels) {
      const word = level + (bit >>> BITS);
      const before = words[word]!;
      words[word] = before | (1 << (bit & 31));
      if (before !== 0) return;
      bit >>>= BITS;
    }
  }

  /** Takes out a number that is in the set. */
  delete(number: number): void {
    const { words } = this.#arena;
    words[this.#at]!--;
    let bit = number;
    for (const level of this.#levels) {
      const word = level + (bit >>> BITS);
      words[word]! &= ~(1 << (bit & 31));
      if (words[word] !== 0) return;
      bit >>>= BITS;
    }
  }

  /** The least element; there must be one. */
  first(): number {
    const { words } = this.#arena;
    let number = 0;
    for (let level = this.#levels.length - 1; level >= 0; level--) {
      number = (number << BITS) | lowest(words[this.#levels[level]! + number]!);
    }
    return number;
  }

  /** The n-th element, from 0; there must be one. O(the number itself), but for the first. */
  nth(n: number): number {
    if (n === 0) return this.first();
    const { words } = this.#arena;
    const level = this.#levels[0]!;
    let left = n;
    for (let i = 0; ; i++) {
      for (let bits = words[level + i]!; bits !== 0; bits &= bits - 1) {
        if (left-- === 0) return (i << BITS) | lowest(bits);
      }
    }
  }
}

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);

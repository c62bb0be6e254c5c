/** A set of pairs of states, each some words: the abstract steps that are known to be allowed. */
export class PairSet {
  readonly #width: number;
  #pairs: Int32Array;
  /** Numbers of pairs from 1; 0 is a free slot. */
  #slots = new Int32Array(1024);
  #count = 0;

  constructor(width: number) {
    this.#width = width;
    this.#pairs = new Int32Array(256 * width * 2);
  }

  has(before: Int32Array, after: Int32Array): boolean {
    return this.#slots[this.#find(before, after)] !== 0;
  }

  add(before: Int32Array, after: Int32Array): void {
    const slot = this.#find(before, after);
    if (this.#slots[slot] !== 0) return;
    const at = this.#count * this.#width * 2;
    if (at === this.#pairs.length) {
      const larger = new Int32Array(this.#pairs.length * 2);
      larger.set(this.#pairs);
      this.#pairs = larger;
    }
    this.#pairs.set(before, at);
    this.#pairs.set(after, at + this.#width);
    this.#slots[slot] = ++this.#count;
    if (this.#count * 2 > this.#slots.length) this.#grow();
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let i = 0; i < this.#count; i++) {
      const at = i * this.#width * 2;
      const middle = at + this.#width;
      const before = this.#pairs.subarray(at, middle);
      const after = this.#pairs.subarray(middle, middle + this.#width);
      this.#slots[this.#find(before, after)] = i + 1;
    }
  }

  /** The slot of a pair, or the free one where it belongs. */
  #find(before: Int32Array, after: Int32Array): number {
    const mask = this.#slots.length - 1;
    let hash = 0;
    for (let i = 0; i < this.#width; i++) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ before[i]!, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 13) ^ after[i]!, 0xc2b2ae35);
    }
    let slot = (hash ^ (hash >>> 16)) & mask;
    for (;;) {
      const pair = this.#slots[slot]!;
      if (pair === 0 || this.#isPair(pair - 1, before, after)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isPair(pair: number, before: Int32Array, after: Int32Array): boolean {
    const at = pair * this.#width * 2;
    for (let i = 0; i < this.#width; i++) {
      if (this.#pairs[at + i] !== before[i]) return false;
      if (this.#pairs[at + this.#width + i] !== after[i]) return false;
    }
    return true;
  }
}

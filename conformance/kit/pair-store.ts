/**
 * The pairs of a state of the specification and a row of the implementation that have been reached, in
 * the order in which they were found, each with the pair and the command that it was first reached by.
 */
export class PairStore {
  #count = 0;
  /** Four words for each pair: state, row, pair before (-1: none), command (-1: none). */
  #pairs = new Int32Array(1 << 12);
  /** Numbers of pairs from 1; 0 is a free slot. */
  #slots = new Int32Array(1 << 11);

  get size(): number {
    return this.#count;
  }

  stateOf(pair: number): number {
    return this.#pairs[pair * 4]!;
  }

  rowOf(pair: number): number {
    return this.#pairs[pair * 4 + 1]!;
  }

  parentOf(pair: number): number {
    return this.#pairs[pair * 4 + 2]!;
  }

  commandOf(pair: number): number {
    return this.#pairs[pair * 4 + 3]!;
  }

  /** Adds a pair if it is new. */
  add(state: number, row: number, parent: number, command: number): void {
    const mask = this.#slots.length - 1;
    let slot = hashOf(state, row) & mask;
    for (;;) {
      const at = (this.#slots[slot]! - 1) * 4;
      if (at < 0) break;
      if (this.#pairs[at] === state && this.#pairs[at + 1] === row) return;
      slot = (slot + 1) & mask;
    }
    if ((this.#count + 1) * 4 > this.#pairs.length) {
      const larger = new Int32Array(this.#pairs.length * 2);
      larger.set(this.#pairs);
      this.#pairs = larger;
    }
    const at = this.#count * 4;
    this.#pairs[at] = state;
    this.#pairs[at + 1] = row;
    this.#pairs[at + 2] = parent;
    this.#pairs[at + 3] = command;
    this.#slots[slot] = ++this.#count;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let pair = 0; pair < this.#count; pair++) {
      let slot = hashOf(this.stateOf(pair), this.rowOf(pair)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = pair + 1;
    }
    this.#slots = slots;
  }
}

function hashOf(state: number, row: number): number {
  let hash = Math.imul(state ^ 0x9e3779b9, 0x85ebca6b) ^ row;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}

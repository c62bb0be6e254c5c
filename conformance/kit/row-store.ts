/**
 * Distinct byte strings, numbered from 0 in one growing arena: the states of an implementation. Rows are
 * kept in 32-bit words with zeroes after the last byte, and looked up by an open-addressing hash table.
 */
export class RowStore {
  #words = new Int32Array(1 << 14);
  #used = 0;
  readonly #offsets: number[] = [];
  /** In bytes. */
  readonly #lengths: number[] = [];
  readonly #hashes: number[] = [];
  /** Numbers of rows from 1; 0 is a free slot. */
  #slots = new Int32Array(1 << 10);
  #scratch = new Int32Array(64);
  /** The row that was last compared with, and its bytes: what is stored never changes. */
  #compared = -1;
  #view: Uint8Array = new Uint8Array(0);
  /** The view that was last given, since most callers give the same one again and again. */
  #seen: { buffer: ArrayBufferLike; offset: number; words: Int32Array } | undefined;

  get size(): number {
    return this.#offsets.length;
  }

  /** Number of the row with these bytes, which is kept if it is new. */
  add(bytes: Uint8Array): number {
    const words = this.#wordsOf(bytes);
    const count = (bytes.length + 3) >> 2;
    const hash = hashOf(words, count, bytes.length);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const row = this.#slots[slot]! - 1;
      if (row < 0) break;
      if (this.#hashes[row] === hash && this.#equals(row, words, count, bytes.length)) return row;
      slot = (slot + 1) & mask;
    }
    return this.#append(words, count, bytes.length, hash, slot);
  }

  /** Whether the row has exactly these bytes. */
  equals(row: number, bytes: Uint8Array): boolean {
    if (this.#lengths[row] !== bytes.length) return false;
    // One row is compared with again and again: natively that takes half the time, but for the view.
    if (this.#compared !== row) {
      this.#compared = row;
      this.#view = this.bytesOf(row);
    }
    return Buffer.compare(this.#view, bytes) === 0;
  }

  /** The bytes of a row: a view that stays valid, and must not be written. */
  bytesOf(row: number): Uint8Array {
    return new Uint8Array(this.#words.buffer, this.#offsets[row]! * 4, this.#lengths[row]!);
  }

  #equals(row: number, words: Int32Array, count: number, length: number): boolean {
    if (this.#lengths[row] !== length) return false;
    const ours = this.#words;
    const at = this.#offsets[row]!;
    for (let i = 0; i < count; i++) if (ours[at + i] !== words[i]) return false;
    return true;
  }

  #append(words: Int32Array, count: number, length: number, hash: number, slot: number): number {
    if (this.#used + count > this.#words.length) {
      const larger = new Int32Array(Math.max(this.#words.length * 2, this.#used + count));
      larger.set(this.#words.subarray(0, this.#used));
      this.#words = larger;
    }
    for (let i = 0; i < count; i++) this.#words[this.#used + i] = words[i]!;
    const row = this.#offsets.push(this.#used) - 1;
    this.#lengths.push(length);
    this.#hashes.push(hash);
    this.#used += count;
    this.#slots[slot] = row + 1;
    if ((row + 1) * 2 > this.#slots.length) this.#rehash();
    return row;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#hashes.length; row++) {
      let slot = this.#hashes[row]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }

  /** The bytes as words: in place if they lie on a boundary of words, else copied. */
  #wordsOf(bytes: Uint8Array): Int32Array {
    const { buffer, byteOffset, length } = bytes;
    if ((byteOffset & 3) === 0 && (length & 3) === 0) {
      const seen = this.#seen;
      if (
        seen?.buffer === buffer &&
        seen.offset === byteOffset &&
        seen.words.length * 4 >= length
      ) {
        return seen.words;
      }
      const words = new Int32Array(buffer, byteOffset, length >> 2);
      this.#seen = { buffer, offset: byteOffset, words };
      return words;
    }
    const count = (length + 3) >> 2;
    if (this.#scratch.length < count) this.#scratch = new Int32Array(count * 2);
    this.#scratch[count - 1] = 0;
    new Uint8Array(this.#scratch.buffer).set(bytes);
    return this.#scratch;
  }
}

function hashOf(words: Int32Array, count: number, length: number): number {
  let hash = length | 0;
  for (let i = 0; i < count; i++) {
    hash = Math.imul(hash ^ words[i]!, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) & 0x7fffffff;
}

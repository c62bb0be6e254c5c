/**
 * One growable array of 32-bit words that holds all mutable state of a VM, so that one buffer is the
 * whole snapshot and restoring it is one copy.
 *
 * Blocks are multiples of four words and start at multiples of four: an offset has two low bits to
 * spare, and few sizes need a free list. A free block is all zero but for its first word, the next
 * free block of its class; what is behind the used words is zero too. So allocating copies nothing,
 * and to allocate and release again gives the old bytes back (once the class has its list). The first
 * few blocks of a list are in the order of their offsets: in a small state, which blocks are free is all
 * that is left of the order in which they were released.
 *
 * | words      | contents                                                              |
 * | ---------- | --------------------------------------------------------------------- |
 * | 0          | number of words in use, this header included                          |
 * | 1 to 15    | directory: offset of the heads of 16 size classes; 0 while none is used |
 * | from 16    | blocks: groups of 16 heads of free lists (0 is an empty list), and what was allocated |
 *
 * Size classes: 4, 8, ..., 256 words exactly; above, four to each doubling (320, 384, 448, 512, ...),
 * so a large block has up to a quarter to spare.
 */

const USED = 0;
const DIRECTORY = 1;
const HEADER = 16;
/** Heads of free lists that are made at a time. */
const GROUP_BITS = 4;
const GROUP = 1 << GROUP_BITS;
/** Free blocks that are kept in the order of their offsets, at the head of each list. */
const ORDERED = 16;
const GRAIN = 4;
const LARGEST_EXACT = 256;
const EXACT_CLASSES = LARGEST_EXACT / GRAIN;

/** No arena is larger: 1 GiB. Offsets are below it, so three bits of a word stay free beside one. */
export const LARGEST_ARENA = 2 ** 28;

export interface ArenaOptions {
  /** Words that there is room for at first; a power of two. */
  readonly initialWords?: number;
  /** Words that it never grows beyond, at most LARGEST_ARENA. */
  readonly limitWords?: number;
}

/** The state no longer fits in the limit that the arena was given. */
export class ArenaFull extends RangeError {
  override name = "ArenaFull";
}

export class Arena {
  /** Replaced when the arena grows: read it again after every allocation and restore. */
  words: Int32Array;
  /** The same memory, for snapshots. */
  #bytes: Uint8Array;
  /** The part of it that was in use when it was last asked for. */
  #used: Uint8Array;
  /** Changes whenever a block may have become something else: what was found by a walk is good until then. */
  version = 0;
  readonly #limit: number;

  constructor({ initialWords = 64, limitWords = LARGEST_ARENA }: ArenaOptions = {}) {
    if (!(limitWords >= HEADER && limitWords <= LARGEST_ARENA)) {
      throw new RangeError(`the limit of an arena is ${HEADER} to ${LARGEST_ARENA} words`);
    }
    this.#limit = limitWords;
    this.words = new Int32Array(Math.min(Math.max(initialWords, HEADER), limitWords));
    this.#bytes = this.#used = new Uint8Array(this.words.buffer);
    this.words[USED] = HEADER;
  }

  /** Words in use, with the header and free blocks. */
  get used(): number {
    return this.words[USED]!;
  }

  /**
   * Offset of `count` zeroed words, never 0, a multiple of four. O(count) at most; O(1) apart from
   * growth. Throws ArenaFull, with nothing changed, beyond the limit.
   */
  allocate(count: number): number {
    const sizeClass = classOf(count);
    this.version = (this.version + 1) | 0;
    const head = this.#headOf(sizeClass);
    const words = this.words;
    const block = words[head]!;
    if (block === 0) return this.#extend(sizeOf(sizeClass));
    words[head] = words[block]!;
    words[block] = 0;
    return block;
  }

  /** Gives back what `allocate(count)` returned; `words` stays the same array. O(count). */
  release(block: number, count: number): void {
    const sizeClass = classOf(count);
    const size = sizeOf(sizeClass);
    this.version = (this.version + 1) | 0;
    const words = this.words;
    words.fill(0, block, block + size);
    // Allocating the block has made the list.
    let slot = words[DIRECTORY + (sizeClass >> GROUP_BITS)]! + (sizeClass & (GROUP - 1));
    for (let i = 0; i < ORDERED && words[slot] !== 0 && words[slot]! < block; i++) {
      slot = words[slot]!;
    }
    words[block] = words[slot]!;
    words[slot] = block;
  }

  /** What is used: the whole state. A view, only good until the next change: `slice()` keeps it. */
  get bytes(): Uint8Array {
    const length = this.words[USED]! * 4;
    if (this.#used.length !== length) this.#used = this.#bytes.subarray(0, length);
    return this.#used;
  }

  /**
   * Takes over what `bytes` of this arena, or of one made in the same way, was once. O(bytes), and of
   * what is used now if that is longer. Throws RangeError for what cannot be a snapshot.
   */
  restore(bytes: Uint8Array): void {
    const count = bytes.length / 4;
    if (!Number.isInteger(count) || count < HEADER) throw notASnapshot(bytes);
    const before = this.words[USED]!;
    this.version = (this.version + 1) | 0;
    if (count > this.words.length) this.#grow(count);
    this.#bytes.set(bytes);
    if (count < before) this.words.fill(0, count, before);
    if (this.words[USED] !== count) {
      // Leave an arena that is empty rather than one that is corrupt.
      this.words.fill(0);
      this.words[USED] = HEADER;
      throw notASnapshot(bytes);
    }
  }

  /** Where the head of a class's free list is; makes its group if it is the first. */
  #headOf(sizeClass: number): number {
    const entry = DIRECTORY + (sizeClass >> GROUP_BITS);
    let group = this.words[entry]!;
    if (group === 0) {
      // Room for the block too, so that it is all or nothing.
      this.#reserve(GROUP + sizeOf(sizeClass));
      group = this.#extend(GROUP);
      this.words[entry] = group;
    }
    return group + (sizeClass & (GROUP - 1));
  }

  #extend(size: number): number {
    this.#reserve(size);
    const block = this.words[USED]!;
    this.words[USED] = block + size;
    return block;
  }

  #reserve(size: number): void {
    const needed = this.words[USED]! + size;
    if (needed > this.words.length) this.#grow(needed);
  }

  #grow(needed: number): void {
    if (needed > this.#limit) {
      throw new ArenaFull(`${needed} words are needed and the arena is limited to ${this.#limit}`);
    }
    let capacity = this.words.length;
    while (capacity < needed) capacity *= 2;
    const larger = new Int32Array(Math.min(capacity, this.#limit));
    larger.set(this.words);
    this.words = larger;
    this.#bytes = this.#used = new Uint8Array(larger.buffer);
  }
}

function notASnapshot(bytes: Uint8Array): RangeError {
  return new RangeError(`${bytes.length} bytes that are no snapshot of an arena`);
}

/** Classes from 0: the first hold exactly 4, 8, ... words. */
function classOf(count: number): number {
  if (count <= LARGEST_EXACT) {
    if (count > 0) return (count - 1) >> 2;
    throw new RangeError(`a block has at least one word, not ${count}`);
  }
  // With count - 1 between 2^k and 2^(k+1), the two bits behind the first tell the quarter.
  const doubling = 31 - Math.clz32(count - 1);
  const quarter = ((count - 1) >>> (doubling - 2)) & 3;
  return EXACT_CLASSES + (doubling - 8) * 4 + quarter;
}

function sizeOf(sizeClass: number): number {
  if (sizeClass < EXACT_CLASSES) return (sizeClass + 1) * GRAIN;
  const above = sizeClass - EXACT_CLASSES;
  return (5 + (above & 3)) << ((above >> 2) + 6);
}

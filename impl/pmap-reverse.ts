/**
 * Reverse mappings: of each frame, the page table entries that map it, as a list through the leaves.
 *
 * A mapping is named by one word, its leaf and the index in it: leaves start at multiples of four, which
 * leaves five bits for the index. The frame's record is the first mapping, and that is all there is for
 * a frame that is mapped once. Entries of frames that are mapped more often have links, in a block
 * that their leaf has only while one of its entries needs it. So removing a mapping is O(1) however
 * many there are, and to copy a leaf is one allocation, not one for each entry.
 *
 * | record                   | word       | contents                                               |
 * | ------------------------ | ---------- | ------------------------------------------------------ |
 * | frames, one word each    | + frame    | first mapping, or 0                                    |
 * | attributes, 2 bits each  | + frame/16 | was referenced, was modified through what is gone      |
 * | links of a leaf          | +0         | bit i: the frame of entry i has further mappings       |
 * |                          | +2 + 2i    | next mapping of the frame, or 0                        |
 * |                          | +3 + 2i    | previous mapping of the frame, or 0                    |
 */
import type { Arena } from "./arena.ts";
import { FRAME_SHIFT, LARGEST_FRAMES, MODIFIED, REFERENCED } from "./pmap-pte.ts";
import { ENTRIES, LINKS, NODE_MASK, lowestBit } from "./pmap-tree.ts";

const SHARED_BITS = 0;
const PAIRS = 2;
/** From the place of the two bits in an entry to bit 0. */
const ATTRIBUTE_SHIFT = 3;

/** The name of a mapping; never 0. */
export function mappingAt(leaf: number, index: number): number {
  return (leaf << 3) | index;
}

export function leafOf(mapping: number): number {
  return (mapping >>> 5) << 2;
}

export function indexOf(mapping: number): number {
  return mapping & NODE_MASK;
}

export class ReverseMap {
  readonly frames: number;
  readonly #arena: Arena;
  readonly #firsts: number;
  readonly #attributes: number;
  readonly #linksSize: number;

  constructor(arena: Arena, frames: number, leafWidth: number) {
    if (!(Number.isInteger(frames) && frames > 0 && frames <= LARGEST_FRAMES)) {
      throw new RangeError(`there are 1 to ${LARGEST_FRAMES} frames, not ${frames}`);
    }
    this.#arena = arena;
    this.frames = frames;
    this.#firsts = arena.allocate(frames);
    this.#attributes = arena.allocate(Math.ceil(frames / 16));
    this.#linksSize = PAIRS + 2 * leafWidth;
  }

  /** First mapping of a frame, or 0. O(1). */
  first(frame: number): number {
    return this.#arena.words[this.#firsts + frame]!;
  }

  /** The frame's next mapping, or 0. O(1). */
  next(mapping: number): number {
    const { words } = this.#arena;
    const links = words[leafOf(mapping) + LINKS]!;
    return links === 0 ? 0 : words[links + PAIRS + 2 * indexOf(mapping)]!;
  }

  /** Adds a mapping of a frame. O(1). The arena may grow. */
  insert(frame: number, mapping: number): void {
    const { words } = this.#arena;
    const first = words[this.#firsts + frame]!;
    if (first === 0) {
      words[this.#firsts + frame] = mapping;
      return;
    }
    const before = this.#share(first);
    const pair = this.#share(mapping);
    const grown = this.#arena.words;
    const next = grown[before]!;
    grown[before] = mapping;
    grown[pair] = next;
    grown[pair + 1] = first;
    if (next !== 0) grown[this.#pairOf(next) + 1] = mapping;
  }

  /**
   * Adds, for entries of one leaf, those with the same indices of another leaf that map the same frames.
   * O(entries), and it does not touch the frames' records. The arena may grow.
   */
  insertCopies(source: number, copy: number, entries: number): void {
    const linked = this.#sharedOf(source) & entries;
    const befores = this.#shareAll(source, entries) + PAIRS;
    const pairs = this.#shareAll(copy, entries) + PAIRS;
    const { words } = this.#arena;
    const toCopy = mappingAt(copy, 0);
    const toSource = mappingAt(source, 0);
    for (let rest = linked; rest !== 0; rest &= rest - 1) {
      const index = lowestBit(rest);
      const next = words[befores + 2 * index]!;
      words[pairs + 2 * index] = next;
      if (next !== 0) words[this.#pairOf(next) + 1] = toCopy | index;
    }
    // Most often these are neighbours: as runs, they need no search for the next bit.
    for (let rest = entries, index = 0; rest !== 0; rest >>>= 1, index++) {
      if ((rest & 1) === 0) continue;
      words[befores + 2 * index] = toCopy | index;
      words[pairs + 2 * index + 1] = toSource | index;
    }
  }

  /**
   * Removes the mappings that are these entries of a leaf, and keeps for their frames what they know.
   * O(entries); the entries themselves stay as they are.
   */
  remove(leaf: number, entries: number): void {
    const { words } = this.#arena;
    const links = words[leaf + LINKS]!;
    for (let rest = entries; rest !== 0; rest &= rest - 1) {
      const index = lowestBit(rest);
      const pte = words[leaf + ENTRIES + index]!;
      const frame = pte >>> FRAME_SHIFT;
      if ((pte & (REFERENCED | MODIFIED)) !== 0) this.#addAttributes(frame, pte);
      if (links === 0 || ((words[links + SHARED_BITS]! >>> index) & 1) === 0) {
        words[this.#firsts + frame] = 0;
        continue;
      }
      const pair = links + PAIRS + 2 * index;
      const next = words[pair]!;
      const previous = words[pair + 1]!;
      words[pair] = words[pair + 1] = 0;
      // What is left alone of a list needs no links. The entry's own bit is still there, so that its leaf
      // keeps these links even if the neighbour is in it too.
      if (previous === 0) {
        words[this.#firsts + frame] = next;
        const after = this.#pairOf(next);
        words[after + 1] = 0;
        if (words[after] === 0) this.#unshare(leafOf(next), 1 << indexOf(next));
      } else {
        const before = this.#pairOf(previous);
        words[before] = next;
        if (next !== 0) words[this.#pairOf(next) + 1] = previous;
        else if (words[before + 1] === 0) this.#unshare(leafOf(previous), 1 << indexOf(previous));
      }
    }
    if (links !== 0) this.#unshare(leaf, entries);
  }

  /** Which of the bits referenced and modified the frame got through mappings that are gone. O(1). */
  attributes(frame: number): number {
    const word = this.#arena.words[this.#attributes + (frame >>> 4)]!;
    return ((word >>> ((frame & 15) * 2)) & 3) << ATTRIBUTE_SHIFT;
  }

  /** Forgets such bits. O(1). */
  clearAttributes(frame: number, pte: number): void {
    const bits = (pte & (REFERENCED | MODIFIED)) >> ATTRIBUTE_SHIFT;
    this.#arena.words[this.#attributes + (frame >>> 4)]! &= ~(bits << ((frame & 15) * 2));
  }

  /** Throws unless the list of a frame is linked both ways and only shared entries have links. */
  check(frame: number): void {
    const { words } = this.#arena;
    let previous = 0;
    const isShared = this.first(frame) !== 0 && this.next(this.first(frame)) !== 0;
    for (let mapping = this.first(frame); mapping !== 0; mapping = this.next(mapping)) {
      const links = words[leafOf(mapping) + LINKS]!;
      const hasLinks = links !== 0 && ((words[links]! >>> indexOf(mapping)) & 1) === 1;
      if (hasLinks !== isShared)
        throw new Error(
          `frame ${frame}: mapped ${isShared ? "" : "not "}more than once, and links say otherwise`,
        );
      if (isShared && words[this.#pairOf(mapping) + 1] !== previous) {
        throw new Error(`frame ${frame}: a mapping does not lead back to the one before`);
      }
      previous = mapping;
    }
  }

  /** Throws if a leaf has links of entries that it does not have, or links that nobody needs. */
  checkLinks(leaf: number, present: number, leafWidth: number): void {
    const { words } = this.#arena;
    const links = words[leaf + LINKS]!;
    if (links === 0) return;
    const shared = words[links + SHARED_BITS]!;
    if (shared === 0) throw new Error(`leaf ${leaf}: links that nobody needs`);
    if ((shared & ~present) !== 0)
      throw new Error(`leaf ${leaf}: links of an entry that is not there`);
    for (let index = 0; index < leafWidth; index++) {
      const pair = links + PAIRS + 2 * index;
      if (((shared >>> index) & 1) === 0 && (words[pair] !== 0 || words[pair + 1] !== 0)) {
        throw new Error(`leaf ${leaf}: an entry has links and is not shared`);
      }
    }
  }

  /** Where the links of a mapping are that has some. */
  #pairOf(mapping: number): number {
    return this.#arena.words[leafOf(mapping) + LINKS]! + PAIRS + 2 * indexOf(mapping);
  }

  /** Which entries of a leaf have links. */
  #sharedOf(leaf: number): number {
    const links = this.#arena.words[leaf + LINKS]!;
    return links === 0 ? 0 : this.#arena.words[links + SHARED_BITS]!;
  }

  #share(mapping: number): number {
    const links = this.#shareAll(leafOf(mapping), 1 << indexOf(mapping));
    return links + PAIRS + 2 * indexOf(mapping);
  }

  /** The block of links of a leaf, made if need be, in which these entries take part from now on. */
  #shareAll(leaf: number, entries: number): number {
    let links = this.#arena.words[leaf + LINKS]!;
    if (links === 0) {
      links = this.#arena.allocate(this.#linksSize);
      this.#arena.words[leaf + LINKS] = links;
    }
    this.#arena.words[links + SHARED_BITS]! |= entries;
    return links;
  }

  /** These entries of a leaf with links take part no more; the last one takes the links with it. */
  #unshare(leaf: number, entries: number): void {
    const { words } = this.#arena;
    const links = words[leaf + LINKS]!;
    words[links + SHARED_BITS]! &= ~entries;
    if (words[links + SHARED_BITS] !== 0) return;
    words[leaf + LINKS] = 0;
    this.#arena.release(links, this.#linksSize);
  }

  #addAttributes(frame: number, pte: number): void {
    const bits = (pte & (REFERENCED | MODIFIED)) >> ATTRIBUTE_SHIFT;
    this.#arena.words[this.#attributes + (frame >>> 4)]! |= bits << ((frame & 15) * 2);
  }
}

/**
 * Reverse mappings: of each frame, the page table entries that map it, as a list through the leaves.
 *
 * A mapping is named by one word, its leaf and the index in it: leaves start at multiples of four, which
 * leaves five bits for the index. The frame's record is the first mapping, and that is all there is for
 * a frame that is mapped once. Two mappings of the same index are what a fork makes, a leaf full at a
 * time: their leaves are twins, which is a bit for each of these entries and nothing else. Frames that are
 * mapped in any other way have lists, with links in a block that a leaf has only while one of its
 * entries needs it. So removing a mapping is O(1) however many there are, and to copy a leaf writes
 * nothing but the entries.
 *
 * | record                   | word       | contents                                               |
 * | ------------------------ | ---------- | ------------------------------------------------------ |
 * | frames, one word each    | + frame    | first mapping, or 0                                    |
 * | attributes, 2 bits each  | + frame/16 | was referenced, was modified through what is gone      |
 * | leaf (pmap-tree.ts)      | +3         | its links, or 0                                        |
 * |                          | +4         | its twin, or 0; bit 0: the twin's mappings come first  |
 * |                          | +5         | bit i: entry i has no other mapping than the twin's    |
 * | links of a leaf          | +0         | bit i: entry i is in a list                            |
 * |                          | +2 + 2i    | next mapping of the frame, or 0                        |
 * |                          | +3 + 2i    | previous mapping of the frame, or 0                    |
 */
import type { Arena } from "./arena.ts";
import { FRAME_SHIFT, LARGEST_FRAMES, MODIFIED, REFERENCED } from "./pmap-pte.ts";
import { ENTRIES, LINKS, NODE_MASK, TWIN, TWINNED_BITS, lowestBit } from "./pmap-tree.ts";

const SHARED_BITS = 0;
const PAIRS = 2;
/** Of the word for a leaf's twin. */
const SECOND = 1;
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
    const leaf = leafOf(mapping);
    if (this.#isTwinned(mapping)) {
      const twin = words[leaf + TWIN]!;
      return (twin & SECOND) !== 0 ? 0 : mappingAt(twin, indexOf(mapping));
    }
    const links = words[leaf + LINKS]!;
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
    const leaf = leafOf(first);
    const bit = 1 << indexOf(first);
    if (this.#isTwinned(first)) this.#untwin(leaf, bit);
    else if (!this.#isLinked(first) && indexOf(mapping) === indexOf(first)) {
      if (this.#twin(leaf, leafOf(mapping), bit)) return;
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
   * O(1) if none of these frames was mapped twice, else O(entries); it does not touch the frames' records.
   * The arena may grow.
   */
  insertCopies(source: number, copy: number, entries: number): void {
    this.#untwin(source, entries & this.#arena.words[source + TWINNED_BITS]!);
    const linked = this.#linkedOf(source) & entries;
    const alone = entries & ~linked;
    const toLink = alone === 0 || this.#twin(source, copy, alone) ? linked : entries;
    if (toLink === 0) return;
    const befores = this.#shareAll(source, toLink) + PAIRS;
    const pairs = this.#shareAll(copy, toLink) + PAIRS;
    const { words } = this.#arena;
    for (let rest = toLink; rest !== 0; rest &= rest - 1) {
      const index = lowestBit(rest);
      const before = befores + 2 * index;
      const pair = pairs + 2 * index;
      const next = words[before]!;
      words[before] = mappingAt(copy, index);
      words[pair] = next;
      words[pair + 1] = mappingAt(source, index);
      if (next !== 0) words[this.#pairOf(next) + 1] = mappingAt(copy, index);
    }
  }

  /**
   * Removes the mappings that are these entries of a leaf, and keeps for their frames what they know.
   * O(entries); the entries themselves stay as they are.
   */
  remove(leaf: number, entries: number): void {
    const { words } = this.#arena;
    for (let rest = entries; rest !== 0; rest &= rest - 1) {
      const pte = words[leaf + ENTRIES + lowestBit(rest)]!;
      if ((pte & (REFERENCED | MODIFIED)) !== 0) this.#addAttributes(pte >>> FRAME_SHIFT, pte);
    }
    const twinned = words[leaf + TWINNED_BITS]! & entries;
    if (twinned !== 0) this.#removeTwinned(leaf, twinned);
    let linked = 0;
    for (let rest = entries & ~twinned; rest !== 0; rest &= rest - 1) {
      const index = lowestBit(rest);
      // One that goes may leave another of this leaf alone, or with a twin.
      const mapping = mappingAt(leaf, index);
      if (this.#isLinked(mapping)) {
        this.#removeLinked(leaf, index);
        linked |= 1 << index;
      } else if (this.#isTwinned(mapping)) this.#removeTwinned(leaf, 1 << index);
      else words[this.#firsts + this.#frameOf(leaf, index)] = 0;
    }
    if (linked !== 0) this.#unshare(leaf, linked);
  }

  /** What is left of their frames' mappings are the twin's. */
  #removeTwinned(leaf: number, entries: number): void {
    const { words } = this.#arena;
    const twin = words[leaf + TWIN]!;
    if ((twin & SECOND) === 0) {
      for (let rest = entries; rest !== 0; rest &= rest - 1) {
        const index = lowestBit(rest);
        words[this.#firsts + this.#frameOf(leaf, index)] = mappingAt(twin, index);
      }
    }
    this.#separate(leaf, entries);
  }

  /** Takes a mapping out of its list, in which there are others. Its bit in the links stays. */
  #removeLinked(leaf: number, index: number): void {
    const { words } = this.#arena;
    const frame = this.#frameOf(leaf, index);
    const pair = words[leaf + LINKS]! + PAIRS + 2 * index;
    const next = words[pair]!;
    const previous = words[pair + 1]!;
    words[pair] = words[pair + 1] = 0;
    // What is left alone of a list needs no links. The entry's own bit is still there, so that its leaf
    // keeps these links even if the neighbour is in it too.
    if (previous === 0) {
      words[this.#firsts + frame] = next;
      words[this.#pairOf(next) + 1] = 0;
    } else {
      words[this.#pairOf(previous)] = next;
      if (next !== 0) words[this.#pairOf(next) + 1] = previous;
    }
    const first = words[this.#firsts + frame]!;
    const second = words[this.#pairOf(first)]!;
    if (second === 0) this.#unshare(leafOf(first), 1 << indexOf(first));
    else if (words[this.#pairOf(second)] === 0) this.#pairUp(first, second);
  }

  /** The two that are left of a list are twins if they can be: then nothing tells that there were more. */
  #pairUp(first: number, second: number): void {
    const bit = 1 << indexOf(first);
    if (indexOf(second) !== indexOf(first)) return;
    if (!this.#twin(leafOf(first), leafOf(second), bit)) return;
    const { words } = this.#arena;
    for (const mapping of [first, second]) {
      const pair = this.#pairOf(mapping);
      words[pair] = words[pair + 1] = 0;
      this.#unshare(leafOf(mapping), bit);
    }
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
    const first = this.first(frame);
    const isShared = first !== 0 && this.next(first) !== 0;
    for (let mapping = first; mapping !== 0; mapping = this.next(mapping)) {
      const isTwinned = this.#isTwinned(mapping);
      if (this.#isLinked(mapping) !== (isShared && !isTwinned) || (isTwinned && !isShared)) {
        throw new Error(
          `frame ${frame}: mapped ${isShared ? "" : "not "}more than once, and links say otherwise`,
        );
      }
      if (isShared && !isTwinned && words[this.#pairOf(mapping) + 1] !== previous) {
        throw new Error(`frame ${frame}: a mapping does not lead back to the one before`);
      }
      previous = mapping;
    }
  }

  /** Throws if a leaf has links of entries that it does not have or that nobody needs, or is no good twin. */
  checkLinks(leaf: number, present: number, leafWidth: number): void {
    const { words } = this.#arena;
    const twinned = words[leaf + TWINNED_BITS]!;
    const twin = words[leaf + TWIN]!;
    if ((twinned === 0) !== (twin === 0)) throw new Error(`leaf ${leaf}: a twin without entries`);
    if ((twinned & ~present) !== 0) throw new Error(`leaf ${leaf}: a twin of what is not there`);
    if (twin !== 0) {
      const other = twin & ~SECOND;
      const back = leaf | (SECOND - (twin & SECOND));
      if (words[other + TWIN] !== back || words[other + TWINNED_BITS] !== twinned) {
        throw new Error(`leaf ${leaf}: its twin does not know of it`);
      }
    }
    const links = words[leaf + LINKS]!;
    if (links === 0) return;
    const shared = words[links + SHARED_BITS]!;
    if (shared === 0) throw new Error(`leaf ${leaf}: links that nobody needs`);
    if ((shared & (~present | twinned)) !== 0)
      throw new Error(`leaf ${leaf}: links of an entry that is not there or has a twin`);
    for (let index = 0; index < leafWidth; index++) {
      const pair = links + PAIRS + 2 * index;
      if (((shared >>> index) & 1) === 0 && (words[pair] !== 0 || words[pair + 1] !== 0)) {
        throw new Error(`leaf ${leaf}: an entry has links and is not shared`);
      }
    }
  }

  #frameOf(leaf: number, index: number): number {
    return this.#arena.words[leaf + ENTRIES + index]! >>> FRAME_SHIFT;
  }

  #isTwinned(mapping: number): boolean {
    const twinned = this.#arena.words[leafOf(mapping) + TWINNED_BITS]!;
    return ((twinned >>> indexOf(mapping)) & 1) === 1;
  }

  /** Makes entries of two leaves twins, the first's to come first, unless one has another twin. */
  #twin(first: number, second: number, entries: number): boolean {
    const { words } = this.#arena;
    if (words[first + TWIN] === 0 && words[second + TWIN] === 0) {
      words[first + TWIN] = second;
      words[second + TWIN] = first | SECOND;
    } else if (words[first + TWIN] !== second) return false;
    words[first + TWINNED_BITS]! |= entries;
    words[second + TWINNED_BITS]! |= entries;
    return true;
  }

  /** These entries of a leaf and its twin are not twins any more. */
  #separate(leaf: number, entries: number): void {
    const { words } = this.#arena;
    const twin = words[leaf + TWIN]! & ~SECOND;
    words[twin + TWINNED_BITS]! &= ~entries;
    words[leaf + TWINNED_BITS]! &= ~entries;
    if (words[leaf + TWINNED_BITS] === 0) words[leaf + TWIN] = words[twin + TWIN] = 0;
  }

  /** Makes lists of two of twins. The arena may grow. */
  #untwin(leaf: number, entries: number): void {
    if (entries === 0) return;
    const twin = this.#arena.words[leaf + TWIN]!;
    const other = twin & ~SECOND;
    const [first, second] = (twin & SECOND) === 0 ? [leaf, other] : [other, leaf];
    const firsts = this.#shareAll(first, entries) + PAIRS;
    const seconds = this.#shareAll(second, entries) + PAIRS;
    this.#separate(leaf, entries);
    const { words } = this.#arena;
    for (let rest = entries; rest !== 0; rest &= rest - 1) {
      const index = lowestBit(rest);
      words[firsts + 2 * index] = mappingAt(second, index);
      words[seconds + 2 * index + 1] = mappingAt(first, index);
    }
  }

  #isLinked(mapping: number): boolean {
    return ((this.#linkedOf(leafOf(mapping)) >>> indexOf(mapping)) & 1) === 1;
  }

  /** Where the links of a mapping are that has some. */
  #pairOf(mapping: number): number {
    return this.#arena.words[leafOf(mapping) + LINKS]! + PAIRS + 2 * indexOf(mapping);
  }

  /** Which entries of a leaf are in lists. */
  #linkedOf(leaf: number): number {
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

/**
 * Page tables: a radix tree for each address space, as high as the number of its pages needs. Nodes have
 * 32 entries, the topmost only as many as there can be, so a space of few pages is one small leaf. Every
 * node but an unused root has something in it: what gets empty is freed.
 *
 * | record                   | word      | contents                                                |
 * | ------------------------ | --------- | ------------------------------------------------------- |
 * | pmap, 4 words            | +0        | topmost node, or 0                                      |
 * |                          | +1        | entries that are present                                |
 * |                          | +2        | entries that are wired                                  |
 * | inner node, 1 + width    | +0        | bit i: there is a child i                               |
 * |                          | +1 + i    | child i, or 0                                           |
 * | leaf, 6 + width          | +0        | bit i: entry i is present                               |
 * |                          | +1        | its pmap                                                |
 * |                          | +2        | its first page                                          |
 * |                          | +3 to +5  | reverse mappings (pmap-reverse.ts): links, twin, mask   |
 * |                          | +6 + i    | entry i (pmap-pte.ts)                                   |
 *
 * All operations are O(depth), and the depth is at most 6.
 */
import type { Arena } from "./arena.ts";
import { WalkCache } from "./walk-cache.ts";

export const ROOT = 0;
export const RESIDENT = 1;
export const WIRED_COUNT = 2;
export const PMAP_WORDS = 4;

/** Of inner nodes and leaves. */
export const PRESENT_BITS = 0;
const CHILDREN = 1;
export const OWNER = 1;
export const FIRST_PAGE = 2;
export const LINKS = 3;
export const TWIN = 4;
export const TWINNED_BITS = 5;
export const ENTRIES = 6;

const NODE_BITS = 5;
export const NODE_WIDTH = 1 << NODE_BITS;
export const NODE_MASK = NODE_WIDTH - 1;

/** Pages that an address space can have: 4 TiB of pages of 4 KiB. */
export const LARGEST_PAGES = 2 ** 30;

/** Position of the lowest bit that is set; there must be one. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** How many bits are set. */
export function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Bits of the entries of a leaf whose pages are in [from, to), which meets the leaf. */
export function entriesWithin(firstPage: number, from: number, to: number): number {
  const low = from > firstPage ? from - firstPage : 0;
  const high = to - firstPage < NODE_WIDTH ? to - firstPage : NODE_WIDTH;
  return (-1 << low) & (-1 >>> (NODE_WIDTH - high));
}

export class PageTree {
  readonly pages: number;
  /** Entries of a leaf: 32 unless the whole space is smaller. */
  readonly leafWidth: number;
  readonly #arena: Arena;
  /** How far the page number is shifted for the index in the topmost node; 0 if that is a leaf. */
  readonly #topShift: number;
  readonly #walk: WalkCache;

  constructor(arena: Arena, pages: number) {
    if (!(Number.isInteger(pages) && pages > 0 && pages <= LARGEST_PAGES)) {
      throw new RangeError(`an address space has 1 to ${LARGEST_PAGES} pages, not ${pages}`);
    }
    this.#arena = arena;
    this.#walk = new WalkCache(arena);
    this.pages = pages;
    let shift = 0;
    while ((pages - 1) >>> shift >= NODE_WIDTH) shift += NODE_BITS;
    this.#topShift = shift;
    this.leafWidth = Math.min(pages, NODE_WIDTH);
  }

  /** The leaf that has a page's entry, or 0. */
  leafAt(pmap: number, page: number): number {
    const key = page >>> NODE_BITS;
    const known = this.#walk.find(pmap, key);
    if (known !== 0) return known;
    const { words } = this.#arena;
    let node = words[pmap + ROOT]!;
    for (let shift = this.#topShift; shift > 0 && node !== 0; shift -= NODE_BITS) {
      node = words[node + CHILDREN + ((page >>> shift) & NODE_MASK)]!;
    }
    return this.#walk.keep(pmap, key, node);
  }

  /** The leaf that has a page's entry, made if need be: then the caller puts something into it. */
  leafFor(pmap: number, page: number): number {
    const leaf = this.leafAt(pmap, page);
    return leaf !== 0 ? leaf : this.#makeLeaf(pmap, page);
  }

  #makeLeaf(pmap: number, page: number): number {
    let slot = pmap + ROOT;
    let parent = 0;
    let bit = 0;
    for (let shift = this.#topShift; ; shift -= NODE_BITS) {
      let node = this.#arena.words[slot]!;
      if (node === 0) {
        node = this.#arena.allocate(this.#sizeOf(shift));
        const { words } = this.#arena;
        words[slot] = node;
        if (parent !== 0) words[parent + PRESENT_BITS]! |= bit;
      }
      if (shift === 0) {
        const { words } = this.#arena;
        words[node + OWNER] = pmap;
        words[node + FIRST_PAGE] = page & ~NODE_MASK;
        return node;
      }
      const index = (page >>> shift) & NODE_MASK;
      parent = node;
      bit = 1 << index;
      slot = node + CHILDREN + index;
    }
  }

  /** The first leaf with something present at a page or after it, or 0. */
  nextLeaf(pmap: number, page: number): number {
    if (page >= this.pages) return 0;
    const { words } = this.#arena;
    let node = words[pmap + ROOT]!;
    // Where the way to the page has a later branch, the deepest one: what is next if the page's is empty.
    let branch = 0;
    let below = 0;
    let shift = this.#topShift;
    for (; shift > 0 && node !== 0; shift -= NODE_BITS) {
      const index = (page >>> shift) & NODE_MASK;
      const later = words[node + PRESENT_BITS]! & (-2 << index);
      if (later !== 0) {
        branch = words[node + CHILDREN + lowestBit(later)]!;
        below = shift - NODE_BITS;
      }
      node = words[node + CHILDREN + index]!;
    }
    if (node !== 0 && (words[node + PRESENT_BITS]! & (-1 << (page & NODE_MASK))) !== 0) return node;
    if (branch === 0) return 0;
    for (; below > 0; below -= NODE_BITS) {
      branch = words[branch + CHILDREN + lowestBit(words[branch + PRESENT_BITS]!)]!;
    }
    return branch;
  }

  /** The leaf after one, or 0. */
  leafAfter(pmap: number, firstPage: number): number {
    return this.nextLeaf(pmap, firstPage + NODE_WIDTH);
  }

  /** Frees a leaf in which nothing is present, and the nodes above that had nothing else. */
  freeLeaf(leaf: number): void {
    const arena = this.#arena;
    const { words } = arena;
    const page = words[leaf + FIRST_PAGE]!;
    let slot = words[leaf + OWNER]! + ROOT;
    let parent = 0;
    let bit = 0;
    let top = this.#topShift;
    let node = words[slot]!;
    for (let shift = top; shift > 0; shift -= NODE_BITS) {
      const index = (page >>> shift) & NODE_MASK;
      if ((words[node + PRESENT_BITS]! & ~(1 << index)) !== 0) {
        slot = node + CHILDREN + index;
        parent = node;
        bit = 1 << index;
        top = shift - NODE_BITS;
      }
      node = words[node + CHILDREN + index]!;
    }
    node = words[slot]!;
    words[slot] = 0;
    if (parent !== 0) words[parent + PRESENT_BITS]! &= ~bit;
    for (let shift = top; shift > 0; shift -= NODE_BITS) {
      const child = words[node + CHILDREN + ((page >>> shift) & NODE_MASK)]!;
      arena.release(node, this.#sizeOf(shift));
      node = child;
    }
    arena.release(leaf, this.#sizeOf(0));
  }

  /** Throws unless each node has exactly the children that its bits say, and the leaves are in place. */
  check(pmap: number): void {
    const root = this.#arena.words[pmap + ROOT]!;
    if (root !== 0) this.#checkNode(pmap, root, this.#topShift, 0);
  }

  #checkNode(pmap: number, node: number, shift: number, firstPage: number): void {
    const { words } = this.#arena;
    const bits = words[node + PRESENT_BITS]!;
    if (bits === 0) throw new Error(`pmap ${pmap}: the node at page ${firstPage} is empty`);
    if (shift === 0) {
      if (words[node + OWNER] !== pmap || words[node + FIRST_PAGE] !== firstPage) {
        throw new Error(`pmap ${pmap}: the leaf at page ${firstPage} is not its own`);
      }
      return;
    }
    for (let index = 0; index < this.#widthOf(shift); index++) {
      const child = words[node + CHILDREN + index]!;
      const at = firstPage + index * 2 ** shift;
      if ((child !== 0) !== (((bits >>> index) & 1) === 1)) {
        throw new Error(`pmap ${pmap}: the child at page ${at} and its bit do not agree`);
      }
      if (child !== 0) this.#checkNode(pmap, child, shift - NODE_BITS, at);
    }
  }

  #widthOf(shift: number): number {
    return shift === this.#topShift ? ((this.pages - 1) >>> shift) + 1 : NODE_WIDTH;
  }

  #sizeOf(shift: number): number {
    return shift === 0 ? ENTRIES + this.leafWidth : CHILDREN + this.#widthOf(shift);
  }
}

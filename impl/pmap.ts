/**
 * The machine-dependent layer: address spaces as the hardware sees them, with the operations of FreeBSD's
 * pmap(9). A pmap is named by the offset of its record; addresses are page numbers, ranges are [from, to).
 * The tables are in pmap-tree.ts, the lists of each frame's mappings in pmap-reverse.ts.
 *
 * What a removed entry knew (referenced, modified) stays with its frame, as NetBSD's pvh_attrs and
 * FreeBSD's vm_page_dirty() in pmap_remove() have it.
 *
 * The depth of a table is at most 6, and 1 for a space of up to 32 pages. Arguments out of range are the
 * caller's mistake and throw RangeError; where the arena grows, ArenaFull is possible.
 */
import type { Arena } from "./arena.ts";
import { checkPmaps } from "./pmap-check.ts";
import {
  FRAME_SHIFT,
  MODIFIED,
  PRESENT,
  REFERENCED,
  SOFTWARE,
  WIRED,
  WRITABLE,
} from "./pmap-pte.ts";
import { ReverseMap, indexOf, leafOf, mappingAt } from "./pmap-reverse.ts";
import {
  ENTRIES,
  FIRST_PAGE,
  NODE_MASK,
  NODE_WIDTH,
  OWNER,
  PMAP_WORDS,
  PRESENT_BITS,
  PageTree,
  RESIDENT,
  WIRED_COUNT,
  countBits,
  entriesWithin,
  lowestBit,
} from "./pmap-tree.ts";

export * from "./pmap-pte.ts";

export interface PmapOptions {
  /** Frames of physical memory, at most 2^24; numbered from 0. */
  readonly frames: number;
  /** Pages of each address space, at most 2^30; numbered from 0. */
  readonly pages: number;
}

/** Made once by who visits, so that a visit allocates nothing. It may not change the tables. */
export interface MappingVisitor {
  visit(pmap: number, page: number, pte: number): void;
}

export class Pmaps {
  /**
   * Translations that other processors had to forget: each removal of an entry, and each loss of a right
   * of one, counts one. A cost, not state: it is not in the arena, and restoring leaves it alone.
   */
  shootdowns = 0;
  readonly #arena: Arena;
  readonly #tree: PageTree;
  readonly #reverse: ReverseMap;

  constructor(arena: Arena, { frames, pages }: PmapOptions) {
    this.#arena = arena;
    this.#tree = new PageTree(arena, pages);
    this.#reverse = new ReverseMap(arena, frames, this.#tree.leafWidth);
  }

  // -----------------------------------------------------------------------------------------------
  // Address spaces

  /** pmap_pinit(): an address space without mappings. O(1). */
  create(): number {
    return this.#arena.allocate(PMAP_WORDS);
  }

  /** pmap_release(), after removing what is mapped. O(present). */
  destroy(pmap: number): void {
    this.remove(pmap, 0, this.#tree.pages);
    this.#arena.release(pmap, PMAP_WORDS);
  }

  /** pmap_resident_count(): entries that are present. O(1). */
  residentCount(pmap: number): number {
    return this.#arena.words[pmap + RESIDENT]!;
  }

  /** pmap_wired_count(): entries that are wired. O(1). */
  wiredCount(pmap: number): number {
    return this.#arena.words[pmap + WIRED_COUNT]!;
  }

  // -----------------------------------------------------------------------------------------------
  // One page

  /**
   * pmap_enter(): maps a page to a frame, in place of what was there. Entering the frame that is there
   * already changes the rights and keeps what else the entry knows. O(depth).
   */
  enter(pmap: number, page: number, frame: number, writable: boolean, wired: boolean): void {
    if (!(page >= 0 && page < this.#tree.pages)) throw new RangeError(`there is no page ${page}`);
    if (!(frame >= 0 && frame < this.#reverse.frames)) {
      throw new RangeError(`there is no frame ${frame}`);
    }
    const leaf = this.#tree.leafFor(pmap, page);
    const { words } = this.#arena;
    const index = page & NODE_MASK;
    const at = leaf + ENTRIES + index;
    const old = words[at]!;
    const pte = (frame << FRAME_SHIFT) | PRESENT | (writable ? WRITABLE : 0) | (wired ? WIRED : 0);
    if (old !== 0 && old >>> FRAME_SHIFT === frame) {
      if ((old & ~pte & WRITABLE) !== 0) this.shootdowns++;
      if (((old ^ pte) & WIRED) !== 0) words[pmap + WIRED_COUNT]! += wiredIn(pte) - wiredIn(old);
      words[at] = pte | (old & (REFERENCED | MODIFIED | SOFTWARE));
      return;
    }
    if (old !== 0) this.#clear(leaf, 1 << index);
    words[at] = pte;
    words[leaf + PRESENT_BITS]! |= 1 << index;
    words[pmap + RESIDENT]!++;
    words[pmap + WIRED_COUNT]! += wiredIn(pte);
    this.#reverse.insert(frame, mappingAt(leaf, index));
  }

  /** Where the entry of a page is, as long as the tables do not change; 0 if it has no place yet. O(depth). */
  locate(pmap: number, page: number): number {
    if (!(page >= 0 && page < this.#tree.pages)) return 0;
    const leaf = this.#tree.leafAt(pmap, page);
    return leaf === 0 ? 0 : leaf + ENTRIES + (page & NODE_MASK);
  }

  /** The entry at such a place, 0 if none is present. O(1). */
  entryAt(place: number): number {
    return place === 0 ? 0 : this.#arena.words[place]!;
  }

  /** As `enter` of the frame that is there already: the entry at a place gets writable. O(1). */
  permitWrites(place: number): void {
    this.#arena.words[place]! |= WRITABLE;
  }

  /** pmap_extract(): the entry of a page, 0 if none is present (isPresent, frameOf, ...). O(depth). */
  extract(pmap: number, page: number): number {
    return this.entryAt(this.locate(pmap, page));
  }

  /**
   * What the hardware does at a load or a store: sets referenced, and modified at a store, and answers
   * with the entry, or with 0 if the access has to fault. O(depth).
   */
  access(pmap: number, page: number, write: boolean): number {
    const pte = this.extract(pmap, page);
    if (pte === 0 || (write && (pte & WRITABLE) === 0)) return 0;
    const used = pte | REFERENCED | (write ? MODIFIED : 0);
    if (used !== pte) this.#setEntry(pmap, page, used);
    return used;
  }

  /** Changes software bits of an entry that is present: clears some, then sets some. O(depth). */
  mark(pmap: number, page: number, clear: number, set: number): void {
    const pte = this.extract(pmap, page);
    if (pte !== 0) this.#setEntry(pmap, page, (pte & ~(clear & SOFTWARE)) | (set & SOFTWARE));
  }

  #setEntry(pmap: number, page: number, pte: number): void {
    const leaf = this.#tree.leafAt(pmap, page);
    this.#arena.words[leaf + ENTRIES + (page & NODE_MASK)] = pte;
  }

  // -----------------------------------------------------------------------------------------------
  // Ranges

  /** pmap_remove(), wired entries too. O(depth) for each leaf and O(1) for each entry that it removes. */
  remove(pmap: number, from: number, to: number): void {
    const { words } = this.#arena;
    let leaf = this.#tree.nextLeaf(pmap, from);
    while (leaf !== 0) {
      const firstPage = words[leaf + FIRST_PAGE]!;
      if (firstPage >= to) return;
      this.#clear(leaf, words[leaf + PRESENT_BITS]! & entriesWithin(firstPage, from, to));
      if (words[leaf + PRESENT_BITS] === 0) this.#tree.freeLeaf(leaf);
      leaf = this.#tree.leafAfter(pmap, firstPage);
    }
  }

  /** pmap_protect() with VM_PROT_READ: nothing in the range stays writable. As `remove`. */
  protect(pmap: number, from: number, to: number): void {
    this.shootdowns += this.#clearBits(pmap, from, to, WRITABLE);
  }

  /** pmap_unwire(): nothing in the range stays wired. As `remove`. */
  unwire(pmap: number, from: number, to: number): void {
    this.#arena.words[pmap + WIRED_COUNT]! -= this.#clearBits(pmap, from, to, WIRED);
  }

  /** How many entries of the range lost the bit. */
  #clearBits(pmap: number, from: number, to: number, bit: number): number {
    const { words } = this.#arena;
    let count = 0;
    let leaf = this.#tree.nextLeaf(pmap, from);
    while (leaf !== 0) {
      const firstPage = words[leaf + FIRST_PAGE]!;
      if (firstPage >= to) break;
      let rest = words[leaf + PRESENT_BITS]! & entriesWithin(firstPage, from, to);
      // Most often they are neighbours: no search for the next one.
      for (let at = leaf + ENTRIES; rest !== 0; rest >>>= 1, at++) {
        const pte = words[at]!;
        if ((rest & 1) === 0 || (pte & bit) === 0) continue;
        words[at] = pte & ~bit;
        count++;
      }
      leaf = this.#tree.leafAfter(pmap, firstPage);
    }
    return count;
  }

  /**
   * pmap_copy(): maps read-only, in `target`, what is present in the range of `source` and is not there yet.
   * Not wired, not referenced, not modified, without software bits. O(depth) for each leaf and O(1) for each
   * entry, without touching the frames' records.
   */
  copy(target: number, source: number, from: number, to: number): void {
    this.#copyRange(target, source, from, to, false);
  }

  /** As `protect` of the source and then `copy`, with one look at each entry: what fork() does. */
  protectAndCopy(target: number, source: number, from: number, to: number): void {
    this.#copyRange(target, source, from, to, true);
  }

  #copyRange(target: number, source: number, from: number, to: number, protects: boolean): void {
    let leaf = this.#tree.nextLeaf(source, from);
    while (leaf !== 0) {
      const firstPage = this.#arena.words[leaf + FIRST_PAGE]!;
      if (firstPage >= to) return;
      const entries = this.#arena.words[leaf + PRESENT_BITS]! & entriesWithin(firstPage, from, to);
      if (entries !== 0) {
        const copy = this.#tree.leafFor(target, firstPage);
        const missing = entries & ~this.#arena.words[copy + PRESENT_BITS]!;
        if (protects && missing !== entries) {
          const end = firstPage + NODE_WIDTH;
          this.protect(source, Math.max(from, firstPage), Math.min(to, end));
        }
        if (missing !== 0) this.#copyLeaf(target, copy, leaf, missing, protects ? WRITABLE : 0);
      }
      leaf = this.#tree.leafAfter(source, firstPage);
    }
  }

  /** Copies entries that are not there yet, and clears a bit of theirs. */
  #copyLeaf(target: number, copy: number, source: number, missing: number, bit: number): void {
    const { words } = this.#arena;
    const from = source + ENTRIES;
    const to = copy + ENTRIES;
    const frame = -1 << FRAME_SHIFT;
    let lost = 0;
    // Most leaves are full: a loop without a test in it takes three quarters of the time.
    if (missing === -1) {
      for (let i = 0; i < NODE_WIDTH; i++) {
        const pte = words[from + i]!;
        lost += pte & bit;
        words[from + i] = pte & ~bit;
        words[to + i] = (pte & frame) | PRESENT;
      }
    } else {
      for (let i = 0, rest = missing; rest !== 0; rest >>>= 1, i++) {
        if ((rest & 1) === 0) continue;
        const pte = words[from + i]!;
        lost += pte & bit;
        words[from + i] = pte & ~bit;
        words[to + i] = (pte & frame) | PRESENT;
      }
    }
    if (lost !== 0) this.shootdowns += lost / bit;
    words[copy + PRESENT_BITS]! |= missing;
    words[target + RESIDENT]! += countBits(missing);
    this.#reverse.insertCopies(source, copy, missing);
  }

  /** The first page in [from, to) that has an entry, or -1. O(depth). The tables may change in between. */
  nextPresent(pmap: number, from: number, to: number): number {
    const leaf = this.#tree.nextLeaf(pmap, from);
    if (leaf === 0) return -1;
    const { words } = this.#arena;
    const firstPage = words[leaf + FIRST_PAGE]!;
    if (firstPage >= to) return -1;
    const bits = words[leaf + PRESENT_BITS]! & entriesWithin(firstPage, from, to);
    return bits === 0 ? -1 : firstPage + lowestBit(bits);
  }

  /** Visits the entries in [from, to) in the order of pages. O(depth) for each leaf, O(1) for each entry. */
  forEachPresent(pmap: number, from: number, to: number, visitor: MappingVisitor): void {
    const { words } = this.#arena;
    let leaf = this.#tree.nextLeaf(pmap, from);
    while (leaf !== 0) {
      const firstPage = words[leaf + FIRST_PAGE]!;
      if (firstPage >= to) return;
      let rest = words[leaf + PRESENT_BITS]! & entriesWithin(firstPage, from, to);
      for (; rest !== 0; rest &= rest - 1) {
        const index = lowestBit(rest);
        visitor.visit(pmap, firstPage + index, words[leaf + ENTRIES + index]!);
      }
      leaf = this.#tree.leafAfter(pmap, firstPage);
    }
  }

  // -----------------------------------------------------------------------------------------------
  // Frames

  /** pmap_page_is_mapped(): is the frame mapped anywhere? O(1). */
  isMapped(frame: number): boolean {
    return this.#reverse.first(frame) !== 0;
  }

  /** How many entries map the frame. O(mappings). */
  mappings(frame: number): number {
    let count = 0;
    const reverse = this.#reverse;
    for (let each = reverse.first(frame); each !== 0; each = reverse.next(each)) count++;
    return count;
  }

  /** pmap_page_wired_mappings(): how many wired entries map the frame. O(mappings). */
  wiredMappings(frame: number): number {
    let count = 0;
    const reverse = this.#reverse;
    for (let each = reverse.first(frame); each !== 0; each = reverse.next(each)) {
      if ((this.#pteOf(each) & WIRED) !== 0) count++;
    }
    return count;
  }

  /** Visits all entries that map the frame, in no particular order. O(mappings). */
  forEachMapping(frame: number, visitor: MappingVisitor): void {
    const { words } = this.#arena;
    const reverse = this.#reverse;
    for (let each = reverse.first(frame); each !== 0; each = reverse.next(each)) {
      const leaf = leafOf(each);
      const page = words[leaf + FIRST_PAGE]! + indexOf(each);
      visitor.visit(words[leaf + OWNER]!, page, this.#pteOf(each));
    }
  }

  /** pmap_remove_all(): removes all mappings of the frame, wired ones too. O(depth) for each. */
  removeAll(frame: number): void {
    for (;;) {
      const mapping = this.#reverse.first(frame);
      if (mapping === 0) return;
      const leaf = leafOf(mapping);
      this.#clear(leaf, 1 << indexOf(mapping));
      if (this.#arena.words[leaf + PRESENT_BITS] === 0) this.#tree.freeLeaf(leaf);
    }
  }

  /** pmap_remove_write(): no mapping of the frame stays writable. O(mappings). */
  removeWrite(frame: number): void {
    this.shootdowns += this.#clearEverywhere(frame, WRITABLE);
  }

  /** pmap_is_referenced(): since it was last cleared, through a mapping that is or was. O(mappings). */
  isReferenced(frame: number): boolean {
    return this.#has(frame, REFERENCED);
  }

  /** pmap_is_modified(): since it was last cleared, through a mapping that is or was. O(mappings). */
  isModified(frame: number): boolean {
    return this.#has(frame, MODIFIED);
  }

  /** pmap_ts_referenced(): clears, and counts the mappings that had the bit. O(mappings). */
  testAndClearReferenced(frame: number): number {
    const gone = (this.#reverse.attributes(frame) & REFERENCED) === 0 ? 0 : 1;
    this.#reverse.clearAttributes(frame, REFERENCED);
    return gone + this.#clearEverywhere(frame, REFERENCED);
  }

  /** pmap_clear_modify(): the frame is clean. O(mappings). */
  clearModified(frame: number): void {
    this.#reverse.clearAttributes(frame, MODIFIED);
    this.#clearEverywhere(frame, MODIFIED);
  }

  #has(frame: number, bit: number): boolean {
    const reverse = this.#reverse;
    if ((reverse.attributes(frame) & bit) !== 0) return true;
    for (let each = reverse.first(frame); each !== 0; each = reverse.next(each)) {
      if ((this.#pteOf(each) & bit) !== 0) return true;
    }
    return false;
  }

  #clearEverywhere(frame: number, bit: number): number {
    const { words } = this.#arena;
    const reverse = this.#reverse;
    let count = 0;
    for (let each = reverse.first(frame); each !== 0; each = reverse.next(each)) {
      const at = leafOf(each) + ENTRIES + indexOf(each);
      if ((words[at]! & bit) === 0) continue;
      words[at]! &= ~bit;
      count++;
    }
    return count;
  }

  #pteOf(mapping: number): number {
    return this.#arena.words[leafOf(mapping) + ENTRIES + indexOf(mapping)]!;
  }

  /** Clears entries of a leaf that are present; the leaf stays, even if empty. */
  #clear(leaf: number, entries: number): void {
    this.#reverse.remove(leaf, entries);
    const { words } = this.#arena;
    let wired = 0;
    for (let rest = entries; rest !== 0; rest &= rest - 1) {
      const at = leaf + ENTRIES + lowestBit(rest);
      wired += wiredIn(words[at]!);
      words[at] = 0;
    }
    const count = countBits(entries);
    const pmap = words[leaf + OWNER]!;
    words[leaf + PRESENT_BITS]! &= ~entries;
    words[pmap + RESIDENT]! -= count;
    words[pmap + WIRED_COUNT]! -= wired;
    this.shootdowns += count;
  }

  /**
   * Throws Error unless the tables are well formed, the counts are right, and entries and reverse
   * mappings are each other's mirror. `pmaps` are all that there are. O(everything).
   */
  check(pmaps: Iterable<number>): void {
    checkPmaps(this.#arena, this.#tree, this.#reverse, pmaps);
  }
}

/** 1 for a wired entry, else 0. */
function wiredIn(pte: number): number {
  return (pte & WIRED) === 0 ? 0 : 1;
}

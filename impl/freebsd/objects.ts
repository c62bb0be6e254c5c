/**
 * VM objects: bags of pages by index, each of which may shadow another, its backing object.
 *
 *   object, 11 words
 *   +0   life        0 unused, 1 live, 2 dead (OBJ_DEAD: a collapse is emptying it)
 *   +1   backing     object behind this one, plus 1
 *   +2   offset      index here + offset = index there
 *   +3   refs        entries, shadows, faults and collapses that refer to it (ref_count)
 *   +4   shadows     objects that shadow it (shadow_count)
 *   +5   entries     map entries that lead to it
 *   +6   shared      more than one entry may lead to it (OBJ_ONEMAPPING is clear)
 *   +7   collapse    0 at rest, 1 scanning, 2 about to finish
 *   +8   pages       radix tree of frames, plus 1 (radix.ts)
 *   +10  resident    pages in it
 *
 * A page is found in O(log16 of its index); everything else is O(1), but for the walk down a chain.
 */
import type { Chooser } from "../answer.ts";
import { kassert } from "../answer.ts";
import type { Arena } from "../arena.ts";
import { BitSet } from "../bitset.ts";
import {
  RADIX_WORDS,
  radixDelete,
  radixGet,
  radixIn,
  radixNext,
  radixNode,
  radixNodeKey,
  radixSet,
} from "../radix.ts";
import { WalkCache } from "../walk-cache.ts";

export const LIVES = ["unused", "live", "dead"] as const;
export const Life = { unused: 0, live: 1, dead: 2 } as const;
export type Life = (typeof Life)[keyof typeof Life];

export const COLLAPSE_PHASES = ["rest", "scan", "finish"] as const;
export const Collapse = { rest: 0, scan: 1, finish: 2 } as const;

const LIFE = 0;
const BACKING = 1;
const OFFSET = 2;
const REFS = 3;
const SHADOWS = 4;
const ENTRIES = 5;
const SHARED = 6;
const COLLAPSE = 7;
const PAGES = 8;
const RESIDENT = PAGES + RADIX_WORDS;
const OBJECT = RESIDENT + 1;

export class Objects {
  readonly capacity: number;
  readonly #arena: Arena;
  readonly #at: number;
  readonly #unused: BitSet;
  readonly #walk: WalkCache;

  constructor(arena: Arena, capacity: number) {
    this.#arena = arena;
    this.#walk = new WalkCache(arena);
    this.capacity = capacity;
    this.#at = arena.allocate(capacity * OBJECT);
    this.#unused = new BitSet(arena, capacity);
    for (let object = 0; object < capacity; object++) this.#unused.add(object);
  }

  get unused(): number {
    return this.#unused.size;
  }

  /** Makes an object over `backing` (-1: over nothing), whose reference to it the caller hands over. */
  create(chooser: Chooser, backing: number, offset: number, refs: number, shared: boolean): number {
    kassert(this.unused > 0, "no unused object");
    const object = this.#unused.nth(chooser.choose("unused object", this.unused));
    this.#unused.delete(object);
    this.#set(object, LIFE, Life.live);
    this.#set(object, REFS, refs);
    this.#set(object, SHARED, shared ? 1 : 0);
    if (backing !== -1) this.#shadow(object, backing, offset);
    return object;
  }

  /** Puts an object without pages and references out of use; its link to the backing object goes. */
  destroy(object: number): void {
    kassert(this.resident(object) === 0, "an object with pages is destroyed");
    this.unlink(object);
    const at = this.#slot(object, LIFE);
    this.#arena.words.fill(0, at, at + OBJECT);
    this.#unused.add(object);
  }

  life(object: number): Life {
    return this.#word(object, LIFE) as Life;
  }

  markDead(object: number): void {
    this.#set(object, LIFE, Life.dead);
  }

  /** The object behind it, or -1. */
  backing(object: number): number {
    return this.#word(object, BACKING) - 1;
  }

  /** What to add to an index to get that of the same address in the backing object. */
  offset(object: number): number {
    return this.#word(object, OFFSET);
  }

  refs(object: number): number {
    return this.#word(object, REFS);
  }

  addRefs(object: number, by: number): void {
    this.#arena.words[this.#slot(object, REFS)]! += by;
  }

  shadows(object: number): number {
    return this.#word(object, SHADOWS);
  }

  entries(object: number): number {
    return this.#word(object, ENTRIES);
  }

  addEntries(object: number, by: number): void {
    this.#arena.words[this.#slot(object, ENTRIES)]! += by;
  }

  isShared(object: number): boolean {
    return this.#word(object, SHARED) === 1;
  }

  setShared(object: number, shared: boolean): void {
    this.#set(object, SHARED, shared ? 1 : 0);
  }

  collapse(object: number): number {
    return this.#word(object, COLLAPSE);
  }

  setCollapse(object: number, phase: number): void {
    this.#set(object, COLLAPSE, phase);
  }

  /** Pages in the object. */
  resident(object: number): number {
    return this.#word(object, RESIDENT);
  }

  /** vm_page_lookup(): the frame of the page at an index, or -1. */
  page(object: number, index: number): number {
    const arena = this.#arena;
    const at = this.#slot(object, PAGES);
    const key = radixNodeKey(index);
    const node = this.#walk.find(at, key) || this.#walk.keep(at, key, radixNode(arena, at, index));
    return (node === 0 ? radixGet(arena, at, index) : radixIn(arena, node, index)) - 1;
  }

  /** Index of the first page from an index on, or -1. */
  nextPage(object: number, from: number): number {
    return radixNext(this.#arena, this.#slot(object, PAGES), from);
  }

  insertPage(object: number, index: number, frame: number): void {
    kassert(this.page(object, index) === -1, "vm_page_insert: there is a page already");
    radixSet(this.#arena, this.#slot(object, PAGES), index, frame + 1);
    this.#arena.words[this.#slot(object, RESIDENT)]!++;
  }

  removePage(object: number, index: number): void {
    const removed = radixDelete(this.#arena, this.#slot(object, PAGES), index);
    kassert(removed !== 0, "vm_page_remove: there is no page");
    this.#arena.words[this.#slot(object, RESIDENT)]!--;
  }

  /** Another object gets behind this one; references are the caller's business. */
  setBacking(object: number, backing: number, offset: number): void {
    this.unlink(object);
    if (backing !== -1) this.#shadow(object, backing, offset);
  }

  /** Nothing is behind the object any more. */
  unlink(object: number): void {
    const backing = this.backing(object);
    if (backing === -1) return;
    this.#arena.words[this.#slot(backing, SHADOWS)]!--;
    for (const field of [BACKING, OFFSET]) this.#set(object, field, 0);
  }

  #shadow(object: number, backing: number, offset: number): void {
    this.#set(object, BACKING, backing + 1);
    this.#set(object, OFFSET, offset);
    this.#arena.words[this.#slot(backing, SHADOWS)]!++;
  }

  #slot(object: number, field: number): number {
    return this.#at + object * OBJECT + field;
  }

  #word(object: number, field: number): number {
    return this.#arena.words[this.#at + object * OBJECT + field]!;
  }

  #set(object: number, field: number, word: number): void {
    this.#arena.words[this.#at + object * OBJECT + field] = word;
  }
}

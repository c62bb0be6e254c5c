/**
 * The swap pager: what pages had in them that are not in memory, or that have not changed since they were
 * read in. An object has at most one block for an index. Where a page is valid, it is what counts.
 *
 *   object, 3 words
 *   +0  blocks  radix tree of blocks, plus 1 (radix.ts)
 *   +2  count   how many
 *
 * Behind them, a word for each block: its content. Without a swap device there are neither.
 */
import { kassert } from "../answer.ts";
import type { Arena } from "../arena.ts";
import { BitSet } from "../bitset.ts";
import { RADIX_WORDS, radixDelete, radixGet, radixNext, radixSet } from "../radix.ts";

const COUNT = RADIX_WORDS;
const OBJECT = COUNT + 1;

export class SwapPager {
  /** Blocks of the device. */
  readonly blocks: number;
  readonly #arena: Arena;
  readonly #objects: number;
  readonly #at: number = 0;
  readonly #contents: number = 0;
  readonly #free: BitSet | undefined;

  constructor(arena: Arena, objects: number, blocks: number) {
    this.#arena = arena;
    this.#objects = objects;
    this.blocks = blocks;
    if (blocks === 0) return;
    this.#at = arena.allocate(objects * OBJECT);
    this.#contents = arena.allocate(blocks);
    this.#free = new BitSet(arena, blocks);
    for (let block = 0; block < blocks; block++) this.#free.add(block);
  }

  /** Is there a swap device? */
  get exists(): boolean {
    return this.blocks > 0;
  }

  get freeBlocks(): number {
    return this.#free === undefined ? 0 : this.#free.size;
  }

  /** Blocks of an object: 0 is an empty block tree, which nobody has to ask. */
  count(object: number): number {
    return this.blocks === 0 ? 0 : this.#arena.words[this.#slot(object) + COUNT]!;
  }

  /** swap_pager_haspage(). O(log16 of the index), as are the others but where they say. */
  has(object: number, index: number): boolean {
    return this.blocks !== 0 && radixGet(this.#arena, this.#slot(object), index) !== 0;
  }

  /** swap_pager_find_least(): the first index from one on that has a block, or -1. */
  next(object: number, from: number): number {
    return this.blocks === 0 ? -1 : radixNext(this.#arena, this.#slot(object), from);
  }

  /** swap_pager_getpages(): what is in the block of an index that has one, and keeps it. */
  read(object: number, index: number): number {
    const block = radixGet(this.#arena, this.#slot(object), index) - 1;
    kassert(block !== -1, "swap_pager_getpages: there is no block");
    return this.#arena.words[this.#contents + block]!;
  }

  /** May a page be written? The block of the page itself is used again. */
  hasRoom(object: number, index: number): boolean {
    return this.freeBlocks > 0 || this.has(object, index);
  }

  /** swap_pager_putpages(), where there is room. */
  write(object: number, index: number, content: number): void {
    let block = radixGet(this.#arena, this.#slot(object), index) - 1;
    if (block === -1) {
      kassert(this.freeBlocks > 0, "swap_pager_putpages: no block is free");
      block = this.#free!.first();
      this.#free!.delete(block);
      this.#insert(object, index, block);
    }
    this.#arena.words[this.#contents + block] = content;
  }

  /** swap_pager_freespace() of one index, whether or not it has a block. */
  free(object: number, index: number): void {
    if (this.count(object) === 0) return;
    const block = this.#remove(object, index);
    if (block === -1) return;
    this.#arena.words[this.#contents + block] = 0;
    this.#free!.add(block);
  }

  /** The same of a range. O(blocks there are). */
  freeRange(object: number, from: number, length: number): void {
    if (this.count(object) === 0) return;
    for (let at = this.next(object, from); at !== -1 && at < from + length;) {
      this.free(object, at);
      at = this.next(object, at + 1);
    }
  }

  /** swap_pager_copy() of one index: a block of one object becomes that of another, which has none there. */
  move(source: number, from: number, target: number, to: number): void {
    const block = this.#remove(source, from);
    kassert(block !== -1 && !this.has(target, to), "swap_pager_copy: no block, or two");
    this.#insert(target, to, block);
  }

  #insert(object: number, index: number, block: number): void {
    radixSet(this.#arena, this.#slot(object), index, block + 1);
    this.#arena.words[this.#slot(object) + COUNT]!++;
  }

  /** The block, or -1. */
  #remove(object: number, index: number): number {
    const block = radixDelete(this.#arena, this.#slot(object), index) - 1;
    if (block !== -1) this.#arena.words[this.#slot(object) + COUNT]!--;
    return block;
  }

  #slot(object: number): number {
    return this.#at + object * OBJECT;
  }

  /** Throws unless every block is free or belongs to one index of one object. O(objects + blocks). */
  check(): void {
    if (this.blocks === 0) return;
    const owned = new Set<number>();
    for (let object = 0; object < this.#objects; object++) {
      let count = 0;
      for (let at = this.next(object, 0); at !== -1; at = this.next(object, at + 1)) {
        const block = radixGet(this.#arena, this.#slot(object), at) - 1;
        kassert(!owned.has(block), `block ${block} belongs to two pages`);
        kassert(!this.#free!.has(block), `block ${block} is both free and owned`);
        owned.add(block);
        count++;
      }
      kassert(count === this.count(object), `object ${object}: ${count} blocks, counted wrongly`);
    }
    kassert(owned.size + this.freeBlocks === this.blocks, "a block is neither free nor owned");
  }
}

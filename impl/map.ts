/**
 * Address-space maps: FreeBSD's vm_map, an ordered set of entries. An entry says that the pages [start, end)
 * are backed by an object from an offset on. A map and an entry are named by the offset of their record;
 * addresses, lengths and offsets are in pages. The tree is in ordered-tree.ts.
 *
 * | record           | word      | contents                                                            |
 * | ---------------- | --------- | ------------------------------------------------------------------- |
 * | entry, 12 words  | +0, +1    | start, end                                                          |
 * |                  | +2        | object, or 0; what names an object is the VM's business             |
 * |                  | +3        | offset of the first page in the object                              |
 * |                  | +4        | flags, as below                                                     |
 * |                  | +5        | wired count                                                         |
 * |                  | +6, +7    | amap, or 0, and the offset in it: the upper layer of UVM            |
 * |                  | +8 to +11 | next entry and tree (ordered-tree.ts)                               |
 * | map, 12 words    | +0, +1    | limit of the pages, first page                                      |
 * |                  | +2        | root of the tree                                                    |
 * |                  | +3        | number of entries                                                   |
 * |                  | +4        | timestamp: goes up whenever the map gets locked for writing; wraps  |
 * |                  | +5        | how many have it locked for reading                                 |
 * |                  | +6        | 1 while it is locked for writing                                    |
 * |                  | +8        | first entry (ordered-tree.ts)                                       |
 *
 * References that entries hold of objects are counted by the caller: clipping an entry makes one more,
 * merging two makes one less.
 */
import type { Arena } from "./arena.ts";
import * as tree from "./ordered-tree.ts";
import { WalkCache } from "./walk-cache.ts";

/** The words of an entry that `get` reads; `set` writes those that do not say where it is. */
export const Entry = {
  start: tree.START,
  end: tree.END,
  object: 2,
  offset: 3,
  flags: 4,
  wiredCount: 5,
  amap: 6,
  amapOffset: 7,
} as const;
type Field = (typeof Entry)[keyof typeof Entry];
type Attribute = Exclude<Field, typeof Entry.start | typeof Entry.end>;

/** Flags. The protection takes three bits, the maximum protection the three behind them. */
export const READ = 1;
export const WRITE = 2;
export const EXECUTE = 4;
export const MAX_PROTECTION_SHIFT = 3;
/** Two bits: what becomes of the entry in a child, with the numbers of VM_INHERIT_SHARE, ... */
export const INHERIT_SHIFT = 6;
export const INHERIT_SHARE = 0 << INHERIT_SHIFT;
export const INHERIT_COPY = 1 << INHERIT_SHIFT;
export const INHERIT_NONE = 2 << INHERIT_SHIFT;
export const INHERIT_ZERO = 3 << INHERIT_SHIFT;
/** MAP_ENTRY_NEEDS_COPY: the entry has to get an object of its own before the first write. */
export const NEEDS_COPY = 1 << 8;
/** MAP_ENTRY_COW */
export const COPY_ON_WRITE = 1 << 9;
/** MAP_ENTRY_USER_WIRED; the bits behind are free for a VM's own. */
export const USER_WIRED = 1 << 10;

const COUNT = 3;
const TIMESTAMP = 4;
const READERS = 5;
const WRITER = 6;

/** Pages that a map can have, as for page tables. */
export const LARGEST_MAP = 2 ** 30;

export class Maps {
  readonly #arena: Arena;
  readonly #hint: WalkCache;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.#hint = new WalkCache(arena);
  }

  /** A map of the pages [first, limit) without entries. O(1). RangeError for what is no range. */
  create(limit: number, first = 0): number {
    if (!(first >= 0 && first < limit && limit <= LARGEST_MAP)) {
      throw new RangeError(`a map has pages in 0 to ${LARGEST_MAP}, not ${first} to ${limit}`);
    }
    const map = this.#arena.allocate(tree.HEADER_WORDS);
    tree.initialize(this.#arena, map, first, limit);
    return map;
  }

  /** Frees a map with its entries. O(entries). */
  destroy(map: number): void {
    const { words } = this.#arena;
    for (let entry = words[map + tree.NEXT]!; entry !== map;) {
      const next = words[entry + tree.NEXT]!;
      this.#arena.release(entry, tree.RANGE_WORDS);
      entry = next;
    }
    this.#arena.release(map, tree.HEADER_WORDS);
  }

  /** Number of entries. O(1). */
  entryCount(map: number): number {
    return this.#arena.words[map + COUNT]!;
  }

  // -----------------------------------------------------------------------------------------------
  // Entries

  /** A word of an entry. O(1). */
  get(entry: number, field: Field): number {
    return this.#arena.words[entry + field]!;
  }

  /** Changes what an entry says of its pages. O(1). */
  set(entry: number, field: Attribute, word: number): void {
    this.#arena.words[entry + field] = word;
  }

  /** vm_map_lookup_entry(): the entry that has a page, or 0. O(log n). */
  lookup(map: number, page: number): number {
    const { words } = this.#arena;
    const hint = this.#hint.find(map, 0);
    if (hint !== 0 && page >= words[hint + tree.START]! && page < words[hint + tree.END]!) {
      return hint;
    }
    const entry = tree.floor(this.#arena, map, page);
    if (entry === map || page >= words[entry + tree.END]!) return 0;
    return this.#hint.keep(map, 0, entry);
  }

  /** The entry that has a page, else the first one behind it, or 0. O(log n). */
  lookupOrNext(map: number, page: number): number {
    const entry = tree.floor(this.#arena, map, page);
    return entry !== map && page < this.#arena.words[entry + tree.END]! ? entry : this.next(entry);
  }

  /**
   * The entry behind another (of a map: its first), or 0. O(1). With `lookupOrNext`, this visits a range
   * in O(log n + entries).
   */
  next(entry: number): number {
    const next = this.#arena.words[entry + tree.NEXT]!;
    return tree.isHeader(this.#arena, next) ? 0 : next;
  }

  /** The entry before another, or 0. O(log n). */
  previous(map: number, entry: number): number {
    const previous = this.#before(map, entry);
    return previous === map ? 0 : previous;
  }

  /**
   * vm_map_findspace(): the first page, from `hint` on, where `length` pages, at least one, are without
   * entry; -1 if there is no such place. O(log n).
   */
  findSpace(map: number, length: number, hint = 0): number {
    const { words } = this.#arena;
    const before = tree.floor(this.#arena, map, hint);
    // The end of the map itself is its first page.
    const page = Math.max(hint, words[before + tree.END]!);
    if (words[words[before + tree.NEXT]! + tree.START]! - page >= length) return page;
    const entry = tree.firstGapBehind(this.#arena, map, hint, length);
    return entry === 0 ? -1 : words[entry + tree.END]!;
  }

  /**
   * vm_map_insert(), without merging: a new entry, or 0 if its pages are not all free pages of the map.
   * O(log n).
   */
  insert(map: number, start: number, end: number, object = 0, offset = 0, flags = 0): number {
    const before = tree.floor(this.#arena, map, start);
    const { words } = this.#arena;
    const free = words[before + tree.END]!;
    const limit = words[words[before + tree.NEXT]! + tree.START]!;
    if (!(start >= free && start < end && end <= limit)) return 0;
    const entry = this.#add(map, before, start, end);
    this.set(entry, Entry.object, object);
    this.set(entry, Entry.offset, offset);
    this.set(entry, Entry.flags, flags);
    return entry;
  }

  /** Takes an entry out of the map and frees it. O(log n). */
  remove(map: number, entry: number): void {
    this.#removeAfter(map, this.#before(map, entry));
  }

  /**
   * vm_map_clip_start(): splits an entry so that one starts at a page within it, and answers with that.
   * An entry that does not begin before the page stays as it is. O(log n).
   */
  clipStart(map: number, entry: number, page: number): number {
    return page <= this.get(entry, Entry.start) ? entry : this.#split(map, entry, page);
  }

  /** vm_map_clip_end(): splits an entry, which keeps its name, so that it ends at a page. O(log n). */
  clipEnd(map: number, entry: number, page: number): void {
    if (page < this.get(entry, Entry.end)) this.#split(map, entry, page);
  }

  /** The second half; offsets go on. */
  #split(map: number, entry: number, page: number): number {
    const start = this.get(entry, Entry.start);
    const end = this.get(entry, Entry.end);
    if (!(page > start && page < end)) throw new RangeError(`no page ${page} to split an entry at`);
    this.#arena.words[entry + tree.END] = page;
    const half = this.#add(map, entry, page, end);
    const { words } = this.#arena;
    words.copyWithin(half + Entry.object, entry + Entry.object, entry + tree.NEXT);
    words[half + Entry.offset] = this.#offsetBehind(entry, Entry.object, Entry.offset);
    words[half + Entry.amapOffset] = this.#offsetBehind(entry, Entry.amap, Entry.amapOffset);
    return half;
  }

  /** vm_map_mergeable_neighbors(): does the next entry begin where one ends, and go on as that does? */
  isMergeable(entry: number): boolean {
    const next = this.next(entry);
    if (next === 0) return false;
    const { words } = this.#arena;
    return (
      words[entry + tree.END] === words[next + tree.START] &&
      words[entry + Entry.object] === words[next + Entry.object] &&
      words[entry + Entry.flags] === words[next + Entry.flags] &&
      words[entry + Entry.wiredCount] === words[next + Entry.wiredCount] &&
      words[entry + Entry.amap] === words[next + Entry.amap] &&
      this.#offsetBehind(entry, Entry.object, Entry.offset) === words[next + Entry.offset] &&
      this.#offsetBehind(entry, Entry.amap, Entry.amapOffset) === words[next + Entry.amapOffset]
    );
  }

  /** The offset that the page behind an entry has; nothing has no offsets. */
  #offsetBehind(entry: number, what: Field, offset: Field): number {
    const length =
      this.get(entry, what) === 0 ? 0 : this.get(entry, Entry.end) - this.get(entry, 0);
    return this.get(entry, offset) + length;
  }

  /** Makes one entry of an entry and the next if it can be; says whether. O(log n). */
  mergeWithNext(map: number, entry: number): boolean {
    if (!this.isMergeable(entry)) return false;
    const end = this.get(this.next(entry), Entry.end);
    this.#removeAfter(map, entry);
    tree.setEnd(this.#arena, map, entry, end);
    return true;
  }

  /**
   * vm_map_simplify_entry(): merges an entry with the entries on both sides where that can be, and answers
   * with the entry that has its pages now; each entry that vanished had a reference. O(log n).
   */
  simplify(map: number, entry: number): number {
    this.mergeWithNext(map, entry);
    const previous = this.previous(map, entry);
    return previous !== 0 && this.mergeWithNext(map, previous) ? previous : entry;
  }

  /** The entry before another, or the map. */
  #before(map: number, entry: number): number {
    return tree.floor(this.#arena, map, this.get(entry, Entry.start) - 1);
  }

  #add(map: number, before: number, start: number, end: number): number {
    const entry = this.#arena.allocate(tree.RANGE_WORDS);
    const { words } = this.#arena;
    words[entry + tree.START] = start;
    words[entry + tree.END] = end;
    words[map + COUNT]!++;
    tree.insertAfter(this.#arena, map, before, entry);
    return entry;
  }

  #removeAfter(map: number, before: number): void {
    const { words } = this.#arena;
    const entry = words[before + tree.NEXT]!;
    tree.removeAfter(this.#arena, map, before);
    words[map + COUNT]!--;
    this.#arena.release(entry, tree.RANGE_WORDS);
  }

  // -----------------------------------------------------------------------------------------------
  // The lock. Nobody waits here: what cannot be had is refused, and asking again is the caller's.

  /** Changes with every write lock; only good for comparing. */
  timestamp(map: number): number {
    return this.#arena.words[map + TIMESTAMP]!;
  }

  readers(map: number): number {
    return this.#arena.words[map + READERS]!;
  }

  isWriteLocked(map: number): boolean {
    return this.#arena.words[map + WRITER] === 1;
  }

  /** vm_map_trylock_read(): not while a writer has it. */
  tryReadLock(map: number): boolean {
    if (this.isWriteLocked(map)) return false;
    this.#arena.words[map + READERS]!++;
    return true;
  }

  /** vm_map_unlock_read() */
  readUnlock(map: number): void {
    if (this.readers(map) === 0) throw new Error("the map is not locked for reading");
    this.#arena.words[map + READERS]!--;
  }

  /** vm_map_trylock(): not while anyone has it. A new timestamp. */
  tryWriteLock(map: number): boolean {
    if (this.isWriteLocked(map) || this.readers(map) > 0) return false;
    this.#arena.words[map + WRITER] = 1;
    this.#arena.words[map + TIMESTAMP]!++;
    return true;
  }

  /** vm_map_unlock() */
  writeUnlock(map: number): void {
    if (!this.isWriteLocked(map)) throw new Error("the map is not locked for writing");
    this.#arena.words[map + WRITER] = 0;
  }

  /** vm_map_lock_upgrade() of the only reader; with others, it stays a reader. A new timestamp. */
  tryUpgrade(map: number): boolean {
    if (this.readers(map) !== 1) return false;
    this.readUnlock(map);
    return this.tryWriteLock(map);
  }

  /** vm_map_lock_downgrade(): the writer becomes a reader. */
  downgrade(map: number): void {
    this.writeUnlock(map);
    this.#arena.words[map + READERS]!++;
  }

  /** Throws Error unless order, tree, gaps and number of entries are right. O(n). */
  check(map: number): void {
    const count = tree.check(this.#arena, map);
    const counted = this.entryCount(map);
    if (count !== counted) throw new Error(`${count} entries, and ${counted} counted`);
  }
}

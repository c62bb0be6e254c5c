/**
 * The state that the parts of the FreeBSD VM share, and what all of them do with it: freeing pages,
 * removing mappings, letting go of objects.
 */
import { FIRST, kassert, type Chooser } from "../answer.ts";
import { Arena } from "../arena.ts";
import { Entry, Maps } from "../map.ts";
import { Phys } from "../phys.ts";
import { Pmaps, frameOf, isPresent, isWritable, permits } from "../pmap.ts";
import { checkMachine } from "./check.ts";
import { Entries } from "./entries.ts";
import { Objects } from "./objects.ts";
import { COSTS, type Cost, type Options } from "./options.ts";
import { Pager } from "./pager.ts";
import { Records, Space, Thread } from "./records.ts";

export { Space, Thread } from "./records.ts";

/** No frame, no object. */
export const NONE = -1;

/** A node of the list of objects to let go of: object, next node. */
const DEFERRED = 2;

/**
 * Words that there is room for at first: every frame's record, place in an object and two mappings. What is
 * not used costs no memory, only addresses; and a fork copies page tables without moving everything.
 */
function wordsFor({ frames }: Options): number {
  const wished = 16 * frames;
  return 2 ** Math.min(26, Math.ceil(Math.log2(Math.max(64, wished))));
}

export class Machine extends Records {
  readonly options: Required<Options>;
  readonly phys: Phys;
  readonly objects: Objects;
  readonly pager: Pager;
  readonly maps: Maps;
  readonly entries: Entries;
  readonly pmaps: Pmaps;
  readonly costs: Record<Cost, number>;
  chooser: Chooser;
  /** A word: the frame that the page daemon looks at next. There is none where it has nothing to do. */
  readonly #hand: number;

  constructor(options: Options, chooser: Chooser = FIRST) {
    super(new Arena({ initialWords: wordsFor(options) }), options.threads, options.spaces);
    this.options = {
      design: "deferValid",
      unlocks: true,
      sharing: false,
      copiesMappings: true,
      unmapWaits: true,
      zeroHints: false,
      rechecksSharing: false,
      wiring: false,
      swap: 0,
      files: 0,
      reserve: 0,
      ...options,
    };
    this.chooser = chooser;
    this.costs = Object.fromEntries(COSTS.map((cost) => [cost, 0])) as Record<Cost, number>;
    const { spaces, objects, frames, pages } = options;
    this.phys = new Phys(this.arena, frames, !this.options.zeroHints);
    this.objects = new Objects(this.arena, objects);
    this.pmaps = new Pmaps(this.arena, { frames, pages });
    this.maps = new Maps(this.arena);
    this.entries = new Entries(this.maps, this.objects);
    this.pager = new Pager(this.arena, objects, this.options.swap, this.options.files);
    this.#hand = this.pager.exists ? this.arena.allocate(1) : 0;
    for (let space = 0; space < spaces; space++) {
      this.setSpace(space, Space.map, this.maps.create(pages));
      this.setSpace(space, Space.pmap, this.pmaps.create());
    }
    this.#reserve();
  }

  /**
   * Takes what every address space needs at once from the arena and gives it back: from here on a small
   * machine does not grow, and its bytes say less of what has been.
   */
  #reserve(): void {
    const { spaces, frames } = this.options;
    if (frames === 0 || this.objects.capacity === 0) return;
    const all = Array.from({ length: spaces }, (_, space) => space);
    for (const space of all) {
      this.enterAt(space, 0, 0, false);
      this.insertEntry(space, 0, 1, 0, 0, false);
    }
    const nodes = all.map(() => this.arena.allocate(DEFERRED));
    for (const node of nodes.reverse()) this.arena.release(node, DEFERRED);
    for (const space of all) {
      this.objects.addEntries(0, -1);
      this.maps.remove(this.space(space, Space.map), this.firstEntry(space));
    }
    this.pmaps.removeAll(0);
  }

  // -----------------------------------------------------------------------------------------------
  // Entries

  /** The entry that an address is in, or 0. O(log entries), as are the others that look one up. */
  entryAt(space: number, address: number): number {
    return this.maps.lookup(this.space(space, Space.map), address);
  }

  /** The first entry with pages in a range, or 0. */
  entryFrom(space: number, start: number, end: number): number {
    const entry = this.maps.lookupOrNext(this.space(space, Space.map), start);
    return entry !== 0 && this.entries.start(entry) < end ? entry : 0;
  }

  firstEntry(space: number): number {
    return this.maps.lookupOrNext(this.space(space, Space.map), 0);
  }

  isEmpty(space: number): boolean {
    return this.maps.entryCount(this.space(space, Space.map)) === 0;
  }

  isUnmapped(space: number, start: number, end: number): boolean {
    return this.entryFrom(space, start, end) === 0;
  }

  /** An entry that leads to an object, whose reference the caller hands over; returns its name. */
  insertEntry(
    space: number,
    start: number,
    end: number,
    object: number,
    offset: number,
    wired: boolean,
  ): number {
    const entry = this.maps.insert(this.space(space, Space.map), start, end, object + 1, offset, 0);
    this.maps.set(entry, Entry.wiredCount, wired ? 1 : 0);
    this.objects.addEntries(object, 1);
    return entry;
  }

  /** The same entry in another address space. */
  copyEntry(space: number, entry: number): void {
    const [start, end] = [this.entries.start(entry), this.entries.end(entry)];
    const [object, offset] = [this.entries.object(entry), this.entries.offset(entry)];
    const needed = this.entries.needsCopy(entry);
    const copy = this.insertEntry(space, start, end, object, offset, this.entries.isWired(entry));
    this.entries.setNeedsCopy(copy, needed);
    if (this.entries.isShared(entry)) this.entries.setShared(copy);
  }

  /** No entry crosses the ends of the range: vm_map_clip_start() and _end(), a reference for each half. */
  clipRange(space: number, start: number, end: number): void {
    const map = this.space(space, Space.map);
    for (const at of [start, end]) {
      const entry = this.maps.lookup(map, at);
      if (entry === 0 || this.entries.start(entry) === at) continue;
      const object = this.entries.object(entry);
      this.maps.clipStart(map, entry, at);
      this.objects.addRefs(object, 1);
      this.objects.addEntries(object, 1);
    }
  }

  /**
   * Does an unmap or a fork have to wait for a fault in the entry? munmap() frees the pages of an object
   * that no other entry maps and vm_object_split() moves them; both sleep on busy pages.
   */
  isEntryAwaited(entry: number): boolean {
    const { objects, phys } = this;
    const object = this.entries.object(entry);
    if (!this.options.unmapWaits || !this.isPrivate(object)) return false;
    if (phys.busyFrames === 0) return false; // as in a workload: nothing to look for
    const end = this.entries.offset(entry) + this.entries.length(entry);
    for (let at = objects.nextPage(object, this.entries.offset(entry)); at !== -1 && at < end;) {
      if (phys.isBusy(objects.page(object, at))) return true;
      at = objects.nextPage(object, at + 1);
    }
    return false;
  }

  /** The same of any entry of a range. */
  isAwaited(space: number, start: number, end: number): boolean {
    let entry = this.entryFrom(space, start, end);
    for (; entry !== 0 && this.entries.start(entry) < end; entry = this.entries.next(entry)) {
      if (this.isEntryAwaited(entry)) return true;
    }
    return false;
  }

  /** Takes an entry out of its map; its reference waits until the map is unlocked. */
  deferEntry(space: number, entry: number): void {
    const object = this.entries.object(entry);
    this.objects.addEntries(object, -1);
    this.maps.remove(this.space(space, Space.map), entry);
    const node = this.arena.allocate(DEFERRED);
    this.arena.words[node] = object;
    this.arena.words[node + 1] = this.space(space, Space.released);
    this.setSpace(space, Space.released, node);
  }

  /** An object that a reference to is to be let go of, or -1. */
  firstDeferred(space: number): number {
    const node = this.space(space, Space.released);
    return node === 0 ? NONE : this.arena.words[node]!;
  }

  /** vm_map_process_deferred() */
  processDeferred(space: number): void {
    for (let node = this.space(space, Space.released); node !== 0;) {
      const [object, next] = [this.arena.words[node]!, this.arena.words[node + 1]!];
      this.arena.release(node, DEFERRED);
      this.setSpace(space, Space.released, next);
      this.deallocate(object);
      node = next;
    }
  }

  // -----------------------------------------------------------------------------------------------
  // Mappings

  /** The page table's entry, 0 if there is none (../pmap-pte.ts). */
  pte(space: number, address: number): number {
    return this.pmaps.extract(this.space(space, Space.pmap), address);
  }

  /** Where it is in the tables (../pmap.ts). */
  placeOfPte(space: number, address: number): number {
    return this.pmaps.locate(this.space(space, Space.pmap), address);
  }

  /** Does the hardware permit the access? */
  permits(space: number, address: number, access: number): boolean {
    return permits(this.pte(space, address), access);
  }

  /**
   * A load or a store by the hardware: does it permit it? Where pages can go to a pager, it keeps in mind
   * that they were used (PG_A) and written (PG_M).
   */
  access(space: number, address: number, access: number): boolean {
    if (!this.pager.exists) return this.permits(space, address, access);
    return this.pmaps.access(this.space(space, Space.pmap), address, access === 1) !== 0;
  }

  /** The frame that is mapped at an address that is mapped. */
  frameAt(space: number, address: number): number {
    return frameOf(this.pte(space, address));
  }

  /** pmap_enter() at the address of a thread's fault. */
  enter(thread: number, frame: number, writable: boolean): void {
    const address = this.thread(thread, Thread.address);
    this.enterAt(this.thread(thread, Thread.space), address, frame, writable);
  }

  enterAt(space: number, address: number, frame: number, writable: boolean, wired = false): void {
    this.pmaps.enter(this.space(space, Space.pmap), address, frame, writable, wired);
  }

  /** pmap_remove_all(). O(mappings of the frame). */
  removeAllMappings(frame: number): void {
    this.costs.shootdowns += this.pmaps.mappings(frame);
    this.pmaps.removeAll(frame);
  }

  /** pmap_remove() of the address of a thread's fault. */
  removeMapping(thread: number): void {
    const pmap = this.space(this.thread(thread, Thread.space), Space.pmap);
    const address = this.thread(thread, Thread.address);
    if (!isPresent(this.pmaps.extract(pmap, address))) return;
    this.pmaps.remove(pmap, address, address + 1);
    this.costs.shootdowns++;
  }

  removeRange(space: number, start: number, end: number): void {
    this.pmaps.remove(this.space(space, Space.pmap), start, end);
  }

  protectRange(space: number, start: number, end: number): void {
    this.pmaps.protect(this.space(space, Space.pmap), start, end);
  }

  /** Is anything of an entry mapped? */
  hasMappings(space: number, entry: number): boolean {
    const [start, end] = [this.entries.start(entry), this.entries.end(entry)];
    return this.pmaps.nextPresent(this.space(space, Space.pmap), start, end) !== -1;
  }

  /** pmap_protect() and pmap_copy() of what is mapped of an entry: nothing stays or gets writable. */
  copyMappings(from: number, to: number, entry: number): void {
    const [start, end] = [this.entries.start(entry), this.entries.end(entry)];
    const [source, target] = [this.space(from, Space.pmap), this.space(to, Space.pmap)];
    this.pmaps.protectAndCopy(target, source, start, end);
  }

  /** The same with all rights, for an entry that both share. */
  shareMappings(from: number, to: number, entry: number): void {
    const pmap = this.space(from, Space.pmap);
    const end = this.entries.end(entry);
    for (let at = this.pmaps.nextPresent(pmap, this.entries.start(entry), end); at !== -1;) {
      const pte = this.pmaps.extract(pmap, at);
      this.enterAt(to, at, frameOf(pte), isWritable(pte));
      at = this.pmaps.nextPresent(pmap, at + 1, end);
    }
  }

  // -----------------------------------------------------------------------------------------------
  // Pages and objects

  /** vm_page_alloc(): a free frame as a page of the object; not valid. */
  allocatePage(object: number, index: number): number {
    const frame = this.phys.allocate(this.chooser, object, index);
    this.objects.insertPage(object, index, frame);
    return frame;
  }

  /** Are there fewer than so many frames that an ordinary allocation may take (VM_ALLOC_NORMAL)? */
  isShortOf(count: number): boolean {
    return this.phys.freeFrames < this.options.reserve + count;
  }

  /** vm_page_free(), with the assertion of vm_page_free_prep(). What a pager has of the page stays there. */
  freePage(frame: number): void {
    kassert(!this.pmaps.isMapped(frame), "freeing mapped page");
    this.objects.removePage(this.phys.owner(frame), this.phys.index(frame));
    this.phys.free(frame);
    if (!this.pager.exists) return;
    this.pmaps.clearModified(frame);
    this.pmaps.testAndClearReferenced(frame);
  }

  /** vm_page_rename(): mappings stay, and what was on swap is of no use any more: the page is dirty. */
  renamePage(frame: number, object: number, index: number): void {
    this.pager.swap.free(this.phys.owner(frame), this.phys.index(frame));
    this.objects.removePage(this.phys.owner(frame), this.phys.index(frame));
    this.objects.insertPage(object, index, frame);
    this.phys.setIdentity(frame, object, index);
  }

  /**
   * Would the page be lost if its frame were freed? One that the pager does not have is dirty, and so is one
   * that was stored to since the pager had it.
   */
  isDirty(frame: number): boolean {
    if (this.pmaps.isModified(frame)) return true;
    return !this.pager.has(this.phys.owner(frame), this.phys.index(frame));
  }

  /** The next frame that the page daemon looks at: it goes round. */
  nextInClock(): number {
    const { words } = this.arena;
    const frame = words[this.#hand]!;
    words[this.#hand] = frame + 1 < this.phys.frames ? frame + 1 : 0;
    return frame;
  }

  /** Frees the pages of a range of an object, and its blocks on swap. O(pages and blocks there are). */
  freeRange(object: number, from: number, length: number): void {
    const { objects } = this;
    for (let at = objects.nextPage(object, from); at !== -1 && at < from + length;) {
      this.freePage(objects.page(object, at));
      at = objects.nextPage(object, at + 1);
    }
    this.pager.swap.freeRange(object, from, length);
  }

  /** OBJ_ONEMAPPING: no more than one entry leads to the object, and it is not a file's. */
  isPrivate(object: number): boolean {
    const { objects } = this;
    if (this.pager.files.isFile(object)) return false;
    if (this.options.sharing) return !objects.isShared(object);
    return objects.entries(object) <= 1 && objects.shadows(object) === 0;
  }

  /**
   * vm_object_deallocate() with its loop down the chain: an object whose last reference goes is
   * terminated and lets go of its backing object.
   */
  deallocate(object: number): void {
    const { objects } = this;
    for (let at = object; at !== NONE;) {
      if (objects.refs(at) > 1) {
        objects.addRefs(at, -1);
        if (objects.refs(at) === 1 && objects.shadows(at) === 0) objects.setShared(at, false);
        return;
      }
      this.freeRange(at, 0, Infinity);
      const backing = objects.backing(at);
      objects.destroy(at);
      at = backing;
    }
  }

  /** Throws, saying what, unless counts and links agree. O(everything). */
  check(): undefined {
    checkMachine(this);
    return undefined;
  }
}

/** Files: made, mapped and truncated. Their contents are where a pageout writes what was stored to them. */
import { ACCEPTED, refused, type Answer } from "../answer.ts";
import { NONE, type Machine } from "./machine.ts";

/** A file with a page for each word. It has a number from 0 on, and is there for good. */
export function createFile(vm: Machine, file: number, ...words: readonly number[]): Answer {
  const { files } = vm.pager;
  if (!(file >= 0 && file < files.capacity)) return refused("there is no such number");
  if (files.object(file) !== NONE) return refused("there is such a file");
  if (vm.objects.unused === 0) return refused("no unused object");
  const object = vm.objects.create(vm.chooser, NONE, 0, 1, true);
  files.create(file, object);
  files.setSize(object, words.length);
  words.forEach((word, index) => files.write(object, index, word));
  return ACCEPTED;
}

/** mmap() with MAP_SHARED: `length` pages at `start`, from page `from` of the file on, which may end before. */
export function mapShared(
  vm: Machine,
  space: number,
  start: number,
  length: number,
  file: number,
  from: number,
): Answer {
  return mapFile(vm, space, start, length, file, from, false);
}

/** The same with MAP_PRIVATE: what is stored there is a copy's, which a fault makes. */
export function mapPrivate(
  vm: Machine,
  space: number,
  start: number,
  length: number,
  file: number,
  from: number,
): Answer {
  return mapFile(vm, space, start, length, file, from, true);
}

function mapFile(
  vm: Machine,
  space: number,
  start: number,
  length: number,
  file: number,
  from: number,
  isPrivate: boolean,
): Answer {
  const object = vm.pager.files.object(file);
  if (object === NONE) return refused("there is no such file");
  if (!vm.isLocked(space)) return refused("the map is not locked");
  if (!vm.isUnmapped(space, start, start + length)) return refused("something is mapped there");
  vm.objects.addRefs(object, 1);
  const entry = vm.insertEntry(space, start, start + length, object, from, false);
  if (isPrivate) vm.entries.setNeedsCopy(entry, true);
  else vm.entries.setShared(entry);
  return ACCEPTED;
}

/**
 * ftruncate(): the file has so many pages from now on, and what is behind them is unmapped and gone. Pages
 * that were copied for a private mapping stay. Refused while such a page is busy. O(pages that go).
 */
export function truncate(vm: Machine, file: number, pages: number): Answer {
  const { objects, phys } = vm;
  const object = vm.pager.files.object(file);
  if (object === NONE) return refused("there is no such file");
  for (let at = objects.nextPage(object, pages); at !== NONE;) {
    if (phys.isBusy(objects.page(object, at))) return refused("a page of the file is busy");
    at = objects.nextPage(object, at + 1);
  }
  for (let at = objects.nextPage(object, pages); at !== NONE;) {
    const frame = objects.page(object, at);
    vm.removeAllMappings(frame);
    vm.freePage(frame);
    at = objects.nextPage(object, at + 1);
  }
  vm.pager.files.setSize(object, pages);
  return ACCEPTED;
}

/** Would a fault at an address that is mapped end with KERN_OUT_OF_BOUNDS, behind the end of a file? */
export function isOutOfBounds(vm: Machine, space: number, address: number): boolean {
  const { objects, pager } = vm;
  if (pager.files.capacity === 0) return false;
  const entry = vm.entryAt(space, address);
  let index = vm.entries.indexAt(entry, address);
  for (let object = vm.entries.object(entry); object !== NONE; object = objects.backing(object)) {
    if (objects.page(object, index) !== NONE || pager.has(object, index)) return false;
    if (pager.isBeyond(object, index)) return true;
    index += objects.offset(object);
  }
  return false;
}

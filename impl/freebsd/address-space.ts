/**
 * Changes of an address space: vm_map_lock(), mmap(), munmap(), msync() and fork(). All but msync() hold
 * the map locked for writing; an unmap can be interrupted, so its phase and its range are in the record of
 * the space.
 *
 * What an unmap lets go of waits in a list until the map is unlocked, since letting go of objects may
 * sleep (vm_map_process_deferred()).
 */
import { ACCEPTED, refused, type Answer } from "../answer.ts";
import { NONE, Space, type Machine } from "./machine.ts";

export const UNMAP_PHASES = ["rest", "deleteEntry", "deallocate"] as const;
const [REST, DELETE_ENTRY, DEALLOCATE] = [0, 1, 2];

/** vm_map_lock(). Waits for the faults that hold the map. */
export function lockMap(vm: Machine, space: number): Answer {
  if (vm.isEmpty(space)) return refused("the address space is not in use");
  if (vm.isLocked(space)) return refused("the map is locked");
  if (vm.readers(space) > 0) return refused("faults have the map locked");
  vm.setSpace(space, Space.locked, 1);
  return ACCEPTED;
}

export function unlockMap(vm: Machine, space: number): Answer {
  if (!vm.isLocked(space)) return refused("the map is not locked");
  if (vm.space(space, Space.unmap) === DELETE_ENTRY) return refused("an unmap has the map locked");
  vm.setSpace(space, Space.locked, 0);
  return ACCEPTED;
}

/** A first process: an address space that is not in use gets anonymous memory. */
export function spawn(vm: Machine, space: number, start: number, length: number): Answer {
  if (!isVacant(vm, space)) return refused("the address space is in use");
  if (vm.objects.unused === 0) return refused("no unused object");
  const object = vm.objects.create(vm.chooser, NONE, 0, 1, false);
  vm.insertEntry(space, start, start + length, object, 0, false);
  return ACCEPTED;
}

/** mmap() of fresh anonymous memory, `length` pages at `start`; wired memory is there at once. */
export function mmap(
  vm: Machine,
  space: number,
  start: number,
  length: number,
  wired: boolean,
): Answer {
  const { objects, phys } = vm;
  if (wired && !vm.options.wiring) return refused("no wired memory");
  if (!vm.isLocked(space)) return refused("the map is not locked");
  if (!vm.isUnmapped(space, start, start + length)) return refused("something is mapped there");
  if (objects.unused === 0) return refused("no unused object");
  if (wired && vm.isShortOf(length)) return refused("no free page");
  const object = objects.create(vm.chooser, NONE, 0, 1, false);
  vm.insertEntry(space, start, start + length, object, 0, wired);
  if (wired) {
    for (let i = 0; i < length; i++) {
      const frame = vm.allocatePage(object, i);
      phys.setContent(frame, 0);
      phys.setValid(frame);
      vm.enterAt(space, start + i, frame, true, true);
    }
  }
  return ACCEPTED;
}

/** Removes the mappings of a range; what is there stays in the map. */
export function pmapRemove(vm: Machine, space: number, start: number, end: number): Answer {
  if (vm.space(space, Space.unmap) !== REST) return refused("an unmap is going on");
  if (!vm.isLocked(space)) return refused("the map is not locked");
  if (vm.isUnmapped(space, start, end)) return refused("nothing is mapped there");
  vm.removeRange(space, start, end);
  vm.setSpace(space, Space.unmap, DELETE_ENTRY);
  vm.setSpace(space, Space.start, start);
  vm.setSpace(space, Space.end, end);
  return ACCEPTED;
}

/** vm_map_delete(): takes the entries of the range out. Refused while a page of theirs is to be waited for. */
export function deleteEntry(vm: Machine, space: number): Answer {
  if (vm.space(space, Space.unmap) !== DELETE_ENTRY) return refused("no unmap at this step");
  const [start, end] = [vm.space(space, Space.start), vm.space(space, Space.end)];
  if (vm.isAwaited(space, start, end)) return refused("a fault is in the way");
  vm.clipRange(space, start, end);
  if (vm.options.unmapWaits) freeUnwanted(vm, space, start, end);
  for (let entry = vm.entryFrom(space, start, end); entry !== 0;) {
    vm.deferEntry(space, entry);
    entry = vm.entryFrom(space, start, end);
  }
  vm.setSpace(space, Space.unmap, DEALLOCATE);
  return ACCEPTED;
}

/**
 * Of an object that only one entry maps and faults refer to, the pages are not wanted any more. Looked at
 * while all entries are there, as the waiting was: where two of them led to an object, nobody waited.
 */
function freeUnwanted(vm: Machine, space: number, start: number, end: number): void {
  let entry = vm.entryFrom(space, start, end);
  for (; entry !== 0 && vm.entries.start(entry) < end; entry = vm.entries.next(entry)) {
    const object = vm.entries.object(entry);
    if (vm.isPrivate(object) && vm.objects.refs(object) > 1) {
      vm.freeRange(object, vm.entries.offset(entry), vm.entries.length(entry));
    }
  }
}

/** vm_map_process_deferred(), once the map is unlocked. */
export function deallocate(vm: Machine, space: number): Answer {
  if (vm.space(space, Space.unmap) !== DEALLOCATE) return refused("no unmap at this step");
  if (vm.isLocked(space)) return refused("the map is locked");
  vm.processDeferred(space);
  for (const field of [Space.unmap, Space.start, Space.end]) vm.setSpace(space, field, REST);
  return ACCEPTED;
}

/** msync() with MS_INVALIDATE: the mappings of a range go, its pages stay. Refused where memory is wired. */
export function msyncInvalidate(vm: Machine, space: number, start: number, end: number): Answer {
  if (vm.isLocked(space)) return refused("the map is locked");
  for (let at = start; at < end;) {
    const entry = vm.entryAt(space, at);
    if (entry === 0) return refused("nothing is mapped there");
    if (vm.entries.isWired(entry)) return refused("the memory is wired");
    at = vm.entries.end(entry);
  }
  vm.removeRange(space, start, end);
  return ACCEPTED;
}

/**
 * vmspace_fork() with VM_INHERIT_COPY: write-protect, share the objects, copy on the next write of either.
 * Wired entries are copied at once (vm_fault_copy_entry()); entries made with MAP_SHARED stay shared.
 */
export function fork(vm: Machine, parent: number, child: number): Answer {
  const refusal = mayFork(vm, parent, child);
  if (refusal !== undefined) return refusal;
  const { objects, phys, options } = vm;
  let [wiredEntries, wiredPages] = [0, 0];
  for (let entry = vm.firstEntry(parent); entry !== 0; entry = vm.entries.next(entry)) {
    if (vm.entries.isWired(entry)) {
      wiredEntries++;
      wiredPages += vm.entries.length(entry);
    } else if (vm.isEntryAwaited(entry)) return refused("a fault is in the way");
  }
  if (objects.unused < wiredEntries) return refused("no unused object");
  if (phys.freeFrames < wiredPages) return refused("no free page"); // the reserve is for this
  const copies = mayCopyMappings(vm, parent);
  for (let entry = vm.firstEntry(parent); entry !== 0; entry = vm.entries.next(entry)) {
    if (vm.entries.isWired(entry)) {
      copyWired(vm, child, entry);
      continue;
    }
    const object = vm.entries.object(entry);
    if (vm.entries.isShared(entry)) {
      objects.addRefs(object, 1);
      vm.copyEntry(child, entry);
      if (copies) vm.shareMappings(parent, child, entry);
      continue;
    }
    objects.addRefs(object, 1);
    objects.setShared(object, options.sharing);
    vm.entries.setNeedsCopy(entry, true);
    vm.copyEntry(child, entry);
    if (copies) vm.copyMappings(parent, child, entry);
    else vm.protectRange(parent, vm.entries.start(entry), vm.entries.end(entry));
  }
  return ACCEPTED;
}

/** vmspace_fork() with VM_INHERIT_SHARE: the child maps the same objects, made now if they are to be made. */
export function forkShared(vm: Machine, parent: number, child: number): Answer {
  if (!vm.options.sharing) return refused("entries are not shared");
  const refusal = mayFork(vm, parent, child);
  if (refusal !== undefined) return refusal;
  const { objects } = vm;
  let needed = 0;
  for (let entry = vm.firstEntry(parent); entry !== 0; entry = vm.entries.next(entry)) {
    if (vm.entries.isWired(entry)) return refused("wired entries are not shared");
    if (vm.entries.needsCopy(entry)) needed++;
  }
  if (objects.unused < needed) return refused("no unused object");
  const copies = mayCopyMappings(vm, parent);
  for (let entry = vm.firstEntry(parent); entry !== 0; entry = vm.entries.next(entry)) {
    const object = vm.entries.object(entry);
    if (vm.entries.needsCopy(entry)) {
      // The entry's reference becomes the shadow's; parent and child refer to the shadow.
      const shadow = objects.create(vm.chooser, object, vm.entries.offset(entry), 2, true);
      vm.entries.setObject(entry, shadow, 0);
      vm.entries.setNeedsCopy(entry, false);
    } else {
      objects.addRefs(object, 1);
      objects.setShared(object, true);
    }
    vm.copyEntry(child, entry);
    if (copies) vm.shareMappings(parent, child, entry);
  }
  return ACCEPTED;
}

function mayFork(vm: Machine, parent: number, child: number): Answer | undefined {
  if (!vm.isLocked(parent)) return refused("the map is not locked");
  if (vm.space(parent, Space.unmap) === DELETE_ENTRY) return refused("an unmap is going on");
  if (vm.isEmpty(parent)) return refused("the address space is not in use");
  return isVacant(vm, child) ? undefined : refused("the child's address space is in use");
}

/** May a new process have the address space? */
function isVacant(vm: Machine, space: number): boolean {
  return (
    vm.isEmpty(space) &&
    !vm.isLocked(space) &&
    vm.space(space, Space.unmap) === REST &&
    vm.space(space, Space.active) === 0
  );
}

/** pmap_copy() may be done and need not be: is it, if there is anything to copy? */
function mayCopyMappings(vm: Machine, parent: number): boolean {
  if (!vm.options.copiesMappings) return false;
  for (let entry = vm.firstEntry(parent); entry !== 0; entry = vm.entries.next(entry)) {
    if (vm.entries.isWired(entry) || !vm.hasMappings(parent, entry)) continue;
    return vm.chooser.choose("copy the parent's mappings", 2) === 0;
  }
  return false;
}

function copyWired(vm: Machine, child: number, entry: number): void {
  const { objects, phys } = vm;
  const [start, length] = [vm.entries.start(entry), vm.entries.length(entry)];
  const source = vm.entries.object(entry);
  const object = objects.create(vm.chooser, NONE, 0, 1, false);
  vm.insertEntry(child, start, start + length, object, 0, false);
  for (let i = 0; i < length; i++) {
    const frame = vm.allocatePage(object, i);
    phys.setContent(frame, phys.content(objects.page(source, vm.entries.offset(entry) + i)));
    phys.setValid(frame);
    vm.enterAt(child, start + i, frame, true);
    vm.costs.copies++;
  }
}

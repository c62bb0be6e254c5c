/**
 * vm_fault_soft_fast() at one go: a fault whose page is at hand in the first object and which nothing keeps
 * waiting. It does what the steps of fault.ts do when no other thread comes between, without the
 * thread's record; where they would do anything else it does nothing.
 */
import { frameOf, isPresent } from "../pmap.ts";
import { WRITE } from "./fault.ts";
import type { Machine } from "./machine.ts";
import { NONE, Thread } from "./machine.ts";

/**
 * For an access that the hardware refuses by the page table's entry at a place: the frame that is mapped
 * now, or NONE if nothing was done. O(log entries + depth of the tables).
 */
export function softFault(
  vm: Machine,
  thread: number,
  address: number,
  access: number,
  place: number,
): number {
  const space = vm.thread(thread, Thread.space);
  if (vm.thread(thread, Thread.phase) !== 0 || vm.isLocked(space)) return NONE;
  const entry = vm.entryAt(space, address);
  if (entry === 0) return NONE;
  const { phys, objects, entries, pmaps } = vm;
  const object = entries.object(entry);
  let needsCopy = entries.needsCopy(entry);
  const clears = needsCopy && access === WRITE;
  if (clears) {
    if (objects.refs(object) > 1 || vm.readers(space) > 0) return NONE;
    needsCopy = false;
  }
  const index = entries.indexAt(entry, address);
  // Most often the page is mapped already, and only its first write after a fork faults: no search then.
  const pte = pmaps.entryAt(place);
  const isMapped = isPresent(pte) && phys.isPage(frameOf(pte), object, index);
  const frame = isMapped ? frameOf(pte) : objects.page(object, index);
  if (frame === NONE || !phys.isValid(frame) || (!needsCopy && phys.isBusy(frame))) return NONE;
  if (clears) entries.setNeedsCopy(entry, false);
  if (isMapped) pmaps.permitWrites(place);
  else vm.enterAt(space, address, frame, !needsCopy);
  vm.costs.faults++;
  vm.costs.soft++;
  return frame;
}

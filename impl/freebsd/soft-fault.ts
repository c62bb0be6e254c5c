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
  const object = vm.entries.object(entry);
  const index = vm.entries.indexAt(entry, address);
  const needsCopy = vm.entries.needsCopy(entry);
  const clears = needsCopy && access === WRITE;
  if (clears && !mayKeepObject(vm, space, object)) return NONE;
  // Most often the page is mapped already, and only its first write after a fork faults: no search then.
  const pte = vm.pmaps.entryAt(place);
  let frame = frameOf(pte);
  if (isPresent(pte) && vm.phys.isReady(frame, object, index)) vm.pmaps.permitWrites(place);
  else frame = enterPage(vm, space, address, object, index, needsCopy && !clears);
  if (frame === NONE) return NONE;
  if (clears) vm.entries.setNeedsCopy(entry, false);
  vm.costs.faults++;
  vm.costs.soft++;
  return frame;
}

/** Does a write make its object the entry's own, without a shadow? */
function mayKeepObject(vm: Machine, space: number, object: number): boolean {
  return vm.objects.refs(object) <= 1 && vm.readers(space) === 0;
}

/** Maps the object's page, if it is there: the frame, or NONE. */
function enterPage(
  vm: Machine,
  space: number,
  address: number,
  object: number,
  index: number,
  readOnly: boolean,
): number {
  const frame = vm.objects.page(object, index);
  if (frame === NONE || !vm.phys.isValid(frame)) return NONE;
  if (!readOnly && vm.phys.isBusy(frame)) return NONE;
  vm.enterAt(space, address, frame, !readOnly);
  return frame;
}

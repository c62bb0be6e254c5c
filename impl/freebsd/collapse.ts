/**
 * Objects that are no longer needed: an object swallows its backing object when nobody else refers to
 * that one (vm_object_collapse()), or leaves it out of its chain when it needs nothing of it. A collapse
 * sleeps on busy pages, so it is a state machine too, its phase in the record of the object.
 */
import { ACCEPTED, refused, type Answer } from "../answer.ts";
import { Collapse, Life } from "./objects.ts";
import { NONE, type Machine } from "./machine.ts";

/** Marks the backing object dead, so that faults keep out of it, and holds on to the object. */
export function begin(vm: Machine, object: number): Answer {
  const { objects } = vm;
  if (objects.collapse(object) !== Collapse.rest) return refused("the object is collapsing");
  const backing = liveBacking(vm, object);
  if (backing === NONE) return refused("there is no live backing object");
  if (objects.refs(backing) !== 1) return refused("others refer to the backing object");
  if (objects.collapse(backing) !== Collapse.rest) return refused("the backing object collapses");
  objects.markDead(backing);
  objects.addRefs(object, 1);
  objects.setCollapse(object, Collapse.scan);
  return ACCEPTED;
}

/**
 * vm_object_collapse_scan(), one page of the backing object at a time: it moves up unless a valid page
 * hides it. Refused while the page, or the valid page in its place, is busy.
 */
export function scan(vm: Machine, object: number): Answer {
  const { objects, phys } = vm;
  if (objects.collapse(object) !== Collapse.scan) return refused("the object is not being scanned");
  const backing = objects.backing(object);
  const at = objects.nextPage(backing, 0);
  if (at !== -1) {
    const frame = objects.page(backing, at);
    if (phys.isBusy(frame)) return refused("the page is busy");
    const index = at - objects.offset(object);
    const isValid = phys.isValid(frame);
    const above = isValid && index >= 0 ? objects.page(object, index) : NONE;
    if (above !== NONE && phys.isBusy(above)) return refused("the page in its place is busy");
    if (!isValid || index < 0) {
      vm.freePage(frame);
    } else if (above !== NONE && phys.isValid(above)) {
      vm.freePage(frame);
      vm.costs.shadowedFrees++;
    } else {
      if (above !== NONE) vm.freePage(above);
      vm.renamePage(frame, object, index); // mappings stay
      vm.costs.collapseRenames++;
    }
  }
  if (objects.resident(backing) === 0) objects.setCollapse(object, Collapse.finish);
  return ACCEPTED;
}

/** The object shadows what its backing object shadowed, and that one is gone. */
export function finish(vm: Machine, object: number): Answer {
  const { objects } = vm;
  if (objects.collapse(object) !== Collapse.finish) return refused("the scan is not over");
  skip(vm, object);
  objects.setCollapse(object, Collapse.rest);
  vm.deallocate(object);
  vm.costs.collapses++;
  return ACCEPTED;
}

/** Takes the backing object out of the chain and destroys it; its reference to the next one passes on. */
function skip({ objects }: Machine, object: number): void {
  const gone = objects.backing(object);
  const offset = objects.offset(object) + objects.offset(gone);
  const next = objects.backing(gone);
  objects.unlink(gone);
  objects.setBacking(object, next, offset);
  objects.destroy(gone);
}

/** vm_object_scan_all_shadowed(): leaves out a backing object that others still refer to. */
export function bypass(vm: Machine, object: number): Answer {
  const { objects } = vm;
  if (objects.collapse(object) !== Collapse.rest) return refused("the object is collapsing");
  const backing = liveBacking(vm, object);
  if (backing === NONE) return refused("there is no live backing object");
  if (objects.refs(backing) === 1) return refused("nobody else refers to the backing object");
  if (objects.collapse(backing) !== Collapse.rest) return refused("the backing object collapses");
  if (!isHidden(vm, object, backing)) return refused("a page of the backing object can be seen");
  const offset = objects.offset(object) + objects.offset(backing);
  const next = objects.backing(backing);
  if (next !== NONE) objects.addRefs(next, 1);
  objects.setBacking(object, next, offset);
  objects.addRefs(backing, -1);
  vm.costs.bypasses++;
  return ACCEPTED;
}

/** Is every page of the backing object valid, idle, and hidden by a valid page of the object? */
function isHidden({ objects, phys }: Machine, object: number, backing: number): boolean {
  const offset = objects.offset(object);
  for (let at = objects.nextPage(backing, offset); at !== -1;) {
    const frame = objects.page(backing, at);
    const above = objects.page(object, at - offset);
    if (!phys.isValid(frame) || phys.isBusy(frame)) return false;
    if (above === NONE || !phys.isValid(above)) return false;
    at = objects.nextPage(backing, at + 1);
  }
  return true;
}

function liveBacking({ objects }: Machine, object: number): number {
  if (objects.life(object) !== Life.live) return NONE;
  const backing = objects.backing(object);
  return backing !== NONE && objects.life(backing) === Life.live ? backing : NONE;
}

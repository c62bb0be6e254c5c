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
 * vm_object_collapse_scan() and swap_pager_copy(), one index of the backing object at a time: the page, or
 * the block, moves up unless a valid page or a block hides it. Refused while the page, or the page in its
 * place, is busy: a fault that has asked the pager above must not miss what moves there.
 */
export function scan(vm: Machine, object: number): Answer {
  const { objects, phys, pager } = vm;
  if (objects.collapse(object) !== Collapse.scan) return refused("the object is not being scanned");
  const backing = objects.backing(object);
  const at = nextIndex(vm, backing, 0);
  if (at !== NONE) {
    const frame = objects.page(backing, at);
    if (frame !== NONE && phys.isBusy(frame)) return refused("the page is busy");
    const index = at - objects.offset(object);
    const isValid = frame !== NONE && phys.isValid(frame);
    const isWanted = index >= 0 && (isValid || pager.has(backing, at));
    const above = isWanted ? objects.page(object, index) : NONE;
    if (above !== NONE && phys.isBusy(above)) return refused("the page in its place is busy");
    if (!isWanted) {
      vm.freeRange(backing, at, 1);
    } else if (hides(vm, object, index)) {
      vm.freeRange(backing, at, 1);
      if (isValid) vm.costs.shadowedFrees++;
    } else {
      if (above !== NONE) vm.freePage(above);
      if (isValid) {
        vm.renamePage(frame, object, index); // mappings stay
        vm.costs.collapseRenames++;
      } else {
        if (frame !== NONE) vm.freePage(frame);
        pager.swap.move(backing, at, object, index);
      }
    }
  }
  if (nextIndex(vm, backing, 0) === NONE) objects.setCollapse(object, Collapse.finish);
  return ACCEPTED;
}

/** The first index from one on where the object has a page or a block, or -1. */
function nextIndex({ objects, pager }: Machine, object: number, from: number): number {
  const [page, block] = [objects.nextPage(object, from), pager.swap.next(object, from)];
  return page === NONE || block === NONE ? Math.max(page, block) : Math.min(page, block);
}

/** Does the object hide what its backing object has: with a valid page, or with one on swap? */
function hides({ objects, phys, pager }: Machine, object: number, index: number): boolean {
  const frame = objects.page(object, index);
  return (frame !== NONE && phys.isValid(frame)) || pager.has(object, index);
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
  if (vm.pager.files.isFile(backing)) return refused("the backing object is a file's");
  if (!isHidden(vm, object, backing)) return refused("a page of the backing object can be seen");
  const offset = objects.offset(object) + objects.offset(backing);
  const next = objects.backing(backing);
  if (next !== NONE) objects.addRefs(next, 1);
  objects.setBacking(object, next, offset);
  objects.addRefs(backing, -1);
  vm.costs.bypasses++;
  return ACCEPTED;
}

/** Is every page of the backing object valid, idle, and hidden by the object, and every block hidden? */
function isHidden(vm: Machine, object: number, backing: number): boolean {
  const { objects, phys } = vm;
  const offset = objects.offset(object);
  for (let at = nextIndex(vm, backing, offset); at !== NONE;) {
    const frame = objects.page(backing, at);
    if (frame !== NONE && (!phys.isValid(frame) || phys.isBusy(frame))) return false;
    if (!hides(vm, object, at - offset)) return false;
    at = nextIndex(vm, backing, at + 1);
  }
  return true;
}

function liveBacking({ objects }: Machine, object: number): number {
  if (objects.life(object) !== Life.live) return NONE;
  const backing = objects.backing(object);
  return backing !== NONE && objects.life(backing) === Life.live ? backing : NONE;
}

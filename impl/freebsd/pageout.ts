/**
 * vm_pageout: pages leave memory for what their pager keeps of them. A page goes in one step, writing
 * included; the daemon chooses which, with a second chance for those that were used.
 */
import { ACCEPTED, refused, type Answer } from "../answer.ts";
import { NONE, type Machine } from "./machine.ts";
import { Life } from "./objects.ts";

/** The page in a frame: unmapped everywhere, written if it is dirty, and the frame is free. */
export function pageOut(vm: Machine, frame: number): Answer {
  const { objects, phys, pmaps, pager } = vm;
  if (!pager.exists) return refused("there is no pager");
  if (!(frame >= 0 && frame < phys.frames)) return refused("there is no such frame");
  const [object, index] = [phys.owner(frame), phys.index(frame)];
  if (object === NONE) return refused("the frame is free");
  if (phys.isBusy(frame)) return refused("the page is busy");
  if (!phys.isValid(frame)) return refused("the page is invalid");
  if (pmaps.wiredMappings(frame) > 0) return refused("the page is wired");
  if (objects.life(object) === Life.dead) return refused("a collapse has the page");
  // A fault makes such a page again.
  const isNothing =
    phys.content(frame) === 0 && objects.backing(object) === NONE && !pager.files.isFile(object);
  const writes = !isNothing && vm.isDirty(frame);
  if (writes && !pager.hasRoom(object, index)) return refused("the swap device is full");
  vm.removeAllMappings(frame);
  if (writes) {
    pager.write(object, index, phys.content(frame));
    vm.costs.pageOuts++;
  } else if (isNothing) {
    pager.swap.free(object, index);
  }
  vm.freePage(frame);
  return ACCEPTED;
}

/**
 * The page daemon: pages go until `target` frames are free or every page has had its second chance; a
 * placeholder that a fault left behind goes at once. Accepted also if there are not so many to be had.
 * O(frames and their mappings) at most.
 */
export function pageDaemon(vm: Machine, target: number): Answer {
  const { phys, pmaps } = vm;
  if (!vm.pager.exists) return refused("there is no pager");
  for (let left = 2 * phys.frames; left > 0 && phys.freeFrames < target; left--) {
    const frame = vm.nextInClock();
    if (phys.owner(frame) === NONE || phys.isBusy(frame)) continue;
    if (!phys.isValid(frame)) vm.freePage(frame);
    else if (pmaps.testAndClearReferenced(frame) === 0) pageOut(vm, frame);
  }
  return ACCEPTED;
}

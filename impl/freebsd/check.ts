/** What has to be so in every state of a machine. */
import { kassert } from "../answer.ts";
import { Space } from "./records.ts";
import type { Machine } from "./machine.ts";

/** Throws, saying what, unless counts and links agree. O(everything). */
export function checkMachine(vm: Machine): void {
  vm.phys.check();
  const spaces = Array.from({ length: vm.options.spaces }, (_, space) => space);
  for (const space of spaces) vm.maps.check(vm.space(space, Space.map));
  vm.pmaps.check(spaces.map((space) => vm.space(space, Space.pmap)));
  vm.pager.swap.check();
  if (vm.pager.exists) for (let frame = 0; frame < vm.phys.frames; frame++) checkUse(vm, frame);
}

/** A page that is clean is what its pager has of it, and a free frame knows of no use. */
function checkUse(vm: Machine, frame: number): void {
  const { phys, pager, pmaps } = vm;
  const owner = phys.owner(frame);
  if (owner === -1) {
    kassert(!pmaps.isReferenced(frame) && !pmaps.isModified(frame), `frame ${frame} has a past`);
  } else if (phys.isValid(frame) && !vm.isDirty(frame)) {
    const stored = pager.read(owner, phys.index(frame));
    kassert(stored === phys.content(frame), `frame ${frame} is clean and not what its pager has`);
  }
}

/**
 * vm_fault(): one fault per thread, as a state machine whose phase and locals are in the arena, so that
 * everything else can happen between any two of its steps. A step is what no other thread can observe
 * half done: what the kernel does under one object lock, or under the page's busy lock without sleeping.
 *
 *   rest -> lookup -> firstPage -+-> getPages -> next -+-> cow -> relookup -+-> commit -> rest
 *             ^         |        +-------------^  | ^--+ (a placeholder freed)
 *             |         +-> waitForPage           +-> relookup (zero fill, or a read)
 *             |         +-> busySleep  <----------+           |
 *             +---------------------------- restart <---------+
 *
 * A page that is found on swap below the first object takes a way back: next -> getPages -> cow or relookup.
 *
 * Fields of the record and the phases have the names of struct faultstate and of sys/vm/vm_fault.c.
 */
import { ACCEPTED, kassert, refused, type Answer } from "../answer.ts";
import { Life } from "./objects.ts";
import { NONE, Thread, type Machine } from "./machine.ts";

export const PHASES = [
  "rest",
  "lookup",
  "firstPage",
  "getPages",
  "next",
  "cow",
  "relookup",
  "commit",
  "restart",
  "busySleep",
  "waitForPage",
] as const;
export type Phase = (typeof PHASES)[number];

const phase = (name: Phase): number => PHASES.indexOf(name);
const REST = phase("rest");
const LOOKUP = phase("lookup");
const FIRST_PAGE = phase("firstPage");
const GET_PAGES = phase("getPages");
const NEXT = phase("next");
const COW = phase("cow");
const RELOOKUP = phase("relookup");
const COMMIT = phase("commit");
const RESTART = phase("restart");
const BUSY_SLEEP = phase("busySleep");
const WAIT_FOR_PAGE = phase("waitForPage");

export const READ = 0;
export const WRITE = 1;

/** One step of a thread's fault: the names of the phases, each refused in any other. */
export const STEPS = {
  lookup,
  firstPage,
  getPages,
  next,
  cow,
  relookup,
  commit,
  restart,
  busySleep,
  waitForPage,
} as const;

const notNow = refused("the fault is not at this step");

/** Could a fault of the thread begin at the address, if the hardware refused an access? */
export function canTrap(vm: Machine, t: number, address: number): boolean {
  const space = vm.thread(t, Thread.space);
  return vm.thread(t, Thread.phase) === REST && vm.entryAt(space, address) !== 0;
}

/** The hardware refuses an access to a page that has an entry: the fault begins. */
export function trap(vm: Machine, t: number, address: number, access: number): Answer {
  const space = vm.thread(t, Thread.space);
  if (!canTrap(vm, t, address)) return refused("no fault can begin");
  if (vm.permits(space, address, access)) return refused("the hardware permits the access");
  vm.setThread(t, Thread.access, access);
  vm.setThread(t, Thread.address, address);
  vm.setThread(t, Thread.phase, LOOKUP);
  vm.addActive(space, 1);
  vm.costs.faults++;
  return ACCEPTED;
}

/** vm_fault_lookup(): find the entry and read-lock the map; make a shadow object if the entry needs a copy. */
function lookup(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== LOOKUP) return notNow;
  const space = vm.thread(t, Thread.space);
  if (vm.isLocked(space)) return refused("the map is locked");
  const address = vm.thread(t, Thread.address);
  const entry = vm.entryAt(space, address);
  if (entry === 0) return end(vm, t); // KERN_INVALID_ADDRESS
  if (vm.thread(t, Thread.access) === WRITE && vm.entries.needsCopy(entry)) {
    // The lock has to be upgraded.
    if (vm.readers(space) > 0) return refused("other faults have the map locked");
    const source = vm.entries.object(entry);
    if (vm.objects.refs(source) > 1) {
      if (vm.objects.unused === 0) return refused("no unused object");
      // The entry's reference to the source becomes the shadow's.
      const shadow = vm.objects.create(vm.chooser, source, vm.entries.offset(entry), 1, false);
      vm.entries.setObject(entry, shadow, 0);
    }
    vm.entries.setNeedsCopy(entry, false);
  }
  vm.setThread(t, Thread.firstObject, vm.entries.object(entry) + 1);
  vm.setThread(t, Thread.firstIndex, vm.entries.indexAt(entry, address));
  vm.setThread(t, Thread.needsZeroing, 1);
  vm.readLock(t);
  return go(vm, t, FIRST_PAGE);
}

/** vm_fault_soft_fast(), or vm_fault_object() on the first object: busy its page or make a placeholder. */
function firstPage(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== FIRST_PAGE) return notNow;
  const { phys, objects } = vm;
  const object = vm.thread(t, Thread.firstObject) - 1;
  const index = vm.thread(t, Thread.firstIndex);
  if (vm.pager.isBeyond(object, index)) return end(vm, t); // KERN_OUT_OF_BOUNDS
  let frame = objects.page(object, index);
  if (frame !== NONE) {
    const entry = vm.entryAt(vm.thread(t, Thread.space), vm.thread(t, Thread.address));
    const needsCopy = vm.entries.needsCopy(entry);
    // A page that is being replaced may still be read.
    if (phys.isValid(frame) && (needsCopy || !phys.isBusy(frame))) {
      vm.enter(t, frame, !needsCopy);
      vm.costs.soft++;
      return end(vm, t);
    }
    objects.addRefs(object, 1);
    if (phys.isBusy(frame)) return sleepOn(vm, t, frame);
  } else {
    if (vm.isShortOf(1)) {
      vm.readUnlock(t);
      vm.setThread(t, Thread.firstObject, 0);
      vm.setThread(t, Thread.firstIndex, 0);
      return go(vm, t, WAIT_FOR_PAGE);
    }
    objects.addRefs(object, 1);
    frame = vm.allocatePage(object, index);
    if (vm.options.zeroHints && phys.content(frame) === 0) vm.setThread(t, Thread.needsZeroing, 0);
    vm.costs.allocs++;
  }
  phys.setBusy(frame, t);
  vm.setThread(t, Thread.firstM, frame + 1);
  if (vm.pager.has(object, index)) return go(vm, t, GET_PAGES);
  const asks =
    vm.options.unlocks && mayAskPager(vm, object) && vm.chooser.choose("ask the pager", 2) === 1;
  return go(vm, t, asks ? GET_PAGES : NEXT);
}

/**
 * vm_fault_object_needs_getpages() of the chain: an object without blocks is not asked. Unlocking the map
 * further down gives no run that unlocking it in the first object does not give. Without a swap device,
 * there is a pager that has nothing.
 */
function mayAskPager({ objects, pager }: Machine, object: number): boolean {
  if (!pager.exists) return true;
  for (let at = object; at !== NONE; at = objects.backing(at)) if (pager.hasAny(at)) return true;
  return false;
}

/** vm_fault_getpages(): read the page in, or unlock the map and find that the pager has nothing. */
function getPages(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== GET_PAGES) return notNow;
  const { phys, pager } = vm;
  const m = vm.thread(t, Thread.m) - 1;
  const frame = m === NONE ? vm.thread(t, Thread.firstM) - 1 : m;
  const [object, index] = [phys.owner(frame), phys.index(frame)];
  if (!pager.has(object, index)) {
    kassert(m === NONE, "vm_fault: what was on swap is gone, though its page is busy");
    vm.readUnlock(t);
    return go(vm, t, NEXT);
  }
  if (vm.options.unlocks && vm.chooser.choose("unlock the map for the pager", 2) === 1) {
    vm.readUnlock(t);
  }
  phys.setContent(frame, pager.read(object, index));
  phys.setValid(frame);
  vm.costs.pageIns++;
  return go(vm, t, m !== NONE && vm.thread(t, Thread.access) === WRITE ? COW : RELOOKUP);
}

/**
 * vm_fault_next() and vm_fault_object() down the chain, to the first object that has a page, in memory or
 * not, or is dying.
 */
function next(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== NEXT) return notNow;
  const { phys, objects, pager } = vm;
  let object = vm.thread(t, Thread.firstObject) - 1;
  let index = vm.thread(t, Thread.firstIndex);
  let frame = NONE;
  for (;;) {
    index += objects.offset(object);
    object = objects.backing(object);
    if (object === NONE) return zeroFill(vm, t);
    if (objects.life(object) === Life.dead) {
      // A collapse is moving its pages up: pause and retry.
      vm.freePage(vm.thread(t, Thread.firstM) - 1);
      vm.setThread(t, Thread.firstM, 0);
      return go(vm, t, RESTART);
    }
    if (pager.isBeyond(object, index)) {
      // KERN_OUT_OF_BOUNDS
      vm.freePage(vm.thread(t, Thread.firstM) - 1);
      vm.deallocate(vm.thread(t, Thread.firstObject) - 1);
      return end(vm, t);
    }
    frame = objects.page(object, index);
    if (frame !== NONE || pager.has(object, index)) break;
  }
  if (frame === NONE) return pageInBelow(vm, t, object, index);
  if (phys.isBusy(frame)) {
    // The placeholder stays behind, invalid.
    phys.unbusy(vm.thread(t, Thread.firstM) - 1);
    vm.setThread(t, Thread.firstM, 0);
    return sleepOn(vm, t, frame);
  }
  if (!phys.isValid(frame)) {
    // Someone's placeholder, left behind. The search goes on in the next step.
    vm.freePage(frame);
    return ACCEPTED;
  }
  phys.setBusy(frame, t);
  vm.setThread(t, Thread.m, frame + 1);
  return go(vm, t, vm.thread(t, Thread.access) === WRITE ? COW : RELOOKUP);
}

/** vm_fault_allocate() in an object that has the page on swap; it is read in next. */
function pageInBelow(vm: Machine, t: number, object: number, index: number): Answer {
  if (vm.isShortOf(1)) {
    // Nothing is held while waiting for memory.
    vm.freePage(vm.thread(t, Thread.firstM) - 1);
    return retry(vm, t, WAIT_FOR_PAGE);
  }
  const frame = vm.allocatePage(object, index);
  vm.costs.allocs++;
  vm.phys.setBusy(frame, t);
  vm.setThread(t, Thread.m, frame + 1);
  return go(vm, t, GET_PAGES);
}

/** vm_fault_zerofill() */
function zeroFill(vm: Machine, t: number): Answer {
  const frame = vm.thread(t, Thread.firstM) - 1;
  if (vm.thread(t, Thread.needsZeroing) === 1) vm.phys.setContent(frame, 0);
  kassert(vm.phys.content(frame) === 0, "zerocheck failed");
  vm.phys.setValid(frame);
  vm.costs.zeroFills++;
  return go(vm, t, RELOOKUP);
}

/** vm_fault_cow(): copy the page, or take it over from a backing object that nobody else refers to. */
function cow(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== COW) return notNow;
  const { phys, objects } = vm;
  const first = vm.thread(t, Thread.firstObject) - 1;
  const [placeholder, m] = [vm.thread(t, Thread.firstM) - 1, vm.thread(t, Thread.m) - 1];
  const source = phys.owner(m);
  if (objects.backing(first) === source && objects.refs(source) === 1) {
    vm.freePage(placeholder);
    vm.renamePage(m, first, vm.thread(t, Thread.firstIndex));
    vm.setThread(t, Thread.firstM, m + 1);
    vm.setThread(t, Thread.m, 0);
    vm.costs.renames++;
  } else {
    phys.setContent(placeholder, phys.content(m));
    if (vm.options.design !== "deferValid") phys.setValid(placeholder);
    // Other address spaces that map the object map the page copied.
    if (!vm.isPrivate(first)) vm.removeAllMappings(m);
    vm.costs.copies++;
  }
  return go(vm, t, RELOOKUP);
}

/** vm_fault_relookup(), if the map was unlocked: give up if a writer has it, or if the entry changed. */
function relookup(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== RELOOKUP) return notNow;
  if (vm.thread(t, Thread.valid) === 0) {
    const space = vm.thread(t, Thread.space);
    const address = vm.thread(t, Thread.address);
    if (vm.isLocked(space)) return go(vm, t, RESTART); // vm_map_trylock_read()
    const entry = vm.entryAt(space, address);
    if (
      entry === 0 || // the next lookup finds that out again
      vm.entries.object(entry) !== vm.thread(t, Thread.firstObject) - 1 ||
      vm.entries.indexAt(entry, address) !== vm.thread(t, Thread.firstIndex) ||
      (vm.thread(t, Thread.access) === WRITE && vm.entries.needsCopy(entry))
    ) {
      return go(vm, t, RESTART);
    }
    vm.readLock(t);
  }
  return go(vm, t, COMMIT);
}

/** The fault succeeds: mark the copy valid, pmap_enter(), vm_fault_deallocate(). */
function commit(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== COMMIT) return notNow;
  const { phys } = vm;
  const first = vm.thread(t, Thread.firstObject) - 1;
  const [placeholder, m] = [vm.thread(t, Thread.firstM) - 1, vm.thread(t, Thread.m) - 1];
  if (m !== NONE && vm.thread(t, Thread.access) === READ) {
    vm.enter(t, m, false);
    vm.freePage(placeholder);
  } else {
    if (m !== NONE) {
      const early = vm.options.design !== "deferValid";
      kassert(early || !phys.isValid(placeholder), "vm_fault: page is already valid");
      phys.setValid(placeholder);
      if (vm.options.rechecksSharing && !vm.isPrivate(first)) vm.removeAllMappings(m);
    }
    const entry = vm.entryAt(vm.thread(t, Thread.space), vm.thread(t, Thread.address));
    vm.enter(t, placeholder, !vm.entries.needsCopy(entry));
    phys.unbusy(placeholder);
  }
  if (m !== NONE) phys.unbusy(m);
  vm.deallocate(first);
  return end(vm, t);
}

/** vm_fault_deallocate() without success, and "goto RetryFault". */
function restart(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== RESTART) return notNow;
  const { phys } = vm;
  const { design } = vm.options;
  const [placeholder, m] = [vm.thread(t, Thread.firstM) - 1, vm.thread(t, Thread.m) - 1];
  const reads = vm.thread(t, Thread.access) === READ;
  if (m !== NONE && !reads) {
    if (design === "removeAll") vm.removeAllMappings(m);
    if (design === "removeHere") vm.removeMapping(t);
  }
  if (placeholder !== NONE) {
    // After a copy the search is back in the first object, whose page is not freed.
    if (m !== NONE && reads) vm.freePage(placeholder);
    else phys.unbusy(placeholder);
  }
  if (m !== NONE) phys.unbusy(m);
  vm.costs.restarts++;
  return retry(vm, t);
}

/** vm_fault_busy_sleep(): sleep on the page, then let go of the first object and retry. */
function busySleep(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== BUSY_SLEEP) return notNow;
  if (vm.phys.isBusy(vm.thread(t, Thread.m) - 1)) return refused("the page is busy");
  vm.costs.busySleeps++;
  return retry(vm, t);
}

/**
 * vm_waitpfault(): no page to be had; retry when there is one. Where pages are read in there have to be two,
 * one for the first object: a fault that got just that would give it back and wait again.
 */
function waitForPage(vm: Machine, t: number): Answer {
  if (vm.thread(t, Thread.phase) !== WAIT_FOR_PAGE) return notNow;
  if (vm.isShortOf(vm.pager.exists ? 2 : 1)) return refused("no free page");
  return go(vm, t, LOOKUP);
}

function go(vm: Machine, t: number, to: number): Answer {
  vm.setThread(t, Thread.phase, to);
  return ACCEPTED;
}

function sleepOn(vm: Machine, t: number, frame: number): Answer {
  vm.setThread(t, Thread.m, frame + 1);
  vm.readUnlock(t);
  return go(vm, t, BUSY_SLEEP);
}

/** Lets go of the first object, of which the fault has a reference, to look the entry up again. */
function retry(vm: Machine, t: number, to = LOOKUP): Answer {
  vm.deallocate(vm.thread(t, Thread.firstObject) - 1);
  vm.readUnlock(t);
  for (const field of [Thread.firstObject, Thread.firstIndex, Thread.firstM, Thread.m]) {
    vm.setThread(t, field, 0);
  }
  return go(vm, t, to);
}

function end(vm: Machine, t: number): Answer {
  vm.readUnlock(t);
  vm.addActive(vm.thread(t, Thread.space), -1);
  vm.clearFault(t);
  return ACCEPTED;
}

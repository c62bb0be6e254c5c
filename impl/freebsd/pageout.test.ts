/** Memory pressure: what a pageout does, what comes back, and the race of D49758 as a page on swap lets it happen. */
import { expect, test } from "vitest";
import type { Chooser } from "../answer.ts";
import { READ, WRITE, type Phase } from "./fault.ts";
import { Thread, type Machine } from "./machine.ts";
import { Collapse } from "./objects.ts";
import type { Design } from "./options.ts";
import { pageDaemon } from "./pageout.ts";
import { exit, fork, settle, touch, unmap, write } from "./run.ts";
import { operations } from "./vm.ts";
import { done, framesInUse, load, machine } from "./workload.fixture.ts";

/** The pager is asked, and the map unlocked for it, wherever that may be. */
const ASKS: Chooser = { choose: (what) => (/pager/.test(what) ? 1 : 0) };

const pageOutAt = (vm: Machine, process: number, page: number) =>
  operations.pageOut(vm, vm.frameAt(process, page));

test("a page that went to swap comes back when it is read, and needs no block to go again", () => {
  const vm = machine(1, { swap: 1 });
  done(operations.spawn(vm, 0, 0, 1));
  done(write(vm, 0, 0, 7));
  done(pageOutAt(vm, 0, 0));
  expect([framesInUse(vm), vm.pager.swap.freeBlocks]).toEqual([0, 0]);
  expect(load(vm, 0, 0)).toBe(7);
  done(pageOutAt(vm, 0, 0));
  expect(load(vm, 0, 0)).toBe(7);
  expect(vm.costs).toMatchObject({ pageIns: 2, pageOuts: 1, zeroFills: 1 });
  vm.check();
});

test("a store after the page was read in is not lost", () => {
  const vm = machine(1, { swap: 1 });
  done(operations.spawn(vm, 0, 0, 1));
  done(write(vm, 0, 0, 7));
  done(pageOutAt(vm, 0, 0));
  done(write(vm, 0, 0, 8));
  vm.check();
  // The bit of the mapping outlives it.
  done(operations.msyncInvalidate(vm, 0, 0, 1));
  const frame = vm.objects.page(vm.entries.object(vm.entryAt(0, 0)), 0);
  done(operations.pageOut(vm, frame));
  expect(load(vm, 0, 0)).toBe(8);
  expect(vm.costs.pageOuts).toBe(2);
});

test("a page of zeros with nothing behind it is made again instead of written", () => {
  const vm = machine(1, { swap: 1 });
  done(operations.spawn(vm, 0, 0, 1));
  expect(load(vm, 0, 0)).toBe(0);
  done(pageOutAt(vm, 0, 0));
  expect(vm.pager.swap.freeBlocks).toBe(1);
  expect(load(vm, 0, 0)).toBe(0);
  expect(vm.costs).toMatchObject({ pageIns: 0, pageOuts: 0, zeroFills: 2 });
});

test("zeros that hide something are written", () => {
  const vm = machine(1, { swap: 1 });
  done(operations.spawn(vm, 0, 0, 1));
  done(write(vm, 0, 0, 7));
  done(fork(vm, 0, 1));
  done(write(vm, 1, 0, 0));
  done(pageOutAt(vm, 1, 0));
  expect([load(vm, 1, 0), load(vm, 0, 0)]).toEqual([0, 7]);
});

test("a page of a backing object is read in there, and both sides find it", () => {
  const vm = machine(1, { swap: 4 });
  done(operations.spawn(vm, 0, 0, 1));
  done(write(vm, 0, 0, 7));
  done(fork(vm, 0, 1));
  done(fork(vm, 1, 2));
  done(pageOutAt(vm, 0, 0));
  done(write(vm, 1, 0, 8));
  expect([0, 1, 2].map((process) => load(vm, process, 0))).toEqual([7, 8, 7]);
  expect(vm.costs).toMatchObject({ pageIns: 1, copies: 1 });
  vm.check();
});

test("what is refused: no pager, free, busy, invalid, wired, no room", () => {
  const none = machine(1);
  expect(operations.pageOut(none, 0)).toMatchObject({ reason: "there is no pager" });
  const vm = machine(4, { swap: 1, wiring: true });
  const reason = (frame: number) => operations.pageOut(vm, frame);
  expect(reason(64)).toMatchObject({ reason: "there is no such frame" });
  expect(reason(0)).toMatchObject({ reason: "the frame is free" });
  done(operations.spawn(vm, 0, 0, 2));
  done(write(vm, 0, 0, 1));
  done(write(vm, 0, 1, 2));
  done(pageOutAt(vm, 0, 0));
  expect(pageOutAt(vm, 0, 1)).toMatchObject({ reason: "the swap device is full" });
  done(operations.lockMap(vm, 0));
  done(operations.mmapWired(vm, 0, 3, 1));
  done(operations.unlockMap(vm, 0));
  expect(pageOutAt(vm, 0, 3)).toMatchObject({ reason: "the page is wired" });
  done(operations.trap(vm, 0, 0, READ));
  done(operations.lookup(vm, 0));
  done(operations.firstPage(vm, 0));
  const frame = vm.thread(0, Thread.firstM) - 1;
  expect(reason(frame)).toMatchObject({ reason: "the page is busy" });
  vm.check();
});

test("out of frames, the page daemon makes room and spares what was used", () => {
  const vm = machine(12, { swap: 16, frames: 4 });
  done(operations.spawn(vm, 0, 0, 12));
  for (let page = 0; page < 12; page++) {
    done(write(vm, 0, 0, 100));
    done(write(vm, 0, page, page + 100));
  }
  const pageIns = vm.costs.pageIns;
  expect(vm.permits(0, 0, READ)).toBe(true);
  for (let page = 11; page >= 0; page--) expect(load(vm, 0, page)).toBe(page + 100);
  expect(vm.costs.pageIns - pageIns).toBeGreaterThanOrEqual(8);
  vm.check();
});

test("no swap left: the fault waits, and goes on when there is room again", () => {
  const vm = machine(2, { swap: 1, frames: 3 });
  for (const process of [0, 1]) done(operations.spawn(vm, process, 0, 2));
  done(write(vm, 1, 0, 1));
  done(write(vm, 1, 1, 2));
  done(write(vm, 0, 0, 3));
  expect(write(vm, 0, 1, 4)).toMatchObject({ kind: "refused", reason: "no free page" });
  vm.check();
  done(exit(vm, 1));
  done(write(vm, 0, 1, 4));
  expect([load(vm, 0, 0), load(vm, 0, 1)]).toEqual([3, 4]);
  vm.check();
});

test("frames in reserve are not for faults but for copies of wired memory", () => {
  const vm = machine(4, { wiring: true, frames: 4, reserve: 1 });
  done(operations.spawn(vm, 0, 0, 2));
  done(operations.lockMap(vm, 0));
  expect(operations.mmapWired(vm, 0, 2, 2)).toMatchObject({ kind: "accepted" });
  done(operations.unlockMap(vm, 0));
  done(write(vm, 0, 0, 1));
  expect(write(vm, 0, 1, 1)).toMatchObject({ reason: "no free page" });
  expect(vm.phys.freeFrames).toBe(1);
  const small = machine(2, { wiring: true, frames: 2, reserve: 1 });
  done(operations.spawn(small, 0, 0, 1));
  done(operations.lockMap(small, 0));
  done(operations.mmapWired(small, 0, 1, 1));
  done(operations.fork(small, 0, 1));
  expect(small.phys.freeFrames).toBe(0);
});

test("what was used since the daemon came by has a second chance", () => {
  const vm = machine(4, { swap: 8, frames: 4 });
  done(operations.spawn(vm, 0, 0, 4));
  for (let page = 0; page < 4; page++) done(write(vm, 0, page, page + 1));
  const inMemory = () => [0, 1, 2, 3].filter((page) => vm.permits(0, page, READ));
  // All were used; in the second round nobody is spared.
  done(pageDaemon(vm, 1));
  expect(inMemory()).toEqual([1, 2, 3]);
  expect(load(vm, 0, 1)).toBe(2);
  done(pageDaemon(vm, 2));
  expect(inMemory()).toEqual([1, 3]);
});

test("a fault that waits for memory holds none", () => {
  const vm = machine(2, { swap: 4, frames: 2, wiring: true });
  done(operations.spawn(vm, 0, 0, 1));
  done(write(vm, 0, 0, 7));
  done(fork(vm, 0, 1));
  done(pageOutAt(vm, 0, 0));
  done(operations.lockMap(vm, 0));
  done(operations.mmapWired(vm, 0, 1, 1));
  done(operations.unlockMap(vm, 0));
  expect(write(vm, 1, 0, 8)).toMatchObject({ kind: "refused", reason: "no free page" });
  expect(framesInUse(vm)).toBe(1);
  vm.check();
  done(unmap(vm, 0, 1, 2));
  done(write(vm, 1, 0, 8));
  expect([load(vm, 1, 0), load(vm, 0, 0)]).toEqual([8, 7]);
});

test("the daemon takes the placeholder of a fault that started again", () => {
  const vm = restarted("deferValid");
  const first = vm.entries.object(vm.entryAt(1, 0));
  const placeholder = vm.objects.page(first, 0);
  expect([vm.phys.isValid(placeholder), vm.phys.isBusy(placeholder)]).toEqual([false, false]);
  expect(operations.pageOut(vm, placeholder)).toMatchObject({ reason: "the page is invalid" });
  done(pageDaemon(vm, vm.phys.frames));
  expect(framesInUse(vm)).toBe(0);
  expect([load(vm, 4, 0), load(vm, 4, 1), load(vm, 2, 1)]).toEqual([1, 5, 6]);
  vm.check();
});

test("the clock goes round, and no pass takes more than two rounds", () => {
  const vm = machine(4, { swap: 8, frames: 4 });
  done(operations.spawn(vm, 0, 0, 4));
  for (let page = 0; page < 4; page++) done(write(vm, 0, page, page + 1));
  done(pageDaemon(vm, 3));
  expect(vm.phys.freeFrames).toBe(3);
  done(pageDaemon(vm, 100));
  expect(vm.phys.freeFrames).toBe(4);
  for (let page = 0; page < 4; page++) expect(load(vm, 0, page)).toBe(page + 1);
});

// -------------------------------------------------------------------------------------------------
// D49758 with a page on swap: S1 has a block, so a fault of P1 asks the pager and unlocks the map.

const UP_TO_COPY: readonly Exclude<Phase, "rest">[] = [
  "lookup",
  "firstPage",
  "getPages",
  "next",
  "cow",
];

/** Thread 1 of P1 writes page 0 up to its copy; thread 4 lives in P1 as well. */
function raced(design: Design, unmapWaits = true, steps = UP_TO_COPY): Machine {
  const vm = machine(3, { swap: 4, unlocks: true, design, unmapWaits, threads: 5 }, ASKS);
  vm.setThread(4, Thread.space, 1);
  done(operations.spawn(vm, 0, 0, 2));
  done(write(vm, 0, 0, 1));
  done(write(vm, 0, 1, 1));
  done(fork(vm, 0, 1));
  done(fork(vm, 0, 2));
  done(write(vm, 1, 1, 5));
  done(write(vm, 2, 1, 6));
  done(exit(vm, 0));
  expect(load(vm, 1, 0)).toBe(1);
  done(pageOutAt(vm, 1, 1));
  done(operations.trap(vm, 1, 0, WRITE));
  for (const step of steps) done(operations[step](vm, 1));
  return vm;
}

/** Another thread has the map locked for an mmap() when the fault looks again. */
function restarted(design: Design): Machine {
  const vm = raced(design);
  done(operations.lockMap(vm, 1));
  done(operations.mmap(vm, 1, 2, 1));
  done(operations.relookup(vm, 1));
  done(operations.restart(vm, 1));
  done(operations.unlockMap(vm, 1));
  expect(vm.costs.restarts).toBe(1);
  return vm;
}

test("valid at the copy: a page that is mapped is hidden, and the collapse frees it", () => {
  const vm = restarted("markEarly");
  const mapped = vm.frameAt(1, 0);
  const first = vm.objects.page(vm.entries.object(vm.entryAt(1, 0)), 0);
  expect(vm.phys.isValid(first) && !vm.phys.isBusy(first) && first !== mapped).toBe(true);
  expect(exit(vm, 2)).toEqual({ kind: "failed", message: "freeing mapped page" });
});

test("valid when it is mapped: the collapse moves the page up, and the retry is soft", () => {
  const vm = restarted("deferValid");
  const { copies, soft } = vm.costs;
  done(exit(vm, 2));
  vm.check();
  done(operations.lookup(vm, 1));
  done(operations.firstPage(vm, 1));
  done(operations.store(vm, 1, 0, 7));
  expect([vm.costs.copies - copies, vm.costs.soft - soft]).toEqual([0, 1]);
  // One page in memory and one on swap.
  expect([framesInUse(vm), vm.pager.swap.freeBlocks]).toEqual([1, 3]);
  expect([load(vm, 1, 0), load(vm, 1, 1)]).toEqual([7, 5]);
  vm.check();
});

test("the same with the page that was hidden by the block on swap: its block goes too", () => {
  const vm = restarted("deferValid");
  // Page 1 of the backing object, which nobody maps.
  const backing = vm.objects.backing(vm.entries.object(vm.entryAt(1, 1)));
  done(operations.pageOut(vm, vm.objects.page(backing, 1)));
  expect(vm.pager.swap.freeBlocks).toBe(2);
  done(exit(vm, 2));
  expect(vm.pager.swap.freeBlocks).toBe(3);
  expect(load(vm, 4, 1)).toBe(5);
  vm.check();
});

test("a block does not move up past a fault that has asked the pager above", () => {
  const vm = raced("deferValid", true, ["lookup", "firstPage", "getPages"]);
  const first = vm.entries.object(vm.entryAt(1, 0));
  const backing = vm.objects.backing(first);
  done(operations.pageOut(vm, vm.objects.page(backing, 0)));
  expect(exit(vm, 2)).toMatchObject({ kind: "refused", reason: "the page in its place is busy" });
  for (const step of ["next", "restart"] as const) done(operations[step](vm, 1));
  const page = vm.objects.page(backing, 1);
  expect(operations.pageOut(vm, page)).toMatchObject({ reason: "a collapse has the page" });
  while (vm.objects.collapse(first) === Collapse.scan) done(operations.collapseScan(vm, first));
  done(operations.collapseFinish(vm, first));
  expect(load(vm, 4, 0)).toBe(1);
  vm.check();
});

test("a page that is taken over leaves no block behind", () => {
  const vm = machine(2, { swap: 4 });
  done(operations.spawn(vm, 0, 0, 2));
  done(write(vm, 0, 0, 1));
  done(fork(vm, 0, 1));
  done(write(vm, 1, 1, 2));
  done(pageOutAt(vm, 1, 0));
  expect(load(vm, 1, 0)).toBe(1);
  // No collapse, so that the fault finds the page in an object that only its own refers to.
  done(operations.lockMap(vm, 0));
  done(operations.pmapRemove(vm, 0, 0, 2));
  for (const step of ["deleteEntry", "unlockMap", "deallocate"] as const)
    done(operations[step](vm, 0));
  expect(vm.pager.swap.freeBlocks).toBe(3);
  done(write(vm, 1, 0, 3));
  expect([vm.costs.renames, vm.pager.swap.freeBlocks]).toEqual([1, 4]);
  done(settle(vm));
  done(pageOutAt(vm, 1, 0));
  expect(load(vm, 1, 0)).toBe(3);
  vm.check();
});

test("an mmap() that is over before the fault looks again costs nothing", () => {
  const vm = raced("deferValid");
  done(operations.lockMap(vm, 1));
  done(operations.mmap(vm, 1, 2, 1));
  done(operations.unlockMap(vm, 1));
  done(operations.relookup(vm, 1));
  done(operations.commit(vm, 1));
  done(operations.store(vm, 1, 0, 7));
  expect(vm.costs).toMatchObject({ restarts: 0, copies: 3 });
  expect(load(vm, 1, 0)).toBe(7);
});

test("a fork in between makes the fault start again, if it does not wait for it", () => {
  // The object is P1's own, so vm_object_split() sleeps on the page that the fault fills.
  const waiting = raced("deferValid");
  expect(fork(waiting, 1, 3)).toMatchObject({ kind: "refused", reason: "a fault is in the way" });
  const vm = raced("deferValid", false);
  done(fork(vm, 1, 3));
  done(operations.relookup(vm, 1));
  done(operations.restart(vm, 1));
  expect(vm.costs.restarts).toBe(1);
  expect(touch(vm, 4, 0, WRITE)).toEqual({ kind: "accepted" });
  done(operations.store(vm, 1, 0, 7));
  expect([load(vm, 4, 0), load(vm, 3, 0), load(vm, 2, 0)]).toEqual([7, 1, 1]);
  vm.check();
});

test("msync(MS_INVALIDATE) takes the mapping and leaves the page", () => {
  const vm = machine(2, { wiring: true });
  done(operations.spawn(vm, 0, 0, 1));
  done(write(vm, 0, 0, 1));
  const { zeroFills, soft } = vm.costs;
  done(operations.msyncInvalidate(vm, 0, 0, 1));
  expect([vm.permits(0, 0, READ), framesInUse(vm)]).toEqual([false, 1]);
  expect(load(vm, 0, 0)).toBe(1);
  expect([vm.costs.zeroFills - zeroFills, vm.costs.soft - soft]).toEqual([0, 1]);
  done(operations.lockMap(vm, 0));
  done(operations.mmapWired(vm, 0, 1, 1));
  done(operations.unlockMap(vm, 0));
  expect(operations.msyncInvalidate(vm, 0, 0, 2)).toMatchObject({ reason: "the memory is wired" });
  expect([vm.permits(0, 0, READ), vm.permits(0, 1, READ)]).toEqual([true, true]);
});

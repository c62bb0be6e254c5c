/**
 * Scripts of threads that meet in the middle of a fault, of shared shadow objects and of wired memory,
 * with what each must cost. Processes are numbered from 0; a fork does not copy mappings.
 */
import { describe, expect, test } from "vitest";
import type { Chooser } from "../answer.ts";
import { READ, STEPS, WRITE } from "./fault.ts";
import { Thread } from "./machine.ts";
import type { Design } from "./options.ts";
import { exit, fork, touch, write } from "./run.ts";
import { operations, type Machine } from "./vm.ts";
import { done, framesInUse, load, machine } from "./workload.fixture.ts";

/** The pager is asked, so that the map is unlocked in the middle of a fault. */
const ASKS: Chooser = { choose: (what) => (what === "ask the pager" ? 1 : 0) };
/** What a step of the script adds to the costs. */
function spentBy(vm: Machine, work: () => void): Record<"faults" | "soft" | "copies", number> {
  const { faults, soft, copies } = vm.costs;
  work();
  return {
    faults: vm.costs.faults - faults,
    soft: vm.costs.soft - soft,
    copies: vm.costs.copies - copies,
  };
}

const object = (vm: Machine, process: number): number => vm.entries.object(vm.entryAt(process, 0));

/** These steps of a thread's fault. */
function steps(vm: Machine, thread: number, ...phases: readonly (keyof typeof STEPS)[]): void {
  for (const phase of phases) done(STEPS[phase](vm, thread));
}

/** Ends a fault that starts again after a restart. */
function retried(vm: Machine, thread: number): void {
  for (const phase of [
    "lookup",
    "firstPage",
    "getPages",
    "next",
    "cow",
    "relookup",
    "commit",
  ] as const) {
    if (vm.thread(thread, Thread.phase) !== 0) done(STEPS[phase](vm, thread));
  }
  expect(vm.thread(thread, Thread.phase)).toBe(0);
}

/**
 * The review's: processes 1 and 2 have shadows of an object whose page 0 process 1 maps. Threads 4 and 5
 * live in process 1 too. Thread 1 has just copied page 0 for a write of 7, with the map unlocked.
 */
function copied(design: Design, unmapWaits = true): Machine {
  const options = { unlocks: true, copiesMappings: false, design, unmapWaits, threads: 6 };
  const vm = machine(4, options, ASKS);
  for (const thread of [4, 5]) vm.setThread(thread, Thread.space, 1);
  done(operations.spawn(vm, 0, 0, 2));
  done(write(vm, 0, 0, 1));
  done(write(vm, 0, 1, 1));
  done(fork(vm, 0, 1));
  done(fork(vm, 0, 2));
  done(write(vm, 1, 1, 5));
  done(write(vm, 2, 1, 6));
  done(exit(vm, 0));
  expect(load(vm, 1, 0)).toBe(1);
  done(operations.trap(vm, 1, 0, WRITE));
  steps(vm, 1, "lookup", "firstPage", "getPages", "next", "cow");
  return vm;
}

/** The map is locked when thread 1 looks again. */
function restarted(design: Design): Machine {
  const vm = copied(design);
  done(operations.lockMap(vm, 1));
  steps(vm, 1, "relookup", "restart");
  done(operations.unlockMap(vm, 1));
  return vm;
}

describe("a fault that restarts after its copy, beside a reader of the page", () => {
  test("valid when it is mapped: the reader does not notice, and the writer copies again", () => {
    const vm = restarted("deferValid");
    const reader = spentBy(vm, () => expect(load(vm, 4, 0)).toBe(1));
    expect(reader).toEqual({ faults: 0, soft: 0, copies: 0 });
    expect(spentBy(vm, () => retried(vm, 1))).toMatchObject({ soft: 0, copies: 1 });
    done(operations.store(vm, 1, 0, 7));
    // Both copies of page 0, and those of page 1 of either process.
    expect(vm.costs.copies).toBe(4);
    expect([load(vm, 5, 0), load(vm, 2, 0)]).toEqual([7, 1]);
    vm.check();
  });

  test.each(["removeAll", "removeHere"] as const)(
    "%s: the reader has a soft fault, and the writer copies once",
    (design) => {
      const vm = restarted(design);
      const reader = spentBy(vm, () => expect(load(vm, 4, 0)).toBe(1));
      expect(reader).toEqual({ faults: 1, soft: 1, copies: 0 });
      expect(spentBy(vm, () => retried(vm, 1))).toMatchObject({ soft: 1, copies: 0 });
      done(operations.store(vm, 1, 0, 7));
      expect(vm.costs.copies).toBe(3);
      expect([load(vm, 5, 0), load(vm, 2, 0)]).toEqual([7, 1]);
      vm.check();
    },
  );
});

describe("something else is mapped at the address of a fault", () => {
  /** Thread 4 maps three pages over the two that there were, and reads them. */
  function remapped(design: Design): Machine {
    const vm = copied(design, false);
    done(operations.lockMap(vm, 1));
    done(operations.pmapRemove(vm, 1, 0, 2));
    done(operations.deleteEntry(vm, 1));
    done(operations.mmap(vm, 1, 0, 3));
    done(operations.unlockMap(vm, 1));
    done(operations.deallocate(vm, 1));
    for (const page of [0, 1, 2]) expect(load(vm, 4, page)).toBe(0);
    steps(vm, 1, "relookup", "restart");
    return vm;
  }
  const isMapped = (vm: Machine) => [0, 1, 2].map((page) => vm.permits(1, page, READ));

  test.each(["deferValid", "removeAll"] as const)("%s: it stays mapped", (design) => {
    const vm = remapped(design);
    expect(isMapped(vm)).toEqual([true, true, true]);
    retried(vm, 1);
    done(operations.store(vm, 1, 0, 7));
    expect([load(vm, 5, 0), load(vm, 2, 0)]).toEqual([7, 1]);
    vm.check();
  });

  test("removeHere: a mapping goes that has nothing to do with the fault", () => {
    expect(isMapped(remapped("removeHere"))).toEqual([false, true, true]);
  });

  test("where munmap() waits for the page of the fault, it does not come to that", () => {
    const vm = copied("removeHere");
    done(operations.lockMap(vm, 1));
    done(operations.pmapRemove(vm, 1, 0, 2));
    expect(operations.deleteEntry(vm, 1)).toMatchObject({ reason: "a fault is in the way" });
  });
});

describe("a shadow object that two processes share", () => {
  /** Process 1 is a child of process 0 that has read its page, and shares it with its child 2. */
  function sharing(): Machine {
    const vm = machine(1, { sharing: true, copiesMappings: false });
    done(operations.spawn(vm, 0, 0, 1));
    done(write(vm, 0, 0, 1));
    done(fork(vm, 0, 1));
    expect(load(vm, 1, 0)).toBe(1);
    done(operations.lockMap(vm, 1));
    done(operations.forkShared(vm, 1, 2));
    done(operations.unlockMap(vm, 1));
    return vm;
  }

  test("a copy takes the mappings of the page away, and everyone gets the right one", () => {
    const vm = sharing();
    expect(spentBy(vm, () => done(write(vm, 2, 0, 3)))).toMatchObject({ copies: 1 });
    expect(vm.costs.shootdowns).toBe(2);
    const sharer = spentBy(vm, () => expect(load(vm, 1, 0)).toBe(3));
    expect(sharer).toEqual({ faults: 1, soft: 1, copies: 0 });
    const parent = spentBy(vm, () => expect(load(vm, 0, 0)).toBe(1));
    expect(parent).toEqual({ faults: 1, soft: 1, copies: 0 });
    expect(object(vm, 1)).toBe(object(vm, 2));
    expect([vm.objects.refs(object(vm, 1)), vm.objects.shadows(object(vm, 0))]).toEqual([2, 1]);
    expect(framesInUse(vm)).toBe(2);
    vm.check();
  });

  test("the parent exits first: the page moves up, so there is nothing to copy", () => {
    const vm = sharing();
    done(exit(vm, 0));
    expect(vm.costs.collapseRenames).toBe(1);
    expect(spentBy(vm, () => done(write(vm, 2, 0, 3)))).toEqual({ faults: 1, soft: 1, copies: 0 });
    const sharer = spentBy(vm, () => expect(load(vm, 1, 0)).toBe(3));
    expect(sharer).toEqual({ faults: 0, soft: 0, copies: 0 });
    expect([vm.objects.refs(object(vm, 1)), framesInUse(vm)]).toEqual([2, 1]);
    vm.check();
  });
});

test("wired memory is copied by the fork: then neither side faults", () => {
  const vm = machine(2, { wiring: true, copiesMappings: false });
  done(operations.spawn(vm, 0, 0, 1));
  done(operations.lockMap(vm, 0));
  // There is no mlock() of memory that there is: this is mmap() after mlockall(MCL_FUTURE).
  done(operations.mmapWired(vm, 0, 1, 1));
  done(operations.unlockMap(vm, 0));
  const untouched = { faults: 0, soft: 0, copies: 0 };
  expect(spentBy(vm, () => done(write(vm, 0, 1, 1)))).toEqual(untouched);
  expect(spentBy(vm, () => done(fork(vm, 0, 1)))).toEqual({ ...untouched, copies: 1 });
  expect(spentBy(vm, () => done(write(vm, 0, 1, 2)))).toEqual(untouched);
  expect(spentBy(vm, () => expect(load(vm, 1, 1)).toBe(1))).toEqual(untouched);
  expect([0, 1].map((process) => vm.entries.isWired(vm.entryAt(process, 1)))).toEqual([
    true,
    false,
  ]);
  expect(framesInUse(vm)).toBe(2);
  vm.check();
});

test("what was known of the first frame is not believed of the next: zeros are zeros", () => {
  let wanted = 1;
  // Free frames are offered in the order of their numbers.
  const picks: Chooser = { choose: (_, count) => Math.min(wanted, count - 1) };
  const vm = machine(1, { frames: 2, zeroHints: true }, picks);
  vm.phys.setContent(0, 9);
  done(operations.spawn(vm, 0, 0, 1));
  done(fork(vm, 0, 1));
  done(operations.trap(vm, 0, 0, WRITE));
  steps(vm, 0, "lookup", "firstPage");
  // A frame of zeros.
  expect(vm.thread(0, Thread.firstM) - 1).toBe(1);
  done(operations.lockMap(vm, 1));
  done(operations.pmapRemove(vm, 1, 0, 1));
  done(operations.deleteEntry(vm, 1));
  done(operations.unlockMap(vm, 1));
  done(operations.deallocate(vm, 1));
  // The fault meets a collapse, frees the frame and starts again; the next one has something in it.
  const shadow = object(vm, 0);
  done(operations.collapseBegin(vm, shadow));
  steps(vm, 0, "next", "restart");
  expect(framesInUse(vm)).toBe(0);
  done(operations.collapseScan(vm, shadow));
  done(operations.collapseFinish(vm, shadow));
  wanted = 0;
  steps(vm, 0, "lookup", "firstPage");
  expect(vm.thread(0, Thread.firstM) - 1).toBe(0);
  steps(vm, 0, "next", "relookup", "commit");
  expect(load(vm, 0, 0)).toBe(0);
  expect(vm.costs).toMatchObject({ zeroFills: 1, restarts: 1 });
  expect(touch(vm, 0, 0, WRITE)).toEqual({ kind: "accepted" });
  vm.check();
});

/**
 * Operations at one go, with nothing in between: what a workload does with the machine. Each answers
 * `accepted` when it is done, or the first other answer, where it stopped.
 */
import { ACCEPTED, refused, type Answer } from "../answer.ts";
import { frameOf, isWritable, permits } from "../pmap.ts";
import * as fault from "./fault.ts";
import { isOutOfBounds } from "./files.ts";
import { NONE, Thread, type Machine } from "./machine.ts";
import { Collapse } from "./objects.ts";
import { pageDaemon } from "./pageout.ts";
import { softFault } from "./soft-fault.ts";
import { guarded, operations } from "./vm.ts";

const STEPS = fault.PHASES.map((phase) => (phase === "rest" ? undefined : fault.STEPS[phase]));

/** A load or store of a thread: through the page table if the hardware permits it, else by a fault. */
export function touch(vm: Machine, thread: number, address: number, kind: number): Answer {
  if (vm.pager.exists) return touchByStep(vm, thread, address, kind);
  const place = vm.placeOfPte(vm.thread(thread, Thread.space), address);
  if (permits(vm.pmaps.entryAt(place), kind)) return ACCEPTED;
  if (softFault(vm, thread, address, kind, place) !== NONE) return ACCEPTED;
  return touchByStep(vm, thread, address, kind);
}

/**
 * The same, with every fault step by step, and with the page daemon at hand. A fault that waits for a page
 * goes on when its access is done again.
 */
export const touchByStep = guarded((vm, thread: number, address: number, kind: number) => {
  const space = vm.thread(thread, Thread.space);
  const { restarts } = vm.costs;
  while (!vm.access(space, address, kind)) {
    let answer = isWaiting(vm, thread, address, kind)
      ? ACCEPTED
      : fault.trap(vm, thread, address, kind);
    for (;;) {
      if (answer.kind !== "accepted" && !(isWaiting(vm, thread, address, kind) && reclaims(vm))) {
        return answer;
      }
      const step = STEPS[vm.thread(thread, Thread.phase)];
      if (step === undefined) break;
      answer = step(vm, thread);
      // Nothing else moves here: what made it restart once will be in the way again.
      if (vm.costs.restarts > restarts + 1) return refused("a collapse has to go on first");
    }
    if (vm.entryAt(space, address) === 0) return refused("nothing is mapped at the address");
    if (isOutOfBounds(vm, space, address)) return refused("behind the end of the file");
  }
  return ACCEPTED;
});

/** Does the thread wait for a page, in a fault of this access? */
function isWaiting(vm: Machine, thread: number, address: number, kind: number): boolean {
  return (
    STEPS[vm.thread(thread, Thread.phase)] === fault.STEPS.waitForPage &&
    vm.thread(thread, Thread.address) === address &&
    vm.thread(thread, Thread.access) === kind
  );
}

/** The page daemon runs: are there frames again for a fault? A large machine gets some more than that. */
function reclaims(vm: Machine): boolean {
  if (!vm.pager.exists) return false;
  pageDaemon(vm, vm.options.reserve + 2 + (vm.phys.frames >>> 6));
  return !vm.isShortOf(2);
}

/** A store with its fault, if it needs one. */
export function write(vm: Machine, thread: number, address: number, word: number): Answer {
  const space = vm.thread(thread, Thread.space);
  if (vm.pager.exists) return writeByStep(vm, thread, address, word);
  const place = vm.placeOfPte(space, address);
  const pte = vm.pmaps.entryAt(place);
  const frame = isWritable(pte) ? frameOf(pte) : softFault(vm, thread, address, fault.WRITE, place);
  if (frame === NONE) return writeByStep(vm, thread, address, word);
  vm.phys.setContent(frame, word);
  return ACCEPTED;
}

/** Apart from the way that is fast, which has to stay small enough for the compiler to make one piece of. */
function writeByStep(vm: Machine, thread: number, address: number, word: number): Answer {
  const answer = touchByStep(vm, thread, address, fault.WRITE);
  if (answer.kind !== "accepted") return answer;
  return operations.store(vm, vm.thread(thread, Thread.space), address, word);
}

/** mmap() of fresh anonymous memory, in a process that has some. */
export function map(vm: Machine, space: number, start: number, length: number): Answer {
  return locked(vm, space, () => operations.mmap(vm, space, start, length));
}

/** fork() of all entries. */
export function fork(vm: Machine, parent: number, child: number): Answer {
  return locked(vm, parent, () => operations.fork(vm, parent, child));
}

/** munmap(); objects that are no longer needed collapse. */
export function unmap(vm: Machine, space: number, start: number, end: number): Answer {
  const answer = locked(vm, space, () => {
    const removed = operations.pmapRemove(vm, space, start, end);
    return removed.kind === "accepted" ? operations.deleteEntry(vm, space) : removed;
  });
  if (answer.kind !== "accepted") return answer;
  const done = operations.deallocate(vm, space);
  return done.kind === "accepted" ? settle(vm) : done;
}

/** _exit() of the process in an address space. */
export function exit(vm: Machine, space: number): Answer {
  return unmap(vm, space, 0, vm.options.pages);
}

function locked(vm: Machine, space: number, operation: () => Answer): Answer {
  const lock = operations.lockMap(vm, space);
  if (lock.kind !== "accepted") return lock;
  const answer = operation();
  if (answer.kind === "failed") return answer;
  const unlock = operations.unlockMap(vm, space);
  return answer.kind === "accepted" ? unlock : answer;
}

/** Collapses every object whose backing object only it refers to. O(objects). */
export function settle(vm: Machine): Answer {
  const { objects } = vm;
  for (let object = 0; object < objects.capacity; object++) {
    while (
      objects.backing(object) !== NONE &&
      objects.refs(objects.backing(object)) === 1 &&
      operations.collapseBegin(vm, object).kind === "accepted"
    ) {
      while (objects.collapse(object) === Collapse.scan) {
        const answer = operations.collapseScan(vm, object);
        if (answer.kind !== "accepted") return answer;
      }
      const answer = operations.collapseFinish(vm, object);
      if (answer.kind !== "accepted") return answer;
    }
  }
  return ACCEPTED;
}

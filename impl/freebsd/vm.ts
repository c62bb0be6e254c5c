/**
 * FreeBSD's virtual memory as a stand-alone machine: what can be done to it, step by step or at one go.
 * Every operation answers; a kernel assertion that does not hold is the answer `failed`.
 *
 * All state is in one buffer: `save` and `restore` take and give it, at any point, also between the steps
 * of a fault, an unmap or a collapse.
 */
import { Panic, refused, type Answer } from "../answer.ts";
import * as space from "./address-space.ts";
import * as objects from "./collapse.ts";
import * as fault from "./fault.ts";
import * as files from "./files.ts";
import { Thread, type Machine } from "./machine.ts";
import { pageOut } from "./pageout.ts";

type Numbers = readonly [a?: number, b?: number, c?: number, d?: number, e?: number];

/** The operation, with a panic as an answer. */
export function guarded<Given extends Numbers>(
  operation: (vm: Machine, ...given: Given) => Answer,
): (vm: Machine, ...given: Given) => Answer {
  // Most are refused at once: to gather what is given and to spread it again would take longer than that.
  const given = operation as unknown as (vm: Machine, ...numbers: Numbers) => Answer;
  const answers = (
    vm: Machine,
    a?: number,
    b?: number,
    c?: number,
    d?: number,
    e?: number,
  ): Answer => {
    try {
      return given(vm, a, b, c, d, e);
    } catch (problem) {
      return answerOf(problem);
    }
  };
  return answers as unknown as (vm: Machine, ...given: Given) => Answer;
}

function answerOf(problem: unknown): Answer {
  if (problem instanceof Panic) return { kind: "failed", message: problem.message };
  throw problem;
}

/** A file with these words in its pages. */
function createFile(vm: Machine, file: number, ...words: readonly number[]): Answer {
  try {
    return files.createFile(vm, file, ...words);
  } catch (problem) {
    return answerOf(problem);
  }
}

/** An access that the hardware refuses, whichever it is: a choice, where both would be. */
function trapSome(vm: Machine, thread: number, address: number): Answer {
  const home = vm.thread(thread, Thread.space);
  if (vm.permits(home, address, fault.WRITE)) return refused("the hardware permits every access");
  // Asked only if there is a fault to begin.
  if (!fault.canTrap(vm, thread, address)) return refused("no fault can begin");
  const mayRead = vm.permits(home, address, fault.READ);
  const choice = vm.chooser.choose("access", mayRead ? 1 : 2);
  const access = mayRead || choice === 1 ? fault.WRITE : fault.READ;
  return fault.trap(vm, thread, address, access);
}

/** The word that a load of the hardware finds goes to the page, if it may be written. */
function store(vm: Machine, home: number, address: number, word: number): Answer {
  if (!vm.access(home, address, fault.WRITE)) return refused("the hardware refuses the access");
  vm.phys.setContent(vm.frameAt(home, address), word);
  return { kind: "accepted" };
}

/** One step each: thread, space and object are numbers, addresses are in pages. */
export const operations = {
  trap: guarded(fault.trap),
  trapSome: guarded(trapSome),
  lookup: guarded(fault.STEPS.lookup),
  firstPage: guarded(fault.STEPS.firstPage),
  getPages: guarded(fault.STEPS.getPages),
  next: guarded(fault.STEPS.next),
  cow: guarded(fault.STEPS.cow),
  relookup: guarded(fault.STEPS.relookup),
  commit: guarded(fault.STEPS.commit),
  restart: guarded(fault.STEPS.restart),
  busySleep: guarded(fault.STEPS.busySleep),
  waitForPage: guarded(fault.STEPS.waitForPage),
  store: guarded(store),
  lockMap: guarded(space.lockMap),
  unlockMap: guarded(space.unlockMap),
  spawn: guarded(space.spawn),
  fork: guarded(space.fork),
  forkShared: guarded(space.forkShared),
  mmap: guarded((vm, home: number, start: number, length: number) =>
    space.mmap(vm, home, start, length, false),
  ),
  mmapWired: guarded((vm, home: number, start: number, length: number) =>
    space.mmap(vm, home, start, length, true),
  ),
  pmapRemove: guarded(space.pmapRemove),
  deleteEntry: guarded(space.deleteEntry),
  deallocate: guarded(space.deallocate),
  msyncInvalidate: guarded(space.msyncInvalidate),
  collapseBegin: guarded(objects.begin),
  collapseScan: guarded(objects.scan),
  collapseFinish: guarded(objects.finish),
  bypass: guarded(objects.bypass),
  pageOut: guarded(pageOut),
  createFile,
  mapShared: guarded(files.mapShared),
  mapPrivate: guarded(files.mapPrivate),
  truncate: guarded(files.truncate),
} as const;

export { Machine } from "./machine.ts";
export type { Options, Design } from "./options.ts";

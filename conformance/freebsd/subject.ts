/**
 * The FreeBSD VM in the words of spec/freebsd/cow_fault.fl: address spaces of one page, objects and
 * frames under the same numbers.
 */
import type { Chooser } from "../../impl/answer.ts";
import { PHASES, READ } from "../../impl/freebsd/fault.ts";
import { UNMAP_PHASES } from "../../impl/freebsd/address-space.ts";
import { NONE, Space, Thread } from "../../impl/freebsd/machine.ts";
import { COLLAPSE_PHASES, LIVES } from "../../impl/freebsd/objects.ts";
import { Machine, operations } from "../../impl/freebsd/vm.ts";
import { defineSubject, processState } from "../kit/subject.ts";
import { compareSoftFaults } from "./soft-faults.ts";
import type { FreebsdCowFault } from "./cow-fault.types.ts";
import { records } from "./records.ts";

/** The one page of an address space. */
const ADDRESS = 0;

const none = (number: number): number | null => (number === NONE ? null : number);
const range = (count: number): number[] => [...Array(count).keys()];
/** Steps that only mutants of the specification have. */
const never = () => ({ kind: "refused", reason: "no such step" }) as const;

export const freebsd = defineSubject<FreebsdCowFault>()({
  boot(parameters, chooser) {
    const vm = new Machine(
      {
        design: parameters.design,
        spaces: parameters.PROCS,
        threads: parameters.THREADS,
        objects: parameters.OBJECTS,
        frames: parameters.FRAMES,
        pages: 1,
        unlocks: parameters.unlocks,
        sharing: parameters.sharing,
        copiesMappings: parameters.copiesMappings,
        unmapWaits: parameters.unmapWaits,
        zeroHints: parameters.zeroHints,
        rechecksSharing: parameters.rechecksSharing,
        wiring: parameters.wiring,
      },
      chooser,
    );
    for (const thread of range(parameters.THREADS)) {
      vm.setThread(thread, Thread.space, chooser.choose("home", parameters.PROCS));
    }
    starts[parameters.start](vm, chooser, parameters.PROCS);
    return vm;
  },
  save: (vm) => vm.arena.bytes,
  restore: (vm, bytes) => vm.arena.restore(bytes),
  observe: (vm) => ({
    home: threads(vm).map((t) => vm.thread(t, Thread.space)),
    entry: spaces(vm).map((p) => {
      const entry = vm.entryAt(p, ADDRESS);
      return entry === 0
        ? null
        : {
            object: vm.entries.object(entry),
            needsCopy: vm.entries.needsCopy(entry),
            wired: vm.entries.isWired(entry),
          };
    }),
    mapLocked: spaces(vm).map((p) => vm.isLocked(p)),
    object: objectNumbers(vm).map((o) => ({
      life: LIVES[vm.objects.life(o)]!,
      backing: none(vm.objects.backing(o)),
      refs: vm.objects.refs(o),
      shared: vm.objects.isShared(o),
    })),
    page: range(vm.phys.frames).map((f) => ({
      owner: none(vm.phys.owner(f)),
      valid: vm.phys.isValid(f),
      busy: vm.phys.isBusy(f) ? { xbusy: vm.phys.busy(f) } : "unbusied",
      content: vm.phys.content(f),
    })),
    pt: spaces(vm).map((p) =>
      vm.permits(p, ADDRESS, READ)
        ? { frame: vm.frameAt(p, ADDRESS), writable: vm.permits(p, ADDRESS, 1) }
        : null,
    ),
    ...processState(
      "fault",
      threads(vm).map((t) => ({
        at: PHASES[vm.thread(t, Thread.phase)]!,
        access: vm.thread(t, Thread.access) === READ ? ("read" as const) : ("write" as const),
        lookupStillValid: vm.thread(t, Thread.valid) === 1,
        firstObject: none(vm.thread(t, Thread.firstObject) - 1),
        firstM: none(vm.thread(t, Thread.firstM) - 1),
        m: none(vm.thread(t, Thread.m) - 1),
        needsZeroing: vm.thread(t, Thread.needsZeroing) === 1,
      })),
    ),
    ...processState(
      "unmap",
      spaces(vm).map((p) => ({
        at: UNMAP_PHASES[vm.space(p, Space.unmap)]!,
        released: none(vm.firstDeferred(p)),
      })),
    ),
    ...processState(
      "collapse",
      objectNumbers(vm).map((o) => ({ at: COLLAPSE_PHASES[vm.objects.collapse(o)]! })),
    ),
  }),
  consistency: (vm) => vm.check() ?? compareSoftFaults(vm, ADDRESS),
  costs: (vm) => vm.costs,
  records,
  actions: {
    "fault.trap": (vm, t) => operations.trapSome(vm, t, ADDRESS),
    "fault.lookup": operations.lookup,
    "fault.firstPage": operations.firstPage,
    "fault.getPages": operations.getPages,
    "fault.next": operations.next,
    "fault.cow": operations.cow,
    "fault.relookup": operations.relookup,
    "fault.commit": operations.commit,
    "fault.restart": operations.restart,
    "fault.busySleep": operations.busySleep,
    "fault.waitForPage": operations.waitForPage,
    "fault.validateLate": never,
    "fault.removeLate": never,
    store: (vm, p, w) => operations.store(vm, p, ADDRESS, w),
    lockMap: operations.lockMap,
    unlockMap: operations.unlockMap,
    fork: operations.fork,
    forkShared: operations.forkShared,
    mmap: (vm, p) => operations.mmap(vm, p, ADDRESS, 1),
    mmapWired: (vm, p) => operations.mmapWired(vm, p, ADDRESS, 1),
    "unmap.pmapRemove": (vm, p) => operations.pmapRemove(vm, p, ADDRESS, ADDRESS + 1),
    "unmap.deleteEntry": operations.deleteEntry,
    "unmap.deallocate": operations.deallocate,
    "collapse.begin": operations.collapseBegin,
    "collapse.scan": operations.collapseScan,
    "collapse.finish": operations.collapseFinish,
    bypass: operations.bypass,
  },
});

const threads = (vm: Machine): number[] => range(vm.options.threads);
const spaces = (vm: Machine): number[] => range(vm.options.spaces);
const objectNumbers = (vm: Machine): number[] => range(vm.options.objects);

/** The initial states, by the parameter `start`. */
const starts = {
  /** S1 and S2 shadow O; P1 maps O's page read-only; P2 maps nothing. */
  shadowed(vm: Machine, chooser: Chooser, count: number) {
    const { objects, phys } = vm;
    const p1 = chooser.choose("p1", count);
    const other = chooser.choose("p2", count - 1);
    const p2 = other < p1 ? other : other + 1;
    const shared = vm.options.sharing;
    const o = objects.create(chooser, NONE, 0, 2, shared);
    const s1 = objects.create(chooser, o, 0, 1, false);
    const s2 = objects.create(chooser, o, 0, 1, false);
    vm.insertEntry(p1, ADDRESS, ADDRESS + 1, s1, 0, false);
    vm.insertEntry(p2, ADDRESS, ADDRESS + 1, s2, 0, false);
    const m = vm.allocatePage(o, 0);
    phys.setValid(m);
    vm.enterAt(p1, ADDRESS, m, false);
  },
  /** One address space with an empty object of its own. */
  fresh(vm: Machine, chooser: Chooser, count: number) {
    const p = chooser.choose("p", count);
    const o = vm.objects.create(chooser, NONE, 0, 1, false);
    vm.insertEntry(p, ADDRESS, ADDRESS + 1, o, 0, false);
  },
  /** One whose object shadows another; neither has a page, and a free frame has something in it. */
  hollow(vm: Machine, chooser: Chooser, count: number) {
    const p = chooser.choose("p", count);
    const o = vm.objects.create(chooser, NONE, 0, 1, false);
    const s = vm.objects.create(chooser, o, 0, 1, false);
    vm.insertEntry(p, ADDRESS, ADDRESS + 1, s, 0, false);
    vm.phys.setContent(chooser.choose("dirty", vm.phys.frames), 1);
  },
};

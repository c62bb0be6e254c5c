/** The vocabulary of the module freebsd.cow_fault: generated from it, not to be edited. */
export type Design = "markEarly" | "deferValid" | "removeAll" | "removeHere";
export type Start = "shadowed" | "fresh" | "hollow";
export type Mutant =
  | "noMutant"
  | "removesLate"
  | "hidesInvalid"
  | "collapsesBusy"
  | "idlePlaceholder"
  | "noRelookup"
  | "anyObject"
  | "leaksBusy"
  | "validLate"
  | "keepsSharers"
  | "renamesShared"
  | "keepsZeroHint"
  | "dropsFirst"
  | "forksWritable"
  | "sleepsLocked";
export type Entry = {
  readonly object: number;
  readonly needsCopy: boolean;
  readonly wired: boolean;
};
export type Life = "unused" | "live" | "dead";
export type Object = {
  readonly life: Life;
  readonly backing: number | null;
  readonly refs: number;
  readonly shared: boolean;
};
export type Busy = "unbusied" | { readonly xbusy: number };
export type Page = {
  readonly owner: number | null;
  readonly valid: boolean;
  readonly busy: Busy;
  readonly content: number;
};
export type Mapping = { readonly frame: number; readonly writable: boolean };
export type FaultStep =
  | "rest"
  | "trap"
  | "lookup"
  | "firstPage"
  | "getPages"
  | "next"
  | "cow"
  | "relookup"
  | "commit"
  | "restart"
  | "busySleep"
  | "waitForPage"
  | "validateLate"
  | "removeLate";
export type Access = "read" | "write";
export type UnmapStep = "rest" | "pmapRemove" | "deleteEntry" | "deallocate";
export type CollapseStep = "rest" | "begin" | "scan" | "finish";
export type FreebsdCowFault = {
  readonly parameters: {
    readonly design: Design;
    readonly start: Start;
    readonly mutant: Mutant;
    readonly PROCS: number;
    readonly THREADS: number;
    readonly OBJECTS: number;
    readonly FRAMES: number;
    readonly unlocks: boolean;
    readonly sharing: boolean;
    readonly copiesMappings: boolean;
    readonly rechecksSharing: boolean;
    readonly unmapWaits: boolean;
    readonly wiring: boolean;
    readonly zeroHints: boolean;
    readonly mapsComeToRest: boolean;
  };
  readonly observed: {
    readonly home: readonly number[];
    readonly entry: readonly (Entry | null)[];
    readonly mapLocked: readonly boolean[];
    readonly object: readonly Object[];
    readonly page: readonly Page[];
    readonly pt: readonly (Mapping | null)[];
    readonly fault: readonly FaultStep[];
    readonly "fault.access": readonly Access[];
    readonly "fault.lookupStillValid": readonly boolean[];
    readonly "fault.firstObject": readonly (number | null)[];
    readonly "fault.firstM": readonly (number | null)[];
    readonly "fault.m": readonly (number | null)[];
    readonly "fault.needsZeroing": readonly boolean[];
    readonly unmap: readonly UnmapStep[];
    readonly "unmap.released": readonly (number | null)[];
    readonly collapse: readonly CollapseStep[];
  };
  readonly actions: {
    /** The hardware refuses an access. */
    readonly "fault.trap": readonly [t: number];
    /** vm_fault_lookup(): find the entry and keep the map read-locked. A write that needs a copy upgrades the lock and calls vm_object_shadow(), which does nothing for an object of one reference. */
    readonly "fault.lookup": readonly [t: number];
    /** vm_fault_object() on the first object: busy its page, or allocate a placeholder, which is busy and invalid. Before that, vm_fault_soft_fast(): a page that is valid is mapped and that is all. */
    readonly "fault.firstPage": readonly [t: number];
    /** vm_fault_getpages() on the first object: the map is unlocked, and the pager has nothing. (Unlocking further down gives no run that unlocking here does not give.) */
    readonly "fault.getPages": readonly [t: number];
    /** vm_fault_next() and vm_fault_object() down the chain, to the first page or to the end. One step: the locks are taken hand over hand, so that nothing overtakes the search. */
    readonly "fault.next": readonly [t: number];
    /** vm_fault_cow(): copy the page, or take it over from a backing object that nobody else refers to. In an object that other address spaces map, their mappings of the page copied must go. */
    readonly "fault.cow": readonly [t: number];
    /** vm_fault_relookup(), if the map was unlocked: give up if a writer has it, or if the entry changed. */
    readonly "fault.relookup": readonly [t: number];
    /** The fault succeeds: mark the copy valid, pmap_enter(), vm_fault_deallocate(). */
    readonly "fault.commit": readonly [t: number];
    /** vm_fault_deallocate() without success, and "goto RetryFault". A placeholder stays in the first object if the search was back there, which it is after a copy. */
    readonly "fault.restart": readonly [t: number];
    /** vm_fault_busy_sleep(): sleep on the page, then let go of the first object and retry. */
    readonly "fault.busySleep": readonly [t: number];
    /** vm_waitpfault(): no page to be had; retry when there is one. */
    readonly "fault.waitForPage": readonly [t: number];
    /** Only for the mutant validLate. */
    readonly "fault.validateLate": readonly [t: number];
    /** Only for the mutant removesLate. */
    readonly "fault.removeLate": readonly [t: number];
    /** A store that the hardware permits. */
    readonly store: readonly [p: number, w: number];
    /** vm_map_lock() by another thread of the process. It waits for the faults that hold the map; it is how mmap(), munmap(), mprotect() and fork() begin, at this address or anywhere else in the map. */
    readonly lockMap: readonly [p: number];
    readonly unlockMap: readonly [p: number];
    /** vmspace_fork() of an entry with VM_INHERIT_COPY: write-protect, share the object, copy on the next write of either. A wired entry is copied at once by vm_fault_copy_entry(). */
    readonly fork: readonly [p: number, q: number];
    /** vmspace_fork() of an entry with VM_INHERIT_SHARE: the child maps the same object. If the entry needs a copy, the object that both will share is made now. */
    readonly forkShared: readonly [p: number, q: number];
    /** mmap() of fresh anonymous memory at the address. */
    readonly mmap: readonly [p: number];
    /** The same under mlockall(MCL_FUTURE): wired, hence present. */
    readonly mmapWired: readonly [p: number];
    readonly "unmap.pmapRemove": readonly [p: number];
    readonly "unmap.deleteEntry": readonly [p: number];
    readonly "unmap.deallocate": readonly [p: number];
    /** Mark the backing object dead, so that faults keep out of it; hold on to s. */
    readonly "collapse.begin": readonly [s: number];
    /** vm_object_collapse_scan(), asleep as long as a page is busy. A page of s that is valid shadows that of the backing object, which is freed; one that is not valid is freed itself. */
    readonly "collapse.scan": readonly [s: number];
    /** s shadows what the backing object shadowed; the backing object is gone. */
    readonly "collapse.finish": readonly [s: number];
    /** vm_object_collapse() where the backing object has other references: s leaves it out of its chain if it needs nothing of it (vm_object_scan_all_shadowed()). */
    readonly bypass: readonly [s: number];
  };
  readonly costs:
    | "faults"
    | "soft"
    | "allocs"
    | "zeroFills"
    | "renames"
    | "shootdowns"
    | "copies"
    | "restarts"
    | "busySleeps"
    | "shadowedFrees"
    | "collapseRenames"
    | "collapses"
    | "bypasses";
};

/** What a machine of FreeBSD's is made with, and what it counts. */
/** The alternatives of review D49758, "vm_fault: Defer marking COW pages valid". */
export const DESIGNS = ["markEarly", "deferValid", "removeAll", "removeHere"] as const;
export type Design = (typeof DESIGNS)[number];

export interface Options {
  /** When a copied page gets valid, and what a restart does; what landed is `deferValid`. */
  readonly design?: Design;
  /** Address spaces, threads, objects and frames that there can be. */
  readonly spaces: number;
  readonly threads: number;
  readonly objects: number;
  readonly frames: number;
  /** Pages in an address space. */
  readonly pages: number;
  /** A fault may drop the map lock within an attempt, to ask the pager. */
  readonly unlocks?: boolean;
  /** Entries may be shared with children: minherit(2) with INHERIT_SHARE. */
  readonly sharing?: boolean;
  /** fork() may give the child the parent's mappings. */
  readonly copiesMappings?: boolean;
  /** munmap() and fork() wait for the pages of a fault in an object that no other entry maps. */
  readonly unmapWaits?: boolean;
  /** A freed frame keeps its content, and allocation knows of one that is zero (PG_ZERO). */
  readonly zeroHints?: boolean;
  /** Look at OBJ_ONEMAPPING again before pmap_enter(). Not in FreeBSD. */
  readonly rechecksSharing?: boolean;
  readonly wiring?: boolean;
  /** Blocks of a swap device, for a page each. */
  readonly swap?: number;
  /** Files that there can be. */
  readonly files?: number;
  /** Free frames that a fault may not take. */
  readonly reserve?: number;
}

/** What has been spent, under the names of the specification; it has no pagers. */
export const COSTS = [
  "faults",
  "soft",
  "allocs",
  "copies",
  "zeroFills",
  "renames",
  "restarts",
  "busySleeps",
  "shootdowns",
  "shadowedFrees",
  "collapseRenames",
  "collapses",
  "bypasses",
  "pageIns",
  "pageOuts",
] as const;
export type Cost = (typeof COSTS)[number];

/**
 * The instances in which the FreeBSD VM is held against its specification: small enough to be explored to
 * the end, large enough for every mutant of mutants.ts to show in one of them.
 */
import { DESIGNS } from "../../impl/freebsd/options.ts";
import type { Instance } from "../../interpreter/model.ts";
import { variantTag } from "../../interpreter/values.ts";
import type { InstanceWish } from "../kit/instances.ts";

/** Steps that only mutants of the specification take. */
const MUTANTS_ONLY = ["fault.validateLate", "fault.removeLate"];

/** Whether the design is one that the VM has: mistakes that are only in the specification are not. */
export function hasNoMutant({ parameters }: Instance): boolean {
  const mutant = parameters.find(({ name }) => name === "mutant")!;
  if (mutant.type.kind !== "enum") throw new TypeError("mutants are an enum");
  return mutant.type.variants[variantTag(mutant.value)]!.name === "noMutant";
}

interface Situation {
  readonly wish: InstanceWish;
  /** Actions that cannot happen in it. */
  readonly vacuous: readonly string[];
}

/** One of each design. */
const situations: Readonly<Record<string, Situation>> = {
  /** Two threads of a process fault at once while the map is changed and the other process exits. */
  race: {
    wish: { check: "removeAllRacing", parameters: { FRAMES: 2 } },
    vacuous: ["fork", "forkShared", "mmap", "mmapWired", "store"],
  },
  /** One frame, two processes that fork, exit, map and store. */
  "frames run out": {
    wish: { parameters: { start: "fresh", OBJECTS: 2, FRAMES: 1 } },
    vacuous: ["fault.busySleep", "fault.cow", "forkShared", "mmapWired"],
  },
  /** Three processes, two of which share a shadow object. */
  "shared shadow": {
    wish: { check: "sharedTooLate" },
    vacuous: ["fault.busySleep", "fault.waitForPage", "mmapWired"],
  },
};

/** Of the design that landed only. */
const more: Readonly<Record<string, Situation>> = {
  /** The same race where both threads have a frame to copy to. */
  "race with memory": {
    wish: { check: "removeAllRacing", parameters: { FRAMES: 3 } },
    vacuous: ["fault.waitForPage", "fork", "forkShared", "mmap", "mmapWired", "store"],
  },
  /** Three processes that fork. */
  family: {
    wish: { check: "removeAllFamily" },
    vacuous: ["fault.busySleep", "fault.waitForPage", "forkShared", "mmap", "mmapWired"],
  },
  /** What a frame had in it, and what allocation says of that. */
  "zero hints": {
    wish: { check: "zeroHint" },
    vacuous: ["fault.busySleep", "forkShared", "mmapWired"],
  },
  /** Wired entries, which fork copies at once. */
  wired: {
    wish: { check: "wired", parameters: { FRAMES: 2 } },
    vacuous: ["fault.busySleep", "forkShared"],
  },
  /** Two threads of a process that forks: a fault would change the entry that another one holds. */
  "threads that fork": {
    wish: {
      check: "sharedTooLate",
      parameters: { start: "fresh", sharing: false, PROCS: 2, THREADS: 2, OBJECTS: 2, FRAMES: 1 },
    },
    vacuous: ["fault.cow", "forkShared", "mmapWired"],
  },
  /** A process forks, then shares what needs a copy with another child; no mapping is copied. */
  "fork and share": {
    wish: {
      check: "sharedTooLate",
      parameters: { start: "fresh", wiring: true, copiesMappings: false, OBJECTS: 2, FRAMES: 1 },
    },
    vacuous: ["fault.cow", "fault.busySleep"],
  },
  /** The shared shadow with a second look at the flag, which mends it. */
  "shared shadow, looked at twice": {
    wish: { check: "sharedTooLate", parameters: { rechecksSharing: true } },
    vacuous: ["fault.busySleep", "fault.waitForPage", "mmapWired"],
  },
};

/** Of the design with the bug only. */
const broken: Readonly<Record<string, Situation>> = {
  /** A restart, then the other process exits: the assertion of the kernel fails. */
  panic: {
    wish: { check: "racing", parameters: { THREADS: 1, FRAMES: 2 } },
    vacuous: ["fault.busySleep", "store", "forkShared", "mmap", "mmapWired"],
  },
};

const of = (design: (typeof DESIGNS)[number], some: Readonly<Record<string, Situation>>) =>
  Object.entries(some).map(([name, situation]) => ({
    name: `${design}: ${name}`,
    situation,
    design,
  }));

const all = [
  ...Object.entries(situations).flatMap(([name, situation]) =>
    DESIGNS.map((design) => ({ name: `${design}: ${name}`, situation, design })),
  ),
  ...of("deferValid", more),
  ...of("markEarly", broken),
];

const wishes = (some: typeof all): Readonly<Record<string, InstanceWish>> =>
  Object.fromEntries(
    some.map(({ name, situation: { wish }, design }) => [
      name,
      { ...wish, parameters: { ...wish.parameters, design } },
    ]),
  );

export const instances = wishes(all);

/** Enough for every day: of the designs that were rejected the race only. */
export const everyDay = wishes(
  all.filter(
    ({ situation, design }) =>
      situation === situations.race || design === "deferValid" || design === "markEarly",
  ),
);

export const vacuous: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  all.map(({ name, situation }) => [name, [...MUTANTS_ONLY, ...situation.vacuous]]),
);

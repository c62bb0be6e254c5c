/**
 * The specification with its bounds taken away, for random walks in instances that nobody can close. The
 * rules stay as they are. What is changed is how many there may be of everything, and `init`: with
 * eight processes it has billions of ways, so that one is picked, the same one each time. For that the
 * symmetric types are ranges of numbers here, since one cannot pick from a symmetric type.
 */
import type { Chooser } from "../../impl/answer.ts";
import { PHASES } from "../../impl/freebsd/fault.ts";
import { disk, type FileSystem } from "../../interpreter/load/file-system.ts";
import { loadSpec, type InstanceWish } from "../kit/instances.ts";
import { replaceOnce, type Edit } from "../kit/replace-once.ts";
import type { Mutant } from "../kit/mutants.ts";
import { freebsd } from "./subject.ts";

const changes: Readonly<Record<string, readonly Edit[]>> = {
  "spec/freebsd/cow_fault.fl": [
    { find: "PROCS:   2..3", replace: "PROCS:   2..8" },
    { find: "THREADS: 1..3", replace: "THREADS: 1..12" },
    { find: "OBJECTS: 1..6", replace: "OBJECTS: 1..40" },
    { find: "FRAMES:  1..5", replace: "FRAMES:  1..40" },
    { find: "type Word    = 0..1", replace: "type Word    = 0..3" },
    { find: "PAGES = 1, DATA = 1)", replace: "PAGES = 1, DATA = 3)" },
    // References to one object, of entries, shadows and faults.
    { find: "refs: 0..7, shared", replace: "refs: 0..99, shared" },
    {
      find: "symmetric type Proc[PROCS], Thread[THREADS], Obj[OBJECTS], Frame[FRAMES]",
      replace: `type Proc = 0..PROCS-1
type Thread = 0..THREADS-1
type Obj = 0..OBJECTS-1
type Frame = 0..FRAMES-1`,
    },
    { find: "memory.private (Proc = Proc,", replace: "memory.private (PROCS = PROCS," },
    { find: "choose h: Proc\n", replace: "let h = t % PROCS\n" },
    {
      find: "fresh => {\n      choose p: Proc, o: Obj\n",
      replace: "fresh => {\n      let p = 0\n      let o = 0\n",
    },
  ],
  "spec/memory/private.fl": [
    { find: "PROCS: 1..4", replace: "PROCS: 1..8" },
    {
      find: "symmetric type Proc[PROCS], Page[PAGES]",
      replace: "type Proc = 0..PROCS-1\ntype Page = 0..PAGES-1",
    },
  ],
};

/** The module with its bounds taken away; `root` is the folder of the project. */
export function loadLarge(root: string) {
  const files: FileSystem = {
    ...disk,
    async read(path) {
      let text = String(await disk.read(path));
      for (const [file, edits] of Object.entries(changes)) {
        if (!path.endsWith(file)) continue;
        for (const edit of edits) text = replaceOnce(text, edit, { what: edit.find, file });
      }
      return text;
    },
  };
  return loadSpec(`${root}spec/freebsd/cow_fault.fl`, files);
}

/** The machine in the initial state that was picked: threads go round the processes. */
export const large: typeof freebsd = {
  ...freebsd,
  boot(parameters, chooser) {
    let thread = 0;
    const homes: Chooser = {
      choose: (what, count) =>
        what === "home" ? thread++ % parameters.PROCS : chooser.choose(what, count),
    };
    const vm = freebsd.boot(parameters, homes);
    vm.chooser = chooser;
    return vm;
  },
};

const all = { start: "fresh", zeroHints: true, wiring: true };

export const largeInstances: Readonly<Record<string, InstanceWish>> = {
  /** Eight processes, half of them with a second thread, and never a want of anything. */
  roomy: {
    parameters: { ...all, sharing: true, PROCS: 8, THREADS: 12, OBJECTS: 24, FRAMES: 40 },
  },
  /** Two processes and more frames than there are bits in a word. */
  "many frames": { parameters: { ...all, PROCS: 2, THREADS: 2, OBJECTS: 4, FRAMES: 40 } },
  /** Nothing is shared but what fork shares, and frames are fewer than processes. */
  tight: { parameters: { ...all, PROCS: 6, THREADS: 8, OBJECTS: 12, FRAMES: 5 } },
};

/** Processes go more seldom than they come, and what has begun goes on, so that chains get long. */
export const weights: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    PHASES.map((phase) => [phase === "rest" ? "fault.trap" : `fault.${phase}`, 6]),
  ),
  ...Object.fromEntries(
    ["collapse.begin", "collapse.scan", "collapse.finish", "bypass"].map((step) => [step, 3]),
  ),
  ...{ lockMap: 3, unlockMap: 3, fork: 3, store: 3 },
};

/** Where there are no more than 32 frames and objects, which are a word of bits, this changes nothing. */
export const mutants: readonly Mutant[] = [
  {
    name: "one word of bits",
    file: "impl/bitset.ts",
    find: `const word = level + (bit >>> BITS);\n      words[word]! &=`,
    replace: `const word = level;\n      words[word]! &=`,
    story: "Taking the 33rd frame takes the first, and the 33rd can be had again.",
  },
];

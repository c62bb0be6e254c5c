/** Laws of memory pressure: what is found in memory does not depend on which pages are in frames. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Chooser } from "../answer.ts";
import { PHASES, READ, STEPS, WRITE } from "./fault.ts";
import { NONE, Thread } from "./machine.ts";
import { pageDaemon } from "./pageout.ts";
import { exit, fork, settle, touch, unmap, write } from "./run.ts";
import { operations, type Machine } from "./vm.ts";
import { done, load, machine, visible } from "./workload.fixture.ts";

const PAGES = 6;
/** What each process should find at each page; absent: nothing is mapped. */
type Memory = (Map<number, number> | undefined)[];

const zeros = (pages: number) => new Map(Array.from({ length: pages }, (_, page) => [page, 0]));

const base = {
  process: fc.nat(3),
  other: fc.nat(3),
  page: fc.nat(PAGES - 1),
  frame: fc.nat(9),
  word: fc.nat(9),
};
const operation = fc.record({
  ...base,
  kind: fc.constantFrom(
    "write",
    "write",
    "write",
    "read",
    "fork",
    "unmap",
    "exit",
    "out",
    "daemon",
  ),
});
/** In some order, again and again. */
const choices = fc.array(fc.nat(5), { minLength: 1, maxLength: 8 });

function choosing(numbers: readonly number[]): Chooser {
  let next = 0;
  return { choose: (_, count) => numbers[next++ % numbers.length]! % count };
}

test("every process has memory of its own, with fewer frames than pages", () => {
  let [pageIns, pageOuts] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(operation, { minLength: 30, maxLength: 120 }),
      choices,
      (operations_, numbers) => {
        const vm = machine(PAGES, { frames: 4, swap: 48, unlocks: true }, choosing(numbers));
        done(operations.spawn(vm, 0, 0, PAGES));
        const memory: Memory = [zeros(PAGES)];
        for (const { kind, process: any, other, page, frame, word } of operations_) {
          const process = living(memory, any);
          const own = memory[process];
          if (own === undefined) break;
          if (kind === "write" && own.has(page)) {
            done(write(vm, process, page, word));
            own.set(page, word);
          } else if (kind === "read" && own.has(page)) {
            expect(load(vm, process, page)).toBe(own.get(page));
          } else if (kind === "fork" && memory[other] === undefined) {
            done(fork(vm, process, other));
            memory[other] = new Map(own);
          } else if (kind === "unmap" && own.has(page)) {
            done(unmap(vm, process, page, page + 1));
            own.delete(page);
            if (own.size === 0) memory[process] = undefined;
          } else if (kind === "exit") {
            done(exit(vm, process));
            memory[process] = undefined;
          } else if (kind === "out") {
            operations.pageOut(vm, frame);
          } else if (kind === "daemon") {
            done(pageDaemon(vm, frame));
          }
          done(settle(vm));
          expectMemory(vm, memory);
        }
        memory.forEach((words, owner) => {
          for (const [page, word] of words ?? []) expect(load(vm, owner, page)).toBe(word);
        });
        memory.forEach((words, owner) => words && done(exit(vm, owner)));
        expect([vm.phys.freeFrames, vm.objects.unused, vm.pager.swap.freeBlocks]).toEqual([
          4, 32, 48,
        ]);
        pageIns += vm.costs.pageIns;
        pageOuts += vm.costs.pageOuts;
      },
    ),
    { numRuns: 200 },
  );
  expect(Math.min(pageIns, pageOuts)).toBeGreaterThan(100);
});

const step = fc.record({
  ...base,
  kind: fc.constantFrom("step", "step", "step", "trap", "trap", "store", "fork", "unmap", "out"),
  page: fc.nat(2),
  other: fc.nat(2),
  thread: fc.nat(5),
  object: fc.nat(9),
  times: fc.nat(8),
});

test("what a process finds is its own between any two steps of faults, collapses and unmaps too", () => {
  const spent = { pageIns: 0, restarts: 0, collapseRenames: 0, bypasses: 0, busySleeps: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 300 }), choices, (steps, numbers) => {
      const sizes = { frames: 7, swap: 48, objects: 10, spaces: 3, threads: 6 };
      const vm = machine(3, { ...sizes, unlocks: true }, choosing(numbers));
      for (const thread of [3, 4, 5]) vm.setThread(thread, Thread.space, thread - 3);
      const memory: Memory = [];
      for (const { kind, process: any, other, page, frame, word, thread, object, times } of steps) {
        const process = living(memory, any);
        if (process === NONE && operations.spawn(vm, 0, 0, 3).kind === "accepted")
          memory[0] = zeros(3);
        const own = memory[process];
        if (kind === "step") {
          for (let i = 0; i < times; i++) stepOf(vm, thread);
          collapse(vm, object);
          if (process !== NONE) unmapGoesOn(vm, process);
        } else if (process === NONE) {
          continue;
        } else if (kind === "trap") {
          operations.trap(vm, thread, page, word % 3 === 0 ? READ : WRITE);
        } else if (kind === "store") {
          if (operations.store(vm, process, page, word).kind === "accepted") own!.set(page, word);
        } else if (kind === "out") {
          if (frame < vm.phys.frames) operations.pageOut(vm, frame);
          else done(pageDaemon(vm, word));
        } else if (kind === "fork" && own !== undefined && other !== process) {
          if (fork(vm, process, other).kind === "accepted") memory[other] = new Map(own);
        } else if (kind === "unmap" && page < 2 && (word === 0 || page === 1)) {
          // A whole process more often than not, so that objects collapse.
          const [start, end] = word === 0 ? [page, page + 1] : [0, 3];
          operations.lockMap(vm, process);
          operations.pmapRemove(vm, process, start, end);
          unmapGoesOn(vm, process);
        }
        for (const at of own?.keys() ?? []) if (vm.entryAt(process, at) === 0) own!.delete(at);
        expectWords(vm, memory);
      }
      vm.check();
      for (const cost of Object.keys(spent) as (keyof typeof spent)[])
        spent[cost] += vm.costs[cost];
    }),
    { numRuns: 1000 },
  );
  for (const times of Object.values(spent)) expect(times).toBeGreaterThan(20);
});

/** One of the processes that have memory, or -1. */
function living(memory: Memory, any: number): number {
  const alive = memory.flatMap((words, process) =>
    words !== undefined && words.size > 0 ? process : [],
  );
  return alive.length === 0 ? NONE : alive[any % alive.length]!;
}

/** The next step of a fault, whichever it is; it may be refused, and no assertion of the kernel's fails. */
function stepOf(vm: Machine, thread: number): void {
  const phase = PHASES[vm.thread(thread, Thread.phase)]!;
  if (phase !== "rest") STEPS[phase](vm, thread);
}

function collapse(vm: Machine, object: number): void {
  const { collapseBegin, collapseScan, collapseFinish, bypass } = operations;
  for (const each of [collapseScan, collapseFinish, collapseBegin, bypass]) {
    const answer = each(vm, object);
    if (answer.kind === "failed") throw new Error(answer.message);
  }
}

/** What an unmap that has begun can do now. */
function unmapGoesOn(vm: Machine, process: number): void {
  const { deleteEntry, unlockMap, deallocate } = operations;
  for (const each of [deleteEntry, unlockMap, deallocate]) {
    const answer = each(vm, process);
    if (answer.kind === "failed") throw new Error(answer.message);
  }
}

function expectMemory(vm: Machine, memory: Memory): void {
  vm.check();
  expectWords(vm, memory);
}

function expectWords(vm: Machine, memory: Memory): void {
  memory.forEach((words, owner) => {
    for (const [page, word] of words ?? []) {
      if (visible(vm, owner, page) !== word) expect(visible(vm, owner, page)).toBe(word);
    }
  });
}

test("a swap device that nothing needs costs nothing", () => {
  fc.assert(
    fc.property(fc.array(operation, { minLength: 30, maxLength: 60 }), (operations_) => {
      const [without, beside] = [0, 48].map((swap) => {
        const vm = machine(PAGES, { swap, unlocks: true });
        done(operations.spawn(vm, 0, 0, PAGES));
        for (const { kind, process, other, page, word } of operations_) {
          if (kind === "write") write(vm, process, page, word);
          if (kind === "read") touch(vm, process, page, READ);
          if (kind === "fork") fork(vm, process, other);
          if (kind === "unmap") unmap(vm, process, page, page + 1);
          if (kind === "exit") exit(vm, process);
        }
        vm.check();
        return vm.costs;
      });
      expect(beside).toEqual(without);
    }),
    { numRuns: 200 },
  );
});

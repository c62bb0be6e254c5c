/** What the machine does with more than a page: scripts with the faults, copies and frames that they must take. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Answer } from "../answer.ts";
import { READ, WRITE } from "./fault.ts";
import { NONE, Thread } from "./machine.ts";
import { exit, fork, settle, touch, unmap, write } from "./run.ts";
import { Machine, operations } from "./vm.ts";

/** A machine in which thread i lives in address space i. */
function machine(pages: number, spaces = 4): Machine {
  const frames = 64;
  const vm = new Machine({ spaces, threads: spaces, objects: 32, frames, pages, unlocks: false });
  for (let i = 0; i < spaces; i++) vm.setThread(i, Thread.space, i);
  return vm;
}

function done(answer: Answer): void {
  expect(answer).toEqual({ kind: "accepted" });
}

/** The word that a load of a process finds. */
function load(vm: Machine, process: number, page: number): number {
  done(touch(vm, process, page, READ));
  return vm.phys.content(vm.frameAt(process, page));
}

/** Since the beginning, and the frames in use now. */
function spent(vm: Machine) {
  const { faults, soft, zeroFills, copies, renames } = vm.costs;
  return { faults, soft, zeroFills, copies, renames, frames: 64 - vm.phys.freeFrames };
}

function chainLength(vm: Machine, process: number): number {
  let length = 0;
  let object = vm.entries.object(vm.entryAt(process, 0));
  for (; object !== NONE; object = vm.objects.backing(object)) length++;
  return length;
}

test("a read maps a page of zeros that may be written at once", () => {
  const vm = machine(2);
  done(operations.spawn(vm, 0, 0, 2));
  expect(load(vm, 0, 0)).toBe(0);
  done(write(vm, 0, 0, 1));
  done(write(vm, 0, 1, 2));
  expect(spent(vm)).toMatchObject({ faults: 2, zeroFills: 2, copies: 0, frames: 2 });
});

test("after a fork both write: two copies, and the child's exit leaves one page", () => {
  const vm = machine(1);
  done(operations.spawn(vm, 0, 0, 1));
  done(write(vm, 0, 0, 1));
  done(fork(vm, 0, 1));
  done(write(vm, 1, 0, 2));
  done(write(vm, 0, 0, 3));
  expect(spent(vm)).toMatchObject({ faults: 3, copies: 2, frames: 3 });
  done(exit(vm, 1));
  expect(spent(vm)).toMatchObject({ faults: 3, copies: 2, frames: 1 });
  expect([load(vm, 0, 0), chainLength(vm, 0)]).toEqual([3, 1]);
});

test("the child exits first: no shadow, and the page is used again", () => {
  const vm = machine(1);
  done(operations.spawn(vm, 0, 0, 1));
  done(write(vm, 0, 0, 1));
  done(fork(vm, 0, 1));
  done(exit(vm, 1));
  done(write(vm, 0, 0, 2));
  expect(spent(vm)).toMatchObject({ faults: 2, soft: 1, copies: 0, frames: 1 });
  expect(vm.objects.unused).toBe(31);
});

test("the parent exits: its pages move up to the child, mappings and all", () => {
  const vm = machine(2);
  done(operations.spawn(vm, 0, 0, 2));
  done(write(vm, 0, 0, 1));
  done(write(vm, 0, 1, 1));
  done(fork(vm, 0, 1));
  done(write(vm, 1, 0, 9));
  expect(load(vm, 1, 1)).toBe(1);
  done(exit(vm, 0));
  const { faults } = vm.costs;
  expect(load(vm, 1, 1)).toBe(1);
  expect(vm.costs.faults).toBe(faults);
  done(write(vm, 1, 1, 8));
  expect(spent(vm)).toMatchObject({ copies: 1, frames: 2 });
  expect(chainLength(vm, 1)).toBe(1);
});

test("generation after generation the chain stays short", () => {
  const vm = machine(4, 2);
  done(operations.spawn(vm, 0, 0, 4));
  for (let page = 0; page < 4; page++) done(write(vm, 0, page, page));
  for (let i = 0; i < 20; i++) {
    const [parent, child] = [i % 2, (i + 1) % 2];
    done(fork(vm, parent, child));
    done(write(vm, child, i % 4, i));
    expect(chainLength(vm, child)).toBeLessThanOrEqual(2);
    done(exit(vm, parent));
    expect(chainLength(vm, child)).toBe(1);
  }
  expect(spent(vm).frames).toBe(4);
});

test("a page unmapped in the middle is gone, and its neighbours are not", () => {
  const vm = machine(3);
  done(operations.spawn(vm, 0, 0, 3));
  for (let page = 0; page < 3; page++) done(write(vm, 0, page, page + 1));
  done(unmap(vm, 0, 1, 2));
  expect(touch(vm, 0, 1, READ).kind).toBe("refused");
  expect([load(vm, 0, 0), load(vm, 0, 2)]).toEqual([1, 3]);
  vm.check();
});

test("the pages behind a hole keep their places in the object, also in the first object there is", () => {
  const vm = machine(6);
  done(operations.spawn(vm, 0, 0, 6));
  done(unmap(vm, 0, 2, 3));
  done(write(vm, 0, 4, 1));
  done(write(vm, 0, 1, 2));
  expect([load(vm, 0, 4), load(vm, 0, 1)]).toEqual([1, 2]);
  expect(vm.entries.indexAt(vm.entryAt(0, 4), 4)).toBe(4);
});

const operation = fc.record({
  kind: fc.constantFrom("write", "write", "write", "read", "fork", "unmap", "exit"),
  process: fc.nat(3),
  other: fc.nat(3),
  page: fc.nat(5),
  word: fc.integer({ min: 1, max: 99 }),
});

test("every process has memory of its own, whatever is forked, unmapped and left", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations_) => {
      const vm = machine(6);
      done(operations.spawn(vm, 0, 0, 6));
      /** What each process should find at each page; absent: nothing is mapped. */
      const memory: (Map<number, number> | undefined)[] = [
        new Map([0, 1, 2, 3, 4, 5].map((page) => [page, 0])),
      ];
      for (const { kind, process, other, page, word } of operations_) {
        const own = memory[process];
        if (own === undefined || own.size === 0) continue;
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
        }
        done(settle(vm));
        vm.check();
        memory.forEach((words, owner) => {
          for (const [at, expected] of words ?? []) {
            const frame = vm.permits(owner, at, READ) ? vm.frameAt(owner, at) : undefined;
            if (frame !== undefined) expect(vm.phys.content(frame)).toBe(expected);
            else if (kind === "read") expect(load(vm, owner, at)).toBe(expected);
          }
        });
      }
      memory.forEach((words, owner) => words && done(exit(vm, owner)));
      expect([vm.phys.freeFrames, vm.objects.unused]).toEqual([64, 32]);
    }),
    { numRuns: 300 },
  );
});

test("a store without a mapping is refused, and so is a fault where nothing is mapped", () => {
  const vm = machine(1);
  expect(operations.store(vm, 0, 0, 1).kind).toBe("refused");
  expect(operations.trap(vm, 0, 0, WRITE).kind).toBe("refused");
});

test("a fault over an object that is being collapsed ends, and says what is in its way", () => {
  const vm = machine(2);
  done(operations.spawn(vm, 0, 0, 2));
  done(write(vm, 0, 0, 1));
  done(fork(vm, 0, 1));
  done(write(vm, 1, 1, 2));
  done(exit(vm, 0));
  expect(chainLength(vm, 1)).toBe(1);
  done(fork(vm, 1, 0));
  done(write(vm, 0, 1, 3));
  done(operations.lockMap(vm, 1));
  done(operations.pmapRemove(vm, 1, 0, 2));
  done(operations.deleteEntry(vm, 1));
  done(operations.unlockMap(vm, 1));
  done(operations.deallocate(vm, 1));
  const top = vm.entries.object(vm.entryAt(0, 0));
  done(operations.collapseBegin(vm, top));
  const answer = write(vm, 0, 0, 4);
  expect(answer).toEqual({ kind: "refused", reason: "a collapse has to go on first" });
  done(settle(vm));
});

test("an unmap of all there is around a hole leaves a fault the page that it has busy", () => {
  const vm = machine(3);
  done(operations.spawn(vm, 0, 0, 3));
  done(unmap(vm, 0, 1, 2));
  done(operations.trap(vm, 0, 2, READ));
  for (const step of ["lookup", "firstPage"] as const) done(operations[step](vm, 0));
  done(operations.next(vm, 0));
  vm.readUnlock(0); // as if it had asked the pager
  done(operations.lockMap(vm, 0));
  done(operations.pmapRemove(vm, 0, 0, 3));
  done(operations.deleteEntry(vm, 0));
  done(operations.unlockMap(vm, 0));
  done(operations.deallocate(vm, 0));
  expect(vm.phys.busyFrames).toBe(1);
  for (const step of ["relookup", "restart", "lookup"] as const) done(operations[step](vm, 0));
  vm.check();
  expect([vm.phys.freeFrames, vm.objects.unused]).toEqual([64, 32]);
});

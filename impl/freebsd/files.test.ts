/** Files in memory: shared and private mappings, truncation, and what a pageout writes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { READ, WRITE } from "./fault.ts";
import { NONE, Thread } from "./machine.ts";
import { pageDaemon } from "./pageout.ts";
import { exit, fork, touch, unmap, write } from "./run.ts";
import { operations, type Machine } from "./vm.ts";
import { done, framesInUse, load, machine, visible } from "./workload.fixture.ts";

/** A page of memory for a process, and behind it the file. */
function mapped(vm: Machine, process: number, how: "mapShared" | "mapPrivate", length = 1): void {
  done(operations.spawn(vm, process, 0, 1));
  done(operations.lockMap(vm, process));
  done(operations[how](vm, process, 1, length, 0, 0));
  done(operations.unlockMap(vm, process));
}

const pageOf = (vm: Machine, index: number) => vm.objects.page(vm.pager.files.object(0), index);

test("a shared mapping of a file is truncated: what is behind the end is out of bounds", () => {
  const vm = machine(3, { files: 1 });
  done(operations.createFile(vm, 0, 8, 9));
  mapped(vm, 0, "mapShared", 2);
  done(write(vm, 0, 1, 1));
  done(write(vm, 0, 2, 1));
  done(operations.truncate(vm, 0, 1));
  vm.check();
  expect(framesInUse(vm)).toBe(1);
  expect(touch(vm, 0, 2, READ)).toMatchObject({ reason: "behind the end of the file" });
  const { faults } = vm.costs;
  expect(load(vm, 0, 1)).toBe(1);
  expect(vm.costs.faults).toBe(faults);
  // Longer again, it is zero there.
  done(operations.truncate(vm, 0, 2));
  expect(load(vm, 0, 2)).toBe(0);
});

test("a private mapping shows the file until its own first store", () => {
  const vm = machine(2, { files: 1 });
  done(operations.createFile(vm, 0, 3));
  mapped(vm, 0, "mapPrivate");
  mapped(vm, 1, "mapShared");
  expect(load(vm, 0, 1)).toBe(3);
  done(write(vm, 1, 1, 5));
  expect(load(vm, 0, 1)).toBe(5);
  done(write(vm, 0, 1, 6));
  done(write(vm, 1, 1, 7));
  expect([load(vm, 0, 1), load(vm, 1, 1)]).toEqual([6, 7]);
  expect(vm.costs).toMatchObject({ pageIns: 1, copies: 1 });
  expect(framesInUse(vm)).toBe(2);
  done(exit(vm, 0));
  done(exit(vm, 1));
  // The file's page is still in memory.
  expect([framesInUse(vm), vm.objects.unused]).toEqual([1, 31]);
  vm.check();
});

test("a copy outlives the end of the file, and what was not copied does not", () => {
  const vm = machine(3, { files: 1, unlocks: true });
  done(operations.createFile(vm, 0, 8, 9));
  mapped(vm, 0, "mapPrivate", 2);
  done(write(vm, 0, 1, 1));
  done(operations.truncate(vm, 0, 0));
  expect(load(vm, 0, 1)).toBe(1);
  // Once in the first object, once below it.
  expect(touch(vm, 0, 2, READ)).toMatchObject({ reason: "behind the end of the file" });
  expect(touch(vm, 0, 2, WRITE)).toMatchObject({ reason: "behind the end of the file" });
  vm.check();
  expect(vm.thread(0, Thread.phase)).toBe(0);
  done(exit(vm, 0));
  expect([framesInUse(vm), vm.objects.unused]).toEqual([0, 31]);
});

test("a pageout writes to the file what was stored, zeros too, and nothing else", () => {
  const vm = machine(2, { files: 1 });
  done(operations.createFile(vm, 0, 3));
  mapped(vm, 0, "mapShared");
  expect(load(vm, 0, 1)).toBe(3);
  done(operations.pageOut(vm, vm.frameAt(0, 1)));
  expect(vm.costs.pageOuts).toBe(0);
  done(write(vm, 0, 1, 0));
  done(operations.pageOut(vm, vm.frameAt(0, 1)));
  expect([vm.costs.pageOuts, vm.pager.files.read(vm.pager.files.object(0), 0)]).toEqual([1, 0]);
  done(write(vm, 0, 0, 1));
  // There is no swap device.
  expect(operations.pageOut(vm, vm.frameAt(0, 0))).toMatchObject({ kind: "refused" });
});

test("a child shares what its parent shares, and truncation waits for a fault", () => {
  const vm = machine(3, { files: 1 });
  done(operations.createFile(vm, 0, 8, 9));
  mapped(vm, 0, "mapShared", 2);
  done(write(vm, 0, 1, 0));
  done(fork(vm, 0, 1));
  // With the parent's mappings, rights and all.
  const { faults } = vm.costs;
  done(write(vm, 1, 1, 1));
  expect(vm.costs.faults).toBe(faults);
  done(write(vm, 0, 2, 2));
  expect([load(vm, 0, 1), load(vm, 1, 2)]).toEqual([1, 2]);
  done(operations.pageOut(vm, pageOf(vm, 1)));
  done(operations.trap(vm, 0, 2, READ));
  for (const step of ["lookup", "firstPage"] as const) done(operations[step](vm, 0));
  expect(operations.truncate(vm, 0, 1)).toMatchObject({ reason: "a page of the file is busy" });
  for (const step of ["getPages", "relookup", "commit"] as const) done(operations[step](vm, 0));
  done(operations.truncate(vm, 0, 1));
  vm.check();
});

test("what is refused: a file that is there, or is not, and a chain without its file", () => {
  const vm = machine(2, { files: 1 });
  expect(operations.createFile(vm, 1).kind).toBe("refused");
  expect(operations.truncate(vm, 0, 1)).toMatchObject({ reason: "there is no such file" });
  done(operations.createFile(vm, 0, 1));
  expect(operations.createFile(vm, 0).kind).toBe("refused");
  mapped(vm, 0, "mapPrivate");
  done(write(vm, 0, 1, 2));
  const copy = vm.entries.object(vm.entryAt(0, 1));
  expect(operations.bypass(vm, copy)).toMatchObject({ reason: "the backing object is a file's" });
});

const operation = fc.record({
  kind: fc.constantFrom("write", "write", "read", "fork", "exit", "unmap", "out", "daemon", "cut"),
  process: fc.nat(2),
  other: fc.nat(2),
  page: fc.nat(3),
  frame: fc.nat(4),
  word: fc.nat(9),
});

test("a file is the same for all who share it, and stores to private mappings stay there", () => {
  let [pageIns, pageOuts] = [0, 0];
  fc.assert(
    fc.property(fc.array(operation, { minLength: 30, maxLength: 90 }), (operations_) => {
      // Process 0 shares the file's four pages; 1 begins with a private mapping of them.
      const vm = machine(5, { files: 1, swap: 24, frames: 4, spaces: 3 });
      done(operations.createFile(vm, 0, 1, 2, 3, 4));
      mapped(vm, 0, "mapShared", 4);
      mapped(vm, 1, "mapPrivate", 4);
      const file = [1, 2, 3, 4];
      let size = 4;
      /** Of each process: does it share, and what it has of its own. */
      const processes: ({ shares: boolean; own: Map<number, number> } | undefined)[] = [
        { shares: true, own: new Map() },
        { shares: false, own: new Map() },
      ];
      for (const { kind, process, other, page, frame, word } of operations_) {
        const at = page + 1;
        const its = processes[process];
        if (kind === "out") operations.pageOut(vm, frame);
        if (kind === "daemon") done(pageDaemon(vm, frame));
        if (kind === "cut" && word < 5) {
          done(operations.truncate(vm, 0, word));
          for (let i = 0; i < 4; i++) if (i >= Math.min(size, word)) file[i] = 0;
          size = word;
        }
        if (its !== undefined) {
          const isThere = vm.entryAt(process, at) !== 0 && (its.own.has(page) || page < size);
          if (kind === "write" && isThere) {
            done(write(vm, process, at, word));
            if (its.shares) file[page] = word;
            else its.own.set(page, word);
          } else if (kind === "read" || kind === "write") {
            expect(touch(vm, process, at, READ).kind).toBe(isThere ? "accepted" : "refused");
          } else if (kind === "fork" && processes[other] === undefined) {
            done(fork(vm, process, other));
            processes[other] = { shares: its.shares, own: new Map(its.own) };
          } else if (kind === "unmap" && word === 0 && vm.entryAt(process, at) !== 0) {
            done(unmap(vm, process, at, at + 1));
          } else if (kind === "exit" && word < 3) {
            done(exit(vm, process));
            processes[process] = undefined;
          }
        }
        vm.check();
        processes.forEach((each, owner) => {
          for (let i = 0; i < 4; i++) {
            if (each === undefined || vm.entryAt(owner, i + 1) === 0) continue;
            const expected = each.own.get(i) ?? (i < size ? file[i]! : NONE);
            if (expected !== NONE) expect(visible(vm, owner, i + 1)).toBe(expected);
            else expect(vm.permits(owner, i + 1, READ)).toBe(false);
          }
        });
      }
      pageIns += vm.costs.pageIns;
      pageOuts += vm.costs.pageOuts;
    }),
    { numRuns: 150 },
  );
  expect(Math.min(pageIns, pageOuts)).toBeGreaterThan(100);
});

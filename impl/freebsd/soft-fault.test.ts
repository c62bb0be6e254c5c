/** A soft fault at one go does what the steps do, and nothing where they would do anything else. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { DESIGNS } from "./options.ts";
import { ACCEPTED, type Answer } from "../answer.ts";
import { PHASES, READ, WRITE } from "./fault.ts";
import { Thread } from "./machine.ts";
import { exit, fork, map, settle, touch, touchByStep, unmap } from "./run.ts";
import { Machine, operations } from "./vm.ts";

const PAGES = 3;
const SPACES = 3;

const OFTEN = ["touch", "touch", "touch", "touch", "fork", "begin", "step", "step", "map"] as const;

const operation = fc.record({
  kind: fc.constantFrom(...OFTEN, ...OFTEN, ...OFTEN, "unmap", "exit", "exit", "exit", "lock"),
  thread: fc.nat(SPACES - 1),
  other: fc.nat(SPACES - 1),
  page: fc.nat(PAGES - 1),
  steps: fc.integer({ min: 1, max: 4 }),
  write: fc.boolean(),
});

/** Thread i + 3 lives where thread i does: its faults are those that are left half done. */
function machine(design: (typeof DESIGNS)[number], sharing: boolean): Machine {
  const threads = 2 * SPACES;
  const options = { spaces: SPACES, threads, objects: 12, frames: 24, pages: PAGES, sharing };
  const vm = new Machine({ ...options, design, unlocks: false, copiesMappings: false });
  for (let t = 0; t < threads; t++) vm.setThread(t, Thread.space, t % SPACES);
  operations.spawn(vm, 0, 0, PAGES);
  for (let page = 1; page < PAGES; page++) touchByStep(vm, 0, page, WRITE);
  fork(vm, 0, 1);
  return vm;
}

test("a fault at one go and one by steps leave the same bytes and costs", () => {
  let soft = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...DESIGNS),
      fc.boolean(),
      fc.array(operation, { maxLength: 40 }),
      (design, sharing, operations_) => {
        const machines = [machine(design, sharing), machine(design, sharing)] as const;
        const [straight, stepwise] = machines;
        for (const { kind, thread, other, page, steps, write } of operations_) {
          const access = write ? WRITE : READ;
          const answers = machines.map((vm) => {
            if (kind === "touch") {
              // A fault that has to wait for one left half done stops there in both.
              const way = vm === straight ? touch : touchByStep;
              return way(vm, thread, page, access);
            }
            if (kind === "begin") return operations.trap(vm, thread + SPACES, page, access);
            if (kind === "step") return advance(vm, thread + SPACES, steps);
            if (kind === "map") return map(vm, thread, page, 1);
            if (kind === "fork") return fork(vm, thread, other);
            if (kind === "unmap") return unmap(vm, thread, page, page + 1);
            if (kind === "lock") return operations[write ? "lockMap" : "unlockMap"](vm, thread);
            return exit(vm, thread);
          });
          expect(answers[0]).toEqual(answers[1]);
          expect(Buffer.compare(straight.arena.bytes, stepwise.arena.bytes)).toBe(0);
          expect(straight.costs).toEqual(stepwise.costs);
        }
        for (const vm of machines) settle(vm);
        soft += straight.costs.soft;
      },
    ),
    { numRuns: 2000 },
  );
  expect(soft).toBeGreaterThan(300);
});

/** So many steps of the thread's fault, or as many as can be done. */
function advance(vm: Machine, thread: number, steps: number): Answer {
  let answer: Answer = ACCEPTED;
  for (let i = 0; i < steps && answer.kind === "accepted"; i++) {
    const phase = PHASES[vm.thread(thread, Thread.phase)]!;
    if (phase === "rest") break;
    answer = operations[phase](vm, thread);
  }
  return answer;
}

test("a write that would end an entry's copy-on-write waits for the readers of the map", () => {
  const vm = machine("deferValid", false);
  const mapped = [unmap(vm, 0, 2, 3), map(vm, 0, 2, 1), touch(vm, 0, 2, WRITE)];
  // After a fork and an exit nobody else needs the pages.
  const alone = [exit(vm, 1), fork(vm, 0, 1), exit(vm, 1)];
  for (const answer of [...mapped, ...alone]) expect(answer).toEqual(ACCEPTED);
  expect(operations.trap(vm, SPACES, 0, WRITE)).toEqual(ACCEPTED);
  expect(operations.lookup(vm, SPACES)).toEqual(ACCEPTED);
  const waits = { kind: "refused", reason: "other faults have the map locked" };
  expect(touch(vm, 0, 2, WRITE)).toEqual(waits);
});

import { expect, test } from "vitest";
import { WRITE } from "../../impl/freebsd/fault.ts";
import { Machine, operations } from "../../impl/freebsd/vm.ts";
import { records } from "./records.ts";

/** The records that the work changes, with the values after it. */
function changedBy(vm: Machine, work: () => void): Readonly<Record<string, unknown>> {
  const before = records(vm);
  work();
  return Object.fromEntries(
    Object.entries(records(vm)).filter(([name, value]) => before[name] !== value),
  );
}

test("what a step does to the machine, by the names in its sources", () => {
  const vm = new Machine({ spaces: 1, threads: 1, objects: 2, frames: 2, pages: 1 });
  operations.spawn(vm, 0, 0, 1);
  expect(changedBy(vm, () => operations.trap(vm, 0, 0, WRITE))).toEqual({
    "thread[0].phase": "lookup",
    "thread[0].access": WRITE,
    "space[0].active": 1,
  });
  expect(changedBy(vm, () => operations.lookup(vm, 0))).toEqual({
    "thread[0].phase": "firstPage",
    "thread[0].valid": 1,
    "thread[0].firstObject": 1,
    "space[0].readers": 1,
  });
  expect(changedBy(vm, () => operations.firstPage(vm, 0))).toEqual({
    "thread[0].phase": "next",
    "thread[0].firstM": 1,
    "object[0].refs": 2,
    "object[0].resident": 1,
    "frame[0].owner": 0,
    "frame[0].busy": "by thread 0",
  });
});

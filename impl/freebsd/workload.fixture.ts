/** Machines for tests of workloads, and what a process finds in its memory. */
import { expect } from "vitest";
import type { Answer, Chooser } from "../answer.ts";
import { READ } from "./fault.ts";
import { NONE, Thread } from "./machine.ts";
import type { Options } from "./options.ts";
import { touch } from "./run.ts";
import { Machine } from "./vm.ts";

/** A machine in which thread i lives in address space i; the threads behind them live in the last one. */
export function machine(pages: number, options: Partial<Options> = {}, chooser?: Chooser): Machine {
  const spaces = options.spaces ?? 4;
  const threads = options.threads ?? spaces;
  const sizes = { objects: 32, frames: 64, pages, unlocks: false };
  const vm = new Machine({ ...sizes, ...options, spaces, threads }, chooser);
  for (let i = 0; i < threads; i++) vm.setThread(i, Thread.space, Math.min(i, spaces - 1));
  return vm;
}

export function done(answer: Answer): void {
  expect(answer).toEqual({ kind: "accepted" });
}

/** The word that a load of a thread finds. */
export function load(vm: Machine, thread: number, page: number): number {
  done(touch(vm, thread, page, READ));
  return vm.phys.content(vm.frameAt(vm.thread(thread, Thread.space), page));
}

/** The word that a load would find, without a load: through the page table, else down the chain. */
export function visible(vm: Machine, process: number, page: number): number {
  if (vm.permits(process, page, READ)) return vm.phys.content(vm.frameAt(process, page));
  const entry = vm.entryAt(process, page);
  let index = vm.entries.indexAt(entry, page);
  let object = vm.entries.object(entry);
  for (; object !== NONE; object = vm.objects.backing(object)) {
    const frame = vm.objects.page(object, index);
    if (frame !== NONE && vm.phys.isValid(frame)) return vm.phys.content(frame);
    if (vm.pager.has(object, index)) return vm.pager.read(object, index);
    index += vm.objects.offset(object);
  }
  return 0;
}

export function framesInUse(vm: Machine): number {
  return vm.phys.frames - vm.phys.freeFrames;
}

/** The ring buffer in the words of bounded_queue.fl. */
import { defineSubject } from "../kit/subject.ts";
import type { BoundedQueue } from "./bounded-queue.types.ts";
import { Ring } from "./ring.ts";

export const ring = defineSubject<BoundedQueue>()({
  boot: ({ CAPACITY, PRODUCERS }, chooser) => new Ring(CAPACITY, PRODUCERS, chooser),
  save: (vm) => vm.bytes,
  restore: (vm, bytes) => vm.bytes.set(bytes),
  observe: (vm) => ({ queue: vm.items(), waiting: vm.waiting() }),
  consistency: (vm) => vm.check(),
  costs: (vm) => ({ wakes: vm.wakes }),
  actions: {
    put: (vm, producer, item) => vm.put(producer, item),
    take: (vm) => vm.take(),
    giveUp: (vm, producer) => vm.giveUp(producer),
  },
});

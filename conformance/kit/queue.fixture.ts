/** The tutorial's queue, and mutants of it in memory, for tests of the kit. */
import { fileURLToPath } from "node:url";
import type { Ring } from "../tutorial/ring.ts";
import { ring } from "../tutorial/subject.ts";
import { instanceOf, loadSpec } from "./instances.ts";
import type { Subject } from "./subject.ts";

export const queueModule = await loadSpec(
  fileURLToPath(new URL("../tutorial/bounded_queue.fl", import.meta.url)),
);
export const queue = instanceOf(queueModule, { check: "usual" });

/** A ring in which giving up is counted twice, so that a taker finds nobody to wake. */
export const miscounting: Subject<Ring> = {
  ...(ring as unknown as Subject<Ring>),
  consistency: undefined,
  actions: {
    ...(ring.actions as unknown as Subject<Ring>["actions"]),
    giveUp(vm, producer) {
      const answer = vm.giveUp(producer);
      if (answer.kind === "accepted" && vm.words[2]! > 0) vm.words[2]!--;
      return answer;
    },
  },
};

/** A ring that keeps something outside of its bytes: from the seventh `put` on, the item is another. */
export function counting(): Subject<Ring> {
  let puts = 0;
  return {
    ...(ring as unknown as Subject<Ring>),
    actions: {
      ...(ring.actions as unknown as Subject<Ring>["actions"]),
      put(vm, producer, item) {
        return vm.put(producer, ++puts > 6 ? 0 : item);
      },
    },
  };
}

/** Ways to get a ring buffer wrong. Each has to be noticed by the product of some instance. */
import type { Mutant } from "../kit/mutants.ts";

const file = "conformance/tutorial/ring.ts";

export const mutants: readonly Mutant[] = [
  {
    name: "no wrap",
    file,
    find: "SLOTS + ((this.words[HEAD]! + index) % this.#capacity)",
    replace: "SLOTS + Math.min(this.words[HEAD]! + index, this.#capacity - 1)",
    story:
      "The index stays in the last slot instead of going round: only a queue with a history shows it.",
  },
  {
    name: "off by one",
    file,
    find: "if (words[LENGTH] === this.#capacity) {",
    replace: "if (words[LENGTH] === this.#capacity - 1) {",
    story: "One slot is left free, as rings without a length have to do it.",
  },
  {
    name: "waits twice",
    file,
    find: "if (words[waiter] !== NOT_WAITING) return isWaiting;",
    replace: "",
    story: "A producer that waits puts another item: nothing but a refusal is missing.",
  },
  {
    name: "lost count",
    file,
    find: "this.words[WAITERS]!--;",
    replace: "",
    story: "The count of those that wait is not taken down: hidden state that goes wrong later.",
  },
  {
    name: "no wake",
    file,
    find: "if (words[WAITERS]! > 0) this.#wake();",
    replace: "",
    story: "A taker leaves the producers asleep though there is room.",
  },
  {
    name: "always the first",
    file,
    find: `this.#chooser.choose("waiter", this.words[WAITERS]!)`,
    replace: "0",
    story: "Every step is permitted, but what the design leaves open is not open any more.",
  },
  {
    name: "zero is nobody",
    file,
    find: "if (this.words[waiter] === NOT_WAITING) return isNotWaiting;",
    replace: "if (this.words[waiter]! <= 0) return isNotWaiting;",
    story: "An item that is 0 is taken for none.",
  },
  {
    name: "takes from nothing",
    file,
    find: "if (words[LENGTH] === 0) return isEmpty;",
    replace: "if (words[LENGTH] === 0) return accepted;",
    story: "An empty queue answers as if it had given an item.",
  },
  {
    name: "moves before it looks",
    file,
    find: "if (words[LENGTH] === 0) return isEmpty;\n    words[HEAD] = (words[HEAD]! + 1) % this.#capacity;",
    replace:
      "words[HEAD] = (words[HEAD]! + 1) % this.#capacity;\n    if (words[LENGTH] === 0) return isEmpty;",
    story: "A refusal that leaves a trace where the specification does not look.",
  },
  {
    name: "wakes are not counted",
    file,
    find: "this.wakes++;",
    replace: "",
    story: "The statistic is forgotten.",
  },
];

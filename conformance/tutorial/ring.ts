/**
 * A bounded queue in a ring buffer, with all its state in one array of words. It knows nothing of the
 * specification. Where its design leaves open which waiting producer is woken, it asks.
 *
 * | words        | content                                                       |
 * |--------------|---------------------------------------------------------------|
 * | 0            | head: the slot of the first item                              |
 * | 1            | length                                                        |
 * | 2            | how many producers wait, so that nobody looks when there are none |
 * | capacity     | slots; those not in use keep what was in them                 |
 * | producers    | item with which each producer waits, -1 if it does not        |
 */

export interface Chooser {
  choose(what: string, count: number): number;
}

export type Answer =
  { readonly kind: "accepted" } | { readonly kind: "refused"; readonly reason: string };

const HEAD = 0;
const LENGTH = 1;
const WAITERS = 2;
const SLOTS = 3;
const NOT_WAITING = -1;

const accepted: Answer = { kind: "accepted" };
const refused = (reason: string): Answer => ({ kind: "refused", reason });
const isWaiting = refused("the producer waits already");
const isEmpty = refused("the queue is empty");
const isNotWaiting = refused("the producer does not wait");

export class Ring {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** Producers that were woken since the ring was made: a statistic, no part of its state. */
  wakes = 0;
  readonly #capacity: number;
  readonly #producers: number;
  readonly #chooser: Chooser;

  constructor(capacity: number, producers: number, chooser: Chooser) {
    this.#capacity = capacity;
    this.#producers = producers;
    this.#chooser = chooser;
    this.words = new Int32Array(SLOTS + capacity + producers);
    this.words.fill(NOT_WAITING, SLOTS + capacity);
    this.bytes = new Uint8Array(this.words.buffer);
  }

  /** The items in their order. */
  items(): number[] {
    const { words } = this;
    return Array.from({ length: words[LENGTH]! }, (_, i) => words[this.#slot(i)]!);
  }

  /** The item with which each producer waits, null if it does not. */
  waiting(): (number | null)[] {
    const items = this.words.subarray(SLOTS + this.#capacity);
    return Array.from(items, (item) => (item === NOT_WAITING ? null : item));
  }

  put(producer: number, item: number): Answer {
    const { words } = this;
    const waiter = this.#waiter(producer);
    if (words[waiter] !== NOT_WAITING) return isWaiting;
    if (words[LENGTH] === this.#capacity) {
      words[waiter] = item;
      words[WAITERS]!++;
    } else {
      this.#append(item);
    }
    return accepted;
  }

  take(): Answer {
    const { words } = this;
    if (words[LENGTH] === 0) return isEmpty;
    words[HEAD] = (words[HEAD]! + 1) % this.#capacity;
    words[LENGTH]!--;
    if (words[WAITERS]! > 0) this.#wake();
    return accepted;
  }

  giveUp(producer: number): Answer {
    const waiter = this.#waiter(producer);
    if (this.words[waiter] === NOT_WAITING) return isNotWaiting;
    this.#stopWaiting(waiter);
    return accepted;
  }

  /** What does not fit together, if anything does not. */
  check(): string | undefined {
    const waiters = this.waiting().filter((item) => item !== null).length;
    if (waiters === this.words[WAITERS]) return undefined;
    return `${waiters} producers wait, but the count is ${this.words[WAITERS]}`;
  }

  #wake(): void {
    let skip = this.#chooser.choose("waiter", this.words[WAITERS]!);
    for (let producer = 0; producer < this.#producers; producer++) {
      const waiter = this.#waiter(producer);
      if (this.words[waiter] === NOT_WAITING || skip-- > 0) continue;
      this.#append(this.words[waiter]!);
      this.#stopWaiting(waiter);
      this.wakes++;
      return;
    }
  }

  #append(item: number): void {
    this.words[this.#slot(this.words[LENGTH]!)] = item;
    this.words[LENGTH]!++;
  }

  #stopWaiting(waiter: number): void {
    this.words[waiter] = NOT_WAITING;
    this.words[WAITERS]!--;
  }

  #slot(index: number): number {
    return SLOTS + ((this.words[HEAD]! + index) % this.#capacity);
  }

  #waiter(producer: number): number {
    return SLOTS + this.#capacity + producer;
  }
}

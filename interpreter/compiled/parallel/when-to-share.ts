/**
 * When a search is worth other threads. They take a while to be of use, so they are started once the states that wait would
 * keep one thread busy for longer, at the pace of the last look, or the search has been long: then it goes on for as
 * long again, as likely as not, unless few states wait. Where it is known how many states there will be, that is what
 * counts.
 */

/** Expected states of which it is clear from the start. */
const MANY = 800_000;

/** Seconds: of the search before the first look, and between looks. */
const ALONE = 0.03;
const LOOK_EVERY = 0.005;
/** Seconds of a search, and of the work that has to wait then. */
const REASONS = [
  { seconds: ALONE, waiting: 0.1 },
  { seconds: 0.1, waiting: 0.025 },
  { seconds: 1, waiting: 0 },
];

/** The same where it is known what is to come: code that is not warm yet tells little of that. */
const KNOWN_REASON = { seconds: 0.1, waiting: 0.4 };

export class WhenToShare {
  readonly #expected: number;
  #seconds = 0;
  #expanded = 1;

  /** Of a search of so many states, if that is known; else 0. */
  constructor(expectedStates = 0) {
    this.#expected = expectedStates;
  }

  /** The answer before the search has begun. */
  static isClear(expectedStates = 0): boolean {
    return expectedStates >= MANY;
  }

  /** To be asked now and then, with the seconds that the search has taken, and rows: those expanded and all. */
  isTime(seconds: number, expanded: number, rows: number): boolean {
    const passed = seconds - this.#seconds;
    if (passed < LOOK_EVERY) return false;
    const rest = Math.max(rows, this.#expected) - expanded;
    const waiting = (rest * passed) / (expanded - this.#expanded);
    this.#seconds = seconds;
    this.#expanded = expanded;
    const reasons = rows < this.#expected ? [KNOWN_REASON] : REASONS;
    return reasons.some((each) => seconds >= each.seconds && waiting >= each.waiting);
  }
}

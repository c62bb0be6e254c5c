/**
 * When a search is worth other threads. They take a while to be of use, so they are started once the states that wait would
 * keep one thread busy for longer, at the pace of the last look, or the search has been long: then it goes on for as
 * long again, as likely as not, unless few states wait.
 */

/** Seconds: of the search before the first look, and between looks. */
const ALONE = 0.03;
const LOOK_EVERY = 0.005;
/** Seconds of a search, and of the work that has to wait then. */
const REASONS = [
  { seconds: ALONE, waiting: 0.1 },
  { seconds: 0.1, waiting: 0.025 },
  { seconds: 1, waiting: 0 },
];

export class WhenToShare {
  #seconds = 0;
  #expanded = 1;

  /** To be asked now and then, with the seconds that the search has taken, and rows: those expanded and all. */
  isTime(seconds: number, expanded: number, rows: number): boolean {
    const passed = seconds - this.#seconds;
    if (passed < LOOK_EVERY) return false;
    const waiting = ((rows - expanded) * passed) / (expanded - this.#expanded);
    this.#seconds = seconds;
    this.#expanded = expanded;
    return REASONS.some((each) => seconds >= each.seconds && waiting >= each.waiting);
  }
}

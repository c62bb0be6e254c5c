/**
 * When a search is worth other threads. They take a while to be of use, so they are started once code is warm and the
 * states that wait would keep one thread busy for longer, at the pace of the last look, or the search has been long.
 */

/** Seconds: of the search before the first look, between looks, of work that has to wait, and of a long search. */
const ALONE = 0.03;
const LOOK_EVERY = 0.005;
const WAITING = 0.1;
const LONG_SEARCH = 1;

export class WhenToShare {
  #seconds = 0;
  #expanded = 1;

  /** To be asked now and then, with the seconds that the search has taken, and rows: those expanded and all. */
  isTime(seconds: number, expanded: number, rows: number): boolean {
    if (seconds >= LONG_SEARCH) return true;
    const passed = seconds - this.#seconds;
    if (passed < LOOK_EVERY) return false;
    const rowsASecond = (expanded - this.#expanded) / passed;
    this.#seconds = seconds;
    this.#expanded = expanded;
    return seconds >= ALONE && rows - expanded >= rowsASecond * WAITING;
  }
}

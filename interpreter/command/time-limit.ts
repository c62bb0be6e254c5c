/** A limit on the time of a piece of work. */

/** Milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Aborted by `signal`, or for want of time after so many seconds, if there is a limit. */
export function withTimeLimit(signal: AbortSignal, seconds: number | undefined): AbortSignal {
  if (seconds === undefined) return signal;
  return AbortSignal.any([signal, AbortSignal.timeout(Math.min(seconds * 1000, LONGEST_TIMER))]);
}

/** A limit on the time of a piece of work. */

/** Milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A timer's signal is collected as garbage when only its timer and what `any` makes of it know it: these keep it. */
const timers = new WeakMap<AbortSignal, AbortSignal>();

/** Aborted by `signal`, or for want of time after so many seconds, if there is a limit. */
export function withTimeLimit(signal: AbortSignal, seconds: number | undefined): AbortSignal {
  if (seconds === undefined) return signal;
  const timer = AbortSignal.timeout(Math.min(seconds * 1000, LONGEST_TIMER));
  const both = AbortSignal.any([signal, timer]);
  timers.set(both, timer);
  return both;
}

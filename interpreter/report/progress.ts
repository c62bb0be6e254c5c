/**
 * The progress of a run: one line that is rewritten on a terminal; elsewhere a plain line now and
 * then, and only once a run has taken a while.
 */
import type { Job } from "../run/plan.ts";
import type { Progress } from "../exploration.ts";
import { count, duration, type Style } from "./text.ts";
import { jobText } from "./verdict-table.ts";

export interface ProgressLine {
  readonly start: (job: Job, position: number, total: number) => void;
  readonly update: (progress: Progress) => void;
  /** Removes the line from a terminal, so that a report can be printed there. */
  readonly clear: () => void;
}

export interface ProgressTarget {
  /** Rewrites the last line: a terminal. */
  readonly rewrite?: (line: string) => void;
  readonly clear?: () => void;
  /** Appends a line: anything else. */
  readonly append: (line: string) => void;
  readonly now: () => number;
}

/** Milliseconds between two plain lines, and before the first. */
const PLAIN_INTERVAL = 10_000;

/** A line that says what is being done and how far it is, of whatever is being done. */
export interface StatusLine {
  readonly start: (heading: string) => void;
  readonly update: (figures: string) => void;
  readonly clear: () => void;
}

export function statusLine(target: ProgressTarget, style: Style): StatusLine {
  let heading = "";
  let last = target.now();
  return {
    start(text) {
      heading = text;
      last = target.now();
      target.rewrite?.(shorten(heading, style.width));
    },
    update(text) {
      if (target.rewrite) target.rewrite(shorten(`${heading}: ${text}`, style.width));
      else if (target.now() - last >= PLAIN_INTERVAL) {
        last = target.now();
        target.append(`${heading}: ${text}`);
      }
    },
    clear() {
      target.clear?.();
    },
  };
}

export function progressLine(target: ProgressTarget, style: Style): ProgressLine {
  const line = statusLine(target, style);
  return {
    start: (job, position, total) =>
      line.start(`[${position}/${total}] ${job.module.name} ${jobText(job)}`),
    update: (progress) => line.update(figures(progress)),
    clear: line.clear,
  };
}

/** `1,200,000 states (850,000/s), depth 17, queue 40,000, 1.4 s` */
export function figures({ states, depth, queued, seconds }: Progress): string {
  const rate = seconds > 0.05 ? ` (${count(states / seconds)}/s)` : "";
  return `${count(states)} states${rate}, depth ${depth}, queue ${count(queued)}, ${duration(seconds)}`;
}

/** A line longer than the terminal would break and could not be rewritten. */
function shorten(line: string, width: number): string {
  return line.length < width ? line : `${line.slice(0, Math.max(0, width - 4))}...`;
}

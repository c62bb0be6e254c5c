/** Long computations on one thread: now and then they let events in, report, and look whether to stop. */
import type { Progress } from "../exploration.ts";

/** Between two pauses, and between two reports, in milliseconds. */
const PAUSE_EVERY = 50;
const REPORT_EVERY = 100;

export interface PaceOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export class Pace {
  readonly #options: PaceOptions;
  readonly #progress: () => Omit<Progress, "seconds">;
  #started = performance.now();
  #paused = this.#started;
  #reported = this.#started;

  constructor(options: PaceOptions, progress: () => Omit<Progress, "seconds">) {
    this.#options = options;
    this.#progress = progress;
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  /** The computation went on for so long already, in another process. */
  goOn(seconds: number): void {
    this.#started -= seconds * 1000;
  }

  get interrupted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  /** It was interrupted because its time was up (`AbortSignal.timeout`). */
  get isTimeUp(): boolean {
    const reason: unknown = this.#options.signal?.reason;
    return this.interrupted && reason instanceof DOMException && reason.name === "TimeoutError";
  }

  /** How work that may end at any time has ended. */
  get ending(): "complete" | "limit" | "interrupted" {
    return this.isTimeUp ? "limit" : this.interrupted ? "interrupted" : "complete";
  }

  /** Cheap enough to ask after every step of the work. */
  get isPauseDue(): boolean {
    return performance.now() - this.#paused >= PAUSE_EVERY;
  }

  async pause(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#paused = performance.now();
    if (this.#paused - this.#reported < REPORT_EVERY) return;
    this.#reported = this.#paused;
    this.#options.onProgress?.({ ...this.#progress(), seconds: this.seconds });
  }
}

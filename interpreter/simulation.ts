/** What it is to walk through an instance at random: the options and the result that both engines share. */
import type { Coverage, Progress, Selection, Violation } from "./exploration.ts";
import type { Instance } from "./model.ts";

export interface SimulateOptions {
  /** Any whole number; its lower 32 bits count. The same seed gives the same runs. */
  readonly seed: number;
  /** Runs to make, unless one finds a violation. */
  readonly runs: number;
  /** Steps after which a run is long enough, at most `LONGEST_RUN`. */
  readonly steps: number;
  /** Every way on has the same chance, instead of rarely seen states a better one. */
  readonly uniform?: boolean;
  readonly selection: Selection;
  /** Called some ten times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the walks with outcome `interrupted`, or `limit` if it is one of `AbortSignal.timeout`. */
  readonly signal?: AbortSignal;
}

/** The states of a run are kept while it goes on. */
export const LONGEST_RUN = 1_000_000;

export interface Simulation {
  readonly outcome: "complete" | "violation" | "limit" | "interrupted";
  /** With a run as it happened, but for what it went in circles: it need not be the shortest. */
  readonly violation?: Violation;
  /** Runs begun. */
  readonly runs: number;
  /** Steps taken, in all runs together. */
  readonly transitions: number;
  /** Ways on that there were to choose from, in all steps together. */
  readonly generated: number;
  /** Steps of the longest run. */
  readonly longest: number;
  /** Runs that ended in a state without a way on. */
  readonly stuck: number;
  readonly seconds: number;
  readonly coverage: Coverage;
  /** What the user should know about how it was done. */
  readonly notes?: readonly string[];
}

export type Simulate = (instance: Instance, options: SimulateOptions) => Promise<Simulation>;

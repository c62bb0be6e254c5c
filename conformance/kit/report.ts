/**
 * What an exploration found, as plain data: `renderReport` makes text of it, tests look at its fields.
 * Values are shown as the language writes them.
 */
import type { Asked } from "./choosers.ts";

export interface Report {
  /** How it was explored: all pairs, or a run. */
  readonly mode: "product" | "tour" | "walk" | "replay";
  /** Which initial states were gone on from: all, or one of those that exchanged identities make alike. */
  readonly starts?: "all" | "orbits";
  /** Name of the module, and the values of its parameters. */
  readonly module: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** All that was to be done was done; false if a budget or a divergence ended it. */
  readonly closed: boolean;
  readonly budget?: "pairs" | "seconds" | "divergences" | "interrupted";
  readonly states: number;
  /** An edge is a state, a command and a target; of walks, a command wherever one came by that could happen. */
  readonly edges: Tally;
  /** A state and a command that is disabled there; of walks, again wherever one came by. */
  readonly refusals: Tally;
  readonly pairs: number;
  /** Distinct byte strings. */
  readonly rows: number;
  /** Most rows behind one state of the specification. */
  readonly mostRows: number;
  /** Calls of an action of the implementation. */
  readonly steps: number;
  readonly seconds: number;
  /** Part of `seconds` that the specification took. */
  readonly specSeconds: number;
  readonly actions: readonly ActionReport[];
  /** Answers that the production chooser never gave, by what was asked for. */
  readonly neverChosen: readonly {
    readonly what: string;
    readonly count: number;
    readonly answers: readonly number[];
  }[];
  /** Places of the specification that were reached, of those that the instance has in steps and `init`. */
  readonly sites: Tally;
  /** The first of each step and kind, in order of discovery: the first is reached by a shortest run. */
  readonly divergences: readonly Divergence[];
}

export interface Tally {
  readonly done: number;
  readonly total: number;
}

export interface ActionReport {
  readonly name: string;
  readonly at: Place;
  readonly edges: Tally;
  readonly refusals: Tally;
  /** Arguments with which it can be called. */
  readonly commands: number;
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

export type DivergenceKind =
  | "initial state not allowed"
  | "initial state cannot be produced"
  | "refused an enabled action"
  | "step not allowed"
  | "permitted outcome cannot be produced"
  | "accepted a disabled action"
  | "refusal had an effect"
  | "unexpected failure"
  | "failure not detected"
  | "wrong costs"
  | "uncontrolled nondeterminism"
  | "snapshot is not faithful"
  | "internal inconsistency"
  | "state cannot be observed"
  | "exception";

export interface Divergence {
  readonly kind: DivergenceKind;
  /** What it is a fault of: doing what is enabled, refusing what is not, or beginning. */
  readonly direction: "accept" | "refuse" | "start";
  /** The choices of `boot`, then the steps; the last one is that which diverges. */
  readonly start: readonly Asked[];
  readonly run: readonly RunStep[];
  /** What the implementation said or threw. */
  readonly message?: string;
  /** Parts of the state that differ between before, permitted and got. */
  readonly cells: readonly Cell[];
  /** What the step did to the records of the implementation, if it names them. */
  readonly records?: readonly Change[];
  /** How many outcomes the specification permits; the nearest one is shown. */
  readonly permitted: number;
  /** The step in the specification, or its `init`. */
  readonly at?: Place;
  /** Why the step is disabled. */
  readonly why?: Reason;
}

export interface RunStep {
  readonly step: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly shown: string;
    /** As an adapter gets it. */
    readonly value: unknown;
  }[];
  readonly choices: readonly Asked[];
}

export interface Cell {
  /** `waiting[producer1]` */
  readonly place: string;
  readonly before?: string;
  readonly permitted?: string;
  readonly got?: string;
}

export interface Change {
  /** `thread[0].phase` */
  readonly record: string;
  readonly before: string;
  readonly after: string;
}

/** The part of a condition that is false, or the choices without a candidate. */
export interface Reason {
  readonly at: Place;
  readonly text: string;
  /** `p = proc1`, and `refs(e.frame) is 2` */
  readonly values: readonly string[];
}

/**
 * What it is to explore an instance: the options and the result that both engines share, and the
 * order in which violations are looked for, so that the verdict does not depend on the engine.
 *
 * The search is breadth-first, level by level; level d holds the distinct states first reached in
 * d steps. Exploring level d means, for all of its states: check the state properties (invariants in
 * declared order, then deadlock: no step has a successor, no path failed, and `terminal` is false),
 * take every step, and check each step (failures and asserts while it runs; then transitions in
 * declared order and refinement on the pair of states). The level is always finished. If it showed
 * violations, the search stops, and the reported one is the least by
 *
 *   1. length of its run: state properties of level d (d steps) before steps (d+1 steps);
 *   2. kind: failure, assert, invariant, deadlock, transition, refinement;
 *   3. declared order of the property (failures and asserts: order of the step in the instance);
 *   4. order of discovery of the state, then of the step's arguments and choices.
 *
 * Initial states are level 0: a failure in `init` or an initial state that does not refine is a run
 * of 0 steps. Distinct states are counted when stored (one per orbit with symmetry); a transition is
 * one way through one step with one set of arguments, whether or not it leads to a new state.
 *
 * A property that fails while it is evaluated (rule 5) is a violation of kind failure, of the length that
 * the property's own violation would have. Its declared order is after all steps: invariants, `terminal`,
 * transitions, mappings of refinements. A path that fails or breaks an assertion is no transition, but its
 * state is not deadlocked.
 *
 * Temporal properties are looked at when the search is complete and has found nothing: first a predicate
 * of theirs that fails in some state (a failure, declared after all others), then the properties in
 * declared order, the first that a fair run violates. The run is short, not always the shortest. If the
 * search was not complete, they are not decided.
 *
 * Measures come last, if nothing is wrong until then: a predicate of theirs that fails in some state is a
 * failure, declared after those of temporal properties; then the least and greatest cost of each.
 */
import type { Location } from "../grammar/source.ts";
import type { Expression, FailureKind, Instance, State, Value } from "./model.ts";

export interface ExploreOptions {
  /**
   * Stop with outcome `limit` when more distinct states than this would be stored. The level is still
   * finished, without storing more, so that a violation in it is reported.
   */
  readonly maxStates?: number;
  readonly symmetry: boolean;
  readonly selection: Selection;
  /** Threads that a large search may use; default: 1. The result does not depend on it. */
  readonly workers?: number;
  /**
   * How many states there are likely to be, if that is known: a search of many begins with what pays for many. The
   * result does not depend on it.
   */
  readonly expectedStates?: number;
  /** Called between chunks of work, some ten times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Bytes for states and the table of them; the reference engine does not count them. */
  readonly memory?: number;
  /** Keeps what was found in files, so that another process can go on; the reference engine does not. */
  readonly checkpoint?: CheckpointOptions;
  /**
   * Keeps 64 bits of a hash in the place of a state, so that a state may be taken for another: see
   * `Exploration.compaction`. One thread. The reference engine does not; nor is it done with temporal properties, measures or a
   * checkpoint.
   */
  readonly compact?: boolean;
  /** Ends the search with outcome `interrupted`, or `limit` if it is one of `AbortSignal.timeout`. */
  readonly signal?: AbortSignal;
}

export interface CheckpointOptions {
  /** The files have this path with some ending; the folder is there. */
  readonly path: string;
  /** Seconds between two checkpoints; 0: as often as there can be one. */
  readonly every: number;
  /** Goes on from the checkpoint of that path, if there is one. */
  readonly resume: boolean;
  /** Told once, in a sentence, that a checkpoint could not be written; the search goes on. */
  readonly warn?: (message: string) => void;
}

/** Which properties are checked; indices into the instance. */
export interface Selection {
  readonly invariants: readonly number[];
  readonly transitions: readonly number[];
  readonly refinements: readonly number[];
  /** Default: none. With some, symmetry is not used. */
  readonly temporals?: readonly number[];
  /** What is measured when nothing is wrong. Default: none. */
  readonly measures?: readonly number[];
  readonly deadlock: boolean;
  /**
   * Steps whose failures and asserts are violations; default: all. Paths of the others that do not
   * complete have no successor and are not reported.
   */
  readonly failures?: readonly number[];
}

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  /** Level being expanded. */
  readonly depth: number;
  /** States of the queue: stored, not yet expanded. */
  readonly queued: number;
  readonly seconds: number;
}

export interface Exploration {
  readonly outcome: "complete" | "violation" | "limit" | "interrupted";
  /** The limit that was reached. */
  readonly limit?: Limit;
  readonly violation?: Violation;
  readonly initialStates: number;
  readonly states: number;
  readonly transitions: number;
  /** Steps to the farthest state stored. */
  readonly depth: number;
  readonly seconds: number;
  readonly coverage: Coverage;
  /** What was measured, in the order of the selection, if the search was complete and nothing is wrong. */
  readonly measured?: readonly MeasuredCosts[];
  /** Of outcome `limit`: every state was stored, and for this reason there is no answer all the same. */
  readonly undecided?: string;
  /** States were compacted, so what was not found may be there all the same. */
  readonly compaction?: Compaction;
  /** What the user should know about how it was done, for example a step that was not compiled. */
  readonly notes?: readonly string[];
}

/** Hash compaction: states of the same fingerprint are taken for one. */
export interface Compaction {
  /** Of a fingerprint. */
  readonly bits: number;
  /** An upper bound of the probability that a state was omitted, if the hash is as good as chance. */
  readonly omission: number;
}

/**
 * Of a search that has stored so many states. Until the first omission each new state is looked up among those stored
 * before, and is taken for one of them with at most `stored / 2^bits`; summed up to the one that would have come next.
 */
export function omissionBound(states: number, bits: number): number {
  return Math.min(1, (states * (states + 1)) / 2 / 2 ** bits);
}

/** The least and the greatest cost of the runs of a measure. */
export interface MeasuredCosts {
  /** Index in the instance. */
  readonly measure: number;
  readonly range:
    | { readonly kind: "some"; readonly least: CostlyRun; readonly greatest: CostlyRun }
    /** No run: no state of `from` is reached, or none of `to` after one. */
    | { readonly kind: "none"; readonly isStarted: boolean };
}

/**
 * A shortest run that has this total, from an initial state; `measureTrace` tells it in full. If there is no
 * greatest total it is Infinity, and the run ends in a cycle that costs something.
 */
export interface CostlyRun {
  readonly total: number;
  /** States of the run; with `symmetry` they stand for their orbits. */
  readonly states: readonly State[];
  /** By step: what it costs; 0 before the measure begins. */
  readonly amounts: readonly number[];
  /** After so many steps the run is in a state of `from`, where the measure begins. */
  readonly start: number;
  /** The state after so many steps is the last one again. */
  readonly loop?: number;
  readonly symmetry: boolean;
}

export type Limit = "states" | "memory" | "time";

export interface Coverage {
  /** Per step of the instance: transitions. */
  readonly steps: Float64Array;
  /** Per site of the instance: not zero if it was ever hit. */
  readonly sites: Uint8Array;
}

export interface Violation {
  readonly kind:
    "failure" | "assert" | "invariant" | "deadlock" | "transition" | "refinement" | "temporal";
  /** Name of the property or refinement; message of the assert; kind of the failure. */
  readonly name: string;
  readonly failure?: FailureKind;
  /** One sentence: what is wrong in the last state or step. */
  readonly message: string;
  /** The property, the assert, or the expression that failed. */
  readonly at: Location;
  readonly trace: Trace;
  /** Why the property is false: see `explain`. */
  readonly explanation?: Explanation;
  /** Of a temporal property: why the loop is fair. */
  readonly fairness?: readonly FairnessReason[];
}

/** How a loop keeps to a fairness constraint that is enabled somewhere in it. */
export interface FairnessReason {
  /** `launder(frame1)`, or an instance of a process: `fault(thread1)`. */
  readonly name: string;
  readonly strength: "weak" | "strong";
  /** It is taken by this step of the trace, counted from 1; or not enabled in the state after it. */
  readonly how: "taken" | "disabled";
  readonly step: number;
}

/** A run from an initial state. Real states and steps, also under symmetry. */
export interface Trace {
  readonly initial: State;
  /** Choices made by `init`. */
  readonly initialChoices: readonly Choice[];
  readonly steps: readonly TraceStep[];
  /**
   * The run never ends: its last state is that after so many steps, and what came then comes again, for
   * ever. If that is the number of all steps, no step is possible any more.
   */
  readonly loop?: number;
}

export interface TraceStep {
  /** Index in `Instance.steps`. */
  readonly step: number;
  readonly arguments: readonly Value[];
  readonly choices: readonly Choice[];
  /** Amounts added by this step, one per cost of the instance. */
  readonly costs: readonly number[];
  /** The state after; for a step that failed or asserted, as far as it got. */
  readonly state: State;
  /** The step did not complete: the violation happened inside it. */
  readonly incomplete?: boolean;
}

export interface Choice {
  /** `f`, `h[thread1]` */
  readonly label: string;
  readonly value: Value;
  readonly type: Expression["type"];
}

/** A part of a condition that decided its value, with the values that bound names had. */
export interface Explanation {
  readonly at: Location;
  readonly value: boolean;
  /** `p = proc1`, in the order of binding. */
  readonly bindings: readonly { readonly name: string; readonly value: string }[];
  /** Values of the operands of a comparison that decided, as text: `refs(e.frame)` is `2`. */
  readonly operands: readonly { readonly at: Location; readonly value: string }[];
}

/** An engine explores; the two of them are `reference` and `compiled`. */
export type Explore = (instance: Instance, options: ExploreOptions) => Promise<Exploration>;

/** What became of a mutant. Plain data, since it may come from another process. */

export type MutantOutcome =
  /** Its text is no module, or makes no instance: not counted as a mutant. */
  | { readonly kind: "ill-typed"; readonly message: string }
  | KilledOutcome
  /** No expectation noticed it. */
  | { readonly kind: "survived"; readonly difference?: string }
  /**
   * The same initial states and the same steps in the instance of every check, and scenarios as they
   * were.
   */
  | { readonly kind: "equivalent" }
  /** No expectation that has an answer noticed it, and in a check it had far more states than the original. */
  | { readonly kind: "exploded"; readonly job: string; readonly reason: string };

export interface KilledOutcome {
  readonly kind: "killed";
  /**
   * A verdict or its run is not what is expected; or nothing but a number is not: of states, of transitions,
   * of the steps to what is repeated for ever.
   */
  readonly by: "property" | "count";
  /** `check landed`, `scenario "a fault waits for memory"` */
  readonly job: string;
  /** What was violated instead, if anything was. */
  readonly property?: string;
  readonly reason: string;
}

/** How the original fared in a check or scenario: what its mutants are held against. */
export interface Baseline {
  /** Place among the jobs of the module. */
  readonly index: number;
  readonly job: string;
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly verdict: string;
  /** Why it is not as expected. */
  readonly reason?: string;
}

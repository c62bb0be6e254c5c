/** Looking for the run of a scenario with an engine that only explores. */
import type {
  CheckpointOptions,
  Compaction,
  Coverage,
  Explore,
  Exploration,
  Limit,
  Trace,
} from "../exploration.ts";
import type { Instance } from "../model.ts";
import type { PaceOptions } from "../explore/pace.ts";
import { originalTrace, scenarioInstance, type ScenarioInstance } from "./scenario-instance.ts";

export interface FindRunOptions extends PaceOptions {
  /** More states than this end the search with outcome `limit`. */
  readonly maxStates?: number;
  /** Of the search; default: none. */
  readonly checkpoint?: CheckpointOptions;
}

export interface FoundRun {
  readonly found: boolean;
  /** A shortest run, or the one that leads to the failure. */
  readonly trace?: Trace;
  readonly outcome: "complete" | "limit" | "interrupted" | "failure";
  readonly limit?: Limit;
  /** A condition of the scenario itself left its type. */
  readonly failure?: { readonly message: string };
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly coverage: Coverage;
  readonly compaction?: Compaction;
  readonly notes?: readonly string[];
}

/** Looks for a run that does what the scenario of that index says. */
export type FindRun = (
  instance: Instance,
  index: number,
  options: FindRunOptions,
) => Promise<FoundRun>;

export function findRunWith(explore: Explore): FindRun {
  return async (instance, index, options) => {
    const made = scenarioInstance(instance, instance.scenarios[index]!);
    const symmetry = instance.symmetricTypes.length > 0;
    const { selection } = made;
    const explored = await explore(made.instance, { ...options, selection, symmetry });
    const { violation, outcome, limit, states, transitions, depth, seconds } = explored;
    const { compaction, notes } = explored;
    const failed = violation !== undefined && violation.kind !== "invariant";
    return {
      found: violation?.kind === "invariant",
      outcome: failed ? "failure" : outcome === "violation" ? "complete" : outcome,
      ...(limit ? { limit } : {}),
      ...(failed ? { failure: { message: violation.message } } : {}),
      ...(violation ? { trace: originalTrace(instance, made, violation.trace) } : {}),
      states,
      transitions,
      depth,
      seconds,
      coverage: originalCoverage(instance, made, explored),
      ...(compaction ? { compaction } : {}),
      ...(notes ? { notes } : {}),
    };
  };
}

function originalCoverage(
  instance: Instance,
  made: ScenarioInstance,
  { coverage }: Exploration,
): Coverage {
  const steps = new Float64Array(instance.steps.length);
  made.origin.forEach((origin, index) => {
    if (origin !== undefined) steps[origin]! += coverage.steps[index]!;
  });
  return { steps, sites: coverage.sites.slice(0, instance.sites.length) };
}

/**
 * Runs of scenarios, most of which are found among so few states that compiling the instance takes
 * longer than to evaluate them.
 */
import type { Explore } from "../exploration.ts";
import { findRunWith, type FindRun } from "../run/find-run.ts";
import { runScenario } from "../run/scenarios.ts";

/** Situations that are evaluated; a search that needs more is begun anew by the engine. */
const FEW = 500;

export function findShortRunWith(explore: Explore): FindRun {
  const findRun = findRunWith(explore);
  return async (instance, index, options) => {
    const maxStates = Math.min(FEW, options.maxStates ?? Infinity);
    const found = await runScenario(instance, index, { ...options, maxStates });
    return found.outcome === "limit" ? findRun(instance, index, options) : found;
  };
}

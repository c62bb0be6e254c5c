/**
 * What the search of a check or scenario depends on: an instance without the properties that are not
 * looked at, and of a scenario only the steps that it takes.
 */
import type { Instance } from "../model.ts";
import { selectProperties, type Job } from "../run/plan.ts";
import { scenarioInstance } from "../run/scenario-instance.ts";

export function searchedInstance(job: Job, instance: Instance): Instance {
  if (job.kind === "scenario") {
    const made = scenarioInstance(instance, instance.scenarios[job.index]!);
    const none = { transitions: [], temporals: [], refinements: [], scenarios: [], measures: [] };
    return { ...made.instance, ...none, terminal: undefined };
  }
  const selection = selectProperties(instance, job.declaration);
  const pick = <Item>(list: readonly Item[], selected: readonly number[] = []): readonly Item[] =>
    selected.map((index) => list[index]!);
  return {
    ...instance,
    invariants: pick(instance.invariants, selection.invariants),
    transitions: pick(instance.transitions, selection.transitions),
    temporals: pick(instance.temporals, selection.temporals),
    refinements: pick(instance.refinements, selection.refinements),
    terminal: selection.deadlock ? instance.terminal : undefined,
    scenarios: [],
  };
}

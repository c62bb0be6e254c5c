/** From a violating behaviour, as rows of a state graph, to what is reported: real states and steps. */
import type { FairnessReason, Trace, Violation } from "../exploration.ts";
import type { Instance, State, TemporalProperty } from "../model.ts";
import { constraintName, constraintOf } from "../temporal/fairness.ts";
import type { Lasso, StateGraph } from "../temporal/state-graph.ts";
import { successors } from "./successors.ts";
import { rebuildTrace } from "./trace.ts";

export function temporalViolation(
  instance: Instance,
  { name, at }: TemporalProperty,
  graph: StateGraph,
  lasso: Lasso,
  stateAt: (row: number) => State,
): Violation {
  return {
    kind: "temporal",
    name,
    message: `${name} is false of the run`,
    at,
    trace: traceOf(instance, graph, lasso, stateAt),
    fairness: fairnessReasons(instance, graph, lasso),
  };
}

function traceOf(
  instance: Instance,
  { fairness }: StateGraph,
  { prefix, loop }: Lasso,
  stateAt: (row: number) => State,
): Trace {
  const before = prefix.length - 1;
  const steps = isAtEnd(instance, stateAt(prefix[before]!)) ? [] : loop;
  const path = [...prefix, ...steps.map(({ row }) => row)].map(stateAt);
  const trace = rebuildTrace(instance, path, {
    symmetry: false,
    isMeant: (index, { step, arguments: values }) => {
      const label = loop[index - prefix.length]?.label;
      if (label === undefined) return true;
      return constraintOf(fairness, instance.steps[step]!, values) === label;
    },
  });
  return { ...trace, loop: before };
}

/** Whether a run that has come here stays here because there is no next step. */
function isAtEnd(instance: Instance, state: State): boolean {
  for (const { outcome } of successors(instance, state)) {
    if (outcome.kind === "completed") return false;
  }
  return true;
}

/** For each constraint that is enabled in the loop, how the loop keeps to it. */
function fairnessReasons(
  instance: Instance,
  { offsets, targets, labels, fairness }: StateGraph,
  { prefix, loop }: Lasso,
): FairnessReason[] {
  const taken = new Map<number, number>();
  const enabled = new Map<number, Set<number>>();
  let row = prefix.at(-1)!;
  loop.forEach((step, i) => {
    if (step.row !== row && step.label !== 0 && !taken.has(step.label)) {
      taken.set(step.label, prefix.length + i);
    }
    row = step.row;
    for (let edge = offsets[row]!; edge < offsets[row + 1]!; edge++) {
      const label = labels[edge]!;
      if (label === 0 || targets[edge] === row) continue;
      if (!enabled.has(label)) enabled.set(label, new Set());
      enabled.get(label)!.add(i);
    }
  });
  return [...enabled]
    .sort(([a], [b]) => a - b)
    .map(([label, places]): FairnessReason => {
      const step = taken.get(label);
      const free = loop.findIndex((_, i) => !places.has(i));
      return {
        name: constraintName(instance, fairness, label),
        strength: fairness.isStrong[label] === 1 ? "strong" : "weak",
        ...(step === undefined
          ? { how: "disabled", step: prefix.length + free }
          : { how: "taken", step }),
      };
    });
}

/** The graph of the states that a reference search has stored: every step taken again, by the evaluator. */
import { evaluateProperty } from "../evaluate/property.ts";
import type { Instance, State } from "../model.ts";
import { constraintOf, type Fairness } from "../temporal/fairness.ts";
import { labelArray, type StateGraph } from "../temporal/state-graph.ts";
import type { Pace } from "./pace.ts";
import { successors } from "./successors.ts";
import { selectedAtoms } from "./temporal-search.ts";
import { keyOf } from "./trace.ts";

export interface FailedPredicate {
  /** Index of the property in the instance. */
  readonly temporal: number;
  readonly row: number;
}

/** A predicate that fails is told instead; `undefined` if it was interrupted. */
export async function referenceGraph(
  instance: Instance,
  selected: readonly number[],
  states: readonly State[],
  initial: number,
  fairness: Fairness,
  pace: Pace,
  sites: Uint8Array,
): Promise<StateGraph | FailedPredicate | undefined> {
  const rows = new Map(states.map((state, row) => [keyOf(state), row]));
  const properties = selectedAtoms(instance, selected);
  const words = Math.ceil(properties.length / 32);
  const atoms = new Int32Array(states.length * words);
  const offsets = new Int32Array(states.length + 1);
  const targets: number[] = [];
  const labels: number[] = [];
  for (const [row, state] of states.entries()) {
    for (const [i, { temporal, property }] of properties.entries()) {
      const result = evaluateProperty(instance, property, state, state, sites);
      if (typeof result !== "boolean") return { temporal, row };
      if (result) atoms[row * words + (i >>> 5)]! |= 1 << (i & 31);
    }
    for (const { step, arguments: values, outcome } of successors(instance, state)) {
      if (outcome.kind !== "completed") continue;
      targets.push(rows.get(keyOf(outcome.state))!);
      labels.push(constraintOf(fairness, instance.steps[step]!, values));
    }
    if (targets.length === offsets[row]) {
      targets.push(row);
      labels.push(0);
    }
    offsets[row + 1] = targets.length;
    if (pace.isPauseDue) await pace.pause();
    if (pace.interrupted) return undefined;
  }
  const compact = labelArray(fairness, labels.length);
  compact.set(labels);
  return {
    rows: states.length,
    initial,
    offsets,
    targets: Int32Array.from(targets),
    labels: compact,
    atoms,
    words,
    fairness,
  };
}

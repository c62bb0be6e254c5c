/** The graph of the states that a reference search has stored: every step taken again, by the evaluator. */
import { StepCosts, type CostGraph } from "../costs/cost-graph.ts";
import { evaluateProperty } from "../evaluate/property.ts";
import type { Selection } from "../exploration.ts";
import type { Instance, State } from "../model.ts";
import { constraintOf, type Fairness } from "../temporal/fairness.ts";
import { labelArray, type StateGraph } from "../temporal/state-graph.ts";
import { measuredCosts } from "./measure-search.ts";
import type { Pace } from "./pace.ts";
import { selectedPredicates, type Predicate } from "./predicates.ts";
import { successors, type Successor } from "./successors.ts";
import { keyOf } from "./trace.ts";

/** What a search has stored. */
export interface StoredStates {
  readonly instance: Instance;
  readonly selection: Selection;
  readonly states: readonly State[];
  readonly initial: number;
  readonly representative: (state: State) => State;
  readonly pace: Pace;
  readonly sites: Uint8Array;
}

/** A predicate fails in the state of a row. */
export interface FailedPredicate {
  readonly failed: Predicate;
  readonly row: number;
}

/** A predicate of a temporal property that fails is told instead; `undefined` if it was interrupted. */
export async function referenceGraph(
  stored: StoredStates,
  fairness: Fairness,
): Promise<StateGraph | FailedPredicate | undefined> {
  const { steps } = stored.instance;
  const labelOf = ({ step, arguments: values }: Successor): number =>
    constraintOf(fairness, steps[step]!, values);
  const edges = await edgesOf(stored, "temporal", labelOf);
  if (edges === undefined || "failed" in edges) return edges;
  const labels = labelArray(fairness, edges.labels.length);
  labels.set(edges.labels);
  return { ...edges, labels, fairness };
}

/** The same for measures. */
export async function referenceCostGraph(
  stored: StoredStates,
): Promise<CostGraph | FailedPredicate | undefined> {
  const stepCosts = new StepCosts();
  const costs = measuredCosts(stored.instance, stored.selection);
  const labelOf = ({ outcome }: Successor): number =>
    stepCosts.idOf(costs.map((cost) => outcome.costs[cost]!));
  const edges = await edgesOf(stored, "measure", labelOf);
  if (edges === undefined || "failed" in edges) return edges;
  return { ...edges, labels: Int32Array.from(edges.labels), stepCosts };
}

interface Edges extends Pick<
  StateGraph,
  "rows" | "initial" | "offsets" | "targets" | "atoms" | "words"
> {
  readonly labels: readonly number[];
}

/** Of a run that goes on for ever, a state without a next step has an edge to itself, with label 0. */
async function edgesOf(
  { instance, selection, states, initial, representative, pace, sites }: StoredStates,
  about: Predicate["within"],
  labelOf: (successor: Successor) => number,
): Promise<Edges | FailedPredicate | undefined> {
  const numbers = new Map(states.map((state, row) => [keyOf(state), row]));
  const predicates = selectedPredicates(instance, selection);
  const words = Math.ceil(predicates.length / 32);
  const atoms = new Int32Array(states.length * words);
  const offsets = new Int32Array(states.length + 1);
  const targets: number[] = [];
  const labels: number[] = [];
  let failure: FailedPredicate | undefined;
  for (const [row, state] of states.entries()) {
    for (const [i, predicate] of predicates.entries()) {
      const result = evaluateProperty(instance, predicate.property, state, state, sites);
      if (result === true) atoms[row * words + (i >>> 5)]! |= 1 << (i & 31);
      else if (result !== false && predicate.within === about) {
        failure ??= { failed: predicate, row };
      }
    }
    for (const successor of successors(instance, state)) {
      if (successor.outcome.kind !== "completed") continue;
      targets.push(numbers.get(keyOf(representative(successor.outcome.state)))!);
      labels.push(labelOf(successor));
    }
    if (about === "temporal" && targets.length === offsets[row]) {
      targets.push(row);
      labels.push(0);
    }
    offsets[row + 1] = targets.length;
    if (pace.isPauseDue) await pace.pause();
    if (pace.interrupted) return undefined;
  }
  if (failure !== undefined) return failure;
  const rows = states.length;
  return { rows, initial, offsets, targets: Int32Array.from(targets), labels, atoms, words };
}

/**
 * Who did what in a run: every step belongs to one lane, as in the two-column diagrams with which
 * kernel people show a race. With processes, a lane is one instance of a process, and what is left
 * shares a last lane. Without, a lane is one identity for which actions are done (their first
 * parameter, if the steps of the run agree on its symmetric type).
 */
import type { Trace, TraceStep } from "../exploration.ts";
import type { Instance, InstanceStep, Value } from "../model.ts";
import { showValue } from "../show-value.ts";

export interface Lane {
  /** `fault(thread1)`, `proc2`, `other actions` */
  readonly label: string;
  /** The process instance this is the lane of. */
  readonly process?: { readonly name: string; readonly arguments: readonly Value[] };
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** For every step of the run, its lane. */
  readonly laneOf: readonly number[];
}

interface Sortable extends Lane {
  /** Declared position, then arguments: lanes are shown in this order. */
  readonly order: readonly number[];
}

export function lanesOf(instance: Instance, trace: Trace): Lanes {
  const identity = commonIdentity(instance, trace);
  const found = new Map<string, Sortable>();
  const labels = trace.steps.map((taken) => {
    const lane = laneOfStep(instance, taken, identity);
    if (!found.has(lane.label)) found.set(lane.label, lane);
    return lane.label;
  });
  const lanes = [...found.values()].sort((a, b) => compareOrders(a.order, b.order));
  const position = new Map(lanes.map((lane, i) => [lane.label, i]));
  return { lanes, laneOf: labels.map((label) => position.get(label)!) };
}

function laneOfStep(instance: Instance, taken: TraceStep, identity: string | undefined): Sortable {
  const step = instance.steps[taken.step]!;
  if (step.process) {
    const name = step.process.name;
    const declared = instance.steps.findIndex((other) => other.process?.name === name);
    return {
      label: call(name, step, taken.arguments),
      process: { name, arguments: taken.arguments },
      order: [declared, ...taken.arguments.map(Number)],
    };
  }
  const first = step.parameters[0]?.type;
  if (identity !== undefined && first?.kind === "symmetric" && first.name === identity) {
    const element = taken.arguments[0] as number;
    return { label: showValue(element, first), order: [-1, element] };
  }
  return { label: "other actions", order: [Infinity] };
}

/** Without processes: the symmetric type that most steps of the run have as first parameter. */
function commonIdentity(instance: Instance, trace: Trace): string | undefined {
  if (instance.steps.some((step) => step.process)) return undefined;
  const tally = new Map<string, number>();
  for (const taken of trace.steps) {
    const type = instance.steps[taken.step]!.parameters[0]?.type;
    if (type?.kind === "symmetric") tally.set(type.name, (tally.get(type.name) ?? 0) + 1);
  }
  const [name, times] = [...tally].sort((a, b) => b[1] - a[1])[0] ?? [undefined, 0];
  return times * 2 > trace.steps.length ? name : undefined;
}

function compareOrders(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? -1) - (b[i] ?? -1);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

/** `fault.copy(thread1)`; with several parameters, `fork(p = proc1, q = proc2)`. */
export function call(name: string, step: InstanceStep, values: readonly Value[]): string {
  const texts = step.parameters.map((parameter, i) => {
    const text = showValue(values[i]!, parameter.type);
    return step.parameters.length === 1 ? text : `${parameter.name} = ${text}`;
  });
  return texts.length === 0 ? name : `${name}(${texts.join(", ")})`;
}

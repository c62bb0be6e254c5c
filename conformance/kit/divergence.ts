/**
 * Makes what is wrong into something that explains itself: the run that leads there, what was permitted
 * and what came of it, cell by cell, and why a step that was taken is disabled.
 */
import type { State, Value } from "../../interpreter/model.ts";
import { whyNotEnabled } from "../../interpreter/explore/successors.ts";
import { oneLine } from "../../interpreter/report/text.ts";
import { showValue } from "../../interpreter/show-value.ts";
import { differingCells } from "./cells.ts";
import type { Asked } from "./choosers.ts";
import { friendlyArguments } from "./driver.ts";
import { placeOf } from "./product-report.ts";
import type { Cell, Change, Divergence, DivergenceKind, Reason, RunStep } from "./report.ts";
import type { Command, SpecGraph } from "./spec-graph.ts";

/** What is wrong, in numbers of the graph. */
export interface Finding {
  readonly kind: DivergenceKind;
  readonly direction: Divergence["direction"];
  /** The state in which the step was taken; absent if it is about the beginning. */
  readonly state?: number;
  readonly command?: number;
  /** The answers that the implementation got in this step. */
  readonly script?: readonly Asked[];
  /** What the implementation looks like where it came to, if it can be looked at. */
  readonly observed?: readonly Value[];
  /** A state that was permitted; if it is not given, the nearest is looked for. */
  readonly target?: number;
  readonly message?: string;
  /** What the step did to the records of the implementation. */
  readonly records?: readonly Change[];
}

/** The way to the state in which the step was taken. */
export interface Path {
  readonly start: readonly Asked[];
  readonly run: readonly RunStep[];
}

export function describeDivergence(graph: SpecGraph, path: Path, finding: Finding): Divergence {
  const { kind, direction, state, command, script = [], message, observed, target } = finding;
  const { records = [] } = finding;
  const before = state === undefined ? undefined : graph.stateOf(state);
  const called = command === undefined ? undefined : graph.commands[command]!;
  const permitted = targetsOf(graph, finding);
  const got = observed && graph.withCounters(observed, before ?? graph.stateOf(graph.initial[0]!));
  const why =
    called && before && direction === "refuse" ? reasonOf(graph, called, before) : undefined;
  return {
    kind,
    direction,
    start: state === undefined ? script : path.start,
    run: called ? [...path.run, runStep(called, script)] : path.run,
    ...(message === undefined ? {} : { message }),
    cells: cellsOf(graph, permitted, before, got, target),
    ...(records.length > 0 ? { records } : {}),
    permitted: permitted.length,
    ...(called ? { at: placeOf(called.step.at) } : {}),
    ...(why ? { why } : {}),
  };
}

/** States that the specification permits after the step, or at the beginning. */
function targetsOf(graph: SpecGraph, { state, command }: Finding): number[] {
  if (state === undefined) return [...graph.initial];
  if (command === undefined) return [];
  const { starts, targets } = graph.expansionOf(state);
  return [...new Set(targets.subarray(starts[command]!, starts[command + 1]!))];
}

function cellsOf(
  graph: SpecGraph,
  permitted: readonly number[],
  before: State | undefined,
  got: State | undefined,
  target: number | undefined,
): readonly Cell[] {
  const { instance } = graph;
  const wanted = target === undefined ? nearest(graph, permitted, got) : graph.stateOf(target);
  const shown: { readonly name: "before" | "permitted" | "got"; readonly state: State }[] = [];
  if (before) shown.push({ name: "before", state: before });
  if (wanted) shown.push({ name: "permitted", state: wanted });
  if (got) shown.push({ name: "got", state: got });
  if (shown.length < 2) return [];
  return differingCells(
    instance,
    shown.map(({ state }) => state),
  ).map(({ place, values }) => ({
    place,
    ...Object.fromEntries(shown.map(({ name }, i) => [name, values[i]!])),
  }));
}

/** The permitted state that differs from what came in the fewest cells; the first of them. */
function nearest(
  graph: SpecGraph,
  permitted: readonly number[],
  got: State | undefined,
): State | undefined {
  const states = permitted.map((number) => graph.stateOf(number));
  if (got === undefined) return states[0];
  let best: State | undefined;
  let fewest = Infinity;
  for (const state of states) {
    const { length } = differingCells(graph.instance, [state, got]);
    if (length < fewest) [best, fewest] = [state, length];
  }
  return best;
}

function reasonOf(graph: SpecGraph, command: Command, state: State): Reason | undefined {
  const disabled = whyNotEnabled(graph.instance, command.step, state, command.arguments);
  if (disabled === undefined) return undefined;
  if (disabled.kind === "guard") {
    const { at, bindings, operands } = disabled.explanation;
    return {
      at: placeOf(at),
      text: oneLine(at.source.slice(at)),
      values: [
        ...bindings.map(({ name, value }) => `${name} = ${value}`),
        ...operands.map((each) => `${oneLine(each.at.source.slice(each.at))} is ${each.value}`),
      ],
    };
  }
  const [at] = disabled.at;
  if (at === undefined) return undefined;
  const text = at.source.slice(at).split("\n")[0]!;
  return { at: placeOf(at), text: `nothing to choose: ${oneLine(text)}`, values: [] };
}

/** A command as a step of a run. */
export function runStep({ step, arguments: values }: Command, choices: readonly Asked[]): RunStep {
  const friendly = friendlyArguments(step, values);
  return {
    step: step.name,
    arguments: step.parameters.map(({ name, type }, i) => ({
      name,
      shown: showValue(values[i]!, type),
      value: friendly[i],
    })),
    choices: [...choices],
  };
}

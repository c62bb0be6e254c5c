/**
 * Makes what is wrong into something that explains itself: the run that leads there, what was permitted
 * and what came of it, cell by cell, and why a step that was taken is disabled.
 */
import type { State, Value } from "../../interpreter/model.ts";
import { whyNotEnabled } from "../../interpreter/explore/successors.ts";
import { oneLine } from "../../interpreter/report/text.ts";
import { showValue } from "../../interpreter/show-value.ts";
import { differingCells } from "./cells.ts";
import { ScriptedChooser, type Asked } from "./choosers.ts";
import { friendlyArguments, SubjectError, type Driver } from "./driver.ts";
import type { PairStore } from "./pair-store.ts";
import { placeOf } from "./product-report.ts";
import type { Cell, Divergence, DivergenceKind, Reason, RunStep } from "./report.ts";
import type { Command, SpecGraph } from "./spec-graph.ts";

/** What is wrong, in numbers of the exploration. */
export interface Finding {
  readonly kind: DivergenceKind;
  readonly direction: Divergence["direction"];
  /** The pair from which the step was taken; -1: it is about the beginning. */
  readonly pair: number;
  readonly command?: number;
  /** The answers that the implementation got in this step. */
  readonly script?: readonly Asked[];
  /** Where the implementation came to. */
  readonly row?: number;
  /** A state that was permitted; if it is not given, the nearest is looked for. */
  readonly target?: number;
  readonly message?: string;
}

export function describeDivergence<Vm>(
  graph: SpecGraph,
  driver: Driver<Vm>,
  pairs: PairStore,
  finding: Finding,
): Divergence {
  const { kind, direction, pair, command, script = [], message } = finding;
  const path = replayTo(graph, driver, pairs, pair);
  const run = [...path.run];
  const before = pair < 0 ? undefined : graph.stateOf(pairs.stateOf(pair));
  const called = command === undefined ? undefined : graph.commands[command]!;
  if (called) run.push(runStep(called, script));
  const permitted = targetsOf(graph, pairs, finding);
  const got = gotState(graph, driver, finding, before);
  const why =
    called && before && direction === "refuse" ? reasonOf(graph, called, before) : undefined;
  return {
    kind,
    direction,
    start: pair < 0 ? script : path.start,
    run,
    ...(message === undefined ? {} : { message }),
    cells: cellsOf(graph, permitted, before, got, finding.target),
    permitted: permitted.length,
    ...(called ? { at: placeOf(called.step.at) } : {}),
    ...(why ? { why } : {}),
  };
}

/** States that the specification permits after the step, or at the beginning. */
function targetsOf(graph: SpecGraph, pairs: PairStore, finding: Finding): number[] {
  const { pair, command } = finding;
  if (pair < 0) return [...graph.initial];
  if (command === undefined) return [];
  const { starts, targets } = graph.expansionOf(pairs.stateOf(pair));
  return [...new Set(targets.subarray(starts[command]!, starts[command + 1]!))];
}

/** What the implementation looks like where it came to, if it can be looked at. */
function gotState<Vm>(
  graph: SpecGraph,
  driver: Driver<Vm>,
  { row, kind }: Finding,
  before: State | undefined,
): State | undefined {
  if (row === undefined || kind === "state cannot be observed") return undefined;
  try {
    driver.restore(row);
    const values: readonly Value[] = driver.observe();
    return graph.withCounters(values, before ?? graph.stateOf(graph.initial[0]!));
  } catch {
    // What cannot be observed is a divergence of its own; here the rest of the report matters more.
    return undefined;
  }
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

function runStep({ step, arguments: values }: Command, choices: readonly Asked[]): RunStep {
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

/**
 * The run to a pair. Choices are not kept during the exploration: each step is taken again with all
 * answers in turn, until it leads to the row that it led to.
 */
function replayTo<Vm>(
  graph: SpecGraph,
  driver: Driver<Vm>,
  pairs: PairStore,
  pair: number,
): { readonly start: readonly Asked[]; readonly run: readonly RunStep[] } {
  const path: number[] = [];
  for (let at = pair; at >= 0; at = pairs.parentOf(at)) path.unshift(at);
  if (path.length === 0) return { start: [], run: [] };
  const script = new ScriptedChooser();
  const answersThatLeadTo = (row: number, attempt: () => void): readonly Asked[] => {
    script.start();
    try {
      do {
        attempt();
        if (driver.isAt(row)) return [...script.asked];
      } while (script.next());
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
    }
    // The implementation does not do the same twice: the run is still the one that was taken.
    return [];
  };
  const start = answersThatLeadTo(pairs.rowOf(path[0]!), () => void driver.boot(script));
  const run = path.slice(1).map((reached, i) => {
    const from = pairs.rowOf(path[i]!);
    const command = graph.commands[pairs.commandOf(reached)]!;
    const choices = answersThatLeadTo(pairs.rowOf(reached), () => {
      driver.restore(from);
      driver.act(command.index, script);
    });
    return runStep(command, choices);
  });
  return { start, run };
}

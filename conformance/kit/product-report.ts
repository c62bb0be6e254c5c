/** Counts what an exploration has covered, of what there is in the states that it came to. */
import type { Location } from "../../grammar/source.ts";
import type { Instance } from "../../interpreter/model.ts";
import { showValue } from "../../interpreter/show-value.ts";
import type { ChoiceLog } from "./choice-log.ts";
import type { EdgeMarks } from "./edge-marks.ts";
import type { PairStore } from "./pair-store.ts";
import type { ActionReport, Place, Report, Tally } from "./report.ts";
import { isDisabled, isEnabled, type SpecGraph } from "./spec-graph.ts";

export interface Explored {
  readonly mode: Report["mode"];
  readonly starts?: Report["starts"];
  readonly graph: SpecGraph;
  readonly pairs: PairStore;
  readonly marks: EdgeMarks;
  /** Whether a disabled command was tried in a state. */
  readonly wasProbed: (state: number, command: number) => boolean;
  readonly rows: number;
  readonly choices: ChoiceLog;
  readonly divergences: Report["divergences"];
  readonly steps: number;
  readonly seconds: number;
  readonly specSeconds: number;
  readonly budget: Report["budget"];
}

export function summarise(explored: Explored): Report {
  const { graph, pairs, choices, budget, divergences } = explored;
  const { instance } = graph;
  const rowsBehind = new Int32Array(graph.stateCount);
  for (let pair = 0; pair < pairs.size; pair++) rowsBehind[pairs.stateOf(pair)]!++;
  const actions = countActions(explored, rowsBehind);
  const sum = (part: "edges" | "refusals") => ({
    done: actions.reduce((total, each) => total + each[part].done, 0),
    total: actions.reduce((total, each) => total + each[part].total, 0),
  });
  return {
    mode: explored.mode,
    ...(explored.starts ? { starts: explored.starts } : {}),
    ...nameOf(instance),
    closed: budget === undefined && divergences.length === 0,
    ...(budget ? { budget } : {}),
    states: rowsBehind.reduce((total, rows) => total + (rows > 0 ? 1 : 0), 0),
    edges: sum("edges"),
    refusals: sum("refusals"),
    pairs: pairs.size,
    rows: explored.rows,
    mostRows: rowsBehind.reduce((most, rows) => Math.max(most, rows), 0),
    steps: explored.steps,
    seconds: explored.seconds,
    specSeconds: explored.specSeconds,
    actions,
    neverChosen: choices.neverChosen(),
    sites: sitesReached(instance, graph.sites),
    divergences,
  };
}

/** Which instance it is. */
export function nameOf({ module, parameters }: Instance): Pick<Report, "module" | "parameters"> {
  return {
    module,
    parameters: parameters.map(({ name, type, value }) => ({
      name,
      value: showValue(value, type),
    })),
  };
}

/** `reached` has a 1 for each site that was. */
export function sitesReached({ sites }: Instance, reached: Uint8Array): Tally {
  const counted = sites.filter(({ kind }) => kind !== "implication" && kind !== "choose-empty");
  return { done: counted.filter(({ index }) => reached[index]).length, total: counted.length };
}

/** Of the states that were come to; a state that was only found has its commands still to be tried. */
function countActions({ graph, marks, wasProbed }: Explored, rows: Int32Array): ActionReport[] {
  const { steps } = graph.instance;
  const counts = steps.map(() => ({ edges: [0, 0], refusals: [0, 0], commands: 0 }));
  for (const { step } of graph.commands) counts[step.index]!.commands++;
  for (let state = 0; state < rows.length; state++) {
    if (rows[state] === 0) continue;
    const expansion = graph.expansionOf(state);
    for (const { index, step } of graph.commands) {
      const count = counts[step.index]!;
      if (isEnabled(expansion, index)) {
        for (let edge = expansion.starts[index]!; edge < expansion.starts[index + 1]!; edge++) {
          count.edges[0]! += Number(marks.has(state, edge));
          count.edges[1]!++;
        }
      } else if (isDisabled(expansion, index)) {
        count.refusals[0]! += Number(wasProbed(state, index));
        count.refusals[1]!++;
      }
    }
  }
  return steps.map(({ name, at }, i) => {
    const { edges, refusals, commands } = counts[i]!;
    const tally = ([done, total]: number[]) => ({ done: done!, total: total! });
    return { name, at: placeOf(at), edges: tally(edges), refusals: tally(refusals), commands };
  });
}

/** A place in the specification as data. */
export function placeOf({ source, start }: Location): Place {
  return { file: source.path, line: source.position(start).line };
}

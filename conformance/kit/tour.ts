/**
 * A tour: one long run without any restore that takes as many edges as it can, always to the nearest
 * one not taken yet, with refusals mixed in. It finds what product exploration cannot: state outside of
 * the bytes, and a `restore` that hides a fault.
 */
import type { Instance } from "../../interpreter/model.ts";
import { firstChoice, NotingChooser } from "./choosers.ts";
import type { EdgeMarks } from "./edge-marks.ts";
import { Follower } from "./follower.ts";
import type { Report } from "./report.ts";
import { isDisabled, type SpecGraph } from "./spec-graph.ts";
import type { Chooser, Subject } from "./subject.ts";

export interface TourOptions {
  /** Default: 100,000. */
  readonly maxSteps?: number;
  /** Default: always 0. Edges that it never chooses stay out of reach. */
  readonly production?: Chooser;
}

/** Between two refusals there are so many steps; which one is probed goes round. */
const PROBE_EVERY = 3;
/** An edge that is permitted but not chosen is given up after so many tries. */
const MOST_TRIES = 3;

/**
 * The run ends when no untaken edge is in reach, after `maxSteps`, or when it diverges. The report's
 * tally of edges is over the states that the run knows of.
 */
export function tourEdges<Vm>(
  instance: Instance,
  subject: Subject<Vm>,
  { maxSteps = 100_000, production = firstChoice }: TourOptions = {},
): Report {
  const follower = new Follower(instance, subject);
  const { graph, marks } = follower;
  const chooser = new NotingChooser(production);
  const tries = new Map<string, number>();
  const isWanted = (state: number, command: number): boolean =>
    hasUntaken(graph, marks, state, command) &&
    (tries.get(`${state} ${command}`) ?? 0) < MOST_TRIES;
  follower.boot(chooser);
  let probe = 0;
  let steps = 0;
  while (!follower.hasEnded && steps < maxSteps) {
    const path = pathToUntaken(graph, follower.state, isWanted);
    if (path === undefined) break;
    for (const { state, command } of path) {
      if (follower.hasEnded || follower.state !== state) break;
      if (steps++ % PROBE_EVERY === 0) {
        probe = nextDisabled(graph, state, probe);
        if (probe >= 0) follower.step(probe, chooser);
        if (follower.hasEnded) break;
      }
      const key = `${state} ${command}`;
      tries.set(key, (tries.get(key) ?? 0) + 1);
      follower.step(command, chooser);
    }
  }
  return follower.report("tour");
}

function hasUntaken(graph: SpecGraph, marks: EdgeMarks, state: number, command: number): boolean {
  const { starts } = graph.expansionOf(state);
  for (let edge = starts[command]!; edge < starts[command + 1]!; edge++) {
    if (!marks.has(state, edge)) return true;
  }
  return false;
}

interface Move {
  readonly state: number;
  readonly command: number;
}

/** Breadth-first over the edges; which of several targets a step has is the implementation's choice. */
function pathToUntaken(
  graph: SpecGraph,
  from: number,
  isWanted: (state: number, command: number) => boolean,
): readonly Move[] | undefined {
  const cameBy = new Map<number, Move | undefined>([[from, undefined]]);
  for (const state of cameBy.keys()) {
    const { starts, targets, failing } = graph.expansionOf(state);
    for (let command = 0; command + 1 < starts.length; command++) {
      if (failing.has(command)) continue;
      if (isWanted(state, command)) return [...wayTo(cameBy, state), { state, command }];
    }
    for (let command = 0; command + 1 < starts.length; command++) {
      if (failing.has(command)) continue;
      for (let edge = starts[command]!; edge < starts[command + 1]!; edge++) {
        const target = targets[edge]!;
        if (!cameBy.has(target)) cameBy.set(target, { state, command });
      }
    }
  }
  return undefined;
}

function wayTo(cameBy: ReadonlyMap<number, Move | undefined>, state: number): Move[] {
  const way: Move[] = [];
  for (let move = cameBy.get(state); move !== undefined; move = cameBy.get(move.state)) {
    way.unshift(move);
  }
  return way;
}

/** The next command after the last one probed that has to be refused; -1 if there is none. */
function nextDisabled(graph: SpecGraph, state: number, last: number): number {
  const expansion = graph.expansionOf(state);
  const { length } = graph.commands;
  for (let i = 1; i <= length; i++) {
    const command = (Math.max(last, 0) + i) % length;
    if (isDisabled(expansion, command)) return command;
  }
  return -1;
}

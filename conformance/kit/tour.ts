/**
 * A tour: long runs without any restore that take as many edges as they can, always to the nearest
 * one not taken yet, with refusals mixed in. It finds what product exploration cannot: state outside of
 * the bytes, and a `restore` that hides a fault.
 */
import type { Instance } from "../../interpreter/model.ts";
import { firstChoice, NotingChooser, ScriptedChooser } from "./choosers.ts";
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
 * Where no untaken edge is in reach any more, the tour begins again with a new machine, in each of its
 * initial states in turn. It ends when none of them leads to one, after `maxSteps`, or when it diverges.
 * The report's tally of edges is over the states that were come to.
 */
export function tourEdges<Vm>(
  instance: Instance,
  subject: Subject<Vm>,
  options: TourOptions = {},
): Report {
  const tour = new Tour(new Follower(instance, subject), options);
  return tour.run();
}

class Tour<Vm> {
  readonly #follower: Follower<Vm>;
  readonly #chooser: NotingChooser;
  readonly #maxSteps: number;
  readonly #tries = new Map<string, number>();
  #probe = 0;
  #steps = 0;

  constructor(
    follower: Follower<Vm>,
    { maxSteps = 100_000, production = firstChoice }: TourOptions,
  ) {
    this.#follower = follower;
    this.#chooser = new NotingChooser(production);
    this.#maxSteps = maxSteps;
  }

  run(): Report {
    const starts = new ScriptedChooser();
    for (let before = -1; before < this.#steps && !this.#isOver;) {
      before = this.#steps;
      starts.start();
      do {
        this.#follower.boot(starts);
        this.#tourFromHere();
      } while (!this.#isOver && starts.next());
    }
    return this.#follower.report("tour");
  }

  get #isOver(): boolean {
    return this.#follower.divergence !== undefined || this.#steps >= this.#maxSteps;
  }

  #tourFromHere(): void {
    const follower = this.#follower;
    const { graph, marks } = follower;
    const isWanted = (state: number, command: number): boolean =>
      hasUntaken(graph, marks, state, command) &&
      (this.#tries.get(`${state} ${command}`) ?? 0) < MOST_TRIES;
    while (!follower.hasEnded && !this.#isOver) {
      const path = pathToUntaken(graph, follower.state, isWanted);
      if (path === undefined) return;
      for (const move of path) {
        if (follower.hasEnded || follower.state !== move.state) break;
        this.#take(move);
      }
    }
  }

  #take({ state, command }: Move): void {
    const follower = this.#follower;
    if (this.#steps++ % PROBE_EVERY === 0) {
      this.#probe = nextDisabled(follower.graph, state, this.#probe);
      if (this.#probe >= 0) follower.step(this.#probe, this.#chooser);
      if (follower.hasEnded) return;
    }
    const key = `${state} ${command}`;
    this.#tries.set(key, (this.#tries.get(key) ?? 0) + 1);
    follower.step(command, this.#chooser);
  }
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

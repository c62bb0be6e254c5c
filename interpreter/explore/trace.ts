/**
 * Runs with everything a reader wants to know, made from the bare states that an engine remembers. The
 * run is found again from the start: real states, also where the engine has stored one per orbit.
 */
import { representatives } from "./canonical-state.ts";
import type { Outcome } from "../evaluate/statement.ts";
import type { Trace, TraceStep } from "../exploration.ts";
import type { Instance, State } from "../model.ts";
import type { Successor } from "./successors.ts";
import { initialOutcomes, successors } from "./successors.ts";

export interface RebuildOptions {
  /** States of the path stand for their orbits. */
  readonly symmetry: boolean;
  /** Which of the ways to a state of the path, by its index there, are meant; default: all. */
  readonly isMeant?: (index: number, way: Successor) => boolean;
  /** One step more than the path has: which of the ways on from its end, completed or not. */
  readonly last?: (from: State, ways: readonly Successor[]) => Successor | undefined;
}

/**
 * The run through the states of a path, which has at least one, taking the first way in the order of
 * `successors` wherever there are several. Throws if there is no such run.
 */
export function rebuildTrace(
  instance: Instance,
  path: readonly State[],
  options: RebuildOptions,
): Trace {
  const representative = representatives(instance, options.symmetry);
  const keys = path.map((state) => keyOf(representative(state)));
  const isAt = (index: number, outcome: Outcome): boolean =>
    outcome.kind === "completed" && keyOf(representative(outcome.state)) === keys[index];

  const start = first(initialOutcomes(instance), (outcome) => isAt(0, outcome));
  const steps: TraceStep[] = [];
  let state = start.state;
  for (let i = 1; i < path.length; i++) {
    const isNext = (way: Successor): boolean =>
      isAt(i, way.outcome) && options.isMeant?.(i, way) !== false;
    const next = first(successors(instance, state), isNext);
    steps.push(traceStep(next));
    state = next.outcome.state;
  }
  const { last } = options;
  if (last !== undefined) {
    const way = last(state, [...successors(instance, state)]);
    if (way === undefined) throw new Error(NO_RUN);
    steps.push(traceStep(way));
  }
  return { initial: start.state, initialChoices: start.choices, steps };
}

/** Text that only equal states have. */
export function keyOf(state: State): string {
  return JSON.stringify(state);
}

export function traceStep({ step, arguments: values, outcome }: Successor): TraceStep {
  const { choices, costs, state } = outcome;
  const done = { step, arguments: values, choices, costs, state };
  return outcome.kind === "completed" ? done : { ...done, incomplete: true };
}

const NO_RUN = "the path that was found is not a run of the instance";

function first<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean): Item {
  for (const item of items) if (isWanted(item)) return item;
  throw new Error(NO_RUN);
}

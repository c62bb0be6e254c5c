/**
 * What temporal properties and fairness mean, by their definitions, for tests: a system is a table of
 * steps, a run is a list of states that comes back to one of them, and a formula is evaluated at each
 * of its positions. Shares nothing with the checker, and is of use for very small systems only.
 */
import type { Temporal } from "../model.ts";

export interface Action {
  readonly steps: readonly (readonly [from: number, to: number])[];
  readonly fairness: "none" | "weak" | "strong";
}

export interface System {
  readonly initial: readonly number[];
  readonly actions: readonly Action[];
  /** By predicate: in which states it is true. */
  readonly predicates: readonly (readonly boolean[])[];
}

/** States, the first of which comes again after the last one from position `loop` on. */
export interface Run {
  readonly states: readonly number[];
  readonly loop: number;
  /** The action by which each state is left, the last one to that at `loop`; -1: it stays for ever. */
  readonly actions: readonly number[];
}

/** Whether there is such a run: every step is one of the action's, or there is no step at all. */
export function isRun(system: System, { states, loop, actions }: Run): boolean {
  if (!system.initial.includes(states[0]!)) return false;
  return states.every((from, i) => {
    const to = states[i + 1] ?? states[loop]!;
    if (actions[i] === -1) return from === to && isStuck(system, from);
    return system.actions[actions[i]!]!.steps.some(([a, b]) => a === from && b === to);
  });
}

export function isFair({ actions: all }: System, { states, loop, actions }: Run): boolean {
  return all.every(({ steps, fairness }, action) => {
    if (fairness === "none") return true;
    const enabled = states
      .slice(loop)
      .map((state) => steps.some(([from, to]) => from === state && to !== state));
    const isTaken = states.some((from, i) => {
      const to = states[i + 1] ?? states[loop]!;
      return i >= loop && actions[i] === action && from !== to;
    });
    return isTaken || !(fairness === "weak" ? enabled.every(Boolean) : enabled.some(Boolean));
  });
}

/** Whether a formula is true of a run, from its first state on. */
export function holdsOn(formula: Temporal, system: System, { states, loop }: Run): boolean {
  const last = states.length - 1;
  const next = (i: number): number => (i === last ? loop : i + 1);
  /** By position. An `until` is a least fixed point: it is false unless it has to be true. */
  const values = (f: Temporal): readonly boolean[] => {
    switch (f.kind) {
      case "constant":
        return states.map(() => f.value);
      case "atom":
        return states.map((state) => system.predicates[f.index]![state]!);
      case "not":
        return values(f.operand).map((value) => !value);
      case "and":
      case "or": {
        const all = f.operands.map(values);
        return states.map((_, i) =>
          f.kind === "and" ? all.every((each) => each[i]) : all.some((each) => each[i]),
        );
      }
      case "implies":
      case "iff": {
        const [left, right] = [values(f.left), values(f.right)];
        return left.map((value, i) =>
          f.kind === "implies" ? !value || right[i]! : value === right[i]!,
        );
      }
      case "until":
        return until(values(f.left), values(f.right));
      case "eventually":
        return eventually(values(f.operand));
      case "always":
        return always(values(f.operand));
      case "leads to": {
        const [left, right] = [values(f.left), eventually(values(f.right))];
        return always(left.map((value, i) => !value || right[i]!));
      }
    }
  };
  const until = (left: readonly boolean[], right: readonly boolean[]): readonly boolean[] => {
    const now = states.map(() => false);
    for (let round = 0; round <= states.length; round++) {
      states.forEach((_, i) => (now[i] = right[i]! || (left[i]! && now[next(i)]!)));
    }
    return now;
  };
  const eventually = (of: readonly boolean[]): readonly boolean[] =>
    until(
      states.map(() => true),
      of,
    );
  const always = (of: readonly boolean[]): readonly boolean[] =>
    eventually(of.map((value) => !value)).map((value) => !value);
  return values(formula)[0]!;
}

/** All runs of at most so many states. */
export function* runsOf(system: System, most: number): Generator<Run> {
  function* from(states: readonly number[], actions: readonly number[]): Generator<Run> {
    const state = states.at(-1)!;
    if (isStuck(system, state)) {
      yield { states, loop: states.length - 1, actions: [...actions, -1] };
      return;
    }
    for (const [action, { steps }] of system.actions.entries()) {
      for (const [a, to] of steps) {
        if (a !== state) continue;
        const taken = [...actions, action];
        for (const [loop, known] of states.entries()) {
          if (known === to) yield { states, loop, actions: taken };
        }
        if (states.length < most) yield* from([...states, to], taken);
      }
    }
  }
  for (const state of system.initial) yield* from([state], []);
}

function isStuck({ actions }: System, state: number): boolean {
  return actions.every(({ steps }) => steps.every(([from]) => from !== state));
}

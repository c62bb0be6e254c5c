/** What expressions are evaluated in: a state, the state before the step, and a frame of slots. */
import type { Instance, State, Value } from "../model.ts";

/** Changed in the course of an evaluation, and to be discarded if that fails. */
export interface Environment {
  readonly instance: Instance;
  state: State;
  /** The state before the step; in `init` and in a property of one state, the state itself. */
  old: State;
  /** Parameters, lets, binders and pattern names, by slot. */
  frame: Value[];
  /** How many calls of recursive definitions are under way. */
  depth: number;
  /** Where coverage is recorded, if it is wanted. */
  readonly sites: Uint8Array | undefined;
}

export function newFrame(size: number): Value[] {
  return new Array<Value>(size).fill(null);
}

/** The same in the state before the step; the slots are shared. */
export function inOldState(env: Environment): Environment {
  return { ...env, state: env.old };
}

/** An environment for a whole routine or property of the instance, with all slots empty. */
export function newEnvironment(
  instance: Instance,
  frameSize: number,
  state: State,
  old: State = state,
  sites?: Uint8Array,
): Environment {
  return { instance, state, old, frame: newFrame(frameSize), depth: 0, sites };
}

/** Evaluating one expression, for tests. */
import { newEnvironment } from "./environment.ts";
import { evaluate } from "./expression.ts";
import { EvaluationFailure, attempt } from "./failure.ts";
import {
  BOOL,
  NONE,
  constant,
  instance,
  make,
  range,
  seqOf,
  setType,
} from "../testing/instance-builder.ts";
import type { Definition, Expression, FailureKind, State, Type, Value } from "../model.ts";

export interface Given {
  readonly state?: State;
  readonly old?: State;
  readonly definitions?: readonly Definition[];
  /** Receives the slots as they are in the end. */
  readonly slots?: Value[];
  readonly sites?: Uint8Array;
}

export function valueOf(e: Expression, given: Given = {}): Value {
  const { definitions = [], state = [], old = state } = given;
  const env = newEnvironment(instance({ definitions }), 8, state, old, given.sites);
  const value = evaluate(e, env);
  given.slots?.push(...env.frame);
  return value;
}

export function failureOf(e: Expression, given: Given = {}): FailureKind | "none at all" {
  const result = attempt(e.at, () => valueOf(e, given));
  return result instanceof EvaluationFailure ? result.kind : "none at all";
}

/** Fails if it is evaluated. */
export const FAILS = make("unwrap", BOOL, { object: NONE });
export const anyInt = range(-1000, 1000);
export const list = (item: Type, ...values: readonly Value[]): Expression =>
  constant(values, seqOf(9, item));
export const set = (item: Type, ...values: readonly Value[]): Expression =>
  constant(values, setType(item));

/** Running one body, for tests. */
import type { Outcome } from "./statement.ts";
import { runBody } from "./statement.ts";
import { anyInt } from "./expression.fixture.ts";
import { instance } from "../testing/instance-builder.ts";
import type { State, Statement, Type, Value } from "../model.ts";

/** Runs a body in a state whose variables are all numbers, or of the types given. */
export function run(
  body: readonly Statement[],
  state: State,
  more: { variables?: readonly Type[]; costs?: readonly string[]; frame?: Value[] } = {},
): Outcome[] {
  const model = instance({
    variables: more.variables ?? state.map(() => anyInt),
    costs: more.costs ?? [],
  });
  const frame = more.frame ?? new Array<Value>(8).fill(null);
  return [...runBody(model, body, state, frame)];
}

export const states = (outcomes: readonly Outcome[]): State[] => outcomes.map(({ state }) => state);

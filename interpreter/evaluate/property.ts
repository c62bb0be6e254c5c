/** Whether a property of a state, or of a step, is true. */
import { newEnvironment } from "./environment.ts";
import { truth } from "./expression.ts";
import type { EvaluationFailure } from "./failure.ts";
import { attempt } from "./failure.ts";
import type { Instance, Property, State } from "../model.ts";

/** `old` is the state before the step. A failure (rule 5) is a violation of its own kind. */
export function evaluateProperty(
  instance: Instance,
  property: Property,
  state: State,
  old: State = state,
  sites?: Uint8Array,
): boolean | EvaluationFailure {
  const env = newEnvironment(instance, property.frameSize, state, old, sites);
  return attempt(property.at, () => truth(property.body, env));
}

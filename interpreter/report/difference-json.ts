/** The machine-readable report of `faultline diff`; its shape is fixed by difference.schema.json. */
import type { Outcome } from "../evaluate/statement.ts";
import type { Disabled } from "../explore/successors.ts";
import type { Instance } from "../model.ts";
import { distinctOutcomes, type Comparison, type Difference } from "../run/first-difference.ts";
import type { Named } from "./difference-text.ts";
import { explanationJson, parametersJson, placeJson, traceJson } from "./results-json.ts";
import { stateJson, type Json } from "./value-json.ts";

export const DIFFERENCE_VERSION = 1;

/** What was compared, and what came of it. */
export interface Compared {
  readonly module: string;
  readonly left: Named;
  readonly right: Named;
  readonly comparison: Comparison;
}

/** `undefined` if there was nothing to compare, which has been said elsewhere. */
export function differenceJson(compared: Compared | undefined): Json {
  if (compared === undefined) return { version: DIFFERENCE_VERSION, outcome: "wrong-input" };
  const { module, left, right, comparison } = compared;
  const { outcome, difference, states, transitions, depth, seconds } = comparison;
  return {
    version: DIFFERENCE_VERSION,
    outcome,
    module,
    left: sideJson(left),
    right: sideJson(right),
    compared: { states, transitions, depth, seconds },
    difference: difference && allowedJson(difference, left.instance, right.instance),
  };
}

function sideJson({ name, instance }: Named): Json {
  return { name, parameters: parametersJson(instance) };
}

function allowedJson(
  { allowedBy, trace, instead }: Difference,
  left: Instance,
  right: Instance,
): Json {
  const [own, other] = allowedBy === "left" ? [left, right] : [right, left];
  return {
    allowedBy,
    trace: traceJson(own, trace),
    disabled: instead?.kind === "disabled" ? disabledJson(instead.why) : undefined,
    outcomes:
      instead?.kind === "outcomes"
        ? distinctOutcomes(instead.outcomes).map((outcome) => outcomeJson(outcome, other))
        : undefined,
  };
}

function disabledJson(why: Disabled): Json {
  if (why.kind === "guard") return { guard: explanationJson(why.explanation) };
  return { choices: why.at.map((at) => ({ text: at.source.slice(at), at: placeJson(at) })) };
}

function outcomeJson(outcome: Outcome, instance: Instance): Json {
  if (outcome.kind !== "completed") return { completes: false };
  return { completes: true, state: stateJson(instance, outcome.state) };
}

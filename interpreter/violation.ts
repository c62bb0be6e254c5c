/**
 * From what an engine found to the violation that is reported. Both engines remember findings in this
 * form and rank them by it; messages, explanation and trace are made here, by the reference evaluator.
 */
import type { Location } from "../grammar/source.ts";
import { SourceFile } from "../grammar/source.ts";
import { evaluateProperty } from "./evaluate-property.ts";
import { explain } from "./explain.ts";
import type { Violation } from "./exploration.ts";
import { EvaluationFailure } from "./failure.ts";
import type { Instance, Property, State } from "./model.ts";
import { RefinementChecker } from "./refinement.ts";
import type { Successor } from "./successors.ts";
import { initialOutcomes } from "./successors.ts";
import { rebuildTrace } from "./trace.ts";

/**
 * One way in which a state or step is wrong. A property that fails while it is evaluated is a `failure`
 * in that property; a step or `init` can fail or break an assertion; the rest are false.
 */
export interface Finding {
  readonly kind: Violation["kind"];
  readonly within: "init" | "step" | "invariant" | "terminal" | "transition" | "refinement";
  /** Index of the step or property in the instance; 0 for `init` and `terminal`. */
  readonly index: number;
  /** It is wrong with a step from the last state of the path, not with that state. */
  readonly onStep: boolean;
}

const KINDS = ["failure", "assert", "invariant", "deadlock", "transition", "refinement"] as const;

/**
 * Negative if `a` is to be reported rather than `b`, where both are on paths of the same level: rules 1
 * to 3 of exploration.ts. If zero, the one that was discovered first is.
 */
export function compareFindings(instance: Instance, a: Finding, b: Finding): number {
  return (
    Number(a.onStep) - Number(b.onStep) ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    declaredOrder(instance, a) - declaredOrder(instance, b)
  );
}

/** `init`, then steps, then invariants, `terminal`, transitions and refinements. */
function declaredOrder(instance: Instance, { within, index }: Finding): number {
  const groups = [
    ["init", 1],
    ["step", instance.steps.length],
    ["invariant", instance.invariants.length],
    ["terminal", 1],
    ["transition", instance.transitions.length],
    ["refinement", instance.refinements.length],
  ] as const;
  const before = groups.slice(
    0,
    groups.findIndex(([group]) => group === within),
  );
  return before.reduce((sum, [, size]) => sum + size, index);
}

/**
 * The violation, with its run. `path` are the states to the one that is wrong or, if a step is, to the
 * one that it leaves; empty for a finding in `init`. With `symmetry` they stand for their orbits.
 */
export function describeViolation(
  instance: Instance,
  finding: Finding,
  path: readonly State[],
  symmetry: boolean,
): Violation {
  if (finding.within === "init") return violationInInit(instance, finding);
  const refinement = instance.refinements[finding.within === "refinement" ? finding.index : -1];
  const checker = refinement && new RefinementChecker(instance, refinement);
  let found: Successor | undefined;
  const last = (from: State, successor: Successor): boolean => {
    if (!isFoundOn(instance, finding, checker, from, successor)) return false;
    found = successor;
    return true;
  };
  const trace = rebuildTrace(instance, path, finding.onStep ? { symmetry, last } : { symmetry });
  const states = [trace.initial, ...trace.steps.map((step) => step.state)];
  const state = states.at(-1)!;
  const from = finding.onStep ? states.at(-2)! : state;

  switch (finding.within) {
    case "step":
      return { ...brokenStep(found!), trace };
    case "invariant":
      return {
        ...brokenProperty(instance, finding, instance.invariants[finding.index]!, state),
        trace,
      };
    case "transition": {
      const property = instance.transitions[finding.index]!;
      return { ...brokenProperty(instance, finding, property, state, from), trace };
    }
    case "terminal":
      return { ...deadlock(instance, finding, state), trace };
    case "refinement": {
      const { name, at } = refinement!;
      const problem = finding.onStep
        ? checker!.checkStep(from, state)
        : checker!.checkInitial(state);
      if (problem instanceof EvaluationFailure) return { ...failed(problem), trace };
      return { kind: "refinement", name, message: problem!, at, trace };
    }
  }
}

/** Whether a step shows the finding again. */
function isFoundOn(
  instance: Instance,
  { kind, within, index }: Finding,
  checker: RefinementChecker | undefined,
  from: State,
  { step, outcome }: Successor,
): boolean {
  if (within === "step") {
    return step === index && outcome.kind === (kind === "assert" ? "asserted" : "failed");
  }
  if (outcome.kind !== "completed") return false;
  const result =
    within === "refinement"
      ? checker!.checkStep(from, outcome.state)
      : evaluateProperty(instance, instance.transitions[index]!, outcome.state, from);
  if (kind === "failure") return result instanceof EvaluationFailure;
  return result === false || typeof result === "string";
}

type WithoutTrace = Omit<Violation, "trace">;

function failed({ kind, message, at }: EvaluationFailure): WithoutTrace {
  return { kind: "failure", name: kind, failure: kind, message, at };
}

function asserted(message: string, at: Location): WithoutTrace {
  return { kind: "assert", name: message, message: `the assertion is false: ${message}`, at };
}

function brokenStep({ outcome }: Successor): WithoutTrace {
  if (outcome.kind === "failed") return failed(outcome.failure);
  if (outcome.kind === "asserted") return asserted(outcome.message, outcome.at);
  throw new Error("the step that was found completes");
}

function violationInInit(instance: Instance, { kind }: Finding): Violation {
  for (const outcome of initialOutcomes(instance)) {
    const trace = { initial: outcome.state, initialChoices: outcome.choices, steps: [] };
    if (outcome.kind === "failed" && kind === "failure") {
      return { ...failed(outcome.failure), trace };
    }
    if (outcome.kind === "asserted" && kind === "assert") {
      return { ...asserted(outcome.message, outcome.at), trace };
    }
  }
  throw new Error("the initial state that was found does not fail");
}

function brokenProperty(
  instance: Instance,
  { kind }: Finding,
  property: Property,
  state: State,
  old: State = state,
): WithoutTrace {
  const result = evaluateProperty(instance, property, state, old);
  if (result instanceof EvaluationFailure) return failed(result);
  const { name, at } = property;
  const where = kind === "transition" ? "of the last step" : "in the last state";
  return {
    kind,
    name,
    message: `${name} is false ${where}`,
    at,
    explanation: explain(instance, property.body, state, old),
  };
}

function deadlock(instance: Instance, { kind }: Finding, state: State): WithoutTrace {
  const { terminal } = instance;
  const result = terminal === undefined ? false : evaluateProperty(instance, terminal, state);
  if (result instanceof EvaluationFailure) return failed(result);
  const somewhere = { source: new SourceFile(instance.module, ""), start: 0, end: 0 };
  const at = terminal?.at ?? instance.steps[0]?.at ?? somewhere;
  return {
    kind,
    name: "deadlock",
    message:
      terminal === undefined
        ? "no step is enabled in the last state"
        : "no step is enabled in the last state, and it is not terminal",
    at,
    ...(terminal && { explanation: explain(instance, terminal.body, state) }),
  };
}

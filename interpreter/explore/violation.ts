/**
 * From what an engine found to the violation that is reported. Both engines remember findings in this
 * form and rank them by it; messages, explanation and trace are made here, by the reference evaluator.
 */
import type { Location } from "../../grammar/source.ts";
import { SourceFile } from "../../grammar/source.ts";
import { evaluateProperty } from "../evaluate/property.ts";
import { explain } from "./explain.ts";
import type { Outcome } from "../evaluate/statement.ts";
import type { Selection, Trace, Violation } from "../exploration.ts";
import { EvaluationFailure } from "../evaluate/failure.ts";
import type { Instance, Property, State } from "../model.ts";
import type { RefinementProblem } from "./refinement.ts";
import { RefinementChecker } from "./refinement.ts";
import type { Successor } from "./successors.ts";
import { initialOutcomes } from "./successors.ts";
import { rebuildTrace } from "./trace.ts";

/**
 * One way in which a state or step is wrong. A property that fails while it is evaluated is a `failure`
 * in that property; a step or `init` can fail or break an assertion; the rest are false.
 */
export interface Finding {
  readonly kind: Exclude<Violation["kind"], "temporal">;
  readonly within:
    | "init"
    | "step"
    | "invariant"
    | "terminal"
    | "transition"
    | "refinement"
    | "temporal"
    | "measure";
  /** Index of the step or property in the instance; 0 for `init` and `terminal`. */
  readonly index: number;
  /** It is wrong with a step from the last state of the path, not with that state. */
  readonly onStep: boolean;
}

/** Whether a finding counts: paths of steps that are not asked about may end as they like. */
export function isReported({ kind, within, index }: Finding, { failures }: Selection): boolean {
  if (failures === undefined || (kind !== "failure" && kind !== "assert")) return true;
  return within === "step" ? failures.includes(index) : within !== "init";
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

/** `init`, then steps, then invariants, `terminal`, transitions, refinements, temporals and measures. */
function declaredOrder(instance: Instance, { within, index }: Finding): number {
  const groups = [
    ["init", 1],
    ["step", instance.steps.length],
    ["invariant", instance.invariants.length],
    ["terminal", 1],
    ["transition", instance.transitions.length],
    ["refinement", instance.refinements.length],
    ["temporal", instance.temporals.length],
    ["measure", instance.measures.length],
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
  let found: Successor | undefined;
  const isFoundOn = stepTest(instance, finding);
  // Of an orbit, one state can show a failure where another shows an assertion: a loop comes first to
  // what is wrong with one value or with another. One of the two is there.
  const isWrong = (successor: Successor): boolean =>
    symmetry && finding.within === "step" && successor.outcome.kind !== "completed";
  const last = (from: State, ways: readonly Successor[]): Successor | undefined => {
    found = ways.find((way) => isFoundOn(from, way)) ?? ways.find(isWrong);
    return found;
  };
  const trace = rebuildTrace(instance, path, finding.onStep ? { symmetry, last } : { symmetry });
  return violationOfRun(instance, finding, trace, found);
}

/** The violation at the end of a run. `last` is its last step, if that is what is wrong. */
export function violationOfRun(
  instance: Instance,
  finding: Finding,
  trace: Trace,
  last?: Successor,
): Violation {
  const states = [trace.initial, ...trace.steps.map((step) => step.state)];
  const state = states.at(-1)!;
  const from = finding.onStep ? states.at(-2)! : state;
  return { ...whatIsWrong(instance, finding, state, from, last), trace };
}

function whatIsWrong(
  instance: Instance,
  finding: Finding,
  state: State,
  from: State,
  last: Successor | undefined,
): WithoutTrace {
  const { within, index, onStep } = finding;
  switch (within) {
    case "init":
    case "step":
      return brokenPath(last!.outcome);
    case "invariant":
      return brokenProperty(instance, finding, instance.invariants[index]!, state);
    case "transition":
      return brokenProperty(instance, finding, instance.transitions[index]!, state, from);
    case "terminal":
      return deadlock(instance, finding, state);
    case "refinement": {
      const { name, at } = instance.refinements[index]!;
      const checker = new RefinementChecker(instance, instance.refinements[index]!);
      const problem = onStep ? checker.checkStep(from, state) : checker.checkInitial(state);
      if (problem instanceof EvaluationFailure) return failed(problem);
      return { kind: "refinement", name, message: problem!, at };
    }
    case "temporal":
      return failedPredicate(instance, instance.temporals[index]!.atoms, state);
    case "measure": {
      const { from, to } = instance.measures[index]!;
      return failedPredicate(instance, [from, to], state);
    }
  }
}

/** Tells whether a step shows the finding again. */
function stepTest(
  instance: Instance,
  { kind, within, index }: Finding,
): (from: State, successor: Successor) => boolean {
  const isWrong = (result: boolean | RefinementProblem | undefined): boolean =>
    kind === "failure"
      ? result instanceof EvaluationFailure
      : result === false || typeof result === "string";
  if (within === "step") {
    const end = kind === "assert" ? "asserted" : "failed";
    return (_, { step, outcome }) => step === index && outcome.kind === end;
  }
  if (within === "refinement") {
    const checker = new RefinementChecker(instance, instance.refinements[index]!);
    return (from, { outcome }) =>
      outcome.kind === "completed" && isWrong(checker.checkStep(from, outcome.state));
  }
  const property = instance.transitions[index]!;
  return (from, { outcome }) =>
    outcome.kind === "completed" &&
    isWrong(evaluateProperty(instance, property, outcome.state, from));
}

type WithoutTrace = Omit<Violation, "trace">;

function failed({ kind, message, at }: EvaluationFailure): WithoutTrace {
  return { kind: "failure", name: kind, failure: kind, message, at };
}

function asserted(message: string, at: Location): WithoutTrace {
  return { kind: "assert", name: message, message: `the assertion is false: ${message}`, at };
}

function brokenPath(outcome: Outcome): WithoutTrace {
  if (outcome.kind === "failed") return failed(outcome.failure);
  if (outcome.kind === "asserted") return asserted(outcome.message, outcome.at);
  throw new Error("the path that was found completes");
}

function violationInInit(instance: Instance, { kind }: Finding): Violation {
  const end = kind === "assert" ? "asserted" : "failed";
  for (const outcome of initialOutcomes(instance)) {
    if (outcome.kind !== end) continue;
    const trace = { initial: outcome.state, initialChoices: outcome.choices, steps: [] };
    return { ...brokenPath(outcome), trace };
  }
  throw new Error("no path through `init` ends as it was found to");
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

/** Of some predicates, the first that fails in a state. */
function failedPredicate(
  instance: Instance,
  predicates: readonly Property[],
  state: State,
): WithoutTrace {
  for (const atom of predicates) {
    const result = evaluateProperty(instance, atom, state);
    if (result instanceof EvaluationFailure) return failed(result);
  }
  throw new Error("no predicate fails in the state that was found");
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

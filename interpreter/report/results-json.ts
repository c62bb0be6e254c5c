/** The machine-readable report: one document, its shape fixed by results.schema.json. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { Location } from "../../grammar/source.ts";
import type { CheckedModule } from "../checked.ts";
import type {
  Choice,
  CostlyRun,
  Explanation,
  MeasuredCosts,
  Trace,
  Violation,
} from "../exploration.ts";
import { measureTrace } from "../explore/measure-trace.ts";
import type { Instance, InstanceStep, Value } from "../model.ts";
import type { JobResult } from "../run/run-job.ts";
import { changePlace, changesBetween } from "./changes.ts";
import { isThorough, proofOf } from "./proof.ts";
import { stateJson, valueJson, type Json } from "./value-json.ts";

export const RESULTS_VERSION = 1;

export interface Report {
  readonly modules: readonly CheckedModule[];
  readonly results: readonly JobResult[];
  readonly diagnostics: readonly Diagnostic[];
  /** The exit code, in words. */
  readonly outcome: "as-expected" | "not-as-expected" | "wrong-input" | "limit" | "interrupted";
}

export function resultsJson({ modules, results, diagnostics, outcome }: Report): Json {
  return {
    version: RESULTS_VERSION,
    outcome,
    results: results.map(resultJson),
    modules: modules.map((module) => moduleJson(module, results, diagnostics)),
    diagnostics: diagnostics.map(diagnosticJson),
  };
}

function resultJson(result: JobResult): Json {
  const { job, instance, violation, trace } = result;
  return {
    module: job.module.name,
    kind: job.kind,
    check: job.name,
    at: placeJson(job.at),
    parameters: instance && parametersJson(instance),
    verdict: result.verdict,
    expected: result.expected,
    ok: result.ok,
    reason: result.reason,
    property: result.property,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    seconds: result.seconds,
    measures: instance && result.measured.map((each) => measuredJson(instance, each)),
    compaction: result.compaction && {
      bits: result.compaction.bits,
      omission: result.compaction.omission,
    },
    notChecked: result.notChecked,
    notes: result.notes,
    violation: violation && violationJson(violation),
    trace: instance && trace && traceJson(instance, trace),
  };
}

function measuredJson(instance: Instance, { measure: index, range }: MeasuredCosts): Json {
  const measure = instance.measures[index]!;
  const runJson = (run: CostlyRun): Json => {
    const { exchanges, ...trace } = measureTrace(instance, measure, run);
    return {
      total: run.total === Infinity ? "unbounded" : run.total,
      start: run.start,
      exchanges,
      trace: traceJson(instance, trace),
    };
  };
  const runs =
    range.kind === "none"
      ? { missing: range.isStarted ? "to" : "from" }
      : { least: runJson(range.least), greatest: runJson(range.greatest) };
  return {
    name: measure.name,
    cost: instance.costs[measure.cost]!,
    at: placeJson(measure.at),
    ...runs,
  };
}

export function parametersJson(instance: Instance): Json {
  return Object.fromEntries(
    instance.parameters.map(({ name, type, value }) => [name, valueJson(value, type)]),
  );
}

function violationJson({ kind, name, message, at, explanation, fairness }: Violation): Json {
  return {
    kind,
    name,
    message,
    at: placeJson(at),
    explanation: explanation && explanationJson(explanation),
    fairness: fairness?.map(({ name: of, strength, how, step }) => ({
      name: of,
      strength,
      how,
      step,
    })),
  };
}

export function explanationJson({ at, value, bindings, operands }: Explanation): Json {
  return {
    text: at.source.slice(at),
    at: placeJson(at),
    value,
    bindings: bindings.map(({ name: bound, value: text }) => ({ name: bound, value: text })),
    operands: operands.map((operand) => ({
      text: operand.at.source.slice(operand.at),
      value: operand.value,
    })),
  };
}

export function traceJson(instance: Instance, trace: Trace): Json {
  let before = trace.initial;
  const steps = trace.steps.map((taken): Json => {
    const step = instance.steps[taken.step]!;
    const changes = changesBetween(instance, before, taken.state).map((change) => ({
      place: changePlace(instance, change),
      before: valueJson(change.before, change.type),
      after: valueJson(change.after, change.type),
    }));
    before = taken.state;
    const costs = instance.costs.map((cost, i) => [cost, taken.costs[i]!] as const);
    return {
      step: step.name,
      process: step.process?.name,
      doc: step.doc,
      at: placeJson(step.at),
      arguments: argumentsJson(step, taken.arguments),
      choices: taken.choices.map(choiceJson),
      costs: Object.fromEntries(costs.filter(([, amount]) => amount !== 0)),
      changes,
      incomplete: taken.incomplete,
      state: stateJson(instance, taken.state),
    };
  });
  return {
    initial: stateJson(instance, trace.initial),
    initialChoices: trace.initialChoices.map(choiceJson),
    steps,
    loop: trace.loop,
  };
}

function argumentsJson(step: InstanceStep, values: readonly Value[]): Json {
  return Object.fromEntries(
    step.parameters.map(({ name, type }, i) => [name, valueJson(values[i]!, type)]),
  );
}

function choiceJson({ label, value, type }: Choice): Json {
  return { label, value: valueJson(value, type) };
}

function moduleJson(
  module: CheckedModule,
  results: readonly JobResult[],
  diagnostics: readonly Diagnostic[],
): Json {
  const own = results.filter((result) => result.job.module === module);
  const proof = proofOf(module, own, diagnostics);
  const { steps, branches, implications, gaps } = proof.exercise;
  return {
    module: module.name,
    file: module.syntax.source.path,
    exercised: {
      steps: { ...steps },
      branches: { ...branches },
      implications: { ...implications },
    },
    gaps: gaps.map(({ kind, within, message, at }) => ({
      kind,
      within,
      message,
      at: placeJson(at),
    })),
    idleFairness: proof.idleFairness.map(({ name }) => name),
    notChecked: proof.notChecked,
    thorough: isThorough(proof),
  };
}

export function diagnosticJson({ code, severity, message, help, at, related }: Diagnostic): Json {
  return {
    code,
    severity,
    message,
    help,
    at: placeJson(at),
    related: related?.map((other) => ({ message: other.message, at: placeJson(other.at) })),
  };
}

/** Lines and columns count from 1, columns in UTF-16 units; `endColumn` is exclusive. */
export function placeJson(at: Location): Json {
  const start = at.source.position(at.start);
  const end = at.source.position(at.end);
  return {
    file: at.source.path,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

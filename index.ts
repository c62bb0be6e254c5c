/**
 * The library: what the command line does, as functions and data.
 *
 * ```ts
 * import { exploreCompiled, loadText, planJobs, renderDiagnostics, runJob, timelineText } from "faultline";
 *
 * const lamp = `module lamp
 * state { level: 0..3 = 0 }
 * action brighter when level < 3 { level += 1 }
 * action dark when level > 0 { level = 0 }
 * invariant dim: level < 2
 * check fused { expect violates dim }
 * `;
 *
 * const { modules, diagnostics } = await loadText({ "lamp.fl": lamp });
 * if (diagnostics.length > 0) console.log(renderDiagnostics(diagnostics));
 * for (const module of modules) {
 *   for (const job of planJobs(module)) {
 *     const result = await runJob(job, { explore: exploreCompiled });
 *     console.log(`${job.name}: ${result.verdict} ${result.property} (${result.states} states)`);
 *     if (result.instance && result.trace) console.log(timelineText(result.instance, result.trace));
 *   }
 * }
 * ```
 *
 * Nothing here throws because of what is in a module: mistakes are diagnostics, verdicts are results.
 * Values are plain data (see `Value`); `showValue` and `valueJson` make them readable.
 */

// Text to tree, and back.
export { parse, type Parsed } from "./grammar/parse.ts";
export { format } from "./grammar/format/format.ts";
export { SourceFile, type Location, type Position, type Span } from "./grammar/source.ts";
export type { Diagnostic } from "./grammar/diagnostic.ts";
export { renderDiagnostic, renderDiagnostics } from "./grammar/render-diagnostic.ts";
export type * as syntax from "./grammar/syntax.ts";

// Files to checked modules.
export { loadModules, loadText, type Loaded, type LoadOptions } from "./interpreter/load/load.ts";
export type { FileSystem } from "./interpreter/load/file-system.ts";
export type { CheckedModule, CheckedUse } from "./interpreter/checked.ts";

// Checked modules to instances and jobs.
export {
  elaborate,
  type Elaborated,
  type ElaborateOptions,
} from "./interpreter/elaborate/elaborate.ts";
export {
  planJobs,
  type CheckJob,
  type Expectation,
  type Job,
  type PlanOptions,
  type ScenarioJob,
} from "./interpreter/run/plan.ts";
export {
  runJob,
  type JobResult,
  type RunOptions,
  type Verdict,
} from "./interpreter/run/run-job.ts";
export type * from "./interpreter/model.ts";

// Instances to verdicts.
export { exploreCompiled } from "./interpreter/compiled/explore-compiled.ts";
export { exploreReference } from "./interpreter/explore/reference.ts";
export { simulateCompiled } from "./interpreter/compiled/simulate-compiled.ts";
export type { Simulate, SimulateOptions, Simulation } from "./interpreter/simulation.ts";
export type {
  Choice,
  Coverage,
  Exploration,
  Explore,
  ExploreOptions,
  Explanation,
  Progress,
  Selection,
  Trace,
  TraceStep,
  Violation,
} from "./interpreter/exploration.ts";

// Verdicts to reports.
export { showType, showValue } from "./interpreter/show-value.ts";
export { stateJson, valueJson, type Json } from "./interpreter/report/value-json.ts";
export { resultsJson, traceJson, type Report } from "./interpreter/report/results-json.ts";
export { timelineText } from "./interpreter/report/timeline.ts";
export { violationText } from "./interpreter/report/violation-text.ts";
export { plainStyle, type Style } from "./interpreter/report/text.ts";

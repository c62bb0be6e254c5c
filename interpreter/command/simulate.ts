/**
 * `faultline simulate`: seeded random runs of the instances of checks, for those too large to explore.
 * A violation found counts as much as one found by exploring; none found proves nothing.
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { CheckedModule } from "../checked.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import type { Violation } from "../exploration.ts";
import type { Instance } from "../model.ts";
import { inJob, limitsOf, planJobs, selectProperties, type CheckJob } from "../run/plan.ts";
import { exerciseOf } from "../report/coverage.ts";
import { figureTable, type FigureColumn } from "../report/figure-table.ts";
import { proofText } from "../report/proof-text.ts";
import { count, duration, plural, wrap, type Style } from "../report/text.ts";
import { timelineText } from "../report/timeline.ts";
import { jobText, verdictText } from "../report/verdict-table.ts";
import { violationText } from "../report/violation-text.ts";
import { describe, verdictOf } from "../run/run-job.ts";
import { simulateCompiled } from "../compiled/simulate-compiled.ts";
import type { Simulation } from "../simulation.ts";
import { EXIT, styleOf, type Io } from "./io.ts";
import { openModules, reportDiagnostics, type Opened } from "./open-modules.ts";
import { terminalProgress } from "./terminal-progress.ts";
import { withTimeLimit } from "./time-limit.ts";

export interface SimulateOptions {
  readonly paths: readonly string[];
  readonly check?: readonly string[];
  readonly param: ReadonlyMap<string, string>;
  readonly seed: number;
  /** Default: a thousand, or as many as the time allows. */
  readonly runs?: number;
  readonly steps: number;
  /** For one check, in seconds. */
  readonly time?: number;
  readonly uniform?: boolean;
}

const RUNS = 1_000;

interface Simulated {
  readonly job: CheckJob;
  readonly instance: Instance;
  readonly simulation: Simulation;
}

export async function simulate(options: SimulateOptions, io: Io): Promise<number> {
  const opened = await openModules(options, io);
  if (!opened) return EXIT.wrongInput;
  const style = styleOf(io.stdout, io.environment);
  const plan = checksOf(opened, options);
  const progress = await terminalProgress(io);
  const done: Simulated[] = [];
  let broken = opened.diagnostics.some(({ severity }) => severity === "error");
  for (const { module, jobs } of plan) {
    const ofModule: Simulated[] = [];
    for (const job of jobs) {
      if (io.signal.aborted) break;
      const { instance, diagnostics } = instanceOf(job);
      await reportDiagnostics(diagnostics, io);
      if (!instance) {
        broken = true;
        continue;
      }
      progress.start(
        job,
        done.length + ofModule.length + 1,
        plan.reduce((n, each) => n + each.jobs.length, 0),
      );
      const { seed, steps, uniform, time, runs = time === undefined ? RUNS : Infinity } = options;
      const simulation = await simulateCompiled(instance, {
        ...{ seed, steps, uniform, runs },
        selection: selectProperties(instance, job.declaration),
        signal: withTimeLimit(io.signal, time),
        onProgress: progress.update,
      });
      ofModule.push({ job, instance, simulation });
    }
    progress.clear();
    done.push(...ofModule);
    if (ofModule.length > 0) io.stdout.write(`${reportText(module, ofModule, style)}\n\n`);
  }
  const surprises = done.filter((each) => isSurprise(each)).length;
  io.stdout.write(`${wrap(closing(done, surprises, options), style.width, 0).join("\n")}\n`);
  if (io.signal.aborted) return EXIT.interrupted;
  if (broken) return EXIT.wrongInput;
  return surprises > 0 ? EXIT.notAsExpected : EXIT.asExpected;
}

function checksOf(opened: Opened, options: SimulateOptions) {
  return opened.modules.map((module) => ({
    module,
    jobs: planJobs(module, { only: options.check, overrides: options.param }).filter(
      (job) => job.kind === "check",
    ),
  }));
}

function instanceOf(job: CheckJob): { instance?: Instance; diagnostics: readonly Diagnostic[] } {
  const { instance, diagnostics } = elaborate(job.module, {
    settings: job.settings,
    overrides: job.overrides,
    limits: limitsOf(job.declaration),
  });
  return { instance, diagnostics: diagnostics.map((each) => inJob(each, job)) };
}

/** A violation that the check does not expect. Not meeting an expected one is no surprise. */
function isSurprise({ job, simulation }: Simulated): boolean {
  const { expectation } = job;
  if (!simulation.violation) return false;
  const named = expectation.name === undefined || expectation.name === simulation.violation.name;
  return verdictOf(simulation) !== expectation.verdict || !named;
}

function reportText(module: CheckedModule, simulated: readonly Simulated[], style: Style): string {
  const columns: FigureColumn<Simulation>[] = [
    { head: "runs", text: ({ runs }) => count(runs) },
    { head: "steps", text: ({ transitions }) => count(transitions) },
    { head: "longest", text: ({ longest }) => count(longest) },
    { head: "stuck", text: ({ stuck }) => count(stuck) },
    { head: "time", text: ({ seconds }) => duration(seconds) },
  ];
  const rows = simulated.map((each) => {
    const { job, simulation } = each;
    const met = simulation.violation !== undefined;
    const expected = `expected ${describe(job.expectation)}`;
    const open =
      !met && (job.expectation.verdict !== "holds" || simulation.outcome === "interrupted");
    return {
      of: simulation,
      mark: isSurprise(each) ? ("FAIL" as const) : open ? ("??" as const) : ("ok" as const),
      name: job.name,
      verdict: outcomeText(simulation),
      remark: isSurprise(each) || open ? expected : "",
    };
  });
  const runs = simulated.map(({ instance, simulation: { coverage } }) => ({ instance, coverage }));
  const proof = { unread: [], idleFairness: [], notChecked: [] };
  const exercise = { runs: runs.length, complete: false, exercise: exerciseOf(runs) };
  const parts = [
    figureTable(module.name, rows, columns, style),
    proofText({ ...proof, ...exercise }, false, style),
  ];
  for (const note of new Set(simulated.flatMap(({ simulation }) => simulation.notes ?? []))) {
    parts.push(...wrap(`note: ${note}`, style.width - 2).map((line) => `  ${line}`));
  }
  for (const each of simulated) {
    const { violation } = each.simulation;
    if (violation && isSurprise(each)) parts.push("", surpriseText(each, violation, style));
  }
  return parts.join("\n");
}

function outcomeText(simulation: Simulation): string {
  const { violation } = simulation;
  if (!violation) return simulation.outcome === "interrupted" ? "interrupted" : "nothing found";
  return verdictText({
    verdict: verdictOf(simulation),
    violation,
    property: violation.name,
    trace: violation.trace,
  });
}

function surpriseText({ job, instance }: Simulated, violation: Violation, style: Style): string {
  const { bold, red } = style.colours;
  return [
    bold(red(`${job.module.name} ${jobText(job)}: a run that happened, not the shortest`)),
    "",
    timelineText(instance, violation.trace, style),
    "",
    violationText(instance, violation, style),
  ].join("\n");
}

function closing(done: readonly Simulated[], surprises: number, options: SimulateOptions): string {
  if (done.length === 0) return "Nothing to simulate: there is no check.";
  const runs = done.reduce((sum, { simulation }) => sum + simulation.runs, 0);
  const found = surprises === 0 ? "nothing unexpected" : plural(surprises, "unexpected violation");
  const meaning =
    surprises === 0 ? " Random runs find mistakes; they do not prove that there are none." : "";
  return `${plural(runs, "run")} of up to ${plural(options.steps, "step")}, seed ${options.seed}: ${found}.${meaning}`;
}

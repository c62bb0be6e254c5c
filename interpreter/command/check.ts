/** `faultline check`: runs every check and scenario of the modules it is given, and reports. */
import { availableParallelism, totalmem } from "node:os";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { CheckedModule } from "../checked.ts";
import type { ExploreOptions } from "../exploration.ts";
import { planJobs } from "../run/plan.ts";
import { annotations } from "../report/annotations.ts";
import { moduleReport } from "../report/module-report.ts";
import { isAboutUse, isThorough, proofOf } from "../report/proof.ts";
import { resultsJson, type Report } from "../report/results-json.ts";
import { count, duration } from "../report/text.ts";
import { jobText, summaryText } from "../report/verdict-table.ts";
import { runJob, type JobResult, type RunOptions } from "../run/run-job.ts";
import { CheckpointError } from "../compiled/checkpoint/checkpoint-error.ts";
import { CheckpointFolder } from "./checkpoint-folder.ts";
import { EXIT, styleOf, type Io } from "./io.ts";
import { openModules, reportDiagnostics, type Opened } from "./open-modules.ts";
import { terminalProgress } from "./terminal-progress.ts";
import { withTimeLimit } from "./time-limit.ts";

/** More threads than this only take memory from each other. */
export const MOST_WORKERS = 64;

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly check?: readonly string[];
  readonly param: ReadonlyMap<string, string>;
  readonly engine: "compiled" | "reference";
  readonly maxStates?: number;
  /** For the states of one check, in megabytes; default: most of what the process may have. */
  readonly memory?: number;
  /** For one check, in seconds. */
  readonly time?: number;
  /** Threads of a large search; default: as many as there are processors. */
  readonly workers?: number;
  /** Folder where checkpoints are to be written, or are to be gone on from; seconds between two of them. */
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly checkpointEvery?: number;
  /** Fingerprints are kept in the place of states. */
  readonly compact?: boolean;
  /** Measures to be taken in every check, with their runs. */
  readonly measure?: readonly string[];
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly verbose?: boolean;
}

export async function check(options: CheckOptions, io: Io): Promise<number> {
  const refusal = compactRefusal(options);
  if (refusal !== undefined) {
    io.stderr.write(`faultline: ${refusal}\n`);
    return EXIT.wrongInput;
  }
  const opened = await openModules(options, io);
  if (!opened) return EXIT.wrongInput;
  const run = await runAll(opened, options, io);
  if (run === undefined) return EXIT.wrongInput;
  const style = styleOf(io.stdout, io.environment);
  const diagnostics = [...opened.diagnostics, ...run.diagnostics];
  const strictly =
    options.strict === true &&
    !opened.modules.every((module) => thorough(module, run.results, opened.diagnostics));
  const outcome = outcomeOf(run, diagnostics, strictly);
  if (options.json) {
    const report: Report = { modules: opened.modules, results: run.results, diagnostics, outcome };
    io.stdout.write(`${JSON.stringify(resultsJson(report), null, 2)}\n`);
    return CODES[outcome];
  }
  if (run.planned > 0) {
    const modules = new Set(run.results.map((result) => result.job.module)).size;
    io.stdout.write(`${summaryText({ ...run, modules }, style)}\n`);
  } else if (outcome === "as-expected") {
    io.stdout.write("No errors found, and nothing to run: there is no check and no scenario.\n");
  }
  if (outcome === "interrupted") io.stdout.write(`Interrupted. ${whereItWas(run)}\n`);
  if (strictly) io.stdout.write("--strict: what is marked ! above counts as a failure.\n");
  if (io.environment.GITHUB_ACTIONS) {
    for (const line of annotations(run.results, diagnostics)) io.stdout.write(`${line}\n`);
  }
  return CODES[outcome];
}

/** Why `--compact` does not go with the other options. */
function compactRefusal({ compact, engine: name, workers = 1 }: CheckOptions): string | undefined {
  if (compact !== true) return undefined;
  if (name === "reference") return "the reference engine does not compact states (--compact)";
  return workers > 1 ? "--compact uses one thread: not with --workers" : undefined;
}

interface Run {
  readonly planned: number;
  readonly results: readonly JobResult[];
  readonly diagnostics: readonly Diagnostic[];
  readonly seconds: number;
  readonly interrupted: boolean;
  /** There is a checkpoint that a check cannot go on from: nothing was run after that. */
  readonly refused: boolean;
}

/**
 * Runs module after module, and prints each module's report as soon as it is complete. `undefined`: the folder for
 * checkpoints is of no use, which has been said.
 */
async function runAll(opened: Opened, options: CheckOptions, io: Io): Promise<Run | undefined> {
  const begun = performance.now();
  const run = await engine(options.engine, {
    workers: Math.min(options.workers ?? availableParallelism(), MOST_WORKERS),
    memory: options.memory === undefined ? availableMemory() : options.memory * 1e6,
    ...(options.compact && { compact: true }),
  });
  const plan = opened.modules.map((module) => ({
    module,
    jobs: planJobs(module, { only: options.check, overrides: options.param }),
  }));
  const planned = plan.reduce((sum, { jobs }) => sum + jobs.length, 0);
  const complain = (message: string): unknown => io.stderr.write(`faultline: ${message}\n`);
  let folder: CheckpointFolder | undefined;
  try {
    folder = await CheckpointFolder.open(
      options,
      plan.flatMap(({ jobs }) => jobs),
    );
  } catch (thrown) {
    if (!(thrown instanceof CheckpointError)) throw thrown;
    complain(thrown.message);
    return undefined;
  }
  if (await folder?.isInVain()) {
    complain(`there is no checkpoint of these checks in ${options.resume}: they begin anew`);
  }
  const style = styleOf(io.stdout, io.environment);
  const progress = await terminalProgress(io);
  const results: JobResult[] = [];
  const diagnostics: Diagnostic[] = [];
  let refused = false;
  if (!options.json) {
    const reported = new Set(
      plan.flatMap(({ module, jobs }) => (jobs[0] ? [module.syntax.source] : [])),
    );
    const elsewhere = opened.diagnostics.filter((each) => !reported.has(each.at.source));
    await reportDiagnostics(elsewhere.filter(isAboutUse), io);
  }
  for (const { module, jobs } of plan) {
    const ofModule: JobResult[] = [];
    for (const job of jobs) {
      if (io.signal.aborted || refused) break;
      progress.start(job, results.length + ofModule.length + 1, planned);
      const warn = (message: string): void => {
        progress.clear();
        complain(`${job.module.name} ${jobText(job)}: ${message}`);
      };
      try {
        ofModule.push(
          await runJob(job, {
            maxStates: options.maxStates,
            ...run,
            measures: options.measure,
            ...(folder && { checkpoint: folder.optionsOf(job, warn) }),
            signal: withTimeLimit(io.signal, options.time),
            onProgress: progress.update,
          }),
        );
      } catch (thrown) {
        if (!(thrown instanceof CheckpointError)) throw thrown;
        warn(thrown.message);
        refused = true;
      }
    }
    progress.clear();
    results.push(...ofModule);
    const found = withoutRepeats(ofModule.flatMap((result) => result.diagnostics));
    diagnostics.push(...found);
    if (options.json) continue;
    await reportDiagnostics(found, io);
    if (ofModule.length > 0) {
      const text = moduleReport(module, ofModule, opened.diagnostics, options, style);
      io.stdout.write(`${text}\n\n`);
    }
  }
  if (results.length === planned && results.every(hasAnswer)) await folder?.clear();
  const seconds = (performance.now() - begun) / 1000;
  return { planned, results, diagnostics, seconds, interrupted: io.signal.aborted, refused };
}

function hasAnswer({ verdict }: JobResult): boolean {
  return verdict !== "limit" && verdict !== "interrupted";
}

/** In bytes: what a machine or container has, less a fifth for everything else. */
export function availableMemory(): number {
  const constrained = process.constrainedMemory();
  return 0.8 * (constrained > 0 ? Math.min(constrained, totalmem()) : totalmem());
}

/** Loaded when it is asked for: a check needs one of them only. */
export async function engine(
  name: CheckOptions["engine"],
  given: Pick<ExploreOptions, "workers" | "memory" | "compact"> = {},
): Promise<Pick<RunOptions, "explore" | "findRun">> {
  if (name === "compiled") {
    const { exploreCompiled } = await import("../compiled/explore-compiled.ts");
    return { explore: (instance, asked) => exploreCompiled(instance, { ...asked, ...given }) };
  }
  return {
    explore: (await import("../explore/reference.ts")).exploreReference,
    findRun: (await import("../run/scenarios.ts")).runScenario,
  };
}

/** The same mistake in an expression of the module shows up in each check. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, at, message }) => {
    const key = `${code} ${at.source.path} ${at.start} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function thorough(
  module: CheckedModule,
  results: readonly JobResult[],
  diagnostics: readonly Diagnostic[],
): boolean {
  const own = results.filter((result) => result.job.module === module);
  return own.length === 0 || isThorough(proofOf(module, own, diagnostics));
}

const CODES: Record<Report["outcome"], number> = {
  "as-expected": EXIT.asExpected,
  "not-as-expected": EXIT.notAsExpected,
  "wrong-input": EXIT.wrongInput,
  limit: EXIT.limit,
  interrupted: EXIT.interrupted,
};

/** The most important thing to say about the run; wrong input hides what was not even run. */
function outcomeOf(
  run: Run,
  diagnostics: readonly Diagnostic[],
  strictly: boolean,
): Report["outcome"] {
  const { results } = run;
  if (run.interrupted) return "interrupted";
  if (run.refused) return "wrong-input";
  if (diagnostics.some(({ severity }) => severity === "error")) return "wrong-input";
  if (results.some(({ verdict }) => verdict === "invalid")) return "wrong-input";
  if (results.some(({ ok, verdict }) => !ok && verdict !== "limit")) return "not-as-expected";
  if (results.some(({ verdict }) => verdict === "limit")) return "limit";
  return strictly ? "not-as-expected" : "as-expected";
}

function whereItWas({ results, planned }: Run): string {
  const finished = results.filter(({ verdict }) => verdict !== "interrupted").length;
  const cut = results.find(({ verdict }) => verdict === "interrupted");
  const done = `${finished} of ${planned} finished`;
  if (!cut) return `${done}.`;
  const name = `${cut.job.module.name} ${jobText(cut.job)}`;
  return `${done}; ${name} had found ${count(cut.states)} states to depth ${cut.depth} in ${duration(cut.seconds)}.`;
}

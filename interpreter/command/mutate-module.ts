/** `faultline mutate` of one module: its checks as they are, then its mutants, shared out among processes. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { errorCode } from "../load/file-system.ts";
import { explanationsPath, parseExplanations, type Explained } from "../mutate/explanations.ts";
import { Killers } from "../mutate/killers.ts";
import { textsOf, withTexts } from "../mutate/held-texts.ts";
import { ModuleJournal } from "../mutate/journal.ts";
import { findMutants } from "../mutate/find-mutants.ts";
import { MutationRun } from "../mutate/mutation-run.ts";
import { explain, type MutationScore } from "../mutate/mutation-score.ts";
import type { Mutant } from "../mutate/mutant.ts";
import type { Baseline, MutantOutcome } from "../mutate/outcome.ts";
import { childWorker, localWorker, shareOut, type Worker } from "../mutate/workers.ts";
import type { StatusLine } from "../report/progress.ts";
import { count, harmless } from "../report/text.ts";
import type { CheckedModule } from "../checked.ts";
import { engine } from "./check.ts";
import type { Io } from "./io.ts";
import type { JournalFile } from "./journal-file.ts";

export interface MutateModuleOptions {
  readonly check?: readonly string[];
  /** Kinds of mutants. */
  readonly only?: readonly string[];
  /** Declarations, and processes for all their steps. */
  readonly within?: readonly string[];
  readonly maxStates?: number;
  /** To be killed by a number of states is enough. */
  readonly quick?: boolean;
  /** Default: one for each processor. */
  readonly workers?: number;
}

/** `fault` is also meant for the steps of a process, as in `fault.cow`. */
export function isWithin({ within }: Mutant, names: readonly string[] | undefined): boolean {
  return names?.some((name) => within === name || within.startsWith(`${name}.`)) ?? true;
}

/** `undefined`: it cannot be done, and why has been said. */
export async function mutateModule(
  module: CheckedModule,
  options: MutateModuleOptions,
  file: JournalFile | undefined,
  status: StatusLine,
  io: Io,
): Promise<MutationScore | undefined> {
  const begun = performance.now();
  const { source } = module.syntax;
  const explanations = await readExplanations(explanationsPath(source.path), io);
  if (explanations === undefined) return undefined;
  const mutants = findMutants(module).filter(
    (mutant) => (options.only?.includes(mutant.kind) ?? true) && isWithin(mutant, options.within),
  );
  const { check: only, maxStates, quick } = options;
  const texts = await textsOf(module);
  const run = await MutationRun.open(source.path, {
    ...(await engine("compiled")),
    only,
    maxStates,
    quick,
    files: withTexts(texts),
    signal: io.signal,
  });
  if (run === undefined) throw new Error(`${source.path} cannot be opened again`);
  const journal = file && new ModuleJournal(module, options, file);
  const given = { path: source.path, texts, only, maxStates, quick };
  const workers = startWorkers(run, given, options.workers ?? availableParallelism());
  try {
    status.start(`${module.name} as it is`);
    const baselines = await runOriginal(run, workers, journal, io);
    const wrong = baselines.find(({ verdict, reason }) => reason !== undefined && !isOpen(verdict));
    if (wrong) {
      status.clear();
      const text = harmless(
        `${module.name} ${wrong.job} is not as expected, so that mutants cannot`,
      );
      io.stderr.write(`faultline: ${text} be told from it: ${harmless(wrong.reason ?? "")}\n`);
      return undefined;
    }
    const used = baselines.filter(({ reason }) => reason === undefined);
    journal?.setBaselines(used);
    for (const worker of workers) await worker.ask({ kind: "baselines", baselines: used });
    status.start(`${module.name}, ${count(mutants.length)} mutants`);
    const outcomes = await runMutants(mutants, used, workers, journal, io, (text) =>
      status.update(text),
    );
    const done = outcomes.filter((each) => each !== undefined);
    const explained = explain(source, done, explanations);
    const isFiltered = options.only ?? options.within ?? options.check;
    const isWhole = !isFiltered && done.length === mutants.length;
    return {
      module: module.name,
      source,
      results: explained.results,
      unfinished: mutants.length - done.length,
      baselines: used,
      leftOut: baselines.filter(({ reason }) => reason !== undefined),
      stale: isWhole ? explained.stale : [],
      isQuick: quick ?? false,
      ...(journal && { journal: journal.use }),
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    status.clear();
    for (const worker of workers) worker.close();
  }
}

/** No answer, as opposed to a wrong one. */
function isOpen(verdict: string): boolean {
  return ["limit", "interrupted", "unchecked"].includes(verdict);
}

/** Child processes where there is a script for them: it is built beside the command. */
function startWorkers(
  run: MutationRun,
  given: Parameters<typeof childWorker>[1],
  number: number,
): readonly Worker[] {
  const script = new URL("./mutate-worker.js", import.meta.url);
  if (!existsSync(script)) return [localWorker(run)];
  return Array.from({ length: Math.max(1, number) }, () => childWorker(script, given));
}

async function runOriginal(
  run: MutationRun,
  workers: readonly Worker[],
  journal: ModuleJournal | undefined,
  io: Io,
): Promise<readonly Baseline[]> {
  const indices = Array.from({ length: run.jobs }, (_, index) => index);
  const found = await orInterrupted(
    shareOut(
      indices,
      workers,
      async (index, worker) => {
        const known = journal?.original(run.nameOfJob(index));
        if (known) return { index, ...known };
        const answered = await worker.ask({ kind: "original", index });
        const baseline = answered as Baseline | undefined;
        if (baseline && !io.signal.aborted) journal?.keepOriginal(baseline);
        return baseline ?? withoutAnswer(run, index);
      },
      io.signal,
    ),
    workers,
    io,
  );
  return found.filter((each) => each !== undefined);
}

/** The process has ended: for want of memory, or of stack. */
function withoutAnswer(run: MutationRun, index: number): Baseline {
  const job = run.nameOfJob(index);
  const reason = "its process ended before an answer";
  return { index, job, states: 0, transitions: 0, seconds: 0, verdict: "limit", reason };
}

/** A mutant may take so many times the time of all checks, */
const PATIENCE = 30;
/** and in any case this many seconds. */
const SECONDS = 120;

async function runMutants(
  mutants: readonly Mutant[],
  baselines: readonly Baseline[],
  workers: readonly Worker[],
  journal: ModuleJournal | undefined,
  io: Io,
  update: (text: string) => void,
): Promise<readonly ({ mutant: Mutant; outcome: MutantOutcome } | undefined)[]> {
  const seconds = SECONDS + PATIENCE * baselines.reduce((sum, each) => sum + each.seconds, 0);
  const far = { done: 0, killed: 0, survived: 0 };
  const killers = new Killers(baselines);
  return orInterrupted(
    shareOut(
      mutants,
      workers,
      async (mutant, worker) => {
        const outcome =
          journal?.take(mutant) ?? (await runMutant(mutant, worker, seconds, killers, journal, io));
        killers.add(mutant, outcome);
        far.done++;
        if (outcome.kind === "killed") far.killed++;
        if (outcome.kind === "survived") far.survived++;
        update(`${count(far.done)} done, ${far.killed} killed, ${far.survived} survived`);
        return { mutant, outcome };
      },
      io.signal,
    ),
    workers,
    io,
  );
}

async function runMutant(
  mutant: Mutant,
  worker: Worker,
  seconds: number,
  killers: Killers,
  journal: ModuleJournal | undefined,
  { signal }: Io,
): Promise<MutantOutcome> {
  const before = journal?.killer(mutant);
  const first = killers.of(mutant, before);
  const answered = await worker.ask({ kind: "mutant", mutant, first }, seconds);
  const outcome = answered as MutantOutcome | undefined;
  // What an interruption has cut short, or a limit of time, is asked again.
  if (outcome && !signal.aborted) journal?.keep(mutant, outcome);
  return outcome ?? NO_ANSWER;
}

const NO_ANSWER: MutantOutcome = {
  kind: "exploded",
  job: "all checks",
  reason: "no end within the time for a mutant, or not enough memory",
};

/** Stops the workers when the run is interrupted, which ends what they are asked. */
async function orInterrupted<Result>(
  work: Promise<Result>,
  workers: readonly Worker[],
  { signal }: Io,
): Promise<Result> {
  const stop = () => workers.forEach((worker) => worker.close());
  signal.addEventListener("abort", stop);
  try {
    return await work;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** None if there is no file; `undefined` if there is something wrong with it, which has been said. */
async function readExplanations(path: string, io: Io): Promise<readonly Explained[] | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    io.stderr.write(`faultline: ${path} cannot be read (${errorCode(error) ?? String(error)})\n`);
    return undefined;
  }
  const { explanations, problems } = parseExplanations(text);
  for (const { line, message } of problems.slice(0, 20)) {
    io.stderr.write(`faultline: ${path}:${line}: ${message}\n`);
  }
  return problems.length > 0 ? undefined : explanations;
}

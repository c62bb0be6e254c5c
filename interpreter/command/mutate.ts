/** `faultline mutate`: what the checks of modules would not notice, found by changing the modules. */
import { findMutants } from "../mutate/find-mutants.ts";
import { scoreOf, tallyOf, type MutationScore } from "../mutate/mutation-score.ts";
import { mutationJson } from "../report/mutation-json.ts";
import { mutationText } from "../report/mutation-text.ts";
import { count, harmless } from "../report/text.ts";
import type { CheckedModule } from "../checked.ts";
import { EXIT, styleOf, type Io } from "./io.ts";
import { JournalError, JournalFile } from "./journal-file.ts";
import { isWithin, mutateModule, type MutateModuleOptions } from "./mutate-module.ts";
import { openModules } from "./open-modules.ts";
import { pathsOfModules } from "./module-paths.ts";
import { terminalStatus } from "./terminal-progress.ts";

export interface MutateOptions extends MutateModuleOptions {
  readonly paths: readonly string[];
  /** File for answers, from which those that it has are taken. */
  readonly journal?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export async function mutate(options: MutateOptions, io: Io): Promise<number> {
  const begun = performance.now();
  const style = styleOf(io.stdout, io.environment);
  const paths = pathsOfModules(options.paths);
  const opened = await openModules({ ...options, paths, param: new Map() }, io);
  const broken = opened?.diagnostics.some(({ severity }) => severity === "error") ?? true;
  const scores: MutationScore[] = [];
  let refused = broken;
  const unknown = unknownDeclaration(opened?.modules ?? [], options);
  if (unknown !== undefined) {
    io.stderr.write(`faultline: there is nothing to mutate within ${harmless(unknown)}\n`);
    return EXIT.wrongInput;
  }
  const modules = opened?.modules ?? [];
  const status = await terminalStatus(io);
  let journal: JournalFile | undefined;
  try {
    const warn = (text: string): void => {
      status.clear();
      io.stderr.write(`faultline: ${text}\n`);
    };
    journal = modules.length > 0 ? openJournal(modules, options, warn) : undefined;
  } catch (thrown) {
    if (!(thrown instanceof JournalError)) throw thrown;
    io.stderr.write(`faultline: ${thrown.message}\n`);
    return EXIT.wrongInput;
  }
  try {
    for (const module of modules) {
      if (io.signal.aborted) break;
      const score = await mutateModule(module, options, journal, status, io);
      if (score === undefined) refused = true;
      else scores.push(score);
      if (score && !options.json) io.stdout.write(`${mutationText(score, options, style)}\n\n`);
    }
  } finally {
    journal?.close();
  }
  const code = codeOf(scores, refused, io);
  const seconds = (performance.now() - begun) / 1000;
  if (options.json) {
    io.stdout.write(`${JSON.stringify(mutationJson(scores, OUTCOMES[code]!, seconds), null, 2)}\n`);
  } else if (io.signal.aborted) {
    const open = scores.reduce((sum, { unfinished }) => sum + unfinished, 0);
    io.stdout.write(
      `Interrupted, with ${count(open)} mutants not run; the score is of the others.\n`,
    );
    if (options.journal !== undefined) {
      io.stdout.write(`The same command goes on from ${options.journal}.\n`);
    }
  } else if (scores.length > 1) {
    const { killed, of } = scoreOf(tallyOf(scores.flatMap(({ results }) => results)));
    io.stdout.write(`${scores.length} modules: ${count(killed)} of ${count(of)} mutants killed\n`);
  }
  return code;
}

function openJournal(
  modules: readonly CheckedModule[],
  { journal }: MutateOptions,
  warn: (message: string) => void,
): JournalFile | undefined {
  if (journal === undefined) return undefined;
  const names = modules.map(({ name }) => name);
  return JournalFile.open(journal, names, warn);
}

const OUTCOMES: Readonly<Record<number, string>> = {
  [EXIT.asExpected]: "all-killed",
  [EXIT.notAsExpected]: "survivors",
  [EXIT.wrongInput]: "wrong-input",
  [EXIT.limit]: "limit",
  [EXIT.interrupted]: "interrupted",
};

function codeOf(scores: readonly MutationScore[], refused: boolean, io: Io): number {
  if (io.signal.aborted) return EXIT.interrupted;
  if (refused) return EXIT.wrongInput;
  const tallies = scores.map(({ results }) => tallyOf(results));
  if (tallies.some(({ survived }) => survived > 0)) return EXIT.notAsExpected;
  const open = tallies.some(({ exploded }) => exploded > 0);
  return open || scores.some(({ leftOut }) => leftOut.length > 0) ? EXIT.limit : EXIT.asExpected;
}

/** A name for which no module has a mutant. */
function unknownDeclaration(
  modules: readonly CheckedModule[],
  { within }: MutateOptions,
): string | undefined {
  if (modules.length === 0 || within === undefined) return undefined;
  const mutants = modules.flatMap(findMutants);
  return within.find((name) => !mutants.some((mutant) => isWithin(mutant, [name])));
}

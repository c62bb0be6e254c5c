/** `faultline decide`: runs what decision records claim, and fills in what is generated of them. */
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { sourceLimit } from "../../grammar/parse.ts";
import { SourceFile } from "../../grammar/source.ts";
import type { CheckedModule } from "../checked.ts";
import type { Progress } from "../exploration.ts";
import {
  outcomeOf,
  type Decided,
  type DecidedIndex,
  type DecidedRecord,
  type DecidedRegion,
} from "../decide/decided.ts";
import { decidedJson } from "../decide/decided-json.ts";
import { disagreements, recordText, summaryText } from "../decide/decided-text.ts";
import { regionText } from "../decide/generated.ts";
import { indexText } from "../decide/index-text.ts";
import { findModule, prepareClaim, type PreparedClaim } from "../decide/prepare.ts";
import { hint, problem } from "../decide/problem.ts";
import {
  parseIndex,
  parseRecord,
  type DecisionRecord,
  type IndexPage,
  type Word,
} from "../decide/record.ts";
import { ClaimRun, type ClaimRunner } from "../decide/run-claims.ts";
import { filled, splice, type Filled } from "../decide/splice.ts";
import { disk } from "../load/file-system.ts";
import { loadModules } from "../load/load.ts";
import { findFiles, readSource } from "../load/source-files.ts";
import { annotations } from "../report/annotations.ts";
import { figures } from "../report/progress.ts";
import { count, harmless } from "../report/text.ts";
import { isAboutUse } from "../report/proof.ts";
import { jobText } from "../report/verdict-table.ts";
import { firstDifference } from "../run/first-difference.ts";
import { runJob } from "../run/run-job.ts";
import { availableMemory, engine, MOST_WORKERS } from "./check.ts";
import { EXIT, styleOf, type Io } from "./io.ts";
import { reportDiagnostics } from "./open-modules.ts";
import { replaceFile } from "./replace-file.ts";
import { specifications } from "./specifications.ts";
import { terminalStatus } from "./terminal-progress.ts";

export interface DecideOptions {
  /** Records, and folders of records; default: those of the specifications. */
  readonly paths: readonly string[];
  /** Only records of these systems; indexes are of all. */
  readonly system?: readonly string[];
  /** Fill in what is generated. */
  readonly write?: boolean;
  /** Run long claims as well. */
  readonly long?: boolean;
  /** Threads of a large search; default: as many as there are processors. */
  readonly workers?: number;
  readonly json?: boolean;
}

export async function decide(options: DecideOptions, io: Io): Promise<number> {
  const begun = performance.now();
  const style = styleOf(io.stdout, io.environment);
  const opened = await openRecords(options);
  const unknown = unknownSystem(opened, options);
  if (unknown !== undefined) {
    io.stderr.write(`faultline: ${unknown}\n`);
    return EXIT.wrongInput;
  }
  const prepared = await prepareClaims(opened, options);
  const diagnostics = [...opened.diagnostics];
  if (!options.json) await reportDiagnostics(diagnostics, io);
  const run = new ClaimRun([...prepared.values()].flat(), await claimRunner(options, io));
  const status = await terminalStatus(io);
  const records: DecidedRecord[] = [];
  const indexes: DecidedIndex[] = [];
  const found: Diagnostic[] = [];
  const conclude = async (decided: DecidedRecord | DecidedIndex): Promise<void> => {
    const told = disagreements(decided);
    found.push(...told);
    if (!options.json) await reportDiagnostics(told, { ...io, stderr: io.stdout });
  };
  const fill = async (source: SourceFile, regions: readonly Filled[]) => {
    const failure = await write(source, regions, options);
    if (failure !== undefined) diagnostics.push(failure);
    if (failure !== undefined && !options.json) await reportDiagnostics([failure], io);
    const isWritten = options.write === true && failure === undefined;
    return regions.map(({ region, isFresh }): DecidedRegion => {
      return { region, state: isFresh ? "fresh" : isWritten ? "written" : "stale" };
    });
  };
  for (const [record, claims] of prepared) {
    if (io.signal.aborted) break;
    const findings = [];
    for (const claim of claims) findings.push(await run.find(claim));
    status.clear();
    const invalid = findings.flatMap(({ answer }) =>
      answer?.kind === "job" ? answer.result.diagnostics : [],
    );
    diagnostics.push(...invalid);
    if (!options.json) await reportDiagnostics(invalid, io);
    const isOpen = findings.some((finding) => finding.status === "open");
    const regions: Filled[] = [];
    for (const region of isOpen ? [] : record.regions) {
      regions.push(filled(record.source, region, await regionText(record, region, findings)));
    }
    const states = await fill(record.source, regions);
    const decided: DecidedRecord = {
      record,
      findings,
      regions: isOpen ? record.regions.map((region) => ({ region, state: "unknown" })) : states,
    };
    records.push(decided);
    if (!options.json) io.stdout.write(`${recordText(decided, style)}\n\n`);
    await conclude(decided);
  }
  const isWhole = opened.diagnostics.every(({ severity }) => severity !== "error");
  for (const { page, members } of isWhole && !io.signal.aborted ? opened.indexes : []) {
    const text = await indexText(page, members);
    const regions = page.regions.map((region) => filled(page.source, region, text));
    const decided: DecidedIndex = { page, regions: await fill(page.source, regions) };
    indexes.push(decided);
    await conclude(decided);
  }
  const seconds = (performance.now() - begun) / 1000;
  const isInterrupted = io.signal.aborted;
  const decided: Decided = { records, indexes, diagnostics, isInterrupted, seconds };
  const outcome = outcomeOf(decided);
  if (options.json) io.stdout.write(`${JSON.stringify(decidedJson(decided), null, 2)}\n`);
  else {
    io.stdout.write(`${isInterrupted ? "Interrupted. " : ""}${summaryText(decided, style)}\n`);
    if (io.environment.GITHUB_ACTIONS) {
      for (const line of annotations([], [...diagnostics, ...found])) io.stdout.write(`${line}\n`);
    }
  }
  return CODES[outcome];
}

const CODES: Record<ReturnType<typeof outcomeOf>, number> = {
  "as-expected": EXIT.asExpected,
  "not-as-expected": EXIT.notAsExpected,
  "wrong-input": EXIT.wrongInput,
  limit: EXIT.limit,
  interrupted: EXIT.interrupted,
};

interface OpenedRecords {
  readonly records: readonly DecisionRecord[];
  readonly indexes: readonly {
    readonly page: IndexPage;
    readonly members: readonly DecisionRecord[];
  }[];
  readonly diagnostics: Diagnostic[];
}

/** The records of files and folders, and of folders their index. */
async function openRecords({ paths }: DecideOptions): Promise<OpenedRecords> {
  const diagnostics: Diagnostic[] = [];
  const records = new Map<string, DecisionRecord>();
  const indexes = new Map<string, OpenedRecords["indexes"][number]>();
  for (const path of paths.length > 0 ? paths : [join(specifications(), "decisions")]) {
    const members: DecisionRecord[] = [];
    const pages: [string, IndexPage][] = [];
    for (const file of await findFiles(disk, path, diagnostics, ".md")) {
      const identity = await disk.identity(file);
      const known = records.get(identity);
      if (known) members.push(known);
      if (known || indexes.has(identity)) continue;
      const source = await readRecord(file, diagnostics);
      if (source === undefined) continue;
      if (basename(file) === "README.md") {
        const page = parseIndex(source, diagnostics);
        if (page) pages.push([identity, page]);
        continue;
      }
      const record = parseRecord(source, diagnostics);
      if (record === undefined) continue;
      records.set(identity, record);
      members.push(record);
    }
    for (const [identity, page] of pages) {
      indexes.set(identity, { page, members });
      for (const record of members) {
        if (checkWords(page, record, diagnostics)) continue;
        for (const [known, each] of records) if (each === record) records.delete(known);
      }
    }
  }
  return { records: [...records.values()], indexes: [...indexes.values()], diagnostics };
}

async function readRecord(
  path: string,
  diagnostics: Diagnostic[],
): Promise<SourceFile | undefined> {
  const { source, diagnostics: unreadable } = await readSource(disk, path);
  const isTooLarge = unreadable.some(({ code }) => code === "too-large");
  if (!isTooLarge && (source?.text.length ?? 0) <= sourceLimit) {
    diagnostics.push(...unreadable);
    return source;
  }
  const nowhere = { start: 0, end: 0 };
  const message = `a record has at most ${count(sourceLimit)} characters`;
  diagnostics.push(problem("record", new SourceFile(path, ""), nowhere, message));
  return undefined;
}

/** Whether systems and themes are those that the index lists, if it lists any. */
function checkWords(page: IndexPage, record: DecisionRecord, diagnostics: Diagnostic[]): boolean {
  const before = diagnostics.length;
  const check = (what: string, { text, at }: Word, listed: readonly string[]): void => {
    if (listed.length === 0 || listed.includes(text)) return;
    const message = `${page.source.path} lists no ${what} \`${text}\``;
    diagnostics.push(problem("record", record.source, at, message, hint(text, listed)));
  };
  check("system", record.system, page.systems);
  for (const theme of record.themes) check("theme", theme, page.themes);
  return diagnostics.length === before;
}

/** Of the systems asked for the one that no record has, and what it may have been meant to be. */
function unknownSystem({ records }: OpenedRecords, options: DecideOptions): string | undefined {
  const known = [...new Set(records.map(({ system }) => system.text))];
  const name = options.system?.find((each) => !known.includes(each));
  if (name === undefined || known.length === 0) return undefined;
  const help = hint(name, known);
  return `there is no record of a system ${harmless(name)}${help === undefined ? "" : `; ${help}`}`;
}

/** What the claims of each record name. Records with a claim that names nothing are left out. */
async function prepareClaims(
  { records: all, diagnostics }: OpenedRecords,
  { system: systems }: DecideOptions,
): Promise<Map<DecisionRecord, readonly PreparedClaim[]>> {
  const records = all.filter(({ system }) => systems?.includes(system.text) ?? true);
  const files = new Map<DecisionRecord["claims"][number], string>();
  for (const claim of records.flatMap(({ claims }) => claims)) {
    const path = await findModule(disk, claim);
    if (path !== undefined) files.set(claim, path);
    else {
      const message = `there is no module ${claim.module.name} here or in a folder above`;
      diagnostics.push(problem("claim", claim.source, claim.module.at, message));
    }
  }
  const loaded = await loadModules([...new Set(files.values())]);
  diagnostics.push(...loaded.diagnostics.filter((each) => !isAboutUse(each)));
  const broken = new Set(
    loaded.diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ at }) => at.source.path),
  );
  const sound = new Map<string, CheckedModule>();
  for (const module of loaded.modules) {
    const { path } = module.syntax.source;
    if (!broken.has(path)) sound.set(path, module);
  }
  const prepared = new Map<DecisionRecord, readonly PreparedClaim[]>();
  for (const record of records) {
    const claims = record.claims.flatMap((claim) => {
      const module = sound.get(files.get(claim) ?? "");
      return (module && prepareClaim(claim, module, diagnostics)) ?? [];
    });
    if (claims.length === record.claims.length) prepared.set(record, claims);
  }
  return prepared;
}

async function claimRunner({ workers, long }: DecideOptions, io: Io): Promise<ClaimRunner> {
  const status = await terminalStatus(io);
  const run = await engine("compiled", {
    workers: Math.min(workers ?? availableParallelism(), MOST_WORKERS),
    memory: availableMemory(),
  });
  const { signal } = io;
  const onProgress = (progress: Progress): void => status.update(figures(progress));
  return {
    runJob: (job, measures) => {
      status.start(`${job.module.name} ${jobText(job)}`);
      return runJob(job, { ...run, measures, signal, onProgress });
    },
    compare: (left, right) => {
      status.start(`${left.name} against ${right.name}`);
      return firstDifference(left.instance, right.instance, { signal, onProgress });
    },
    withLong: long === true,
    signal,
  };
}

/** Writes a file if it is not as it should be; what kept it from being written. */
async function write(
  source: SourceFile,
  regions: readonly Filled[],
  { write: isWriting }: DecideOptions,
): Promise<Diagnostic | undefined> {
  if (isWriting !== true || regions.every(({ isFresh }) => isFresh)) return undefined;
  const failure = await replaceFile(source.path, splice(source, regions));
  if (failure === undefined) return undefined;
  const message = `the file is unchanged, since it cannot be written: ${failure}`;
  const at = regions.find(({ isFresh }) => !isFresh)!.region;
  return problem("generated-region", source, at, message);
}

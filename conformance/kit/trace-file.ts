/**
 * Runs as files, `*.trace.json`: what once diverged is kept and replayed first. A file holds all that is
 * needed, and steps by their names, so that it outlives changes of the specification.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CheckedModule } from "../../interpreter/checked.ts";
import { equalValues } from "../../interpreter/values.ts";
import { PlannedChooser, type Asked } from "./choosers.ts";
import { encode } from "./encode.ts";
import { Follower } from "./follower.ts";
import { instanceOf } from "./instances.ts";
import type { Divergence, Report } from "./report.ts";
import type { SpecGraph } from "./spec-graph.ts";
import type { Subject } from "./subject.ts";

export const TRACE_FORMAT = 1;

export interface TraceFile {
  readonly format: typeof TRACE_FORMAT;
  readonly module: string;
  /** SHA-256 of the text of the module when the run was kept. */
  readonly hash: string;
  /** Parameters as the language writes them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** A check whose limits the instance has. */
  readonly check?: string;
  /** The choices of `boot`. */
  readonly start: readonly Asked[];
  readonly steps: readonly {
    readonly step: string;
    /** As an adapter gets them. */
    readonly arguments: readonly unknown[];
    readonly choices: readonly Asked[];
  }[];
  readonly why: string;
}

/** The run of a divergence, to be kept; `check` is that which the instance was made of. */
export function traceOf(
  module: CheckedModule,
  report: Report,
  divergence: Divergence,
  why: string,
  check?: string,
): TraceFile {
  return {
    format: TRACE_FORMAT,
    module: report.module,
    hash: hashOf(module),
    parameters: Object.fromEntries(report.parameters.map(({ name, value }) => [name, value])),
    ...(check === undefined ? {} : { check }),
    start: divergence.start,
    steps: divergence.run.map(({ step, arguments: values, choices }) => ({
      step,
      arguments: values.map(({ value }) => value),
      choices,
    })),
    why,
  };
}

/** Throws if the text is no trace of this version. */
export function parseTrace(text: string): TraceFile {
  const trace = JSON.parse(text) as Partial<TraceFile> | null;
  if (trace?.format !== TRACE_FORMAT) {
    throw new Error(`a trace of format ${String(trace?.format)}, wanted ${TRACE_FORMAT}`);
  }
  if (!Array.isArray(trace.steps) || !Array.isArray(trace.start) || !trace.parameters) {
    throw new Error("a trace without steps, start or parameters");
  }
  return trace as TraceFile;
}

/** The traces of a folder in alphabetical order, by the names of their files; none if it is not there. */
export async function readCorpus(
  folder: string,
): Promise<readonly { readonly name: string; readonly trace: TraceFile }[]> {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((name) => name.endsWith(".trace.json")).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), "utf8");
      return { name, trace: parseTrace(text) };
    }),
  );
}

/**
 * Takes the steps of a trace: each must be done or refused as the specification says now. Throws if a
 * step is not in the specification any more, and says so if the text has changed since.
 */
export function replay<Vm>(module: CheckedModule, trace: TraceFile, subject: Subject<Vm>): Report {
  const instance = instanceOf(module, { check: trace.check, parameters: trace.parameters });
  const follower = new Follower(instance, subject);
  const commands = trace.steps.map((step) => {
    const command = commandOf(follower.graph, step.step, step.arguments);
    if (command !== undefined) return command;
    const changed = hashOf(module) === trace.hash ? "" : "; the specification has changed since";
    const call = `${step.step}(${step.arguments.map((each) => JSON.stringify(each)).join(", ")})`;
    throw new Error(`${trace.module} has no step ${call}${changed}`);
  });
  follower.boot(new PlannedChooser(trace.start));
  for (const [i, command] of commands.entries()) {
    if (follower.hasEnded) break;
    follower.step(command, new PlannedChooser(trace.steps[i]!.choices));
  }
  return follower.report("replay");
}

function commandOf(
  graph: SpecGraph,
  name: string,
  friendly: readonly unknown[],
): number | undefined {
  const found = graph.commands.find(({ step, arguments: values }) => {
    if (step.name !== name || values.length !== friendly.length) return false;
    return step.parameters.every(({ type }, i) => {
      try {
        return equalValues(encode(type, friendly[i]), values[i]!);
      } catch {
        return false;
      }
    });
  });
  return found?.index;
}

function hashOf(module: CheckedModule): string {
  return createHash("sha256").update(module.syntax.source.text).digest("hex");
}

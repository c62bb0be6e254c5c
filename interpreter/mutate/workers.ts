/**
 * Who runs mutants: this process, or child processes, which may be stopped when a mutant makes
 * something take for ever. All of them have opened the same module.
 */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { HeldTexts } from "./held-texts.ts";
import type { MutationRun } from "./mutation-run.ts";
import type { Mutant } from "./mutant.ts";
import type { Baseline, MutantOutcome } from "./outcome.ts";

export type Request =
  | { readonly kind: "original"; readonly index: number }
  | { readonly kind: "baselines"; readonly baselines: readonly Baseline[] }
  /** `first`: indices of the jobs to begin with. */
  | { readonly kind: "mutant"; readonly mutant: Mutant; readonly first: readonly number[] };

export type Response = Baseline | MutantOutcome | null;

/** Milliseconds; a timer of more is none. */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface Worker {
  /** `undefined`: it was stopped, or has died. */
  readonly ask: (request: Request, seconds?: number) => Promise<Response | undefined>;
  readonly close: () => void;
}

/** What a child process is told first. */
export interface WorkerArguments {
  readonly path: string;
  readonly texts: HeldTexts;
  readonly only?: readonly string[];
  readonly maxStates?: number;
  readonly quick?: boolean;
}

export async function answer(run: MutationRun, request: Request): Promise<Response> {
  switch (request.kind) {
    case "original":
      return run.original(request.index);
    case "mutant":
      return run.mutant(request.mutant, request.first);
    case "baselines":
      run.setBaselines(request.baselines);
      return null;
  }
}

export function localWorker(run: MutationRun): Worker {
  return { ask: (request) => answer(run, request), close: () => undefined };
}

/** A child process that runs a script, started when it is first asked and again after it was stopped. */
export function childWorker(script: URL, given: WorkerArguments): Worker {
  let child: ChildProcess | undefined;
  let baselines: Request | undefined;
  const start = (): ChildProcess => {
    const started = fork(fileURLToPath(script), [], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    started.send(given);
    if (baselines) started.send(baselines);
    return started;
  };
  const stop = () => {
    child?.kill("SIGKILL");
    child = undefined;
  };
  return {
    close: stop,
    ask(request, seconds) {
      if (request.kind === "baselines") {
        baselines = request;
        child?.send(request);
        return Promise.resolve(null);
      }
      const asked = (child ??= start());
      return new Promise((resolve) => {
        const timer =
          seconds === undefined
            ? undefined
            : setTimeout(() => finish(undefined), Math.min(seconds * 1000, LONGEST_TIMER));
        const finish = (response: Response | undefined) => {
          clearTimeout(timer);
          asked.removeAllListeners();
          if (response === undefined && asked === child) stop();
          resolve(response);
        };
        asked.on("message", (response) => finish(response as Response));
        asked.on("exit", () => finish(undefined));
        asked.on("error", () => finish(undefined));
        asked.send(request);
      });
    },
  };
}

/** Does the work of each item, as many at a time as there are workers; results in the order of the items. */
export async function shareOut<Item, Result>(
  items: readonly Item[],
  workers: readonly Worker[],
  work: (item: Item, worker: Worker) => Promise<Result>,
  signal: AbortSignal,
): Promise<(Result | undefined)[]> {
  const results = new Array<Result | undefined>(items.length).fill(undefined);
  let next = 0;
  const takeTurns = async (worker: Worker): Promise<void> => {
    while (next < items.length && !signal.aborted) {
      const index = next++;
      const result = await work(items[index]!, worker);
      // What an interruption has cut short is no result.
      if (!signal.aborted) results[index] = result;
    }
  };
  await Promise.all(workers.map(takeTurns));
  return results;
}

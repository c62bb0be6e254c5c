/**
 * The threads of a search other than the main one: from when they are started until they are told of the search, for
 * which it need not be there yet.
 */
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { ExploreOptions } from "../../exploration.ts";

/** The script lies beside this one in the built package. */
const BUILT_SCRIPT = new URL("./search-worker.cjs", import.meta.url);

/** A thread that waits for the first message, and for the word to be set. */
export interface Thread {
  readonly worker: Worker;
  readonly told: Int32Array;
  /** Why it is no more. */
  failure?: Error;
}

/**
 * The script of other threads, if there may be any: temporal properties and measures need rows in order,
 * compacted states one queue.
 */
export function sharingScript(options: ExploreOptions, script?: URL): URL | undefined {
  const { workers = 1, compact = false, selection } = options;
  const { temporals = [], measures = [] } = selection;
  if (workers < 2 || compact || temporals.length + measures.length > 0) return undefined;
  return script ?? (existsSync(BUILT_SCRIPT) ? BUILT_SCRIPT : undefined);
}

/** Starts threads, which keep nobody from ending before they are told. */
export function startThreads(script: URL, count: number): Thread[] {
  return Array.from({ length: count }, () => {
    const told = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(script, { workerData: told });
    worker.unref();
    const thread: Thread = { worker, told };
    worker.on("error", (error: Error) => (thread.failure ??= error));
    worker.on("exit", () => (thread.failure ??= new Error("it ended")));
    return thread;
  });
}

/** Tells a thread what it is to do. */
export function tell({ worker, told }: Thread, data: unknown): void {
  worker.ref();
  worker.postMessage(data);
  Atomics.store(told, 0, 1);
  Atomics.notify(told, 0);
}

/**
 * Seeded mutants: known ways to get an implementation wrong, as changes of its text. Each must be noticed
 * by the exploration of some instance, be it because it loops for ever. One whose text is no longer found
 * stops the run, so that none can rot.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import type { Instance } from "../../interpreter/model.ts";
import { replaceOnce } from "./replace-once.ts";
import { exploreProduct, type ProductOptions } from "./product.ts";
import type { Divergence, DivergenceKind, Report } from "./report.ts";
import { SpecGraph } from "./spec-graph.ts";
import type { Subject } from "./subject.ts";

export interface Mutant {
  readonly name: string;
  /** Path from the root of the project, with `/`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** What mistake this is, and why somebody might make it. */
  readonly story: string;
}

/** Where the adapter is that mutants are put under. */
export interface AdapterPlace {
  /** Folder that paths of mutants begin at. */
  readonly root: string;
  /** Module that exports the adapter, a path from the root, and the name of the export. */
  readonly entry: string;
  readonly export: string;
}

export interface MutationOptions extends AdapterPlace, ProductOptions {
  /** In the order in which they are tried: small ones first. */
  readonly instances: Readonly<Record<string, Instance>>;
  readonly mutants: readonly Mutant[];
  /** How an instance is explored; default: its product, with the other options. */
  readonly explore?: (instance: Instance, subject: Subject<unknown>, graph: SpecGraph) => Report;
  /**
   * Seconds for an instance, after which whatever the mutant is doing does not end. Default: 60, or
   * twice `maxSeconds`.
   */
  readonly deadline?: number;
}

export interface MutationReport {
  readonly killed: readonly Killed[];
  /** Mutants that no instance told from the original. */
  readonly survived: readonly Mutant[];
}

export interface Killed {
  readonly mutant: Mutant;
  /** The first instance that noticed. */
  readonly instance: string;
  readonly kind: DivergenceKind | "does not end";
  /** What did not end: `boot`, `check`, the name of a step. */
  readonly endless?: string;
  readonly divergence?: Divergence;
  /** Of the exploration that noticed it, if it came to an end. */
  readonly report?: Report;
}

/** The text of the mutant. Throws if what is to be replaced does not occur exactly once. */
export function mutate(text: string, { name, file, find, replace }: Mutant): string {
  return replaceOnce(text, { find, replace }, { what: `mutant "${name}"`, file });
}

/**
 * Explores each mutant on the instances in turn until one diverges. Throws if a mutant's text is not found
 * exactly once, if it does not compile, or if an exploration takes longer than the deadline though every
 * call of the implementation returns.
 */
export async function measureMutants(options: MutationOptions): Promise<MutationReport> {
  const graphs = new Map<string, SpecGraph>();
  const killed: Killed[] = [];
  const survived: Mutant[] = [];
  for (const mutant of options.mutants) {
    const noticed = notice(await loadMutant(options, mutant), graphs, options);
    if (noticed === undefined) survived.push(mutant);
    else killed.push({ mutant, ...noticed });
  }
  return { killed, survived };
}

/** Graphs are made when they are wanted first, and used for all mutants. */
function notice(
  subject: Subject<unknown>,
  graphs: Map<string, SpecGraph>,
  options: MutationOptions,
): Omit<Killed, "mutant"> | undefined {
  const {
    explore = (instance, mutant, graph) => exploreProduct(instance, mutant, { ...options, graph }),
  } = options;
  const { maxSeconds = 30, deadline = 2 * maxSeconds } = options;
  for (const [name, instance] of Object.entries(options.instances)) {
    const graph = graphs.get(name) ?? new SpecGraph(instance);
    graphs.set(name, graph);
    const calls = new Calls();
    const report = within(deadline, () => explore(instance, calls.watch(subject), graph));
    if (report === undefined) {
      // It may have been stopped in the middle of anything.
      graphs.delete(name);
      if (calls.running === undefined) throw new Error(`${name}: not explored in ${deadline} s`);
      return { instance: name, kind: "does not end", endless: calls.running };
    }
    const [divergence] = report.divergences;
    if (divergence) return { instance: name, kind: divergence.kind, divergence, report };
  }
  return undefined;
}

/** Knows which call of the implementation has not returned yet. */
class Calls {
  running: string | undefined;

  watch(subject: Subject<unknown>): Subject<unknown> {
    return { ...this.#watchAll(subject), actions: this.#watchAll(subject.actions) };
  }

  #watchAll<Functions extends object>(functions: Functions): Functions {
    const watched = Object.entries(functions).map(([name, call]) => {
      if (typeof call !== "function") return [name, call];
      const noting = (...given: readonly unknown[]): unknown => {
        this.running = name;
        try {
          return (call as (...all: readonly unknown[]) => unknown)(...given);
        } finally {
          this.running = undefined;
        }
      };
      return [name, noting];
    });
    return Object.fromEntries(watched) as Functions;
  }
}

/** What comes of the work, or `undefined` if it is stopped after so many seconds, wherever it is. */
function within<Result>(seconds: number, work: () => Result): Result | undefined {
  try {
    // Code that never gives up its turn can only be stopped from below.
    const options = { timeout: Math.ceil(seconds * 1000) };
    return runInContext("work()", createContext({ work }), options) as Result;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  }
}

/** The adapter with the mutated file under it: bundled in memory, so that nothing on the disk changes. */
async function loadMutant(options: AdapterPlace, mutant: Mutant): Promise<Subject<unknown>> {
  const path = resolve(options.root, mutant.file);
  let wasLoaded = false;
  const bundle = await build({
    entryPoints: [resolve(options.root, options.entry)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "silent",
    plugins: [
      {
        name: "mutant",
        setup(building) {
          building.onLoad({ filter: /\.ts$/ }, async (file) => {
            if (resolve(file.path) !== path) return undefined;
            wasLoaded = true;
            return { contents: mutate(await readFile(path, "utf8"), mutant), loader: "ts" };
          });
        },
      },
    ],
  });
  if (!wasLoaded)
    throw new Error(`mutant "${mutant.name}": ${options.entry} does not use ${mutant.file}`);
  const text = Buffer.from(bundle.outputFiles[0]!.contents).toString("base64");
  const url = `data:text/javascript;base64,${text}`;
  const module = (await import(/* @vite-ignore */ url)) as Readonly<
    Record<string, Subject<unknown>>
  >;
  const subject = module[options.export];
  if (subject === undefined) throw new Error(`${options.entry} exports no ${options.export}`);
  return subject;
}

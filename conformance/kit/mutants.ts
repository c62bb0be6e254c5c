/**
 * Seeded mutants: known ways to get an implementation wrong, as changes of its text. Each must be noticed
 * by the product of some instance. One whose text is no longer found stops the run, so that none can rot.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { build } from "esbuild";
import type { Instance } from "../../interpreter/model.ts";
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

export interface MutationOptions extends ProductOptions {
  /** Folder that paths of mutants begin at. */
  readonly root: string;
  /** Module that exports the adapter, a path from the root, and the name of the export. */
  readonly entry: string;
  readonly export: string;
  /** In the order in which they are tried: small ones first. */
  readonly instances: Readonly<Record<string, Instance>>;
  readonly mutants: readonly Mutant[];
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
  readonly kind: DivergenceKind;
  readonly divergence: Divergence;
  /** Of the exploration that noticed it. */
  readonly report: Report;
}

/** The text of the mutant. Throws if what is to be replaced does not occur exactly once. */
export function mutate(text: string, { name, file, find, replace }: Mutant): string {
  const first = text.indexOf(find);
  if (first < 0) throw new Error(`mutant "${name}": its text is not in ${file}`);
  if (text.indexOf(find, first + 1) >= 0) {
    throw new Error(`mutant "${name}": its text is more than once in ${file}`);
  }
  if (find === replace) throw new Error(`mutant "${name}" changes nothing`);
  return text.slice(0, first) + replace + text.slice(first + find.length);
}

/**
 * Explores each mutant on the instances in turn until one diverges. Throws if a mutant's text is not found
 * exactly once, or if it does not compile. A mutant that loops for ever is not stopped: leave it out.
 */
export async function measureMutants(options: MutationOptions): Promise<MutationReport> {
  const instances = Object.entries(options.instances).map(([name, instance]) => ({
    name,
    graph: new SpecGraph(instance),
  }));
  const killed: Killed[] = [];
  const survived: Mutant[] = [];
  for (const mutant of options.mutants) {
    const subject = await loadMutant(options, mutant);
    const found = firstDivergence(subject, instances, options);
    if (found === undefined) survived.push(mutant);
    else killed.push({ mutant, kind: found.divergence.kind, ...found });
  }
  return { killed, survived };
}

function firstDivergence(
  subject: Subject<unknown>,
  instances: readonly { readonly name: string; readonly graph: SpecGraph }[],
  options: MutationOptions,
): Pick<Killed, "instance" | "divergence" | "report"> | undefined {
  for (const { name, graph } of instances) {
    const report = exploreProduct(graph.instance, subject, { ...options, graph });
    const [divergence] = report.divergences;
    if (divergence) return { instance: name, divergence, report };
  }
  return undefined;
}

/** The adapter with the mutated file under it: bundled in memory, so that nothing on the disk changes. */
async function loadMutant(options: MutationOptions, mutant: Mutant): Promise<Subject<unknown>> {
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

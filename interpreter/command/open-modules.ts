/** What every command that runs modules does first: load them, and complain about what is wrong. */
import { existsSync } from "node:fs";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { CheckedModule } from "../checked.ts";
import { loadModules } from "../load/load.ts";
import { unknownNames } from "../run/plan.ts";
import { isAboutUse } from "../report/proof.ts";
import { styleOf, type Io } from "./io.ts";

export interface ModuleOptions {
  readonly paths: readonly string[];
  readonly check?: readonly string[];
  readonly param: ReadonlyMap<string, string>;
  readonly measure?: readonly string[];
  readonly json?: boolean;
}

export interface Opened {
  /** Modules without errors. */
  readonly modules: readonly CheckedModule[];
  /** Of all modules, also of those with errors. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The folder that commands look at when they are given none. */
export function defaultPaths(paths: readonly string[]): readonly string[] {
  if (paths.length > 0) return paths;
  return [existsSync("spec") ? "spec" : "."];
}

/**
 * Errors go to standard error, unless a document will have them. `undefined`: a name on the command
 * line is in none of the modules, and has been complained about.
 */
export async function openModules(options: ModuleOptions, io: Io): Promise<Opened | undefined> {
  const { modules, diagnostics } = await loadModules(defaultPaths(options.paths));
  // What is never used is part of what a run did not show, and is said there.
  if (!options.json) {
    await reportDiagnostics(
      diagnostics.filter((each) => !isAboutUse(each)),
      io,
    );
  }
  const broken = new Set(
    diagnostics.filter(({ severity }) => severity === "error").map(({ at }) => at.source),
  );
  const sound = modules.filter((module) => !broken.has(module.syntax.source));
  const unknown = unknownNames(modules, {
    only: options.check,
    overrides: options.param,
    measures: options.measure,
  });
  for (const { what, name, suggestion } of broken.size === 0 ? unknown : []) {
    const hint = suggestion === undefined ? "" : `; did you mean ${suggestion}?`;
    io.stderr.write(`faultline: none of the modules has a ${what} ${name}${hint}\n`);
  }
  if (broken.size === 0 && unknown.length > 0) return undefined;
  return { modules: sound, diagnostics };
}

export async function reportDiagnostics(diagnostics: readonly Diagnostic[], io: Io): Promise<void> {
  if (diagnostics.length === 0) return;
  const { renderDiagnostics } = await import("../../grammar/render-diagnostic.ts");
  const { colours } = styleOf(io.stderr, io.environment);
  io.stderr.write(`${renderDiagnostics(diagnostics, { colours })}\n`);
}

/** From the text of a specification to the instances that an implementation is held against. */
import { renderDiagnostics } from "../../grammar/render-diagnostic.ts";
import type { CheckedModule } from "../../interpreter/checked.ts";
import { elaborate } from "../../interpreter/elaborate/elaborate.ts";
import type { FileSystem } from "../../interpreter/load/file-system.ts";
import { loadModules } from "../../interpreter/load/load.ts";
import type { Instance } from "../../interpreter/model.ts";
import { limitsOf, planJobs, unknownNames } from "../../interpreter/run/plan.ts";

export interface InstanceWish {
  /** A check of the module: its parameters and limits are taken over, its expectations are not. */
  readonly check?: string;
  /** Values of parameters as the language writes them, over those of the check; others keep their defaults. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

/** The module in a file, of the disk unless others are given. Throws with the diagnostics if it has errors. */
export async function loadSpec(path: string, files?: FileSystem): Promise<CheckedModule> {
  const { modules, diagnostics } = await loadModules([path], files ? { files } : {});
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [module] = modules;
  if (errors.length > 0 || module === undefined) throw new Error(renderDiagnostics(errors));
  return module;
}

/** Throws if the module has no such check or parameter, or if the values make no instance. */
export function instanceOf(module: CheckedModule, wish: InstanceWish = {}): Instance {
  const given = Object.entries(wish.parameters ?? {});
  const overrides = new Map(given.map(([name, value]) => [name, String(value)]));
  const only = wish.check === undefined ? [] : [wish.check];
  const [unknown] = unknownNames([module], { only, overrides });
  if (unknown) {
    const near = unknown.suggestion === undefined ? "" : `: did you mean ${unknown.suggestion}?`;
    throw new Error(`${module.name} has no ${unknown.what} ${unknown.name}${near}`);
  }
  const [job] = wish.check === undefined ? [] : planJobs(module, { only });
  const { instance, diagnostics } = elaborate(module, {
    settings: job?.settings ?? [],
    overrides,
    limits: limitsOf(job?.kind === "check" ? job.declaration : undefined),
  });
  if (instance === undefined) throw new Error(renderDiagnostics(diagnostics));
  return instance;
}

/** Keeps a generated file of types in step with its module. */
import { readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { renderDiagnostics } from "../../grammar/render-diagnostic.ts";
import { loadModules } from "../../interpreter/load/load.ts";
import { generateTypes } from "./generate-types.ts";

/**
 * Whether `types` holds what is generated from the module in `spec`; both are paths. Writes it if not
 * and FAULTLINE_UPDATE is set in the environment. Throws if the module has errors.
 */
export async function typesAreCurrent(spec: string, types: string): Promise<boolean> {
  const { modules, diagnostics } = await loadModules([spec]);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0 || !modules[0]) throw new Error(renderDiagnostics(errors));
  const config = await resolveConfig(types);
  const text = await format(generateTypes(modules[0]), { ...config, filepath: types });
  const present = await readFile(types, "utf8").catch(() => undefined);
  if (present === text) return true;
  if (!process.env.FAULTLINE_UPDATE) return false;
  await writeFile(types, text);
  return true;
}

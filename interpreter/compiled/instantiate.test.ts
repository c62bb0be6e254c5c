/** The instances of spec/ can be translated to WebAssembly. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { elaborate } from "../elaborate/elaborate.ts";
import { loadModules } from "../load/load.ts";
import { limitsOf, planJobs, selectProperties } from "../run/plan.ts";
import { compileInstance } from "./compile-instance.ts";
import { moduleOf } from "./instantiate.ts";

const { modules } = await loadModules([fileURLToPath(new URL("../../spec", import.meta.url))]);

describe("WebAssembly is made", () => {
  test.each(modules.map((module) => [module.name, module] as const))(
    "of the first check of %s",
    (_, module) => {
      const job = planJobs(module)[0]!;
      const declaration = job.kind === "check" ? job.declaration : undefined;
      const limits = limitsOf(declaration);
      const { settings } = job;
      const { instance } = elaborate(module, { settings, overrides: new Map(), limits });
      const compiled = compileInstance(instance!, selectProperties(instance!, declaration));
      expect(moduleOf(compiled)).toBeInstanceOf(WebAssembly.Module);
    },
  );
});

/** The instances of spec/ can be translated to WebAssembly, and go on in it. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { elaborate } from "../elaborate/elaborate.ts";
import { loadModules } from "../load/load.ts";
import { limitsOf, planJobs, selectProperties } from "../run/plan.ts";
import { compileInstance } from "./compile-instance.ts";
import { moduleOf } from "./instantiate.ts";
import { PRIVATE_MEMORY } from "./kernel.ts";
import { StateSpace } from "./state-space.ts";
import { FIRST_TABLE_BITS, LARGEST_LOAD } from "./state-table.ts";

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

test("a search that may store few states does not make room for many", async () => {
  const module = modules.find(({ name }) => name === "examples.cow")!;
  const job = planJobs(module)[0]!;
  const { instance } = elaborate(module, {
    settings: job.settings,
    overrides: new Map(),
    limits: limitsOf(undefined),
  });
  const selection = selectProperties(instance!, undefined);
  const compiled = compileInstance(instance!, selection);
  const slotsFor = (maxStates: number): number => {
    const options = { selection, reduces: false, maxStates, memory: PRIVATE_MEMORY };
    const { kernel } = new StateSpace(instance!, compiled, options);
    expect(kernel.useModule(moduleOf(compiled)!)).toBe(true);
    return kernel.table().slots.length;
  };
  expect(slotsFor(2 ** FIRST_TABLE_BITS * LARGEST_LOAD)).toBe(2 ** FIRST_TABLE_BITS);
  expect(slotsFor(Infinity)).toBeGreaterThan(2 ** FIRST_TABLE_BITS);
});

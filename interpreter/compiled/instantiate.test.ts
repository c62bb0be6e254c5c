/** Searches and walks of the instances of spec/ can be translated to WebAssembly, and go on in it. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { CheckedModule } from "../checked.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import type { Selection } from "../exploration.ts";
import { loadModules } from "../load/load.ts";
import type { Instance } from "../model.ts";
import { limitsOf, planJobs, selectProperties } from "../run/plan.ts";
import { compileInstance } from "./compile-instance.ts";
import { moduleOf } from "./instantiate.ts";
import { PRIVATE_MEMORY } from "./kernel.ts";
import { simulateWith } from "./simulate-compiled.ts";
import { StateSpace } from "./state-space.ts";
import { FIRST_TABLE_BITS, LARGEST_LOAD } from "./state-table.ts";

const { modules } = await loadModules([fileURLToPath(new URL("../../spec", import.meta.url))]);

/** The instance of the first check of a module, and what is checked of it. */
function firstOf(module: CheckedModule): { instance: Instance; selection: Selection } {
  const { settings, ...job } = planJobs(module)[0]!;
  const declaration = job.kind === "check" ? job.declaration : undefined;
  const limits = limitsOf(declaration);
  const { instance } = elaborate(module, { settings, overrides: new Map(), limits });
  return { instance: instance!, selection: selectProperties(instance!, declaration) };
}

describe.each(modules.map((module) => [module.name, module] as const))("%s", (_, module) => {
  const { instance, selection } = firstOf(module);

  test("its first check can be searched in WebAssembly", () => {
    const compiled = compileInstance(instance, selection);
    expect(moduleOf(compiled)).toBeInstanceOf(WebAssembly.Module);
  });

  test("walks through it are the same in WebAssembly", async () => {
    const walked = { ...selection, temporals: [] };
    const compiled = compileInstance(instance, walked, { walks: true });
    expect(moduleOf(compiled)).toBeInstanceOf(WebAssembly.Module);
    const options = { seed: 1, runs: 10, steps: 60, selection: walked };
    const near = await simulateWith(instance, options, { nativeAfter: 0 });
    const far = await simulateWith(instance, options, { nativeAfter: Infinity });
    expect(near.transitions).toBeGreaterThan(0);
    expect(near).toEqual({ ...far, seconds: near.seconds });
  });
});

test("a search that may store few states does not make room for many", async () => {
  const module = modules.find(({ name }) => name === "examples.cow")!;
  const { instance, selection } = firstOf(module);
  const compiled = compileInstance(instance, selection);
  const slotsFor = (maxStates: number): number => {
    const options = { selection, reduces: false, maxStates, memory: PRIVATE_MEMORY };
    const { kernel } = new StateSpace(instance, compiled, options);
    expect(kernel.useModule(moduleOf(compiled)!)).toBe(true);
    return kernel.table().slots.length;
  };
  expect(slotsFor(2 ** FIRST_TABLE_BITS * LARGEST_LOAD)).toBe(2 ** FIRST_TABLE_BITS);
  expect(slotsFor(Infinity)).toBeGreaterThan(2 ** FIRST_TABLE_BITS);
});

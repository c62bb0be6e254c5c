/** Modules of real size: the two that the language was designed with, and all specifications. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadModules } from "./load.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test("copy-on-write in 60 lines, and a fault handler with every construct of the language", async () => {
  const { modules, diagnostics } = await loadModules([here("check-fixtures")]);
  expect(modules.map(({ name }) => name)).toEqual(["cow", "freebsd.cow_fault", "memory.private"]);
  expect(diagnostics).toEqual([]);
});

test("every name of theirs has a meaning", async () => {
  const { modules } = await loadModules([here("check-fixtures/freebsd/cow_fault.fl")]);
  const [module] = modules;
  const kinds = new Map<string, number>();
  for (const { kind } of module!.resolutions.values()) {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  expect([...kinds.keys()].sort()).toEqual([
    "action",
    "bool",
    "def",
    "effect",
    "enum",
    "field",
    "local",
    "param",
    "process",
    "process-let",
    "process-local",
    "step",
    "symmetric",
    "type",
    "variable",
    "variant",
  ]);
  expect(module!.uses.get("ideal")).toMatchObject({ abstract: true });
  expect(module!.refines).toHaveLength(1);
});

test("the specifications have no errors", async () => {
  const { modules, diagnostics } = await loadModules([here("../spec")]);
  expect(modules.length).toBeGreaterThan(10);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});

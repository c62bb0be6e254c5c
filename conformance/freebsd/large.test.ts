/**
 * Random walks in instances that cannot be closed. FAULTLINE_WALKS gives seconds for each instance and
 * chooser instead of the few walks of every day, and a seed of the moment unless FAULTLINE_SEED is set.
 */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { firstChoice } from "../kit/choosers.ts";
import { instanceOf } from "../kit/instances.ts";
import { measureMutants } from "../kit/mutants.ts";
import { renderReport } from "../kit/render-report.ts";
import { walkRandomly, type WalkOptions } from "../kit/walk.ts";
import { large, largeInstances, loadLarge, mutants, weights } from "./large.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const module = await loadLarge(root);

const seconds = Number(process.env["FAULTLINE_WALKS"] ?? 0);
const seed = Number(process.env["FAULTLINE_SEED"] ?? Date.now() & 0x7fffffff);
const effort: WalkOptions =
  seconds > 0
    ? { walks: Number.MAX_SAFE_INTEGER, maxSeconds: seconds, seed }
    : { walks: 4, maxSeconds: 30 };

const cases = Object.entries(largeInstances).flatMap(([name, wish]) => [
  { name, wish, chooser: "answers that are drawn" as const },
  { name, wish, chooser: "the production chooser" as const },
]);

test.each(cases)(
  "$name, with $chooser, nothing diverges",
  { timeout: 60_000 + 2000 * seconds },
  ({ wish, chooser }) => {
    const production = chooser === "the production chooser" ? firstChoice : undefined;
    const report = walkRandomly(instanceOf(module, wish), large, {
      ...effort,
      ...{ length: 600, weights, production },
    });
    if (seconds > 0) console.log(`seed ${seed}\n${renderReport(report)}`);
    if (report.divergences.length > 0) expect.fail(`\n${renderReport(report)}\n`);
    // Not for nothing: the walks come to what takes many steps.
    const never = report.actions.filter(({ edges }) => edges.done === 0).map(({ name }) => name);
    expect(never).not.toContain("fault.cow");
    expect(never).not.toContain("collapse.finish");
  },
);

test("walks notice what no instance that can be closed shows", async () => {
  const { killed, survived } = await measureMutants({
    root,
    entry: "conformance/freebsd/large.ts",
    export: "large",
    instances: { "many frames": instanceOf(module, largeInstances["many frames"]) },
    mutants,
    explore: (instance, subject) => walkRandomly(instance, subject, { length: 100, weights }),
  });
  expect(survived).toEqual([]);
  for (const { divergence } of killed) expect(divergence?.run.length).toBeLessThan(10);
});

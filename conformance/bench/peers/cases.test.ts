/** The modules that are timed say what the models of the other tools say: at least they count the same. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { exploreCompiled } from "../../../interpreter/compiled/explore-compiled.ts";
import { loadModules } from "../../../interpreter/load/load.ts";
import { planJobs } from "../../../interpreter/run/plan.ts";
import { runJob } from "../../../interpreter/run/run-job.ts";
import { cases, selectCases, startUp, type Case } from "./cases.ts";
import { moduleFile } from "./tools.ts";

/** Beyond this the counts are only held against those that the check names. */
const FEW = 30_000;
const here = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "faultline-cases-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function jobOf(of: Case) {
  const { modules, diagnostics } = await loadModules([moduleFile(of, here, folder)]);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [job] = modules.flatMap((module) => planJobs(module, { only: [of.check] }));
  if (job?.kind !== "check") throw new Error(`${of.name}: no such check`);
  return job;
}

describe.each([startUp, ...cases].map((each) => [each.name, each] as const))("%s", (_name, of) => {
  test("expects the counts of the others", async () => {
    const { verdict, states, transitions } = (await jobOf(of)).expectation;
    expect({ verdict, states, transitions }).toEqual({
      verdict: "holds",
      states: of.states,
      transitions: of.transitions,
    });
  });
  test.runIf(of.states <= FEW)("has them", async () => {
    const { reason, states, transitions } = await runJob(await jobOf(of), {
      explore: exploreCompiled,
    });
    expect({ reason, states, transitions }).toEqual({
      reason: undefined,
      states: of.states,
      transitions: of.transitions,
    });
  });
});

test("cases are chosen by family, by size and by name", () => {
  const chosen = (...words: string[]) => selectCases(words).map(({ name }) => name);
  expect(chosen("medium")).toEqual(["cow medium"]);
  expect(chosen("cow large", "small")).toEqual(["cow small", "cow large"]);
  expect(chosen("peterson").length).toBeGreaterThan(2);
  expect(() => chosen("huge")).toThrow("no case named huge");
});

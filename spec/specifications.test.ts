/**
 * The specifications have no errors, are as they say, and both engines say the same of them.
 *
 * The reference engine is asked about the checks and scenarios of at most FAULTLINE_STATES states, since
 * it may be a hundred times slower: `npm run test:engines` asks it about all of them.
 */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { CheckedModule } from "../interpreter/checked.ts";
import { loadModules } from "../interpreter/load/load.ts";
import { planJobs, type Job } from "../interpreter/run/plan.ts";
import { runJob } from "../interpreter/run/run-job.ts";
import { exploreWithBoth } from "../interpreter/testing/compare-engines.ts";

const asked = process.env.FAULTLINE_STATES;
const limit = Number(asked ?? 200);
/** Beyond this, and of every other check, `npm start` is the test that it is as expected. */
const largest = asked === undefined ? 3_000 : undefined;
const jobsOf = (module: CheckedModule): readonly Job[] =>
  planJobs(module).filter((_, i) => asked !== undefined || i % 2 === 0);
const endless = 10_000_000;

const { modules, diagnostics } = await loadModules([fileURLToPath(new URL(".", import.meta.url))]);
const compared: string[] = [];

async function agree(job: Job): Promise<void> {
  const both = exploreWithBoth(limit);
  const result = await runJob(job, {
    explore: async (instance, options) => {
      const exploration = await both(instance, options);
      if (exploration.states <= limit) compared.push(job.name);
      return exploration;
    },
    maxStates: largest,
  });
  if (result.verdict !== "limit") expect(result.reason ?? "as expected").toBe("as expected");
}

test("the specifications have no errors", () => {
  expect(modules.length).toBeGreaterThan(10);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});

describe.each(modules.map((module) => [module.name, module] as const))("%s", (_name, module) => {
  test.each(jobsOf(module).map((job) => [job.kind, job.name, job] as const))(
    "%s %s",
    { timeout: endless },
    (_kind, _title, job) => agree(job),
  );
});

test("many checks and scenarios were explored by both engines", () => {
  const jobs = modules.flatMap(jobsOf);
  expect(compared.length).toBeGreaterThan(jobs.length / 3);
});

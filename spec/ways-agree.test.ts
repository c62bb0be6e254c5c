/**
 * One thread, several, and a search that goes on from a checkpoint find the same in the specifications: counts,
 * coverage, verdicts and runs. `npm run test:ways` asks of every check and scenario, `npm test` of one in
 * FAULTLINE_WAYS; the reference engine is asked in specifications.test.ts.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Exploration, Explore, ExploreOptions } from "../interpreter/exploration.ts";
import type { Instance } from "../interpreter/model.ts";
import { exploreWith } from "../interpreter/compiled/explore-compiled.ts";
import { builtScript } from "../interpreter/compiled/parallel/built-script.fixture.ts";
import { loadModules } from "../interpreter/load/load.ts";
import { planJobs } from "../interpreter/run/plan.ts";
import { runJob } from "../interpreter/run/run-job.ts";

const oneIn = Number(process.env.FAULTLINE_WAYS ?? 120);
const largest = oneIn === 1 ? undefined : 5_000;
const endless = 10_000_000;

const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "faultline-ways-"));
let script: URL;
beforeAll(async () => {
  script = await builtScript(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const { modules } = await loadModules([fileURLToPath(new URL(".", import.meta.url))]);
const jobs = modules.flatMap((module) => planJobs(module));
const chosen = jobs.filter((_, i) => i % oneIn === 0);

let checkpoints = 0;
/** Searches that went on from a checkpoint. */
const resumed: string[] = [];

type Found = Omit<Exploration, "seconds">;

async function found(instance: Instance, options: ExploreOptions, workers: number): Promise<Found> {
  // Threads are used however small a search is.
  const settings = { script, statesAlone: 50, rowsAlone: 4, waits: workers > 1 };
  const {
    seconds,
    notes = [],
    ...rest
  } = await exploreWith(instance, { ...options, workers }, settings);
  expect(seconds).toBeGreaterThanOrEqual(0);
  return { ...rest, notes: notes.filter((note) => !note.includes("checkpoint")) };
}

/** Begun with room for half of the states, by one thread, and finished by some. */
async function inTwoParts(
  instance: Instance,
  options: ExploreOptions,
  states: number,
  workers: number,
): Promise<Found> {
  const path = join(folder, `checkpoint${++checkpoints}`);
  const checkpoint = { path, every: 1e6, resume: false };
  const maxStates = Math.max(1, states >> 1);
  const part = await exploreWith(instance, { ...options, maxStates, checkpoint });
  // Half of the states may be enough for a violation, or fewer than the first ones: no checkpoint is left then.
  const resume = part.outcome === "limit" && existsSync(`${path}.checkpoint`);
  const result = await found(
    instance,
    { ...options, checkpoint: { ...checkpoint, resume } },
    workers,
  );
  if (resume) resumed.push(path);
  return result;
}

const inEveryWay: Explore = async (instance, options) => {
  const { seconds: _, ...alone } = await exploreWith(instance, { ...options, workers: 1 });
  const expected = { ...alone, notes: alone.notes ?? [] };
  expect(await found(instance, options, 2)).toEqual(expected);
  if (options.maxStates === undefined || alone.outcome !== "limit") {
    for (const workers of [1, 2]) {
      expect(await inTwoParts(instance, options, alone.states, workers)).toEqual(expected);
    }
  }
  return { ...alone, seconds: 0 };
};

test.each(chosen.map((job) => [job.module.name, job.kind, job.name, job] as const))(
  "%s %s %s: found by one thread, by two, and in two parts",
  { timeout: endless },
  async (_module, _kind, _name, job) => {
    const result = await runJob(job, { explore: inEveryWay, maxStates: largest });
    if (result.verdict !== "limit") expect(result.reason ?? "as expected").toBe("as expected");
  },
);

test("most of them went on from a checkpoint", () => {
  expect(resumed.length).toBeGreaterThan(chosen.length);
});

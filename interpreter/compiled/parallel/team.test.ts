import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Exploration, ExploreOptions } from "../../exploration.ts";
import { elaborate } from "../../elaborate/elaborate.ts";
import { loadModules } from "../../load/load.ts";
import { limitsOf, planJobs, selectProperties } from "../../run/plan.ts";
import { exploreWith, type SearchSettings } from "../explore-compiled.ts";
import { builtScript } from "./built-script.fixture.ts";
import { Team } from "./team.ts";

const realStop = Team.prototype.stop;

/** In memory where that can be had, for checkpoints are written here. */
const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const folder = mkdtempSync(join(place, "faultline-team-"));
let script: URL;

beforeAll(async () => {
  script = await builtScript(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const specifications = fileURLToPath(new URL("../../../spec", import.meta.url));
const { modules } = await loadModules([specifications]);

const bench = fileURLToPath(new URL("../../../conformance/bench/cow.fl", import.meta.url));

const check = (moduleName: string, name: string) =>
  named(
    modules.find((each) => each.name === moduleName)!,
    name,
  );

async function checkOf(path: string, name: string) {
  return named((await loadModules([path])).modules[0]!, name);
}

function named(module: (typeof modules)[number], name: string) {
  const job = planJobs(module).find((each) => each.name === name)!;
  const declaration = job.kind === "check" ? job.declaration : undefined;
  const { instance } = elaborate(module, {
    settings: job.settings,
    overrides: new Map(),
    limits: limitsOf(declaration),
  });
  const selection = { ...selectProperties(instance!, declaration), temporals: [] };
  return { instance: instance!, selection };
}

async function explored(
  { instance, selection }: ReturnType<typeof check>,
  workers: number,
  {
    maxStates,
    expectedStates,
    ...settings
  }: Pick<ExploreOptions, "maxStates" | "expectedStates"> & SearchSettings = {},
): Promise<Omit<Exploration, "seconds">> {
  const symmetry = instance.symmetricTypes.length > 0;
  const shared: number[] = [];
  const stop = vi.spyOn(Team.prototype, "stop").mockImplementation(async function (this: Team) {
    shared.push(...this.results.map(({ queued }) => queued.reduce((sum, each) => sum + each, 0)));
    return realStop.call(this);
  });
  const { seconds, ...result } = await exploreWith(
    instance,
    { selection, symmetry, maxStates, expectedStates, workers },
    { script, statesAlone: 100, rowsAlone: 8, waits: true, ...settings },
  );
  stop.mockRestore();
  expect(seconds).toBeGreaterThan(0);
  // Other threads took part: else there is nothing to compare.
  expect(shared.some((queued) => queued > 0)).toBe(workers > 1);
  return result;
}

test.each([
  ["examples.cow", "small"],
  ["examples.peterson", "four"],
  ["examples.write_through_cache", "published"],
  ["examples.readers_writers", "three"],
  ["freebsd.cow_fault", "family"],
  ["freebsd.cow_fault", "shared"],
  ["freebsd.cow_fault", "markEarly"],
])("%s %s: the result does not depend on the number of threads", async (module, name) => {
  const model = check(module, name);
  const alone = await explored(model, 1, { nativeAfter: Infinity });
  for (const [workers, nativeAfter] of [
    [1, 0],
    [2, Infinity],
    [2, 0],
    [3, 0],
    // With the table that it has begun with.
    [2, 0.05],
  ] as const) {
    expect(await explored(model, workers, { nativeAfter })).toEqual(alone);
  }
});

// States of one word, whose slots are their hashes, and of two. The pages are enough for the first table only, for some
// segments too, for a larger table, and for all.
test.each([
  ["medium", 1_135_969],
  ["large", 900_000],
])("cow %s: nor on how much memory WebAssembly has", async (name, states) => {
  const { instance, selection } = await checkOf(bench, name);
  const model = { instance: { ...instance, symmetricTypes: [] }, selection };
  const found: unknown[] = [];
  for (const mostPages of [30, 130, 250, 2000]) {
    for (const workers of [1, 2]) {
      const settings = { maxStates: states, mostPages, nativeAfter: 0 };
      found.push(await explored(model, workers, settings));
    }
  }
  expect(found[0]).toMatchObject({ states });
  for (const each of found) expect(each).toEqual(found[0]);
});

// States of two words, and of one, whose slots are their hashes.
test.each([
  ["examples.barriers", "six", 29_279],
  ["examples.readers_writers", "three", 21_527],
])("%s %s: nor does it at a limit on states", async (module, name, states) => {
  const model = check(module, name);
  const whole = { ...model, instance: { ...model.instance, symmetricTypes: [] } };
  for (const maxStates of [1_000, 15_000, states - 1]) {
    const alone = await explored(whole, 1, { maxStates, nativeAfter: Infinity });
    expect(alone).toMatchObject({ outcome: "limit", states: maxStates });
    expect(await explored(whole, 1, { maxStates, nativeAfter: 0 })).toEqual(alone);
    for (const nativeAfter of [Infinity, 0]) {
      expect(await explored(whole, 3, { maxStates, nativeAfter })).toEqual(alone);
    }
  }
  const all = await explored(whole, 2, { maxStates: states });
  expect(all).toMatchObject({ outcome: "complete", states });
});

test("a search of which many states are expected begins with its threads", async () => {
  const model = await checkOf(bench, "medium");
  const whole = { ...model, instance: { ...model.instance, symmetricTypes: [] } };
  const settings = { statesAlone: undefined, rowsAlone: undefined };
  const found = await explored(whole, 3, { ...settings, expectedStates: 1_135_969 });
  expect(found).toMatchObject({ outcome: "complete", states: 1_135_969, transitions: 16_997_532 });
});

test("and is over at once if it finds few", async () => {
  const { instance, selection } = check("examples.peterson", "four");
  const options = { selection, symmetry: false, workers: 2, expectedStates: 1e12 };
  const found = await exploreWith(instance, options, { script });
  expect(found).toMatchObject({ outcome: "complete", states: 14_844 });
  expect(found.notes).toBeUndefined();
});

test("and where a thread has failed before it is told of the search", async () => {
  const model = await checkOf(bench, "medium");
  const file = join(folder, "fails.mjs");
  writeFileSync(file, "throw new Error('no');");
  const options = { symmetry: false, workers: 2, expectedStates: 1e12, maxStates: 900_000 };
  const asked = { ...options, selection: model.selection };
  const found = await exploreWith(model.instance, asked, { script: pathToFileURL(file) });
  expect(found).toMatchObject({ outcome: "limit", states: 900_000 });
  expect(found.notes).toBeUndefined();
});

test("a search with several threads is interrupted, and its threads end", async () => {
  const { instance, selection } = check("examples.cow", "medium");
  const interruption = new AbortController();
  const onProgress = ({ states }: { readonly states: number }): void => {
    if (states > 150_000) interruption.abort();
  };
  const { outcome, states } = await exploreWith(
    instance,
    { selection, symmetry: false, workers: 2, onProgress, signal: interruption.signal },
    { script, statesAlone: 100, rowsAlone: 8, waits: true },
  );
  expect(outcome).toBe("interrupted");
  expect(states).toBeLessThan(1_135_969);
});

test.each([
  ["examples.peterson", "four", 2000],
  ["freebsd.cow_fault", "markEarly", 200],
])("%s %s: what some threads began, any number of them finish", async (module, name, first) => {
  const { instance, selection } = check(module, name);
  const symmetry = instance.symmetricTypes.length > 0;
  const options = { selection, symmetry };
  const settings = { script, statesAlone: 100, rowsAlone: 8, waits: true };
  const { seconds: _, ...whole } = await exploreWith(instance, options);
  const path = join(folder, module);
  const checkpoint = { path, every: 0.05, resume: true };
  for (const [workers, maxStates] of [
    [2, first],
    [1, first * 1.5],
    [3, first * 2],
  ] as const) {
    const asked = { ...options, workers, maxStates, checkpoint };
    const part = await exploreWith(instance, asked, settings);
    expect(part).toMatchObject({ outcome: "limit", states: maxStates });
  }
  // Interrupted wherever it is, also while one thread does again what several have done.
  for (const looks of [20, 60, 100, 200]) {
    let left = looks;
    const signal = {
      get aborted() {
        return --left < 0;
      },
    } as AbortSignal;
    await exploreWith(instance, { ...options, workers: 2, checkpoint, signal }, settings);
  }
  for (const workers of [2, 1]) {
    const found = await exploreWith(instance, { ...options, workers, checkpoint }, settings);
    const { seconds: __, notes = [], ...rest } = found;
    expect(notes.filter((note) => !note.includes("checkpoint"))).toEqual(whole.notes ?? []);
    expect({ ...rest, ...(whole.notes && { notes: whole.notes }) }).toEqual(whole);
  }
});

test.each([
  ["at its start", "throw new Error('no');", undefined],
  [
    "later",
    `import { parentPort } from "node:worker_threads";
     const none = new Int32Array(0);
     parentPort.postMessage({ findings: none, sites: none, queued: none });
     setTimeout(() => { throw new Error("no"); }, 100);`,
    ["another thread of the search failed (no), so one did it all"],
  ],
])("where a thread fails %s, one does it all", async (when, text, notes) => {
  const { instance, selection } = check("examples.peterson", "four");
  const file = join(folder, `${when}.mjs`);
  writeFileSync(file, text);
  const result = await exploreWith(
    instance,
    { selection, symmetry: false, workers: 2 },
    { script: pathToFileURL(file), statesAlone: 100, rowsAlone: 8, waits: true },
  );
  expect(result).toMatchObject({ outcome: "complete", states: 14_844 });
  expect(result.notes).toEqual(notes);
});

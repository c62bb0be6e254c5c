import fc from "fast-check";
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { Exploration, ExploreOptions } from "../../exploration.ts";
import { exploreReference } from "../../explore/reference.ts";
import type { Instance } from "../../model.ts";
import { explorable } from "../../testing/compare-engines.ts";
import { abstractFiles } from "../../testing/generated-refinement.ts";
import { moduleArbitrary } from "../../testing/module-generator.ts";
import { allOf, everything, instanceOf } from "../../testing/module-text.fixture.ts";
import { exploreWith, type SearchSettings } from "../explore-compiled.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { DataFile } from "./data-file.ts";

/** In memory where that can be had: a disk that others write to takes long to have all of it. */
const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const root = mkdtempSync(join(place, "faultline-checkpoint-"));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

let folders = 0;
/** The path of a checkpoint in a folder of its own. */
function freshPath(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return join(folder, "it");
}

/** A signal that is aborted after it was looked at so often. */
function countdown(looks: number): AbortSignal {
  let left = looks;
  return {
    get aborted() {
      return --left < 0;
    },
  } as AbortSignal;
}

const ABOUT_CHECKPOINTS = /checkpoint/;

/** What the user gets to see of a search, however often it was interrupted. */
function essence({ seconds, notes = [], coverage, ...rest }: Exploration): unknown {
  expect(seconds).toBeGreaterThanOrEqual(0);
  const sites = [...coverage.sites].map((site) => site !== 0);
  const others = notes.filter((note) => !ABOUT_CHECKPOINTS.test(note));
  return { ...rest, steps: [...coverage.steps], sites, notes: others };
}

interface Interruptions {
  readonly looks: readonly number[];
  readonly chunk: number;
  readonly every: number;
}

const interruptions = fc.record({
  looks: fc.array(fc.integer({ min: 4, max: 200 }), { minLength: 1, maxLength: 6 }),
  chunk: fc.integer({ min: 1, max: 9 }),
  every: fc.constantFrom(0, 3600, 3600, 3600),
});

/** Searches until there is an answer, and is interrupted after so many looks. */
async function inPieces(
  instance: Instance,
  options: ExploreOptions,
  { looks, chunk, every }: Interruptions,
  settings: SearchSettings = {},
): Promise<Exploration> {
  const checkpoint = { path: freshPath(), every, resume: true };
  for (const look of looks) {
    const signal = countdown(look);
    const result = await exploreWith(
      instance,
      { ...options, checkpoint, signal },
      { ...settings, chunk },
    );
    if (result.outcome !== "interrupted") return result;
  }
  return exploreWith(instance, { ...options, checkpoint }, { ...settings, chunk });
}

test("a search that was interrupted anywhere and went on finds what one in one piece finds", async () => {
  await fc.assert(
    fc.asyncProperty(moduleArbitrary, interruptions, async (text, when) => {
      const files = { "generated.fl": text, ...abstractFiles };
      const { instance, options } = await explorable(files, "generated.fl");
      const whole = await exploreWith(instance, options, { chunk: when.chunk });
      const pieces = await inPieces(instance, options, when);
      expect(essence(pieces)).toEqual(essence(whole));
      if (options.symmetry || whole.outcome === "limit") return;
      const { states, transitions, depth } = await exploreReference(instance, options);
      expect(pieces).toMatchObject({ states, transitions, depth });
    }),
    { numRuns: 40 },
  );
}, 120_000);

/** Two counters, an invariant that fails late or never, and some ten thousand states. */
const COUNTERS = `
  param MAX: 1..99 = 60
  param LAST: 1..200 = 200
  type Count = 0..99
  state { a: Count = 0; b: Count = 0; up: bool = true }
  action left when a < MAX { a += 1 }
  action right when b < MAX and a > b { b += 1 }
  action turn when a == b { if up { up = false } else { up = true } }
  invariant low: a + b < LAST
  invariant lower: a + b <= LAST + 1
  terminal true`;

const counters = await instanceOf(COUNTERS);
const failing = await instanceOf(COUNTERS.replace("LAST: 1..200 = 200", "LAST: 1..200 = 90"));

test.each([
  ["holds", counters],
  ["fails", failing],
])("at each limit on states it stops, and goes on with a larger one: %s", async (_, instance) => {
  const path = freshPath();
  const options = allOf(instance, { checkpoint: { path, every: 3600, resume: true } });
  const whole = await exploreWith(instance, allOf(instance));
  for (const maxStates of [1, 2, 100, 101, 500, 1500]) {
    const limited = { ...options, maxStates };
    const result = await exploreWith(instance, limited);
    expect(result).toMatchObject({ outcome: "limit", limit: "states", states: maxStates });
    // As often as it is tried.
    expect(essence(await exploreWith(instance, limited))).toEqual(essence(result));
    const uninterrupted = await exploreWith(instance, allOf(instance, { maxStates }));
    expect(essence(result)).toEqual(essence(uninterrupted));
  }
  const rest = await exploreWith(instance, options);
  expect(essence(rest)).toEqual(essence(whole));
  expect(rest.notes?.[0]).toMatch(/^the search went on from a checkpoint of [\d,]+ states$/);
});

test.each([
  ["holds", "weakly fair"],
  ["is violated", ""],
])("edges of before a checkpoint count for a temporal property: it %s", async (_, fair) => {
  const text = COUNTERS.replaceAll(" when a ", ` ${fair} when a `);
  const instance = await instanceOf(`${text}\ntemporal arrives: eventually a == MAX`);
  const { selection, ...others } = allOf(instance);
  const options = { ...others, selection: { ...selection, temporals: [0] } };
  const whole = await exploreWith(instance, options);
  expect(whole.outcome).toBe(fair === "" ? "violation" : "complete");
  const pieces = await inPieces(instance, options, { looks: [40, 60, 99], chunk: 5, every: 0 });
  expect(essence(pieces)).toEqual(essence(whole));
  expect(pieces.notes?.join()).toMatch(/went on from a checkpoint/);
});

test("a search that needs more memory goes on with more", async () => {
  const instance = await instanceOf(COUNTERS.replaceAll("99", "900").replace("60", "900"));
  const options = allOf(instance, {
    checkpoint: { path: freshPath(), every: 3600, resume: true },
  });
  const stopped = await exploreWith(instance, { ...options, memory: 400_000 });
  expect(stopped).toMatchObject({ outcome: "limit", limit: "memory" });
  await expect(exploreWith(instance, { ...options, memory: 300_000 })).rejects.toThrow(
    /has [\d,]+ states, more than --max-states or --memory allow/,
  );
  const rest = await exploreWith(instance, options);
  expect(essence(rest)).toEqual(essence(await exploreWith(instance, allOf(instance))));
});

test("a finished search with a checkpoint is not done again", async () => {
  const checkpoint = { path: freshPath(), every: 0, resume: true };
  for (const instance of [counters, failing]) {
    const path = `${checkpoint.path}${instance === failing ? "2" : ""}`;
    const options = allOf(instance, { checkpoint: { ...checkpoint, path } });
    const first = await exploreWith(instance, options);
    let expanded = 0;
    const again = await exploreWith(instance, options, {
      get chunk() {
        return expanded++;
      },
    });
    expect(expanded).toBe(0);
    expect(essence(again)).toEqual(essence(first));
  }
});

test("a search that is soon done leaves nothing behind", async () => {
  const path = freshPath();
  await exploreWith(
    counters,
    allOf(counters, { checkpoint: { path, every: 3600, resume: false } }),
  );
  expect(readdirSync(join(path, ".."))).toEqual([]);
});

// ---------------------------------------------------------------------------------------------
// Files

/** The path of a checkpoint of some states of an instance, and its files. */
async function stoppedAt(
  maxStates: number,
  instance = counters,
): Promise<{ path: string; files: Record<"checkpoint" | "states" | "parents", string> }> {
  const path = freshPath();
  const checkpoint = { path, every: 3600, resume: false };
  await exploreWith(instance, allOf(instance, { maxStates, checkpoint }));
  const folder = join(path, "..");
  const names = readdirSync(folder);
  expect(names).toHaveLength(3);
  const named = (ending: string): string =>
    join(
      folder,
      names.find((name) => name.endsWith(`.${ending}`))!,
    );
  const files = {
    checkpoint: named("checkpoint"),
    states: named("states"),
    parents: named("parents"),
  };
  return { path, files };
}

function goOn(path: string, more: Partial<ExploreOptions> = {}, instance = counters) {
  const checkpoint = { path, every: 3600, resume: true };
  return exploreWith(instance, allOf(instance, { checkpoint, ...more }));
}

test("what a killed process leaves beside the last whole checkpoint does no harm", async () => {
  const { path, files } = await stoppedAt(700);
  appendFileSync(files.states, "half a state");
  appendFileSync(files.parents, Buffer.alloc(5000, 1));
  writeFileSync(`${files.checkpoint}.new`, "faultline check");
  writeFileSync(`${path}.0123456789abcdef.states`, "of a search that was never one");
  const whole = await exploreWith(counters, allOf(counters));
  const copy = freshPath();
  cpSync(join(path, ".."), join(copy, ".."), { recursive: true });
  expect(essence(await goOn(copy))).toEqual(essence(whole));
  // It writes behind what belongs to the checkpoint.
  await goOn(path, { maxStates: 900 });
  expect(essence(await goOn(path))).toEqual(essence(whole));
});

test("a new search takes the place of an old one as a whole", async () => {
  const { path } = await stoppedAt(700);
  const checkpoint = { path, every: 3600, resume: false };
  await exploreWith(counters, allOf(counters, { maxStates: 300, checkpoint }));
  expect(readdirSync(join(path, ".."))).toHaveLength(3);
  const result = await goOn(path);
  expect(result).toMatchObject({ outcome: "complete" });
  expect(result.notes?.[0]).toMatch(/of 2\d\d states|of 300 states/);
});

test("files that are damaged anywhere are refused", async () => {
  const { path, files } = await stoppedAt(700);
  const kinds = ["checkpoint", "states", "parents"] as const;
  const sizes = kinds.map((kind) => statSync(files[kind]).size);
  const damage = fc.record({
    kind: fc.constantFrom(...kinds.keys()),
    at: fc.nat(),
    how: fc.oneof(fc.integer({ min: 1, max: 255 }), fc.constant("cut")),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ kind, at, how }) => {
      const copy = freshPath();
      cpSync(join(path, ".."), join(copy, ".."), { recursive: true });
      const file = files[kinds[kind]!].replace(join(path, ".."), join(copy, ".."));
      const place = at % sizes[kind]!;
      if (how === "cut") truncateSync(file, place);
      else {
        const bytes = readFileSync(file);
        bytes[place]! ^= how as number;
        writeFileSync(file, bytes);
      }
      await expect(goOn(copy)).rejects.toThrow(CheckpointError);
      await expect(goOn(copy)).rejects.toThrow(/it\.checkpoint is damaged \(.*\): remove it/);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test.each([
  ["rows", 2 ** 40, /numbers do not fit/],
  ["expanded", 0, /numbers do not fit/],
  ["end", 10_000, /numbers do not fit/],
  ["initialStates", 9_999, /numbers do not fit/],
  ["initialStates", 0, /no place in a run/],
  ["level", -1, /no level/],
  ["depth", "deep", /no depth/],
  ["queued", [1], /numbers do not fit/],
  ["queued", [1, 2, 1e300], /no queued/],
  ["sites", "", /numbers do not fit/],
  ["findings", [-3], /no findings/],
  ["isOrdered", null, /no isOrdered/],
  ["seconds", -1, /no seconds/],
])("a manifest with wrong %s and the right checksum is refused", async (field, value, message) => {
  const { path, files } = await stoppedAt(700);
  const { crc32 } = await import("node:zlib");
  const [, body] = readFileSync(files.checkpoint, "utf8").split("\n");
  const manifest = JSON.parse(body!) as { search: Record<string, unknown> };
  manifest.search[field] = value;
  const changed = JSON.stringify(manifest);
  const sum = crc32(changed).toString(16).padStart(8, "0");
  writeFileSync(files.checkpoint, `faultline checkpoint 1 ${sum}\n${changed}\n`);
  await expect(goOn(path)).rejects.toThrow(message);
});

test("what is no file is not waited for", async () => {
  const { path, files } = await stoppedAt(700);
  rmSync(files.states);
  await expect(goOn(path)).rejects.toThrow(/it\.checkpoint cannot be read: ENOENT/);
  mkdirSync(files.states);
  await expect(goOn(path)).rejects.toThrow(/cannot be read|is damaged/);
  rmSync(files.checkpoint);
  mkdirSync(files.checkpoint);
  await expect(goOn(path)).rejects.toThrow(/is damaged \(no manifest\)/);
});

test("another format is said to be one", async () => {
  const { path, files } = await stoppedAt(700);
  const text = readFileSync(files.checkpoint, "utf8");
  writeFileSync(files.checkpoint, text.replace("checkpoint 1", "checkpoint 2"));
  await expect(goOn(path)).rejects.toThrow(/format 2, where this version has 1/);
});

test.each([
  ["another parameter", COUNTERS.replace("= 60", "= 61"), /MAX was 60 and is 61/],
  ["another text", COUNTERS.replace("a > b", "a >= b"), /the module has changed since/],
  [
    "another state",
    COUNTERS.replace("up: bool = true", "up: bool = false"),
    /the module has changed/,
  ],
])("a checkpoint of %s is refused", async (_, text, message) => {
  const { path } = await stoppedAt(700);
  const other = await instanceOf(text);
  await expect(goOn(path, {}, other)).rejects.toThrow(message);
  await expect(goOn(path, {}, other)).rejects.toThrow(/give --checkpoint another folder/);
});

test("a checkpoint of other properties is refused, one of other comments is not", async () => {
  const { path } = await stoppedAt(700);
  const selection = { ...everything(counters), invariants: [0] };
  await expect(goOn(path, { selection })).rejects.toThrow(/other properties were checked/);
  const commented = await instanceOf(`// One line more.\n${COUNTERS}`);
  expect(await goOn(path, {}, commented)).toMatchObject({ outcome: "complete" });
});

test("a checkpoint with other code or symmetry is refused", async () => {
  const text = `symmetric type Hand[3]
    state { held: map[Hand] of 0..9 = 0 }
    action up(h: Hand) when held[h] < 9 { held[h] += 1 }
    terminal true`;
  const instance = await instanceOf(text);
  const { path } = await stoppedAt(100, instance);
  await expect(goOn(path, { symmetry: true }, instance)).rejects.toThrow(
    /symmetry was not used, and is now/,
  );
  const { COMPACT_LIMITS } = await import("../generate/routine.ts");
  const options = allOf(instance, { checkpoint: { path, every: 3600, resume: true } });
  await expect(exploreWith(instance, options, { limits: COMPACT_LIMITS })).rejects.toThrow(
    /another version of faultline/,
  );
});

// ---------------------------------------------------------------------------------------------
// A disk that is full

test("a disk that is full is said once; the search goes on, and the last checkpoint stays", async () => {
  const { path, files } = await stoppedAt(700);
  const kept = freshPath();
  cpSync(join(path, ".."), join(kept, ".."), { recursive: true });
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
  });
  vi.spyOn(DataFile.prototype, "append").mockRejectedValue(full);
  const warn = vi.fn();
  const checkpoint = { path, every: 0, resume: true, warn };
  const stopped = await exploreWith(counters, allOf(counters, { maxStates: 1500, checkpoint }));
  expect(stopped).toMatchObject({ outcome: "limit", states: 1500 });
  const reason = "checkpoints cannot be written (ENOSPC: no space left on device)";
  expect(warn.mock.calls).toEqual([[`${reason}; the search goes on`]]);
  expect(stopped.notes?.at(-1)).toMatch(
    /^checkpoints cannot be written \(ENOSPC.*\); the last whole one is of [67]\d\d states$/,
  );
  vi.restoreAllMocks();
  const whole = await exploreWith(counters, allOf(counters));
  for (const each of [path, kept]) expect(essence(await goOn(each))).toEqual(essence(whole));
  expect(statSync(files.states).isFile()).toBe(true);
});

test("where no checkpoint could be written, none is left", async () => {
  const path = freshPath();
  vi.spyOn(DataFile.prototype, "append").mockRejectedValue(new Error("EIO: i/o error, write"));
  const options = allOf(counters, { checkpoint: { path, every: 0, resume: false } });
  const result = await exploreWith(counters, options);
  expect(essence(result)).toEqual(essence(await exploreWith(counters, allOf(counters))));
  expect(result.notes).toEqual(["checkpoints cannot be written (EIO: i/o error); there is none"]);
  expect(readdirSync(join(path, ".."))).toEqual([]);
});

test("a disk that has room again gets the next checkpoint", async () => {
  const path = freshPath();
  vi.spyOn(DataFile.prototype, "append")
    .mockRejectedValueOnce(new Error("ENOSPC: no space left on device, write"))
    .mockRejectedValueOnce(new Error("ENOSPC: no space left on device, write"));
  const options = allOf(counters, { checkpoint: { path, every: 0, resume: false } });
  const result = await exploreWith(counters, { ...options, maxStates: 900 }, { chunk: 5 });
  expect(result.notes).toEqual([
    expect.stringMatching(/^a checkpoint of [89]\d\d states was written: --resume .* goes on/),
  ]);
  copyFileSync(`${path}.checkpoint`, `${path}.copy`);
  expect(await goOn(path)).toMatchObject({ outcome: "complete" });
});

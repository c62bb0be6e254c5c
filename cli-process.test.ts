/** The command as a process of its own: signals, pipes that close, and the link that npx uses. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = join("node_modules", ".cache", `faultline-process-${process.pid}`);
const cli = join(folder, "dist", "cli.js");
const modules = join(folder, "modules");

const SMALL = `module small
state { lit: bool = false }
action toggle { lit = not lit }
invariant known: lit or not lit
check full { expect holds }
`;

/** More states than any machine has room for. */
const ENDLESS = `module vast
type Word = 0..999
state { words: map[0..9] of Word = 0 }
action up(n: 0..9) when words[n] < 999 { words[n] += 1 }
action back(n: 0..9) when words[n] > 0 { words[n] -= 1 }
check full { expect holds }
`;

/** Some states, of which those far from the start break an invariant. */
const TALL = `module tall
type Count = 0..40
state { a: Count = 0; b: Count = 0; c: Count = 0; d: Count = 0 }
action first when a < 40 { a += 1 }
action second when b < 40 { b += 1 }
action third when c < 40 { c += 1 }
action fourth when d < 40 { d += 1 }
terminal true
invariant low: a + b + c + d < 146
check whole { without low; expect holds; expect states 2825761 }
check bug { expect violates low in 146 steps }
`;

beforeAll(() => {
  const built = spawnSync(process.execPath, ["build.mjs", join(folder, "dist")], {
    encoding: "utf8",
  });
  expect(built.stderr).toBe("");
  // Installed: the specifications are beside dist/.
  symlinkSync(join(process.cwd(), "spec"), join(folder, "spec"));
  mkdirSync(modules);
  writeFileSync(join(modules, "small.fl"), SMALL);
  writeFileSync(join(modules, "vast.fl"), ENDLESS);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (err += data.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

test("Ctrl-C ends with 130, what was finished, and how far the rest had got", async () => {
  const child = spawn(process.execPath, [cli, "check", modules]);
  const end = ended(child);
  // The report of the first module is out, so the second is being explored.
  child.stdout.once("data", () => setTimeout(() => child.kill("SIGINT"), 300));
  const { code, out, err } = await end;
  expect(err).toBe("");
  expect(out).toMatch(/ok +full +holds/);
  expect(out).toMatch(/\?\? +full +interrupted/);
  expect(out).toMatch(/Interrupted\. 1 of 2 finished; vast check full had found [\d,]+ states/);
  expect(code).toBe(130);
});

/** In memory where that can be had: a disk that others write to takes long to have all of it. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** The results of a document of `--json`, without what depends on time. */
function resultsOf(out: string): { readonly results: object[]; readonly notes: string[] } {
  const { results } = JSON.parse(out) as { results: { notes: string[]; seconds: number }[] };
  return {
    results: results.map((result) => ({ ...result, notes: [], seconds: 0 })),
    notes: results.flatMap(({ notes }) => notes),
  };
}

test.each(["1", "2"])(
  "killed at random moments, a check goes on to what it finds in one piece, %s threads",
  async (workers) => {
    const path = join(folder, "tall.fl");
    writeFileSync(path, TALL);
    const args = [cli, "check", path, "--json", "--workers", workers];
    const whole = await ended(spawn(process.execPath, args));
    expect(whole.code).toBe(0);
    const kept = mkdtempSync(join(memory, "faultline-kept-"));
    const resumed = [...args, "--checkpoint-every", "0.05", "--resume", kept];
    let kills = 0;
    const killWithin = async (check: string): Promise<void> => {
      const child = spawn(process.execPath, resumed);
      const end = ended(child);
      await hasNewCheckpoint(join(kept, `tall.${check}.checkpoint`), child);
      await sleep(Math.random() * 100);
      if (child.kill("SIGKILL")) kills++;
      await end;
    };
    for (const check of ["whole", "whole", "bug", "bug"]) await killWithin(check);
    // The last of them may have come to its end before it was to be killed.
    while (readdirSync(kept).length === 0) await killWithin("bug");
    expect(kills).toBeGreaterThan(1);
    const last = await ended(spawn(process.execPath, resumed));
    expect(resultsOf(last.out).results).toEqual(resultsOf(whole.out).results);
    expect(resultsOf(last.out).notes.join()).toContain("went on from a checkpoint of");
    expect(last).toMatchObject({ code: 0, err: "" });
    // All checks have an answer: nothing is left.
    expect(readdirSync(kept)).toEqual([]);
    rmSync(kept, { recursive: true });
  },
  180_000,
);

/** Comes back when the process has written one of that name, or has ended. */
async function hasNewCheckpoint(path: string, child: ChildProcess): Promise<void> {
  const written = (): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const before = written();
  while (written() === before && child.exitCode === null) await sleep(5);
}

test("Ctrl-C writes a last checkpoint and says how to go on", async () => {
  const kept = mkdtempSync(join(memory, "faultline-kept-"));
  const args = [cli, "check", join(modules, "vast.fl")];
  const child = spawn(process.execPath, [...args, "--checkpoint", kept]);
  const end = ended(child);
  setTimeout(() => child.kill("SIGINT"), 3000);
  const { code, out, err } = await end;
  expect(err).toBe("");
  expect(out.replaceAll(/\s+/g, " ")).toContain(
    `states was written: --resume ${kept} goes on from it`,
  );
  expect(code).toBe(130);
  const more = await ended(spawn(process.execPath, [...args, "--resume", kept, "--time", "1"]));
  expect(more.out.replaceAll(/\s+/g, " ")).toMatch(/went on from a checkpoint of [\d,]+ states/);
  expect(more.code).toBe(3);
  // Begun anew, it would be lost.
  const anew = await ended(spawn(process.execPath, [...args, "--checkpoint", kept]));
  expect(anew.err).toContain("has a checkpoint of vast.full already: --resume");
  expect(anew.code).toBe(2);
  rmSync(kept, { recursive: true });
});

test("Ctrl-C ends conform with 130, and says what is open", async () => {
  const child = spawn(process.execPath, [cli, "conform", "freebsd", "--instance", "race"]);
  const end = ended(child);
  // The command has begun, and it takes far longer to be done.
  setTimeout(() => child.kill("SIGINT"), 3000);
  const { code, out, err } = await end;
  expect(err).toBe("");
  expect(out).toMatch(/\?\? +\w+: race +open/);
  expect(out).toMatch(/instances?: \d closed, 1 open/);
  expect(code).toBe(130);
});

test("mutants run in child processes, and their report is the same however many there are", async () => {
  const report = async (workers: string) => {
    const args = [cli, "mutate", join(modules, "small.fl"), "--workers", workers];
    const { out, code } = await ended(spawn(process.execPath, args));
    return { out: out.replace(/\([\d.]+ m?s\)/, "(time)"), code };
  };
  const one = await report("1");
  expect(one.out).toContain("score");
  expect(one.code).toBe(1);
  expect(await report("2")).toEqual(one);
});

test("Ctrl-C ends mutate with 130, and says how much is open", async () => {
  const args = [cli, "mutate", join(modules, "vast.fl"), "--max-states", "30000000"];
  const child = spawn(process.execPath, args);
  const end = ended(child);
  setTimeout(() => child.kill("SIGINT"), 3000);
  const { code, out } = await end;
  expect(out).toMatch(/Interrupted, with [1-9]\d* mutants not run/);
  expect(code).toBe(130);
});

/** Mutants of all fates, each of which takes a while. */
const BUSY = `module busy
type Count = 0..8
state { a: Count = 0; b: Count = 0; c: Count = 0 }
action first when a < 7 and a + b < 13 { a += 1 }
action second when b < 7 { b += 1 }
action third when c < 7 { c += 1; if a > 3 { b = 0 } }
action fourth when c == 7 or a == 7 { c = 0 }
terminal true
invariant low: a < 8 and b < 8
check whole { expect holds }
`;

test("killed again and again, mutate with a journal ends with the report of a run in one piece", async () => {
  const path = join(folder, "busy.fl");
  writeFileSync(path, BUSY);
  const args = [cli, "mutate", path, "--json", "--workers", "1"];
  const reportOf = (out: string) => {
    const { outcome, modules } = JSON.parse(out) as { outcome: string; modules: Mutated[] };
    const [{ mutants, checks, journal, seconds: _, ...rest }] = modules as [Mutated];
    const report = {
      ...rest,
      outcome,
      mutants,
      checks: checks.map((each) => ({ ...each, seconds: 0 })),
    };
    return { report, journal };
  };
  const whole = await ended(spawn(process.execPath, args));
  const expected = reportOf(whole.out).report;
  const kept = join(folder, "busy.journal");
  const linesKept = () => (existsSync(kept) ? readFileSync(kept, "utf8").split("\n").length : 0);
  const codes: (number | null)[] = [];
  for (const signal of ["SIGKILL", "SIGINT", "SIGKILL", "SIGKILL"] as const) {
    const child = spawn(process.execPath, [...args, "--journal", kept]);
    const end = ended(child);
    const enough = linesKept() + 5;
    while (linesKept() < enough && child.exitCode === null) await sleep(5);
    await sleep(Math.random() * 50);
    child.kill(signal);
    const { code, out } = await end;
    codes.push(code);
    if (code === 130) expect(reportOf(out).report.outcome).toBe("interrupted");
  }
  expect(codes.slice(0, 2)).toEqual([null, 130]);
  const last = await ended(spawn(process.execPath, [...args, "--journal", kept]));
  const { report, journal } = reportOf(last.out);
  expect(report).toEqual(expected);
  expect(journal?.taken).toBeGreaterThan(10);
  expect(last).toMatchObject({ code: whole.code, err: "" });
  rmSync(kept);
}, 180_000);

interface Mutated {
  readonly seconds: number;
  readonly mutants: readonly object[];
  readonly checks: readonly object[];
  readonly journal?: { readonly taken: number };
}

test("a disk that is full under the journal is said once, and loses only what had no room", async () => {
  const kept = join(folder, "small.journal");
  const path = join(folder, "busy.fl");
  writeFileSync(path, BUSY);
  const args = [cli, "mutate", path, "--only", "number", "--journal", kept, "--workers", "1"];
  // As a full disk, a limit makes a write end early and the next one fail: here after 4 kB.
  const limited = ["-c", 'ulimit -f 8 && exec "$@"', "sh", process.execPath, ...args];
  const first = await ended(spawn("sh", limited));
  expect(
    first.err.match(/cannot be written \(it may not be larger\); the run goes on/g),
  ).toHaveLength(1);
  expect(statSync(kept).size).toBe(4096);
  const second = await ended(spawn(process.execPath, args));
  expect(second.err).toMatch(/the last line of .*small\.journal was not written to its end/);
  expect(second.out).toMatch(/taken from the journal: [1-9]/);
  const scores = [first, second].map(({ out }) => /score.*killed/.exec(out)![0]);
  expect(scores[0]).toBe(scores[1]);
});

test("a reader that goes away is no error to talk about", async () => {
  const child = spawn(process.execPath, [cli, "check", join(modules, "small.fl")]);
  const end = ended(child);
  child.stdout.destroy();
  const { code, err } = await end;
  expect({ code, err }).toEqual({ code: 141, err: "" });
});

test.runIf(existsSync("/dev/full"))(
  "a full disk under the report is said, with exit code 2",
  () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, "check", join(modules, "small.fl")],
      { stdio: ["ignore", full, "pipe"], encoding: "utf8" },
    );
    closeSync(full);
    expect(stderr).toMatch(/^faultline: cannot write the output: .*no space left/);
    expect(status).toBe(2);
  },
);

test("runs through a link, as npx starts it", () => {
  const link = join(folder, "faultline");
  symlinkSync(join("dist", "cli.js"), link);
  const { status, stdout } = spawnSync(process.execPath, [link, "--help"], { encoding: "utf8" });
  expect(stdout).toContain("Usage: faultline");
  expect(status).toBe(0);
});

test("runs without what Node kept of it, with a part of that, and with another Node's", () => {
  const dist = join(folder, "dist");
  const kept = join(
    dist,
    readdirSync(dist).find((name) => name.endsWith(".cache"))!,
  );
  const whole = readFileSync(kept);
  const foreign = Buffer.from(whole);
  foreign.writeUInt32LE(foreign.readUInt32LE(4) ^ 1, 4);
  for (const content of [foreign, whole.subarray(0, whole.length >> 1), Buffer.alloc(0), null]) {
    if (content === null) rmSync(kept);
    else writeFileSync(kept, content);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cli, "check", join(modules, "small.fl")],
      {
        encoding: "utf8",
      },
    );
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("all as expected");
  }
  writeFileSync(kept, whole);
});

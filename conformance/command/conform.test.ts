import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { conform, type ConformOptions } from "./conform.ts";

async function run(options: ConformOptions) {
  let [out, err] = ["", ""];
  const code = await conform(options, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () {})(),
    environment: { NO_COLOR: "1" },
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

test("an instance that is closed is said to be, with its size", async () => {
  const { code, out } = await run({ suites: ["tutorial"], instance: ["narrow"] });
  expect(code).toBe(0);
  expect(out).toMatch(/ok +narrow +closed +55 +332 +274/);
  expect(out).toContain("1 instance: 1 closed");
});

test("a budget that runs out is exit code 3", async () => {
  const { code, out } = await run({ suites: ["freebsd"], instance: ["wired"], maxSeconds: 0 });
  expect(code).toBe(3);
  expect(out).toContain("1 open");
});

test("the report as JSON is one document", async () => {
  const { out } = await run({ suites: ["tutorial"], instance: ["narrow"], json: true });
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    results: [{ suite: "tutorial", instance: "narrow", closed: true }],
  });
});

test("names that there are not are answered with those that there are", async () => {
  expect(await run({ suites: ["tutoral"] })).toEqual({
    code: 2,
    out: "",
    err: "faultline: there is no suite tutoral: did you mean tutorial?\n",
  });
  const { code, err } = await run({ suites: [], instance: ["nowhere"] });
  expect(code).toBe(2);
  expect(err).toContain("deferValid: race");
});

test("a folder with specifications of its own does not hide those of the suites", async () => {
  const folder = mkdtempSync(join(tmpdir(), "faultline-conform-"));
  mkdirSync(join(folder, "spec"));
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect((await run({ suites: ["tutorial"], instance: ["narrow"] })).code).toBe(0);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
});

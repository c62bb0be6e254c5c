import { Ajv2020 } from "ajv/dist/2020.js";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exploreProduct } from "../kit/product.ts";
import { miscounting, queue } from "../kit/queue.fixture.ts";
import { walkRandomly } from "../kit/walk.ts";
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

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(
  JSON.parse(readFileSync(new URL("conformance.schema.json", import.meta.url), "utf8")) as object,
);

describe("the report as JSON", () => {
  test.each<readonly [ConformOptions, number, string, readonly object[]]>([
    [
      { suites: ["tutorial"], instance: ["narrow"] },
      0,
      "as-expected",
      [{ suite: "tutorial", instance: "narrow", closed: true }],
    ],
    [
      { suites: ["freebsd"], instance: ["deferValid: wired"], maxSeconds: 0 },
      3,
      "limit",
      [{ suite: "freebsd", instance: "deferValid: wired", closed: false, budget: "seconds" }],
    ],
    [{ suites: ["tutoral"] }, 2, "wrong-input", []],
  ])("of %o is one document that fits the schema, and says what came of it", async (...given) => {
    const [options, expected, outcome, results] = given;
    const { code, out } = await run({ ...options, json: true });
    const document: unknown = JSON.parse(out);
    validate(document);
    expect(validate.errors).toBeNull();
    expect(document).toMatchObject({ version: 1, outcome, results });
    expect(code).toBe(expected);
  });

  test("every divergence fits the schema", () => {
    const { divergences, ...rest } = exploreProduct(queue, miscounting, {
      maxDivergences: Infinity,
    });
    const walk = walkRandomly(queue, miscounting, { seed: 1 });
    expect(divergences.length * walk.divergences.length).toBeGreaterThan(0);
    const named = { suite: "s", instance: "i" };
    const results = [
      { ...named, ...rest, divergences },
      { ...named, ...walk },
    ];
    validate(JSON.parse(JSON.stringify({ version: 1, outcome: "not-as-expected", results })));
    expect(validate.errors).toBeNull();
  });

  test("the schema notices a field that it does not know, and one that is missing", () => {
    expect(validate({ version: 1, outcome: "limit", results: [] })).toBe(true);
    expect(validate({ version: 1, outcome: "limit", results: [], more: 1 })).toBe(false);
    expect(validate({ version: 1, outcome: "limit", results: [{ suite: "s" }] })).toBe(false);
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

test("only instances of the suites that are meant are named", async () => {
  const { code, err } = await run({ suites: ["tutorial"], instance: ["nowhere"] });
  expect(code).toBe(2);
  expect(err).toContain("narrow");
  expect(err).not.toContain("race");
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

/** `faultline check --compact` from outside: what it prints, and what it does not go with. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "./cli.ts";

const WIDE = `module wide
state { a: map[0..5] of 0..65535 = 0 }
action flip(i: 0..5) { a[i] = 1 - a[i] }
invariant few: count(i: 0..5 where a[i] == 1) < 4
check four { expect violates few in 4 steps }
check rest { without few;  expect holds }
scenario "never" unreachable when a[0] == 2
`;

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "faultline-compact-"));
  path = join(folder, "wide.fl");
  writeFileSync(path, WIDE);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function compact(
  ...options: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const written = { out: "", err: "" };
  const code = await main(["check", path, "--compact", ...options], {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    stdin: (async function* () {})(),
    environment: {},
    signal: new AbortController().signal,
  });
  return { code, ...written };
}

test("what holds or is unreachable is told with the probability of an omission", async () => {
  const { code, out } = await compact();
  expect(out).toMatch(/ok +rest +holds \(omission <= 1.2e-16\) +64 /);
  expect(out).toMatch(/ok +"never" +unreachable \(omission <= 1.2e-16\) +64 /);
  expect(out).toMatch(/ok +four +violates few in 4 steps +\d/);
  expect(out.replaceAll(/\s+/g, " ")).toContain("note: of a state 64 bits of a hash were kept;");
  expect(code).toBe(0);
});

test("--json has it too, and fits the schema", async () => {
  const schema: unknown = JSON.parse(
    readFileSync("interpreter/report/results.schema.json", "utf8"),
  );
  const validate = new Ajv2020({ allErrors: true }).compile(schema as object);
  const json: unknown = JSON.parse((await compact("--json")).out);
  expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
  const compaction = { bits: 64, omission: (64 * 65) / 2 / 2 ** 64 };
  const results = expect.arrayContaining([expect.objectContaining({ check: "rest", compaction })]);
  expect(json).toMatchObject({ results });
});

test.each([
  [["--checkpoint", "kept"], /'--compact' cannot be used with option '--checkpoint <folder>'/],
  [["--resume", "kept"], /'--compact' cannot be used with option '--resume <folder>'/],
  [["--measure", "m"], /'--compact' cannot be used with option '--measure <name>'/],
  [["--workers", "2"], /--compact uses one thread: not with --workers/],
  [["--engine", "reference"], /the reference engine does not compact states/],
])("%j with it is 2", async (options, message) => {
  const { code, out, err } = await compact(...options);
  expect(err).toMatch(message);
  expect({ code, out }).toEqual({ code: 2, out: "" });
});

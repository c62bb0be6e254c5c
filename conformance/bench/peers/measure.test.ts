/** What a command costs is told with what it said and how it ended. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { createMeasure } from "./measure.ts";

const folder = mkdtempSync(join(tmpdir(), "faultline-measure-"));
afterAll(() => rmSync(folder, { recursive: true }));
const source = fileURLToPath(new URL("measure.c", import.meta.url));
const compiler = spawnSync("cc", ["--version"]).status === 0;

describe.runIf(compiler)("a command", () => {
  const measure = compiler ? createMeasure(source, folder) : undefined;
  const node = (text: string) => measure!([process.execPath, "-e", text], folder);

  test("ends as it did, and says what it said", () => {
    const { code, stdout, stderr } = node("console.log('o'); console.error('e'); process.exit(3)");
    expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: "o\n", stderr: "e\n" });
  });

  test("that is not there ends with 127", () => {
    const { code, stderr } = measure!(["./no-such-program"], folder);
    expect(code).toBe(127);
    expect(stderr).toContain("no-such-program");
  });

  test("takes as much more memory as it fills, also in a child", () => {
    const fill = "Buffer.alloc(100e6, 1)";
    const child = `require("child_process").spawnSync(process.execPath, ["-e", "${fill}"])`;
    const [little, large, below] = ["", fill, child].map((text) => node(text).cost.peak);
    expect(large! - little!).toBeGreaterThan(80e6);
    expect(below! - little!).toBeGreaterThan(80e6);
  });
});

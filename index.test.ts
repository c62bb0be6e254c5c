import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { expect, test, vi } from "vitest";

/** The example in the documentation of the library, as a program that imports the sources. */
async function exampleProgram(): Promise<string> {
  const documentation = /```ts\n([^]*?)```/.exec(readFileSync("index.ts", "utf8"))![1]!;
  const contents = documentation.replace(/^ \* ?/gm, "");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ".", loader: "ts" },
    alias: { faultline: "./index.ts" },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    packages: "external",
    external: ["prettier", "picocolors", "cli-table3", "@babel/code-frame", "fastest-levenshtein"],
  });
  return outputFiles[0]!.text;
}

test("the documented example runs", async () => {
  const folder = `node_modules/.cache/faultline-example-${process.pid}`;
  await mkdir(folder, { recursive: true });
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    await writeFile(`${folder}/example.mjs`, await exampleProgram());
    await import(/* @vite-ignore */ `${process.cwd()}/${folder}/example.mjs`);
    const [first, second] = log.mock.calls.map(([text]) => String(text));
    expect(first).toMatch(/^fused: violates dim \(\d+ states\)$/);
    expect(second).toContain("level: 1 -> 2");
  } finally {
    log.mockRestore();
    await rm(folder, { recursive: true, force: true });
  }
});

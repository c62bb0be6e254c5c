/** The README's counterexample is what the command prints, and the links of all pages lead somewhere. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { check } from "./interpreter/command/check.ts";

it("the README shows the counterexample as it appears", async () => {
  const readme = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const shown = /^```text\n(.*?)^```$/ms.exec(readme)![1]!;
  let printed = "";
  const output = { write: (text: string) => (printed += text) };
  const code = await check(
    {
      paths: ["spec/freebsd"],
      check: ["markEarly"],
      param: new Map(),
      engine: "compiled",
      verbose: true,
    },
    {
      stdout: output,
      stderr: output,
      stdin: (async function* () {})(),
      environment: { NO_COLOR: "1" },
      signal: new AbortController().signal,
    },
  );
  expect(code).toBe(0);
  expect(withoutLines(printed)).toContain(withoutLines(shown));
});

it("every link between the pages leads to a file", () => {
  const pages = readdirSync(".", { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".md") && !path.includes("node_modules"),
  );
  expect(pages.length).toBeGreaterThan(3);
  for (const page of pages) {
    for (const [, target] of readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(join(dirname(page), target!)), `${page}: ${target}`).toBe(true);
    }
  }
});

/** Line numbers may move. */
function withoutLines(text: string): string {
  return text.replaceAll(/\.fl:\d+/g, ".fl");
}

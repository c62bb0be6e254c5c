/** The counterexample in the README is what the command prints. */
import { readFileSync } from "node:fs";
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

/** Line numbers may move. */
function withoutLines(text: string): string {
  return text.replaceAll(/\.fl:\d+/g, ".fl");
}

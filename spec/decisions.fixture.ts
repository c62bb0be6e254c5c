/** Runs the decision records of some systems: the tests share them out, since it takes a while. */
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { decide } from "../interpreter/command/decide.ts";

const folder = fileURLToPath(new URL("decisions", import.meta.url));

/** Every quick claim is true, and what is generated is up to date: `faultline decide`. */
export async function expectTrue(systems: readonly string[]): Promise<void> {
  let said = "";
  const output = { write: (text: string) => (said += text) };
  const code = await decide(
    { paths: [folder], system: systems },
    {
      stdout: output,
      stderr: output,
      stdin: (async function* () {})(),
      environment: {},
      signal: new AbortController().signal,
    },
  );
  expect(code, said).toBe(0);
}

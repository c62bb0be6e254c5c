/** The decision records are true, and what is generated of them is up to date: `faultline decide`. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { decide } from "../interpreter/command/decide.ts";

const folder = fileURLToPath(new URL("decisions", import.meta.url));

test("what the decision records claim is true", { timeout: 600_000 }, async () => {
  let said = "";
  const output = { write: (text: string) => (said += text) };
  const code = await decide(
    { paths: [folder] },
    {
      stdout: output,
      stderr: output,
      stdin: (async function* () {})(),
      environment: {},
      signal: new AbortController().signal,
    },
  );
  expect(code, said).toBe(0);
});

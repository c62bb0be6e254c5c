import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exploreCompiled } from "../compiled/explore-compiled.ts";
import { loadModules } from "../load/load.ts";
import { textsOf, withTexts } from "./held-texts.ts";
import { MutationRun } from "./mutation-run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "faultline-held-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a run goes on with the texts that were read, whatever becomes of the files", async () => {
  const [lamp, fuse] = [join(folder, "lamp.fl"), join(folder, "fuse.fl")];
  const text =
    "module lamp\nuse fuse\nstate { on: bool = fuse.whole }\ncheck whole { expect holds }\n";
  writeFileSync(lamp, text);
  writeFileSync(fuse, "module fuse\ndef whole: bool = true\n");
  const { modules } = await loadModules([lamp]);
  const files = withTexts(await textsOf(modules[0]!));
  writeFileSync(lamp, "module lamp\nstate {");
  rmSync(fuse);
  const run = await MutationRun.open(lamp, { explore: exploreCompiled, files });
  expect(run?.module.syntax.source.text).toBe(text);
  expect(run?.module.uses.get("fuse")?.module.syntax.source.path).toBe(fuse);
});

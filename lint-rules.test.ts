/** The lint rules see imports against the direction, and circles: a rule that resolves nothing passes everything. */
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { expect, test } from "vitest";

const lint = new ESLint({ cwd: fileURLToPath(new URL(".", import.meta.url)) });

/** The rules broken by the file, if its text were to pass on what `from` exports. */
async function broken(filePath: string, from: string): Promise<string[]> {
  const [result] = await lint.lintText(`export * from "${from}";\n`, { filePath });
  return result!.messages.map(({ ruleId }) => ruleId ?? "");
}

test.each([
  ["grammar/a.ts", "../interpreter/model.ts"],
  ["grammar/a.ts", "../cli.ts"],
  ["interpreter/check/a.ts", "../load/load.ts"],
  ["interpreter/evaluate/a.ts", "../explore/reference.ts"],
  ["interpreter/compiled/code/a.ts", "../../run/run-job.ts"],
  ["interpreter/run/a.ts", "../testing/compare-engines.ts"],
  ["interpreter/report/a.ts", "../../index.ts"],
])("%s may not import %s", async (path, from) => {
  expect(await broken(path, from)).toEqual(["import-x/no-restricted-paths"]);
});

test.each([
  ["interpreter/run/a.ts", "../explore/reference.ts"],
  ["interpreter/check/a.ts", "../../grammar/source.ts"],
  ["interpreter/run/a.test.ts", "../testing/compare-engines.ts"],
])("%s may import %s", async (path, from) => {
  expect(await broken(path, from)).toEqual([]);
});

test("a circle through other files is seen", async () => {
  expect(await broken("grammar/words.ts", "./parse.ts")).toEqual(["import-x/no-cycle"]);
});

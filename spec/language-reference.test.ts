/** The language reference is true: its module checks as it says, and its errors are the ones named. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diagnosticTable } from "../grammar/diagnostics/table.ts";
import { reservedWords } from "../grammar/words.ts";
import { exploreReference } from "../interpreter/explore/reference.ts";
import { loadText } from "../interpreter/load/load.ts";
import { planJobs } from "../interpreter/run/plan.ts";
import { runJob } from "../interpreter/run/run-job.ts";
import { BUILTINS } from "../interpreter/checked.ts";

const page = readFileSync(new URL("LANGUAGE.md", import.meta.url), "utf8");

function blocks(pattern: RegExp): RegExpMatchArray[] {
  return [...page.matchAll(pattern)];
}

describe("the language reference", () => {
  it("is one module whose checks and scenarios are as it says", async () => {
    const text = blocks(/^```faultline\n(.*?)^```$/gms)
      .map((block) => block[1])
      .join("\n");
    const { modules, diagnostics } = await loadText({ "pager.fl": text });
    expect(diagnostics.map((each) => `${each.code}: ${each.message}`)).toEqual([]);
    const jobs = planJobs(modules[0]!);
    expect(jobs.length).toBeGreaterThanOrEqual(4);
    for (const job of jobs) {
      const result = await runJob(job, { explore: exploreReference });
      expect(`${job.name}: ${result.reason ?? "as expected"}`).toBe(`${job.name}: as expected`);
    }
  });

  it.each(blocks(/^```faultline error=(\S+)\n(.*?)^```$/gms).map(([, code, text]) => [code, text]))(
    "shows a module that is refused with %s",
    async (code, text) => {
      expect(Object.keys(diagnosticTable)).toContain(code);
      const name = /^module (\w+)/.exec(text!)![1]!;
      const { diagnostics } = await loadText({ [`${name}.fl`]: text! });
      const errors = diagnostics.filter((each) => each.severity === "error");
      expect(errors.map((each) => each.code)).toEqual([code]);
    },
  );

  it("lists exactly the reserved words", () => {
    const listed = page.slice(page.indexOf("## Reserved words")).match(/`(\w+)`/g) ?? [];
    expect(listed.map((word) => word.slice(1, -1)).sort()).toEqual([...reservedWords].sort());
  });

  it("names every function of the language", () => {
    for (const name of BUILTINS) expect(page).toContain(`\`${name}`);
  });
});

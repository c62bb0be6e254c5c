import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exploreCompiled } from "../compiled/explore-compiled.ts";
import { loadText } from "../load/load.ts";
import { planJobs, unknownNames } from "../run/plan.ts";
import { runJob, type JobResult } from "../run/run-job.ts";
import { moduleReport } from "./module-report.ts";
import { resultsJson } from "./results-json.ts";
import { plainStyle } from "./text.ts";

/** A letter that is passed on until somebody delivers it. */
const courier = `module courier
symmetric type Node[3]
state { holder: Node? = none; done: bool = false }
action send(n: Node) when holder == none and not done { holder = n }
/// Hands the letter on.
action pass(n: Node) when holder is some h and h != n { holder = n;  cost hops += 1 }
action deliver when holder is some _ { holder = none;  done = true }
terminal done
/// From the first holder to the last.
measure onTheWay: hops from holder is some _ to done
measure never: hops from holder is some _ to done and holder is some _
`;

async function resultsOf(
  text: string,
  measures?: readonly string[],
): Promise<readonly JobResult[]> {
  const { modules } = await loadText({ "courier.fl": text }, "courier.fl");
  const results: JobResult[] = [];
  for (const job of planJobs(modules[0]!)) {
    results.push(await runJob(job, { explore: exploreCompiled, measures }));
  }
  return results;
}

function report(results: readonly JobResult[], measure?: readonly string[]): string {
  const { module } = results[0]!.job;
  const text = moduleReport(module, results, [], { measure }, plainStyle);
  return `${text.replace(/ +\d+ ms$/gm, " (time)").replace(/ +time$/gm, " time")}\n`;
}

describe("measures are reported", () => {
  test("in a table, and with the runs of those that were asked for", async () => {
    const checks =
      "check free { expect onTheWay unbounded }\ncheck twice { limit pass 2;  expect onTheWay in 0..2 }";
    const results = await resultsOf(courier + checks, ["onTheWay", "never"]);
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
    await expect(report(results, ["onTheWay", "never"])).toMatchFileSnapshot("golden/measures.txt");
  });

  test("with the run that is not as expected, and which measure was not taken", async () => {
    const check = "check thrice { limit pass 2;  expect onTheWay in 0..3 }";
    await expect(report(await resultsOf(courier + check))).toMatchFileSnapshot(
      "golden/measure-wrong.txt",
    );
  });

  test.each([
    ["limit pass 2;  expect onTheWay unbounded", "expected onTheWay unbounded, but it is 0..2"],
    ["expect onTheWay in 0..2", "expected onTheWay in 0..2, but it is unbounded, 0 at least"],
    ["expect never in 0..2", "expected never in 0..2, but no run gets to its `to`"],
    ["limit send 0;  without deadlock;  expect onTheWay in 0..0", "expected onTheWay in 0..0, but no run gets to its `from`"], // prettier-ignore
    ["limit deliver 0;  only deadlock;  limit pass 0;  expect deadlocks;  expect onTheWay in 0..0", "expected onTheWay in 0..0, but it is measured only if nothing is violated"], // prettier-ignore
  ])("%s: %s", async (items, reason) => {
    const [result] = await resultsOf(`${courier}check c { ${items} }`);
    expect(result).toMatchObject({ ok: false, reason });
  });

  test("in the JSON with their runs, as in the schema", async () => {
    const results = await resultsOf(`${courier}check free { expect holds }`, ["onTheWay", "never"]);
    const modules = results.map(({ job }) => job.module);
    const json = resultsJson({ modules, results, diagnostics: [], outcome: "as-expected" });
    const schema = JSON.parse(
      readFileSync(new URL("results.schema.json", import.meta.url), "utf8"),
    ) as object;
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
    const written = JSON.parse(JSON.stringify(json)) as { results: { measures: unknown }[] };
    validate(written);
    expect(validate.errors).toBeNull();
    expect(written.results[0]!.measures).toMatchObject([
      {
        name: "onTheWay",
        cost: "hops",
        least: { total: 0, start: 1, trace: { steps: [{}, { step: "deliver" }] } },
        greatest: { total: "unbounded", start: 1, trace: { loop: 1 } },
      },
      { name: "never", missing: "to" },
    ]);
  });

  test("if a module has them; else the nearest name is told", async () => {
    const { modules } = await loadText({ "courier.fl": courier }, "courier.fl");
    expect(unknownNames(modules, { measures: ["onTheWay"] })).toEqual([]);
    expect(unknownNames(modules, { measures: ["onTheWy"] })).toEqual([
      { what: "measure", name: "onTheWy", suggestion: "onTheWay" },
    ]);
  });
});

import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exploreCompiled } from "../compiled/explore-compiled.ts";
import { loadText } from "../load/load.ts";
import { planJobs } from "../run/plan.ts";
import { runJob, type JobResult } from "../run/run-job.ts";
import { resultsJson } from "./results-json.ts";
import { timelineText } from "./timeline.ts";
import { verdictText } from "./verdict-table.ts";
import { violationText } from "./violation-text.ts";

/** A lock that is not handed on in turn: one of the threads may never get it. */
const lock = `module lock
symmetric type Thread[2]
state { holder: Thread? = none }
process user(t: Thread) weakly fair {
  step begin unfair { }
  /// Spins until the lock is free.
  step take when holder == none { holder = t }
  step drop { holder = none }
}
/// Whoever wants the lock gets it.
temporal served: all t: Thread { user[t] at take leads to holder == t }
check greedy { expect violates served in 4 steps }
`;

/** Something that ends before what was promised. */
const fuse = `module fuse
state { left: 0..2 = 2; lit: bool = false }
action light when not lit { lit = true }
action burn weakly fair when lit and left > 0 { left -= 1 }
terminal left == 0
temporal goesOut: lit leads to not lit
check burnt { expect violates goesOut in 3 steps }
`;

async function resultOf(text: string): Promise<JobResult> {
  const file = `${/^module (\w+)/.exec(text)![1]!}.fl`;
  const { modules, diagnostics } = await loadText({ [file]: text }, file);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return runJob(planJobs(modules[0]!)[0]!, { explore: exploreCompiled });
}

const report = ({ instance, violation, trace }: JobResult): string =>
  `${timelineText(instance!, trace!)}\n\n${violationText(instance!, violation!)}\n`;

test("a run that goes on for ever is shown with the place where it comes round", async () => {
  const result = await resultOf(lock);
  expect(verdictText(result)).toBe("violates served in 4 steps");
  expect(result.reason).toBeUndefined();
  await expect(report(result)).toMatchFileSnapshot("golden/lasso.txt");
});

test("a run that ends is shown with its end", async () => {
  const result = await resultOf(fuse);
  expect(result.reason).toBeUndefined();
  await expect(report(result)).toMatchFileSnapshot("golden/lasso-end.txt");
});

test("that symmetry is not used is said, and because of which property", async () => {
  const { notes } = await resultOf(lock);
  expect(notes).toEqual([expect.stringMatching(/^symmetry is not used: temporal property served/)]);
});

test("the JSON says where the loop begins and why it is fair, as in the schema", async () => {
  const results = [await resultOf(lock), await resultOf(fuse)];
  const modules = results.map(({ job }) => job.module);
  const json = resultsJson({ modules, results, diagnostics: [], outcome: "as-expected" });
  const schema = JSON.parse(readFileSync(new URL("results.schema.json", import.meta.url), "utf8"));
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema as object);
  const written = JSON.parse(JSON.stringify(json)) as {
    results: { trace: { loop: number; steps: unknown[] }; violation: unknown }[];
  };
  validate(written);
  expect(validate.errors).toBeNull();
  expect(written.results.map(({ trace }) => [trace.loop, trace.steps.length])).toEqual([
    [1, 4],
    [3, 3],
  ]);
  expect(written.results[0]!.violation).toMatchObject({
    kind: "temporal",
    name: "served",
    fairness: [
      { name: "user(thread1)", strength: "weak", how: "disabled" },
      { name: "user(thread2)", strength: "weak", how: "taken" },
    ],
  });
});

import { expect, test } from "vitest";
import { exploreReference } from "../explore/reference.ts";
import { loadText } from "../load/load.ts";
import { planJobs } from "../run/plan.ts";
import { runJob } from "../run/run-job.ts";
import { isThorough, proofOf } from "./proof.ts";
import { proofText } from "./proof-text.ts";
import { plainStyle } from "./text.ts";

const GATE = `module gate
param OPEN: bool = true
state { out: bool = false; clock: bool = false }
action tick { clock = not clock }
action leave weakly fair when not out { out = true }
process guard weakly fair {
  step wait when OPEN { }
  step look strongly fair when not OPEN { }
}
`;

/** What is said of fairness when some checks have run, by default all; and whether nothing else is missing. */
async function said(text: string, only?: string) {
  const { modules, diagnostics } = await loadText({ "gate.fl": GATE + text });
  const module = modules[0]!;
  const jobs = planJobs(module, only === undefined ? {} : { only: [only] });
  const results = await Promise.all(jobs.map((job) => runJob(job, { explore: exploreReference })));
  const proof = proofOf(module, results, diagnostics);
  const shown = proofText(proof, false, { ...plainStyle, width: 200 });
  const fairness = shown.split("\n").filter((line) => line.includes("fairness of"));
  const { idleFairness } = proof;
  expect(isThorough({ ...proof, exercise: { ...proof.exercise, gaps: [] } })).toBe(
    idleFairness.length === 0 && proof.unread.length === 0,
  );
  return { idle: idleFairness.map(({ name }) => name), fairness };
}

const PROPERTY = "temporal gone: eventually out\n";

test("is all of it in a module without temporal property, whatever runs", async () => {
  const { idle, fairness } = await said("check a { expect holds }\ncheck b { expect holds }", "a");
  expect(idle).toEqual(["leave", "guard", "guard.look"]);
  expect(fairness[0]).toBe(
    "  ! fairness of leave has no effect: the module has no temporal property",
  );
});

test("is all of it if no check that ran looks at one, which is said when all have run", async () => {
  const safe = "check safe { without temporals; expect holds }\n";
  const { idle, fairness } = await said(PROPERTY + safe);
  expect(idle).toEqual(["leave", "guard", "guard.look"]);
  expect(fairness[0]).toMatch(/leave has no effect: no check that ran came to decide a temporal/);
  const live = "check live { expect holds }\n";
  const some = await said(PROPERTY + safe + live, "safe");
  expect(some.idle).toHaveLength(3);
  expect(some.fairness).toEqual([]);
});

test("is that of steps which no check with a temporal property can take", async () => {
  const { idle, fairness } = await said(`${PROPERTY}check live { expect holds }`);
  expect(idle).toEqual(["guard.look"]);
  expect(fairness).toEqual([
    "  ! fairness of guard.look has no effect: no check with a temporal property has a state in which it is possible",
  ]);
  const shut = await said(
    `${PROPERTY}check live { expect holds }\ncheck shut { OPEN = false; without temporals; expect holds }`,
  );
  expect(shut.idle).toEqual(["guard.look"]);
});

test("is none where a check violates its temporal property", async () => {
  const text = "temporal never: eventually (out and not out)\ncheck live { expect violates never }";
  expect((await said(text)).idle).toEqual(["guard.look"]);
});

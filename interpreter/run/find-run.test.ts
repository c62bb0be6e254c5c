/** The run of a scenario is the same length however it is looked for, and it is a real run. */
import { describe, expect, it } from "vitest";
import { elaborate } from "../elaborate/elaborate.ts";
import { exploreReference } from "../explore/reference.ts";
import { findRunWith } from "./find-run.ts";
import { loadModules, loadText } from "../load/load.ts";
import { planJobs } from "./plan.ts";
import { runScenario } from "./scenarios.ts";
import { stepOutcomes } from "../explore/successors.ts";

const explored = findRunWith(exploreReference);

const small = `module small
symmetric type P[2]
state { place: map[P] of 0..2 = 0
           last: P? = none }
action go(p: P) when place[p] < 2 {
  choose n: 1..2 where n > place[p]
  place[p] = n
  last = p
}
action broken { assert last == none, "not at the start" }
`;

async function both(
  text: string,
): Promise<{ direct: number | undefined; made: number | undefined }> {
  const { modules, diagnostics } = await loadText({ "small.fl": small + text });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const { instance } = elaborate(modules[0]!);
  const direct = await runScenario(instance!, 0);
  const made = await explored(instance!, 0, {});
  expect(made.outcome).toBe(direct.outcome);
  expect(made.found).toBe(direct.found);
  return { direct: direct.trace?.steps.length, made: made.trace?.steps.length };
}

describe("the run of a scenario", () => {
  it.each([
    [
      "of named steps",
      "by distinct p, q: P { go(p) with n = 1; go(q); go(p); expect last == p }",
      3,
    ],
    [
      "with any steps",
      "by p: P { ...; go(p) with n = 2; ...; expect all q: P { place[q] == 2 } }",
      2,
    ],
    ["with any argument", "{ go(_); go(_); go(_) }", 3],
    ["that is there at the start", "by p: P { expect place[p] == 0 }", 0],
    ["about one state", "by p: P when place[p] == 2", undefined],
    ["that cannot be", "by distinct p, q: P { go(p) with n = 2; go(p) }", undefined],
    ["past a broken assertion", "by p: P { go(p) with n = 1; ...; go(p) }", 2],
    [
      "whose fixed choice is not offered",
      "by p: P { go(p) with n = 2; ...; go(p) with n = 1 }",
      undefined,
    ],
  ])("%s is found alike by search and by exploration", async (_, text, length) => {
    const { direct, made } = await both(`scenario "s" reachable ${text}`);
    expect(made).toBe(direct);
    if (length !== undefined) expect(made).toBe(length);
  });

  it("is a run of the module: every step leads from the state before to the state after", async () => {
    const { modules } = await loadModules(["spec/examples/cow.fl", "spec/examples/tcp.fl"]);
    let runs = 0;
    for (const module of modules) {
      for (const job of planJobs(module)) {
        if (job.kind !== "scenario" || job.declaration.reach !== "reachable") continue;
        if (job.name.startsWith("both close")) continue;
        const { instance } = elaborate(module, { settings: job.settings });
        const { trace } = await explored(instance!, job.index, {});
        let state = trace!.initial;
        for (const step of trace!.steps) {
          const outcomes = stepOutcomes(
            instance!,
            instance!.steps[step.step]!,
            state,
            step.arguments,
          );
          const states = [...outcomes].map((outcome) => JSON.stringify(outcome.state));
          expect(states).toContain(JSON.stringify(step.state));
          state = step.state;
        }
        runs++;
      }
    }
    expect(runs).toBeGreaterThan(3);
  });
});

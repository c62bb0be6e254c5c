import { describe, expect, test } from "vitest";
import { annotations } from "./annotations.ts";
import { moduleReport } from "./module-report.ts";
import { placeOf } from "./race.fixture.ts";
import * as results from "./results.fixture.ts";
import type { JobResult } from "../run/run-job.ts";
import { plainStyle, type Style } from "./text.ts";
import { summaryText } from "./verdict-table.ts";

const { raceModule: module } = results;
const all = [
  results.holding,
  results.expectedViolation,
  results.surprise,
  results.wrongCount,
  results.limited,
  results.interrupted,
  results.invalid,
  results.reachable,
];

const reportOf = (list: readonly JobResult[], verbose: boolean, style: Style) =>
  moduleReport(module, list, results.raceWarnings, { verbose }, style);

describe("the report of a module", () => {
  test("is a table, what it proved, and every surprise in full", async () => {
    const text = reportOf(all, false, plainStyle);
    await expect(`${text}\n`).toMatchFileSnapshot("golden/module-report.txt");
  });

  test("with --verbose shows every run and how often each action was taken", async () => {
    const text = reportOf([results.expectedViolation], true, plainStyle);
    await expect(`${text}\n`).toMatchFileSnapshot("golden/module-report-verbose.txt");
  });

  test.each([60, 80, 100, 140])("has a table that fits a width of %i", (width) => {
    const text = reportOf(all, false, { ...plainStyle, width });
    const table = text.split("\n").slice(0, text.split("\n").indexOf("") + 1);
    expect(table.filter((line) => line.length > width)).toEqual([]);
  });

  test("does not explain what is as expected", () => {
    const text = reportOf([results.expectedViolation], false, plainStyle);
    expect(text).toContain("violates validBeforeMap in 5 steps");
    expect(text).not.toContain("initial state");
  });

  test("lists what was never exercised only if everything ran to its end, or on request", () => {
    const gap = "step fault.commit is never taken";
    expect(reportOf([results.holding], false, plainStyle)).toContain(gap);
    const cut = [results.holding, results.limited];
    expect(reportOf(cut, false, plainStyle)).not.toContain(gap);
    expect(reportOf(cut, false, plainStyle)).toContain("exercised so far: 3 of 4 actions taken");
    expect(reportOf(cut, true, plainStyle)).toContain(gap);
  });

  test("a larger limit is recommended only where a limit was reached", () => {
    const undecided = { ...results.limited, isUndecided: true };
    expect(reportOf([results.limited], false, plainStyle)).toContain("raise --max-states");
    expect(reportOf([undecided], false, plainStyle)).not.toContain("raise --max-states");
  });

  test("says plainly what this version does not check", () => {
    const text = reportOf([results.holding], false, plainStyle);
    expect(text).toMatch(/not checked by this version: copies/);
  });
});

describe("the summary of a run", () => {
  const totals = { modules: 1, planned: 2, seconds: 24.7 };
  test.each([
    [
      [results.holding, results.reachable],
      "1 check and 1 scenario in 1 module: all as expected (24.7 s)",
    ],
    [[results.surprise, results.wrongCount], "2 checks in 1 module: 2 not as expected (24.7 s)"],
    [[results.limited], "1 check in 1 module: 1 without an answer, 1 not started (24.7 s)"],
  ])("%#", (list, text) => {
    expect(summaryText({ ...totals, results: list }, plainStyle)).toBe(text);
  });
});

describe("annotations of a pull request", () => {
  test("one per mistake and per surprise, on their lines, escaped", () => {
    const warning = { ...results.raceWarnings[0]!, message: "100% wrong:\nreally" };
    expect(annotations([results.holding, results.surprise], [warning])).toEqual([
      "::warning file=spec/race.fl,line=4,col=1,title=unused::100%25 wrong:%0Areally",
      "::error file=spec/race.fl,line=4,col=1,title=race%3A check asLucky::violates validBeforeMap in 5 steps; expected holds",
    ]);
    expect(placeOf("process fault").start).toBeGreaterThan(0);
  });
});

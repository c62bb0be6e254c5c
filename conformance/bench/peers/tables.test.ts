/** Ratios and tables of results. */
import { describe, expect, test } from "vitest";
import { addCosts, leastCost } from "./measure.ts";
import { caseTable, growthTable, markdownTable, startUpTable, type Result } from "./tables.ts";

const MB = 1e6;
const faultline: Result = {
  tool: "faultline",
  runs: 3,
  counts: { states: 1_000_000, transitions: 10_000_000, search: 1.5 },
  cost: { wall: 2.5, cpu: 2, peak: 80 * MB },
  startUp: { wall: 0.5, cpu: 0.4, peak: 60 * MB },
};
const spin: Result = {
  tool: "Spin",
  runs: 1,
  counts: { states: 1_000_000, transitions: 10_000_000 },
  cost: { wall: 21, cpu: 20, peak: 160 * MB },
  compile: { wall: 2, cpu: 1, peak: 90 * MB },
};

function cells(table: string, tool: string): string[] {
  const line = table.split("\n").find((each) => each.startsWith(`| ${tool} `)) ?? "";
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

test("columns are as wide as what is in them, and numbers stand to the right", () => {
  expect(markdownTable(["tool", "s"], [["a tool", "1.25"]])).toBe(
    ["| tool   |    s |", "| ------ | ---: |", "| a tool | 1.25 |"].join("\n"),
  );
});

describe("a case", () => {
  const table = caseTable([faultline, spin]);

  test("is told in ratios to the first of the results", () => {
    expect(cells(table, "faultline")).toEqual([
      ...["faultline", "3", "2.00", "2.50", "1.50", "", "80", "20", "200"],
      ...["1.00", "1.00", "1.00", "1.00"],
    ]);
    expect(cells(table, "Spin")).toEqual([
      ...["Spin", "1", "20.00", "21.00", "", "1.00", "160", "", "2000"],
      ...["10.0", "12.5", "10.5", "2.00"],
    ]);
  });

  test("has no ratios where Faultline was left out", () => {
    expect(cells(caseTable([spin]), "Spin").slice(8)).toEqual(["2000", "", "", "", ""]);
  });

  test("has no cost of a transition for a tool that counts something else", () => {
    const other = cells(caseTable([faultline, { ...spin, incomparable: true }]), "Spin");
    expect(other[8]).toBe("");
    expect(other[9]).toBe("10.0");
  });
});

test("to begin is to compile and to run", () => {
  expect(cells(startUpTable([faultline, spin]), "Spin")).toEqual([
    ...["Spin", "1", "23.00", "21.00", "160"],
  ]);
});

test("growth has a column for each size, empty where a tool was left out", () => {
  const small = { states: 1_000, results: [faultline, spin] };
  const table = growthTable([small, { states: 1_000_000, results: [faultline] }]);
  expect(table).toContain("1,000,000");
  expect(cells(table, "faultline without")).toEqual(["faultline without start", "160", "160"]);
  expect(cells(table, "Spin")).toEqual(["Spin", "2000", ""]);
});

test("what is done one after another adds up, what is done again counts once", () => {
  const [one, other] = [faultline.cost, spin.cost];
  expect(addCosts([one, other])).toEqual({ wall: 23.5, cpu: 22, peak: 160 * MB });
  expect(leastCost([one, other])).toEqual({ wall: 2.5, cpu: 2, peak: 80 * MB });
});

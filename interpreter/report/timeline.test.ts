import { describe, expect, test } from "vitest";
import pc from "picocolors";
import { raceInstance, raceTrace, raceViolation } from "./race.fixture.ts";
import { plainStyle } from "./text.ts";
import { timelineText } from "./timeline.ts";
import { violationText } from "./violation-text.ts";

const report = (width: number) => {
  const style = { ...plainStyle, width };
  const timeline = timelineText(raceInstance, raceTrace, style);
  return `${timeline}\n\n${violationText(raceInstance, raceViolation, style)}\n`;
};

describe("the timeline of a counterexample", () => {
  test("has a column per thread where there is room", async () => {
    await expect(report(100)).toMatchFileSnapshot("golden/timeline-100.txt");
  });

  test("is still readable on a narrow terminal", async () => {
    await expect(report(60)).toMatchFileSnapshot("golden/timeline-60.txt");
  });

  test.each([40, 60, 80, 100, 200])("keeps to a width of %i", (width) => {
    const long = report(width)
      .split("\n")
      .filter((line) => line.length > width);
    // Titles with their place are kept whole: they are what one copies.
    expect(long.filter((line) => !/\.fl:\d+$/.test(line))).toEqual([]);
  });

  test("has colours only when asked, and says the same without", () => {
    const style = { width: 100, colours: pc.createColors(true) };
    const coloured = timelineText(raceInstance, raceTrace, style);
    expect(coloured).toContain("\u001b[");
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(
      timelineText(raceInstance, raceTrace, { ...plainStyle, width: 100 }),
    );
  });

  test("shows locals by their own names in the lane of their process only", () => {
    const text = report(100);
    expect(text).toContain("first: none -> frame1");
    expect(text).not.toContain("fault.first[");
  });

  test("says that an interrupted step did not get further", () => {
    const [first] = raceTrace.steps;
    const trace = { ...raceTrace, steps: [{ ...first!, incomplete: true }] };
    expect(timelineText(raceInstance, trace, plainStyle)).toContain("did not get further");
  });
});

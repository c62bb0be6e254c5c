import { describe, expect, test } from "vitest";
import type { Job } from "../run/plan.ts";
import { figures, progressLine } from "./progress.ts";
import { plainStyle } from "./text.ts";

const job = { kind: "check", name: "full", module: { name: "vm.cow" } } as Job;
const progress = { states: 1_200_000, transitions: 9e6, depth: 17, queued: 40_000, seconds: 1.5 };

function watch(rewriting: boolean, width = 100) {
  const lines: string[] = [];
  let now = 0;
  const line = progressLine(
    {
      ...(rewriting ? { rewrite: (text) => void lines.push(`~${text}`) } : {}),
      append: (text) => void lines.push(text),
      now: () => now,
    },
    { ...plainStyle, width },
  );
  return { line, lines, wait: (milliseconds: number) => (now += milliseconds) };
}

describe("progress", () => {
  test("names the check, and how far it has got", () => {
    expect(figures(progress)).toBe("1,200,000 states (800,000/s), depth 17, queue 40,000, 1.5 s");
  });

  test("is rewritten on a terminal, never longer than it", () => {
    const { line, lines } = watch(true, 40);
    line.start(job, 2, 5);
    line.update(progress);
    expect(lines).toEqual(["~[2/5] vm.cow check full", "~[2/5] vm.cow check full: 1,200,000 s..."]);
    expect(lines.every((text) => text.length <= 40)).toBe(true);
  });

  test("elsewhere it is silent for short runs, then a plain line now and then", () => {
    const { line, lines, wait } = watch(false);
    line.start(job, 2, 5);
    line.update(progress);
    expect(lines).toEqual([]);
    for (let i = 0; i < 25; i++) {
      wait(1000);
      line.update(progress);
    }
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(`[2/5] vm.cow check full: ${figures(progress)}`);
  });
});

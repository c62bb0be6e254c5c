/** What can be expected of checks, scenarios and comparisons. */
import { describe, expect, test } from "vitest";
import { parseExpectation, type Expected } from "./expected.ts";

function parse(text: string, kind: Expected["kind"] = "check") {
  const messages: string[] = [];
  const expected = parseExpectation(text, kind, (message) => messages.push(message));
  expect(expected === undefined).toBe(messages.length > 0);
  return expected ?? messages[0];
}

const ofCheck = (text: string) => (parse(text) as { expectation: unknown }).expectation;

describe("of a check", () => {
  test.each([
    ["holds", { verdict: "holds" }],
    ["holds, states 8,149, transitions 20", { verdict: "holds", states: 8149, transitions: 20 }],
    ["violates safe in 1 step", { verdict: "violates", name: "safe", steps: 1 }],
    ["violates in", { verdict: "violates", name: "in" }],
    ['violates "a, b in 3 steps" in 4 steps', { name: "a, b in 3 steps", steps: 4 }],
    ["deadlocks in 3 steps", { verdict: "deadlocks", steps: 3 }],
    ["fails", { verdict: "fails" }],
    ["copies in 0..2", { measures: [{ name: "copies", bounds: { low: 0, high: 2 } }] }],
    ["copies unbounded", { verdict: "holds", measures: [{ name: "copies" }] }],
  ])("%s", (text, expectation) => {
    expect(ofCheck(text)).toMatchObject(expectation);
  });

  test("a property in quotes is the message of an assert", () => {
    expect(parse('violates "full"')).toMatchObject({ isMessage: true });
    expect(parse("violates full")).toMatchObject({ isMessage: false });
  });

  test.each([
    ["holds in 3 steps", /what holds has no steps/],
    ["holds safe", /nothing to expect/],
    ["violates in 3 steps", /nothing to expect/],
    ["violates safe, copies in 0..1", /only where everything holds/],
    ["copies in 0..1, copies in 0..1", /copies is here twice/],
    ["states 3, states 3", /`states` is here twice/],
    ["states 1,2", /no whole number/],
    ["copies in 0..1e3", /no whole number/],
  ])("not %j", (text, message) => {
    expect(parse(text)).toMatch(message);
  });
});

test("of a scenario and of a comparison", () => {
  expect(parse("reachable in 12 steps", "scenario")).toMatchObject({
    reach: "reachable",
    steps: 12,
  });
  expect(parse("unreachable", "scenario")).toMatchObject({ reach: "unreachable" });
  expect(parse("same", "compare")).toMatchObject({ permits: "none" });
  expect(parse("first permits more in 3 steps", "compare")).toMatchObject({
    permits: "left",
    steps: 3,
  });
  expect(parse("third permits more", "compare")).toMatch(/nothing to expect of a comparison/);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAbout, parseExplanations } from "./explanations.ts";
import { mutantKinds } from "./kinds.ts";

const FILE = `// Survivors of the lamp.

brighter guard
- action brighter when level < MAX and on {
+ action brighter when level < MAX {
= A lamp that is off has no level,
  so that on adds nothing.

dark statement
- level = 0
= It is nought already.
`;

describe("a file of explanations", () => {
  test("has a head, the lines of the report, and a reason", () => {
    expect(parseExplanations(FILE)).toEqual({
      problems: [],
      explanations: [
        {
          within: "brighter",
          kind: "guard",
          line: 3,
          before: ["action brighter when level < MAX and on {"],
          after: ["action brighter when level < MAX {"],
          reason: "A lamp that is off has no level, so that on adds nothing.",
        },
        {
          within: "dark",
          kind: "statement",
          line: 9,
          before: ["level = 0"],
          after: [],
          reason: "It is nought already.",
        },
      ],
    });
  });

  test.each([
    ["fork\n- a\n= b\n", 1, /begins with a declaration/],
    ["fork gard\n- a\n= b\n", 1, /guard, where/],
    ["- a\n", 1, /begins with a declaration/],
    ["fork guard\n= b\n", 1, /no line with - or \+/],
    ["fork guard\n- a\n", 1, /no reason/],
    ["fork guard\n- a\n  more\n= b\n", 3, /only a reason/],
  ])("%j is refused with its line", (text, line, message) => {
    const { problems } = parseExplanations(text);
    expect(problems[0]?.line).toBe(line);
    expect(problems[0]?.message).toMatch(message);
  });

  test("is read or refused, whatever is in it", () => {
    const part = fc.oneof(
      fc.constantFrom("-", "+", "=", "//", " ", "\n", "\r\n", ...mutantKinds),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const { explanations, problems } = parseExplanations(parts.join(""));
        if (problems.length > 0) return;
        for (const { before, after, reason } of explanations) {
          expect(before.length + after.length).toBeGreaterThan(0);
          expect(reason).not.toBe("");
        }
      }),
    );
  });

  test("that is too large is refused", () => {
    expect(parseExplanations("\n".repeat(1_000_001)).problems).toHaveLength(1);
  });
});

test("an explanation is about its mutant wherever it moves, and about no other", () => {
  const [explained] = parseExplanations(FILE).explanations;
  const lines = {
    before: ["action brighter  when level < MAX", "    and on {"],
    after: ["action brighter when level < MAX {"],
  };
  expect(isAbout(explained!, { within: "brighter", kind: "guard", lines })).toBe(true);
  expect(isAbout(explained!, { within: "brighter", kind: "negate", lines })).toBe(false);
  expect(isAbout(explained!, { within: "dark", kind: "guard", lines })).toBe(false);
  expect(
    isAbout(explained!, { within: "brighter", kind: "guard", lines: { ...lines, after: [] } }),
  ).toBe(false);
});

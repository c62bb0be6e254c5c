import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { count, duration, firstSentence, harmless, list, wrap, wrapValues } from "./text.ts";

describe("text of reports", () => {
  test("control characters and direction marks become visible", () => {
    expect(harmless("a\u001b[2Jb\u202ec\u0007")).toBe("a\\u{1b}[2Jb\\u{202e}c\\u{7}");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(harmless(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  test("wrapping loses nothing and keeps to the width where words allow it", () => {
    const words = fc.array(fc.stringMatching(/^[a-z{}:=]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 60 }), (list, width) => {
        const text = list.join(" ");
        for (const lines of [wrap(text, width, 4), wrapValues(text, width, 4)]) {
          expect(lines.map((line) => line.trim()).join(" ")).toBe(text);
        }
        expect(wrap(text, width, 4).every((line) => line.length <= width)).toBe(true);
      }),
    );
  });

  test("values break after commas, not inside a field", () => {
    expect(wrapValues("{ frame: frame2, writable: false }", 20)).toEqual([
      "{ frame: frame2,",
      "  writable: false }",
    ]);
  });

  test.each([
    ["One. Two.", "One."],
    ["vm_fault() begins. Then it sleeps.", "vm_fault() begins."],
    ["no full stop\nat all", "no full stop at all"],
    ["A step, e.g. this one. More.", "A step, e.g. this one."],
  ])("the first sentence of %j", (doc, sentence) => {
    expect(firstSentence(doc)).toBe(sentence);
  });

  test.each([
    [0.0004, "0 ms"],
    [0.9996, "1.0 s"],
    [59.96, "1 min 00 s"],
    [200, "3 min 20 s"],
    [7500, "2 h 05 min"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  test("counts and lists read like prose", () => {
    expect([0, 999, 1000, 5402797].map(count)).toEqual(["0", "999", "1,000", "5,402,797"]);
    expect([list([]), list(["a"]), list(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  });
});

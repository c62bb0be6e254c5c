import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Condensed } from "./condensed.ts";

describe("a condensed text", () => {
  test("has the tokens and where lines begin, and nothing else", () => {
    const text = "module a // why\n\n\n  /// Doc.\nstate {\n    x:0..3 = 0 }\n";
    expect(new Condensed(text).text).toBe(" module a\nstate {\nx : 0 .. 3 = 0 }");
  });

  const words = fc.array(fc.constantFrom("a", "bc", "7", "==", "{", "}", '"t x"'), {
    maxLength: 12,
  });
  const gap = fc.constantFrom(" ", "  ", "\t ");
  const line = fc.constantFrom("\n", "\n\n", " // c\n", "\n// c d\n  ");

  test("is that of the same tokens on the same lines, and so are the places in it", () => {
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 5 }),
        fc.infiniteStream(gap),
        fc.infiniteStream(line),
        (lines, gaps, ends) => {
          const plain: number[] = [];
          const spaced: number[] = [];
          const make = (between: () => string, end: () => string, starts: number[]): string => {
            let text = "";
            for (const tokens of lines.filter(({ length }) => length > 0)) {
              for (const token of tokens) {
                starts.push(text.length);
                text += token + between();
              }
              text += end();
            }
            return text;
          };
          const one = new Condensed(
            make(
              () => " ",
              () => "\n",
              plain,
            ),
          );
          const other = new Condensed(
            make(
              () => gaps.next().value!,
              () => ends.next().value!,
              spaced,
            ),
          );
          expect(other.text).toBe(one.text);
          expect(spaced.map((at) => other.placeOf(at))).toEqual(plain.map((at) => one.placeOf(at)));
          expect(new Set(plain.map((at) => one.placeOf(at))).size).toBe(plain.length);
        },
      ),
    );
  });
});

/** Reading records: of any text, without exceptions, and so that what is filled in stays. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { SourceFile } from "../../grammar/source.ts";
import { blocksOf } from "./markdown.ts";
import { parseIndex, parseRecord } from "./record.ts";
import { filled, splice } from "./splice.ts";

/** Texts that look like records, in parts. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      "# A title",
      "- System: A",
      "- Source: B",
      "- Module: m.n",
      "## Context",
      "## Alternatives",
    ],
    ...[
      "## Decision",
      "## Consequences",
      "words",
      "",
      "```claim",
      "````",
      "```",
      "~~~",
      "> ```claim",
    ],
    ...[
      "check: c",
      "scenario: s",
      "compare: a against b",
      "with: N = 1",
      "expect: holds, states 2",
    ],
    ...["<!-- generated: claims -->", "<!-- generated: run -->", "<!-- end generated -->"],
    ...[
      "<!-- generated: steps -->\nold\n<!-- end generated -->",
      "<!-- generated",
      "- ",
      ":",
      "  more",
      'expect: violates "a, b" in 2 steps',
      "long: yes",
    ],
  ),
  fc.string({ maxLength: 30 }),
);
const text = fc.tuple(fc.array(piece, { maxLength: 40 }), fc.constantFrom("\n", "\r\n"));
const texts = text.map(([lines, end]) => lines.join(end));

function read(content: string) {
  const problems: Diagnostic[] = [];
  const source = new SourceFile("r.md", content);
  return { source, problems, blocks: blocksOf(source, problems) };
}

describe("a text", () => {
  test("is a record, or there is a problem with a place in it", () => {
    fc.assert(
      fc.property(texts, (content) => {
        for (const parse of [parseRecord, parseIndex]) {
          const problems: Diagnostic[] = [];
          const found = parse(new SourceFile("r.md", content), problems);
          expect(found === undefined).toBe(problems.length > 0);
          for (const { at } of problems) {
            expect(at.start).toBeGreaterThanOrEqual(0);
            expect(at.end).toBeLessThanOrEqual(content.length);
            expect(at.start).toBeLessThanOrEqual(at.end);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("keeps all but its regions when these are filled, and filling them again changes nothing", () => {
    const wanted = fc.constantFrom("\n\none\n\n", "\n\n```text\n<!-- end generated -->\n```\n\n");
    fc.assert(
      fc.property(texts, wanted, (content, inside) => {
        const fill = (of: string) => {
          const { source, problems, blocks } = read(of);
          const regions = blocks.filter((block) => block.kind === "region");
          const parts = regions.map((region) => filled(source, region, inside));
          return { problems, parts, text: splice(source, parts), regions, source };
        };
        const first = fill(content);
        fc.pre(first.problems.length === 0);
        const again = fill(first.text);
        expect(again.text).toBe(first.text);
        expect(again.parts.every(({ isFresh }) => isFresh)).toBe(true);
        const outside = ({ source, regions }: typeof first): string =>
          regions.reduceRight(
            (rest, { content: { start, end } }) => rest.slice(0, start) + rest.slice(end),
            source.text,
          );
        expect(outside(again)).toBe(outside(first));
      }),
      { numRuns: 2_000 },
    );
  });
});

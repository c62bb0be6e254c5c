import fc from "fast-check";
import { expect, test } from "vitest";
import { exploreReference } from "../../explore/reference.ts";
import { allOf, everything, instanceOf } from "../../testing/module-text.fixture.ts";
import { compileInstance } from "../compile-instance.ts";
import { exploreCompiled } from "../explore-compiled.ts";

const STATE = `
type Pte = { frame: 0..1, writable: bool }
state {
  pt: map[0..1, 0..1] of Pte? = none
  low: bool = false
  seen: 0..4 = 0
}
def refs(f: 0..1): 0..4 = count(p: 0..1, v: 0..1 where pt[p, v]?.frame == f)
`;

const cell = fc
  .tuple(fc.constantFrom("<p>", "<v>", "0", "1"), fc.constantFrom("<p>", "<v>", "0", "1"))
  .map(([p, v]) => `pt[${p}, ${v}]`);
const frame = fc.constantFrom("f", "0", "1");

/** A name that none of the loops or patterns inside a text has, in the place of a mark. */
const naming = (text: string, mark: string, inside: string): string =>
  text.replaceAll(`<${mark}>`, mark + (inside.split(/for|some/).length - 1));

/** Statements that write and ask for counts. */
const { body } = fc.letrec<{ body: string; statement: string; condition: string }>((tie) => ({
  body: fc.array(tie("statement"), { minLength: 1, maxLength: 4 }).map((list) => list.join("\n")),
  condition: fc.oneof(
    fc.tuple(frame, fc.nat(3)).map(([f, k]) => `refs(${f}) == ${k}`),
    cell.map((place) => `${place} == none`),
    cell.map((place) => `${place} is some <e> and refs(<e>.frame) >= 2`),
    fc.constant("low"),
  ),
  statement: fc.oneof(
    { maxDepth: 3 },
    cell.map((place) => `${place} = none`),
    fc.tuple(cell, frame).map(([place, f]) => `${place} = { frame: ${f}, writable: low }`),
    frame.map((f) => `seen = refs(${f})`),
    fc.constant("low = not low"),
    fc.tuple(tie("condition"), tie("body"), tie("body")).map(([test, yes, no]) => {
      const text = `if ${test} {\n${yes}\n} else {\n${no}\n}`;
      return naming(text, "e", yes + no);
    }),
    tie("body").map((inside) => naming(`for <v>: 0..1 {\n${inside}\n}`, "v", inside)),
    fc.tuple(tie("condition"), tie("body")).map(([test, inside]) => {
      const text = `for <p>: 0..1, <v>: 0..1 where ${test} {\n${inside}\n}`;
      return ["p", "v", "e"].reduce((named, mark) => naming(named, mark, inside), text);
    }),
  ),
}));

test("what is counted after writes is what counting again gives", async () => {
  const step = fc.tuple(body, fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 2 }), async (steps) => {
      const actions = steps.map(([marked, chooses], i) => {
        const text = marked.replaceAll(/<(\w)>/g, "$1");
        return chooses
          ? `action a${i}(p: 0..1, v: 0..1) { choose f: 0..1 where refs(f) <= 1\n${text} }`
          : `action a${i}(p: 0..1, v: 0..1, f: 0..1) { ${text} }`;
      });
      const source = STATE + actions.join("\n");
      const instance = await instanceOf(source);
      const { seconds: _, ...compiled } = await exploreCompiled(instance, allOf(instance));
      const { seconds: __, ...reference } = await exploreReference(instance, allOf(instance));
      expect(compiled, source).toEqual(reference);
    }),
    {
      numRuns: Number(process.env.FAULTLINE_RUNS ?? 30),
      seed: Number(process.env.FAULTLINE_SEED ?? 21),
    },
  );
});

test("after a write to one cell, the others are not counted again", async () => {
  const instance = await instanceOf(`${STATE}
action unmap(p: 0..1, v: 0..1, f: 0..1) when pt[p, v]?.frame == f {
  pt[p, v] = none
  if refs(f) == 0 { low = true }
}`);
  const text = compileInstance(instance, everything(instance)).source!.functions.join("");
  // The count of before, less the cell if it was counted.
  expect(text).toMatch(/\(m0&7\)-/);
  expect(text.match(/\?1:0/g)!.length).toBeLessThanOrEqual(8);
});

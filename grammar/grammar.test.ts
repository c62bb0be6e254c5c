/** The grammar proves itself: its examples, its word list, its recipe and the two long modules. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import * as ohm from "ohm-js";
import { extractExamples } from "ohm-js/extras";
import { describe, expect, test } from "vitest";
import { recipeOf } from "./generate-recipe.mjs";
import { parse } from "./parse.ts";
import { SourceFile } from "./source.ts";
import { match, type Failed } from "./match-grammar.ts";
import { randomNumbers, sentence, writeTokens } from "./testing/sentences.ts";
import { toTree, treeActions } from "./tree/to-tree.ts";
import { collectProblems, type Concrete } from "./tree/builder.ts";
import { contextualWords, reservedWords } from "./words.ts";

const here = (file: string) => new URL(file, import.meta.url);
const grammarText = readFileSync(here("faultline.ohm"), "utf8");
const matches = (text: string, rule: string) => match(text, rule).succeeded;

describe("examples in the grammar", () => {
  const examples = extractExamples(grammarText) as readonly {
    rule: string;
    example: string;
    shouldMatch: boolean;
  }[];

  test("cover every rule whose text a user writes as a whole", () => {
    const covered = new Set(examples.map((example) => example.rule));
    for (const rule of [
      "Module",
      "Action",
      "Process",
      "Check",
      "Type",
      "Statement",
      "Expression",
    ]) {
      expect(covered).toContain(rule);
    }
    expect(examples.length).toBeGreaterThan(300);
  });

  for (const { rule, example, shouldMatch } of examples) {
    const verb = shouldMatch ? "is" : "is not";
    test(`${JSON.stringify(example)} ${verb} a ${rule}`, () => {
      expect(matches(example, rule)).toBe(shouldMatch);
    });
  }
});

test("the committed recipe is the one of the grammar (else run `npm run recipe`)", () => {
  expect(readFileSync(here("faultline-recipe.ts"), "utf8")).toBe(recipeOf(grammarText));
});

describe("matching is as ohm defines it", () => {
  const reference = ohm.grammar(grammarText);
  // This also checks that every action has as many parameters as its rule has parts.
  const semantics = reference
    .createSemantics()
    .addOperation<unknown>("tree", treeActions as unknown as ohm.ActionDict<unknown>);

  function check(text: string, rule: "Module" | "Declarations"): void {
    const ours = toTree(text, rule);
    const theirs = reference.match(text, rule);
    expect(ours.succeeded).toBe(theirs.succeeded());
    if (ours.succeeded) {
      const { result, problems } = collectProblems(() =>
        (semantics(theirs) as unknown as Concrete).tree(),
      );
      expect(ours.segment).toEqual(result);
      expect(ours.problems).toEqual(problems);
    } else {
      const failed = theirs as ohm.FailedMatchResult;
      expect(ours.at).toBe(failed.getRightmostFailurePosition());
      expect(expectedOf(ours)).toEqual(expectedBy(failed));
    }
  }

  const expectedOf = ({ expected }: Failed) => [...new Set(expected)].sort();

  function expectedBy(failed: ohm.FailedMatchResult): string[] {
    const failures = (
      failed as unknown as { getRightmostFailures(): { getType(): string; getText(): string }[] }
    ).getRightmostFailures();
    const texts = failures.map((failure) => failure.getText());
    // A failed look-ahead (`not "="`) is nothing that a user could write.
    return [...new Set(texts.filter((text) => !text.startsWith("not ")))].sort();
  }

  test("for the modules of the design", () => {
    for (const file of ["cow", "cow_fault"]) {
      check(readFileSync(here(`fixtures/${file}.fl`), "utf8"), "Module");
    }
  });

  test("for random declarations, whole and with something left out", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer({ min: 4, max: 25 }), (seed, left, depth) => {
        const random = randomNumbers(seed);
        const gaps = { comments: 3, lineEnds: 5 };
        const tokens = sentence("Declaration", random, depth);
        fc.pre(tokens.length < 300);
        check(writeTokens(tokens, random, gaps, { comments: 0 }), "Declarations");
        const broken = tokens.filter((_, index) => index !== left % tokens.length);
        check(writeTokens(broken, random, gaps, { comments: 0 }), "Declarations");
      }),
      { numRuns: 100 },
    );
  });
});

describe("words", () => {
  test("every reserved word is refused as a name and accepted as a label", () => {
    for (const word of reservedWords) {
      expect(matches(word, "name"), word).toBe(false);
      expect(matches(`x.${word}`, "Expression"), word).toBe(true);
      expect(matches(`{ ${word}: 1 }`, "Expression"), word).toBe(true);
    }
  });

  test("words with a meaning in one place only can be names", () => {
    for (const word of contextualWords) {
      expect(matches(word, "name"), word).toBe(true);
    }
  });

  test("the lists hold every word that the grammar spells out", () => {
    const rules = grammarText.replace(/^ *\/\/.*$/gm, "");
    const spelled = [...rules.matchAll(/"([a-z]{2,})"/g)].map(([, word]) => word!);
    const known = new Set<string>([...reservedWords, ...contextualWords]);
    expect(new Set(spelled)).toEqual(known);
    expect(new Set(reservedWords).size).toBe(reservedWords.length);
  });

  test("a name may begin with a reserved word", () => {
    for (const word of reservedWords) {
      expect(matches(`${word}x`, "name"), word).toBe(true);
      expect(matches(`${word}_`, "name"), word).toBe(true);
    }
  });
});

describe("the two modules of the design", () => {
  for (const file of ["cow", "cow_fault"]) {
    test(`${file} parses without a word from the parser`, () => {
      const text = readFileSync(here(`fixtures/${file}.fl`), "utf8");
      const { module, diagnostics } = parse(new SourceFile(`${file}.fl`, text));
      expect(diagnostics).toEqual([]);
      expect(module?.path.at(-1)?.text).toBe(file);
    });
  }
});

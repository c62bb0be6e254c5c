/** The grammar proves itself: its examples, its word list, its recipe and the two long modules. */
import { readFileSync } from "node:fs";
import * as ohm from "ohm-js";
import { extractExamples } from "ohm-js/extras";
import { describe, expect, test } from "vitest";
import { recipeOf } from "./generate-recipe.mjs";
import { parse } from "./parse.ts";
import { SourceFile } from "./source.ts";
import { grammar } from "./to-tree.ts";
import { contextualWords, reservedWords } from "./words.ts";

const here = (file: string) => new URL(file, import.meta.url);
const grammarText = readFileSync(here("faultline.ohm"), "utf8");

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
      const match = grammar.match(example, rule);
      expect(match.succeeded(), (match as ohm.FailedMatchResult).message).toBe(shouldMatch);
    });
  }
});

test("the committed recipe is the one of the grammar (else run `npm run recipe`)", () => {
  expect(readFileSync(here("faultline-recipe.ts"), "utf8")).toBe(recipeOf(grammarText));
});

test("the recipe accepts what the grammar text accepts", () => {
  const fromText = ohm.grammar(grammarText);
  const text = readFileSync(here("fixtures/cow_fault.fl"), "utf8");
  expect(fromText.match(text, "Module").succeeded()).toBe(true);
  expect(grammar.match(text, "Module").succeeded()).toBe(true);
});

describe("words", () => {
  test("every reserved word is refused as a name and accepted as a label", () => {
    for (const word of reservedWords) {
      expect(grammar.match(word, "name").succeeded(), word).toBe(false);
      expect(grammar.match(`x.${word}`, "Expression").succeeded(), word).toBe(true);
      expect(grammar.match(`{ ${word}: 1 }`, "Expression").succeeded(), word).toBe(true);
    }
  });

  test("words with a meaning in one place only can be names", () => {
    for (const word of contextualWords) {
      expect(grammar.match(word, "name").succeeded(), word).toBe(true);
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
      expect(grammar.match(`${word}x`, "name").succeeded(), word).toBe(true);
      expect(grammar.match(`${word}_`, "name").succeeded(), word).toBe(true);
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

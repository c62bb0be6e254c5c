/** The formatter keeps the tree and the comments, and has nothing to add to what it wrote. */
import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format } from "./format.ts";
import { parse } from "../parse.ts";
import { randomNumbers, sentence, writeTokens, type Gaps } from "../testing/sentences.ts";
import { SourceFile } from "../source.ts";
import type { Module } from "../syntax.ts";

function read(text: string): Module {
  const { module, diagnostics } = parse(new SourceFile("m.fl", text));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message, at }) => [message, at.source.position(at.start)])).toEqual([]);
  return module!;
}

function isReadable(text: string): boolean {
  const { diagnostics } = parse(new SourceFile("m.fl", text));
  return diagnostics.every(({ severity }) => severity === "warning");
}

/** A tree without places and comments, and `not x is some _` as the formatter writes it. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value !== "object" || value === null) return value;
  const node = value as Record<string, unknown>;
  const rewritten = asNone(node);
  if (rewritten) return rewritten;
  const left = ["span", "titleSpan", "operatorSpan", "source", "comments"];
  const kept = Object.entries(node).filter(([key]) => !left.includes(key));
  return Object.fromEntries(kept.map(([key, part]) => [key, meaning(part)]));
}

function asNone(node: Record<string, unknown>): unknown {
  if (node["kind"] !== "unary" || node["operator"] !== "not") return undefined;
  const operand = node["operand"] as Record<string, unknown>;
  const inner = (operand["kind"] === "parenthesised" ? operand["body"] : operand) as {
    readonly kind: string;
    readonly subject: unknown;
    readonly pattern: { readonly kind: string; readonly item: { readonly kind: string } };
  };
  if (inner.kind !== "is" || inner.pattern.kind !== "some") return undefined;
  if (inner.pattern.item.kind !== "wildcard") return undefined;
  return { kind: "is", subject: meaning(inner.subject), pattern: { kind: "none" } };
}

function commentsOf(module: Module): readonly string[] {
  const texts = module.comments.map(({ text }) => text.replace(/\s+/g, " ").trim());
  return texts.sort();
}

/** What must hold for every text that can be read; returns the formatted text. */
function check(text: string): string {
  const module = read(text);
  const once = format(module);
  const again = read(once);
  expect(meaning(again)).toEqual(meaning(module));
  expect(commentsOf(again)).toEqual(commentsOf(module));
  expect(format(again)).toBe(once);
  return once;
}

/** A module of random declarations, each of them readable by itself. */
function randomModule(seed: number, gaps: Gaps): string {
  const random = randomNumbers(seed);
  const count = { comments: 0 };
  let text = writeTokens(["module", "m"], random, gaps, count) + "\n";
  for (let tries = 1 + Math.floor(random() * 6); tries > 0; tries--) {
    const tokens = sentence("Declaration", random, 6 + Math.floor(random() * 14));
    const before = count.comments;
    const declaration = `\n${writeTokens(tokens, random, gaps, count).trimStart()}`;
    if (declaration.length < 20_000 && isReadable(`module m${declaration}`)) text += declaration;
    else count.comments = before;
  }
  return `${text}\n`;
}

describe("formatting keeps the tree and the comments, and is its own result, for", () => {
  const runs = { numRuns: 100 };
  const seeds = fc.integer({ min: 0, max: 0xffffffff });

  test("random modules", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        check(randomModule(seed, { comments: 0, lineEnds: 5 }));
      }),
      runs,
    );
  });

  test("random modules with comments anywhere", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 12 }), (seed, comments) => {
        check(randomModule(seed, { comments, lineEnds: 5 }));
      }),
      runs,
    );
  });

  const fixtures = new URL("../fixtures/", import.meta.url);
  for (const file of readdirSync(fixtures).filter((name) => name.endsWith(".fl"))) {
    test(file, () => {
      check(readFileSync(new URL(file, fixtures), "utf8"));
    });
  }
});

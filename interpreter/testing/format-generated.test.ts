/** Formatting keeps the tree and the comments of generated modules, and formats its own result to itself. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { format } from "../../grammar/format/format.ts";
import { parse } from "../../grammar/parse.ts";
import { SourceFile } from "../../grammar/source.ts";
import type { Module } from "../../grammar/syntax.ts";
import { moduleArbitrary } from "./module-generator.ts";

const numRuns = Math.ceil(Number(process.env.FAULTLINE_RUNS ?? 2_000) / 10);
const seed = Number(process.env.FAULTLINE_SEED ?? 20_26);

function parsed(text: string): Module {
  const { module, diagnostics } = parse(new SourceFile("generated.fl", text));
  // A `///` comment that documents nothing gets a warning, and has to survive all the same.
  expect(diagnostics.filter(({ code }) => code !== "stray-doc")).toEqual([]);
  return module!;
}

/** The tree without places, with the one expression rewritten that the formatter rewrites. */
function meaning(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(meaning);
  if (typeof node !== "object" || node === null || node instanceof SourceFile) return node;
  const entries = Object.entries(node)
    .filter(([key]) => key !== "source" && key !== "span" && !key.endsWith("Span"))
    .map(([key, value]) => [key, meaning(value)]);
  const plain = Object.fromEntries(entries) as Record<string, unknown>;
  return asNone(plain) ?? plain;
}

/** `not x is some _` reads `x is none`. */
function asNone({ kind, operator, operand }: Record<string, unknown>): unknown {
  if (kind !== "unary" || operator !== "not") return undefined;
  const { kind: form, body } = operand as Record<string, unknown>;
  const inner = (form === "parenthesised" ? body : operand) as Record<string, unknown>;
  const { pattern } = inner as { pattern?: { kind: string; item?: { kind: string } } };
  if (inner.kind !== "is" || pattern?.kind !== "some" || pattern.item?.kind !== "wildcard") {
    return undefined;
  }
  return { ...inner, pattern: { kind: "none" } };
}

test(
  "a formatted module has the same tree and comments, and is formatted to itself",
  { timeout: 1_000_000 },
  () => {
    fc.assert(
      fc.property(moduleArbitrary, (text) => {
        const module = parsed(text);
        const formatted = format(module);
        const again = parsed(formatted);
        expect(meaning(again)).toEqual(meaning(module));
        expect(format(again)).toBe(formatted);
      }),
      { numRuns, seed },
    );
  },
);

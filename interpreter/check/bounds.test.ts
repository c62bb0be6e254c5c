/** Texts and trees of hostile size and depth: an answer in a few seconds, and never a crash. */
import { expect, test } from "vitest";
import { parse } from "../../grammar/parse.ts";
import { SourceFile } from "../../grammar/source.ts";
import type { Expression, IfStatement, Module } from "../../grammar/syntax.ts";
import { checkModule } from "./module.ts";

const many = (count: number, make: (index: number) => string, between = "\n") =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);

function moduleOf(text: string): Module {
  const { module, diagnostics } = parse(new SourceFile("m.fl", `module m\n${text}`));
  expect(diagnostics).toEqual([]);
  return module!;
}

function codesOf(module: Module): readonly string[] {
  const { diagnostics } = checkModule(module, () => undefined);
  return [...new Set(diagnostics.map(({ code }) => code))];
}

test.each([
  [
    "defs that call each other in a row",
    `state { x: bool = false }\n${many(1000, (n) => `def d${n}: bool = ${n ? `d${n - 1}` : "x"}`)}\naction a when d999 { x = true }`,
    [],
  ],
  [
    "names of types in reverse",
    `${many(1000, (n) => `type T${n} = T${n + 1}`)}\ntype T1000 = bool\nstate { x: T0 = false }\naction a { x = not x }`,
    [],
  ],
  [
    "types inside types",
    `${many(1000, (n) => `type T${n} = set of T${n + 1}`)}\ntype T1000 = bool\nstate { x: T0 = set() }`,
    ["type-too-deep"],
  ],
  [
    "a type of exponential size",
    `type T0 = bool\n${many(60, (n) => `type T${n + 1} = { a: T${n}, b: T${n}, c: T${n} }`)}\nstate { x: set of T60 = set()\n y: set of T60 = set() }\naction a { x = y;  y = x }`,
    [],
  ],
  [
    "unknown names",
    `state { x: bool = false }\n${many(1000, (n) => `def d${n}: X${n} = y${n}`)}`,
    ["unknown-type", "more-errors"],
  ],
  [
    "effects that call each other twice",
    `state { x: 0..1 }\neffect e0() { x = 1 }\n${many(800, (n) => `effect e${n + 1}() { e${n}();  e${n}() }`)}\ninit { e800() }`,
    ["effects-too-deep"],
  ],
  [
    "effects that call each other twice, as deep as may be",
    `symmetric type P[2]\nstate { x: map[P] of 0..1\n y: 0..1 = 0 }\neffect e0(p: P) { x[p] = 1;  y = 1 }\n${many(60, (n) => `effect e${n + 1}(p: P) { e${n}(p);  e${n}(p) }`)}\ninit { for p: P { e60(p) } }\naction a(p: P) { for q: P { e60(q) }\n assert x[p] == y }`,
    [],
  ],
  [
    "loops in loops",
    `symmetric type P[2]\nstate { x: map[P] of bool = false }\naction a { ${many(60, (n) => `for p${n}: P { assert x[p${n}]\nchoose q${n}: P where x[q${n}]\n`)} ${"}".repeat(60)} }`,
    ["assert-before-choose"],
  ],
  [
    "parentheses, records and calls in each other",
    `def call(n: 0..3): 0..3 = n\ninvariant i: ${"(".repeat(98)}true${")".repeat(98)}\ninvariant j: ${"call(".repeat(95)}1${")".repeat(95)} == 1\ninvariant k: ${"{ a: ".repeat(95)}1${" }".repeat(95)} == 1`,
    ["operands-differ"],
  ],
  [
    "variants in a match",
    `enum E { ${many(400, (n) => `v${n}`, ", ")} }\nstate { e: E = v0 }\naction a { match e { ${many(399, (n) => `v${n} => { }`)} } }`,
    ["match-incomplete"],
  ],
])("%s", (_, text, codes) => {
  const module = moduleOf(text);
  const start = Date.now();
  const { diagnostics } = checkModule(module, () => undefined);
  expect(Date.now() - start).toBeLessThan(10_000);
  expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(codes);
  expect(diagnostics.length).toBeLessThanOrEqual(51);
});

/** The module with the body of its invariant replaced by a tree that no text was parsed for. */
function withBody(make: (leaf: Expression) => Expression): readonly string[] {
  const module = moduleOf("state { x: bool = false }\naction a { x = not x }\ninvariant i: x");
  const declarations = module.declarations.map((declaration) =>
    declaration.kind === "invariant"
      ? { ...declaration, body: make(declaration.body) }
      : declaration,
  );
  return codesOf({ ...module, declarations });
}

const binary = (operator: "and" | "or" | "implies" | "iff", left: Expression, right: Expression) =>
  ({ kind: "binary", operator, operatorSpan: left.span, left, right, span: left.span }) as const;

test.each(["and", "or", "implies", "iff"] as const)("a chain of 20,000 %s", (operator) => {
  const leaning = operator === "implies" || operator === "iff";
  const codes = withBody((leaf) => {
    let chain = leaf;
    for (let length = 1; length < 20_000; length += 1) {
      chain = leaning ? binary(operator, leaf, chain) : binary(operator, chain, leaf);
    }
    return chain;
  });
  expect(codes).toEqual([]);
});

test("20,000 branches of an if expression and of an if statement", () => {
  const codes = withBody((leaf) => {
    let chain = leaf;
    for (let length = 0; length < 20_000; length += 1) {
      chain = { kind: "if", condition: leaf, then: leaf, else: chain, span: leaf.span };
    }
    return chain;
  });
  expect(codes).toEqual([]);
  const module = moduleOf("state { x: bool }\ninit { if true { x = true } else { x = false } }");
  const declarations = module.declarations.map((declaration) => {
    if (declaration.kind !== "init") return declaration;
    const first = declaration.body.statements[0] as IfStatement;
    let chain = first;
    for (let length = 0; length < 20_000; length += 1) chain = { ...first, else: chain };
    return { ...declaration, body: { ...declaration.body, statements: [chain] } };
  });
  expect(codesOf({ ...module, declarations })).toEqual([]);
});

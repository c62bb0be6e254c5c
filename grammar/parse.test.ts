/** Parsing: what is read, what is said about the rest, and that nothing breaks it. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, sourceLimit } from "./parse.ts";
import { randomNumbers, sentence, writeTokens } from "./testing/sentences.ts";
import { SourceFile } from "./source.ts";
import type { Declaration, Expression, Module, Node, PropertyDeclaration } from "./syntax.ts";

const parseText = (text: string) => parse(new SourceFile("m.fl", text));
const codes = (text: string) => parseText(text).diagnostics.map(({ code }) => code);

function read(text: string): Module {
  const { module, diagnostics } = parseText(text);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return module!;
}

function declaration<K extends Declaration["kind"]>(
  text: string,
  kind: K,
): Extract<Declaration, { kind: K }> {
  const { declarations } = read(`module m\n${text}`);
  const isWanted = (each: Declaration): each is Extract<Declaration, { kind: K }> =>
    each.kind === kind;
  return declarations.find(isWanted)!;
}

/** An expression with all its parentheses, operators in front. */
function shape(expression: Expression): string {
  switch (expression.kind) {
    case "binary":
      return `(${expression.operator} ${shape(expression.left)} ${shape(expression.right)})`;
    case "unary":
      return `(${expression.operator} ${shape(expression.operand)})`;
    case "interval":
      return `(.. ${shape(expression.low)} ${shape(expression.high)})`;
    case "is":
      return `(is ${shape(expression.subject)} ${expression.pattern.kind})`;
    case "at":
      return `(at ${shape(expression.process)} ${expression.labels.map(({ text }) => text).join()})`;
    case "parenthesised":
      return `[${shape(expression.body)}]`;
    case "name":
      return expression.name.text;
    case "int":
      return String(expression.value);
    case "if":
      return `(if ${[expression.condition, expression.then, expression.else].map(shape).join(" ")})`;
    case "unwrap":
      return `(! ${shape(expression.object)})`;
    case "member":
      return `(${expression.optional ? "?." : "."} ${shape(expression.object)} ${expression.name.text})`;
    case "index":
      return `(at ${[expression.object, ...expression.keys].map(shape).join(" ")})`;
    default:
      return expression.kind;
  }
}

function bodyOf(text: string): Expression {
  const [property] = read(`module m\n${text}`).declarations;
  return (property as PropertyDeclaration).body;
}

const shapeOf = (text: string) => shape(bodyOf(`invariant i: ${text}`));

describe("precedence", () => {
  test.each([
    ["not a == b", "(not (== a b))"],
    ["not a and b", "(and (not a) b)"],
    ["a or b and c", "(or a (and b c))"],
    ["a and b and c", "(and (and a b) c)"],
    ["a implies b implies c", "(implies a (implies b c))"],
    ["a iff b iff c", "(iff a (iff b c))"],
    ["a is some e and b implies c or d", "(implies (and (is a some) b) (or c d))"],
    ["a + b * c - d % e", "(- (+ a (* b c)) (% d e))"],
    ["a - b - c", "(- (- a b) c)"],
    ["-a * b", "(* (- a) b)"],
    ["a - -b", "(- a (- b))"],
    ["a + 1 in 1..b * 2", "(in (+ a 1) (.. 1 (* b 2)))"],
    ["a not in b or c", "(or (not in a b) c)"],
    ["a not  in b", "(not in a b)"],
    ["p at copy and q at {a, b}", "(and (at p copy) (at q a,b))"],
    ["always eventually not a", "(always (eventually (not a)))"],
    ["always a implies b", "(implies (always a) b)"],
    ["a leads\n  to b", "(leads to a b)"],
    ["a until b and c", "(until a (and b c))"],
    ["(eventually p) implies (q leads to r)", "(implies [(eventually p)] [(leads to q r)])"],
    ["if a then b else c + d", "(if a b (+ c d))"],
    ["not x is some _", "(not (is x some))"],
    ["a!.b?.c[d, e] != f", "(!= (at (?. (. (! a) b) c) d e) f)"],
    ["a\n  - b", "(- a b)"],
  ])("%s", (text, expected) => {
    expect(shapeOf(text)).toBe(expected);
  });

  test.each([
    ["a implies b iff c", "mixed-operators"],
    ["a iff b implies c", "mixed-operators"],
    ["a implies b leads to c", "mixed-operators"],
    ["a until b iff c", "mixed-operators"],
    ["a leads to b leads to c", "temporal-chain"],
    ["a < b < c", "comparison-chain"],
    ["a == b is some c", "comparison-chain"],
    ["a in b in c", "comparison-chain"],
    ["a in 1..2..3", "interval-chain"],
    ["a == not b", "prefix-position"],
    ["a + always b", "prefix-position"],
  ])("%s is not guessed at", (text, code) => {
    expect(codes(`module m\ninvariant i: ${text}`)).toEqual([code]);
  });
});

describe("statements end with their line", () => {
  test.each([
    ["x = 1\n  y = 2", 2],
    ["x = 1; y = 2", 2],
    ["x = 1;", 1],
    ["x = a\n    + b\n    and c", 1],
    ["x = f(a,\n\n b)", 1],
    ["if a { x = 1 }\n  else { y = 1 }", 1],
    ["x = 1 // one\n y = 2 /* two */\n", 2],
    ["x = 1 /* one\n */ ; y = 2", 2],
  ])("%j", (text, count) => {
    expect(declaration(`action a { ${text} }`, "action").body.statements).toHaveLength(count);
  });

  test.each(["x = 1 y = 2", "if a { } y = 2", "x = 1 /*\n*/ y = 2", "x = 1, y = 2"])(
    "%j is refused",
    (text) => {
      expect(codes(`module m\naction a { ${text} }`)).toEqual(["missing-line-end"]);
    },
  );
});

describe("documentation belongs", () => {
  test("to the next declaration, or to what was declared on its line", () => {
    const module = read(
      [
        "/// The module,",
        "///   indented.",
        "module m /// (m)",
        "/// Before a.",
        "",
        "param a: bool /// and after it",
        "enum E { /// of E",
        "  x        /// of x",
        "  y, z     /// of z",
        "  /// of w",
        "  w(1..2)",
        "}",
        "state {",
        "  s: { f: bool, /// of f",
        "       g: bool  /// of g",
        "  } /// of s",
        "}",
        "process p(t: T /// of t",
        ") {",
        "  let l = t /// of l",
        "  /// of v",
        "  var v: bool = true",
        "  /// of step",
        "  step go { stop }",
        "}",
        "symmetric type A[1], /// of A",
        "  B[2] /// of B",
        "action act(q: T) /// of act",
        "  when true { }",
        "def two: 1..2 = /// of two",
        "  2",
      ].join("\n"),
    );
    const docs: Record<string, string> = {};
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const { doc, name, kind } = value as { doc?: string; name?: { text: string }; kind?: string };
      if (doc !== undefined) docs[name?.text ?? kind ?? "module"] = doc;
      for (const [key, part] of Object.entries(value)) if (key !== "source") visit(part);
    };
    visit(module);
    expect(docs).toEqual({
      module: "The module,\n  indented.\n(m)",
      a: "Before a.\nand after it",
      E: "of E",
      x: "of x",
      z: "of z",
      w: "of w",
      f: "of f",
      g: "of g",
      s: "of s",
      t: "of t",
      l: "of l",
      v: "of v",
      go: "of step",
      A: "of A",
      B: "of B",
      act: "of act",
      two: "of two",
    });
  });

  test("to nothing inside a body, which is worth a warning", () => {
    const text = "module m\naction a {\n  x = 1 /// here\n  /// there\n  y = 2\n}\naction b { }";
    const { module, diagnostics } = parseText(text);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ["stray-doc", "warning"],
      ["stray-doc", "warning"],
    ]);
    expect(module?.declarations.every(({ doc }) => doc === undefined)).toBe(true);
  });
});

describe("recovery", () => {
  test("every declaration that can be read is in the module", () => {
    const { module, diagnostics } = parseText(
      [
        "module m",
        "acton a { }",
        "def b: bool = &&",
        "action c { x = 1 }",
        "action d { if }",
        "  action indented { x = 1 }",
        "action e { x = 1",
        "action f { x = 1 }",
      ].join("\n"),
    );
    const names = module?.declarations.map((each) => "name" in each && each.name.text);
    expect(names).toEqual(["c", "f"]);
    expect(diagnostics.map(({ at }) => at.source.position(at.start).line)).toEqual([2, 3, 5, 7]);
  });

  test("a reserved word as a label in column 1 does not cut a declaration", () => {
    const module = read(
      "module m\ninit {\nx = {\nstate: a,\ntype: b\n}\n}\nenum E {\nstate\nuse\n}\n",
    );
    expect(module.declarations.map(({ kind }) => kind)).toEqual(["init", "enum"]);
  });

  test("a line in column 1 may go on with the declaration before", () => {
    const text =
      'module m\ndef d: bool =\nx\nand y\naction a\nwhen x\n{ }\nscenario "s"\nreachable\nwhen x';
    expect(read(text).declarations.map(({ kind }) => kind)).toEqual(["def", "action", "scenario"]);
  });

  test("without a `module` line the rest is read all the same", () => {
    const { module, diagnostics } = parse(new SourceFile("spec/a-b.fl", "state { x: bool }"));
    expect(diagnostics.map(({ code }) => code)).toEqual(["missing-module"]);
    expect(module?.declarations).toHaveLength(1);
    expect(module?.path.map(({ text }) => text)).toEqual(["a_b"]);
  });
});

describe("nodes", () => {
  const text = readFileSync(new URL("fixtures/cow_fault.fl", import.meta.url), "utf8");

  function allNodes(value: unknown, found: Node[] = []): Node[] {
    if (typeof value !== "object" || value === null) return found;
    if ("span" in value) found.push(value as Node);
    for (const [key, part] of Object.entries(value)) if (key !== "source") allNodes(part, found);
    return found;
  }

  test("have spans that begin and end with a token, inside the span of what they are in", () => {
    const visit = (value: unknown, around: Node): void => {
      if (typeof value !== "object" || value === null) return;
      const inside = "span" in value ? (value as Node) : around;
      const { start, end } = inside.span;
      expect(start).toBeGreaterThanOrEqual(around.span.start);
      expect(end).toBeLessThanOrEqual(around.span.end);
      if (inside !== around) expect(text.slice(start, end)).toMatch(/^\S(?:[^]*\S)?$/);
      for (const [key, part] of Object.entries(value)) if (key !== "source") visit(part, inside);
    };
    const module = read(text);
    for (const each of module.declarations) visit(each, module);
  });

  test("are never shared, not even between equal declarations and repeated parses", () => {
    const twice = `module m\n${"action a { x = y + 1 }\n".repeat(3)}`;
    const nodes = [...allNodes(read(twice)), ...allNodes(read(twice))];
    expect(new Set(nodes).size).toBe(nodes.length);
  });

  test("are the same whether or not the text was parsed before", () => {
    const moved = read(`// a line more\n${text}`);
    const strip = (value: unknown) =>
      JSON.stringify(value, (key, part: unknown) =>
        /^(?:span|.*Span|source)$/.test(key) ? 0 : part,
      );
    expect(strip(moved.declarations)).toBe(strip(read(text).declarations));
    const last = moved.declarations.at(-1)!;
    expect(moved.source.slice(last.span)).toMatch(/^check allGone \{.*\}$/);
  });
});

describe("hostile text is refused, never thrown at", () => {
  const times = (count: number, text: string) => text.repeat(count);
  const deep: Readonly<Record<string, string>> = {
    parentheses: `def d: bool = ${times(50_000, "(")}`,
    "closed parentheses": `def d: bool = ${times(101, "(")}a${times(101, ")")}`,
    records: `def d: T = ${times(5_000, "{ a: ")}1${times(5_000, " }")}`,
    blocks: `action a ${times(5_000, "{ if x ")}{ }${times(5_000, " }")}`,
    quantifiers: `invariant i: ${times(3_000, "all p: P { ")}x${times(3_000, " }")}`,
    "else if": `action a { if x { }${times(5_000, " else if x { }")} }`,
    "if then else": `def d: T = ${times(5_000, "if a then b else ")}c`,
    not: `invariant i: ${times(50_000, "not ")}a`,
    minus: `invariant i: ${times(50_000, "-")}a`,
    and: `invariant i: a${times(20_000, " and a")}`,
    implies: `invariant i: a${times(20_000, " implies a")}`,
    suffixes: `invariant i: a${times(5_000, ".b")}`,
    "optional suffixes": `invariant i: a${times(5_000, "[0]")}`,
    "set of": `type T = ${times(5_000, "set of ")}bool`,
    "map of": `type T = ${times(5_000, "map[A] of ")}bool`,
    "some patterns": `invariant i: a is ${times(5_000, "some ")}b`,
  };
  for (const [what, text] of Object.entries(deep)) {
    test(`many ${what}`, () => {
      const { diagnostics } = parseText(`module m\n${text}\n`);
      expect(diagnostics.length).toBeGreaterThan(0);
      for (const { code } of diagnostics) {
        expect([
          "nesting-limit",
          "nested-too-deeply",
          "expression-too-long",
          "declaration-too-long",
        ]).toContain(code);
      }
    });
  }

  test("100 levels of every bracket are read", () => {
    read(`module m\ndef d: bool = ${times(100, "(")}a${times(100, ")")}`);
    read(`module m\ninvariant i: ${times(100, "all p: P { ")}a${times(100, " }")}`);
  });

  test("a text of a million characters ends with a few messages", () => {
    const texts = ["x ", "é", '"', "/*", "'", "{}", "action a { x = 1 }\n", "a.", "1", "\n///"];
    for (const part of texts) {
      const text = `module m\n${part.repeat(Math.floor((sourceLimit - 9) / part.length / 20))}`;
      expect(parseText(text).diagnostics.length).toBeLessThan(60_000);
    }
    expect(codes(`module m\n${"x".repeat(sourceLimit)}`)).toEqual(["too-large"]);
  });

  test("random texts", () => {
    const pieces = fc.oneof(
      fc.constantFrom("action ", "{", "}", "(", ")", "[", "]", "\n", " ", "x", "=", "==", ";", ","),
      fc.constantFrom(
        "if ",
        "then ",
        "else ",
        "is ",
        "some ",
        "///",
        "//",
        "/*",
        "*/",
        '"',
        "..",
        "!",
      ),
      fc.constantFrom(
        "module m\n",
        "state ",
        "check ",
        "expect ",
        "\u0000",
        "\r\n",
        "\t",
        "0",
        "-",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const { module, diagnostics } = parseText(parts.join(""));
        for (const { at } of diagnostics) {
          expect(at.start).toBeLessThanOrEqual(at.end);
          expect(at.end).toBeLessThanOrEqual(at.source.text.length);
        }
        if (diagnostics.length === 0) expect(module).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  test("a module with one token left out", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (seed, position) => {
        const tokens = sentence("Declaration", randomNumbers(seed), 14);
        const random = randomNumbers(seed);
        const kept = tokens.filter((_, index) => index !== position % tokens.length);
        const text = writeTokens(kept, random, { comments: 3, lineEnds: 3 }, { comments: 0 });
        for (const { message, help } of parseText(`module m\n${text}`).diagnostics) {
          expect(`${message} ${help ?? ""}`).not.toMatch(/undefined|\[object|not \(/);
        }
      }),
      { numRuns: 200 },
    );
  });
});

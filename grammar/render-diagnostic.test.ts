/** What a user sees for each kind of mistake. After a change of texts: `npx vitest run -u grammar`. */
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { decode } from "./decode.ts";
import { parse } from "./parse.ts";
import { renderDiagnostic, renderDiagnostics } from "./render-diagnostic.ts";
import { SourceFile } from "./source.ts";

function complaints(text: string): string {
  return renderDiagnostics(parse(new SourceFile("spec/m.fl", text)).diagnostics);
}

/** Each is one module without its first line. */
const mistakes: Readonly<Record<string, readonly string[]>> = {
  declarations: [
    "acton fork(p: Proc) { x = 1 }",
    "function f(x) { return 1 }",
    "import memory.private",
    "x = 1",
    "def state: bool = true",
    "def f(a: bool) = a",
    "def f(x: T): bool { x }",
    "param N = 3",
    "state { x = 1 }",
    "state { x: bool = false, y: bool = true }",
    "state { x: Map<K, V> }",
    "state { x: map of K to V }",
    "state { x: set<K> }",
    "type T = 0..3?",
    "type T = A??",
    "enum E { a b }",
    "symmetric Proc[2]",
    "action a(Proc p) { }",
    "action a(p: Proc) x = 1",
    "action a { when x\n y = 1 }",
    "process f {\n  step a { }\n  var x: bool = true\n}",
    "process f { stp a { goto b } }",
    "process f { let x: bool = true\n step a { } }",
    "invariant x == 1",
    "use memory.private as",
    "refines ideal { mem[1] = 2 }",
    "measure m: copies from x",
    "param A: 0..1 = 0 param B: 0..1 = 0",
  ],
  statements: [
    "action a { x == 1 }",
    "action a { x := 1 }",
    "action a { x++ }",
    "action a { x = 1 y = 2 }",
    "action a { x += 1, y += 2 }",
    "action a { chose f: Frame where free(f) }",
    "action a { choose f: Frame refs(f) == 0 }",
    "action a {\n  if x { y = 1 } elif z { y = 2 }\n}",
    "action a { if x = 1 { y = 2 } }",
    "action a { if x then { y = 1 } }",
    "action a { if (x) y = 1 }",
    "action a {\n  while x { y = 1 }\n}",
    "action a {\n  return x\n}",
    "action a {\n  var x = 1\n}",
    "action a { let x == 1 }",
    "action a { unlock }",
    "action a { f(x) = 1 }",
    "action a { pt[p]?.writable = true }",
    "action a { match x { case b: { } } }",
    'action a { assert x "message" }',
    "action a { goto }",
  ],
  expressions: [
    "invariant i: x && y || !z",
    "invariant i: !x",
    "invariant i: x /\\ y",
    "invariant i: \\A p \\in Proc: x",
    "invariant i: x' = x + 1",
    "invariant i: x = 1",
    "invariant i: a ? b : c",
    "invariant i: if a then b",
    "invariant i: if a { b } else { c }",
    "invariant i: forall p: Proc { x }",
    "invariant i: all p: Proc idle(p)",
    "invariant i: a in {b, c}",
    "invariant i: count(p: Proc, x) == 1",
    "invariant i: sum(p: Proc where x) == 1",
    "invariant i: a implies b iff c",
    "invariant i: a < b < c",
    "invariant i: a == not b",
    "invariant i: x mod 2 == 0",
    "invariant i: 1.5 < 0x10",
    "temporal t: [] x",
    "temporal t: p ~> q",
    "temporal t: p leads q",
    "temporal t: a leads to b leads to c",
  ],
  checks: [
    "check c { expect hold }",
    "check c { expects holds }",
    "check c { expect violates safe in 7 }",
    "check c { N = 2 M = 3 }",
    'scenario "a" when x',
    "scenario a reachable when x",
    'scenario "a" reachable by p: Proc { fork(p, q) expect x }',
  ],
  brackets: [
    "action a {\n  x = 1\n\naction b { y = 2 }",
    "action a {\n  if x {\n    y = 1\n  z = 2\n}\naction b { y = 2 }",
    "action a\n  x = 1\n}\naction b { y = 2 }",
    "action a { x[1) = 2 }",
    "def f: bool = (a",
    "def f: bool = a)",
    `def f: bool = ${"(".repeat(120)}a`,
  ],
  characters: [
    "state { größe: 0..1 = 0 }",
    "invariant i: a → b",
    "invariant i: “a” == b",
    "state {\u00a0x: bool = false }",
    'scenario "no end reachable when true\nstate { x: bool = false }',
    'scenario "a\\nb" reachable when true',
    "state { x: bool = false }\n/* no end",
    "param N: 0..99999999999999999999 = 1",
    "// \u202e turned around\nstate { x: bool = false }",
    "// \u001b[31m red\nstate { x: bool = false }",
  ],
};

describe("messages for mistakes in", () => {
  for (const [kind, texts] of Object.entries(mistakes)) {
    test(kind, async () => {
      const shown = texts.map((text) => complaints(`module m\n${text}\n`));
      expect(shown.every((text) => text !== "")).toBe(true);
      const separator = `\n${"-".repeat(80)}\n\n`;
      await expect(shown.join(separator)).toMatchFileSnapshot(`golden/${kind}.txt`);
    });
  }

  test("a whole module: all at once, each once", async () => {
    const text = [
      "module m",
      "param N: 1..4 = 2",
      "stat { x: 0..N = 0 }",
      "action a { x = 1 && y }",
      "action b { x = 1 }",
      "action c {",
      "  if x == 1 { y = 2 }",
      "  els { y = 3 }",
      "}",
      "invariant i: x < y < z",
      "chekc c { expect holds }",
    ].join("\n");
    await expect(complaints(text)).toMatchFileSnapshot("golden/whole-module.txt");
  });

  test("files that are not specifications", async () => {
    const files = [
      complaints("state { x: bool = false }"),
      complaints(""),
      complaints("module a\nmodule b\n"),
      renderDiagnostics(decode(new Uint8Array([0xff, 0xfe, 0x6d, 0]), "m.fl").diagnostics),
      renderDiagnostics(
        decode(Buffer.from("module m\n// caf\xe9\n", "latin1"), "m.fl").diagnostics,
      ),
      renderDiagnostics(decode(Buffer.from("module m\n\0"), "m.fl").diagnostics),
    ];
    await expect(files.join("\n")).toMatchFileSnapshot("golden/not-a-module.txt");
  });
});

describe("rendering", () => {
  const bad = "module m\naction a { x == 1 }\n";
  const [diagnostic] = parse(new SourceFile("m.fl", bad)).diagnostics;

  test("has no colours unless they are given", () => {
    expect(renderDiagnostic(diagnostic!)).not.toMatch(/\u001b/);
    const coloured = renderDiagnostic(diagnostic!, { colours: pc.createColors(true) });
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(renderDiagnostic(diagnostic!));
    expect(coloured).not.toBe(renderDiagnostic(diagnostic!));
  });

  test("clips long lines around the place", async () => {
    const long = `module m\ninvariant i: ${"x or ".repeat(60)} y = 1 and ${"z or ".repeat(60)} z`;
    await expect(complaints(long)).toMatchFileSnapshot("golden/long-line.txt");
    const million = `module m\n${" ".repeat(900_000)}!`;
    expect(complaints(million).length).toBeLessThan(1_000);
  });

  test("never sends control characters of a file to the terminal", () => {
    const text = 'module m\ninvariant i: "\u001b]0;title\u0007" = \u009b31m "\n';
    expect(complaints(text)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const path = new SourceFile("\u001b[2J.fl", "state");
    const shown = renderDiagnostics(parse(path).diagnostics);
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test("counts what it leaves out", () => {
    const text = `module m\n${"def state: bool = true\n".repeat(5)}`;
    const { diagnostics } = parse(new SourceFile("m.fl", text));
    const shown = renderDiagnostics(diagnostics, { limit: 2 });
    expect(shown.match(/reserved-name/g)).toHaveLength(2);
    expect(shown).toContain("5 errors, of which 3 are not shown");
    expect(renderDiagnostics([])).toBe("");
  });
});

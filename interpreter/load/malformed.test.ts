/**
 * Bad input gets a located message and exit code 2, whatever it is: the files of `malformed/` and
 * some that are too large to keep.
 */
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instanceDiagnostics } from "../../grammar/diagnostics/instance.ts";
import type { DiagnosticEntry } from "../../grammar/diagnostics/entry.ts";
import { check } from "../command/check.ts";

const corpus = fileURLToPath(new URL("./malformed/", import.meta.url));
let scratch = "";

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "malformed-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function run(path: string): Promise<{ code: number; text: string; seconds: number }> {
  let text = "";
  const output = { write: (part: string) => (text += part) };
  const begun = performance.now();
  const code = await check(
    { paths: [path], param: new Map(), engine: "compiled" },
    {
      stdout: output,
      stderr: output,
      stdin: (async function* () {})(),
      environment: { NO_COLOR: "1" },
      signal: new AbortController().signal,
    },
  );
  return { code, text, seconds: (performance.now() - begun) / 1000 };
}

/** A refusal: exit code 2, a place, no stack trace, no flood, no control characters. */
function expectRefusal(result: { code: number; text: string }, path: string): void {
  expect(result.text).toContain("error[");
  expect(result.text).toMatch(/:\d+:\d+: error\[[a-z-]+\]: \S/);
  expect(result.text).toContain(path.slice(path.lastIndexOf("/") + 1));
  expect(result.text).not.toMatch(/^\s+at .*[:(]\d+/m);
  expect(result.text).not.toMatch(/internal error|undefined|NaN|\[object/);
  expect(result.text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
  expect(result.text.length).toBeLessThan(40_000);
  expect(result.code).toBe(2);
}

describe("a malformed file", () => {
  const files = readdirSync(corpus).filter((name) => name.endsWith(".fl"));

  it("comes in more than sixty kinds", () => {
    expect(files.length).toBeGreaterThan(60);
  });

  it.each(files)("%s is refused with a message that says where", async (name) => {
    const result = await run(join(corpus, name));
    expectRefusal(result, name);
    const message = result.text.replaceAll(corpus, "").replaceAll(/\([\d.,]+ (ms|s)\)/g, "(time)");
    await expect(message).toMatchFileSnapshot(join(corpus, "golden", `${name}.txt`));
  });
});

describe("an input of absurd size", () => {
  const head = "module big\nstate { x: 0..3 = 0 }\n";
  const cases: [string, () => string | Uint8Array][] = [
    ["100,000 nested parentheses", () => `${head}action a when ${"(".repeat(100_000)}`],
    [
      "100,000 matched parentheses",
      () => `${head}action a when ${"(".repeat(100_000)}true${")".repeat(100_000)} { x = 1 }\n`,
    ],
    ["100,000 nested braces", () => `${head}action a ${"{ if true ".repeat(100_000)}`],
    ["100,000 nested brackets", () => `${head}action a { x = ${"[".repeat(100_000)} }\n`],
    ["100,000 times not", () => `${head}invariant i: ${"not ".repeat(100_000)}true\n`],
    [
      "20,000 times else if",
      () => {
        return `${head}action a { if x == 0 { x = 1 } ${"else if x == 1 { x = 2 } ".repeat(20_000)} }\n`;
      },
    ],
    [
      "a chain of 20,000 implies",
      () => `${head}invariant i: ${"x == 0 implies ".repeat(20_000)}true\n`,
    ],
    [
      "a type of 20,000 options and maps",
      () => `module big\nstate { x: ${"map[bool] of ".repeat(20_000)}bool = false }\n`,
    ],
    ["10 MB of text", () => `${head}// ${"x".repeat(10_000_000)}\n`],
    ["10 MB of zero bytes", () => new Uint8Array(10_000_000)],
    ["10 MB of one word", () => `module ${"a".repeat(10_000_000)}\n`],
    ["a line of 900 kB", () => `${head}action a when ${"x".repeat(900_000)} { x = 1 }\n`],
    ["UTF-16", () => new Uint8Array(Buffer.from(`\ufeff${head}`, "utf16le"))],
    ["Latin-1", () => new Uint8Array(Buffer.from(`${head}// gr\u00f6\u00dfe\n`, "latin1"))],
    ["a zero byte in the text", () => `${head}action a\u0000 { x = 1 }\n`],
    [
      "a cut UTF-8 sequence",
      () => new Uint8Array([...Buffer.from(`${head}// \u20ac`)].slice(0, -1)),
    ],
    [
      "random bytes",
      () => Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256),
    ],
    [
      "effects that double 40 times",
      () => {
        const effects = Array.from(
          { length: 40 },
          (_, i) => `effect e${i + 1}() { e${i}()\n e${i}() }\n`,
        );
        return `${head}effect e0() { x = 0 }\n${effects.join("")}action a { e40() }\ncheck c { expect holds }\n`;
      },
    ],
    [
      "5,000 unknown names",
      () => {
        return `${head}action a { ${"y = 1; ".repeat(5_000)} }\n`;
      },
    ],
  ];

  it.each(cases)("of %s is refused quickly", { timeout: 60_000 }, async (name, make) => {
    const path = join(scratch, "big.fl");
    writeFileSync(path, make());
    const result = await run(path);
    expectRefusal(result, path);
    // Generous: the bound is against hanging, not a measure of speed.
    expect(result.seconds, name).toBeLessThan(50);
  });
});

describe("files that refer to each other", () => {
  function folder(files: Readonly<Record<string, string>>): string {
    const root = mkdtempSync(join(scratch, "modules-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return root;
  }

  it("in a circle are refused where the circle closes", async () => {
    const root = folder({
      "a.fl": "module a\nuse b as other\nstate { x: bool = false }\naction s { x = true }\n",
      "b.fl": "module b\nuse c as other\nstate { x: bool = false }\naction s { x = true }\n",
      "c.fl": "module c\nuse a as other\nstate { x: bool = false }\naction s { x = true }\n",
    });
    expectRefusal(await run(join(root, "a.fl")), "");
  });

  it("and whose used module has errors show those errors", async () => {
    const root = folder({
      "a.fl": "module a\nuse b as other\nstate { x: bool = false }\naction s { x = true }\n",
      "b.fl": "module b\nstate { x: bool = 7 }\naction s { x = true }\n",
    });
    expectRefusal(await run(join(root, "a.fl")), "b.fl");
  });

  it("through a link to themselves are refused", async () => {
    const root = folder({});
    symlinkSync(join(root, "loop.fl"), join(root, "loop.fl"));
    const result = await run(join(root, "loop.fl"));
    expect(result.code).toBe(2);
    expect(result.text).not.toMatch(/^\s+at /m);
  });

  it.each([
    ["a missing file", "nothing/here.fl"],
    ["a folder without modules", "."],
  ])("%s is named", async (_, path) => {
    const result = await run(join(folder({ "empty.txt": "" }), path));
    expect(result.code).toBe(2);
    expect(result.text.trim()).not.toBe("");
    expect(result.text).not.toMatch(/^\s+at /m);
  });
});

describe("every diagnostic of fixing parameters", () => {
  const entries: [string, DiagnosticEntry][] = Object.entries(instanceDiagnostics);

  it.each(
    entries.filter(([, { severity, example }]) => {
      return severity === "error" && Object.keys(example).length > 0;
    }),
  )("%s is what its own example gets", async (code, entry) => {
    const root = mkdtempSync(join(scratch, "example-"));
    const { example } = entry;
    const files = typeof example === "string" ? { [nameOf(example)]: example } : example;
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const result = await run(join(root, Object.keys(files)[0]!));
    expect(result.text).toContain(`error[${code}]`);
    expect(result.code).toBe(2);
  });

  function nameOf(text: string): string {
    const path = /^\s*module ([a-z_][\w.]*)\s*$/m.exec(text)?.[1] ?? "m";
    return `${path.replaceAll(".", "/")}.fl`;
  }
});

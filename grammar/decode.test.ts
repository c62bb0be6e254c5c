/** Bytes that are specifications, and bytes that are not. */
import { expect, test } from "vitest";
import { decode } from "./decode.ts";
import { parse, sourceLimit } from "./parse.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("UTF-8 is read as it is", () => {
  const { source, diagnostics } = decode(bytes("module m // ∀ größe\n"), "m.fl");
  expect(source?.text).toBe("module m // ∀ größe\n");
  expect(source?.path).toBe("m.fl");
  expect(diagnostics).toEqual([]);
});

test("a byte order mark is dropped and CRLF accepted", () => {
  const { source } = decode(
    bytes("\ufeffmodule m\r\nstate {\r\n  x: bool\r\n  y: bool\r\n}\r\n"),
    "m",
  );
  expect(source?.text.startsWith("module")).toBe(true);
  const { module, diagnostics } = parse(source!);
  expect(diagnostics).toEqual([]);
  expect(module?.declarations).toHaveLength(1);
});

test("the place of the first wrong byte is given", () => {
  for (const [text, line, column] of [
    ["module m\n// caf\xe9 au lait", 2, 7],
    ["\xc3", 1, 1],
    ["module m\n\xf0\x9f\x98", 2, 1],
    ["module m // \xc3\xbc \xff\xff", 1, 15],
  ] as const) {
    const { source, diagnostics } = decode(Buffer.from(text, "latin1"), "m.fl");
    expect(source).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["not-text"]);
    const [{ at }] = diagnostics as [(typeof diagnostics)[number]];
    expect(at.source.position(at.start)).toEqual({ line, column });
  }
});

test("the replacement character itself is text", () => {
  expect(decode(bytes("module m // \ufffd"), "m.fl").diagnostics).toEqual([]);
});

test("UTF-16, NUL and endless files are refused", () => {
  for (const refused of [
    new Uint8Array([0xff, 0xfe, 0x6d, 0x00]),
    new Uint8Array([0xfe, 0xff, 0x00, 0x6d]),
    bytes("module m\n\0"),
    new Uint8Array(4 * sourceLimit + 1).fill(0x20),
  ]) {
    const { source, diagnostics } = decode(refused, "m.fl");
    expect(source).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
  }
});

test("an empty file is text, though no module", () => {
  const { source } = decode(new Uint8Array(), "m.fl");
  expect(parse(source!).diagnostics.map(({ code }) => code)).toEqual(["missing-module"]);
});

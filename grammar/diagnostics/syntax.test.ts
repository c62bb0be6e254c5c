/** Every row of the table of syntax diagnostics is provoked by its own example. */
import { expect, test } from "vitest";
import { decode } from "../decode.ts";
import { parse } from "../parse.ts";
import { syntaxDiagnostics } from "./syntax.ts";

for (const [code, { example }] of Object.entries(syntaxDiagnostics)) {
  test(`${code} is what its example provokes`, () => {
    const decoded = decode(new TextEncoder().encode(example), "example.fl");
    const parsed = decoded.source ? parse(decoded.source).diagnostics : [];
    const diagnostics = [...decoded.diagnostics, ...parsed];
    expect(diagnostics.map((each) => each.code)).toContain(code);
    for (const { at, message, help } of diagnostics) {
      expect(`${message} ${help ?? ""}`).not.toMatch(/undefined|\[object/);
      expect(at.start).toBeLessThanOrEqual(at.end);
      expect(at.end).toBeLessThanOrEqual(at.source.text.length);
    }
  });
}

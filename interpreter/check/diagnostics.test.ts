/** Every diagnostic of the checker is provoked by its example, and reads as the golden file says. */
import { expect, test } from "vitest";
import { disciplineDiagnostics } from "../../grammar/diagnostics/discipline.ts";
import type { DiagnosticEntry } from "../../grammar/diagnostics/entry.ts";
import { nameDiagnostics } from "../../grammar/diagnostics/names.ts";
import { typeDiagnostics } from "../../grammar/diagnostics/types.ts";
import { renderDiagnostics } from "../../grammar/render-diagnostic.ts";
import { loadText } from "../load/load.ts";

const table: Readonly<Record<string, DiagnosticEntry>> = {
  ...nameDiagnostics,
  ...typeDiagnostics,
  ...disciplineDiagnostics,
};

/** No text provokes these: they are about paths that are given from outside. */
const withoutExample = ["file-missing", "file-unreadable", "folder-empty"];

test("only what no text can provoke has no example", () => {
  const empty = Object.entries(table).filter(
    ([, { example }]) => Object.keys(example).length === 0,
  );
  expect(empty.map(([code]) => code)).toEqual(withoutExample);
});

const withExample = Object.entries(table).filter(([code]) => !withoutExample.includes(code));

test.each(withExample)("%s is provoked by its example", async (code, { example, severity }) => {
  const { diagnostics } =
    typeof example === "string"
      ? await loadText({ "m.fl": example })
      : await loadText(example, ".");
  const found = diagnostics.find((diagnostic) => diagnostic.code === code);
  expect(found?.severity, diagnostics.map((one) => one.code).join(", ")).toBe(severity);
  // A warning is only given where nothing is wrong.
  if (severity === "warning") {
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === "error")).toEqual([]);
  }
  const text = renderDiagnostics(diagnostics, { limit: 4 });
  await expect(text).toMatchFileSnapshot(`golden/${code}.txt`);
});

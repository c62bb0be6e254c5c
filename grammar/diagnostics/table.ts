/** The one table of diagnostics, and how a diagnostic is made from it. */
import type { Diagnostic } from "../diagnostic.ts";
import type { Location } from "../source.ts";
import type { Details, DiagnosticEntry } from "./entry.ts";
import { disciplineDiagnostics } from "./discipline.ts";
import { instanceDiagnostics } from "./instance.ts";
import { nameDiagnostics } from "./names.ts";
import { syntaxDiagnostics } from "./syntax.ts";
import { typeDiagnostics } from "./types.ts";

export const diagnosticTable = {
  ...syntaxDiagnostics,
  ...nameDiagnostics,
  ...typeDiagnostics,
  ...disciplineDiagnostics,
  ...instanceDiagnostics,
} as const;

export type DiagnosticCode = keyof typeof diagnosticTable;

export function diagnose(
  code: DiagnosticCode,
  at: Location,
  details: Details = {},
  related?: Diagnostic["related"],
): Diagnostic {
  const entry: DiagnosticEntry = diagnosticTable[code];
  const shown = Object.fromEntries(
    Object.entries(details).map(([name, text]) => [name, clipped(text)]),
  );
  const help = entry.help?.(shown);
  return {
    code,
    severity: entry.severity,
    at,
    message: entry.message(shown),
    ...(help ? { help } : {}),
    ...(related ? { related } : {}),
  };
}

/** Details come from the text and can be of any length. */
const DETAIL_LENGTH = 200;

function clipped(text: string): string {
  return text.length <= DETAIL_LENGTH ? text : `${text.slice(0, DETAIL_LENGTH)}...`;
}

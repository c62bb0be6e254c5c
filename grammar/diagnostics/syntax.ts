/** Diagnostics of reading text: encoding, nesting, tokens, grammar. */
import type { DiagnosticTable } from "./entry.ts";

export const syntaxDiagnostics = {} as const satisfies DiagnosticTable;

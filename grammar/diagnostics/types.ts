/** Diagnostics of types: what does not fit together. */
import type { DiagnosticTable } from "./entry.ts";

export const typeDiagnostics = {} as const satisfies DiagnosticTable;

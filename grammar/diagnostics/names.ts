/** Diagnostics of names: unknown, declared twice, unused, modules that cannot be found. */
import type { DiagnosticTable } from "./entry.ts";

export const nameDiagnostics = {} as const satisfies DiagnosticTable;

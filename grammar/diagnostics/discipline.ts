/** Diagnostics of rules beyond types: symmetry, assignment, control flow, checks, refinement. */
import type { DiagnosticTable } from "./entry.ts";

export const disciplineDiagnostics = {} as const satisfies DiagnosticTable;

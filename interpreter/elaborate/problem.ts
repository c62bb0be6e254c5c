/** How elaboration stops: with one diagnostic, caught at its entrance. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { diagnose, type DiagnosticCode } from "../../grammar/diagnostics/table.ts";
import type { Location } from "../../grammar/source.ts";

export class Problem extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

export function refuse(
  code: DiagnosticCode,
  at: Location,
  details: Readonly<Record<string, string>>,
): never {
  throw new Problem(diagnose(code, at, details));
}

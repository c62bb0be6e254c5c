/** The shape of a row of the table of diagnostics. */

export type Details = Readonly<Record<string, string>>;

export interface DiagnosticEntry {
  readonly severity: "error" | "warning";
  /** One sentence saying what was found and what was expected; details are already text. */
  readonly message: (details: Details) => string;
  readonly help?: (details: Details) => string | undefined;
  /** A small module, or several files as a record of paths, that provokes the diagnostic. */
  readonly example: string | Readonly<Record<string, string>>;
}

export type DiagnosticTable = Readonly<Record<string, DiagnosticEntry>>;

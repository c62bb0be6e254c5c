/** What came of running the claims of records: for reports, and for the exit code. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { DecisionRecord, IndexPage } from "./record.ts";
import type { Region } from "./markdown.ts";
import type { Finding } from "./run-claims.ts";

/** A generated region is as it should be, is not, has been made so, or what it should be is not known. */
export type RegionState = "fresh" | "stale" | "written" | "unknown";

export interface DecidedRegion {
  readonly region: Region;
  readonly state: RegionState;
}

export interface DecidedRecord {
  readonly record: DecisionRecord;
  readonly findings: readonly Finding[];
  readonly regions: readonly DecidedRegion[];
}

export interface DecidedIndex {
  readonly page: IndexPage;
  readonly regions: readonly DecidedRegion[];
}

export interface Decided {
  readonly records: readonly DecidedRecord[];
  readonly indexes: readonly DecidedIndex[];
  /** What is wrong with the input: records, modules, files that cannot be written. */
  readonly diagnostics: readonly Diagnostic[];
  readonly isInterrupted: boolean;
  readonly seconds: number;
}

export type Outcome = "as-expected" | "not-as-expected" | "wrong-input" | "limit" | "interrupted";

/** The most important thing to say; wrong input hides what was not even run. */
export function outcomeOf({ records, indexes, diagnostics, isInterrupted }: Decided): Outcome {
  if (isInterrupted) return "interrupted";
  if (diagnostics.some(({ severity }) => severity === "error")) return "wrong-input";
  const statuses = records.flatMap(({ findings }) => findings.map(({ status }) => status));
  const states = [...records, ...indexes].flatMap(({ regions }) =>
    regions.map(({ state }) => state),
  );
  if (statuses.includes("false") || states.includes("stale")) return "not-as-expected";
  return statuses.includes("open") ? "limit" : "as-expected";
}

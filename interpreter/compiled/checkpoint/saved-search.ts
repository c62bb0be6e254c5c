/**
 * What has to be known of a search beside its rows for it to go on as if it had never stopped. It was at rest: all
 * rows before `expanded` had been expanded, and none after.
 */
import type { Totals } from "../parallel/totals.ts";

export interface SavedSearch extends Totals {
  /** The number behind the last row. */
  readonly rows: number;
  /** The first row to be expanded. */
  readonly expanded: number;
  /** The number behind the last row of the level that is being expanded. */
  readonly end: number;
  readonly level: number;
  readonly depth: number;
  readonly initialStates: number;
  /** How long it took so far. */
  readonly seconds: number;
  /** Rows are in the order in which one thread finds them. */
  readonly isOrdered: boolean;
  /** Several threads found something to report: one does it again. */
  readonly isAlone: boolean;
  readonly isPartlyReduced: boolean;
}

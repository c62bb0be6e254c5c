/**
 * What the front end says to a user about a specification. Diagnostics are data and are collected,
 * never thrown; only `render-diagnostic.ts` makes text of them.
 */
import type { Location } from "./source.ts";

export interface Diagnostic {
  /** Key of the table of diagnostics, for example `unknown-name`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly at: Location;
  /** One sentence: what was found and what was expected, in the user's words. */
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
  /** Other places that matter, for example the first declaration of a name declared twice. */
  readonly related?: readonly { readonly at: Location; readonly message: string }[];
}

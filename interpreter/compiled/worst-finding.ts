/** Of all that a level shows to be wrong, what is reported: the order is that of exploration.ts. */
import type { Selection } from "../exploration.ts";
import { compareFindings, isReported, type Finding } from "../explore/violation.ts";
import type { Instance } from "../model.ts";
import type { Found } from "./whole-graph.ts";

export class WorstFinding {
  readonly #instance: Instance;
  readonly #selection: Selection;
  #found: Found | undefined;

  constructor(instance: Instance, selection: Selection) {
    this.#instance = instance;
    this.#selection = selection;
  }

  /** Undefined if nothing is wrong so far. */
  get found(): Found | undefined {
    return this.#found;
  }

  report(finding: Finding, row: number): void {
    if (!isReported(finding, this.#selection)) return;
    const worst = this.#found?.finding;
    if (worst === undefined || compareFindings(this.#instance, finding, worst) < 0) {
      this.#found = { finding, row };
    }
  }

  /** The first row of each finding, or 0. */
  reportAll(findings: readonly Finding[], rows: ArrayLike<number>): void {
    findings.forEach((finding, i) => {
      if (rows[i] !== 0) this.report(finding, rows[i]!);
    });
  }

  /** What was looked for when nothing else was wrong. */
  set(found: Found | undefined): void {
    this.#found = found;
  }
}

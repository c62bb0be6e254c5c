/** What the threads of a search have counted and found, taken together. */
import type { StateSpace } from "../state-space.ts";
import type { MemberReady } from "./team.ts";

export interface Totals {
  /** Words queued by each step. */
  readonly queued: Float64Array;
  /** Not 0 where a site was hit. */
  readonly sites: Uint8Array;
  /** By number of the finding: its first row, or 0. */
  readonly findings: Int32Array;
}

export function totalsOf(
  { kernel, sites, findings }: StateSpace,
  others: readonly MemberReady[] = [],
): Totals {
  const totals = {
    queued: kernel.queued.slice(),
    sites: sites.slice(),
    findings: findings.slice(),
  };
  for (const other of others) {
    other.queued.forEach((words, i) => (totals.queued[i]! += words));
    other.sites.forEach((hit, i) => (totals.sites[i]! |= hit));
    other.findings.forEach((row, i) => {
      const first = totals.findings[i]!;
      if (row !== 0 && (first === 0 || row < first)) totals.findings[i] = row;
    });
  }
  return totals;
}

/** Whether what was measured is what a check expects. */
import type { CostlyRun, MeasuredCosts } from "../exploration.ts";
import type { Instance } from "../model.ts";
import type { MeasureExpectation } from "./plan.ts";

/** `0..2`, `unbounded, 0 at least` */
function rangeText(least: CostlyRun, greatest: CostlyRun): string {
  if (greatest.total === Infinity) return `unbounded, ${least.total} at least`;
  return `${least.total}..${greatest.total}`;
}

interface Measured {
  readonly instance?: Instance;
  readonly measured: readonly MeasuredCosts[];
}

/** Why a measure is not what was expected, or `undefined` if all are. */
export function measureDisagreement(
  { instance, measured }: Measured,
  expectations: readonly MeasureExpectation[],
): string | undefined {
  for (const expectation of expectations) {
    const { name, bounds } = expectation;
    const found = measured.find(({ measure }) => instance!.measures[measure]!.name === name);
    const wanted = bounds ? `in ${bounds.low}..${bounds.high}` : "unbounded";
    const but = (what: string): string => `expected ${name} ${wanted}, but ${what}`;
    if (found === undefined) return but("it is measured only if nothing is violated");
    const { range } = found;
    if (range.kind === "none") {
      return but(range.isStarted ? "no run gets to its `to`" : "no run gets to its `from`");
    }
    if (unexpectedRuns(found, expectation).length === 0) continue;
    return but(`it is ${rangeText(range.least, range.greatest)}`);
  }
  return undefined;
}

/** The runs whose totals are not as expected. */
export function unexpectedRuns(
  { range }: MeasuredCosts,
  { bounds }: MeasureExpectation,
): readonly CostlyRun[] {
  if (range.kind === "none") return [];
  const { least, greatest } = range;
  if (bounds === undefined) return greatest.total === Infinity ? [] : [greatest];
  return [
    ...(least.total === bounds.low ? [] : [least]),
    ...(greatest.total === bounds.high ? [] : [greatest]),
  ];
}

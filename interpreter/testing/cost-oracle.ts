/**
 * What measures mean, taken literally: all runs of up to so many steps, level by level. Slow, and meant for
 * systems of a few states.
 */
import { DEAREST, STATES, type PricedEdge, type PricedSystem } from "./random-costs.fixture.ts";

/** Long enough to go round a cycle more often than any run without one can cost. */
const LONGEST = STATES * (STATES * DEAREST + 3);

export interface Expected {
  readonly least: number;
  /** Infinity if it grows with the length of the run. */
  readonly greatest: number;
  /** Steps, from an initial state, of the shortest runs that have these totals. */
  readonly leastSteps: number;
  readonly greatestSteps: number;
}

/** `undefined` if no run goes from `from` to `to`. */
export function expectedCosts(system: PricedSystem): Expected | undefined {
  const { edges, from, to } = system;
  const depths = depthsOf(system);
  const ends: { readonly total: number; readonly steps: number }[] = [];
  let level = new Map<string, { readonly state: number; readonly total: number }>();
  for (let steps = 0; steps <= LONGEST; steps++) {
    for (const [state, depth] of depths) {
      if (depth === steps && from[state]) level.set(`${state} 0`, { state, total: 0 });
    }
    const next: typeof level = new Map();
    for (const { state, total } of level.values()) {
      for (const edge of edges) {
        if (edge.from !== state) continue;
        const reached = { state: edge.to, total: total + edge.cost };
        if (to[edge.to]) ends.push({ total: reached.total, steps: steps + 1 });
        else next.set(`${reached.state} ${reached.total}`, reached);
      }
    }
    level = next;
  }
  if (ends.length === 0) return undefined;
  const totals = ends.map(({ total }) => total);
  const [least, most] = [Math.min(...totals), Math.max(...totals)];
  const stepsTo = (wanted: number): number =>
    Math.min(...ends.flatMap(({ total, steps }) => (total === wanted ? [steps] : [])));
  return {
    least,
    // A run without a cycle that has a cost cannot cost as much as this.
    greatest: most > STATES * DEAREST ? Infinity : most,
    leastSteps: stepsTo(least),
    greatestSteps: stepsTo(most),
  };
}

/** The states that are reached, in breadth-first order, and in how many steps. */
export function depthsOf({ initial, edges }: PricedSystem): Map<number, number> {
  const depths = new Map(initial.map((state) => [state, 0]));
  for (const [state, depth] of depths) {
    for (const edge of edges) {
      if (edge.from === state && !depths.has(edge.to)) depths.set(edge.to, depth + 1);
    }
  }
  return depths;
}

/** A run as the states that it goes through, and what its steps cost. */
export interface PricedRun {
  readonly states: readonly number[];
  readonly amounts: readonly number[];
  readonly start: number;
  readonly loop?: number;
}

/** Why it is not a run of the measure with this total, or `undefined` if it is. */
export function whatIsWrong(
  system: PricedSystem,
  { states, amounts, start, loop }: PricedRun,
  total: number,
): string | undefined {
  const { initial, edges, from, to } = system;
  const isEdge = (i: number, { from: a, to: b, cost }: PricedEdge): boolean =>
    a === states[i] && b === states[i + 1] && (i < start || cost === amounts[i]);
  if (!initial.includes(states[0]!)) return "it does not begin with an initial state";
  for (let i = 0; i + 1 < states.length; i++) {
    if (!edges.some((edge) => isEdge(i, edge))) return `step ${i + 1} is no step of the system`;
  }
  if (!from[states[start]!]) return "counting does not begin in a state of `from`";
  const between = states.slice(start + 1, loop === undefined ? -1 : undefined);
  if (between.some((state) => to[state])) return "it goes on behind a state of `to`";
  const costOf = (first: number): number =>
    amounts.slice(first).reduce((sum, each) => sum + each, 0);
  if (loop === undefined) {
    if (start === states.length - 1) return "no step is counted";
    if (!to[states.at(-1)!]) return "it does not end in a state of `to`";
    return costOf(start) === total ? undefined : "it does not have the total";
  }
  if (loop < start || states[loop] !== states.at(-1)) return "the cycle does not close";
  if (costOf(loop) === 0) return "the cycle costs nothing";
  const rest = { ...system, initial: [states.at(-1)!], edges: edges.filter((e) => !to[e.from]) };
  return [...depthsOf(rest).keys()].some((state) => to[state]) ? undefined : "`to` is out of reach";
}

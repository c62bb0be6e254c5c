/** Small systems whose steps cost something, drawn at random, and the text of a module that is such a system. */
import fc from "fast-check";

export interface PricedSystem {
  readonly initial: readonly number[];
  readonly edges: readonly PricedEdge[];
  /** By state. */
  readonly from: readonly boolean[];
  readonly to: readonly boolean[];
}

export interface PricedEdge {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
}

export const STATES = 5;
export const DEAREST = 2;

const state = fc.nat(STATES - 1);
const cost = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(DEAREST));
const rarely = fc.integer({ min: 0, max: 3 }).map((n) => n === 0);
const predicate = fc.array(rarely, { minLength: STATES, maxLength: STATES });

export const pricedSystem: fc.Arbitrary<PricedSystem> = fc.record({
  initial: fc.uniqueArray(state, { minLength: 1, maxLength: 2 }),
  edges: fc.array(fc.record({ from: state, to: state, cost }), { minLength: 2, maxLength: 14 }),
  from: predicate,
  to: predicate,
});

/** A module that is the system, with `work` as its cost. */
export function pricedText({ initial, edges, from, to }: PricedSystem): string {
  const test = (truth: readonly boolean[]): string =>
    ["false", ...truth.flatMap((value, s) => (value ? [`s == ${s}`] : []))].join(" or ");
  const branches = edges.map(
    (edge) => `when s == ${edge.from} { s = ${edge.to}\n cost work += ${edge.cost} }`,
  );
  return (
    `state { s: 0..${STATES - 1} in set(${initial.join(", ")}) }\n` +
    `action go { either ${branches.join(" or ")} }\n` +
    `measure effort: work from ${test(from)} to ${test(to)}`
  );
}

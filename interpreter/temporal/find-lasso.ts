/**
 * Whether a fair behaviour of a state graph violates a temporal property: the negation as an automaton,
 * its product with the graph, and a cycle of that which is accepted and fair.
 */
import type { TemporalProperty } from "../model.ts";
import { automatonOf, STATE_LIMIT } from "./automaton.ts";
import { FairCycleSearch } from "./fair-cycle.ts";
import { disjuncts, Formulas } from "./formula.ts";
import { lassoIn } from "./lasso.ts";
import { NODE_LIMIT, Product } from "./product.ts";
import type { Lasso, StateGraph } from "./state-graph.ts";

/** Parts of a property that are looked at one after the other. */
const PART_LIMIT = 256;
/** Nodes between two pauses: some milliseconds of work. */
const SLICE = 50_000;

export type LassoAnswer =
  | { readonly kind: "none" }
  | { readonly kind: "found"; readonly lasso: Lasso }
  /** Not decided, for this reason. */
  | { readonly kind: "too large"; readonly what: string };

/**
 * Predicate `i` of the property is bit `firstAtom + i` of the graph. Yields now and then, so that the
 * caller can do something else; answers with a violating behaviour.
 */
export function* findLasso(
  property: TemporalProperty,
  graph: StateGraph,
  firstAtom: number,
): Generator<undefined, LassoAnswer> {
  const formulas = new Formulas();
  const negation = formulas.of(property.formula, true, (index) => firstAtom + index);
  for (const part of disjuncts(formulas, negation, PART_LIMIT)) {
    const automaton = automatonOf(formulas, part);
    if (automaton === undefined) {
      return { kind: "too large", what: tooLarge(property) };
    }
    if (graph.rows * automaton.transitions.length > NODE_LIMIT) {
      const states = automaton.transitions.length;
      return { kind: "too large", what: noRoom(property, states) };
    }
    const product = new Product(graph, automaton);
    const search = new FairCycleSearch(product);
    while (!search.run(SLICE)) yield;
    if (search.found) return { kind: "found", lasso: lassoIn(product, search.found) };
  }
  return { kind: "none" };
}

const SIMPLER = "state its parts as temporal properties of their own";

function tooLarge({ name }: TemporalProperty): string {
  const limit = STATE_LIMIT.toLocaleString("en");
  return (
    `the automaton of ${name} is too large, beyond ${limit} states or so: ${SIMPLER}, ` +
    "or with fewer operators inside each other"
  );
}

function noRoom({ name }: TemporalProperty, states: number): string {
  return (
    `the automaton of ${name} has ${states} states, too many for an instance of this size: ` +
    `make it smaller, or ${SIMPLER}`
  );
}

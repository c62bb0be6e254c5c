import { describe, expect, test } from "vitest";
import type { Temporal } from "../model.ts";
import { automatonOf } from "./automaton.ts";
import { disjuncts, Formulas } from "./formula.ts";

const atom = (index: number): Temporal => ({ kind: "atom", index });
const [p, q, r] = [atom(0), atom(1), atom(2)];
const always = (operand: Temporal): Temporal => ({ kind: "always", operand });
const eventually = (operand: Temporal): Temporal => ({ kind: "eventually", operand });
const not = (operand: Temporal): Temporal => ({ kind: "not", operand });
const both = (...operands: readonly Temporal[]): Temporal => ({ kind: "and", operands });
const until = (left: Temporal, right: Temporal): Temporal => ({ kind: "until", left, right });
const leadsTo = (left: Temporal, right: Temporal): Temporal => ({ kind: "leads to", left, right });
const implies = (left: Temporal, right: Temporal): Temporal => ({ kind: "implies", left, right });

/** States, transitions and acceptance sets of the automata for a formula. */
function sizes(formula: Temporal, negated = false): readonly (readonly number[])[] {
  const formulas = new Formulas();
  const whole = formulas.of(formula, negated, (index) => index);
  return disjuncts(formulas, whole, 64).map((part) => {
    const { transitions, sets } = automatonOf(formulas, part)!;
    return [transitions.length, transitions.flat().length, sets];
  });
}

describe("automata of the usual formulas are as small as can be", () => {
  test.each<[string, Temporal, number[]]>([
    ["always p", always(p), [1, 1, 0]],
    ["eventually p", eventually(p), [2, 3, 1]],
    ["always eventually p", always(eventually(p)), [1, 2, 1]],
    ["eventually always p", eventually(always(p)), [2, 3, 1]],
    ["not (p leads to q)", not(leadsTo(p, q)), [2, 3, 1]],
    ["p leads to q", leadsTo(p, q), [2, 5, 1]],
    ["p until q", until(p, q), [2, 3, 1]],
    [
      "always eventually p and always eventually q",
      both(always(eventually(p)), always(eventually(q))),
      [1, 4, 2],
    ],
  ])("%s", (_, formula, size) => {
    expect(sizes(formula)).toEqual([size]);
  });

  test("the negation of a conjunction is taken apart", () => {
    expect(sizes(both(leadsTo(p, q), leadsTo(q, r)), true)).toHaveLength(2);
    const assumed = implies(eventually(always(p)), both(leadsTo(p, q), leadsTo(q, r)));
    expect(sizes(assumed, true)).toHaveLength(2);
    expect(sizes(always(both(eventually(p), eventually(q))), true)).toHaveLength(2);
  });

  test("operators that add nothing disappear", () => {
    expect(sizes(eventually(eventually(always(always(p)))))).toEqual(sizes(eventually(always(p))));
    expect(sizes(always(eventually(always(eventually(p)))))).toEqual(sizes(always(eventually(p))));
    expect(sizes(until(p, eventually(q)))).toEqual(sizes(eventually(q)));
    expect(sizes(both(p, not(p)))).toEqual([]);
  });
});

test("an automaton that would be too large is not made", () => {
  const many = Array.from({ length: 40 }, (_, i) => until(atom(2 * i), atom(2 * i + 1)));
  const formulas = new Formulas();
  expect(
    automatonOf(
      formulas,
      formulas.of(both(...many), false, (i) => i),
    ),
  ).toBe(undefined);
});

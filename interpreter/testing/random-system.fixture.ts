/** Small systems and temporal formulas, drawn at random, and the text of a module that is such a system. */
import fc from "fast-check";
import type { Temporal } from "../model.ts";
import type { Action, System } from "./lasso-oracle.ts";

const STATES = 3;
const PREDICATES = 3;

const state = fc.nat(STATES - 1);

const action: fc.Arbitrary<Action> = fc.record({
  steps: fc.uniqueArray(fc.tuple(state, state), { maxLength: 4, selector: String }),
  fairness: fc.constantFrom("none", "weak", "strong"),
});

export const systemArbitrary: fc.Arbitrary<System> = fc.record({
  initial: fc.uniqueArray(state, { minLength: 1, maxLength: 2 }),
  actions: fc.array(action, { minLength: 1, maxLength: 4 }),
  predicates: fc.array(fc.array(fc.boolean(), { minLength: STATES, maxLength: STATES }), {
    minLength: PREDICATES,
    maxLength: PREDICATES,
  }),
});

const { formula } = fc.letrec<{ formula: Temporal; leaf: Temporal; inner: Temporal }>((tie) => ({
  leaf: fc.oneof(
    {
      weight: 9,
      arbitrary: fc.nat(PREDICATES - 1).map((index): Temporal => ({ kind: "atom", index })),
    },
    { weight: 1, arbitrary: fc.boolean().map((value): Temporal => ({ kind: "constant", value })) },
  ),
  inner: fc.oneof(
    fc.record({
      kind: fc.constantFrom("not" as const, "always" as const, "eventually" as const),
      operand: tie("formula"),
    }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      operands: fc.array(tie("formula"), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom(
        "implies" as const,
        "iff" as const,
        "until" as const,
        "leads to" as const,
      ),
      left: tie("formula"),
      right: tie("formula"),
    }),
  ),
  formula: fc.oneof(
    { maxDepth: 4, depthIdentifier: "formula" },
    { weight: 1, arbitrary: tie("leaf") },
    { weight: 3, arbitrary: tie("inner") },
  ),
}));

export const formulaArbitrary: fc.Arbitrary<Temporal> = formula;

/** The text of a formula in which predicate `i` is `p<i>`. */
export function formulaText(f: Temporal): string {
  switch (f.kind) {
    case "constant":
      return String(f.value);
    case "atom":
      return `p${f.index}`;
    case "not":
    case "always":
    case "eventually":
      return `(${f.kind} ${formulaText(f.operand)})`;
    case "and":
    case "or":
      return `(${f.operands.map(formulaText).join(` ${f.kind} `)})`;
    default:
      return `(${formulaText(f.left)} ${f.kind} ${formulaText(f.right)})`;
  }
}

/** A module that is the system, with the formula as `claim`. */
export function moduleText({ initial, actions, predicates }: System, claim: Temporal): string {
  const tests = (conditions: readonly string[]): string =>
    conditions.length === 0 ? "false" : conditions.join(" or ");
  const defs = predicates.map((truth, i) => {
    const states = truth.flatMap((value, s) => (value ? [`s == ${s}`] : []));
    return `def p${i}: bool = ${tests(states)}`;
  });
  const texts = actions.map(({ steps, fairness }, i) => {
    const fair = { none: "", weak: " weakly fair", strong: " strongly fair" }[fairness];
    const pairs = steps.map(([from, to]) => `s == ${from} and t == ${to}`);
    return `action a${i}${fair} {\n choose t: 0..${STATES - 1} where ${tests(pairs)}\n s = t\n}`;
  });
  const values = `s: 0..${STATES - 1} in set(${initial.join(", ")})`;
  return [`state { ${values} }`, ...defs, ...texts, `temporal claim: ${formulaText(claim)}`].join(
    "\n",
  );
}

/** The kinds of mutants: each is a mistake that somebody could have made in the text of a behaviour. */

export const MUTANT_KINDS = {
  guard: "a guard after `when` is always true, or one part of its `and` is gone",
  where: "the same of a `where`",
  negate: "a guard or a condition of an `if` is negated, or a `not` is gone",
  swap: "the branches of an `if` change places",
  statement: "a statement is gone: assignment, call of an effect, `choose`, `goto`, `stop`",
  branch: "an arm of a `match` or a branch of an `either` is gone",
  operator: "== for !=, < for <=, + for -, `and` for `or`, `in` for `not in`, min for max",
  quantifier: "`all` for `some`, or a `distinct` is gone",
  number: "a number is one more or one less",
  literal: "another variant of the same enum, or true for false",
} as const;

export type MutantKind = keyof typeof MUTANT_KINDS;

export const mutantKinds = Object.keys(MUTANT_KINDS) as readonly MutantKind[];

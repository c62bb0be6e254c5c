/** Tree builder: the one ohm operation, from a match of the grammar to the syntax tree. */
import type { MatchResult } from "ohm-js";
import recipe from "./faultline-recipe.ts";
import { declarationActions, type Segment } from "./to-tree-declarations.ts";
import { expressionActions } from "./to-tree-expressions.ts";
import { statementActions } from "./to-tree-statements.ts";
import { typeActions } from "./to-tree-types.ts";
import { collectProblems, type Problem } from "./tree-builder.ts";

export const grammar = recipe;

const semantics = grammar.createSemantics().addOperation<unknown>("tree", {
  ...declarationActions,
  ...typeActions,
  ...statementActions,
  ...expressionActions,
});

/** The tree of a successful match of `Module` or `Declarations`, with offsets of that text. */
export function toTree(match: MatchResult): {
  readonly segment: Segment;
  readonly problems: readonly Problem[];
} {
  const { result, problems } = collectProblems(() => semantics(match)["tree"]() as Segment);
  return { segment: result, problems };
}

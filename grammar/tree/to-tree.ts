/** Tree builder: from a match of the grammar to the syntax tree. */
import { match, type Failed } from "../match-grammar.ts";
import { declarationActions, type Segment } from "./declarations.ts";
import { expressionActions } from "./expressions.ts";
import { statementActions } from "./statements.ts";
import { typeActions } from "./types.ts";
import { collectProblems, type Actions, type Problem } from "./builder.ts";

export const treeActions: Actions = {
  ...declarationActions,
  ...typeActions,
  ...statementActions,
  ...expressionActions,
};

export interface Built {
  readonly succeeded: true;
  readonly segment: Segment;
  /** What only shows once there is a tree. */
  readonly problems: readonly Problem[];
}

/** The tree of a text, with offsets of that text, or where and why it does not match. */
export function toTree(text: string, rule: "Module" | "Declarations"): Built | Failed {
  const matched = match(text, rule, treeActions);
  if (!matched.succeeded) return matched;
  const { result, problems } = collectProblems(() => matched.node.tree() as Segment);
  return { succeeded: true, segment: result, problems };
}

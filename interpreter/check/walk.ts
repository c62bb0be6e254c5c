/** Walks over syntax trees that need no recursion, for analyses of whole bodies. */
import type {
  BinderGroup,
  Block,
  Expression,
  IfStatement,
  Statement,
} from "../../grammar/syntax.ts";

/** Every statement of a block, nested ones included, in no particular order. */
export function* statementsOf(block: Block): Iterable<Statement> {
  const open: Block[] = [block];
  while (open.length > 0) {
    for (const statement of open.pop()!.statements) {
      yield statement;
      for (const inner of blocksOf(statement)) open.push(inner);
    }
  }
}

/** The blocks directly inside a statement; of `if ... else if ...` all of them. */
export function blocksOf(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case "if": {
      const blocks: Block[] = [];
      let at: typeof statement | Block | undefined = statement;
      while (at !== undefined && "kind" in at) {
        blocks.push(at.then);
        at = at.else;
      }
      return at === undefined ? blocks : [...blocks, at];
    }
    case "match":
      return statement.arms.map((arm) => arm.body);
    case "for":
      return [statement.body];
    case "either":
      return statement.branches.map((branch) => branch.body);
    default:
      return [];
  }
}

/** Whether an `if` has a last `else`, so that one of its blocks is always taken. */
export function hasElse(statement: IfStatement): boolean {
  let at: IfStatement["else"] = statement;
  while (at !== undefined && "kind" in at) at = at.else;
  return at !== undefined;
}

/** The expressions of a statement itself, without those of its blocks and without the place. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "assign":
    case "let":
      return [statement.value];
    case "if": {
      const conditions: Expression[] = [];
      let at: typeof statement | Block | undefined = statement;
      while (at !== undefined && "kind" in at) {
        conditions.push(at.condition);
        at = at.else;
      }
      return conditions;
    }
    case "match":
      return [statement.subject];
    case "for":
    case "choose":
      return [...setsOf(statement.binders), ...present(statement.where)];
    case "either":
      return statement.branches.flatMap((branch) => present(branch.guard));
    case "assert":
      return [statement.condition];
    case "cost":
      return [statement.amount];
    case "call":
      return statement.arguments;
    case "goto":
    case "stop":
      return [];
  }
}

function present(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : [expression];
}

function setsOf(binders: readonly BinderGroup[]): readonly Expression[] {
  return binders.flatMap(({ domain }) => (domain.kind === "in" ? [domain.set] : []));
}

/** The expressions directly inside an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "int":
    case "bool":
    case "none":
    case "name":
      return [];
    case "member":
    case "unwrap":
      return [expression.object];
    case "index":
      return [expression.object, ...expression.keys];
    case "call":
      return [expression.callee, ...expression.arguments];
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "interval":
      return [expression.low, expression.high];
    case "is":
      return [expression.subject];
    case "at":
      return [expression.process];
    case "if":
      return [expression.condition, expression.then, expression.else];
    case "record":
      return [...present(expression.base), ...expression.fields.map((field) => field.value)];
    case "tuple":
    case "set":
    case "sequence":
      return expression.items;
    case "quantifier":
      return [...setsOf(expression.binders), ...present(expression.where), expression.body];
    case "fold":
      return [
        ...setsOf(expression.binders),
        ...present(expression.where),
        ...present(expression.value),
      ];
    case "old":
    case "parenthesised":
      return [expression.body];
  }
}

/** An expression and all inside it, outer ones first; `enter` says whether to look inside. */
export function walk(root: Expression, enter: (expression: Expression) => boolean): void {
  const open: Expression[] = [root];
  while (open.length > 0) {
    const at = open.pop()!;
    if (!enter(at)) continue;
    const parts = partsOf(at);
    for (let index = parts.length - 1; index >= 0; index -= 1) open.push(parts[index]!);
  }
}

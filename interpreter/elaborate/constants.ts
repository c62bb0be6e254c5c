/** What is known before the run: bounds of ranges, sizes of types, capacities, limits, parameters. */
import type { Expression } from "../../grammar/syntax.ts";
import { evaluate as valueOf } from "../evaluate/expression.ts";
import { EvaluationFailure } from "../evaluate/failure.ts";
import type { Expression as ModelExpression, Instance, Value } from "../model.ts";
import { locate, resolution, scopeOf, type Scope } from "./context.ts";
import { checkNumber } from "./fold.ts";
import { refuse } from "./problem.ts";

/** The value of an expression of numbers, parameters and arithmetic. `what` names it in messages. */
export function constantNumber(scope: Scope, node: Expression, what: string): number {
  const at = locate(scope, node.span);
  const value = evaluate(scope, node, what);
  checkNumber(value, at);
  return value;
}

function evaluate(scope: Scope, node: Expression, what: string): number {
  const at = locate(scope, node.span);
  const unknown = (reason: string): never => refuse("not-constant", at, { what, reason });
  switch (node.kind) {
    case "int":
      return node.value;
    case "parenthesised":
      return constantNumber(scope, node.body, what);
    case "unary":
      if (node.operator === "-") return 0 - constantNumber(scope, node.operand, what);
      return unknown("is not a number");
    case "binary": {
      const { operator } = node;
      if (!["+", "-", "*", "/", "%"].includes(operator)) return unknown("is not a number");
      const left = constantNumber(scope, node.left, what);
      const right = constantNumber(scope, node.right, what);
      if (operator === "+") return left + right;
      if (operator === "-") return left - right;
      if (operator === "*") return left * right;
      if (right === 0) return unknown("divides by zero");
      return (operator === "/" ? Math.trunc(left / right) : left % right) + 0;
    }
    case "name":
    case "member": {
      const found = resolution(scope, node);
      if (found.kind !== "param") return unknown("depends on the state");
      const parameter = scopeOf(scope, found.use).parameters.get(found.declaration);
      if (parameter === undefined) return unknown("uses a parameter that is declared later");
      if (typeof parameter.value !== "number") return unknown("is not a number");
      return parameter.value;
    }
    default:
      return unknown("is not made of numbers and parameters");
  }
}

/** Constants call no definitions and read no state, so there need be none. */
const NOTHING_DECLARED = { definitions: [], variables: [] } as unknown as Instance;

/** The value of an expression that does not depend on the state: the checker has made sure. */
export function constantValue(expression: ModelExpression, what: string): Value {
  if (expression.kind === "constant") return expression.value;
  // Whether the value lies in the type of the parameter is what the caller says something about.
  if (expression.kind === "some") return constantValue(expression.item, what);
  if (expression.kind === "fit") return constantValue(expression.value, what);
  try {
    return valueOf(expression, {
      instance: NOTHING_DECLARED,
      state: [],
      old: [],
      frame: [],
      depth: 0,
      sites: undefined,
    });
  } catch (thrown) {
    if (!(thrown instanceof EvaluationFailure)) throw thrown;
    return refuse("not-constant", thrown.at, { what, reason: `has no value: ${thrown.message}` });
  }
}

/**
 * Operators. A chain of operators leans to the left and may be very long, so its spine is walked
 * with a loop; `implies` and `iff` lean to the right and are walked the same way.
 */
import type { BinaryExpression, Expression } from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { isContextual } from "./names.ts";
import { fits, required, showType, unify, type StaticType } from "./types.ts";

type Open = (
  context: CheckContext,
  expression: Expression,
  hint: StaticType | undefined,
) => StaticType;

type Unary = Extract<Expression, { kind: "unary" }>;

const LOGIC = new Set<string>(["and", "or", "implies", "iff"]);
const TEMPORAL = new Set<string>(["until", "leads to"]);

export function inferUnary(context: CheckContext, expression: Unary): StaticType {
  const { types } = context;
  const { operator, operand } = expression;
  if (operator === "not") {
    context.expect(operand, types.bool, "after `not`");
    return types.bool;
  }
  const temporal = context.temporalAllowed;
  if (operator === "-") {
    context.temporalAllowed = false;
    const type = context.infer(operand);
    context.temporalAllowed = temporal;
    return number(context, operand, type, "-") ? types.int : types.unknown;
  }
  if (!temporal) context.report("temporal-place", expression.span, { operator });
  context.temporalDepth += 1;
  context.expect(operand, types.bool, `after \`${operator}\``);
  context.temporalDepth -= 1;
  return types.bool;
}

/** Infers an operator and leaves in scope what is known where it is true. */
export function inferBinary(
  context: CheckContext,
  expression: BinaryExpression,
  hint: StaticType | undefined,
  open: Open,
): StaticType {
  const outerTemporal = context.temporalAllowed;
  const outerDepth = context.temporalDepth;
  const spine: { node: BinaryExpression; temporal: boolean; depth: number }[] = [];
  let temporal = outerTemporal;
  let depth = outerDepth;
  let first: Expression = expression;
  while (first.kind === "binary") {
    const node: BinaryExpression = first;
    if (TEMPORAL.has(node.operator)) {
      if (!temporal) {
        context.report("temporal-place", node.operatorSpan, { operator: node.operator });
      }
      depth += 1;
    } else temporal = temporal && LOGIC.has(node.operator);
    spine.push({ node, temporal, depth });
    first = node.left;
  }
  const mark = context.scope.mark();
  let type: StaticType | undefined;
  for (const at of spine.reverse()) {
    context.temporalAllowed = at.temporal;
    context.temporalDepth = at.depth;
    const left = { expression: at.node.left, type };
    type = step(context, at.node, left, hint, mark, open);
  }
  context.temporalAllowed = outerTemporal;
  context.temporalDepth = outerDepth;
  return type!;
}

interface Left {
  readonly expression: Expression;
  /** Of the spine below, if that has been inferred already. */
  readonly type: StaticType | undefined;
}

function step(
  context: CheckContext,
  node: BinaryExpression,
  left: Left,
  hint: StaticType | undefined,
  mark: number,
  open: Open,
): StaticType {
  const { types, scope } = context;
  const { operator } = node;
  if (LOGIC.has(operator) || TEMPORAL.has(operator)) {
    const logic = (part: Expression, type: StaticType) => {
      if (!fits(type, types.bool)) operand(context, part, "bool", type, operator);
    };
    logic(left.expression, left.type ?? open(context, left.expression, undefined));
    let right = node.right;
    const leaning = operator === "implies" || operator === "iff";
    if (operator !== "and" && operator !== "implies") scope.undo(mark);
    while (leaning && right.kind === "binary" && right.operator === operator) {
      logic(right.left, open(context, right.left, undefined));
      if (operator === "iff") scope.undo(mark);
      right = right.right;
    }
    logic(right, open(context, right, undefined));
    if (operator !== "and") scope.undo(mark);
    return types.bool;
  }
  const type = plain(context, node, left, hint);
  scope.undo(mark);
  return type;
}

function plain(
  context: CheckContext,
  node: BinaryExpression,
  left: Left,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  const { operator, right } = node;
  switch (operator) {
    case "==":
    case "!=":
      equality(context, node, left);
      return types.bool;
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const leftType = left.type ?? context.infer(left.expression);
      numbers(context, operator, left.expression, leftType, right);
      return types.bool;
    }
    case "in":
    case "not in":
      membership(context, node, left);
      return types.bool;
    case "+":
    case "-":
    case "*":
    case "/":
    case "%": {
      // An operand is never an option, even where the result is wanted as one.
      const leftType = left.type ?? context.infer(left.expression, hint && required(hint));
      return combine(context, operator, left.expression, leftType, right);
    }
    default:
      return types.bool;
  }
}

function equality(context: CheckContext, node: BinaryExpression, left: Left): void {
  const { types } = context;
  const { right } = node;
  let leftType = left.type;
  let rightType: StaticType | undefined;
  if (leftType === undefined) {
    if (isContextual(context, left.expression) && !isContextual(context, right)) {
      rightType = context.infer(right);
      leftType = context.infer(left.expression, hintOf(rightType));
    } else leftType = context.infer(left.expression);
  }
  rightType ??= context.infer(right, hintOf(leftType));
  const joined = unify(types, leftType, rightType);
  if (joined?.kind === "none") {
    context.report("needs-context", node.span, { text: context.quote(node.span) });
    return;
  }
  const isNone = (type: StaticType) => type.kind === "none";
  const other = isNone(leftType) ? rightType : isNone(rightType) ? leftType : undefined;
  if (other !== undefined && other.kind !== "option" && !other.holey) {
    const at = isNone(leftType) ? right : left.expression;
    context.report("never-none", node.span, {
      text: context.quote(at.span),
      instead: "remove the comparison",
      type: showType(other),
    });
  } else if (joined === undefined) {
    context.report("operands-differ", node.span, {
      operator: node.operator,
      left: showType(leftType),
      right: showType(rightType),
    });
  }
}

/** `none` opposite a type that has none keeps its own type, so that the message can say so. */
function hintOf(type: StaticType): StaticType | undefined {
  return type.kind === "none" ? undefined : type;
}

/** A set to the right of `in` and in binders, where `lo..hi` is one. */
export function inferSet(
  context: CheckContext,
  expression: Expression,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  let at = expression;
  while (at.kind === "parenthesised") at = at.body;
  if (at.kind !== "interval") return context.infer(expression, hint);
  context.expect(at.low, types.int, "as the bound of a range");
  context.expect(at.high, types.int, "as the bound of a range");
  return types.set(types.int);
}

function membership(context: CheckContext, node: BinaryExpression, left: Left): void {
  const { types } = context;
  let leftType = left.type;
  let rightType: StaticType | undefined;
  if (leftType === undefined) {
    if (isContextual(context, left.expression)) {
      rightType = inferSet(context, node.right, undefined);
      const item = collectionItem(rightType);
      leftType = context.infer(left.expression, item);
    } else leftType = context.infer(left.expression);
  }
  rightType ??= inferSet(context, node.right, types.set(leftType));
  if (rightType.kind === "unknown") return;
  const item = collectionItem(rightType);
  if (item === undefined) {
    operand(context, node.right, "a set or a sequence", rightType, node.operator);
  } else if (!fits(leftType, item) && !fits(item, leftType)) {
    context.report("operands-differ", node.span, {
      operator: node.operator,
      left: showType(leftType),
      right: showType(rightType),
    });
  }
}

function collectionItem(type: StaticType): StaticType | undefined {
  return type.kind === "set" || type.kind === "seq" ? type.item : undefined;
}

/** `+ - * / %`: on numbers, and `+ -` on sets, `+` on sequences; also of `+=` and `-=`. */
export function combine(
  context: CheckContext,
  operator: "+" | "-" | "*" | "/" | "%",
  left: Expression,
  leftType: StaticType,
  right: Expression,
): StaticType {
  const { types } = context;
  if (leftType.kind === "unknown") {
    context.infer(right, types.unknown);
    return types.unknown;
  }
  const isSet = leftType.kind === "set" && (operator === "+" || operator === "-");
  if (isSet || (leftType.kind === "seq" && operator === "+")) {
    const nested = required(leftType.item).kind === leftType.kind;
    const whole = isContextual(context, right) && isList(right, leftType.kind);
    const rightType = context.infer(right, whole && !nested ? leftType : leftType.item);
    if (!fits(rightType, leftType.item) && !fits(rightType, leftType)) {
      context.report("operands-differ", right.span, {
        operator,
        left: showType(leftType),
        right: showType(rightType),
      });
    }
    return leftType;
  }
  return numbers(context, operator, left, leftType, right) ? types.int : types.unknown;
}

/** Demands numbers on both sides; one message is enough. */
function numbers(
  context: CheckContext,
  operator: string,
  left: Expression,
  leftType: StaticType,
  right: Expression,
): boolean {
  const { types } = context;
  const fine = number(context, left, leftType, operator);
  const rightType = context.infer(right, fine ? types.int : types.unknown);
  return fine && number(context, right, rightType, operator);
}

function isList(expression: Expression, kind: "set" | "seq"): boolean {
  let at = expression;
  while (at.kind === "parenthesised") at = at.body;
  return at.kind === (kind === "set" ? "set" : "sequence");
}

/** Whether it is a number; complains if it is not. */
function number(
  context: CheckContext,
  expression: Expression,
  type: StaticType,
  operator: string,
): boolean {
  if (type.kind === "int" || type.kind === "unknown") return true;
  const bare = required(type);
  if (bare.kind === "symmetric" || bare.kind === "enum") {
    const code = bare.kind === "symmetric" ? "symmetric-operator" : "enum-operator";
    context.report(code, expression.span, { type: showType(bare), operator });
  } else if (type.kind === "option" && bare.kind === "int") {
    context.report("may-be-none", expression.span, { text: context.quote(expression.span) });
  } else operand(context, expression, "a number", type, operator);
  return false;
}

function operand(
  context: CheckContext,
  expression: Expression,
  wanted: string,
  found: StaticType,
  operator: string,
): void {
  context.report("operand", expression.span, {
    operator,
    wanted,
    found: showType(found),
    text: context.quote(expression.span),
  });
}

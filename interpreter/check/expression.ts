/**
 * Types of expressions, from both sides: `infer` finds a type, helped by what the place would
 * like; `expect` demands one. A test leaves the names it binds in scope for as long as it is known
 * to be true; everything else takes back what its parts have bound.
 */
import type { Expression } from "../../grammar/syntax.ts";
import type { CheckContext, ExpressionChecker } from "./context.ts";
import { inferCall } from "./calls.ts";
import { inferFold, inferQuantifier } from "./folds.ts";
import { inferList, inferRecord } from "./literals.ts";
import { inferAt, inferIndex, inferMember, inferUnwrap } from "./members.ts";
import { inferName } from "./names.ts";
import { inferBinary, inferUnary } from "./operators.ts";
import { checkPattern } from "./patterns.ts";
import { fits, showType, unify, type StaticType } from "./types.ts";

/** Infers and keeps in scope what is known where the expression is true. */
function open(
  context: CheckContext,
  expression: Expression,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  switch (expression.kind) {
    case "parenthesised":
      return open(context, expression.body, hint);
    case "binary":
      return inferBinary(context, expression, hint, open);
    case "unary":
      return inferUnary(context, expression);
    case "quantifier":
      return context.scoped(() => inferQuantifier(context, expression));
  }
  const temporal = context.temporalAllowed;
  context.temporalAllowed = false;
  try {
    switch (expression.kind) {
      case "int":
        return types.int;
      case "bool":
        return types.bool;
      case "none":
        return hint?.kind === "option" || hint?.kind === "unknown" ? hint : types.none;
      case "name":
        return inferName(context, expression, hint);
      case "member":
        return context.scoped(() => inferMember(context, expression));
      case "index":
        return context.scoped(() => inferIndex(context, expression));
      case "unwrap":
        return context.scoped(() => inferUnwrap(context, expression, hint));
      case "call":
        return context.scoped(() => inferCall(context, expression, hint));
      case "interval":
        context.expect(expression.low, types.int);
        context.expect(expression.high, types.int);
        context.report("interval-place", expression.span, {
          text: context.quote(expression.span),
        });
        return types.set(types.int);
      case "is": {
        const subject = context.infer(expression.subject);
        checkPattern(context, expression.pattern, subject, {
          test: expression.span,
          subject: context.quote(expression.subject.span),
          top: true,
        });
        return types.bool;
      }
      case "at":
        return inferAt(context, expression);
      case "if":
        return inferIf(context, expression, hint);
      case "record":
        return inferRecord(context, expression, hint);
      case "tuple":
      case "set":
      case "sequence":
        return inferList(context, expression, hint);
      case "fold":
        return context.scoped(() => inferFold(context, expression, hint));
      case "old":
        return inferOld(context, expression, hint);
    }
  } finally {
    context.temporalAllowed = temporal;
  }
}

type If = Extract<Expression, { kind: "if" }>;

/** `if a then b else if ...`: any number of branches without recursion. */
function inferIf(context: CheckContext, expression: If, hint: StaticType | undefined): StaticType {
  let result: StaticType | undefined;
  const branch = (part: Expression) => {
    const type = infer(context, part, hint ?? result);
    const joined = result === undefined ? type : unify(context.types, result, type);
    if (joined === undefined) {
      context.report("branches-differ", part.span, {
        first: showType(result!),
        second: showType(type),
      });
    } else result = joined;
  };
  let at: Expression = expression;
  while (at.kind === "if") {
    const { condition: test, then } = at;
    context.scoped(() => {
      condition(context, test);
      branch(then);
    });
    at = at.else;
  }
  branch(at);
  return hint !== undefined && result !== undefined && fits(result, hint) ? hint : result!;
}

/** As `inferIf`, but demands the type of each branch, so that the message stands at the branch. */
function expectIf(
  context: CheckContext,
  expression: If,
  wanted: StaticType,
  role: string | undefined,
): void {
  let at: Expression = expression;
  while (at.kind === "if") {
    const { condition: test, then } = at;
    context.scoped(() => {
      condition(context, test);
      expect(context, then, wanted, role);
    });
    at = at.else;
  }
  expect(context, at, wanted, role);
}

function inferOld(
  context: CheckContext,
  expression: Extract<Expression, { kind: "old" }>,
  hint: StaticType | undefined,
): StaticType {
  if (!context.where.old) {
    context.report("old-place", expression.span, { what: context.where.what });
  } else if (context.insideOld) context.report("old-in-old", expression.span);
  context.dependenciesOf(context.current).old = true;
  const before = context.insideOld;
  context.insideOld = true;
  const type = open(context, expression.body, hint);
  context.insideOld = before;
  return type;
}

function infer(context: CheckContext, expression: Expression, hint?: StaticType): StaticType {
  const mark = context.scope.mark();
  const type = open(context, expression, hint);
  context.scope.undo(mark);
  return type;
}

function expect(
  context: CheckContext,
  expression: Expression,
  wanted: StaticType,
  role?: string,
): void {
  let at = expression;
  while (at.kind === "parenthesised") at = at.body;
  if (at.kind === "if") {
    const temporal = context.temporalAllowed;
    context.temporalAllowed = false;
    expectIf(context, at, wanted, role);
    context.temporalAllowed = temporal;
    return;
  }
  demand(context, at, infer(context, at, wanted), wanted, role);
}

function condition(context: CheckContext, expression: Expression): void {
  demand(context, expression, open(context, expression, undefined), context.types.bool, undefined);
}

/** Complains unless the type found fits the type wanted. */
function demand(
  context: CheckContext,
  expression: Expression,
  found: StaticType,
  wanted: StaticType,
  role: string | undefined,
): void {
  if (fits(found, wanted)) return;
  const details = {
    wanted: showType(wanted),
    found: showType(found),
    text: context.quote(expression.span),
    ...(role ? { role } : {}),
    ...(wanted.kind === "map" ? { map: wanted.keys.map((key) => showType(key)).join(", ") } : {}),
  };
  if (found.kind === "none") context.report("none-unwanted", expression.span, details);
  else if (found.kind === "option" && found.item.key === wanted.key) {
    context.report("may-be-none", expression.span, details);
  } else context.report("type-mismatch", expression.span, details);
}

export const expressionChecker: ExpressionChecker = { infer, expect, condition };

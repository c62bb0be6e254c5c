/**
 * Precedence: the grammar has one flat rule for expressions, and this makes trees of it by
 * precedence climbing. From loosest to tightest:
 *
 *   1  leads to, until                        do not chain
 *   2  implies, iff                           to the right; not mixed with each other or level 1
 *   3  or
 *   4  and
 *   5  not, always, eventually                before their operand
 *   6  == != < <= > >= in, not in, is, at     do not chain
 *   7  ..                                     does not chain
 *   8  + -
 *   9  * / %
 *  10  -                                      before its operand
 *
 * What would have to be guessed is reported instead.
 */
import type { Span } from "../source.ts";
import type { BinaryOperator, Expression, Name, Pattern, UnaryOperator } from "../syntax.ts";
import { report } from "./builder.ts";

export interface Operand {
  readonly prefixes: readonly { readonly operator: UnaryOperator; readonly span: Span }[];
  readonly atom: Expression;
}

export type Continuation = { readonly span: Span } & (
  | {
      readonly kind: "infix";
      readonly operator: BinaryOperator | "..";
      readonly operand: Operand;
    }
  | { readonly kind: "is"; readonly pattern: Pattern }
  | { readonly kind: "at"; readonly labels: readonly Name[] }
);

/** Operators in one expression without parentheses; a tree of it must fit every later stack. */
export const operatorLimit = 250;

const TEMPORAL = 1;
const IMPLICATION = 2;
const PREFIX = 5;
const COMPARISON = 6;
const INTERVAL = 7;
const NEGATION = 10;

const levels: Readonly<Record<BinaryOperator | "..", number>> = {
  "leads to": TEMPORAL,
  until: TEMPORAL,
  implies: IMPLICATION,
  iff: IMPLICATION,
  or: 3,
  and: 4,
  "==": COMPARISON,
  "!=": COMPARISON,
  "<": COMPARISON,
  "<=": COMPARISON,
  ">": COMPARISON,
  ">=": COMPARISON,
  in: COMPARISON,
  "not in": COMPARISON,
  "..": INTERVAL,
  "+": 8,
  "-": 8,
  "*": 9,
  "/": 9,
  "%": 9,
};

/** How tightly the operator at the top of an expression binds; atoms bind tightest of all. */
export function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case "binary":
      return levels[expression.operator];
    case "is":
    case "at":
      return COMPARISON;
    case "interval":
      return INTERVAL;
    case "unary":
      return expression.operator === "-" ? NEGATION : PREFIX;
    default:
      return NEGATION + 1;
  }
}

export function resolvePrecedence(
  first: Operand,
  continuations: readonly Continuation[],
): Expression {
  let operators = first.prefixes.length;
  for (const each of continuations) {
    operators += 1 + (each.kind === "infix" ? each.operand.prefixes.length : 0);
  }
  if (operators > operatorLimit) {
    report("expression-too-long", first.atom.span, { limit: String(operatorLimit) });
    return first.atom;
  }

  let next = 0;
  return climb(first, 0, 0);

  /** `operand` from its prefix `at` on, and every continuation that binds at `minimum` or tighter. */
  function climb(operand: Operand, at: number, minimum: number): Expression {
    let left = withPrefixes(operand, at, minimum);
    for (;;) {
      const continuation = continuations[next];
      if (continuation === undefined) return left;
      const level = continuation.kind === "infix" ? levels[continuation.operator] : COMPARISON;
      if (level < minimum) return left;
      if (level === levelOf(left)) reportChain(left, continuation);
      next++;
      left = combine(left, continuation, level);
    }
  }

  function withPrefixes(operand: Operand, at: number, minimum: number): Expression {
    const prefix = operand.prefixes[at];
    if (prefix === undefined) return operand.atom;
    const level = prefix.operator === "-" ? NEGATION : PREFIX;
    if (level < minimum) report("prefix-position", prefix.span, { operator: prefix.operator });
    const inner = climb(operand, at + 1, level);
    return {
      kind: "unary",
      operator: prefix.operator,
      operand: inner,
      span: { start: prefix.span.start, end: inner.span.end },
    };
  }

  function combine(left: Expression, continuation: Continuation, level: number): Expression {
    if (continuation.kind !== "infix") {
      const span = { start: left.span.start, end: continuation.span.end };
      return continuation.kind === "is"
        ? { kind: "is", subject: left, pattern: continuation.pattern, span }
        : { kind: "at", process: left, labels: continuation.labels, span };
    }
    const { operator, operand } = continuation;
    const right = climb(operand, 0, level === IMPLICATION ? level : level + 1);
    const span = { start: left.span.start, end: right.span.end };
    if (operator === "..") return { kind: "interval", low: left, high: right, span };
    reportMixed(left, operator, continuation.span, right);
    return { kind: "binary", operator, operatorSpan: continuation.span, left, right, span };
  }
}

function reportChain(left: Expression, continuation: Continuation): void {
  const level = levelOf(left);
  if (level === COMPARISON) {
    report("comparison-chain", continuation.span);
  } else if (level === INTERVAL) {
    report("interval-chain", continuation.span);
  } else if (level === TEMPORAL && left.kind === "binary") {
    report("temporal-chain", continuation.span, { operator: left.operator });
  }
}

function reportMixed(
  left: Expression,
  operator: BinaryOperator,
  operatorSpan: Span,
  right: Expression,
): void {
  const level = levels[operator];
  if (level !== IMPLICATION && level !== TEMPORAL) return;
  for (const side of [left, right]) {
    if (side.kind !== "binary" || side.operator === operator) continue;
    if (levels[side.operator] !== IMPLICATION) continue;
    const [first, second] = side === left ? [side.operator, operator] : [operator, side.operator];
    report("mixed-operators", operatorSpan, { first, second }, [
      { span: side.operatorSpan, message: `\`${side.operator}\` is here` },
    ]);
  }
}

/**
 * Operands and the operators between them of `a and b and c`, or conditions and values of
 * `if a then b else if c then d else e`, where nothing is in parentheses.
 */
export interface Chain {
  readonly parts: readonly Expression[];
  readonly operators: readonly BinaryOperator[];
}

export function chainOf(expression: Expression): Chain {
  const parts: Expression[] = [];
  const operators: BinaryOperator[] = [];
  const add = (part: Expression): void => {
    if (part.kind === "binary" && (part === expression || isSameChain(expression, part))) {
      add(part.left);
      operators.push(part.operator);
      add(part.right);
    } else if (part.kind === "if" && expression.kind === "if") {
      parts.push(part.condition, part.then);
      add(part.else);
    } else parts.push(part);
  };
  add(expression);
  return { parts, operators };
}

/** Whether `inner`, directly below `outer`, continues the chain that `outer` is. */
export function isSameChain(outer: object | undefined, inner: object): boolean {
  if (outer === undefined || !("kind" in outer) || !("kind" in inner)) return false;
  const above = outer as Expression;
  const below = inner as Expression;
  if (above.kind === "if" && below.kind === "if") return above.else === below;
  if (above.kind !== "binary" || below.kind !== "binary") return false;
  return levelOf(above) === levelOf(below) && levelOf(above) !== COMPARISON;
}

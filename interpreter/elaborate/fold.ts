/**
 * Expressions made simpler as they are made: operators on constants become constants, and the left
 * side of a connective that is constant decides it. This is where fixing the parameters pays: a test
 * of the design under study disappears from the instance.
 */
import type { Location } from "../../grammar/source.ts";
import type { Expression, Type, Value } from "../model.ts";
import { refuse } from "./problem.ts";
import { BOOL, coerce, includes, int, join, sameType } from "./types.ts";

/** Numbers of the language are 32-bit: no state or intermediate result may need more. */
const NUMBER_LIMIT = 2 ** 31 - 1;

export function constant(value: Value, type: Type, at: Location): Expression {
  return { kind: "constant", value, type, at };
}

export function truth(value: boolean, at: Location): Expression {
  return constant(value, BOOL, at);
}

export function number(value: number, at: Location): Expression {
  return constant(value, int(value, value), at);
}

export function isConstant(
  expression: Expression,
  value?: Value,
): expression is Expression & { kind: "constant" } {
  return expression.kind === "constant" && (value === undefined || expression.value === value);
}

export function not(operand: Expression, at: Location): Expression {
  if (isConstant(operand)) return truth(operand.value !== true, at);
  return { kind: "not", type: BOOL, at, operand };
}

export function logic(
  operator: "and" | "or" | "implies" | "iff",
  left: Expression,
  right: Expression,
  at: Location,
  site?: number,
): Expression {
  if (site === undefined && operator !== "iff" && isConstant(left)) {
    const decides = operator === "or" ? left.value === true : left.value === false;
    if (!decides) return right;
    return truth(operator !== "and", at);
  }
  return {
    kind: "logic",
    type: BOOL,
    at,
    operator,
    left,
    right,
    ...(site === undefined ? {} : { site }),
  };
}

export function conjunction(conditions: readonly Expression[], at: Location): Expression {
  return conditions.length === 0
    ? truth(true, at)
    : conditions.reduce((left, right) => logic("and", left, right, at));
}

/** Both sides brought to one type; `T` meets `T?` as `T?`. */
export function equal(
  left: Expression,
  right: Expression,
  negated: boolean,
  at: Location,
): Expression {
  let [a, b] = [left, right];
  const bothNumbers = a.type.kind === "int" && b.type.kind === "int";
  if (!bothNumbers && !sameType(a.type, b.type)) {
    const type = includesShape(a.type, b.type)
      ? a.type
      : includesShape(b.type, a.type)
        ? b.type
        : join(a.type, b.type);
    a = coerce(a, type);
    b = coerce(b, type);
  }
  if (isConstant(a) && isConstant(b)) {
    return truth((JSON.stringify(a.value) === JSON.stringify(b.value)) !== negated, at);
  }
  return { kind: "equal", type: BOOL, at, negated, left: a, right: b };
}

function includesShape(outer: Type, inner: Type): boolean {
  if (outer.kind === "option" && inner.kind !== "option") return includes(outer.item, inner);
  return outer.kind === inner.kind && includes(outer, inner);
}

export function compare(
  operator: "<" | "<=" | ">" | ">=",
  left: Expression,
  right: Expression,
  at: Location,
): Expression {
  if (isConstant(left) && isConstant(right)) {
    const [a, b] = [left.value as number, right.value as number];
    const value =
      operator === "<" ? a < b : operator === "<=" ? a <= b : operator === ">" ? a > b : a >= b;
    return truth(value, at);
  }
  return { kind: "compare", type: BOOL, at, operator, left, right };
}

/** The interval in which the result of an operator lies, given the intervals of its operands. */
function range(
  operator: "+" | "-" | "*" | "/" | "%",
  a: { low: number; high: number },
  b: { low: number; high: number },
): [number, number] {
  switch (operator) {
    case "+":
      return [a.low + b.low, a.high + b.high];
    case "-":
      return [a.low - b.high, a.high - b.low];
    case "*": {
      const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
      return [Math.min(...corners), Math.max(...corners)];
    }
    case "/": {
      const most = Math.max(Math.abs(a.low), Math.abs(a.high));
      if (b.low > 0) {
        const corners = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high];
        return [Math.trunc(Math.min(...corners)), Math.trunc(Math.max(...corners))];
      }
      return [-most, most];
    }
    case "%": {
      const most = Math.max(Math.abs(b.low), Math.abs(b.high)) - 1;
      return [
        a.low < 0 ? Math.max(a.low, -Math.max(most, 0)) : 0,
        a.high > 0 ? Math.min(a.high, Math.max(most, 0)) : 0,
      ];
    }
  }
}

export function arithmetic(
  operator: "+" | "-" | "*" | "/" | "%",
  left: Expression,
  right: Expression,
  at: Location,
): Expression {
  const a = left.type as { low: number; high: number };
  const b = right.type as { low: number; high: number };
  const [low, high] = range(operator, a, b);
  checkNumber(low, at);
  checkNumber(high, at);
  if (isConstant(left) && isConstant(right) && !("/%".includes(operator) && right.value === 0)) {
    const [x, y] = [left.value as number, right.value as number];
    const value =
      operator === "+"
        ? x + y
        : operator === "-"
          ? x - y
          : operator === "*"
            ? x * y
            : operator === "/"
              ? Math.trunc(x / y)
              : x % y;
    // No negative zero: values are compared as text.
    return number(value + 0, at);
  }
  return { kind: "arithmetic", type: int(low, high), at, operator, left, right };
}

export function checkNumber(value: number, at: Location): void {
  if (Math.abs(value) > NUMBER_LIMIT) {
    refuse("size-limit", at, {
      what: "this number",
      size: `a value of up to ${value}`,
      limit: `${NUMBER_LIMIT}`,
      advice: "numbers have 32 bits: narrow the ranges of its parts",
    });
  }
}

export function negate(operand: Expression, at: Location): Expression {
  if (isConstant(operand)) return number(0 - (operand.value as number), at);
  const { low, high } = operand.type as { low: number; high: number };
  return { kind: "negate", type: int(0 - high, 0 - low), at, operand };
}

export function conditional(
  condition: Expression,
  then: Expression,
  otherwise: Expression,
  at: Location,
): Expression {
  const type = join(then.type, otherwise.type);
  if (isConstant(condition)) {
    const chosen = condition.value === true ? then : otherwise;
    // What the other branch says about the type still counts: this may be an option.
    return type.kind === "option" ? coerce(chosen, type) : chosen;
  }
  return {
    kind: "if",
    type,
    at,
    condition,
    then: coerce(then, type),
    else: coerce(otherwise, type),
  };
}

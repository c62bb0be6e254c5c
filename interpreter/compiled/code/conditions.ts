/** Conditions: comparisons decided by intervals, connectives, and one of two values. */
import {
  type Comparison,
  FALSE,
  type Scalar,
  TRUE,
  constantOf,
  integer,
  isConstant,
  other,
  otherBool,
  truth,
} from "./scalar.ts";

const OPPOSITE: Readonly<Record<Comparison, Comparison>> = {
  "===": "!==",
  "!==": "===",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
};
const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  "===": "===",
  "!==": "!==",
  "<": ">",
  ">": "<",
  "<=": ">=",
  ">=": "<=",
};

export function compare(operator: Comparison, left: Scalar, right: Scalar): Scalar {
  if (left.sort === "bool") return compareBools(operator, left, right);
  const decided = decide(operator, left, right);
  if (decided !== undefined) return truth(decided);
  if (isConstant(left)) return compare(MIRRORED[operator], right, left);
  if (isConstant(right) && left.form.op === "sum") {
    return compare(operator, left.form.base, integer(right.low - left.form.by));
  }
  const text = `(${left.text}${operator}${right.text})`;
  return { sort: "bool", text, low: 0, high: 1, form: { op: "compare", operator, left, right } };
}

function decide(operator: Comparison, a: Scalar, b: Scalar): boolean | undefined {
  const same = a.text === b.text;
  const apart = a.high < b.low || b.high < a.low;
  switch (operator) {
    case "===":
      return same ? true : apart ? false : undefined;
    case "!==":
      return same ? false : apart ? true : undefined;
    case "<":
      return same || a.low >= b.high ? false : a.high < b.low ? true : undefined;
    case "<=":
      return same || a.high <= b.low ? true : a.low > b.high ? false : undefined;
    case ">":
      return decide("<", b, a);
    case ">=":
      return decide("<=", b, a);
  }
}

function compareBools(operator: Comparison, left: Scalar, right: Scalar): Scalar {
  const equal = operator === "===";
  for (const [one, two] of [[left, right] as const, [right, left] as const]) {
    if (isConstant(one)) return (one.low === 1) === equal ? two : not(two);
  }
  if (left.text === right.text) return truth(equal);
  return otherBool(`(${left.text}${operator}${right.text})`);
}

export const equal = (a: Scalar, b: Scalar): Scalar => compare("===", a, b);
export const different = (a: Scalar, b: Scalar): Scalar => compare("!==", a, b);

export function not(of: Scalar): Scalar {
  if (isConstant(of)) return truth(of.low === 0);
  if (of.form.op === "not") return of.form.of;
  if (of.form.op === "compare") {
    return compare(OPPOSITE[of.form.operator], of.form.left, of.form.right);
  }
  if (of.form.op === "member") return member(of.form.of, ~of.form.mask);
  return { sort: "bool", text: `!${of.text}`, low: 0, high: 1, form: { op: "not", of } };
}

/** Evaluated left to right, as far as needed. */
export function all(parts: readonly Scalar[]): Scalar {
  const kept: Scalar[] = [];
  for (const part of flatten("all", parts)) {
    if (!isConstant(part)) merge(kept, part, (a, b) => a & b);
    else if (part.low === 0) return kept.length === 0 ? FALSE : connect("all", [...kept, FALSE]);
    if (kept.includes(FALSE)) return FALSE;
  }
  return connect("all", kept);
}

export function any(parts: readonly Scalar[]): Scalar {
  const kept: Scalar[] = [];
  for (const part of flatten("any", parts)) {
    if (!isConstant(part)) merge(kept, part, (a, b) => a | b);
    else if (part.low === 1) return kept.length === 0 ? TRUE : connect("any", [...kept, TRUE]);
    if (kept.includes(TRUE)) return TRUE;
  }
  return connect("any", kept);
}

/**
 * Adds a part. Two that say which values one number may have become one: `x !== 7 && x === 3`, as tests for none
 * before a look at the item are, is `x === 3`.
 */
function merge(kept: Scalar[], part: Scalar, join: (a: number, b: number) => number): void {
  if (kept.some((before) => before.text === part.text)) return;
  const own = membersOf(part);
  if (own !== undefined) {
    for (const [i, before] of kept.entries()) {
      const other = membersOf(before);
      if (other === undefined || other.of.text !== own.of.text) continue;
      // What only one of them knows of the number may hold only where the other one is true.
      const low = Math.min(own.of.low, other.of.low);
      const high = Math.max(own.of.high, other.of.high);
      kept[i] = member({ ...own.of, low, high }, join(other.mask, own.mask));
      return;
    }
  }
  kept.push(part);
}

// ---------------------------------------------------------------------------------------------
// Which values a number may have

/** Numbers of 0 to this are bits of a mask. */
const LAST_BIT = 31;

interface Members {
  readonly of: Scalar;
  readonly mask: number;
}

/** Which values one small number may have where a condition holds, if that is what it says. */
export function membersOf({ form }: Scalar): Members | undefined {
  if (form.op === "member") return form;
  if (form.op !== "compare") return undefined;
  const { left, right, operator } = form;
  if (!isConstant(right) || left.low < 0 || left.high > LAST_BIT) return undefined;
  let mask = 0;
  for (let value = left.low; value <= left.high; value++) {
    if (decide(operator, integer(value), right) === true) mask |= 1 << value;
  }
  return { of: left, mask };
}

/** Whether a number is one of those of a mask. */
function member(of: Scalar, mask: number): Scalar {
  const known = (-1 << of.low) & (-1 >>> (LAST_BIT - of.high));
  const inside = mask & known;
  const outside = ~mask & known;
  if (inside === 0) return FALSE;
  if (outside === 0) return TRUE;
  if (lowest(inside) === highest(inside)) return compare("===", of, integer(lowest(inside)));
  if (lowest(outside) === highest(outside)) return compare("!==", of, integer(lowest(outside)));
  if (highest(inside) < lowest(outside)) return compare("<=", of, integer(highest(inside)));
  if (highest(outside) < lowest(inside)) return compare(">=", of, integer(lowest(inside)));
  const text = `(${bitText(of, inside)}!==0)`;
  return { sort: "bool", text, low: 0, high: 1, form: { op: "member", of, mask: inside } };
}

const bitText = (of: Scalar, mask: number): string => `(${mask}>>>${of.text}&1)`;
const lowest = (mask: number): number => LAST_BIT - Math.clz32(mask & -mask);
const highest = (mask: number): number => LAST_BIT - Math.clz32(mask);

// ---------------------------------------------------------------------------------------------
// Connectives

function* flatten(op: "all" | "any", parts: readonly Scalar[]): Generator<Scalar> {
  for (const part of parts) {
    if (part.form.op === op) yield* part.form.parts;
    else yield part;
  }
}

function connect(op: "all" | "any", parts: readonly Scalar[]): Scalar {
  // Nothing here has effects, so what is decided at the end is decided altogether.
  if (parts.at(-1) === (op === "all" ? FALSE : TRUE)) return parts.at(-1)!;
  if (parts.length === 0) return truth(op === "all");
  if (parts.length === 1) return parts[0]!;
  const text = `(${parts.map((part) => part.text).join(op === "all" ? "&&" : "||")})`;
  return { sort: "bool", text, low: 0, high: 1, form: { op, parts } };
}

/** `condition ? a : b`, of either sort. */
export function choice(condition: Scalar, a: Scalar, b: Scalar): Scalar {
  if (isConstant(condition)) return condition.low === 1 ? a : b;
  if (a.text === b.text || choosesItself(condition, a, b)) return oneOf(a, b);
  if (a.sort === "bool") {
    if (isConstant(a)) return a.low === 1 ? any([condition, b]) : all([not(condition), b]);
    if (isConstant(b)) return b.low === 1 ? any([not(condition), a]) : all([condition, a]);
    return otherBool(`(${condition.text}?${a.text}:${b.text})`);
  }
  const text = `(${condition.text}?${a.text}:${b.text})`;
  return other(text, Math.min(a.low, b.low), Math.max(a.high, b.high));
}

/** The text of `a`, where `b` has the same value: what is known of each holds only where it is chosen. */
function oneOf(a: Scalar, b: Scalar): Scalar {
  const [low, high] = [Math.min(a.low, b.low), Math.max(a.high, b.high)];
  if (a.low === low && a.high === high) return a;
  if (a.text === b.text && b.low === low && b.high === high) return b;
  return other(a.text, low, high);
}

/** `x !== 7 ? x : 7` is `x`. */
function choosesItself({ form }: Scalar, a: Scalar, b: Scalar): boolean {
  if (form.op !== "compare" || !isConstant(form.right)) return false;
  if (form.operator !== "!==") return false;
  return form.left.text === a.text && form.right.text === b.text;
}

/** 1 or 0. */
export function toInt(condition: Scalar): Scalar {
  const { form } = condition;
  if (form.op === "member") return other(bitText(form.of, form.mask), 0, 1);
  if (form.op === "compare" && form.operator === "!==" && constantOf(form.right) === 0) {
    if (form.left.low >= 0 && form.left.high <= 1) return form.left;
  }
  return choice(condition, integer(1), integer(0));
}

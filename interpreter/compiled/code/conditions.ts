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
  return { sort: "bool", text: `!${of.text}`, low: 0, high: 1, form: { op: "not", of } };
}

/** Evaluated left to right, as far as needed. */
export function all(parts: readonly Scalar[]): Scalar {
  const kept: Scalar[] = [];
  for (const part of flatten("all", parts)) {
    if (!isConstant(part)) addConjunct(kept, part);
    else if (part.low === 0) return kept.length === 0 ? FALSE : connect("all", [...kept, FALSE]);
    if (kept.at(-1) === FALSE) return FALSE;
  }
  return connect("all", kept);
}

/** `x !== 7 && x === 3` is `x === 3`: tests for none before a look at the item are like that. */
function addConjunct(kept: Scalar[], conjunct: Scalar): void {
  const value = equated(conjunct, "===");
  let part = conjunct;
  for (let i = 0; i < kept.length; i++) {
    const before = kept[i]!;
    if (before.text === part.text) return;
    if (value === undefined || before.form.op !== "compare" || part.form.op !== "compare") continue;
    if (before.form.left.text !== part.form.left.text) continue;
    const excluded = equated(before, "!==");
    if (excluded !== undefined && excluded !== value) {
      kept.splice(i--, 1);
      // Without the test before it, its left side is only known to be in the wider interval.
      part = { ...part, form: { ...part.form, left: before.form.left } };
    }
    const other = equated(before, "===");
    if (
      (excluded !== undefined && excluded === value) ||
      (other !== undefined && other !== value)
    ) {
      kept.splice(0, kept.length, FALSE);
      return;
    }
  }
  kept.push(part);
}

function equated(part: Scalar, operator: Comparison): number | undefined {
  if (part.form.op !== "compare" || part.form.operator !== operator) return undefined;
  return constantOf(part.form.right);
}

export function any(parts: readonly Scalar[]): Scalar {
  const kept: Scalar[] = [];
  for (const part of flatten("any", parts)) {
    if (isConstant(part)) {
      if (part.low === 1) return kept.length === 0 ? TRUE : connect("any", [...kept, TRUE]);
    } else if (!kept.some((before) => before.text === part.text)) kept.push(part);
  }
  return connect("any", kept);
}

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
  if (a.text === b.text || choosesItself(condition, a, b)) return a;
  if (a.sort === "bool") {
    if (isConstant(a)) return a.low === 1 ? any([condition, b]) : all([not(condition), b]);
    if (isConstant(b)) return b.low === 1 ? any([not(condition), a]) : all([condition, a]);
    return otherBool(`(${condition.text}?${a.text}:${b.text})`);
  }
  const text = `(${condition.text}?${a.text}:${b.text})`;
  return other(text, Math.min(a.low, b.low), Math.max(a.high, b.high));
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
  if (form.op === "compare" && form.operator === "!==" && constantOf(form.right) === 0) {
    if (form.left.low >= 0 && form.left.high <= 1) return form.left;
  }
  return choice(condition, integer(1), integer(0));
}

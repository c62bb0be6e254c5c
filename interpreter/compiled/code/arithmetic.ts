/** Numbers: folded where they are known, with the interval of the result. */
import { choice, compare } from "./conditions.ts";
import { type Scalar, integer, isConstant, isWord, other, otherWord } from "./scalar.ts";

/**
 * What may be no number of 32 bits is marked by a plus sign, since it has to be computed in JavaScript: wasm/expression.ts.
 */
const marked = (text: string, low: number, high: number): string =>
  isWord(low) && isWord(high) ? text : `(+${text})`;

const computed = (text: string, low: number, high: number): Scalar =>
  other(marked(text, low, high), low, high);

export function add(a: Scalar, b: Scalar): Scalar {
  if (isConstant(a)) return isConstant(b) ? integer(a.low + b.low) : addConstant(b, a.low);
  if (isConstant(b)) return addConstant(a, b.low);
  return computed(`(${a.text}+${b.text})`, a.low + b.low, a.high + b.high);
}

export function addConstant(a: Scalar, by: number): Scalar {
  if (by === 0) return a;
  if (isConstant(a)) return integer(a.low + by);
  if (a.form.op === "sum") return addConstant(a.form.base, a.form.by + by);
  const text = by < 0 ? `(${a.text}-${-by})` : `(${a.text}+${by})`;
  const [low, high] = [a.low + by, a.high + by];
  const form = { op: "sum", base: a, by } as const;
  return { sort: "int", text: marked(text, low, high), low, high, form };
}

/** A sum of many, without nesting. */
export function sum(parts: readonly Scalar[]): Scalar {
  let constant = 0;
  const rest: Scalar[] = [];
  for (const part of parts) {
    if (isConstant(part)) constant += part.low;
    else rest.push(part);
  }
  if (rest.length === 0) return integer(constant);
  const low = rest.reduce((total, part) => total + part.low, 0);
  const high = rest.reduce((total, part) => total + part.high, 0);
  const together =
    rest.length === 1
      ? rest[0]!
      : computed(`(${rest.map((part) => part.text).join("+")})`, low, high);
  return addConstant(together, constant);
}

/** A sum of words of which no field overflows: a word, that may be written as a number above 2^31 - 1. */
export const sumOfFields = (parts: readonly Scalar[]): Scalar =>
  otherWord(`(${parts.map((part) => part.text).join("+") || "0"})`);

export function subtract(a: Scalar, b: Scalar): Scalar {
  if (isConstant(b)) return addConstant(a, -b.low);
  if (a.text === b.text) return integer(0);
  return computed(`(${a.text}-${b.text})`, a.low - b.high, a.high - b.low);
}

export function multiply(a: Scalar, b: Scalar): Scalar {
  if (isConstant(a) && isConstant(b)) return integer(a.low * b.low + 0);
  for (const [one, two] of [[a, b] as const, [b, a] as const]) {
    if (one.low === 0 && one.high === 0 && isConstant(one)) return integer(0);
    if (isConstant(one) && one.low === 1) return two;
  }
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return computed(`(${a.text}*${b.text})`, Math.min(...ends), Math.max(...ends));
}

/** Truncated towards zero; the divisor is known not to be zero. */
export function divide(a: Scalar, b: Scalar): Scalar {
  if (isConstant(a) && isConstant(b)) return integer(Math.trunc(a.low / b.low) + 0);
  if (isConstant(b) && b.low === 1) return a;
  const reach = Math.max(Math.abs(a.low), Math.abs(a.high));
  const low = a.low >= 0 && b.low >= 0 ? 0 : -reach;
  // All quotients of words are words but that of the least of them and -1.
  const isSmall = [a.low, a.high, b.low, b.high].every(isWord);
  const isLeast = a.low === -(2 ** 31) && b.low <= -1 && b.high >= -1;
  const text = isSmall && !isLeast ? `(${a.text}/${b.text}|0)` : `Math.trunc(${a.text}/${b.text})`;
  return other(text, low, reach);
}

/** With the sign of the left side; the divisor is known not to be zero. */
export function remainder(a: Scalar, b: Scalar): Scalar {
  if (isConstant(a) && isConstant(b)) return integer((a.low % b.low) + 0);
  if (isConstant(b) && a.low >= 0 && a.high < b.low) return a;
  const reach = Math.min(
    Math.max(Math.abs(b.low), Math.abs(b.high)) - 1,
    Math.max(Math.abs(a.low), Math.abs(a.high)),
  );
  return other(`(${a.text}%${b.text})`, a.low >= 0 ? 0 : -reach, a.high <= 0 ? 0 : reach);
}

export const minimum = (a: Scalar, b: Scalar): Scalar => choice(compare("<=", a, b), a, b);
export const maximum = (a: Scalar, b: Scalar): Scalar => choice(compare(">=", a, b), a, b);

/**
 * Scalar expressions of the generated code: JavaScript text together with what is known of it.
 *
 * They are pure, so a scalar may be used where it was made or later, once, often or never. The
 * constructors fold constants, use intervals and merge shifts, which is what makes an action with its
 * parameters fixed shrink to the few tests that are left. Text is made of numbers, operators and
 * generated identifiers only.
 */

export interface Scalar {
  readonly sort: "int" | "bool";
  readonly text: string;
  /** Interval of an int. A constant has low = high; for a bool, 0 and 1 are false and true. */
  readonly low: number;
  readonly high: number;
  readonly form: Form;
}

type Form =
  | { readonly op: "constant" | "name" | "other" }
  | { readonly op: "bits"; readonly word: Scalar; readonly shift: number; readonly width: number }
  | { readonly op: "sum"; readonly base: Scalar; readonly by: number }
  | {
      readonly op: "compare";
      readonly operator: Comparison;
      readonly left: Scalar;
      readonly right: Scalar;
    }
  | { readonly op: "all" | "any"; readonly parts: readonly Scalar[] }
  | { readonly op: "not"; readonly of: Scalar };

export type Comparison = "===" | "!==" | "<" | "<=" | ">" | ">=";

const CONSTANT: Form = { op: "constant" };
const NAME: Form = { op: "name" };
const OTHER: Form = { op: "other" };

export const TRUE: Scalar = { sort: "bool", text: "true", low: 1, high: 1, form: CONSTANT };
export const FALSE: Scalar = { sort: "bool", text: "false", low: 0, high: 0, form: CONSTANT };

export function integer(value: number): Scalar {
  const text = value < 0 ? `(${value})` : String(value);
  return { sort: "int", text, low: value, high: value, form: CONSTANT };
}

export const truth = (value: boolean): Scalar => (value ? TRUE : FALSE);

/** A variable of the generated code. */
export function named(text: string, low: number, high: number): Scalar {
  return { sort: "int", text, low, high, form: NAME };
}

export function namedBool(text: string): Scalar {
  return { sort: "bool", text, low: 0, high: 1, form: NAME };
}

/** A 32-bit word of a state, as a signed number. */
export const namedWord = (text: string): Scalar => named(text, -(2 ** 31), 2 ** 31 - 1);

export function other(text: string, low: number, high: number): Scalar {
  return { sort: "int", text, low, high, form: OTHER };
}

export function otherBool(text: string): Scalar {
  return { sort: "bool", text, low: 0, high: 1, form: OTHER };
}

export const isConstant = (scalar: Scalar): boolean => scalar.form.op === "constant";

export function constantOf(scalar: Scalar): number | undefined {
  return scalar.form.op === "constant" ? scalar.low : undefined;
}

/** Cheap enough to be repeated instead of kept in a variable. */
export function isSimple({ form }: Scalar): boolean {
  switch (form.op) {
    case "constant":
    case "name":
      return true;
    case "bits":
      return form.word.form.op === "name";
    case "sum":
      return isSimple(form.base);
    case "compare":
      return isConstant(form.right) && isSimple(form.left);
    case "not":
      return form.of.form.op === "name";
    default:
      return false;
  }
}

/** The same scalar, known to be in a narrower interval wherever its value matters. */
export function within(scalar: Scalar, low: number, high: number): Scalar {
  if (isConstant(scalar) || (scalar.low >= low && scalar.high <= high)) return scalar;
  return { ...scalar, low: Math.max(low, scalar.low), high: Math.min(high, scalar.high) };
}

/** The same for a position, of which a constant may be outside in code that is never reached. */
export function position(scalar: Scalar, count: number): Scalar {
  const last = Math.max(count - 1, 0);
  if (isConstant(scalar)) return integer(Math.min(Math.max(scalar.low, 0), last));
  return within(scalar, 0, last);
}

// ---------------------------------------------------------------------------------------------
// Numbers

export function add(a: Scalar, b: Scalar): Scalar {
  if (isConstant(a)) return isConstant(b) ? integer(a.low + b.low) : addConstant(b, a.low);
  if (isConstant(b)) return addConstant(a, b.low);
  return other(`(${a.text}+${b.text})`, a.low + b.low, a.high + b.high);
}

export function addConstant(a: Scalar, by: number): Scalar {
  if (by === 0) return a;
  if (isConstant(a)) return integer(a.low + by);
  if (a.form.op === "sum") return addConstant(a.form.base, a.form.by + by);
  const text = by < 0 ? `(${a.text}-${-by})` : `(${a.text}+${by})`;
  return {
    sort: "int",
    text,
    low: a.low + by,
    high: a.high + by,
    form: { op: "sum", base: a, by },
  };
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
    rest.length === 1 ? rest[0]! : other(`(${rest.map((part) => part.text).join("+")})`, low, high);
  return addConstant(together, constant);
}

export function subtract(a: Scalar, b: Scalar): Scalar {
  if (isConstant(b)) return addConstant(a, -b.low);
  if (a.text === b.text) return integer(0);
  return other(`(${a.text}-${b.text})`, a.low - b.high, a.high - b.low);
}

export function multiply(a: Scalar, b: Scalar): Scalar {
  if (isConstant(a) && isConstant(b)) return integer(a.low * b.low + 0);
  for (const [one, two] of [[a, b] as const, [b, a] as const]) {
    if (one.low === 0 && one.high === 0 && isConstant(one)) return integer(0);
    if (isConstant(one) && one.low === 1) return two;
  }
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return other(`(${a.text}*${b.text})`, Math.min(...ends), Math.max(...ends));
}

/** Truncated towards zero; the divisor is known not to be zero. */
export function divide(a: Scalar, b: Scalar): Scalar {
  if (isConstant(a) && isConstant(b)) return integer(Math.trunc(a.low / b.low) + 0);
  if (isConstant(b) && b.low === 1) return a;
  const reach = Math.max(Math.abs(a.low), Math.abs(a.high));
  const low = a.low >= 0 && b.low >= 0 ? 0 : -reach;
  const small = reach < 2 ** 31;
  const text = small ? `(${a.text}/${b.text}|0)` : `Math.trunc(${a.text}/${b.text})`;
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

// ---------------------------------------------------------------------------------------------
// Bits

/** `width` bits of a word from bit `shift`; a field of all 32 bits is unsigned too. */
export function bits(word: Scalar, shift: number, width: number): Scalar {
  if (width === 0) return integer(0);
  const mask = width === 32 ? 0xffffffff : 2 ** width - 1;
  if (isConstant(word)) return integer(((word.low >>> shift) & mask) >>> 0);
  const inner = word.form;
  if (inner.op === "bits") {
    if (shift >= inner.width) return integer(0);
    return bits(inner.word, inner.shift + shift, Math.min(width, inner.width - shift));
  }
  // A number that has no higher bits needs no mask.
  const known = word.low >= 0 && word.high < 2 ** (shift + width);
  if (known && shift === 0) return word;
  const shifted = shift === 0 ? word.text : `${word.text}>>>${shift}`;
  const text =
    known || shift + width === 32
      ? `(${word.text}>>>${shift})`
      : `(${parenthesise(shifted)}&${mask})`;
  const high = known ? Math.floor(word.high / 2 ** shift) : mask;
  return { sort: "int", text, low: 0, high, form: { op: "bits", word, shift, width } };
}

const parenthesise = (text: string): string => (/[^\w]/.test(text) ? `(${text})` : text);

/** Bits at a position that is computed. */
export function bitsAt(word: Scalar, shift: Scalar, width: number): Scalar {
  if (isConstant(shift)) return bits(word, shift.low, width);
  if (width === 0) return integer(0);
  if (width === 32) return bits(word, 0, 32);
  const mask = 2 ** width - 1;
  return other(`((${word.text}>>>${shift.text})&${mask})`, 0, mask);
}

/** The word moved right so that a computed position is at bit 0; higher bits are left as they are. */
export function shiftRight(word: Scalar, shift: Scalar): Scalar {
  if (isConstant(shift) && shift.low === 0) return word;
  return other(`(${word.text}>>>${shift.text})`, 0, 2 ** 32 - 1);
}

/** A code moved to its place in a word. */
export function shiftLeft(code: Scalar, shift: Scalar): Scalar {
  if (isConstant(shift)) {
    if (shift.low === 0) return code;
    if (isConstant(code)) return integer(code.low << shift.low);
    const high = code.high * 2 ** shift.low;
    const isSmall = code.low >= 0 && high < 2 ** 31;
    const text = `(${code.text}<<${shift.low})`;
    return other(text, isSmall ? 0 : -(2 ** 31), isSmall ? high : 2 ** 31 - 1);
  }
  if (isConstant(code) && code.low === 0) return code;
  return other(`(${code.text}<<${shift.text})`, -(2 ** 31), 2 ** 31 - 1);
}

/** Bitwise or of parts that do not overlap. */
export function join(parts: readonly Scalar[]): Scalar {
  let constant = 0;
  const rest: Scalar[] = [];
  for (const part of parts) {
    if (isConstant(part)) constant |= part.low;
    else rest.push(part);
  }
  if (constant !== 0 || rest.length === 0) rest.push(integer(constant));
  if (rest.length === 1) return rest[0]!;
  const isSmall = rest.every((part) => part.low >= 0 && part.high < 2 ** 31);
  const reach = isSmall
    ? 2 ** widthOf(Math.max(...rest.map((part) => part.high))) - 1
    : 2 ** 31 - 1;
  const text = `(${rest.map((part) => part.text).join("|")})`;
  return other(text, isSmall ? 0 : -(2 ** 31), reach);
}

const widthOf = (high: number): number => 32 - Math.clz32(high);

export function bitwise(operator: "&" | "|" | "^", a: Scalar, b: Scalar): Scalar {
  if (isConstant(a) && isConstant(b)) {
    const [x, y] = [a.low, b.low];
    return integer(operator === "&" ? x & y : operator === "|" ? x | y : x ^ y);
  }
  for (const [one, two] of [[a, b] as const, [b, a] as const]) {
    if (!isConstant(one)) continue;
    if ((one.low | 0) === 0) return operator === "&" ? integer(0) : two;
    if ((one.low | 0) === -1 && operator === "&") return two;
  }
  if (a.text === b.text && operator !== "^") return a;
  return bounded(`(${a.text}${operator}${b.text})`, a, b);
}

/** `a & ~b` */
export function without(a: Scalar, b: Scalar): Scalar {
  if (isConstant(b)) return bitwise("&", a, integer(~b.low));
  if (isConstant(a) && a.low === 0) return a;
  return bounded(`(${a.text}&~${b.text})`, a, a);
}

function bounded(text: string, a: Scalar, b: Scalar): Scalar {
  const isSmall = a.low >= 0 && b.low >= 0 && a.high < 2 ** 31 && b.high < 2 ** 31;
  if (!isSmall) return other(text, -(2 ** 31), 2 ** 31 - 1);
  return other(text, 0, 2 ** widthOf(Math.max(a.high, b.high)) - 1);
}

// ---------------------------------------------------------------------------------------------
// Conditions

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

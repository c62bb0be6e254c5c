/**
 * Scalar expressions of the generated code: JavaScript text together with what is known of it.
 *
 * They are pure, so a scalar may be used where it was made or later, once, often or never. Their
 * constructors (arithmetic.ts, bits.ts, conditions.ts) fold constants, use intervals and merge shifts,
 * which is what makes an action with its parameters fixed shrink to the few tests that are left. Text
 * is made of numbers, operators and generated identifiers only.
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
  | { readonly op: "constant" | "other" }
  | { readonly op: "name"; readonly changes?: true; readonly written?: Written }
  | { readonly op: "bits"; readonly word: Scalar; readonly shift: number; readonly width: number }
  | { readonly op: "sum"; readonly base: Scalar; readonly by: number }
  | {
      readonly op: "compare";
      readonly operator: Comparison;
      readonly left: Scalar;
      readonly right: Scalar;
    }
  /** Whether bit `of` of a mask is 1. */
  | { readonly op: "member"; readonly of: Scalar; readonly mask: number }
  | { readonly op: "all" | "any"; readonly parts: readonly Scalar[] }
  | { readonly op: "not"; readonly of: Scalar };

/** What a word is: another one, with some of its bits replaced. */
export interface Written {
  readonly base: Scalar;
  readonly mask: number;
  readonly pieces: readonly {
    readonly shift: number;
    readonly width: number;
    readonly code: Scalar;
  }[];
}

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

/** A variable that may be assigned to later. */
export const changing = (name: Scalar): Scalar => ({
  ...name,
  form: { op: "name", changes: true },
});

/** A variable that never changes and holds a word with known bits replaced. */
export function writtenWord(name: Scalar, written: Written): Scalar {
  return isSettled(written.base) ? { ...name, form: { op: "name", written } } : name;
}

/** A variable that each of some paths has set, and nothing sets again, of which `before` was the word before. */
export function mergedWord(name: Scalar, before: Scalar, words: readonly Scalar[]): Scalar {
  let mask = 0;
  for (const word of words) {
    const changed = changedBits(word, before);
    if (changed === undefined) return { ...name, form: NAME };
    mask |= changed;
  }
  return writtenWord(name, { base: before, mask, pieces: [] });
}

/** The bits that writes have replaced since a word was `before`, if that is known. */
function changedBits(word: Scalar, before: Scalar): number | undefined {
  if (word.text === before.text) return 0;
  if (word.form.op !== "name" || word.form.written === undefined) return undefined;
  const { base, mask } = word.form.written;
  const others = changedBits(base, before);
  return others === undefined ? undefined : mask | others;
}

/** Simple, and the same wherever it is used. */
export function isSettled(scalar: Scalar): boolean {
  const { form } = scalar;
  if (form.op === "name") return form.changes !== true;
  if (form.op === "bits") return isSettled(form.word);
  return form.op === "constant";
}

/** Is it a signed number of 32 bits? */
export const isWord = (value: number): boolean => value >= -(2 ** 31) && value < 2 ** 31;

/** A 32-bit word of a state, as a signed number. */
export const namedWord = (text: string): Scalar => named(text, -(2 ** 31), 2 ** 31 - 1);

export function other(text: string, low: number, high: number): Scalar {
  return { sort: "int", text, low, high, form: OTHER };
}

export const otherWord = (text: string): Scalar => other(text, -(2 ** 31), 2 ** 31 - 1);

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
    case "member":
      return isSimple(form.of);
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

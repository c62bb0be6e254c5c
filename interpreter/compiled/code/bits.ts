/** Words and the codes in them: cutting out, moving, joining, masks. */
import { type Scalar, type Written, integer, isConstant, isSettled, other } from "./scalar.ts";

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
  if (inner.op === "name" && inner.written !== undefined) {
    const known = before(inner.written, shift, width);
    if (known !== undefined) return known;
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

/** Bits that a write has left as they were, or all of whose bits it has written. */
function before({ base, mask, pieces }: Written, shift: number, width: number): Scalar | undefined {
  if ((mask & (maskOf(width) << shift)) === 0) return bits(base, shift, width);
  const piece = pieces.find(
    (each) => shift >= each.shift && shift + width <= each.shift + each.width,
  );
  if (piece === undefined || !isSettled(piece.code)) return undefined;
  return bits(piece.code, shift - piece.shift, width);
}

export const maskOf = (width: number): number => (width === 32 ? -1 : 2 ** width - 1);

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

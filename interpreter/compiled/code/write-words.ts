/**
 * Writing into the words of a state. Words are replaced and never assigned to, so everything that was
 * read before keeps its value.
 */
import type { Writer } from "./code-writer.ts";
import type { Layout } from "../layout/layout.ts";
import type { Scalar } from "./scalar.ts";
import { add, addConstant, divide, multiply, subtract } from "./arithmetic.ts";
import { join, maskOf, shiftLeft, without } from "./bits.ts";
import { choice, compare } from "./conditions.ts";
import {
  type Written,
  integer,
  isConstant,
  isSettled,
  other,
  position,
  writtenWord,
} from "./scalar.ts";
import type { Piece } from "./term-pack.ts";
import { combine, fieldsOf, place } from "./term-pack.ts";
import type { Term } from "./term.ts";

/** From a value to a part of it. Options are entered, positions of sequences have been checked. */
export type Step =
  | { readonly kind: "cell"; readonly position: Scalar }
  | { readonly kind: "field"; readonly index: number }
  | { readonly kind: "unwrap" };

/** A part of a state: its node, and where it is. */
interface Target {
  readonly node: Layout;
  /** Which cell of the arrays of chunks. */
  readonly index: Scalar;
  /** In a chunk: the number of the word and the bit that the chunk's cell begins at. */
  readonly at?: Place;
}

interface Place {
  readonly word: Scalar;
  /** The words that it can be. */
  readonly first: number;
  readonly behind: number;
  readonly shift: Scalar;
}

/** The words with the part of `root` that the steps lead to replaced by a value. */
export function writePart(
  words: readonly Scalar[],
  root: Layout,
  steps: readonly Step[],
  value: Term,
  w: Writer,
): readonly Scalar[] {
  let target = enter({ node: root, index: integer(0) }, w);
  for (const step of steps) target = enter(stepInto(target, step, w), w);
  const { node, at } = target;
  if (at !== undefined) {
    const code = combine(fieldsOf(node, value, w), node.offset);
    const shift = addConstant(at.shift, node.offset);
    return writeBits(words, [{ at: { ...at, shift }, width: node.bits, code }], w);
  }
  return writeBits(
    words,
    place(node, value, target.index, w).map((piece) => inWords(piece, w)),
    w,
  );
}

function stepInto(target: Target, step: Step, w: Writer): Target {
  const { node, at, index } = target;
  if (step.kind === "unwrap" && node.kind === "option") return { ...target, node: node.item };
  if (step.kind === "field" && node.kind === "tuple") {
    return { ...target, node: node.items[step.index]! };
  }
  if (step.kind === "cell" && (node.kind === "map" || node.kind === "seq")) {
    const value = node.kind === "map" ? node.value : node.item;
    const count = node.kind === "map" ? node.count : node.capacity;
    const inside = w.keep(position(step.position, count));
    if (at !== undefined) {
      const shift = add(at.shift, multiply(inside, integer(value.bits)));
      return { node: value, index, at: { ...at, shift } };
    }
    return { node: value, index: w.keep(add(multiply(index, integer(count)), inside)) };
  }
  throw new TypeError(`no ${step.kind} of ${node.kind} can be written`);
}

function enter(target: Target, w: Writer): Target {
  const { chunk } = target.node;
  if (chunk === undefined || target.at !== undefined) return target;
  return { ...target, at: inWords({ chunk, index: target.index, code: integer(0) }, w).at };
}

interface Write {
  readonly at: Place;
  readonly width: number;
  readonly code: Scalar;
}

function inWords({ chunk, index, code }: Piece, w: Writer): Write {
  const { perWord, stride, count } = chunk;
  if (perWord === 0 || count <= perWord) {
    const shift = addConstant(multiply(index, integer(stride)), chunk.shift);
    const at = { word: integer(chunk.word), first: chunk.word, behind: chunk.word + 1, shift };
    return { at, width: stride, code };
  }
  const quotient = w.keep(divide(index, integer(perWord)));
  const inWord = subtract(index, multiply(quotient, integer(perWord)));
  const shift = addConstant(multiply(inWord, integer(stride)), chunk.shift);
  const word = addConstant(quotient, chunk.word);
  const behind = chunk.word + Math.ceil(count / perWord);
  return { at: { word, first: chunk.word, behind, shift }, width: stride, code };
}

/** All writes of known place into one word are one statement. */
function writeBits(words: readonly Scalar[], writes: readonly Write[], w: Writer): Scalar[] {
  const result = [...words];
  const fixed = new Map<number, { mask: number; pieces: Written["pieces"][number][] }>();
  for (const { at, width, code } of writes) {
    if (width === 0) continue;
    if (isConstant(at.word) && isConstant(at.shift)) {
      const { low: shift } = at.shift;
      const known = fixed.get(at.word.low) ?? { mask: 0, pieces: [] };
      known.mask |= maskOf(width) << shift;
      known.pieces.push({ shift, width, code });
      fixed.set(at.word.low, known);
      continue;
    }
    const shift = w.keep(at.shift);
    const mask = w.keep(shiftLeft(integer(maskOf(width)), shift));
    const moved = w.keep(shiftLeft(code, shift));
    for (let i = at.first; i < at.behind; i++) {
      const written = join([without(result[i]!, mask), moved]);
      const isHere = compare("===", at.word, integer(i));
      result[i] = w.store(choice(isHere, signed(written), result[i]!));
    }
  }
  for (const [i, written] of fixed) {
    const { base, mask, pieces } = together(result[i]!, written);
    const codes = pieces.map(({ code, shift }) => shiftLeft(code, integer(shift)));
    const word = w.store(signed(join([without(base, integer(mask)), ...codes])));
    result[i] = isConstant(word) ? word : writtenWord(word, { base, mask, pieces });
  }
  return result;
}

/** A write into a word that has been written into, as one write, if what it held need not be read again. */
function together(word: Scalar, { mask, pieces }: Omit<Written, "base">): Written {
  const earlier = word.form.op === "name" ? word.form.written : undefined;
  if (earlier === undefined || !earlier.pieces.every(({ code }) => isSettled(code)))
    return { base: word, mask, pieces };
  const bitsOf = (piece: Written["pieces"][number]): number => maskOf(piece.width) << piece.shift;
  const left = earlier.pieces.filter((piece) => (bitsOf(piece) & ~mask) !== 0);
  const known = left.reduce((all, piece) => all | bitsOf(piece), 0);
  if ((known & mask) !== 0 || (known | mask) !== (earlier.mask | mask))
    return { base: word, mask, pieces };
  return { base: earlier.base, mask: mask | earlier.mask, pieces: [...left, ...pieces] };
}

/** Words are signed numbers of 32 bits. */
function signed(word: Scalar): Scalar {
  if (word.high < 2 ** 31) return word;
  if (isConstant(word)) return integer(word.low | 0);
  return other(`(${word.text}|0)`, -(2 ** 31), 2 ** 31 - 1);
}

/** Sets variables that hold words to their new values, where these are others. */
export function assignWords(
  variables: readonly Scalar[],
  words: readonly Scalar[],
  w: Writer,
): void {
  variables.forEach((variable, i) => {
    if (variable.text !== words[i]!.text) w.line(`${variable.text}=${words[i]!.text};`);
  });
}

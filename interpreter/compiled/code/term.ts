/**
 * Values of the language at compile time: trees whose leaves are scalar expressions.
 *
 * A value that is (part of) the state, or of a variable of the generated code, is *stored*: its node of
 * a layout and the words that it is in. Reading a part of it makes the shift and mask, no sooner.
 * Words are never assigned twice, so a stored value stays what it was when the state moves on.
 */
import type { EnumType, Type, Value } from "../../model.ts";
import { cardinality, combinations, isList, listOf, ordinal, variantTag } from "../../values.ts";
import { CompileLimit } from "../compile-limit.ts";
import type { Writer } from "./code-writer.ts";
import type { EnumLayout, Layout, Leaf, MapLayout, SeqLayout } from "../layout/layout.ts";
import type { Scalar } from "./scalar.ts";
import { add, addConstant, divide, multiply, subtract } from "./arithmetic.ts";
import { bits, bitsAt } from "./bits.ts";
import { all, choice, compare, different, equal } from "./conditions.ts";
import { FALSE, TRUE, integer, isConstant, position, truth, within } from "./scalar.ts";

export type Term =
  | { readonly kind: "scalar"; readonly type: Type; readonly code: Scalar }
  /** The item means nothing where `present` is false. */
  | { readonly kind: "option"; readonly type: Type; readonly present: Scalar; readonly item: Term }
  | {
      readonly kind: "enum";
      readonly type: EnumType;
      readonly is: (tag: number) => Scalar;
      readonly payload: (tag: number) => readonly Term[];
    }
  | { readonly kind: "tuple"; readonly type: Type; readonly items: readonly Term[] }
  /** Words of bits, as many as a mask of the item's values needs. */
  | { readonly kind: "set"; readonly type: Type; readonly parts: readonly Scalar[] }
  | { readonly kind: "map"; readonly type: Type; readonly cells: readonly Term[] }
  /** Items from `length` on mean nothing. */
  | {
      readonly kind: "seq";
      readonly type: Type;
      readonly length: Scalar;
      readonly items: readonly Term[];
    }
  | Stored;

export interface Stored {
  readonly kind: "stored";
  readonly type: Type;
  readonly node: Layout;
  readonly words: readonly Scalar[];
  /** Which cell of the arrays of chunks. */
  readonly index: Scalar;
  /** Where the chunk is, if the node is in one. */
  readonly at?: { readonly word: Scalar; readonly shift: Scalar };
}

export type MapType = Extract<Type, { kind: "map" }>;
export type SetType = Extract<Type, { kind: "set" }>;
export type SeqType = Extract<Type, { kind: "seq" }>;

// ---------------------------------------------------------------------------------------------
// Types

/** Values that are one number or truth value. */
export function isScalarType(type: Type): boolean {
  if (type.kind === "enum") return type.variants.every((variant) => variant.payload.length === 0);
  return type.kind === "bool" || type.kind === "int" || type.kind === "symmetric";
}

export function itemTypes(type: Type): readonly Type[] {
  if (type.kind === "record") return type.fields.map((field) => field.type);
  if (type.kind === "tuple") return type.items;
  throw new TypeError(`${type.kind} has no items`);
}

export function itemType(type: Type): Type {
  if (type.kind === "option" || type.kind === "set" || type.kind === "seq") return type.item;
  throw new TypeError(`${type.kind} has no item`);
}

/** The words of a larger mask are not even listed. */
const MOST_PARTS = 320_000;

/** Number of words of the mask of a set. */
export function partCount(item: Type): number {
  const size = cardinality(item);
  if (size <= 32 * MOST_PARTS) return Math.ceil(size / 32);
  throw new CompileLimit(`a set of ${size} possible elements is made`);
}

// ---------------------------------------------------------------------------------------------
// Making

export const scalar = (type: Type, code: Scalar): Term => ({ kind: "scalar", type, code });

export function constantTerm(value: Value, type: Type): Term {
  switch (type.kind) {
    case "bool":
      return scalar(type, truth(value === true));
    case "int":
    case "symmetric":
      return scalar(type, integer(value as number));
    case "enum": {
      const tag = variantTag(value);
      if (isScalarType(type)) return scalar(type, integer(tag));
      const { payload } = type.variants[tag]!;
      const items = payload.map((each, i) => constantTerm(listOf(value)[i + 1]!, each));
      return variantTerm(type, tag, items);
    }
    case "record":
    case "tuple": {
      const types = itemTypes(type);
      const items = types.map((each, i) => constantTerm(listOf(value)[i]!, each));
      return { kind: "tuple", type, items };
    }
    case "option":
      if (value === null) return noneTerm(type);
      return { kind: "option", type, present: TRUE, item: constantTerm(value, type.item) };
    case "set": {
      const masks = new Int32Array(partCount(type.item));
      for (const element of listOf(value)) {
        const bit = ordinal(element, type.item);
        masks[bit >>> 5]! |= 1 << (bit & 31);
      }
      return { kind: "set", type, parts: [...masks].map(integer) };
    }
    case "map":
      return {
        kind: "map",
        type,
        cells: listOf(value).map((each) => constantTerm(each, type.value)),
      };
    case "seq": {
      const items = (isList(value) ? value : []).map((each) => constantTerm(each, type.item));
      return { kind: "seq", type, length: integer(items.length), items };
    }
  }
}

export function noneTerm(type: Type): Term {
  return { kind: "option", type, present: FALSE, item: anyTerm(itemType(type)) };
}

export function variantTerm(type: EnumType, tag: number, payload: readonly Term[]): Term {
  return {
    kind: "enum",
    type,
    is: (asked) => truth(asked === tag),
    payload: (asked) =>
      asked === tag ? payload : type.variants[asked]!.payload.map((each) => anyTerm(each)),
  };
}

/** Some value of a type, for where the value cannot matter. */
export function anyTerm(type: Type): Term {
  switch (type.kind) {
    case "bool":
      return scalar(type, FALSE);
    case "int":
      return scalar(type, integer(type.low));
    case "symmetric":
      return scalar(type, integer(0));
    case "enum":
      if (isScalarType(type)) return scalar(type, integer(0));
      return variantTerm(type, 0, type.variants[0]!.payload.map(anyTerm));
    case "record":
    case "tuple":
      return { kind: "tuple", type, items: itemTypes(type).map(anyTerm) };
    case "option":
      return { kind: "option", type, present: FALSE, item: anyTerm(type.item) };
    case "set":
      return { kind: "set", type, parts: new Array<Scalar>(partCount(type.item)).fill(integer(0)) };
    case "map": {
      const cell = anyTerm(type.value);
      return { kind: "map", type, cells: new Array<Term>(combinations(type.keys)).fill(cell) };
    }
    case "seq":
      return { kind: "seq", type, length: integer(0), items: [] };
  }
}

/** A value in words, from its node on. A computed index is worked out here, once. */
export function storedTerm(
  type: Type,
  node: Layout,
  words: readonly Scalar[],
  index: Scalar,
  w: Writer,
): Stored {
  const { chunk } = node;
  if (chunk === undefined) return { kind: "stored", type, node, words, index };
  const { perWord, stride, count } = chunk;
  if (isConstant(index)) {
    const inWord = perWord === 0 ? 0 : index.low % perWord;
    const word = words[chunk.word + (perWord === 0 ? 0 : Math.floor(index.low / perWord))]!;
    const at = { word, shift: integer(chunk.shift + inWord * stride) };
    return { kind: "stored", type, node, words, index, at };
  }
  let word = words[chunk.word]!;
  let inWord = index;
  if (count > perWord) {
    const quotient = w.keep(divide(index, integer(perWord)));
    word = w.keep(selectWord(words, chunk.word, chunk.word + Math.ceil(count / perWord), quotient));
    inWord = subtract(index, multiply(quotient, integer(perWord)));
  }
  const shift = addConstant(multiply(inWord, integer(stride)), chunk.shift);
  return isolate({ kind: "stored", type, node, words, index, at: { word, shift } }, w);
}

/** The word with number `low + quotient`, by halving. */
function selectWord(words: readonly Scalar[], low: number, high: number, quotient: Scalar): Scalar {
  const first = low;
  const select = (from: number, to: number): Scalar => {
    if (to - from === 1) return words[from]!;
    const middle = (from + to) >> 1;
    const isLow = compare("<", quotient, integer(middle - first));
    return choice(isLow, select(from, middle), select(middle, to));
  };
  return select(low, high);
}

/** With a computed shift, the bits of a value of several parts are taken out once. */
function isolate(term: Stored, w: Writer): Stored {
  const at = term.at!;
  const { node } = term;
  if (isConstant(at.shift) || node.kind === "leaf") return term;
  // A value of 32 bits is its word, which stays a signed number.
  const whole =
    node.bits === 32
      ? w.keep(at.word)
      : w.store(bitsAt(at.word, addConstant(at.shift, node.offset), node.bits));
  return { ...term, at: { word: whole, shift: integer(-node.offset) } };
}

function part(term: Stored, type: Type, node: Layout, w: Writer): Stored {
  if (term.at !== undefined) return { ...term, type, node };
  return storedTerm(type, node, term.words, term.index, w);
}

/** A cell of a stored map or sequence; the position has been checked. */
export function storedCell(
  term: Stored,
  node: MapLayout | SeqLayout,
  type: Type,
  cell: Scalar,
  w: Writer,
): Stored {
  const value = node.kind === "map" ? node.value : node.item;
  const count = node.kind === "map" ? node.count : node.capacity;
  const inside = w.keep(position(cell, count));
  if (term.at === undefined) {
    const index = w.keep(add(multiply(term.index, integer(count)), inside));
    return storedTerm(type, value, term.words, index, w);
  }
  const shift = add(term.at.shift, multiply(inside, integer(value.bits)));
  return isolate({ ...term, type, node: value, at: { word: term.at.word, shift } }, w);
}

// ---------------------------------------------------------------------------------------------
// Taking apart

/** The bits of a leaf. */
export function leafCode(term: Stored, leaf: Leaf, w: Writer): Scalar {
  const at = term.at ?? storedTerm(term.type, leaf, term.words, term.index, w).at!;
  return bitsAt(at.word, addConstant(at.shift, leaf.offset), leaf.bits);
}

/** The number of a scalar: numbers as they are, identities and variants from 0, truth as truth. */
export function codeOf(term: Term, w: Writer): Scalar {
  if (term.kind === "scalar") return term.code;
  if (term.kind !== "stored") throw new TypeError(`${term.kind} is no scalar`);
  const { node, type } = term;
  const leaf = node.kind === "enum" ? node.code : node;
  if (leaf.kind !== "leaf") throw new TypeError(`${node.kind} is no scalar`);
  const code = leafCode(term, leaf, w);
  if (type.kind === "bool") return different(code, integer(0));
  const own = within(code, 0, cardinality(type) - 1);
  return type.kind === "int" ? addConstant(own, type.low) : own;
}

export function presentOf(term: Term, w: Writer): Scalar {
  if (term.kind === "option") return term.present;
  if (term.kind !== "stored" || term.node.kind !== "option") {
    throw new TypeError(`${term.kind} is no option`);
  }
  const { presence, none } = term.node;
  return different(leafCode(term, presence, w), integer(none));
}

export function itemOf(term: Term, w: Writer): Term {
  if (term.kind === "option") return term.item;
  if (term.kind !== "stored" || term.node.kind !== "option") {
    throw new TypeError(`${term.kind} is no option`);
  }
  return part(term, itemType(term.type), term.node.item, w);
}

export function fieldOf(term: Term, index: number, w: Writer): Term {
  if (term.kind === "tuple") return term.items[index]!;
  if (term.kind !== "stored" || term.node.kind !== "tuple") {
    throw new TypeError(`${term.kind} is no record`);
  }
  return part(term, itemTypes(term.type)[index]!, term.node.items[index]!, w);
}

/** Whether an enum with payloads is this variant. */
export function isVariant(term: Term, tag: number, w: Writer): Scalar {
  if (term.kind === "enum") return term.is(tag);
  if (term.kind !== "stored" || term.node.kind !== "enum") {
    return equal(codeOf(term, w), integer(tag));
  }
  const { node } = term;
  const code = leafCode(term, node.code, w);
  if (!node.sum) return equal(code, integer(tag));
  const from = node.variants[tag]!.base;
  const behind = node.variants[tag + 1]?.base;
  if (behind === from + 1) return equal(code, integer(from));
  const lower = from === 0 ? TRUE : compare(">=", code, integer(from));
  return behind === undefined ? lower : all([lower, compare("<", code, integer(behind))]);
}

/** The payload of a variant; means nothing where the value is another one. */
export function payloadOf(term: Term, tag: number, w: Writer): readonly Term[] {
  if (term.kind === "enum") return term.payload(tag);
  if (term.kind !== "stored" || term.node.kind !== "enum") return [];
  const node: EnumLayout = term.node;
  const types = node.type.variants[tag]!.payload;
  const { base, payload } = node.variants[tag]!;
  if (!node.sum) return payload.map((each, i) => part(term, types[i]!, each, w));
  const width = payload.reduce((sum, each) => sum + each.bits, 0);
  const inner = within(addConstant(leafCode(term, node.code, w), -base), 0, 2 ** width - 1);
  const at = { word: payload.length > 1 ? w.keep(inner) : inner, shift: integer(0) };
  return payload.map((each, i) => ({ ...term, type: types[i]!, node: each, at }));
}

/** The mask of a set. */
export function partsOf(term: Term, w: Writer): readonly Scalar[] {
  if (term.kind === "set") return term.parts;
  if (term.kind !== "stored" || term.node.kind !== "set") {
    throw new TypeError(`${term.kind} is no set`);
  }
  return term.node.parts.map((leaf) => {
    if (leaf.bits < 32) return leafCode(term, leaf, w);
    return (term.at ?? storedTerm(term.type, leaf, term.words, term.index, w).at!).word;
  });
}

/** A cell of a map, or an item of a sequence, at a known position. */
export function cellAt(term: Term, cell: number, w: Writer): Term {
  if (term.kind === "map") return term.cells[cell] ?? term.cells[0]!;
  if (term.kind === "seq") return term.items[cell] ?? anyTerm(itemType(term.type));
  if (term.kind === "stored") {
    const { node, type } = term;
    if (node.kind === "map" && type.kind === "map") {
      return storedCell(term, node, type.value, integer(cell), w);
    }
    if (node.kind === "seq" && type.kind === "seq") {
      if (cell >= node.capacity) return anyTerm(type.item);
      return storedCell(term, node, type.item, integer(cell), w);
    }
  }
  throw new TypeError(`${term.kind} has no cells`);
}

export function lengthOf(term: Term, w: Writer): Scalar {
  if (term.kind === "seq") return term.length;
  if (term.kind !== "stored" || term.node.kind !== "seq") {
    throw new TypeError(`${term.kind} is no sequence`);
  }
  return within(leafCode(term, term.node.length, w), 0, term.node.capacity);
}

/** Whether every leaf is a constant. */
export function isConstantTerm(term: Term): boolean {
  switch (term.kind) {
    case "scalar":
      return isConstant(term.code);
    case "option":
      return isConstant(term.present) && (term.present.low === 0 || isConstantTerm(term.item));
    case "enum":
      return term.type.variants.every((_, tag) => {
        const is = term.is(tag);
        return isConstant(is) && (is.low === 0 || term.payload(tag).every(isConstantTerm));
      });
    case "tuple":
      return term.items.every(isConstantTerm);
    case "set":
      return term.parts.every(isConstant);
    case "map":
      return term.cells.every(isConstantTerm);
    case "seq":
      return isConstant(term.length) && term.items.every(isConstantTerm);
    case "stored":
      return false;
  }
}

/** A bit of a mask; one behind its end is that of a value which cannot be in the set. */
export function bitOf(parts: readonly Scalar[], bit: Scalar): Scalar {
  if (isConstant(bit)) {
    const word = parts[bit.low >>> 5];
    if (word === undefined) return FALSE;
    return different(bits(word, bit.low & 31, 1), integer(0));
  }
  if (parts.length === 1) return different(bitsAt(parts[0]!, bit, 1), integer(0));
  const select = (from: number, to: number): Scalar => {
    if (to - from === 1) return parts[from]!;
    const middle = (from + to) >> 1;
    return choice(
      compare("<", bit, integer(middle * 32)),
      select(from, middle),
      select(middle, to),
    );
  };
  return different(bitsAt(select(0, parts.length), bit, 1), integer(0));
}

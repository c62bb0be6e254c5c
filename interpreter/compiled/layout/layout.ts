/**
 * Where the parts of a state are in its 32-bit words.
 *
 * Every type becomes a tree of nodes that ends in leaves: unsigned codes of a fixed width. A subtree
 * of at most 32 bits is one *chunk*: its leaves lie side by side and are read with one shift. A larger
 * subtree is spread: its parts are chunks of their own, and a map or sequence in it makes arrays of
 * chunks. Nothing straddles a word, and the cells of an array have one stride, so that a cell with a
 * computed index is one shift in a word that is fixed or selected by `index / perWord`.
 *
 * A state has exactly one encoding: what is not used (the item of `none`, cells behind the end of a
 * sequence, payloads of other variants) has all bits zero, so equal states have equal words.
 */
import type { EnumType, Type } from "../../model.ts";
import { cardinality, combinations } from "../../values.ts";
import { CompileLimit } from "../compile-limit.ts";

/** States wider than this are refused: the search would not fit in memory anyway. */
export const LARGEST_LAYOUT = 4096;
/** A leaf that holds an enum together with the payload of the variant has at most this many bits. */
const WIDEST_SUM = 12;

/** An array of equal cells of bits; `count` is 1 outside maps and sequences. */
export interface Chunk {
  readonly count: number;
  /** Bits from one cell to the next, and of a cell. */
  readonly stride: number;
  readonly perWord: number;
  /** First word and, in each word, the first bit. */
  word: number;
  shift: number;
}

interface Placed {
  /** First bit, counted from the start of the chunk's cell (for index 0 of maps in the chunk). */
  offset: number;
  /** Present on the node that a chunk consists of. */
  chunk?: Chunk;
  /** Lies in one chunk, as its root or below; then `bits` is its size there. */
  packed: boolean;
  bits: number;
}

const UNPLACED = { offset: 0, packed: false, bits: 0 };

/** Codes 0 to codes-1. The value's own codes come first; codes behind them mean `none`. */
export interface Leaf extends Placed {
  readonly kind: "leaf";
  readonly type: Type;
  codes: number;
}

export interface TupleLayout extends Placed {
  readonly kind: "tuple";
  readonly items: readonly Layout[];
}

export interface OptionLayout extends Placed {
  readonly kind: "option";
  readonly item: Layout;
  /** A leaf of the item with a code to spare, or one of its own (0 for none, 1 for some). */
  readonly presence: Leaf;
  readonly ownPresence: boolean;
  /** The code of `presence` that means `none`. */
  readonly none: number;
}

export interface EnumLayout extends Placed {
  readonly kind: "enum";
  readonly type: EnumType;
  /** The tag; with `sum`, code `base + payload` of the variant. */
  readonly code: Leaf;
  /** With `sum` the payload is in the code, with offsets counted there; else it has its own bits. */
  readonly sum: boolean;
  readonly variants: readonly { readonly base: number; readonly payload: readonly Layout[] }[];
}

/** Bit i of part i / 32 is the element with ordinal i. */
export interface SetLayout extends Placed {
  readonly kind: "set";
  readonly item: Type;
  readonly parts: readonly Leaf[];
}

export interface MapLayout extends Placed {
  readonly kind: "map";
  readonly count: number;
  readonly keys: readonly Type[];
  readonly value: Layout;
}

export interface SeqLayout extends Placed {
  readonly kind: "seq";
  readonly length: Leaf;
  readonly capacity: number;
  readonly item: Layout;
}

export type Layout =
  Leaf | TupleLayout | OptionLayout | EnumLayout | SetLayout | MapLayout | SeqLayout;

/** A vector of words for some types, one node for each. */
export interface Plan {
  readonly words: number;
  readonly nodes: readonly Layout[];
}

export function widthOf(codes: number): number {
  return codes <= 1 ? 0 : 32 - Math.clz32(codes - 1);
}

// ---------------------------------------------------------------------------------------------
// Shapes

function leaf(type: Type, codes: number): Leaf {
  if (!(codes <= 2 ** 32)) throw new CompileLimit("a number has more than 2^32 values");
  return { kind: "leaf", type, codes, ...UNPLACED };
}

const FLAG: Type = { kind: "bool" };

function shapeOf(type: Type): Layout {
  switch (type.kind) {
    case "bool":
    case "int":
    case "symmetric":
      return leaf(type, cardinality(type));
    case "record":
      return { kind: "tuple", ...UNPLACED, items: type.fields.map((field) => shapeOf(field.type)) };
    case "tuple":
      return { kind: "tuple", ...UNPLACED, items: type.items.map(shapeOf) };
    case "option":
      return optionShape(type.item);
    case "enum":
      return enumShape(type);
    case "set":
      return setShape(type.item);
    case "map": {
      const count = combinations(type.keys);
      limitCells(count);
      return { kind: "map", ...UNPLACED, count, keys: type.keys, value: shapeOf(type.value) };
    }
    case "seq": {
      limitCells(type.capacity);
      const length = leaf({ kind: "int", low: 0, high: type.capacity }, type.capacity + 1);
      return {
        kind: "seq",
        ...UNPLACED,
        length,
        capacity: type.capacity,
        item: shapeOf(type.item),
      };
    }
  }
}

function limitCells(count: number): void {
  if (count > LARGEST_LAYOUT * 32) throw tooWide();
}

function tooWide(): CompileLimit {
  return new CompileLimit(`a state takes more than ${LARGEST_LAYOUT} words of 32 bits`);
}

function setShape(item: Type): SetLayout {
  const size = cardinality(item);
  limitCells(size);
  const parts: Leaf[] = [];
  for (let left = size; left > 0; left -= 32) parts.push(leaf(FLAG, 2 ** Math.min(left, 32)));
  return { kind: "set", ...UNPLACED, item, parts };
}

/**
 * `none` takes a spare code of a leaf that every value of the item has, so `Frame?` is one code. A
 * leaf that has no spare code grows by one: that costs the bit that a flag would have cost.
 */
function optionShape(itemType: Type): OptionLayout {
  const item = shapeOf(itemType);
  const candidates = [...leavesAlwaysUsed(item)];
  const presence =
    candidates.find((each) => widthOf(each.codes + 1) === widthOf(each.codes)) ?? candidates[0];
  if (presence !== undefined && presence.codes < 2 ** 31) {
    const none = presence.codes++;
    if (bitsOf(item) <= 32) {
      return { kind: "option", ...UNPLACED, item, presence, ownPresence: false, none };
    }
    presence.codes--;
  }
  const flag = leaf(FLAG, 2);
  return { kind: "option", ...UNPLACED, item, presence: flag, ownPresence: true, none: 0 };
}

function* leavesAlwaysUsed(node: Layout): Generator<Leaf> {
  if (node.kind === "leaf") yield node;
  else if (node.kind === "enum") yield node.code;
  else if (node.kind === "tuple") for (const item of node.items) yield* leavesAlwaysUsed(item);
  else if (node.kind === "option") {
    // The item of an option may be absent; what says so is not.
    yield node.presence;
  }
}

function enumShape(type: EnumType): EnumLayout {
  const variants: { base: number; payload: Layout[] }[] = [];
  let codes = 0;
  let sum = true;
  for (const { payload: types } of type.variants) {
    const payload = types.map(shapeOf);
    const bits = payload.reduce((total, each) => total + bitsOf(each), 0);
    if (bits > WIDEST_SUM) sum = false;
    variants.push({ base: codes, payload });
    // Bits, not codes: a payload of several parts is taken apart by shifts.
    codes += payload.length === 1 ? codesOf(payload[0]!, bits) : 2 ** Math.min(bits, WIDEST_SUM);
  }
  if (codes > 2 ** WIDEST_SUM) sum = false;
  if (!sum) {
    codes = variants.length;
    for (let tag = 0; tag < codes; tag++) variants[tag]!.base = tag;
  }
  return { kind: "enum", ...UNPLACED, type, code: leaf(type, codes), sum, variants };
}

function codesOf(node: Layout, bits: number): number {
  if (node.kind === "leaf") return node.codes;
  if (node.kind === "enum" && node.sum) return node.code.codes;
  if (node.kind === "option" && !node.ownPresence && bitsOf(node.presence) === bits) {
    return node.presence.codes;
  }
  return 2 ** bits;
}

/** Bits of a node laid out as one chunk; may exceed what fits in one. */
export function bitsOf(node: Layout): number {
  switch (node.kind) {
    case "leaf":
      return widthOf(node.codes);
    case "tuple":
      return node.items.reduce((sum, item) => sum + bitsOf(item), 0);
    case "option":
      return bitsOf(node.item) + (node.ownPresence ? 1 : 0);
    case "enum": {
      const own = bitsOf(node.code);
      if (node.sum) return own;
      const payloads = node.variants.flatMap((variant) => variant.payload);
      return payloads.reduce((sum, each) => sum + bitsOf(each), own);
    }
    case "set":
      return node.parts.reduce((sum, part) => sum + bitsOf(part), 0);
    case "map":
      return node.count * bitsOf(node.value);
    case "seq":
      return bitsOf(node.length) + node.capacity * bitsOf(node.item);
  }
}

// ---------------------------------------------------------------------------------------------
// Placement

/** Sets offsets in a chunk and returns the first bit behind it. */
function arrange(node: Layout, offset: number): number {
  node.offset = offset;
  node.packed = true;
  node.bits = bitsOf(node);
  switch (node.kind) {
    case "leaf":
      return offset + node.bits;
    case "tuple":
      return arrangeAll(node.items, offset);
    case "option":
      return arrange(node.item, node.ownPresence ? arrange(node.presence, offset) : offset);
    case "enum": {
      const behind = arrange(node.code, offset);
      if (!node.sum) {
        return arrangeAll(
          node.variants.flatMap((variant) => variant.payload),
          behind,
        );
      }
      for (const variant of node.variants) arrangeAll(variant.payload, 0);
      return behind;
    }
    case "set":
      return arrangeAll(node.parts, offset);
    case "map":
      arrange(node.value, offset);
      return offset + node.bits;
    case "seq":
      arrange(node.item, arrange(node.length, offset));
      return offset + node.bits;
  }
}

function arrangeAll(nodes: readonly Layout[], offset: number): number {
  return nodes.reduce((at, node) => arrange(node, at), offset);
}

/** Cuts a node into chunks. `limit` is the number of bits above which records in arrays are split. */
function cut(node: Layout, count: number, limit: number, chunks: Chunk[]): void {
  limitCells(count);
  const bits = bitsOf(node);
  const splits = node.kind === "tuple" && count > 1 && bits > limit;
  if (bits <= 32 && !splits) {
    arrange(node, 0);
    const perWord = bits === 0 ? count : Math.floor(32 / bits);
    node.chunk = { count, stride: bits, perWord, word: 0, shift: 0 };
    chunks.push(node.chunk);
    return;
  }
  switch (node.kind) {
    case "leaf":
      throw new Error("a leaf has at most 32 bits");
    case "tuple":
      for (const item of node.items) cut(item, count, limit, chunks);
      break;
    case "option":
      cut(node.presence, count, limit, chunks);
      cut(node.item, count, limit, chunks);
      break;
    case "enum":
      cut(node.code, count, limit, chunks);
      for (const variant of node.variants) {
        for (const each of variant.payload) cut(each, count, limit, chunks);
      }
      break;
    case "set":
      for (const part of node.parts) cut(part, count, limit, chunks);
      break;
    case "map":
      cut(node.value, count * node.count, limit, chunks);
      break;
    case "seq":
      cut(node.length, count, limit, chunks);
      cut(node.item, count * node.capacity, limit, chunks);
      break;
  }
}

/** Gives every chunk its words: arrays over several words first, then the rest where it fits. */
function pack(chunks: readonly Chunk[]): number {
  const used: number[] = [];
  const isLong = (chunk: Chunk): boolean => chunk.count > chunk.perWord;
  const size = (chunk: Chunk): number => chunk.count * chunk.stride;
  const bySize = [...chunks].sort((a, b) => size(b) - size(a));
  for (const chunk of bySize.filter(isLong)) {
    chunk.word = used.length;
    for (let left = chunk.count; left > 0; left -= chunk.perWord) {
      used.push(Math.min(left, chunk.perWord) * chunk.stride);
    }
    if (used.length > LARGEST_LAYOUT) throw tooWide();
  }
  for (const chunk of bySize.filter((each) => !isLong(each))) {
    let word = used.findIndex((bits) => bits + size(chunk) <= 32);
    if (word < 0) word = used.push(0) - 1;
    if (size(chunk) === 0) word = 0;
    chunk.word = word;
    chunk.shift = used[word]!;
    used[word]! += size(chunk);
    if (used.length > LARGEST_LAYOUT) throw tooWide();
  }
  return Math.max(used.length, 1);
}

function planWith(types: readonly Type[], limit: number): Plan {
  const nodes = types.map(shapeOf);
  const chunks: Chunk[] = [];
  for (const node of nodes) cut(node, 1, limit, chunks);
  return { words: pack(chunks), nodes };
}

/**
 * The layout of values of some types, one after the other. Whole records as cells of arrays are the
 * quickest to copy and compare; they are split only where that saves a word.
 */
export function planLayout(types: readonly Type[]): Plan {
  const whole = planWith(types, 32);
  const others = whole.words > 1 ? [16, 10, 0].map((limit) => planWith(types, limit)) : [];
  return others.reduce((best, plan) => (plan.words < best.words ? plan : best), whole);
}

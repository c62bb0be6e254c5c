/**
 * States as plain values to words and back, following the layout node by node. Generated code does
 * the same with the layout known; this is for the few states that meet the reference evaluator.
 */
import type { State, Type, Value } from "../../model.ts";
import { isList, listOf, ordinal, unordinal } from "../../values.ts";
import type { Layout, Leaf, Plan } from "./layout.ts";

/** Where reading or writing has got to: in a chunk (`word`, `shift`), or above it (`index`). */
export interface Position {
  readonly index: number;
  readonly word: number;
  readonly shift: number;
}

export const START: Position = { index: 0, word: 0, shift: 0 };

export function enter(node: Layout, from: Position): Position {
  const chunk = node.chunk;
  if (chunk === undefined) return from;
  const perWord = Math.max(chunk.perWord, 1);
  return {
    index: 0,
    word: chunk.word + Math.floor(from.index / perWord),
    shift: chunk.shift + (from.index % perWord) * chunk.stride,
  };
}

/** A cell of a map or sequence of `count` cells. */
export function cellOf(
  packed: boolean,
  value: Layout,
  count: number,
  at: Position,
  cell: number,
): Position {
  if (packed) return { ...at, shift: at.shift + cell * value.bits };
  return { ...at, index: at.index * count + cell };
}

const mask = (bits: number): number => (bits === 32 ? -1 : (1 << bits) - 1);

// ---------------------------------------------------------------------------------------------
// Writing. Words start at zero, so what is not used stays zero.

function putCode(words: Int32Array, leaf: Leaf, from: Position, code: number): void {
  const at = enter(leaf, from);
  words[at.word]! |= (code | 0) << (at.shift + leaf.offset);
}

/** Writes a value where the words are still zero. */
export function put(words: Int32Array, node: Layout, from: Position, value: Value): void {
  const at = enter(node, from);
  switch (node.kind) {
    case "leaf":
      words[at.word]! |= codeOf(value, node.type) << (at.shift + node.offset);
      break;
    case "tuple":
      node.items.forEach((item, i) => put(words, item, at, listOf(value)[i]!));
      break;
    case "option":
      if (value === null) putCode(words, node.presence, at, node.none);
      else {
        if (node.ownPresence) putCode(words, node.presence, at, 1);
        put(words, node.item, at, value);
      }
      break;
    case "enum": {
      const variant = node.variants[isList(value) ? (value[0] as number) : (value as number)]!;
      const payload = isList(value) ? value.slice(1) : [];
      let code = variant.base;
      if (node.sum) {
        const inner = new Int32Array(1);
        variant.payload.forEach((each, i) => put(inner, each, START, payload[i]!));
        code += inner[0]!;
      } else variant.payload.forEach((each, i) => put(words, each, at, payload[i]!));
      putCode(words, node.code, at, code);
      break;
    }
    case "set":
      for (const element of listOf(value)) {
        const bit = ordinal(element, node.item);
        putCode(words, node.parts[bit >>> 5]!, at, 1 << (bit & 31));
      }
      break;
    case "map":
      listOf(value).forEach((each, i) =>
        put(words, node.value, cellOf(node.packed, node.value, node.count, at, i), each),
      );
      break;
    case "seq":
      putCode(words, node.length, at, listOf(value).length);
      listOf(value).forEach((each, i) =>
        put(words, node.item, cellOf(node.packed, node.item, node.capacity, at, i), each),
      );
      break;
  }
}

function codeOf(value: Value, type: Type): number {
  return type.kind === "int" ? ((value as number) - type.low) | 0 : Number(value);
}

/** The state in words: one encoding for each state. */
export function encodeState(plan: Plan, state: State): Int32Array {
  const words = new Int32Array(plan.words);
  plan.nodes.forEach((node, i) => put(words, node, START, state[i]!));
  return words;
}

// ---------------------------------------------------------------------------------------------
// Reading

function codeAt(words: Int32Array, leaf: Leaf, from: Position): number {
  const at = enter(leaf, from);
  return ((words[at.word]! >>> (at.shift + leaf.offset)) & mask(leaf.bits)) >>> 0;
}

export function get(words: Int32Array, node: Layout, from: Position): Value {
  const at = enter(node, from);
  switch (node.kind) {
    case "leaf": {
      const code = ((words[at.word]! >>> (at.shift + node.offset)) & mask(node.bits)) >>> 0;
      if (node.type.kind === "bool") return code === 1;
      return node.type.kind === "int" ? code + node.type.low : code;
    }
    case "tuple":
      return node.items.map((item) => get(words, item, at));
    case "option":
      return codeAt(words, node.presence, at) === node.none ? null : get(words, node.item, at);
    case "enum": {
      const code = codeAt(words, node.code, at);
      let tag = node.variants.length - 1;
      while (node.variants[tag]!.base > code) tag--;
      const { base, payload } = node.variants[tag]!;
      if (payload.length === 0) return tag;
      const inner = Int32Array.of(code - base);
      return [
        tag,
        ...payload.map((each) => (node.sum ? get(inner, each, START) : get(words, each, at))),
      ];
    }
    case "set": {
      const elements: Value[] = [];
      node.parts.forEach((part, p) => {
        for (let left = codeAt(words, part, at) | 0; left !== 0; left &= left - 1) {
          elements.push(unordinal(p * 32 + 31 - Math.clz32(left & -left), node.item));
        }
      });
      return elements;
    }
    case "map":
      return Array.from({ length: node.count }, (_, i) =>
        get(words, node.value, cellOf(node.packed, node.value, node.count, at, i)),
      );
    case "seq":
      return Array.from({ length: codeAt(words, node.length, at) }, (_, i) =>
        get(words, node.item, cellOf(node.packed, node.item, node.capacity, at, i)),
      );
  }
}

/** The state that words stand for; they must come from `encodeState` or generated code. */
export function decodeState(plan: Plan, words: Int32Array): State {
  return plan.nodes.map((node) => get(words, node, START));
}

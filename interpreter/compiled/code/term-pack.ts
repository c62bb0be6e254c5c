/**
 * Values of compile time to bits of a layout, chunk by chunk.
 */
import { CompileLimit } from "../compile-limit.ts";
import type { Writer } from "./code-writer.ts";
import type {
  Chunk,
  EnumLayout,
  Layout,
  Leaf,
  OptionLayout,
  SeqLayout,
  SetLayout,
} from "../layout/layout.ts";
import type { Scalar } from "./scalar.ts";
import { addConstant, multiply } from "./arithmetic.ts";
import { bits, bitsAt, join, shiftLeft } from "./bits.ts";
import { all, choice, compare, toInt } from "./conditions.ts";
import { FALSE, TRUE, integer, isConstant } from "./scalar.ts";
import { convertSet } from "./term-sets.ts";
import type { Stored, Term } from "./term.ts";
import {
  cellAt,
  codeOf,
  fieldOf,
  isScalarType,
  isVariant,
  itemOf,
  lengthOf,
  payloadOf,
  presentOf,
  scalar,
} from "./term.ts";

/** Adjacent bits of a chunk, counted from the start of its cell. */
export interface Field {
  readonly offset: number;
  readonly width: number;
  readonly code: Scalar;
}

/** A whole map or sequence of more cells than this is not written in one statement. */
const CELL_LIMIT = 4096;

const keys = new WeakMap<Layout, string>();

/** Equal for layouts of one shape: then equal values have equal bits. */
export function layoutKey(node: Layout): string {
  let key = keys.get(node);
  if (key === undefined) keys.set(node, (key = describe(node)));
  return key;
}

function describe(node: Layout): string {
  switch (node.kind) {
    case "leaf": {
      const low = node.type.kind === "int" ? node.type.low : 0;
      return `${node.codes}:${low}`;
    }
    case "tuple":
      return `(${node.items.map(layoutKey).join()})`;
    case "option":
      return `?${node.none}${node.ownPresence ? "!" : ""}${layoutKey(node.item)}`;
    case "enum": {
      const variants = node.variants.map(
        (each) => `${each.base}${each.payload.map(layoutKey).join()}`,
      );
      return `${node.sum ? "+" : "|"}${node.code.codes}<${variants.join(";")}>`;
    }
    case "set":
      return `{${node.parts.map((each) => each.codes).join()}/${JSON.stringify(node.item)}}`;
    case "map":
      return `[${node.count}*${layoutKey(node.value)}]`;
    case "seq":
      return `~${node.capacity}*${layoutKey(node.item)}`;
  }
}

// ---------------------------------------------------------------------------------------------
// A node in one chunk

/** The bits of a value laid out as `node`, first field first. */
export function fieldsOf(node: Layout, term: Term, w: Writer): Field[] {
  if (term.kind === "stored" && term.at !== undefined && layoutKey(term.node) === layoutKey(node)) {
    const { at } = term;
    const code = bitsAt(at.word, addConstant(at.shift, term.node.offset), node.bits);
    return [{ offset: node.offset, width: node.bits, code }];
  }
  switch (node.kind) {
    case "leaf":
      return [field(node, leafValue(node, term, w))];
    case "tuple":
      return node.items.flatMap((item, i) => fieldsOf(item, fieldOf(term, i, w), w));
    case "option":
      return optionFields(node, term, w);
    case "enum":
      return enumFields(node, term, w);
    case "set":
      return setFields(node, term, w);
    case "map":
      return range(node.count).flatMap((i) =>
        moved(fieldsOf(node.value, cellAt(term, i, w), w), i * node.value.bits),
      );
    case "seq":
      return seqFields(node, term, w);
  }
}

function range(count: number): number[] {
  if (count > CELL_LIMIT) throw new CompileLimit(`a value of ${count} cells is written at once`);
  return Array.from({ length: count }, (_, i) => i);
}

const field = (leaf: Leaf, code: Scalar): Field => ({
  offset: leaf.offset,
  width: leaf.bits,
  code,
});

const moved = (fields: readonly Field[], by: number): Field[] =>
  fields.map((each) => ({ ...each, offset: each.offset + by }));

function leafValue(leaf: Leaf, term: Term, w: Writer): Scalar {
  const code = codeOf(term, w);
  if (code.sort === "bool") return toInt(code);
  return leaf.type.kind === "int" ? addConstant(code, -leaf.type.low) : code;
}

/** Fields that count only where a condition holds; elsewhere they are `otherwise`, usually 0. */
function gated(
  fields: readonly Field[],
  condition: Scalar,
  otherwise: (field: Field) => Scalar = () => integer(0),
): Field[] {
  return fields.map((each) => ({ ...each, code: choice(condition, each.code, otherwise(each)) }));
}

function optionFields(node: OptionLayout, term: Term, w: Writer): Field[] {
  const isOption = term.type.kind === "option";
  const present = isOption ? w.keep(presentOf(term, w)) : TRUE;
  const { presence } = node;
  if (isConstant(present) && present.low === 0) {
    return node.ownPresence ? [] : [field(presence, integer(node.none))];
  }
  const item = fieldsOf(node.item, isOption ? itemOf(term, w) : term, w);
  if (node.ownPresence) return [field(presence, toInt(present)), ...gated(item, present)];
  return gated(item, present, (each) => {
    const inside = presence.offset >= each.offset && presence.offset < each.offset + each.width;
    return integer(inside ? node.none << (presence.offset - each.offset) : 0);
  });
}

function enumFields(node: EnumLayout, term: Term, w: Writer): Field[] {
  if (isScalarType(node.type)) return [field(node.code, codeOf(term, w))];
  let code: Scalar | undefined;
  const payloads: Field[] = [];
  for (let tag = node.variants.length - 1; tag >= 0; tag--) {
    const is = w.keep(isVariant(term, tag, w));
    if (isConstant(is) && is.low === 0) continue;
    const { base, payload } = node.variants[tag]!;
    const terms = payload.length === 0 ? [] : payloadOf(term, tag, w);
    const fields = payload.flatMap((each, i) => fieldsOf(each, terms[i]!, w));
    const own = node.sum ? addConstant(combine(fields, 0), base) : integer(base);
    code = code === undefined ? own : choice(is, own, code);
    if (!node.sum) payloads.push(...gated(fields, is));
  }
  return [field(node.code, code ?? integer(0)), ...payloads];
}

function setFields(node: SetLayout, term: Term, w: Writer): Field[] {
  const parts = convertSet(term, node.item, w).parts;
  return node.parts.map((leaf, i) => field(leaf, parts[i]!));
}

/** The items of a sequence in a word, from one on, as they lie in a sequence of the same items. */
export function itemsField(term: Stored, node: SeqLayout, first: number): Field[] {
  if (term.node.kind !== "seq" || term.at === undefined) throw new TypeError("not in a word");
  const { item, capacity } = term.node;
  const width = Math.min(capacity - first, node.capacity) * item.bits;
  if (width <= 0) return [];
  const shift = addConstant(term.at.shift, item.offset + first * item.bits);
  return [{ offset: node.item.offset, width, code: bitsAt(term.at.word, shift, width) }];
}

function seqFields(node: SeqLayout, term: Term, w: Writer): Field[] {
  const length = w.keep(lengthOf(term, w));
  if (term.kind === "stored" && term.at !== undefined && term.node.kind === "seq") {
    // Another capacity, the same items: what is behind the last one is zero.
    const isAlike = layoutKey(term.node.item) === layoutKey(node.item) && term.node.bits < 32;
    if (isAlike) return [field(node.length, length), ...itemsField(term, node, 0)];
  }
  const items = range(node.capacity).flatMap((i) => {
    const used = compare("<", integer(i), length);
    if (isConstant(used) && used.low === 0) return [];
    const fields = fieldsOf(node.item, cellAt(term, i, w), w);
    return gated(moved(fields, i * node.item.bits), used);
  });
  return [field(node.length, length), ...items];
}

/** All fields as one number, with bit `from` of the chunk at bit 0. */
export function combine(fields: readonly Field[], from: number): Scalar {
  const merged: Field[] = [];
  for (const each of [...fields].sort((a, b) => a.offset - b.offset)) {
    if (each.width === 0) continue;
    const last = merged.at(-1);
    const both = last && neighbours(last, each);
    if (both) merged[merged.length - 1] = both;
    else merged.push(each);
  }
  return join(merged.map((each) => shiftLeft(each.code, integer(each.offset - from))));
}

/** Two fields read from neighbouring bits of one word are one field. */
function neighbours(a: Field, b: Field): Field | undefined {
  if (a.offset + a.width !== b.offset) return undefined;
  const [x, y] = [a.code.form, b.code.form];
  if (x.op !== "bits" || y.op !== "bits" || x.word.text !== y.word.text) return undefined;
  if (x.width !== a.width || y.width !== b.width || x.shift + x.width !== y.shift) return undefined;
  const width = a.width + b.width;
  return { offset: a.offset, width, code: bits(x.word, x.shift, width) };
}

// ---------------------------------------------------------------------------------------------
// Nodes above chunks

/** Bits of one cell of a chunk. */
export interface Piece {
  readonly chunk: Chunk;
  readonly index: Scalar;
  readonly code: Scalar;
}

/** The bits of a value, chunk by chunk; zero where `active` is false. `index` is that of the node. */
export function place(
  node: Layout,
  term: Term,
  index: Scalar,
  w: Writer,
  active: Scalar = TRUE,
): Piece[] {
  const { chunk } = node;
  if (chunk !== undefined) {
    if (node.bits === 0) return [];
    const dead = isConstant(active) && active.low === 0;
    const code = dead
      ? integer(0)
      : choice(active, combine(fieldsOf(node, term, w), 0), integer(0));
    return [{ chunk, index, code }];
  }
  const cellAtIndex = (count: number, i: number): Scalar =>
    addConstant(multiply(index, integer(count)), i);
  switch (node.kind) {
    case "leaf":
      throw new Error("a leaf is in a chunk");
    case "tuple":
      return node.items.flatMap((item, i) => place(item, fieldOf(term, i, w), index, w, active));
    case "option": {
      const isOption = term.type.kind === "option";
      const present = w.keep(all([active, isOption ? presentOf(term, w) : TRUE]));
      const flag = scalar({ kind: "bool" }, present);
      return [
        ...place(node.presence, flag, index, w, active),
        ...place(node.item, isOption ? itemOf(term, w) : term, index, w, present),
      ];
    }
    case "enum": {
      const tags = node.variants.map((_, tag) => w.keep(all([active, isVariant(term, tag, w)])));
      const code = tags.reduceRight<Scalar>(
        (rest, is, tag) => choice(is, integer(tag), rest),
        integer(0),
      );
      const own = scalar({ kind: "int", low: 0, high: tags.length - 1 }, code);
      return [
        ...place(node.code, own, index, w, active),
        ...node.variants.flatMap(({ payload }, tag) => {
          const terms = payload.length === 0 ? [] : payloadOf(term, tag, w);
          return payload.flatMap((each, i) => place(each, terms[i]!, index, w, tags[tag]!));
        }),
      ];
    }
    case "set": {
      const { parts } = convertSet(term, node.item, w);
      return node.parts.flatMap((leaf, i) =>
        place(
          leaf,
          scalar({ kind: "int", low: 0, high: 2 ** 32 - 1 }, parts[i]!),
          index,
          w,
          active,
        ),
      );
    }
    case "map":
      return range(node.count).flatMap((i) =>
        place(node.value, cellAt(term, i, w), cellAtIndex(node.count, i), w, active),
      );
    case "seq": {
      const length = w.keep(lengthOf(term, w));
      const own = scalar({ kind: "int", low: 0, high: node.capacity }, length);
      return [
        ...place(node.length, own, index, w, active),
        ...range(node.capacity).flatMap((i) => {
          const used = all([active, compare("<", integer(i), length)]);
          const dead = isConstant(used) && used.low === 0;
          return place(
            node.item,
            dead ? term : cellAt(term, i, w),
            cellAtIndex(node.capacity, i),
            w,
            dead ? FALSE : used,
          );
        }),
      ];
    }
  }
}

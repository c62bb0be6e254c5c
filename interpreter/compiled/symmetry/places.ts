/**
 * Where the parts of a state are, in generated code: words and shifts that are known when the code is
 * made or worked out when it runs, which parts of a word exchanging identities can change, and going
 * through cells.
 *
 * Names in the text: `P` and `o` are the queue and where the state begins in it, `s0`, `s1`... words of
 * the state, `t0`, `t1`... tables, `v0`, `v1`... whatever is worked out in between.
 */
import type { Type } from "../../model.ts";
import { maskOf } from "../code/bits.ts";
import type { Writer } from "../code/code-writer.ts";
import { cardinality } from "../../values.ts";
import type { EnumLayout, Layout, OptionLayout, SetLayout } from "../layout/layout.ts";
import type { Digit, Elements } from "./elements.ts";

/** A number, or an expression for one. */
export type Index = number | string;

export function plus(a: Index, b: Index): Index {
  if (typeof a === "number" && typeof b === "number") return a + b;
  return a === 0 ? b : b === 0 ? a : `(${a}+${b})`;
}

export function times(a: Index, factor: number): Index {
  if (typeof a === "number") return a * factor;
  return factor === 0 ? 0 : factor === 1 ? a : `${a}*${factor}`;
}

export function quotient(a: Index, divisor: number): Index {
  return typeof a === "number"
    ? Math.floor(a / divisor)
    : divisor === 1
      ? a
      : `(${a}/${divisor}|0)`;
}

export function remainder(a: Index, divisor: number): Index {
  return typeof a === "number" ? a % divisor : divisor === 1 ? 0 : `${a}%${divisor}`;
}

/** A place above its chunk (`index` counts cells), in a word of the state, or in a value of its own. */
export interface At {
  readonly index: Index;
  readonly word: Index;
  readonly shift: Index;
  /** A variable that has the bits. */
  readonly inner?: string;
}

export const TOP: At = { index: 0, word: 0, shift: 0 };

/** The same place with the chunk known that the node may consist of. */
export function enter(node: Layout, at: At): At {
  const { chunk } = node;
  if (chunk === undefined) return at;
  const perWord = Math.max(chunk.perWord, 1);
  const isLong = chunk.count > perWord;
  return {
    index: 0,
    word: plus(chunk.word, isLong ? quotient(at.index, perWord) : 0),
    shift: plus(chunk.shift, times(isLong ? remainder(at.index, perWord) : at.index, chunk.stride)),
  };
}

/** A cell of a map or sequence. */
export function cellAt(packed: boolean, value: Layout, count: number, at: At, cell: Index): At {
  if (packed) return { ...at, shift: plus(at.shift, times(cell, value.bits)) };
  return { ...at, index: plus(times(at.index, count), cell) };
}

/** Some bits of the chunk at a place that has been entered. */
export function bitsAt(at: At, offset: number, bits: number): string {
  if (bits === 0) return "0";
  const word = at.inner ?? (typeof at.word === "number" ? `s${at.word}` : `P[o+${at.word}]`);
  const shift = plus(at.shift, offset);
  const moved = shift === 0 ? word : `${word}>>>${shift}`;
  return bits === 32 ? word : `(${moved}&${maskOf(bits)})`;
}

/** The code of a leaf, or all of a packed node. */
export function codeAt(node: Layout, at: At): string {
  return bitsAt(at, node.offset, node.bits);
}

/** Adds the loads of the words that a function uses. */
export function withWords(text: string): string {
  const used = new Set(Array.from(text.matchAll(/\bs\d+\b/g), ([name]) => name));
  if (used.size === 0) return text;
  const loads = Array.from(used, (name) => `${name}=P[o+${name.slice(1)}]`);
  return `const ${loads.join(",")};${text}`;
}

/**
 * The bits of a packed node, counted like its offset, that can change when identities are exchanged.
 * Of the rest no more need be known than that it stays.
 */
export function movingBits(node: Layout, type: Type, elements: Elements): number {
  if (!elements.moves(type)) return 0;
  const whole = (part: Layout): number => (part.bits === 0 ? 0 : maskOf(part.bits) << part.offset);
  const all = (parts: readonly Layout[], types: readonly Type[]): number =>
    parts.reduce((mask, part, i) => mask | movingBits(part, types[i]!, elements), 0);
  const cells = (value: Layout, valueType: Type, count: number): number => {
    const one = movingBits(value, valueType, elements);
    let mask = 0;
    for (let cell = 0; cell < count && one !== 0; cell++) mask |= one << (cell * value.bits);
    return mask;
  };
  switch (node.kind) {
    case "leaf":
      return whole(node);
    case "tuple":
      return all(node.items, itemTypes(type));
    case "option":
      return movingBits(node.item, itemTypes(type)[0]!, elements);
    case "enum":
      if (node.sum) return whole(node.code);
      return node.variants.reduce(
        (mask, { payload }, tag) => mask | all(payload, node.type.variants[tag]!.payload),
        0,
      );
    case "set":
      return node.parts.reduce((mask, part) => mask | whole(part), 0);
    case "map":
      if (node.keys.some((key) => elements.moves(key))) return whole(node);
      return cells(node.value, valueOf(type), node.count);
    case "seq":
      return cells(node.item, itemTypes(type)[0]!, node.capacity);
  }
}

/** Types of the items of a record, tuple, option or sequence. */
export function itemTypes(type: Type): readonly Type[] {
  switch (type.kind) {
    case "record":
      return type.fields.map((field) => field.type);
    case "tuple":
      return type.items;
    case "option":
    case "seq":
    case "set":
      return [type.item];
    default:
      throw new Error("a type without items");
  }
}

export function valueOf(type: Type): Type {
  if (type.kind !== "map") throw new Error("only maps have values for keys");
  return type.value;
}

/** Characters up to which what is done for each cell is written out. */
const WRITTEN_OUT = 6_000;

/** A cell or an element of a set that may contain identities: numbers of these, their strides, and its number without them. */
export interface Cell {
  readonly cell: Index;
  readonly elements: readonly Index[];
  readonly strides: readonly Index[];
  readonly base: Index;
}

/** What the files for the parts of the code share. */
export class CodeContext {
  readonly w: Writer;
  readonly elements: Elements;
  /** Tables that the code is given. */
  readonly tables: Int32Array[] = [];
  readonly #members = new Map<SetLayout, readonly Type[]>();
  readonly #cells = new Map<readonly Type[], { rows: Digit[][]; table?: (cell: string) => Cell }>();

  constructor(w: Writer, elements: Elements) {
    this.w = w;
    this.elements = elements;
  }

  /** The name of a table that the code is given. */
  table(numbers: Int32Array): string {
    return `t${this.tables.push(numbers) - 1}`;
  }

  /** A variable with a value. */
  keep(how: "const" | "let", text: string): string {
    const name = this.w.name();
    this.w.line(`${how} ${name}=${text};`);
    return name;
  }

  /** Goes through numbers from 0: written out, or in a loop if that is shorter. */
  each(count: number, body: (index: Index) => void): void {
    if (count <= 1) {
      if (count === 1) body(0);
      return;
    }
    const { w } = this;
    const name = w.name();
    const text = w.scope(() => body(name));
    if (text.length * count > WRITTEN_OUT) {
      return w.line(`for(let ${name}=0;${name}<${count};${name}++){${text}}`);
    }
    for (let index = 0; index < count; index++) body(index);
  }

  /** Goes through the cells of a map, or the elements of a set that are there. */
  eachCell(keys: readonly Type[], count: number, body: (cell: Cell) => void): void {
    this.each(count, (index) => body(this.cell(keys, count, index)));
  }

  cell(keys: readonly Type[], count: number, index: Index): Cell {
    let known = this.#cells.get(keys);
    if (known === undefined) {
      const rows = Array.from({ length: count }, (_, i) => this.elements.digits(i, keys));
      this.#cells.set(keys, (known = { rows }));
    }
    if (typeof index === "string") {
      const only = keys[0]!;
      // The number of the only key is that of its element.
      if (keys.length === 1 && only.kind === "symmetric") {
        const { first } = this.elements.of(only);
        return { cell: index, elements: [plus(first, index)], strides: [1], base: 0 };
      }
      known.table ??= this.#table(known.rows);
      return known.table(index);
    }
    const row = known.rows[index]!;
    return {
      cell: index,
      elements: row.map(({ element }) => element),
      strides: row.map(({ stride }) => stride),
      base: this.#base(row, index),
    };
  }

  /** The number that the cell would have if its identities were the first ones. */
  #base(row: readonly Digit[], cell: number): number {
    return row.reduce((rest, { element, stride }) => {
      const { first } = this.elements.types.findLast((each) => each && each.first <= element)!;
      return rest - (element - first) * stride;
    }, cell);
  }

  /** Rows of numbers, strides and base, as long as the longest; `elements.count` where there is none. */
  #table(rows: readonly (readonly Digit[])[]): (cell: string) => Cell {
    const most = Math.max(...rows.map((row) => row.length));
    const width = 2 * most + 1;
    const table = new Int32Array(rows.length * width);
    rows.forEach((row, cell) => {
      for (let i = 0; i < most; i++) {
        table[cell * width + i] = row[i]?.element ?? this.elements.count;
        table[cell * width + most + i] = row[i]?.stride ?? 0;
      }
      table[cell * width + 2 * most] = this.#base(row, cell);
    });
    const name = this.table(table);
    const places = Array.from({ length: most }, (_, i) => i);
    return (cell) => ({
      cell,
      elements: places.map((i) => `${name}[${cell}*${width}+${i}]`),
      strides: places.map((i) => `${name}[${cell}*${width}+${most + i}]`),
      base: `${name}[${cell}*${width}+${2 * most}]`,
    });
  }

  /** Goes through the elements of a set, as through the cells of a map with one key. */
  eachMember(node: SetLayout, at: At, body: (cell: Cell) => void): void {
    let keys = this.#members.get(node);
    if (keys === undefined) this.#members.set(node, (keys = [node.item]));
    const count = cardinality(node.item);
    node.parts.forEach((part, p) => {
      this.#eachBit(codeAt(part, enter(part, at)), (bit) => {
        const member = p === 0 ? bit : this.keep("const", `${bit}+${32 * p}`);
        body(this.cell(keys, count, member));
      });
    });
  }

  #eachBit(bits: string, body: (bit: string) => void): void {
    const { w } = this;
    const [left, bit] = [w.name(), w.name()];
    const text = w.scope(() => body(bit));
    w.line(
      `for(let ${left}=${bits};${left}!==0;${left}&=${left}-1){` +
        `const ${bit}=31-Math.clz32(${left}&-${left});${text}}`,
    );
  }

  /** Two ways on, if an option has an item or not. */
  whenPresent(node: OptionLayout, at: At, present: () => void, absent: () => void): void {
    const { w } = this;
    const code = codeAt(node.presence, enter(node.presence, at));
    const test = node.ownPresence ? `${code}!==0` : `${code}!==${node.none}`;
    const [yes, no] = [w.scope(present), w.scope(absent)];
    if (yes !== "" || no !== "") w.line(`if(${test}){${yes}}${no === "" ? "" : `else{${no}}`}`);
  }

  /**
   * A way on for each variant in whose payload identities are, and one for the others. `inner` is the
   * place of the payload, and in a sum the variable that has it.
   */
  eachVariant(
    node: EnumLayout,
    at: At,
    body: (tag: number, inner: At) => void,
    otherwise: (code: string) => void,
  ): void {
    const { w } = this;
    const code = this.keep("const", codeAt(node.code, enter(node.code, at)));
    let text = "";
    node.type.variants.forEach(({ payload }, tag) => {
      if (!payload.some((type) => this.elements.moves(type))) return;
      const { base } = node.variants[tag]!;
      const next = node.variants[tag + 1]?.base;
      if (!node.sum) {
        text += `if(${code}===${base}){${w.scope(() => body(tag, at))}}else `;
        return;
      }
      const inside = w.scope(() => {
        const inner = this.keep("const", `${code}-${base}`);
        body(tag, { index: 0, word: 0, shift: 0, inner });
      });
      const test = next === undefined ? `${code}>=${base}` : `${code}>=${base}&&${code}<${next}`;
      text += `if(${test}){${inside}}else `;
    });
    w.line(`${text}{${w.scope(() => otherwise(code))}}`);
  }

  /**
   * The leaf that is all that moves in values of the type, if it is there always: its codes that mean
   * none need no look, since every table by number is about them as well.
   */
  soleLeaf(node: Layout, type: Type): Layout | undefined {
    if (node.kind === "leaf") return node;
    if (node.kind === "tuple") {
      const types = itemTypes(type);
      const moving = node.items.filter((_, i) => this.elements.moves(types[i]!));
      const place = node.items.indexOf(moving[0]!);
      return moving.length === 1 ? this.soleLeaf(moving[0]!, types[place]!) : undefined;
    }
    if (node.kind !== "option") return undefined;
    const leaf = this.soleLeaf(node.item, itemTypes(type)[0]!);
    return leaf === node.presence ? leaf : undefined;
  }
}

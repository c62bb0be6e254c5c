/**
 * The parts of a packed state in which identities of symmetric types occur, as codes with a place: a
 * cell of a map, or a whole variable. What a code says of identities is worked out once per code, with
 * plain values, and kept: so exchanging identities in a state is a look-up for each piece.
 */
import type { SymmetricType, Type, Value } from "../../model.ts";
import { Occurrences } from "../../explore/occurrences.ts";
import { hasIdentities, permuteValue } from "../../evaluate/permutation.ts";
import { cardinality, untuple } from "../../values.ts";
import type { Layout, Plan } from "./layout.ts";
import { cellOf, enter, get, put, START, type Position } from "./packed-value.ts";

/** Images of a code are kept if there can be at most this many; else each is worked out anew. */
const MOST_IMAGES = 65_536;

/** What a code says of identities. Elements of all symmetric types are numbered together. */
export interface Entry {
  /** A hash that no permutation changes. */
  readonly base: number;
  /** Elements that occur, once for each place, and a hash of the place. */
  readonly elements: Int32Array;
  readonly ways: Int32Array;
  /** The elements that occur, each once, with its weight in the index of an image. */
  readonly distinct: Int32Array;
  readonly weights: Int32Array;
  /** Codes under permutations, by the images of the distinct elements; -1: not known yet. */
  readonly images: Float64Array;
  readonly value: Value;
}

/** Pieces of one kind: their codes mean the same. */
export class Kind {
  readonly #node: Layout;
  readonly #type: Type;
  readonly #at: Position;
  readonly #numbering: Numbering;
  readonly #occurrences: Occurrences;
  readonly #entries = new Map<number, Entry>();
  readonly #scratch: Int32Array;

  constructor(node: Layout, type: Type, at: Position, words: number, numbering: Numbering) {
    this.#node = node;
    this.#type = type;
    this.#at = at;
    this.#numbering = numbering;
    this.#occurrences = new Occurrences(numbering.types, [type]);
    this.#scratch = new Int32Array(words);
  }

  entry(code: number): Entry {
    let entry = this.#entries.get(code);
    if (entry === undefined) this.#entries.set(code, (entry = this.#workOut(code)));
    return entry;
  }

  #workOut(code: number): Entry {
    const { word, shift } = enter(this.#node, this.#at);
    this.#scratch.fill(0);
    this.#scratch[word] = code << (shift + this.#node.offset);
    const value = get(this.#scratch, this.#node, this.#at);
    const found = this.#occurrences.list(value);
    const elements = found.map(({ type, element }) => this.#numbering.first[type]! + element);
    const distinct = [...new Set(elements)];
    const weights: number[] = [];
    let images = 1;
    for (const element of distinct) {
      weights.push(images);
      images *= this.#numbering.types[this.#numbering.typeOf[element]!]!.size;
    }
    return {
      base: this.#occurrences.hash(value),
      elements: Int32Array.from(elements),
      ways: Int32Array.from(found.map(({ way }) => way)),
      distinct: Int32Array.from(distinct),
      weights: Int32Array.from(weights),
      images: new Float64Array(images <= MOST_IMAGES ? images : 0).fill(-1),
      value,
    };
  }

  /** The code with every element replaced; `image` is by number and stays in the type. */
  permuted(entry: Entry, image: Int32Array): number {
    const { distinct, weights, images } = entry;
    let index = 0;
    for (let i = 0; i < distinct.length; i++) index += image[distinct[i]!]! * weights[i]!;
    const known = images[index];
    if (known !== undefined && known >= 0) return known;
    const { types, first } = this.#numbering;
    const permutation = types.map(({ size }, type) =>
      Array.from({ length: size }, (_, element) => image[first[type]! + element]!),
    );
    this.#scratch.fill(0);
    put(this.#scratch, this.#node, this.#at, permuteValue(entry.value, this.#type, permutation));
    const { word, shift } = enter(this.#node, this.#at);
    const code = codeIn(this.#scratch[word]!, shift + this.#node.offset, this.#node.bits);
    if (index < images.length) images[index] = code;
    return code;
  }
}

export function codeIn(word: number, shift: number, bits: number): number {
  return bits === 0 ? 0 : ((word >>> shift) & (bits === 32 ? -1 : (1 << bits) - 1)) >>> 0;
}

/** Elements of all symmetric types numbered one after the other. */
export interface Numbering {
  readonly types: readonly SymmetricType[];
  readonly first: readonly number[];
  readonly typeOf: readonly number[];
  readonly count: number;
}

export function numberElements(types: readonly SymmetricType[]): Numbering {
  const first: number[] = [];
  const typeOf: number[] = [];
  for (const { size } of types) {
    first.push(typeOf.length);
    for (let i = 0; i < size; i++) typeOf.push(first.length - 1);
  }
  return { types, first, typeOf, count: typeOf.length };
}

export interface Piece {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
  readonly kind: Kind;
  /** The first piece of the same array, the number of this one in it, and its identities as keys. */
  readonly group: number;
  readonly cell: number;
  readonly keys: readonly { readonly element: number; readonly stride: number }[];
}

/** The pieces of a layout, or `undefined` if its parts are not all codes of at most 32 bits. */
export function piecesOf(
  plan: Plan,
  types: readonly Type[],
  numbering: Numbering,
): Piece[] | undefined {
  const pieces: Piece[] = [];
  const isHandled = plan.nodes.every((node, i) => {
    return !hasIdentities(types[i]!) || collect(node, types[i]!, START);
  });
  return isHandled ? pieces : undefined;

  function collect(node: Layout, type: Type, at: Position): boolean {
    const here = enter(node, at);
    if (node.kind === "map" && type.kind === "map") return collectCells(node, type, here);
    if (node.packed) {
      const kind = new Kind(node, type, at, plan.words, numbering);
      add(node, here, kind, pieces.length, 0, []);
      return true;
    }
    if (node.kind !== "tuple") return false;
    return node.items.every((item, i) => {
      const part = itemType(type, i);
      return !hasIdentities(part) || collect(item, part, here);
    });
  }

  function collectCells(node: Layout & { kind: "map" }, type: MapType, at: Position): boolean {
    const strides: number[] = [];
    let stride = 1;
    for (const count of type.keys.map(cardinality).reverse()) {
      strides.unshift(stride);
      stride *= count;
    }
    if (type.keys.some((key) => key.kind !== "symmetric" && hasIdentities(key))) return false;
    const parts = partsOf(node.value, type.value);
    return (
      parts !== undefined &&
      parts.every(([part, partType]) => {
        const group = pieces.length;
        let kind: Kind | undefined;
        for (let cell = 0; cell < node.count; cell++) {
          const position = cellOf(node.packed, node.value, node.count, at, cell);
          kind ??= new Kind(part, partType, position, plan.words, numbering);
          const values = untuple(cell, type.keys);
          const keys = type.keys.flatMap((key, k) =>
            key.kind === "symmetric"
              ? [
                  {
                    element: numbering.first[key.index]! + (values[k] as number),
                    stride: strides[k]!,
                  },
                ]
              : [],
          );
          add(part, enter(part, position), kind, group, cell, keys);
        }
        return true;
      })
    );
  }

  function add(
    node: Layout,
    at: Position,
    kind: Kind,
    group: number,
    cell: number,
    keys: Piece["keys"],
  ): void {
    pieces.push({
      word: at.word,
      shift: at.shift + node.offset,
      bits: node.bits,
      kind,
      group,
      cell,
      keys,
    });
  }
}

type MapType = Type & { readonly kind: "map" };

/** A cell as codes: itself, or the parts of a record that was split. */
function partsOf(node: Layout, type: Type): [Layout, Type][] | undefined {
  if (node.packed) return [[node, type]];
  if (node.kind !== "tuple") return undefined;
  const parts = node.items.map((item, i) => partsOf(item, itemType(type, i)));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function itemType(type: Type, index: number): Type {
  if (type.kind === "record") return type.fields[index]!.type;
  if (type.kind === "tuple") return type.items[index]!;
  throw new Error("only records and tuples have items");
}

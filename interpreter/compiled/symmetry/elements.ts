/**
 * The identities of an instance as numbers, and the identities in a value that is itself a number: a key
 * of a map, an element of a set.
 *
 * Each symmetric type has a row of numbers, one for each of its elements and one for each further code
 * that a leaf of the type can have, which means that there is none. So tables by number can be asked
 * about any code. A type of one element is not numbered: nothing can be exchanged in it.
 */
import type { SymmetricType, Type } from "../../model.ts";
import { partsOf } from "../../type-parts.ts";
import { cardinality, combinations } from "../../values.ts";
import type { Layout, Plan } from "../layout/layout.ts";

export interface ElementType {
  /** Number of the first element. */
  readonly first: number;
  readonly size: number;
  /** Elements and codes that mean none. */
  readonly codes: number;
}

/** An identity in a numbered value, and what the number grows by from one element to the next. */
export interface Digit {
  readonly element: number;
  readonly stride: number;
}

export class Elements {
  /** By index of the symmetric type; undefined where there is nothing to exchange. */
  readonly types: readonly (ElementType | undefined)[];
  /** Numbers in use. This one itself stands for no identity at all. */
  readonly count: number;
  readonly #moves = new Map<Type, boolean>();

  constructor(symmetricTypes: readonly SymmetricType[], plan: Plan) {
    const codes = symmetricTypes.map(({ size }) => size);
    for (const node of plan.nodes) widen(node, codes);
    let count = 0;
    this.types = symmetricTypes.map(({ size }, index) => {
      if (size < 2) return undefined;
      const first = count;
      count += codes[index]!;
      return { first, size, codes: codes[index]! };
    });
    this.count = count;
  }

  /** Whether exchanging identities can change a value of the type. */
  moves(type: Type): boolean {
    let known = this.#moves.get(type);
    if (known === undefined) {
      known =
        type.kind === "symmetric"
          ? this.types[type.index] !== undefined
          : partsOf(type).some((part) => this.moves(part));
      this.#moves.set(type, known);
    }
    return known;
  }

  /** Of a symmetric type with several elements. */
  of(type: Type): ElementType {
    return this.types[(type as SymmetricType).index]!;
  }

  /** Whether the identities in a numbered value of the type are digits of the number. */
  hasDigits(type: Type): boolean {
    if (!this.moves(type)) return true;
    if (type.kind === "set" || type.kind === "map" || type.kind === "seq") return false;
    return partsOf(type).every((part) => this.hasDigits(part));
  }

  /** The identities in the tuple of values with an ordinal. */
  digits(position: number, types: readonly Type[]): Digit[] {
    const digits: Digit[] = [];
    this.#addTuple(position, types, 1, digits);
    return digits;
  }

  #addTuple(position: number, types: readonly Type[], stride: number, digits: Digit[]): void {
    let left = position;
    let weight = stride;
    for (let i = types.length - 1; i >= 0; i--) {
      const size = cardinality(types[i]!);
      this.#add(left % size, types[i]!, weight, digits);
      left = Math.floor(left / size);
      weight *= size;
    }
  }

  #add(position: number, type: Type, stride: number, digits: Digit[]): void {
    if (!this.moves(type)) return;
    switch (type.kind) {
      case "symmetric":
        digits.push({ element: this.of(type).first + position, stride });
        return;
      case "option":
        if (position > 0) this.#add(position - 1, type.item, stride, digits);
        return;
      case "record":
      case "tuple":
        return this.#addTuple(position, partsOf(type), stride, digits);
      case "enum": {
        let left = position;
        for (const { payload } of type.variants) {
          const size = combinations(payload);
          if (left < size) return this.#addTuple(left, payload, stride, digits);
          left -= size;
        }
        return;
      }
      default:
        throw new Error("such values have no digits");
    }
  }
}

/** Takes note of the codes that leaves of symmetric types have. */
function widen(node: Layout, codes: number[]): void {
  switch (node.kind) {
    case "leaf":
      if (node.type.kind === "symmetric") {
        codes[node.type.index] = Math.max(codes[node.type.index]!, node.codes);
      }
      return;
    case "tuple":
      return node.items.forEach((item) => widen(item, codes));
    case "option":
    case "seq":
      return widen(node.item, codes);
    case "enum":
      return node.variants.forEach(({ payload }) => payload.forEach((each) => widen(each, codes)));
    case "map":
      return widen(node.value, codes);
    case "set":
      return;
  }
}

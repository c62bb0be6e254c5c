/**
 * How identities occur in a value, as numbers that no permutation of the identities can change: the
 * invariants by which canonical-state.ts tells identities apart. One walker is made per type, since a
 * search asks this of every state it reaches.
 */
import type { SymmetricType, Type, Value } from "../model.ts";
import { hasIdentities } from "../evaluate/permutation.ts";
import { isList, listOf, untuple } from "../values.ts";

/** What is known of a type: hashes with colours for identities, and commutative sums over sets and cells. */
interface Walker {
  /** The hash of a value. */
  readonly paint: (value: Value) => number;
  /** Adds to the signature of each identity in the value; `way` is the hash of what leads there. */
  readonly collect: (value: Value, way: number) => void;
}

/** Finalisation of MurmurHash3: every bit of the result depends on every bit of both. */
export function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ Math.imul(value, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export class Occurrences {
  /** Colour of each element of each symmetric type; set before `collect`. */
  readonly colours: readonly Int32Array[];
  /** After `collect`: equal for elements that occur alike, up to accidents of hashing. */
  readonly signatures: readonly Int32Array[];
  readonly #walkers: readonly Walker[];
  readonly #made = new Map<Type, Walker>();

  constructor(symmetricTypes: readonly SymmetricType[], types: readonly Type[]) {
    this.colours = symmetricTypes.map(({ size }) => new Int32Array(size));
    this.signatures = symmetricTypes.map(({ size }) => new Int32Array(size));
    this.#walkers = types.map((type) => this.#walker(type));
  }

  collect(state: readonly Value[]): void {
    for (const signature of this.signatures) signature.fill(0);
    for (let i = 0; i < state.length; i++) this.#walkers[i]!.collect(state[i]!, mix(0, i + 1));
  }

  #walker(type: Type): Walker {
    let walker = this.#made.get(type);
    if (walker === undefined) {
      walker = hasIdentities(type) ? this.#withIdentities(type) : plain(type);
      this.#made.set(type, walker);
    }
    return walker;
  }

  #withIdentities(type: Type): Walker {
    switch (type.kind) {
      case "symmetric": {
        const colours = this.colours[type.index]!;
        const signature = this.signatures[type.index]!;
        return {
          paint: (value) => colours[value as number]! + 1,
          collect: (value, way) => {
            signature[value as number] = signature[value as number]! + mix(way, 1);
          },
        };
      }
      case "option": {
        const item = this.#walker(type.item);
        return {
          paint: (value) => (value === null ? 0 : mix(1, item.paint(value))),
          collect(value, way) {
            if (value !== null) item.collect(value, way);
          },
        };
      }
      case "enum":
        return this.#enum(type.variants.map(({ payload }) => this.#items(payload, 1)));
      case "record":
        return this.#items(
          type.fields.map((field) => field.type),
          0,
        );
      case "tuple":
        return this.#items(type.items, 0);
      case "seq": {
        const item = this.#walker(type.item);
        return {
          paint: (value) => listOf(value).reduce((h: number, each) => mix(h, item.paint(each)), 7),
          collect(value, way) {
            listOf(value).forEach((each, i) => item.collect(each, mix(way, i + 1)));
          },
        };
      }
      case "set": {
        const item = this.#walker(type.item);
        const paint = (value: Value): number => {
          let sum = 11;
          for (const each of listOf(value)) sum = (sum + mix(2, item.paint(each))) | 0;
          return sum;
        };
        return {
          paint,
          collect(value, way) {
            const around = mix(way, paint(value));
            for (const each of listOf(value)) item.collect(each, around);
          },
        };
      }
      case "map":
        return this.#map(type);
      case "bool":
      case "int":
        return plain(type);
    }
  }

  #enum(payloads: readonly Walker[]): Walker {
    return {
      paint(value) {
        if (!isList(value)) return mix(3, Number(value));
        const tag = value[0] as number;
        return mix(mix(3, tag), payloads[tag]!.paint(value));
      },
      collect(value, way) {
        if (isList(value)) payloads[value[0] as number]!.collect(value, way);
      },
    };
  }

  /** A list of values of these types, from an index on. */
  #items(types: readonly Type[], from: number): Walker {
    const walkers = types.map((type) => this.#walker(type));
    return {
      paint(value) {
        const list = value as readonly Value[];
        let hash = 5;
        for (let i = 0; i < walkers.length; i++) {
          hash = mix(hash, walkers[i]!.paint(list[i + from]!));
        }
        return hash;
      },
      collect(value, way) {
        const list = value as readonly Value[];
        for (let i = 0; i < walkers.length; i++) {
          walkers[i]!.collect(list[i + from]!, mix(way, i + 1));
        }
      },
    };
  }

  #map(type: Type & { kind: "map" }): Walker {
    const keyWalkers = type.keys.map((key) => this.#walker(key));
    const value = this.#walker(type.value);
    const keysOf: (readonly Value[])[] = [];
    const keys = (cell: number): readonly Value[] => (keysOf[cell] ??= untuple(cell, type.keys));
    const paintCell = (cell: number, each: Value): number => {
      let hash = value.paint(each);
      const of = keys(cell);
      for (let i = 0; i < of.length; i++) hash = mix(hash, keyWalkers[i]!.paint(of[i]!));
      return hash;
    };
    return {
      paint(map) {
        const cells = map as readonly Value[];
        let sum = 13;
        for (let cell = 0; cell < cells.length; cell++) {
          sum = (sum + mix(4, paintCell(cell, cells[cell]!))) | 0;
        }
        return sum;
      },
      collect(map, way) {
        const cells = map as readonly Value[];
        for (let cell = 0; cell < cells.length; cell++) {
          const around = mix(way, paintCell(cell, cells[cell]!));
          const of = keys(cell);
          for (let i = 0; i < of.length; i++) keyWalkers[i]!.collect(of[i]!, mix(around, i + 1));
          value.collect(cells[cell]!, around);
        }
      },
    };
  }
}

/** Values without identities are only hashed. */
function plain(type: Type): Walker {
  const hash = (value: Value): number => {
    if (!isList(value)) return mix(6, value === null ? -1 : Number(value));
    let h = 17 + value.length;
    for (const each of value) h = mix(h, hash(each));
    return h;
  };
  const scalar = type.kind === "bool" || type.kind === "int";
  return { paint: scalar ? (value) => mix(6, Number(value)) : hash, collect() {} };
}

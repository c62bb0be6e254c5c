/** Types with identities in all places, and states of them in which many identities are alike. */
import type { Permutation } from "../../evaluate/permutation.ts";
import type { State, SymmetricType, Type, Value } from "../../model.ts";
import {
  BOOL,
  enumOf,
  mapOf,
  optionOf,
  range,
  recordOf,
  seqOf,
  setType,
  symmetric,
  tupleOf,
} from "../../testing/instance-builder.ts";
import { cardinality, combinations, firstValue, setOf } from "../../values.ts";
import type { RandomSource } from "../random-source.fixture.ts";

/** Sizes of the symmetric types of an instance. */
const SIZES = [[3, 2], [1, 4], [7], [2, 1, 3], [8, 2]] as const;

export interface RandomLayout {
  readonly symmetricTypes: readonly SymmetricType[];
  readonly types: readonly Type[];
}

export function randomLayout(random: RandomSource): RandomLayout {
  const symmetricTypes = random.pick(SIZES).map((size, i) => symmetric(`S${i}`, size, i));
  const types = random.times(1 + random.below(3), () => randomType(random, symmetricTypes, 3));
  return { symmetricTypes, types };
}

function randomType(
  random: RandomSource,
  symmetricTypes: readonly SymmetricType[],
  depth: number,
): Type {
  const part = (): Type => randomType(random, symmetricTypes, depth - 1);
  if (depth === 0 || random.chance(15)) {
    return random.chance(60)
      ? random.pick(symmetricTypes)
      : random.pick([BOOL, range(-1, 2), range(0, 200), range(0, 9)]);
  }
  switch (random.below(10)) {
    case 0: {
      const item = part();
      return item.kind === "option" ? item : optionOf(item);
    }
    case 1:
      return recordOf({ first: part(), second: part() });
    case 2:
      return tupleOf(part(), part(), random.pick(symmetricTypes));
    case 3:
      return enumOf("E", { none: [], one: [part()], two: [part(), part()], last: [] });
    case 4:
      return seqOf(random.below(4), part());
    case 5:
      return setType(numbered(random, symmetricTypes, 70));
    default: {
      const keys = random.times(1 + random.below(2), () => numbered(random, symmetricTypes, 12));
      return mapOf(keys, part());
    }
  }
}

/** A type for keys, and for elements of sets. */
function numbered(
  random: RandomSource,
  symmetricTypes: readonly SymmetricType[],
  most: number,
): Type {
  if (random.chance(65)) return random.pick(symmetricTypes);
  const type = randomType(random, symmetricTypes, random.below(3));
  return cardinality(type) <= most ? type : random.pick([BOOL, ...symmetricTypes]);
}

export function randomState({ types }: RandomLayout, random: RandomSource): State {
  return types.map((type) => randomValue(type, random));
}

export function randomValue(type: Type, random: RandomSource): Value {
  if (random.chance(30)) return firstValue(type);
  switch (type.kind) {
    case "bool":
      return random.chance(50);
    case "int":
      return type.low + random.below(type.high - type.low + 1);
    case "symmetric":
      return random.below(type.size);
    case "enum": {
      const tag = random.below(type.variants.length);
      const { payload } = type.variants[tag]!;
      return payload.length === 0
        ? tag
        : [tag, ...payload.map((each) => randomValue(each, random))];
    }
    case "record":
      return type.fields.map((field) => randomValue(field.type, random));
    case "tuple":
      return type.items.map((item) => randomValue(item, random));
    case "option":
      return random.chance(40) ? null : randomValue(type.item, random);
    case "set":
      return setOf(
        random.times(random.below(5), () => randomValue(type.item, random)),
        type.item,
      );
    case "map": {
      // Few different values, so that cells are alike.
      const some = random.times(2, () => randomValue(type.value, random));
      return random.times(combinations(type.keys), () =>
        random.chance(70) ? random.pick(some) : randomValue(type.value, random),
      );
    }
    case "seq":
      return random.times(random.below(type.capacity + 1), () => randomValue(type.item, random));
  }
}

export function randomPermutation(
  symmetricTypes: readonly SymmetricType[],
  random: RandomSource,
): Permutation {
  return symmetricTypes.map(({ size }) => {
    const images = Array.from({ length: size }, (_, i) => i);
    for (let i = size - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [images[i], images[j]] = [images[j]!, images[i]!];
    }
    return images;
  });
}

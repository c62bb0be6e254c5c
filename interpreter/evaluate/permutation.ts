/**
 * What exchanging the identities of symmetric types does to values and states. A permutation of an
 * instance has one list per symmetric type: `permutation[type][element]` is the image of the element.
 */
import type { State, Type, Value } from "../model.ts";
import { partsOf } from "../type-parts.ts";
import { isList, listOf, setOf, tupleOrdinal, untuple } from "../values.ts";

export type Permutation = readonly (readonly number[])[];

const mentions = new WeakMap<Type, boolean>();

/** Whether values of the type contain identities, as elements or as keys. */
export function hasIdentities(type: Type): boolean {
  let known = mentions.get(type);
  if (known === undefined) {
    known = type.kind === "symmetric" || partsOf(type).some((part) => hasIdentities(part));
    mentions.set(type, known);
  }
  return known;
}

/** The value with every identity replaced by its image; cells of maps move to the image of their key. */
export function permuteValue(value: Value, type: Type, permutation: Permutation): Value {
  if (!hasIdentities(type)) return value;
  switch (type.kind) {
    case "bool":
    case "int":
      return value;
    case "symmetric":
      return permutation[type.index]![value as number]!;
    case "enum": {
      if (!isList(value)) return value;
      const payload = type.variants[value[0] as number]!.payload;
      return value.map((each, i) =>
        i === 0 ? each : permuteValue(each, payload[i - 1]!, permutation),
      );
    }
    case "record":
      return listOf(value).map((each, i) => permuteValue(each, type.fields[i]!.type, permutation));
    case "tuple":
      return listOf(value).map((each, i) => permuteValue(each, type.items[i]!, permutation));
    case "option":
      return value === null ? null : permuteValue(value, type.item, permutation);
    case "set":
      return setOf(
        listOf(value).map((each) => permuteValue(each, type.item, permutation)),
        type.item,
      );
    case "map": {
      const images = new Array<Value>(listOf(value).length);
      listOf(value).forEach((each, i) => {
        const keys = untuple(i, type.keys).map((key, k) =>
          permuteValue(key, type.keys[k]!, permutation),
        );
        images[tupleOrdinal(keys, type.keys)] = permuteValue(each, type.value, permutation);
      });
      return images;
    }
    case "seq":
      return listOf(value).map((each) => permuteValue(each, type.item, permutation));
  }
}

/** `types` are those of the variables. */
export function permuteState(
  state: State,
  types: readonly Type[],
  permutation: Permutation,
): State {
  return state.map((value, i) => permuteValue(value, types[i]!, permutation));
}

/** Which values are in a type, and how a value of a wider type fails to fit in a narrower one. */
import type { Type, Value } from "../model.ts";
import { combinations, compareValues, isList, listOf, variantTag } from "../values.ts";

/** Whether a value, of whatever shape, is a value of the type, in the one form that values have. */
export function belongs(value: Value, type: Type): boolean {
  const isWhole = (low: number, high: number): boolean =>
    Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
  const areItems = (values: Value, types: readonly Type[]): boolean =>
    isList(values) &&
    values.length === types.length &&
    types.every((each, i) => belongs(values[i]!, each));
  switch (type.kind) {
    case "bool":
      return typeof value === "boolean";
    case "int":
      return isWhole(type.low, type.high);
    case "symmetric":
      return isWhole(0, type.size - 1);
    case "enum": {
      const payload = type.variants[variantTag(value)]?.payload;
      if (payload === undefined) return false;
      if (!isList(value)) return payload.length === 0;
      return payload.length > 0 && areItems(value.slice(1), payload);
    }
    case "record":
      return areItems(
        value,
        type.fields.map((field) => field.type),
      );
    case "tuple":
      return areItems(value, type.items);
    case "option":
      return value === null || belongs(value, type.item);
    case "set":
      return (
        isList(value) &&
        value.every((each) => belongs(each, type.item)) &&
        value.every((each, i) => i === 0 || compareValues(value[i - 1]!, each, type.item) < 0)
      );
    case "map":
      return (
        isList(value) &&
        value.length === combinations(type.keys) &&
        value.every((each) => belongs(each, type.value))
      );
    case "seq":
      return (
        isList(value) &&
        value.length <= type.capacity &&
        value.every((each) => belongs(each, type.item))
      );
  }
}

/** The part of a value that does not fit, and the type that it should have had. */
export interface Misfit {
  readonly failure: "range" | "full";
  readonly part: Value;
  readonly type: Type;
}

/**
 * The first part of a value of the same shape that does not fit in the type: a number out of range
 * or a sequence longer than its capacity; `undefined` if all of it fits.
 */
export function misfit(value: Value, type: Type): Misfit | undefined {
  switch (type.kind) {
    case "bool":
    case "symmetric":
      return undefined;
    case "int":
      return (value as number) >= type.low && (value as number) <= type.high
        ? undefined
        : { failure: "range", part: value, type };
    case "enum":
      return isList(value)
        ? firstMisfit(value.slice(1), (i) => type.variants[variantTag(value)]!.payload[i]!)
        : undefined;
    case "record":
      return firstMisfit(listOf(value), (i) => type.fields[i]!.type);
    case "tuple":
      return firstMisfit(listOf(value), (i) => type.items[i]!);
    case "option":
      return value === null ? undefined : misfit(value, type.item);
    case "set":
      return firstMisfit(listOf(value), () => type.item);
    case "map":
      return firstMisfit(listOf(value), () => type.value);
    case "seq":
      if (listOf(value).length > type.capacity) return { failure: "full", part: value, type };
      return firstMisfit(listOf(value), () => type.item);
  }
}

function firstMisfit(
  values: readonly Value[],
  typeOf: (index: number) => Type,
): Misfit | undefined {
  for (let i = 0; i < values.length; i++) {
    const found = misfit(values[i]!, typeOf(i));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Values of the language as plain data (the table in model.ts): equality, order, numbering and
 * enumeration. Membership is in membership.ts, permutations in permutation.ts, text in show-value.ts.
 *
 * One order serves everything that needs one: `compareValues` agrees with `ordinal`, a type is
 * enumerated in that order, and the elements of a set are stored in it.
 */
import type { Type, Value } from "./model.ts";

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Structural equality. Both values are of types of the same shape; ranges may differ. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (!isList(a) || !isList(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equalValues(a[i]!, b[i]!)) return false;
  return true;
}

/**
 * The total order of a type: negative, zero or positive as `a` is before, equal to or after `b`.
 * `false` before `true`; none first; variants in declared order, then by payload; records, tuples and
 * maps lexicographically; sequences by length first. Sets by their greatest element, then the next
 * greatest, and so on: the order of bit masks.
 */
export function compareValues(a: Value, b: Value, type: Type): number {
  switch (type.kind) {
    case "bool":
    case "int":
    case "symmetric":
      return Number(a) - Number(b);
    case "enum": {
      const tag = variantTag(a);
      const difference = tag - variantTag(b);
      if (difference !== 0) return difference;
      const payload = type.variants[tag]!.payload;
      return compareEach(payload.length, (i) =>
        compareValues(itemOf(a, i + 1), itemOf(b, i + 1), payload[i]!),
      );
    }
    case "record":
      return compareEach(type.fields.length, (i) =>
        compareValues(itemOf(a, i), itemOf(b, i), type.fields[i]!.type),
      );
    case "tuple":
      return compareEach(type.items.length, (i) =>
        compareValues(itemOf(a, i), itemOf(b, i), type.items[i]!),
      );
    case "option":
      if (a === null || b === null) return Number(a !== null) - Number(b !== null);
      return compareValues(a, b, type.item);
    case "set": {
      const [left, right] = [listOf(a), listOf(b)];
      const common = compareEach(Math.min(left.length, right.length), (i) =>
        compareValues(left[left.length - 1 - i]!, right[right.length - 1 - i]!, type.item),
      );
      return common || left.length - right.length;
    }
    case "map":
      return compareEach(listOf(a).length, (i) =>
        compareValues(itemOf(a, i), itemOf(b, i), type.value),
      );
    case "seq": {
      const length = listOf(a).length;
      const difference = length - listOf(b).length;
      if (difference !== 0) return difference;
      return compareEach(length, (i) => compareValues(itemOf(a, i), itemOf(b, i), type.item));
    }
  }
}

function compareEach(count: number, compare: (index: number) => number): number {
  for (let i = 0; i < count; i++) {
    const difference = compare(i);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The items of a value that is known to be a list. */
export function listOf(value: Value): readonly Value[] {
  return value as readonly Value[];
}

function itemOf(value: Value, index: number): Value {
  return (value as readonly Value[])[index]!;
}

/** Index of the variant of an enum value. */
export function variantTag(value: Value): number {
  return isList(value) ? (value[0] as number) : (value as number);
}

/** A set value: sorted, without duplicates. */
export function setOf(values: readonly Value[], item: Type): Value {
  const sorted = [...values].sort((a, b) => compareValues(a, b, item));
  return sorted.filter((value, i) => i === 0 || !equalValues(value, sorted[i - 1]!));
}

// ---------------------------------------------------------------------------------------------
// Numbering

const cardinalities = new WeakMap<Type, number>();

/** Number of values of a type: exact up to 2^53, above that approximate, possibly Infinity. */
export function cardinality(type: Type): number {
  let known = cardinalities.get(type);
  if (known === undefined) cardinalities.set(type, (known = count(type)));
  return known;
}

function count(type: Type): number {
  switch (type.kind) {
    case "bool":
      return 2;
    case "int":
      return type.high - type.low + 1;
    case "symmetric":
      return type.size;
    case "enum":
      return type.variants.reduce((sum, variant) => sum + combinations(variant.payload), 0);
    case "record":
      return type.fields.reduce((product, field) => product * cardinality(field.type), 1);
    case "tuple":
      return combinations(type.items);
    case "option":
      return 1 + cardinality(type.item);
    case "set":
      return 2 ** cardinality(type.item);
    case "map":
      return cardinality(type.value) ** combinations(type.keys);
    case "seq": {
      const each = cardinality(type.item);
      if (each === 1) return type.capacity + 1;
      let sum = 0;
      let ofLength = 1;
      for (let length = 0; length <= type.capacity && sum < Infinity; length++) {
        sum += ofLength;
        ofLength *= each;
      }
      return sum;
    }
  }
}

/** Number of ways to take one value of each type: the number of cells of a map with these keys. */
export function combinations(types: readonly Type[]): number {
  return types.reduce((product, type) => product * cardinality(type), 1);
}

/** Position of a value in its type, 0 to cardinality-1; exact for types of at most 2^53 values. */
export function ordinal(value: Value, type: Type): number {
  switch (type.kind) {
    case "bool":
    case "symmetric":
      return Number(value);
    case "int":
      return (value as number) - type.low;
    case "enum": {
      const tag = variantTag(value);
      let before = 0;
      for (let i = 0; i < tag; i++) before += combinations(type.variants[i]!.payload);
      return (
        before + (isList(value) ? tupleOrdinal(value.slice(1), type.variants[tag]!.payload) : 0)
      );
    }
    case "record":
      return tupleOrdinal(listOf(value), fieldTypes(type.fields));
    case "tuple":
      return tupleOrdinal(listOf(value), type.items);
    case "option":
      return value === null ? 0 : 1 + ordinal(value, type.item);
    case "set":
      return listOf(value).reduce<number>((sum, each) => sum + 2 ** ordinal(each, type.item), 0);
    case "map":
      return digitsToNumber(listOf(value), type.value);
    case "seq": {
      const each = cardinality(type.item);
      let shorter = 0;
      for (let length = 0; length < listOf(value).length; length++) shorter += each ** length;
      return shorter + digitsToNumber(listOf(value), type.item);
    }
  }
}

/** Ordinal of a tuple, mixed radix with the last item fastest: the index of a cell in a map. */
export function tupleOrdinal(values: readonly Value[], types: readonly Type[]): number {
  let result = 0;
  for (let i = 0; i < types.length; i++) {
    const type = types[i]!;
    result = result * cardinality(type) + ordinal(values[i]!, type);
  }
  return result;
}

function digitsToNumber(values: readonly Value[], type: Type): number {
  const base = cardinality(type);
  return values.reduce<number>((sum, value) => sum * base + ordinal(value, type), 0);
}

function numberToDigits(number: number, length: number, type: Type): Value[] {
  const base = cardinality(type);
  const values = new Array<Value>(length);
  let left = number;
  for (let i = length - 1; i >= 0; i--) {
    values[i] = unordinal(left % base, type);
    left = Math.floor(left / base);
  }
  return values;
}

const fieldTypes = (fields: readonly { readonly type: Type }[]): readonly Type[] =>
  fields.map((field) => field.type);

/** The value at a position of a type: the inverse of `ordinal`. */
export function unordinal(position: number, type: Type): Value {
  switch (type.kind) {
    case "bool":
      return position === 1;
    case "int":
      return position + type.low;
    case "symmetric":
      return position;
    case "enum": {
      let left = position;
      for (let tag = 0; tag < type.variants.length; tag++) {
        const payload = type.variants[tag]!.payload;
        const size = combinations(payload);
        if (left < size) return payload.length === 0 ? tag : [tag, ...untuple(left, payload)];
        left -= size;
      }
      throw new RangeError(`${type.name} has no value number ${position}`);
    }
    case "record":
      return untuple(position, fieldTypes(type.fields));
    case "tuple":
      return untuple(position, type.items);
    case "option":
      return position === 0 ? null : unordinal(position - 1, type.item);
    case "set": {
      const elements: Value[] = [];
      let mask = position;
      for (let i = 0; mask > 0; i++) {
        if (mask % 2 === 1) elements.push(unordinal(i, type.item));
        mask = Math.floor(mask / 2);
      }
      return elements;
    }
    case "map":
      return numberToDigits(position, combinations(type.keys), type.value);
    case "seq": {
      const each = cardinality(type.item);
      let left = position;
      let length = 0;
      for (; left >= each ** length; length++) left -= each ** length;
      return numberToDigits(left, length, type.item);
    }
  }
}

/** The inverse of `tupleOrdinal`: the keys of a cell of a map. */
export function untuple(position: number, types: readonly Type[]): Value[] {
  const values = new Array<Value>(types.length);
  let left = position;
  for (let i = types.length - 1; i >= 0; i--) {
    const type = types[i]!;
    const size = cardinality(type);
    values[i] = unordinal(left % size, type);
    left = Math.floor(left / size);
  }
  return values;
}

/** The values of a type in ascending order, made when asked for: arrays are domains too. */
export interface Domain {
  readonly length: number;
  at(index: number): Value | undefined;
}

const LARGEST_KEPT_DOMAIN = 4096;
const domains = new WeakMap<Type, Domain>();

export function domainOf(type: Type): Domain {
  let domain = domains.get(type);
  if (domain === undefined) {
    const length = cardinality(type);
    domain =
      length <= LARGEST_KEPT_DOMAIN
        ? Array.from({ length }, (_, i) => unordinal(i, type))
        : { length, at: (i) => unordinal(i, type) };
    domains.set(type, domain);
  }
  return domain;
}

/** All values of a type in ascending order. */
export function* enumerate(type: Type): Generator<Value> {
  const domain = domainOf(type);
  for (let i = 0; i < domain.length; i++) yield domain.at(i)!;
}

/** The value with ordinal 0, also of types too large to be numbered. */
export function firstValue(type: Type): Value {
  switch (type.kind) {
    case "bool":
      return false;
    case "int":
      return type.low;
    case "symmetric":
      return 0;
    case "enum": {
      const payload = type.variants[0]!.payload;
      return payload.length === 0 ? 0 : [0, ...payload.map(firstValue)];
    }
    case "record":
      return type.fields.map((field) => firstValue(field.type));
    case "tuple":
      return type.items.map(firstValue);
    case "option":
      return null;
    case "set":
    case "seq":
      return [];
    case "map":
      return new Array<Value>(combinations(type.keys)).fill(firstValue(type.value));
  }
}

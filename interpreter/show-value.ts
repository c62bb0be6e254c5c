/** Values and types as a user writes them. */
import type { Type, Value } from "./model.ts";
import { isList, listOf, untuple } from "./values.ts";

/**
 * `{ frame: frame2, writable: true }`, `none`, `set(proc1, proc2)`, `[1, 2]`, `xbusy(thread1)`,
 * `map(proc1 => 0, proc2 => 1)`; with several keys `map((proc1, page1) => none, ...)`.
 */
export function showValue(value: Value, type: Type): string {
  switch (type.kind) {
    case "bool":
    case "int":
      return String(value);
    case "symmetric":
      return `${type.name.toLowerCase()}${(value as number) + 1}`;
    case "enum": {
      if (!isList(value)) return type.variants[value as number]!.name;
      const variant = type.variants[value[0] as number]!;
      return `${variant.name}(${showEach(value.slice(1), variant.payload)})`;
    }
    case "record": {
      const fields = type.fields.map(
        (field, i) => `${field.name}: ${showValue(listOf(value)[i]!, field.type)}`,
      );
      return `{ ${fields.join(", ")} }`;
    }
    case "tuple":
      return `(${showEach(listOf(value), type.items)})`;
    case "option":
      return value === null ? "none" : showValue(value, type.item);
    case "set":
      return `set(${showAll(listOf(value), type.item)})`;
    case "map": {
      const cells = listOf(value).map(
        (each, i) => `${showKeys(i, type.keys)} => ${showValue(each, type.value)}`,
      );
      return `map(${cells.join(", ")})`;
    }
    case "seq":
      return `[${showAll(listOf(value), type.item)}]`;
  }
}

/** The key of a cell of a map, a tuple if there are several: `proc1`, `(proc1, page2)`. */
export function showKeys(cell: number, keys: readonly Type[]): string {
  const text = showEach(untuple(cell, keys), keys);
  return keys.length === 1 ? text : `(${text})`;
}

const showAll = (values: readonly Value[], type: Type): string =>
  values.map((value) => showValue(value, type)).join(", ");

const showEach = (values: readonly Value[], types: readonly Type[]): string =>
  values.map((value, i) => showValue(value, types[i]!)).join(", ");

/** `map[Proc, Page] of Pte?`, `0..3`, `(0..3)?`, `set of Thread`, `seq[4] of bool`. */
export function showType(type: Type): string {
  switch (type.kind) {
    case "bool":
      return "bool";
    case "int":
      return `${type.low}..${type.high}`;
    case "symmetric":
    case "enum":
      return type.name;
    case "record":
      if (type.name !== undefined) return type.name;
      return `{ ${type.fields.map((field) => `${field.name}: ${showType(field.type)}`).join(", ")} }`;
    case "tuple":
      return `(${type.items.map(showType).join(", ")})`;
    case "option": {
      const item = showType(type.item);
      const binds = ["int", "set", "map", "seq"].includes(type.item.kind);
      return binds ? `(${item})?` : `${item}?`;
    }
    case "set":
      return `set of ${showType(type.item)}`;
    case "map":
      return `map[${type.keys.map(showType).join(", ")}] of ${showType(type.value)}`;
    case "seq":
      return `seq[${type.capacity}] of ${showType(type.item)}`;
  }
}

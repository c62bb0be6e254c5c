/**
 * Values as readable JSON. Identities and variants appear by name, records and maps as objects (a
 * map's keys joined by `, `), sets, sequences and tuples as arrays, none as null, and a variant with
 * payload as an object of one field: `{ "xbusy": ["thread1"] }`.
 */
import type { Instance, State, Type, Value } from "../model.ts";
import { listOf } from "../values.ts";
import { showValue } from "../show-value.ts";
import { cellKeys } from "./changes.ts";

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

export function valueJson(value: Value, type: Type): Json {
  switch (type.kind) {
    case "bool":
    case "int":
      return value as boolean | number;
    case "symmetric":
      return showValue(value, type);
    case "enum": {
      if (typeof value === "number") return type.variants[value]!.name;
      const [tag, ...payload] = listOf(value);
      const variant = type.variants[tag as number]!;
      return fields([
        [variant.name, payload.map((item, i) => valueJson(item, variant.payload[i]!))],
      ]);
    }
    case "record":
      return fields(
        type.fields.map((field, i) => [field.name, valueJson(listOf(value)[i]!, field.type)]),
      );
    case "tuple":
      return type.items.map((item, i) => valueJson(listOf(value)[i]!, item));
    case "option":
      return value === null ? null : valueJson(value, type.item);
    case "set":
    case "seq":
      return listOf(value).map((item) => valueJson(item, type.item));
    case "map":
      return fields(
        listOf(value).map((cell, i) => [cellKeys(i, type.keys), valueJson(cell, type.value)]),
      );
  }
}

/** Without a prototype, so that a field may be called `__proto__`. */
function fields(entries: readonly (readonly [string, Json])[]): Json {
  const object: Record<string, Json> = Object.create(null) as Record<string, Json>;
  for (const [name, value] of entries) object[name] = value;
  return object;
}

export function stateJson(instance: Instance, state: State): Json {
  return fields(
    instance.variables.map(({ name, type }, i) => [name, valueJson(state[i]!, type)] as const),
  );
}

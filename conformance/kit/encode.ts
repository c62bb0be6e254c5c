/**
 * Values in the form in which an adapter writes them, to and from those of the interpreter.
 *
 * | type      | friendly form                                                              |
 * |-----------|----------------------------------------------------------------------------|
 * | bool, int | itself                                                                     |
 * | symmetric | its number, 0 to size-1                                                    |
 * | enum      | the variant's name; with payload `{ name: value }`, `{ name: [v, w] }`     |
 * | record    | an object by field names                                                   |
 * | tuple     | an array                                                                   |
 * | option    | null for none, else the value itself                                       |
 * | set       | an array, in any order                                                     |
 * | map       | nested arrays by the ordinals of the keys: `map[Proc, Page] of T` is `T[][]` |
 * | seq       | an array                                                                   |
 */
import { suggest } from "../../grammar/suggest.ts";
import type { EnumType, Type, Value } from "../../interpreter/model.ts";
import { showType } from "../../interpreter/show-value.ts";
import { cardinality, isList, listOf, setOf, variantTag } from "../../interpreter/values.ts";

/** A friendly value is not one of its type: `page[1].busy: no variant xbsy, it has unbusied, xbusy`. */
export class EncodeError extends Error {
  override readonly name = "EncodeError";
}

/** Where in an observed state a value is, from the inside out. */
interface Place {
  readonly outer?: Place;
  /** `page`, `[1]`, `.busy` */
  readonly part: string;
}

/** The interpreter's value of a friendly one. Throws an `EncodeError` that says where it is not of the type. */
export function encode(type: Type, friendly: unknown, name = "value"): Value {
  return encodeAt(type, friendly, { part: name });
}

function encodeAt(type: Type, friendly: unknown, place: Place): Value {
  switch (type.kind) {
    case "bool":
      return typeof friendly === "boolean" ? friendly : refuse(type, friendly, place);
    case "int":
      return wholeNumber(type, friendly, type.low, type.high, place);
    case "symmetric":
      return wholeNumber(type, friendly, 0, type.size - 1, place);
    case "enum":
      return encodeVariant(type, friendly, place);
    case "record": {
      if (!isObject(friendly)) return refuse(type, friendly, place);
      const names = type.fields.map(({ name }) => name);
      checkNames(Object.keys(friendly), names, "field", place);
      return type.fields.map((field) =>
        encodeAt(field.type, friendly[field.name], { outer: place, part: `.${field.name}` }),
      );
    }
    case "tuple": {
      const items = arrayOf(type, friendly, place);
      if (items.length !== type.items.length) return refuse(type, friendly, place);
      return items.map((item, i) => encodeAt(type.items[i]!, item, inner(place, i)));
    }
    case "option":
      return friendly === null ? null : encodeAt(type.item, friendly, place);
    case "set": {
      const items = arrayOf(type, friendly, place);
      const values = items.map((item, i) => encodeAt(type.item, item, inner(place, i)));
      const set = setOf(values, type.item);
      if (listOf(set).length < values.length) fail(place, `${shown(friendly)} has a value twice`);
      return set;
    }
    case "seq": {
      const items = arrayOf(type, friendly, place);
      if (items.length > type.capacity) return refuse(type, friendly, place);
      return items.map((item, i) => encodeAt(type.item, item, inner(place, i)));
    }
    case "map": {
      const cells: Value[] = [];
      encodeCells(type.keys, type.value, friendly, place, cells);
      return cells;
    }
  }
}

function encodeCells(
  keys: readonly Type[],
  value: Type,
  friendly: unknown,
  place: Place,
  cells: Value[],
): void {
  const [key, ...others] = keys;
  if (key === undefined) {
    cells.push(encodeAt(value, friendly, place));
    return;
  }
  const size = cardinality(key);
  if (!Array.isArray(friendly) || friendly.length !== size) {
    const got = Array.isArray(friendly) ? `one of ${friendly.length}` : shown(friendly);
    fail(place, `wanted an array of ${size}, one for each ${showType(key)}, got ${got}`);
  }
  (friendly as unknown[]).forEach((item, i) =>
    encodeCells(others, value, item, inner(place, i), cells),
  );
}

function encodeVariant(type: EnumType, friendly: unknown, place: Place): Value {
  const names = isObject(friendly) ? Object.keys(friendly) : [friendly];
  const [name] = names;
  if (names.length !== 1 || typeof name !== "string") return refuse(type, friendly, place);
  const tag = type.variants.findIndex((variant) => variant.name === name);
  if (tag < 0) {
    const known = type.variants.map((variant) => variant.name);
    fail(place, `no variant ${unknownAmong(name, known)}`);
  }
  const { payload } = type.variants[tag]!;
  if (!isObject(friendly)) {
    if (payload.length > 0) fail(place, `variant ${name} has ${payload.length} values with it`);
    return tag;
  }
  const given = friendly[name];
  const values = isWrapped(given, payload) ? given : [given];
  if (values.length !== payload.length) {
    fail(place, `variant ${name} has ${payload.length} values with it, got ${values.length}`);
  }
  if (payload.length === 0) return tag;
  const inside: Place = { outer: place, part: `.${name}` };
  return [tag, ...payload.map((each, i) => encodeAt(each, values[i], inside))];
}

/** Whether an array is the list of the values, and not the only one of them, itself an array. */
function isWrapped(given: unknown, payload: readonly Type[]): given is readonly unknown[] {
  if (!Array.isArray(given)) return false;
  return payload.length !== 1 || !["tuple", "set", "seq", "map"].includes(payload[0]!.kind);
}

/** The friendly form of a value: the inverse of `encode`. */
export function decode(type: Type, value: Value): unknown {
  switch (type.kind) {
    case "bool":
    case "int":
    case "symmetric":
      return value;
    case "enum": {
      const { name, payload } = type.variants[variantTag(value)]!;
      if (!isList(value)) return name;
      const values = payload.map((each, i) => decode(each, value[i + 1]!));
      return { [name]: values.length === 1 ? values[0] : values };
    }
    case "record":
      return Object.fromEntries(
        type.fields.map((field, i) => [field.name, decode(field.type, listOf(value)[i]!)]),
      );
    case "tuple":
      return listOf(value).map((item, i) => decode(type.items[i]!, item));
    case "option":
      return value === null ? null : decode(type.item, value);
    case "set":
    case "seq":
      return listOf(value).map((item) => decode(type.item, item));
    case "map":
      return decodeCells(
        type.keys,
        listOf(value).map((cell) => decode(type.value, cell)),
      );
  }
}

function decodeCells(keys: readonly Type[], cells: readonly unknown[]): unknown {
  if (keys.length <= 1) return cells;
  const [key, ...others] = keys as [Type, ...Type[]];
  const size = cardinality(key);
  const each = cells.length / size;
  return Array.from({ length: size }, (_, i) =>
    decodeCells(others, cells.slice(i * each, (i + 1) * each)),
  );
}

/** Fails unless the names are exactly those that are known. */
export function checkNames(
  given: readonly string[],
  known: readonly string[],
  what: "field" | "variable" | "action",
  place?: Place,
): void {
  // Written in the same order, as is usual.
  if (given.length === known.length && given.every((name, i) => name === known[i])) return;
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) fail(place, `no ${what} ${unknownAmong(unknown, known)}`);
  const missing = known.filter((name) => !given.includes(name));
  if (missing.length > 0) fail(place, `${what} ${missing.join(", ")} is missing`);
}

function unknownAmong(name: string, known: readonly string[]): string {
  const near = suggest(name, known);
  return `${name}, it has ${known.join(", ")}${near === undefined ? "" : `: did you mean ${near}?`}`;
}

function wholeNumber(
  type: Type,
  friendly: unknown,
  low: number,
  high: number,
  place: Place,
): number {
  if (Number.isInteger(friendly) && (friendly as number) >= low && (friendly as number) <= high) {
    return (friendly as number) + 0;
  }
  const range = type.kind === "int" ? showType(type) : `a ${showType(type)} (${low}..${high})`;
  return fail(place, `${shown(friendly)} is not ${range}`);
}

function arrayOf(type: Type, friendly: unknown, place: Place): readonly unknown[] {
  return Array.isArray(friendly) ? friendly : refuse(type, friendly, place);
}

function isObject(friendly: unknown): friendly is Readonly<Record<string, unknown>> {
  return typeof friendly === "object" && friendly !== null && !Array.isArray(friendly);
}

const inner = (outer: Place, index: number): Place => ({ outer, part: `[${index}]` });

function refuse(type: Type, friendly: unknown, place: Place): never {
  return fail(place, `${shown(friendly)} is not a ${showType(type)}`);
}

function fail(place: Place | undefined, message: string): never {
  let path = "";
  for (let at = place; at !== undefined; at = at.outer) path = at.part + path;
  throw new EncodeError(path === "" ? message : `${path}: ${message}`);
}

/** A friendly value for a message, however wrong it is. */
function shown(friendly: unknown): string {
  if (typeof friendly === "string") return JSON.stringify(friendly);
  if (typeof friendly !== "object" || friendly === null) return String(friendly);
  try {
    const text = JSON.stringify(friendly);
    return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
  } catch {
    return "an object that is no plain data";
  }
}

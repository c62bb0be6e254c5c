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
import type { EnumType, Field, Type, Value } from "../../interpreter/model.ts";
import { showType } from "../../interpreter/show-value.ts";
import { cardinality, isList, listOf, setOf, variantTag } from "../../interpreter/values.ts";

/** A friendly value is not one of its type: `page[1].busy: no variant xbsy, it has unbusied, xbusy`. */
export class EncodeError extends Error {
  override readonly name = "EncodeError";
  readonly #problem: string;
  readonly #path: string;

  constructor(problem: string, path = "") {
    super(path === "" ? problem : `${path}: ${problem}`);
    this.#problem = problem;
    this.#path = path;
  }

  /** The same, found in a part of something larger: `page`, `[1]`, `.busy`. */
  within(part: string): EncodeError {
    return new EncodeError(this.#problem, part + this.#path);
  }
}

/** The interpreter's value of a friendly one. Throws an `EncodeError` that says where it is not of the type. */
export type Encoder = (friendly: unknown) => Value;

const encoders = new WeakMap<Type, Encoder>();

/** The encoder of a type: made once, for observing is most of what a conformance run does. */
export function encoderOf(type: Type): Encoder {
  let known = encoders.get(type);
  if (known === undefined) encoders.set(type, (known = makeEncoder(type)));
  return known;
}

/** The same at once; `name` is what the value is called in errors. */
export function encode(type: Type, friendly: unknown, name = "value"): Value {
  return inPart(encoderOf(type), friendly, name);
}

function makeEncoder(type: Type): Encoder {
  switch (type.kind) {
    case "bool":
      return (friendly) => (typeof friendly === "boolean" ? friendly : refuse(type, friendly));
    case "int":
      return (friendly) => wholeNumber(type, friendly, type.low, type.high);
    case "symmetric":
      return (friendly) => wholeNumber(type, friendly, 0, type.size - 1);
    case "enum":
      return variantEncoder(type);
    case "record":
      return recordEncoder(type, type.fields);
    case "tuple": {
      const items = type.items.map(encoderOf);
      return (friendly) => {
        const given = arrayOf(type, friendly);
        if (given.length !== items.length) return refuse(type, friendly);
        return given.map((item, i) => inPart(items[i]!, item, i));
      };
    }
    case "option": {
      const item = encoderOf(type.item);
      return (friendly) => (friendly === null ? null : item(friendly));
    }
    case "set": {
      const item = encoderOf(type.item);
      return (friendly) => {
        const values = arrayOf(type, friendly).map((each, i) => inPart(item, each, i));
        const set = setOf(values, type.item);
        if (listOf(set).length < values.length) fail(`${shown(friendly)} has a value twice`);
        return set;
      };
    }
    case "seq": {
      const item = encoderOf(type.item);
      return (friendly) => {
        const given = arrayOf(type, friendly);
        if (given.length > type.capacity) return refuse(type, friendly);
        return given.map((each, i) => inPart(item, each, i));
      };
    }
    case "map": {
      const sizes = type.keys.map(cardinality);
      const value = encoderOf(type.value);
      return (friendly) => {
        const cells: Value[] = [];
        encodeCells(type.keys, sizes, 0, value, friendly, cells);
        return cells;
      };
    }
  }
}

/** The value of a part, which has its place in an error. */
function inPart(encoder: Encoder, friendly: unknown, part: string | number): Value {
  try {
    return encoder(friendly);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    throw error.within(typeof part === "number" ? `[${part}]` : part);
  }
}

function recordEncoder(type: Type, fields: readonly Field[]): Encoder {
  const names = fields.map(({ name }) => name);
  const parts = names.map((name) => `.${name}`);
  const items = fields.map(({ type }) => encoderOf(type));
  return (friendly) => {
    if (!isObject(friendly)) return refuse(type, friendly);
    if (!isWrittenAs(friendly, names)) checkNames(Object.keys(friendly), names, "field");
    const values: Value[] = [];
    for (let i = 0; i < names.length; i++) {
      values.push(inPart(items[i]!, friendly[names[i]!], parts[i]!));
    }
    return values;
  };
}

function encodeCells(
  keys: readonly Type[],
  sizes: readonly number[],
  level: number,
  value: Encoder,
  friendly: unknown,
  cells: Value[],
): void {
  const size = sizes[level]!;
  if (!Array.isArray(friendly) || friendly.length !== size) {
    const got = Array.isArray(friendly) ? `one of ${friendly.length}` : shown(friendly);
    fail(`wanted an array of ${size}, one for each ${showType(keys[level]!)}, got ${got}`);
  }
  const items = friendly as unknown[];
  for (let i = 0; i < size; i++) {
    if (level + 1 === sizes.length) {
      cells.push(inPart(value, items[i], i));
      continue;
    }
    try {
      encodeCells(keys, sizes, level + 1, value, items[i], cells);
    } catch (error) {
      throw error instanceof EncodeError ? error.within(`[${i}]`) : error;
    }
  }
}

function variantEncoder(type: EnumType): Encoder {
  const tags = new Map(type.variants.map(({ name }, tag) => [name, tag]));
  const payloads = type.variants.map(({ payload }) => payload.map(encoderOf));
  return (friendly) => {
    if (typeof friendly !== "string" && !isObject(friendly)) return refuse(type, friendly);
    const names = typeof friendly === "string" ? [friendly] : Object.keys(friendly);
    const [name] = names;
    if (names.length !== 1 || name === undefined) return refuse(type, friendly);
    const tag = tags.get(name);
    if (tag === undefined) return fail(`no variant ${unknownAmong(name, [...tags.keys()])}`);
    const payload = payloads[tag]!;
    if (typeof friendly === "string") {
      return payload.length === 0
        ? tag
        : fail(`variant ${name} has ${payload.length} values with it`);
    }
    const given = friendly[name];
    const values = isWrapped(given, type.variants[tag]!.payload) ? given : [given];
    if (values.length !== payload.length) {
      fail(`variant ${name} has ${payload.length} values with it, got ${values.length}`);
    }
    if (payload.length === 0) return tag;
    return [tag, ...payload.map((each, i) => inPart(each, values[i], `.${name}`))];
  };
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

/** Are these the names of an object, in their order, as is usual? */
export function isWrittenAs(
  friendly: Readonly<Record<string, unknown>>,
  names: readonly string[],
): boolean {
  let i = 0;
  for (const name in friendly) if (name !== names[i++]) return false;
  return i === names.length;
}

/** Fails unless the names are exactly those that are known. */
export function checkNames(
  given: readonly string[],
  known: readonly string[],
  what: "field" | "variable" | "action",
): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) fail(`no ${what} ${unknownAmong(unknown, known)}`);
  const missing = known.filter((name) => !given.includes(name));
  if (missing.length > 0) fail(`${what} ${missing.join(", ")} is missing`);
}

function unknownAmong(name: string, known: readonly string[]): string {
  const near = suggest(name, known);
  return `${name}, it has ${known.join(", ")}${near === undefined ? "" : `: did you mean ${near}?`}`;
}

function wholeNumber(type: Type, friendly: unknown, low: number, high: number): number {
  if (Number.isInteger(friendly) && (friendly as number) >= low && (friendly as number) <= high) {
    return (friendly as number) + 0;
  }
  const range = type.kind === "int" ? showType(type) : `a ${showType(type)} (${low}..${high})`;
  return fail(`${shown(friendly)} is not ${range}`);
}

function arrayOf(type: Type, friendly: unknown): readonly unknown[] {
  return Array.isArray(friendly) ? friendly : refuse(type, friendly);
}

function isObject(friendly: unknown): friendly is Readonly<Record<string, unknown>> {
  return typeof friendly === "object" && friendly !== null && !Array.isArray(friendly);
}

function refuse(type: Type, friendly: unknown): never {
  return fail(`${shown(friendly)} is not a ${showType(type)}`);
}

function fail(message: string): never {
  throw new EncodeError(message);
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

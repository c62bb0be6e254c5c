/** Types of a generated module: how they are drawn, written and compared. */
import type { Type } from "../model.ts";
import { partsOf } from "../type-parts.ts";
import { cardinality } from "../values.ts";
import type { GeneratedModule } from "./generated-module.ts";
import { code, list, use, type Part, type Piece } from "./text-tree.ts";

export const BOOL: Type = { kind: "bool" };

export function int(low: number, high: number): Type & { kind: "int" } {
  return { kind: "int", low, high };
}

/** A type of at most `most` values. `made` wants a value that can be written down. */
export function drawType(module: GeneratedModule, most: number, depth = 2): Type {
  const { choices } = module;
  const nested = depth > 0 && most >= 3 ? 1 : 0;
  const inner = (limit: number) => drawType(module, limit, depth - 1);
  return choices.try<Type>([
    [2, () => BOOL],
    [4, () => drawRange(module, most)],
    [3, () => choices.oneOf(module.enums.filter((each) => cardinality(each) <= most))],
    [3, () => choices.oneOf(module.symmetric.filter((each) => each.size <= most))],
    [
      3 * nested,
      () => choices.oneOf(module.aliases.filter(({ type }) => cardinality(type) <= most))?.type,
    ],
    [3 * nested, () => optionOf(inner(most - 1))],
    [2 * nested, () => small({ kind: "set", item: inner(Math.floor(Math.log2(most))) }, most)],
    [2 * nested, () => small(drawRecord(module, most, depth), most)],
    [nested, () => small({ kind: "tuple", items: drawSeveral(module, most, depth) }, most)],
    [3 * nested, () => drawMap(module, most, depth)],
    [2 * nested, () => drawSequence(module, most, depth)],
  ])!;
}

function small(type: Type, most: number): Type | undefined {
  return cardinality(type) <= most ? type : undefined;
}

function optionOf(item: Type): Type | undefined {
  return item.kind === "option" ? undefined : { kind: "option", item };
}

function drawRange(module: GeneratedModule, most: number): Type {
  const { choices } = module;
  const size = choices.chance(0.06) ? 1 : choices.between(Math.min(2, most), Math.min(most, 4));
  const low = choices.try<number>([
    [6, () => 0],
    [1, () => 1],
    [2, () => -choices.between(1, 2)],
    [1, () => choices.between(2, 5)],
  ])!;
  return int(low, low + size - 1);
}

function drawSeveral(module: GeneratedModule, most: number, depth: number): Type[] {
  const first = drawType(module, Math.floor(most / 2), depth - 1);
  const second = drawType(module, Math.floor(most / cardinality(first)), depth - 1);
  return [first, second];
}

function drawRecord(module: GeneratedModule, most: number, depth: number): Type {
  const names = module.choices.shuffled(["a", "b", "step", "when"]);
  const fields = drawSeveral(module, most, depth).map((type, at) => ({ name: names[at]!, type }));
  return { kind: "record", fields };
}

function drawMap(module: GeneratedModule, most: number, depth: number): Type | undefined {
  const { choices } = module;
  const count = choices.chance(0.3) ? 2 : 1;
  const keys = Array.from({ length: count }, () => drawKey(module, count === 1 ? 4 : 3));
  const cells = keys.reduce((product, key) => product * cardinality(key), 1);
  const limit = Math.floor(most ** (1 / cells));
  if (limit < 2) return undefined;
  return small({ kind: "map", keys, value: drawType(module, limit, depth - 1) }, most);
}

/** A type with few values, to range over. */
export function drawKey(module: GeneratedModule, most: number): Type {
  const { choices } = module;
  return choices.try<Type>([
    [5, () => choices.oneOf(module.symmetric.filter((each) => each.size <= most))],
    [3, () => drawRange(module, Math.min(most, 3))],
    [2, () => choices.oneOf(module.enums.filter((each) => cardinality(each) <= most))],
    [1, () => BOOL],
    [1, () => drawType(module, most, 1)],
  ])!;
}

function drawSequence(module: GeneratedModule, most: number, depth: number): Type | undefined {
  const capacity = module.choices.between(1, 2);
  const item = drawType(module, Math.floor(most ** (1 / capacity)), depth - 1);
  return small({ kind: "seq", capacity, item }, most);
}

// ---------------------------------------------------------------------------------------------
// Text

export function typeText(module: GeneratedModule, type: Type): Piece {
  const plain = structure(module, type);
  const known = JSON.stringify(type);
  const aliases = module.aliases.filter((alias) => JSON.stringify(alias.type) === known);
  const alias = module.choices.chance(0.7) ? module.choices.oneOf(aliases) : undefined;
  return alias === undefined ? plain : { ...alias.text, smaller: [plain] };
}

function structure(module: GeneratedModule, type: Type): Piece {
  const inner = (part: Type) => typeText(module, part);
  const all = (parts: readonly Type[]) => list(parts.map(inner), ", ");
  switch (type.kind) {
    case "bool":
      return code`bool`;
    case "int":
      return code`${`${type.low}..${type.high}`}`;
    case "symmetric":
    case "enum":
      return use(type.name);
    case "record":
      return code`{ ${list(
        type.fields.map((field) => code`${field.name}: ${inner(field.type)}`),
        ", ",
      )} }`;
    case "tuple":
      return code`(${all(type.items)})`;
    case "option":
      return code`${atomText(module, type.item)}?`;
    case "set":
      return code`set of ${inner(type.item)}`;
    case "map":
      return code`map[${all(type.keys)}] of ${inner(type.value)}`;
    case "seq":
      return code`seq[${String(type.capacity)}] of ${inner(type.item)}`;
  }
}

/** A type before `?`, in parentheses unless it is a name or a record. */
function atomText(module: GeneratedModule, type: Type): Part {
  const text = structure(module, type);
  const simple = ["bool", "symmetric", "enum", "record", "tuple"].includes(type.kind);
  return simple ? text : code`(${typeText(module, type)})`;
}

// ---------------------------------------------------------------------------------------------
// Relations

/** Whether a value of `found` can stand where a `want` is expected, and never leaves it. */
export function accepts(want: Type, found: Type): boolean {
  if (want.kind === "option" && found.kind !== "option") return accepts(want.item, found);
  if (want.kind !== found.kind) return false;
  switch (want.kind) {
    case "bool":
      return true;
    case "int": {
      const { low, high } = found as Type & { kind: "int" };
      return want.low <= low && high <= want.high;
    }
    case "symmetric":
    case "enum":
      return want.name === (found as { name: string }).name;
    case "seq":
      if (want.capacity < (found as { capacity: number }).capacity) return false;
      break;
    case "record": {
      const fields = (found as Type & { kind: "record" }).fields;
      if (want.fields.some((field, at) => field.name !== fields[at]?.name)) return false;
      break;
    }
    case "map":
      // The keys are not values that can be too many: they are how many cells there are.
      return (
        JSON.stringify(want.keys) === JSON.stringify((found as { keys: readonly Type[] }).keys) &&
        acceptsInside(want.value, (found as { value: Type }).value)
      );
  }
  const [left, right] = [partsOf(want), partsOf(found)];
  return left.length === right.length && left.every((part, at) => acceptsInside(part, right[at]!));
}

/** As `accepts`, but a part is never made an option. */
function acceptsInside(want: Type, found: Type): boolean {
  return want.kind === found.kind && accepts(want, found);
}

/** Whether it has something of a symmetric type in it. */
export function isSymmetric(type: Type): boolean {
  return type.kind === "symmetric" || partsOf(type).some(isSymmetric);
}

/** Whether a value of it can be written without anything in scope: not so for a symmetric type. */
export function hasLiteral(type: Type): boolean {
  switch (type.kind) {
    case "symmetric":
      return false;
    case "enum":
      return type.variants.some((variant) => variant.payload.every(hasLiteral));
    case "option":
    case "set":
    case "seq":
      return true;
    case "map":
      return hasLiteral(type.value);
    default:
      return partsOf(type).every(hasLiteral);
  }
}

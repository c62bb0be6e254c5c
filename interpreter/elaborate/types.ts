/**
 * Relations between concrete types: sameness, the least type that holds the values of two, and
 * whether every value of one is a value of the other. All of them compare types of one shape: the
 * type checker has made sure that shapes agree.
 */
import type { Expression, Type } from "../model.ts";
import { partsOf } from "../type-parts.ts";

export const BOOL: Type = { kind: "bool" };

/** A type without values: of what is in `none` and empty collections where nothing says it. */
export const NOTHING: Type = { kind: "enum", name: "", variants: [] };

export function int(low: number, high: number): Type & { kind: "int" } {
  return { kind: "int", low, high };
}

export function option(item: Type): Type {
  return item.kind === "option" ? item : { kind: "option", item };
}

/** `T` of `T?`, and other types as they are. */
export function withoutOption(type: Type): Type {
  return type.kind === "option" ? type.item : type;
}

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === "int" && b.kind === "int") return a.low === b.low && a.high === b.high;
  if (a.kind === "seq" && b.kind === "seq" && a.capacity !== b.capacity) return false;
  if (a.kind === "symmetric" || a.kind === "enum") {
    // Nominal: two uses of one module have types of their own.
    if (a.name !== (b as { name: string }).name) return false;
  }
  if (a.kind === "record" && b.kind === "record") requireOneOrder(a, b);
  const left = partsOf(a);
  const right = partsOf(b);
  return left.length === right.length && left.every((part, index) => sameType(part, right[index]!));
}

/** Values of records are told apart by position: fields in another order would be taken for each other. */
function requireOneOrder(a: Type & { kind: "record" }, b: Type & { kind: "record" }): void {
  if (a.fields.every(({ name }, i) => name === b.fields[i]?.name)) return;
  throw new Error("the fields of a record are in another order than its type has them");
}

/** The same but for ranges and capacities. */
export function sameShape(a: Type, b: Type): boolean {
  if (a === b || a === NOTHING || b === NOTHING) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === "symmetric" || a.kind === "enum") return a.name === (b as { name: string }).name;
  const left = partsOf(a);
  const right = partsOf(b);
  return (
    left.length === right.length && left.every((part, index) => sameShape(part, right[index]!))
  );
}

/** Every value of `inner` is a value of `outer`. */
export function includes(outer: Type, inner: Type): boolean {
  if (outer === inner || inner === NOTHING) return true;
  if (outer.kind === "int" && inner.kind === "int") {
    return outer.low <= inner.low && inner.high <= outer.high;
  }
  if (outer.kind === "seq" && inner.kind === "seq" && inner.capacity > outer.capacity) return false;
  const left = partsOf(outer);
  const right = partsOf(inner);
  return left.length === right.length && left.every((part, index) => includes(part, right[index]!));
}

/** The least type that has the values of both; `T` and `T?` join to `T?`. */
export function join(a: Type, b: Type): Type {
  if (a === b || b === NOTHING) return a;
  if (a === NOTHING) return b;
  if (a.kind === "int" && b.kind === "int") {
    return int(Math.min(a.low, b.low), Math.max(a.high, b.high));
  }
  if (a.kind === "option" || b.kind === "option") {
    return option(join(withoutOption(a), withoutOption(b)));
  }
  if (a.kind === "record" && b.kind === "record") {
    requireOneOrder(a, b);
    const fields = a.fields.map((field, index) => ({
      name: field.name,
      type: join(field.type, b.fields[index]!.type),
    }));
    return { ...a, fields };
  }
  if (a.kind === "tuple" && b.kind === "tuple") {
    return { kind: "tuple", items: a.items.map((item, index) => join(item, b.items[index]!)) };
  }
  if (a.kind === "set" && b.kind === "set") return { kind: "set", item: join(a.item, b.item) };
  if (a.kind === "map" && b.kind === "map") return { ...a, value: join(a.value, b.value) };
  if (a.kind === "seq" && b.kind === "seq") {
    const capacity = Math.max(a.capacity, b.capacity);
    return { kind: "seq", capacity, item: join(a.item, b.item) };
  }
  return a;
}

/** A `T` as a `T?` where a hint says that; ranges are left as they are. */
export function lifted(expression: Expression, hint: Type | undefined): Expression {
  if (hint?.kind !== "option" || expression.type.kind === "option") return expression;
  return coerce(expression, option(expression.type));
}

/**
 * The expression as a value of `target`: wrapped for `T` to `T?`, with a `fit` where its own type
 * has another representation or could leave the target.
 */
export function coerce(expression: Expression, target: Type): Expression {
  const { type, at } = expression;
  if (sameType(type, target)) return expression;
  if (target.kind === "option" && type.kind !== "option") {
    const item = coerce(expression, target.item);
    if (item.kind === "constant") return { ...item, type: target };
    return { kind: "some", type: target, at, item };
  }
  if (
    expression.kind === "constant" &&
    (type.kind === "int" ? fitsConstant(expression, target) : includes(target, type))
  ) {
    return { ...expression, type: target };
  }
  if (type.kind === "int" && includes(target, type)) return expression;
  const written = partsCoerced(expression, target);
  if (written !== undefined) return written;
  return { kind: "fit", type: target, at, value: expression };
}

/** The same for a value that is written out: what does not fit is found where it stands, and nothing is converted. */
function partsCoerced(expression: Expression, target: Type): Expression | undefined {
  switch (expression.kind) {
    case "construct": {
      const types = partsOf(target);
      const items = expression.items.map((item, index) => coerce(item, types[index]!));
      return { ...expression, type: target, items };
    }
    case "some": {
      if (target.kind !== "option") return undefined;
      return { ...expression, type: target, item: coerce(expression.item, target.item) };
    }
    case "tabulate": {
      const { type } = expression;
      if (target.kind !== "map" || type.kind !== "map") return undefined;
      if (!type.keys.every((key, index) => sameType(key, target.keys[index]!))) return undefined;
      return { ...expression, type: target, value: coerce(expression.value, target.value) };
    }
    case "if": {
      if (target.kind === "int") return undefined;
      const [then, otherwise] = [coerce(expression.then, target), coerce(expression.else, target)];
      return { ...expression, type: target, then, else: otherwise };
    }
    default:
      return undefined;
  }
}

function fitsConstant(expression: Expression & { kind: "constant" }, target: Type): boolean {
  const value = expression.value as number;
  return target.kind === "int" && target.low <= value && value <= target.high;
}

/** Number of scalar parts of a value: what the size of a state is limited by. */
export function leafCount(type: Type, cardinality: (type: Type) => number): number {
  switch (type.kind) {
    case "set":
      return Math.max(1, cardinality(type.item));
    case "seq":
      return 1 + type.capacity * leafCount(type.item, cardinality);
    case "map":
      return (
        type.keys.reduce((product, key) => product * cardinality(key), 1) *
        leafCount(type.value, cardinality)
      );
    default:
      return 1 + partsOf(type).reduce((sum, part) => sum + leafCount(part, cardinality), 0);
  }
}

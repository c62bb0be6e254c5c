/** Values that are built: variants, records, tuples, options, sets, sequences and maps. */
import type { Type } from "../model.ts";
import { drawBinders } from "./generated-binders.ts";
import { condition, dares, expression, withLocals, type Scope } from "./generated-module.ts";
import { literal } from "./generated-numbers.ts";
import { everyExpression, read } from "./generated-reads.ts";
import { accepts, typeText } from "./generated-types.ts";
import { variantText } from "./generated-variants.ts";
import { code, introduce, Level, list, operation, slot, use, type Piece } from "./text-tree.ts";

/** The plainest value of a type; nothing for a symmetric type, unless one of it has a name here. */
export function plainValue(scope: Scope, type: Type): Piece | undefined {
  const each = (types: readonly Type[]): Piece[] | undefined => {
    const values = types.map((item) => plainValue(scope, item));
    return values.every((value) => value !== undefined) ? values : undefined;
  };
  switch (type.kind) {
    case "bool":
      return code`false`;
    case "int":
      return literal(type.low <= 0 && 0 <= type.high ? 0 : type.low);
    case "symmetric": {
      const local = scope.locals.findLast((candidate) => accepts(type, candidate.type));
      return local && use(local.name);
    }
    case "enum":
      for (const [index, variant] of type.variants.entries()) {
        const payload = each(variant.payload);
        if (payload === undefined) continue;
        const name = variantText(type, index, false);
        return payload.length === 0 ? name : code`${name}(${list(payload, ", ")})`;
      }
      return undefined;
    case "record": {
      const values = each(type.fields.map((field) => field.type));
      return values && recordText(type.fields.map((field, at) => [field.name, values[at]!]));
    }
    case "tuple": {
      const values = each(type.items);
      return values && code`(${list(values, ", ")})`;
    }
    case "option":
      return code`none`;
    case "set":
      return code`set()`;
    case "seq":
      return code`[]`;
    case "map": {
      const value = plainValue(scope, type.value);
      return value && mapText(scope, type, () => value);
    }
  }
}

function recordText(fields: readonly (readonly [string, Piece])[]): Piece {
  const items = fields.map(([name, value]) => code`${name}: ${value}`);
  return code`{ ${list(items, ", ")} }`;
}

/** `map(k: K => e)`; `make` is given the scope in which the keys have names. */
function mapText(
  scope: Scope,
  type: Type & { kind: "map" },
  make: (inner: Scope) => Piece | undefined,
): Piece | undefined {
  const keys = type.keys.map((key) => ({ name: scope.module.fresh("k"), type: key }));
  const value = make(withLocals(scope, keys));
  const binders = keys.map(
    (key) => code`${introduce(key.name)}: ${typeText(scope.module, key.type)}`,
  );
  return value && code`map(${list(binders, ", ")} => ${value})`;
}

/** A value built of expressions. */
export function buildValue(
  scope: Scope,
  want: Type,
  depth: number,
  known: boolean,
): Piece | undefined {
  switch (want.kind) {
    case "enum":
      return buildVariant(scope, want, depth, known);
    case "record":
      return buildRecord(scope, want, depth, known);
    case "tuple": {
      const items = everyExpression(scope, want.items, depth - 1, known);
      return items && code`(${list(items, ", ")})`;
    }
    case "option":
      return known ? buildOption(scope, want, depth) : openOption(scope, want, depth);
    case "set":
      return buildSet(scope, want, depth, known);
    case "seq":
      return buildSequence(scope, want, depth, known);
    case "map":
      return known || !startsOpen(want.value)
        ? mapText(scope, want, (inner) => expression(inner, want.value, depth - 1, known))
        : undefined;
    default:
      return undefined;
  }
}

/** Options have no natural value: `none` and `T` are something else without a type around them. */
function startsOpen(type: Type): boolean {
  return type.kind === "option";
}

function buildVariant(
  scope: Scope,
  want: Type & { kind: "enum" },
  depth: number,
  known: boolean,
): Piece | undefined {
  const { choices } = scope;
  const index = choices.between(0, want.variants.length - 1);
  const name = variantText(want, index, !known || choices.chance(0.1));
  const { payload } = want.variants[index]!;
  if (payload.length === 0) return name;
  const values = everyExpression(scope, payload, depth - 1);
  return values && code`${name}(${list(values, ", ")})`;
}

function buildRecord(
  scope: Scope,
  want: Type & { kind: "record" },
  depth: number,
  known: boolean,
): Piece | undefined {
  const { choices } = scope;
  const update = () => {
    const base = read(scope, (type) => accepts(want, type) && type.kind === "record", depth - 1);
    if (base === undefined) return undefined;
    const changed = choices.shuffled(want.fields).slice(0, choices.between(0, 1));
    const fields: Piece[] = [];
    for (const { name, type } of changed) {
      const value = expression(scope, type, depth - 1);
      if (value === undefined) return undefined;
      fields.push(code`, ${name}: ${value}`);
    }
    return code`{ ...${base.piece}${list(fields, "", 0)} }`;
  };
  const whole = () => {
    // Without a type around it, the order in which fields are written is part of the type.
    const ordered = known ? choices.shuffled(want.fields) : want.fields;
    const types = ordered.map((field) => field.type);
    if (!known && types.some(startsOpen)) return undefined;
    const values = everyExpression(scope, types, depth - 1, known);
    return values && recordText(ordered.map((field, at) => [field.name, values[at]!]));
  };
  return choices.try<Piece>([
    [1, update],
    [2, whole],
  ]);
}

/** `none`, a value of the item, or what a `find` finds. */
function buildOption(
  scope: Scope,
  want: Type & { kind: "option" },
  depth: number,
): Piece | undefined {
  return scope.choices.try<Piece>([
    [2, () => code`none`],
    [4, () => expression(scope, want.item, depth)],
    [depth > 0 ? 2 : 0, () => find(scope, want.item, depth)],
  ]);
}

/** `if c then none else e`, which is an option also where nothing says so. */
function openOption(
  scope: Scope,
  want: Type & { kind: "option" },
  depth: number,
): Piece | undefined {
  if (depth <= 0) return undefined;
  const test = condition(scope, depth - 1);
  const inner = withLocals(scope, scope.choices.chance(0.5) ? [] : test.known);
  const item = expression(inner, want.item, depth - 1, false);
  if (item === undefined) return undefined;
  const piece =
    inner === scope
      ? code`if ${test.piece} then none else ${item}`
      : code`if ${test.piece} then ${item} else none`;
  return operation(Level.conditional, piece);
}

/** `find(x: T where e)`: an error if there are several. */
function find(scope: Scope, item: Type, depth: number): Piece | undefined {
  const binders = drawBinders(scope, depth - 1, { most: 5, single: true });
  const bound = binders?.names[0];
  if (binders === undefined || bound === undefined) return undefined;
  if (bound.type.kind === "option" || !accepts(item, bound.type)) return undefined;
  const filter = condition(withLocals(scope, binders.names), depth - 1).piece;
  const found = operation(Level.atom, code`find(${binders.piece} where ${filter})`);
  if (dares(scope)) return found;
  const piece = code`if count(${binders.piece} where ${filter}) <= 1 then ${found} else none`;
  return operation(Level.conditional, piece, [found]);
}

function buildSet(
  scope: Scope,
  want: Type & { kind: "set" },
  depth: number,
  known: boolean,
): Piece | undefined {
  const { choices } = scope;
  const deep = depth > 0 ? 1 : 0;
  const element = () => expression(scope, want.item, depth - 1, known);
  const set = () => read(scope, (type) => accepts(want, type), depth - 1)?.piece;
  const infix = (operator: string, right: Piece | undefined) => {
    const left = set();
    if (left === undefined || right === undefined) return undefined;
    const piece = code`${slot(Level.sum, left)} ${operator} ${slot(Level.product, right)}`;
    return operation(Level.sum, piece, [left]);
  };
  return choices.try<Piece>([
    [
      3,
      () => {
        const least = known ? 0 : 1;
        if (!known && startsOpen(want.item)) return undefined;
        const count = choices.between(least, 2);
        const items = Array.from({ length: count }, element);
        return items.every((item) => item !== undefined)
          ? code`set(${list(
              items.map((element) => ({ parts: [slot(Level.sum, element)] })),
              ", ",
              least,
            )})`
          : undefined;
      },
    ],
    [3 * deep, () => infix(choices.chance(0.6) ? "+" : "-", element())],
    [2 * deep, () => infix(choices.chance(0.5) ? "+" : "-", set())],
    [
      2 * deep,
      () => {
        const [left, right] = [set(), set()];
        if (left === undefined || right === undefined) return undefined;
        return operation(Level.atom, code`intersect(${left}, ${right})`, [left]);
      },
    ],
    [3 * deep, () => setOf(scope, want, depth, known)],
  ]);
}

/** `set(x: T where e)` or `set(x: T where e => v)` */
function setOf(
  scope: Scope,
  want: Type & { kind: "set" },
  depth: number,
  known: boolean,
): Piece | undefined {
  const binders = drawBinders(scope, depth - 1, { most: 8, groups: 2 });
  if (binders === undefined) return undefined;
  const { choices } = scope;
  const inner = withLocals(scope, binders.names);
  const filter = choices.chance(0.6) ? condition(inner, depth - 1) : undefined;
  const where = filter === undefined ? "" : code` where ${filter.piece}`;
  const bound = binders.names[0]!.type;
  const itself =
    binders.names.length === 1 && bound.kind === want.item.kind && accepts(want.item, bound);
  if (itself && choices.chance(0.6)) return code`set(${binders.piece}${where})`;
  const open = withLocals(inner, filter?.known ?? []);
  if (!known && startsOpen(want.item)) return undefined;
  const value = expression(open, want.item, depth - 1, known);
  return value && code`set(${binders.piece}${where} => ${value})`;
}

function buildSequence(
  scope: Scope,
  want: Type & { kind: "seq" },
  depth: number,
  known: boolean,
): Piece | undefined {
  const { choices } = scope;
  const deep = depth > 0 ? 1 : 0;
  const element = () => expression(scope, want.item, depth - 1, known);
  const sequence = () => read(scope, (type) => accepts(want, type), depth - 1)?.piece;
  return choices.try<Piece>([
    [
      3,
      () => {
        const least = known ? 0 : 1;
        if (!known && startsOpen(want.item)) return undefined;
        const count = choices.between(least, Math.max(least, want.capacity));
        if (count > want.capacity) return undefined;
        const items = Array.from({ length: count }, element);
        return items.every((item) => item !== undefined)
          ? code`[${list(items, ", ", least)}]`
          : undefined;
      },
    ],
    [
      2 * deep,
      () => {
        const [left, right] = [sequence(), element()];
        if (left === undefined || right === undefined) return undefined;
        const sum = code`${slot(Level.sum, left)} + ${slot(Level.product, right)}`;
        if (dares(scope)) return operation(Level.sum, sum, [left]);
        const test = code`size(${left}) < ${String(want.capacity)}`;
        const piece = code`if ${test} then ${sum} else ${left}`;
        return operation(Level.conditional, piece, [left]);
      },
    ],
    [
      deep,
      () => {
        const left = sequence();
        if (left === undefined) return undefined;
        const rest = operation(Level.atom, code`rest(${left})`, [left]);
        if (dares(scope)) return rest;
        const piece = code`if size(${left}) > 0 then ${rest} else ${left}`;
        return operation(Level.conditional, piece, [left]);
      },
    ],
    [
      deep,
      () => {
        const left = sequence();
        const count = choices.between(0, 2);
        const which = choices.oneOf(["take", "drop"]);
        if (left === undefined) return undefined;
        return operation(Level.atom, code`${which}(${left}, ${String(count)})`, [left]);
      },
    ],
    [
      deep,
      () => {
        const [left, right] = [sequence(), sequence()];
        if (left === undefined || right === undefined) return undefined;
        const sum = code`${slot(Level.sum, left)} + ${slot(Level.product, right)}`;
        if (dares(scope)) return operation(Level.sum, sum, [left]);
        return operation(Level.atom, code`take(${sum}, ${String(want.capacity)})`, [left]);
      },
    ],
  ]);
}

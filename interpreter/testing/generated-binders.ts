/** Binders, the same in quantifiers, folds, `for` and `choose`. */
import type { Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { number, type Named, type Scope } from "./generated-module.ts";
import { read } from "./generated-reads.ts";
import { drawKey, int, isSymmetric, typeText } from "./generated-types.ts";
import { code, introduce, Level, list, slot, type Piece } from "./text-tree.ts";

export interface Binders {
  readonly piece: Piece;
  readonly names: readonly Named[];
  /** How many combinations of values there are at least and at most. */
  readonly least: number;
  readonly size: number;
}

export interface BinderWishes {
  /** Combinations of values, at most. */
  readonly most: number;
  /** Groups of names, at most. */
  readonly groups?: number;
  /** Only names of types. */
  readonly types?: boolean;
  /** One name only. */
  readonly single?: boolean;
  /** Nothing of a symmetric type. */
  readonly ordered?: boolean;
  /** Types to choose from, if there are any. */
  readonly among?: readonly Type[];
}

export function drawBinders(
  scope: Scope,
  depth: number,
  wishes: BinderWishes,
): Binders | undefined {
  const first = drawGroup(scope, depth, wishes);
  const more = wishes.groups === 2 && !wishes.single && scope.choices.chance(0.25);
  if (first === undefined || !more) return first;
  const most = Math.floor(wishes.most / Math.max(first.size, 1));
  const inner = { ...scope, locals: [...scope.locals, ...first.names] };
  const second = most < 2 ? undefined : drawGroup(inner, depth, { ...wishes, most });
  if (second === undefined) return first;
  return {
    piece: list([first.piece, second.piece], ", "),
    names: [...first.names, ...second.names],
    least: first.least * second.least,
    size: first.size * second.size,
  };
}

function drawGroup(scope: Scope, depth: number, wishes: BinderWishes): Binders | undefined {
  const inSets = wishes.types || depth <= 0 ? 0 : 1;
  return scope.choices.try<Binders>([
    [6, () => overType(scope, wishes)],
    [2 * inSets, () => overSet(scope, depth, wishes)],
    [inSets, () => overInterval(scope, depth, wishes)],
  ]);
}

function overType(scope: Scope, wishes: BinderWishes): Binders | undefined {
  const { choices, module } = scope;
  const type = choices.oneOf(wishes.among ?? []) ?? drawKey(module, Math.min(wishes.most, 5));
  const size = cardinality(type);
  if (size > wishes.most || (wishes.ordered && isSymmetric(type))) return undefined;
  const two = !wishes.single && size * size <= wishes.most && choices.chance(0.25);
  const distinct = choices.chance(two ? 0.6 : 0.03);
  const names = Array.from({ length: two ? 2 : 1 }, () => ({ name: module.fresh("x"), type }));
  const text = code`${distinct ? "distinct " : ""}${list(
    names.map(({ name }) => introduce(name)),
    ", ",
  )}: ${typeText(module, type)}`;
  const combinations = two ? size * (distinct ? size - 1 : size) : size;
  return { piece: text, names, least: combinations, size: combinations };
}

function overSet(scope: Scope, depth: number, wishes: BinderWishes): Binders | undefined {
  const fits = (type: Type) =>
    type.kind === "set" &&
    cardinality(type.item) <= wishes.most &&
    !(wishes.ordered && isSymmetric(type.item));
  const found = read(scope, fits, depth - 1);
  if (found?.type.kind !== "set") return undefined;
  const name = scope.module.fresh("x");
  const piece = code`${introduce(name)} in ${slot(Level.sum, found.piece)}`;
  const { item } = found.type;
  return { piece, names: [{ name, type: item }], least: 0, size: cardinality(item) };
}

function overInterval(scope: Scope, depth: number, wishes: BinderWishes): Binders | undefined {
  const { choices, module } = scope;
  const name = module.fresh("x");
  const from = choices.between(-1, 1);
  if (choices.chance(0.5)) {
    const to = from + choices.between(0, Math.min(2, wishes.most - 1));
    const type = int(from, to);
    const piece = code`${introduce(name)} in ${`${from}..${to}`}`;
    return { piece, names: [{ name, type }], least: to - from + 1, size: to - from + 1 };
  }
  const end = number(scope, Math.min(depth - 1, 1));
  const [low, high] = [Math.min(from, end.low), Math.max(from, end.high)];
  if (high - low + 1 > wishes.most) return undefined;
  const piece = code`${introduce(name)} in ${String(from)}..${slot(Level.sum, end.piece)}`;
  return { piece, names: [{ name, type: int(low, high) }], least: 0, size: high - low + 1 };
}

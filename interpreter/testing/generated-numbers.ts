/** Numbers: any number with its range, or one that fits a range. */
import type { Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { drawBinders } from "./generated-binders.ts";
import {
  condition,
  dares,
  expression,
  number,
  withLocals,
  type Numeric,
  type Scope,
} from "./generated-module.ts";
import { read } from "./generated-reads.ts";
import { code, Level, operation, slot, type Piece } from "./text-tree.ts";

/** Ranges stay below this, so that no product of them needs more than 32 bits. */
const FAR = 200;

export function literal(value: number): Piece {
  const level = value < 0 ? Level.negation : Level.atom;
  return operation(level, code`${String(value)}`);
}

function exactly(value: number): Numeric {
  return { piece: literal(value), low: value, high: value };
}

/** Any number. */
export function writeNumber(scope: Scope, wanted: number): Numeric {
  const { choices } = scope;
  const depth = scope.module.depth(wanted);
  const deep = depth > 0 ? 1 : 0;
  const found = choices.try<Numeric>([
    [3, () => exactly(choices.between(-1, 3))],
    [10, () => readNumber(scope, depth)],
    [4 * deep, () => infix(scope, depth)],
    [2 * deep, () => call(scope, depth)],
    [2 * deep, () => sizeOf(scope, depth)],
    [2 * deep, () => folded(scope, depth)],
    [deep, () => negated(scope, depth)],
    [deep, () => conditional(scope, depth)],
    [deep, () => firstOf(scope, depth)],
  ])!;
  const near = Math.abs(found.low) <= FAR && Math.abs(found.high) <= FAR;
  return near ? found : exactly(choices.between(0, 2));
}

function readNumber(scope: Scope, depth: number): Numeric | undefined {
  const found = read(scope, (type) => type.kind === "int", depth);
  if (found?.type.kind !== "int") return undefined;
  const { low, high } = found.type;
  const piece = operation(Level.atom, found.piece, [literal(low)]);
  return { piece, low, high };
}

function infix(scope: Scope, depth: number): Numeric | undefined {
  const a = number(scope, depth - 1);
  const b = number(scope, depth - 1);
  const smaller = [a.piece, b.piece];
  const write = (level: number, operator: string): Piece =>
    operation(
      level,
      code`${slot(level, a.piece)} ${operator} ${slot(level + 1, b.piece)}`,
      smaller,
    );
  const most = Math.max(Math.abs(b.low), Math.abs(b.high));
  const divides = b.low > 0 || b.high < 0 || dares(scope);
  return scope.choices.try<Numeric>([
    [4, () => ({ piece: write(Level.sum, "+"), low: a.low + b.low, high: a.high + b.high })],
    [4, () => ({ piece: write(Level.sum, "-"), low: a.low - b.high, high: a.high - b.low })],
    [
      1,
      () => {
        const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
        const [low, high] = [Math.min(...corners), Math.max(...corners)];
        return { piece: write(Level.product, "*"), low, high };
      },
    ],
    [
      divides ? 1 : 0,
      () => {
        const far = Math.max(Math.abs(a.low), Math.abs(a.high));
        return { piece: write(Level.product, "/"), low: -far, high: far };
      },
    ],
    [
      divides ? 2 : 0,
      () => ({
        piece: write(Level.product, "%"),
        low: a.low < 0 ? 1 - most : 0,
        high: a.high > 0 ? Math.max(most - 1, 0) : 0,
      }),
    ],
  ]);
}

function call(scope: Scope, depth: number): Numeric {
  const a = number(scope, depth - 1);
  const b = number(scope, depth - 1);
  const smaller = [a.piece, b.piece];
  return scope.choices.try<Numeric>([
    [
      2,
      () => ({
        piece: operation(Level.atom, code`min(${a.piece}, ${b.piece})`, smaller),
        low: Math.min(a.low, b.low),
        high: Math.min(a.high, b.high),
      }),
    ],
    [
      2,
      () => ({
        piece: operation(Level.atom, code`max(${a.piece}, ${b.piece})`, smaller),
        low: Math.max(a.low, b.low),
        high: Math.max(a.high, b.high),
      }),
    ],
    [
      1,
      () => ({
        piece: operation(Level.atom, code`abs(${a.piece})`, [a.piece]),
        low: 0,
        high: Math.max(Math.abs(a.low), Math.abs(a.high)),
      }),
    ],
  ])!;
}

function negated(scope: Scope, depth: number): Numeric {
  const a = number(scope, depth - 1);
  const piece = operation(Level.negation, code`-${slot(Level.atom, a.piece)}`, [a.piece]);
  return { piece, low: -a.high, high: -a.low };
}

function conditional(scope: Scope, depth: number): Numeric {
  const test = condition(scope, depth - 1);
  const a = number(withLocals(scope, test.known), depth - 1);
  const b = number(scope, depth - 1);
  const piece = code`if ${test.piece} then ${a.piece} else ${b.piece}`;
  return {
    piece: operation(Level.conditional, piece, [b.piece, a.piece]),
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
  };
}

function sizeOf(scope: Scope, depth: number): Numeric | undefined {
  const found = read(scope, (type) => type.kind === "set" || type.kind === "seq", depth - 1);
  if (found === undefined) return undefined;
  const high =
    found.type.kind === "set"
      ? cardinality(found.type.item)
      : (found.type as Type & { kind: "seq" }).capacity;
  const piece = operation(Level.atom, code`size(${found.piece})`, [literal(0)]);
  return { piece, low: 0, high };
}

function folded(scope: Scope, depth: number): Numeric | undefined {
  const binders = drawBinders(scope, depth - 1, { most: 9, groups: 2 });
  if (binders === undefined) return undefined;
  const { choices } = scope;
  const inner = withLocals(scope, binders.names);
  const filter = choices.chance(0.6) ? condition(inner, depth - 1) : undefined;
  const where = filter === undefined ? "" : code` where ${filter.piece}`;
  const value = number(withLocals(inner, filter?.known ?? []), depth - 1);
  const times = binders.size;
  const smaller = [literal(0)];
  const surely = filter === undefined && binders.least > 0;
  const atom = (piece: Piece) => operation(Level.atom, piece, smaller);
  const most = choices.oneOf(["min", "max"]);
  return choices.try<Numeric>([
    [4, () => ({ piece: atom(code`count(${binders.piece}${where})`), low: 0, high: times })],
    [
      2,
      () => ({
        piece: atom(code`sum(${binders.piece}${where} => ${value.piece})`),
        low: Math.min(0, value.low * times),
        high: Math.max(0, value.high * times),
      }),
    ],
    [
      surely || dares(scope) ? 2 : 0,
      () => ({ ...value, piece: atom(code`${most}(${binders.piece}${where} => ${value.piece})`) }),
    ],
  ]);
}

/** The first or last element of a sequence, behind a test unless a risk is taken. */
function firstOf(scope: Scope, depth: number): Numeric | undefined {
  const isNumbers = (type: Type) => type.kind === "seq" && type.item.kind === "int";
  const found = read(scope, isNumbers, depth - 1);
  if (found?.type.kind !== "seq" || found.type.item.kind !== "int") return undefined;
  const { low, high } = found.type.item;
  const which = scope.choices.oneOf(["first", "last"]);
  const element = operation(Level.atom, code`${which}(${found.piece})`, [literal(low)]);
  if (dares(scope)) return { piece: element, low, high };
  const guarded = code`if size(${found.piece}) > 0 then ${element} else ${literal(low)}`;
  return { piece: operation(Level.conditional, guarded, [literal(low)]), low, high };
}

/** A number of a range; now and then one that may lie outside, if a risk is taken. */
export function numberWithin(scope: Scope, want: Type & { kind: "int" }, depth: number): Piece {
  const { choices } = scope;
  const plain = (): Piece => literal(choices.between(want.low, want.high));
  if (depth <= 0 || choices.chance(0.15)) {
    return (choices.chance(0.5) ? inRange(scope, want, depth) : undefined) ?? plain();
  }
  if (choices.chance(0.35)) {
    const found = inRange(scope, want, depth);
    if (found !== undefined) return found;
  }
  const any = number(scope, depth);
  if (want.low <= any.low && any.high <= want.high) return any.piece;
  if (dares(scope)) return any.piece;
  return clamp(scope, any, want) ?? plain();
}

function inRange(scope: Scope, want: Type & { kind: "int" }, depth: number): Piece | undefined {
  const fits = (type: Type) =>
    type.kind === "int" && want.low <= type.low && type.high <= want.high;
  const found = read(scope, fits, depth);
  return found && operation(Level.atom, found.piece, [literal(want.low)]);
}

function clamp(scope: Scope, any: Numeric, want: Type & { kind: "int" }): Piece | undefined {
  const { choices } = scope;
  const [low, high] = [literal(want.low), literal(want.high)];
  const size = want.high - want.low + 1;
  const smaller = [low];
  return choices.try<Piece>([
    [3, () => operation(Level.atom, code`min(max(${any.piece}, ${low}), ${high})`, smaller)],
    [
      1,
      () => {
        const within = code`${slot(Level.sum, any.piece)} in ${`${want.low}..${want.high}`}`;
        const piece = code`if ${within} then ${any.piece} else ${low}`;
        return operation(Level.conditional, piece, smaller);
      },
    ],
    [
      want.low === 0 ? 3 : 0,
      () => {
        const positive =
          any.low >= 0
            ? code`${slot(Level.product, any.piece)}`
            : operation(Level.atom, code`abs(${any.piece})`);
        return operation(Level.product, code`${positive} % ${String(size)}`, smaller);
      },
    ],
    [
      want.low === 0 && want.high >= 1 ? 1 : 0,
      () => {
        const test = expression(scope, { kind: "bool" }, 1);
        return test && operation(Level.conditional, code`if ${test} then 1 else 0`, smaller);
      },
    ],
  ]);
}

/** Functions of the language, and `+` and `-` on sets and sequences. */
import type * as syntax from "../../grammar/syntax.ts";
import type { Location } from "../../grammar/source.ts";
import type { BuiltinName } from "../checked.ts";
import type { Expression, Type } from "../model.ts";
import { cardinality } from "../values.ts";
import type { Environment } from "./context.ts";
import { coerce, includes, int, join, sameShape, withoutOption } from "./types.ts";

type BuiltinNode = (Expression & { kind: "builtin" })["name"];

function builtin(
  name: BuiltinNode,
  type: Type,
  at: Location,
  ...values: readonly Expression[]
): Expression {
  return { kind: "builtin", name, type, at, arguments: values };
}

export function elaborateBuiltin(
  env: Environment,
  name: BuiltinName,
  nodes: readonly syntax.Expression[],
  at: Location,
  hint?: Type,
): Expression {
  // What these make has the type of what they are given.
  const isAlike = name === "rest" || name === "take" || name === "drop" || name === "intersect";
  const first = env.scope.builder.elaborate(env, nodes[0]!, isAlike ? hint : undefined);
  const second = nodes[1] && env.scope.builder.elaborate(env, nodes[1], first.type);
  switch (name) {
    case "size": {
      const { type } = first;
      const most =
        type.kind === "set" ? cardinality(type.item) : type.kind === "seq" ? type.capacity : 0;
      return builtin("size", int(0, most), at, first);
    }
    case "intersect":
    case "subset": {
      const type = join(first.type, second!.type);
      const [a, b] = [coerce(first, type), coerce(second!, type)];
      return builtin(name, name === "subset" ? { kind: "bool" } : type, at, a, b);
    }
    case "first":
    case "last":
      return builtin(name, (first.type as { item: Type }).item, at, first);
    case "rest":
      return builtin(name, first.type, at, first);
    case "take":
    case "drop":
      return builtin(name, first.type, at, first, second!);
    case "min":
    case "max": {
      const [a, b] = [first.type, second!.type] as (Type & { kind: "int" })[];
      const pick = name === "min" ? Math.min : Math.max;
      return builtin(name, int(pick(a!.low, b!.low), pick(a!.high, b!.high)), at, first, second!);
    }
    case "abs": {
      const { low, high } = first.type as Type & { kind: "int" };
      const least = low > 0 ? low : high < 0 ? -high : 0;
      return builtin(name, int(least, Math.max(Math.abs(low), Math.abs(high))), at, first);
    }
  }
}

/** `a + b` and `a - b` where a is a set or a sequence, and b another one or an element. */
export function setOrSequence(
  operator: "+" | "-",
  left: Expression,
  right: Expression,
  at: Location,
): Expression {
  const { type } = left;
  if (type.kind === "set") {
    const whole = right.type.kind === "set" && !sameShape(right.type, withoutOption(type.item));
    const item = join(type.item, whole ? (right.type as { item: Type }).item : right.type);
    if (operator === "-") {
      // What is taken away need not be a possible element: numbers of any range may be named.
      const name = whole ? "difference" : "remove";
      const set = coerce(left, { kind: "set", item });
      const other = coerce(right, whole ? { kind: "set", item } : item);
      return narrowed(builtin(name, { kind: "set", item }, at, set, other), type);
    }
    const result: Type = { kind: "set", item };
    const set = coerce(left, result);
    return whole
      ? builtin("union", result, at, set, coerce(right, result))
      : builtin("add", result, at, set, coerce(right, item));
  }
  if (type.kind === "seq") {
    const isElement = sameShape(right.type, withoutOption(type.item));
    const other = right.type.kind === "seq" && !isElement ? right.type : undefined;
    const item = join(type.item, other ? other.item : right.type);
    // The capacity that surely suffices; where the result goes says whether it is too long.
    const capacity = type.capacity + (other ? other.capacity : 1);
    const result: Type = { kind: "seq", capacity, item };
    const set = coerce(left, { ...type, item });
    return other
      ? builtin("concat", result, at, set, coerce(right, { ...other, item }))
      : builtin("append", result, at, set, coerce(right, item));
  }
  throw new Error(`${withoutOption(type).kind} has no ${operator}`);
}

function narrowed(value: Expression, type: Type): Expression {
  return includes(type, value.type) ? value : coerce(value, type);
}

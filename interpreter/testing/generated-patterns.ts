/** Patterns, and the arms of a `match`. */
import type { Type } from "../model.ts";
import type { Named, Scope } from "./generated-module.ts";
import { code, introduce, list, type Piece } from "./text-tree.ts";
import { variantText } from "./generated-variants.ts";

export interface DrawnPattern {
  readonly piece: Piece;
  readonly names: readonly Named[];
  /** It matches every value of its type. */
  readonly whole: boolean;
  /** It matches every value of its variant. */
  readonly wholeVariant: boolean;
}

const WILDCARD: DrawnPattern = { piece: code`_`, names: [], whole: true, wholeVariant: true };

function partial(piece: Piece, wholeVariant = false): DrawnPattern {
  return { piece, names: [], whole: false, wholeVariant };
}

/** A pattern; at the top of `is` and `match` a bare word would not be a new name. */
export function drawPattern(scope: Scope, type: Type, top: boolean, depth = 2): DrawnPattern {
  const { choices } = scope;
  const binds = (): DrawnPattern => {
    const name = scope.module.fresh("y");
    return { ...WILDCARD, piece: introduce(name), names: [{ name, type }] };
  };
  if (!top && choices.chance(0.6)) return binds();
  if (depth <= 0 || choices.chance(top ? 0.02 : 0.2)) return WILDCARD;
  switch (type.kind) {
    case "option": {
      if (choices.chance(0.3)) return partial(code`none`);
      const inner = drawPattern(scope, type.item, false, depth - 1);
      return { ...inner, piece: code`some ${inner.piece}`, whole: false };
    }
    case "enum":
      return variantPattern(scope, type, choices.between(0, type.variants.length - 1), depth);
    case "bool":
      return partial(code`${String(choices.chance(0.5))}`);
    case "int":
      return partial(code`${String(choices.between(type.low, type.high))}`);
    default:
      return top ? WILDCARD : binds();
  }
}

function variantPattern(
  scope: Scope,
  type: Type & { kind: "enum" },
  index: number,
  depth: number,
): DrawnPattern {
  const variant = type.variants[index]!;
  const name = variantText(type, index, scope.choices.chance(0.15));
  if (variant.payload.length === 0) {
    return { ...partial(name, true), whole: type.variants.length === 1 };
  }
  const items = variant.payload.map((item) => drawPattern(scope, item, false, depth - 1));
  const payload = list(
    items.map((item) => item.piece),
    ", ",
  );
  return {
    piece: code`${name}(${payload})`,
    names: items.flatMap((item) => item.names),
    whole: type.variants.length === 1 && items.every((item) => item.whole),
    wholeVariant: items.every((item) => item.whole),
  };
}

/** Patterns that together match every value, each of them reached by one. */
export function drawArms(scope: Scope, type: Type): DrawnPattern[] {
  const { choices } = scope;
  const literals = (values: readonly (number | boolean)[]): DrawnPattern[] =>
    values.map((value) => partial(code`${String(value)}`));
  switch (type.kind) {
    case "bool":
      return choices.chance(0.7)
        ? literals(choices.shuffled([true, false]))
        : [...literals([choices.chance(0.5)]), WILDCARD];
    case "int": {
      const values = [type.low, type.high, choices.between(type.low, type.high)];
      return [...literals([...new Set(values)].slice(0, choices.between(1, 2))), WILDCARD];
    }
    case "option": {
      const inner = drawPattern(scope, type.item, false);
      const some = { ...inner, piece: code`some ${inner.piece}`, whole: false };
      const both = choices.shuffled([partial(code`none`), some]);
      return inner.whole && choices.chance(0.8) ? both : [some, WILDCARD];
    }
    case "enum": {
      const indices = choices.shuffled(type.variants.map((_, index) => index));
      const kept = choices.chance(0.5) ? indices.length : choices.between(1, indices.length);
      const arms = indices.slice(0, kept).map((index) => variantPattern(scope, type, index, 2));
      const complete = kept === indices.length && arms.every((arm) => arm.wholeVariant);
      return complete ? arms : [...arms, WILDCARD];
    }
    default:
      return [WILDCARD];
  }
}

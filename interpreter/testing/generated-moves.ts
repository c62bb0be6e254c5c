/**
 * Moves: what makes a module go somewhere. Without them most random actions write what is there
 * already, and a run is over before anything has happened.
 */
import type { Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { drawPlace } from "./generated-assignments.ts";
import { takeWays, type Body } from "./generated-body.ts";
import { accepts, typeText } from "./generated-types.ts";
import { code, introduce, Level, operation, slot, use, type Piece } from "./text-tree.ts";

/** A statement or two that give some variable another value, more often than not. */
export function drawMove(body: Body): Piece[] | undefined {
  const { choices, module } = body;
  const place = drawPlace(body, choices.oneOf(body.writable));
  if (place === undefined || place.present.length > 0) return undefined;
  const { piece, type } = place;
  const local = choices.oneOf(body.locals.filter((candidate) => accepts(type, candidate.type)));
  return choices.try<Piece[]>([
    [local === undefined ? 0 : 3, () => [code`${piece} = ${use(local!.name)}`]],
    [type.kind === "bool" ? 6 : 0, () => [code`${piece} = not ${slot(Level.not, piece)}`]],
    [
      type.kind === "int" ? 6 : 0,
      () => {
        const { low, high } = type as Type & { kind: "int" };
        const next = code`if ${piece} < ${String(high)} then ${piece} + 1 else ${String(low)}`;
        return [code`${piece} = ${operation(Level.conditional, next)}`];
      },
    ],
    [
      type.kind === "set" ? 3 : 0,
      () => {
        const item = (type as Type & { kind: "set" }).item;
        const element = body.locals.find((candidate) => accepts(item, candidate.type));
        if (element === undefined) return undefined;
        return [code`${piece} ${choices.chance(0.6) ? "+=" : "-="} ${use(element.name)}`];
      },
    ],
    [
      cardinality(type) <= 8 ? 4 : 0,
      () => {
        if (!takeWays(body, cardinality(type))) return undefined;
        const name = module.fresh("x");
        const other = choices.chance(0.5) ? code` where ${use(name)} != ${piece}` : "";
        return [
          code`choose ${introduce(name)}: ${typeText(module, type)}${other}`,
          code`${piece} = ${use(name)}`,
        ];
      },
    ],
  ]);
}

/** `not (x == 1 and y is some _ and ...)`: what a state that is far away may break. */
export function drawSuspicion(body: Body): Piece | undefined {
  const all = drawSituation(body, body.choices.between(1, 3));
  return all && operation(Level.not, code`not ${slot(Level.not, all)}`);
}

/** `x == 1 and y is some _ and ...` */
export function drawSituation(body: Body, most: number): Piece | undefined {
  const { choices } = body;
  const parts: Piece[] = [];
  for (let count = most; count > 0; count--) {
    const place = drawPlace(body, choices.oneOf(body.writable));
    if (place === undefined || place.present.length > 0) continue;
    const test = isAt(body, place.piece, place.type);
    if (test !== undefined) parts.push(test);
  }
  return parts.reduce<Piece | undefined>((left, right) => {
    if (left === undefined) return right;
    const both = code`${slot(Level.and, left)} and ${slot(Level.and + 1, right)}`;
    return operation(Level.and, both, [left, right]);
  }, undefined);
}

/** Whether a place has one particular value, or one of a few. */
function isAt(body: Body, piece: Piece, type: Type): Piece | undefined {
  const { choices } = body;
  const test = (text: Piece) => operation(Level.comparison, text);
  switch (type.kind) {
    case "bool":
      return choices.chance(0.5) ? piece : operation(Level.not, code`not ${piece}`);
    case "int":
      return test(
        code`${piece} == ${operation(Level.negation, code`${String(choices.between(type.low, type.high))}`)}`,
      );
    case "enum": {
      const { name, payload } = choices.oneOf(type.variants)!;
      const rest = payload.length === 0 ? "" : `(${payload.map(() => "_").join(", ")})`;
      return test(code`${piece} is ${use(`${type.name}.${name}`, name)}${rest}`);
    }
    case "option":
      return test(code`${piece} is ${choices.chance(0.5) ? "none" : "some _"}`);
    case "set":
      return test(
        code`size(${piece}) == ${String(choices.between(0, Math.log2(cardinality(type))))}`,
      );
    case "seq":
      return test(code`size(${piece}) == ${String(choices.between(0, type.capacity))}`);
    case "symmetric": {
      const local = body.locals.find((candidate) => accepts(type, candidate.type));
      return local && test(code`${piece} == ${use(local.name)}`);
    }
    default:
      return undefined;
  }
}

/** Assignments: places through keys, fields and `!`, and the three operators. */
import type { Type } from "../model.ts";
import type { Body, Drawn } from "./generated-body.ts";
import { dares, expression, type Named } from "./generated-module.ts";
import { keysText, read } from "./generated-reads.ts";
import { accepts } from "./generated-types.ts";
import { code, Level, operation, print, slot, use, type Piece } from "./text-tree.ts";

export interface Place {
  readonly piece: Piece;
  readonly type: Type;
  /** Parts on the way that must not be none. */
  readonly present: readonly Piece[];
}

export function drawAssignment(body: Body): Drawn | undefined {
  const place = drawPlace(body, body.choices.oneOf(body.writable));
  return place && assignTo(body, place);
}

/** A variable, or a part of it. */
export function drawPlace(body: Body, variable: Named | undefined): Place | undefined {
  if (variable === undefined) return undefined;
  let place: Place = { piece: use(variable.name), type: variable.type, present: [] };
  for (let turns = 0; turns < 4; turns++) {
    const next = step(body, place);
    if (next === "here") return place;
    if (next === undefined) return undefined;
    place = next;
  }
  return place;
}

function step(body: Body, place: Place): Place | "here" | undefined {
  const { choices } = body;
  const { piece, type, present } = place;
  switch (type.kind) {
    case "map": {
      if (choices.chance(0.05)) return "here";
      const keys = keysText(body, type.keys, 1);
      return keys && { piece: code`${piece}[${keys}]`, type: type.value, present };
    }
    case "record": {
      if (choices.chance(0.4)) return "here";
      const field = choices.oneOf(type.fields);
      return field && { piece: code`${piece}.${field.name}`, type: field.type, present };
    }
    case "option": {
      if (choices.chance(0.7)) return "here";
      return { piece: code`${piece}!`, type: type.item, present: [...present, piece] };
    }
    default:
      return "here";
  }
}

function assignTo(body: Body, place: Place): Drawn | undefined {
  const { choices } = body;
  const { piece, type } = place;
  const statement = choices.try<Piece>([
    [
      6,
      () => {
        const value = expression(body, type, 3);
        // Nothing would happen, and that is no fun.
        if (value === undefined || print(value) === print(piece)) return undefined;
        return code`${piece} = ${value}`;
      },
    ],
    [type.kind === "int" ? 5 : 0, () => countOn(body, piece, type as Type & { kind: "int" })],
    [type.kind === "set" ? 8 : 0, () => changeSet(body, piece, type as Type & { kind: "set" })],
    [type.kind === "seq" ? 8 : 0, () => append(body, piece, type as Type & { kind: "seq" })],
  ]);
  if (statement === undefined) return undefined;
  if (dares(body)) return { piece: statement };
  return { piece: place.present.reduceRight(onlyIfPresent, statement) };
}

/** Reading `place!` is safe behind this test. */
function onlyIfPresent(statement: Piece, option: Piece): Piece {
  return { ...code`if ${option} is some _ {\n${statement}\n}`, smaller: [statement] };
}

function countOn(body: Body, piece: Piece, type: Type & { kind: "int" }): Piece | undefined {
  const { choices } = body;
  const up = choices.chance(0.5);
  const operator = up ? "+=" : "-=";
  if (dares(body)) {
    const amount = expression(body, { kind: "int", low: 0, high: 2 }, 2);
    return amount && code`${piece} ${operator} ${amount}`;
  }
  const test = up ? code`${piece} < ${String(type.high)}` : code`${piece} > ${String(type.low)}`;
  const statement = code`${piece} ${operator} 1`;
  return { ...code`if ${test} {\n${statement}\n}`, smaller: [statement] };
}

function changeSet(body: Body, piece: Piece, type: Type & { kind: "set" }): Piece | undefined {
  const { choices } = body;
  const operator = choices.oneOf(["+=", "-="]);
  const value = choices.chance(0.7)
    ? expression(body, type.item, 2)
    : read(body, (found) => accepts(type, found), 1)?.piece;
  return value && code`${piece} ${operator} ${value}`;
}

function append(body: Body, piece: Piece, type: Type & { kind: "seq" }): Piece | undefined {
  const { choices } = body;
  const room = code`size(${piece}) < ${String(type.capacity)}`;
  return choices.try<Piece>([
    [
      4,
      () => {
        const element = expression(body, type.item, 2);
        const statement = element && code`${piece} += ${element}`;
        if (statement === undefined || dares(body)) return statement;
        return { ...code`if ${room} {\n${statement}\n}`, smaller: [statement] };
      },
    ],
    [
      1,
      () => {
        const other = read(body, (found) => accepts(type, found), 1);
        return other && dares(body) ? code`${piece} += ${other.piece}` : undefined;
      },
    ],
    [
      3,
      () => {
        const rest = code`${piece} = rest(${piece})`;
        if (dares(body)) return rest;
        return { ...code`if size(${piece}) > 0 {\n${rest}\n}`, smaller: [rest] };
      },
    ],
    [
      1,
      () => {
        const element = expression(body, type.item, 1);
        if (element === undefined) return undefined;
        const sum = operation(
          Level.sum,
          code`${slot(Level.sum, piece)} + ${slot(Level.product, element)}`,
        );
        return code`${piece} = take(${sum}, ${String(type.capacity)})`;
      },
    ],
  ]);
}

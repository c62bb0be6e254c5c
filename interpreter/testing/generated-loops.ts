/**
 * Loops over symmetric values. Their rounds must not depend on the order, so what a loop writes is
 * decided first: cells at its own value, sets and numbers that only grow or only shrink, constants.
 * None of it may be read in the loop, except the cells.
 */
import type { Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { truism } from "./generated-conditions.ts";
import { takeWays, type Body, type Drawn } from "./generated-body.ts";
import {
  condition,
  dares,
  expression,
  withLocals,
  type Cell,
  type Named,
} from "./generated-module.ts";
import { cellText, read } from "./generated-reads.ts";
import { typeText } from "./generated-types.ts";
import { plainValue } from "./generated-values.ts";
import { block, code, introduce, Level, slot, use, type Piece } from "./text-tree.ts";

/** One way in which the loop writes one variable. */
type Write = (inner: Body) => Piece | undefined;

interface Plan {
  readonly variable: Named;
  readonly cell?: Cell;
  readonly write: Write;
}

export function symmetricLoop(body: Body): Drawn | undefined {
  const { choices, module } = body;
  const type = choices.oneOf(module.symmetric);
  if (type === undefined) return undefined;
  const name = module.fresh("x");
  const set = choices.chance(0.25)
    ? read(body, (found) => found.kind === "set" && found.item === type, 1)
    : undefined;
  const binder =
    set === undefined
      ? code`${introduce(name)}: ${typeText(module, type)}`
      : code`${introduce(name)} in ${slot(Level.sum, set.piece)}`;
  const plans = choices
    .shuffled(body.writable)
    .flatMap((variable) => planFor(body, variable, { name, type }) ?? [])
    .slice(0, choices.between(1, 2));
  if (plans.length === 0) return undefined;
  const inner: Body = {
    ...body,
    locals: [...body.locals, { name, type }],
    hidden: new Set([...body.hidden, ...plans.map((plan) => plan.variable.name)]),
    cells: [...body.cells, ...plans.flatMap((plan) => plan.cell ?? [])],
    writable: [],
    labels: [],
    rounds: body.rounds * type.size,
  };
  const filter = choices.chance(0.4) ? condition(inner, 2) : undefined;
  const where = filter === undefined ? "" : code` where ${filter.piece}`;
  const round = drawRound({ ...inner, locals: [...inner.locals, ...(filter?.known ?? [])] }, plans);
  if (round.length === 0) return undefined;
  return { piece: code`for ${binder}${where} ${block(round)}` };
}

function planFor(body: Body, variable: Named, round: Named): Plan | undefined {
  const { choices } = body;
  const { name, type } = variable;
  if (body.hidden.has(name)) return undefined;
  const place = use(name);
  switch (type.kind) {
    case "map": {
      const positions = type.keys.flatMap((key, at) => (key === round.type ? [at] : []));
      const position = choices.oneOf(positions);
      if (position === undefined) return undefined;
      const cell: Cell = { ...variable, key: round.name, position };
      return { variable, cell, write: (inner) => writeCell(inner, cell, type) };
    }
    case "set": {
      if (type.item !== round.type) return undefined;
      const operator = choices.oneOf(["+=", "-="]);
      return { variable, write: () => code`${place} ${operator} ${use(round.name)}` };
    }
    case "int": {
      if (!dares(body)) return constantPlan(body, variable);
      const operator = choices.oneOf(["+=", "-="]);
      return { variable, write: () => code`${place} ${operator} 1` };
    }
    case "bool":
    case "enum":
      return constantPlan(body, variable);
    default:
      return undefined;
  }
}

function constantPlan(body: Body, variable: Named): Plan | undefined {
  const value = plainValue({ ...body, locals: [] }, variable.type);
  return value && { variable, write: () => code`${use(variable.name)} = ${value}` };
}

function writeCell(inner: Body, cell: Cell, type: Type & { kind: "map" }): Piece | undefined {
  const place = cellText(inner, cell, type.keys, 0);
  const { value } = type;
  if (place === undefined) return undefined;
  const field =
    value.kind === "record" && inner.choices.chance(0.5)
      ? inner.choices.oneOf(value.fields)
      : undefined;
  const written = expression(inner, field?.type ?? value, 2);
  if (written === undefined) return undefined;
  return field === undefined
    ? code`${place} = ${written}`
    : code`${place}.${field.name} = ${written}`;
}

function drawRound(inner: Body, plans: readonly Plan[]): Piece[] {
  const { choices, module } = inner;
  const statements: Piece[] = [];
  let scope = inner;
  const onlyCells = plans.every((plan) => plan.cell !== undefined);
  if (onlyCells && choices.chance(0.2)) {
    const type = choices.oneOf<Type>([{ kind: "bool" }, ...module.symmetric]);
    if (takeWays(inner, cardinality(type))) {
      const name = module.fresh("x");
      statements.push(code`choose ${introduce(name)}: ${typeText(module, type)}`);
      scope = { ...scope, locals: [...scope.locals, { name, type }] };
    }
  }
  if (choices.chance(0.15)) statements.push(code`assert ${truism(scope, 2).piece}`);
  if (choices.chance(0.15)) statements.push(code`cost ${introduce("cost work", "work")} += 1`);
  for (const plan of plans) {
    const write = plan.write(scope);
    if (write === undefined) continue;
    if (choices.chance(0.6)) {
      statements.push(write);
      continue;
    }
    const test = condition(scope, 2);
    const known = { ...scope, ...withLocals(scope, test.known) };
    const then = plan.write(known) ?? write;
    const piece = code`if ${test.piece} ${block([then])}`;
    statements.push({ ...piece, smaller: [write] });
  }
  return statements;
}

/** Statements: bodies of actions, steps, effects and `init`. */
import type { Type } from "../model.ts";
import { drawAssignment } from "./generated-assignments.ts";
import { drawBinders } from "./generated-binders.ts";
import { truism } from "./generated-conditions.ts";
import {
  condition,
  expression,
  number,
  withComment,
  withLocals,
  type Named,
} from "./generated-module.ts";
import { drawSuspicion } from "./generated-moves.ts";
import { drawArms } from "./generated-patterns.ts";
import { everyExpression, read } from "./generated-reads.ts";
import { symmetricLoop } from "./generated-loops.ts";
import { takeWays, type Body, type Drawn } from "./generated-body.ts";
import { drawType } from "./generated-types.ts";
import { block, code, introduce, list, use, type Piece } from "./text-tree.ts";

export interface DrawnBlock {
  readonly statements: Piece[];
  /** Control never gets past its end. */
  readonly ends: boolean;
}

/** Up to `most` statements, each seeing what those before it have named. */
export function drawBlock(body: Body, most: number): DrawnBlock {
  const { choices } = body;
  const count = choices.between(Math.min(1, most), most);
  const statements: Piece[] = [];
  let inner = body;
  for (let at = 0; at < count && body.module.fuel > 0; at++) {
    const drawn = drawStatement(inner);
    if (drawn === undefined) continue;
    statements.push(withComment(body.module, drawn.piece));
    if (drawn.ends) return { statements, ends: true };
    inner = { ...inner, locals: [...inner.locals, ...(drawn.names ?? [])] };
  }
  const leave = choices.chance(body.labels.length > 0 ? 0.4 : 0) ? drawLeave(body) : undefined;
  return leave === undefined
    ? { statements, ends: false }
    : { statements: [...statements, leave], ends: true };
}

/** `goto` or `stop`. */
function drawLeave(body: Body): Piece {
  const label = body.choices.oneOf(body.labels);
  if (label === undefined || body.choices.chance(0.25)) return code`stop`;
  return code`goto ${use(`${body.process!.name}.${label}`, label)}`;
}

function drawStatement(body: Body): Drawn | undefined {
  const { choices } = body;
  const nest = body.nesting > 0 ? 1 : 0;
  body.module.fuel--;
  const { unruly } = body.module.temper;
  const loops = nest * (unruly ? 20 : 3);
  return choices.try<Drawn>([
    [12, () => drawAssignment(body)],
    [2, () => drawLet(body)],
    [4 * nest, () => drawIf(body)],
    [2 * nest, () => drawMatch(body)],
    [2 * nest, () => drawFor(body)],
    [loops, () => (unruly ? drawFor(body, false) : symmetricLoop(body))],
    [2, () => drawChoose(body)],
    [2 * nest, () => drawEither(body)],
    [2, () => drawAssert(body)],
    [1, () => drawCost(body)],
    [3, () => drawCall(body)],
  ]);
}

function nested(body: Body, names: readonly Named[] = [], rounds = 1): Body {
  return {
    ...body,
    nesting: body.nesting - 1,
    rounds: body.rounds * rounds,
    locals: [...body.locals, ...names],
  };
}

/** The statements of a block may stand in place of what is around it, unless they leave the step. */
function unwrapped(blocks: readonly DrawnBlock[]): Piece[] {
  return blocks
    .filter(({ statements, ends }) => !ends && statements.length > 0)
    .map(({ statements }) => list(statements, "\n", 0));
}

function drawLet(body: Body): Drawn | undefined {
  const { module, choices } = body;
  const found = choices.chance(0.5) ? read(body, () => true, 1) : undefined;
  const type: Type = found?.type ?? drawType(module, 12);
  const value = expression(body, type, 2, false);
  if (value === undefined) return undefined;
  const name = module.fresh("l");
  return { piece: code`let ${introduce(name)} = ${value}`, names: [{ name, type }] };
}

function drawIf(body: Body): Drawn {
  const { choices } = body;
  const blocks: DrawnBlock[] = [];
  const branch = (): Piece => {
    const test = condition(body, 2);
    const then = drawBlock(nested(body, test.known), 2);
    blocks.push(then);
    return code`if ${test.piece} ${block(then.statements)}`;
  };
  let piece = branch();
  if (choices.chance(0.2)) piece = code`${piece} else ${branch()}`;
  const otherwise = choices.chance(0.4);
  if (otherwise) {
    const last = drawBlock(nested(body), 2);
    blocks.push(last);
    piece = code`${piece} else ${block(last.statements)}`;
  }
  const ends = otherwise && blocks.every((each) => each.ends);
  return { piece: { ...piece, smaller: unwrapped(blocks) }, ends };
}

function drawMatch(body: Body): Drawn | undefined {
  const hasArms = (type: Type) => ["option", "enum", "bool", "int"].includes(type.kind);
  const subject = read(body, hasArms, 2);
  if (subject === undefined) return undefined;
  const arms = drawArms(body, subject.type).map((pattern) => {
    const statements = drawBlock(nested(body, pattern.names), 2);
    const piece = code`${pattern.piece} => ${block(statements.statements)}`;
    return { statements, piece };
  });
  const text = list(
    arms.map((arm) => arm.piece),
    "\n",
  );
  const blocks = arms.map((arm) => arm.statements);
  return {
    piece: { ...code`match ${subject.piece} {\n${text}\n}`, smaller: unwrapped(blocks) },
    ends: blocks.every((each) => each.ends),
  };
}

/** A loop whose order means something: unless it is unruly, over nothing of a symmetric type. */
function drawFor(body: Body, ordered = true): Drawn | undefined {
  const symmetric = ordered ? undefined : body.module.symmetric;
  const binders = drawBinders(body, 2, { most: 4, groups: 2, ordered, among: symmetric });
  if (binders === undefined) return undefined;
  const inner = nested(body, binders.names);
  const filter = body.choices.chance(0.4) ? condition(inner, 2) : undefined;
  const where = filter === undefined ? "" : code` where ${filter.piece}`;
  const round = drawBlock(nested(inner, filter?.known, binders.size), 2);
  return {
    piece: {
      ...code`for ${binders.piece}${where} ${block(round.statements)}`,
      smaller: unwrapped([round]),
    },
  };
}

function drawChoose(body: Body): Drawn | undefined {
  const binders = drawBinders(body, 2, { most: 6, groups: 2 });
  if (binders === undefined || !takeWays(body, binders.size)) return undefined;
  const filter = body.choices.chance(0.6)
    ? condition(withLocals(body, binders.names), 2)
    : undefined;
  const where = filter === undefined ? "" : code` where ${filter.piece}`;
  const names = [...binders.names, ...(filter?.known ?? [])];
  const bare = code`choose ${binders.piece}`;
  return { piece: { ...code`choose ${binders.piece}${where}`, smaller: [bare] }, names };
}

function drawEither(body: Body): Drawn | undefined {
  const { choices } = body;
  const count = choices.between(2, 3);
  if (!takeWays(body, count)) return undefined;
  const blocks: DrawnBlock[] = [];
  const branches = Array.from({ length: count }, () => {
    const guard = choices.chance(0.4) ? condition(body, 2) : undefined;
    const branch = drawBlock(nested(body, guard?.known), 2);
    blocks.push(branch);
    const when = guard === undefined ? "" : code`when ${guard.piece} `;
    return code`${when}${block(branch.statements)}`;
  });
  return {
    piece: { ...code`either ${list(branches, " or ", 1)}`, smaller: unwrapped(blocks) },
    ends: blocks.every((each) => each.ends),
  };
}

/** A truism, unless the module is one that doubts. */
export function drawAssert(body: Body): Drawn {
  const { choices, module } = body;
  const doubtful = choices.chance(module.temper.doubt.assert);
  const writable = body.module.variables;
  const test = doubtful
    ? (drawSuspicion({ ...body, writable }) ?? condition(body, 3).piece)
    : truism(body, 2).piece;
  const message = choices.chance(0.5) ? `, "${module.fresh("claim ")} \\"holds\\""` : "";
  return { piece: code`assert ${test}${message}` };
}

function drawCost(body: Body): Drawn {
  const { choices } = body;
  const amount = number(body, choices.between(0, 1));
  const name = choices.oneOf(["work", "copies"]);
  return { piece: code`cost ${introduce(`cost ${name}`, name)} += ${amount.piece}` };
}

function drawCall(body: Body): Drawn | undefined {
  const { choices, module } = body;
  const effects = module.effects.filter((effect) => body.old || !effect.old);
  const effect = choices.oneOf(effects);
  if (effect === undefined || !takeWays(body, effect.ways)) return undefined;
  const values = everyExpression(body, effect.parameters, 2);
  return values && { piece: code`${use(effect.name)}(${list(values, ", ")})` };
}

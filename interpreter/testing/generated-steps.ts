/** Actions and processes. */
import type { Type } from "../model.ts";
import { cardinality } from "../values.ts";
import {
  bodyOf,
  drawGuard,
  drawSignature,
  moduleScope,
  signatureText,
} from "./generated-declarations.ts";
import {
  expression,
  withLocals,
  type GeneratedModule,
  type Named,
  type Scope,
} from "./generated-module.ts";
import { drawMove, drawSituation } from "./generated-moves.ts";
import { drawAssert, drawBlock } from "./generated-statements.ts";
import { drawType, hasLiteral, typeText } from "./generated-types.ts";
import { plainValue } from "./generated-values.ts";
import { block, code, introduce, list, use, type Piece } from "./text-tree.ts";

export interface DrawnAction {
  readonly name: string;
  readonly parameters: readonly Named[];
  readonly piece: Piece;
}

export function drawAction(module: GeneratedModule): DrawnAction {
  const { choices } = module;
  const name = module.fresh("act");
  const parameters = drawSignature(module, choices.oneOf([0, 1, 1, 1, 2, 2]), 12);
  const scope = moduleScope(module, { locals: parameters });
  const guard = module.temper.deadlock ? drawSituationGuard(scope) : drawGuard(scope, 0.4);
  const inner = withLocals({ ...scope, old: true }, guard.known);
  const tuples = parameters.reduce((product, { type }) => product * cardinality(type), 1);
  const body = bodyOf(inner, module.variables, Math.max(4, 24 / tuples));
  const move = (choices.chance(0.85) ? drawMove(body) : undefined) ?? [];
  const others = drawBlock(body, move.length > 0 ? 2 : 4).statements;
  if (choices.chance(module.temper.doubt.assert / 2)) others.push(drawAssert(body).piece);
  const statements = choices.chance(0.7) ? [...move, ...others] : [...others, ...move];
  const signature =
    parameters.length > 0 || choices.chance(0.3)
      ? code`(${signatureText(module, parameters)})`
      : "";
  const fair = choices.chance(0.1) ? drawFairness(module, true) : "";
  const piece = code`action ${introduce(name)}${signature}${fair}${guard.piece} ${block(statements)}`;
  return { name, parameters, piece };
}

/** A guard that is often closed, so that runs end. */
function drawSituationGuard(scope: Scope) {
  const { module, choices } = scope;
  const body = bodyOf(scope, module.variables);
  const situation = drawSituation(body, choices.between(1, 3));
  if (situation === undefined || choices.chance(0.2)) return drawGuard(scope, 0.9);
  return { piece: { ...code` when ${situation}`, smaller: [code``] }, known: [] };
}

function drawFairness(module: GeneratedModule, any: boolean): Piece {
  const { choices } = module;
  const strength = choices.oneOf(["weakly", "strongly"]);
  const piece = code` ${strength} fair${any && choices.chance(0.3) ? " any" : ""}`;
  return { ...piece, smaller: [code``] };
}

/** What others may say about a process, before its steps are written. */
export interface ProcessPlan {
  readonly index: number;
  readonly initial: readonly Piece[];
}

/** Draws parameters, locals and labels; `room` is how many values all its variables may have. */
export function planProcess(module: GeneratedModule, room: number): ProcessPlan | undefined {
  const { choices } = module;
  const parameters = drawSignature(module, choices.oneOf([0, 1, 1]), 3);
  const instances = parameters.reduce((product, { type }) => product * cardinality(type), 1);
  const labels = Array.from({ length: choices.between(1, 3) }, () => module.fresh("s"));
  let left = Math.floor(room ** (1 / instances) / (labels.length + 1));
  if (left < 1) return undefined;
  const locals: Named[] = [];
  const initial: Piece[] = [];
  const scope = moduleScope(module, { state: false, locals: parameters, risk: 0 });
  for (let count = choices.between(0, 2); count > 0 && left >= 2; count--) {
    const type: Type = drawType(module, Math.min(left, 4), 1);
    const plain = plainValue(scope, type);
    if (plain === undefined || (!hasLiteral(type) && parameters.length === 0)) continue;
    const value = choices.chance(0.3) ? expression(scope, type, 1) : undefined;
    left = Math.floor(left / cardinality(type));
    locals.push({ name: module.fresh("w"), type });
    initial.push({ parts: [value ?? plain], smaller: [plain] });
  }
  const name = module.fresh("p");
  module.processes.push({ name, parameters, locals, lets: [], labels });
  return { index: module.processes.length - 1, initial };
}

export interface DrawnProcess {
  readonly name: string;
  readonly parameters: readonly Named[];
  readonly labels: readonly string[];
  readonly piece: Piece;
}

export function drawProcess(module: GeneratedModule, plan: ProcessPlan): DrawnProcess {
  const { choices } = module;
  const planned = module.processes[plan.index]!;
  const { name, parameters, locals, labels } = planned;
  const scope = moduleScope(module, { locals: parameters, process: planned });
  const lets: Named[] = [];
  const letText: Piece[] = [];
  for (let count = choices.oneOf([0, 0, 1]); count > 0; count--) {
    const type = drawType(module, 9);
    const value = expression(scope, type, 2, false);
    if (value === undefined) continue;
    const letName = module.fresh("l");
    lets.push({ name: letName, type });
    letText.push(code`let ${introduce(letName)} = ${value}`);
  }
  const process = { ...planned, lets };
  const fair = choices.chance(0.2);
  const steps = labels.map((label) => {
    const place = { ...scope, process };
    const guard = drawGuard(place, 0.35);
    const inner = withLocals({ ...place, old: true }, guard.known);
    const body = { ...bodyOf(inner, [...module.variables, ...locals]), labels };
    const move = (choices.chance(0.4) ? drawMove(body) : undefined) ?? [];
    const statements = [...move, ...drawBlock(body, 2).statements];
    const unfair = fair && choices.chance(0.15) ? " unfair" : "";
    const word = introduce(`${name}.${label}`, label);
    return code`step ${word}${unfair}${guard.piece} ${block(statements)}`;
  });
  const localText = locals.map(
    (local, at) =>
      code`var ${introduce(local.name)}: ${typeText(module, local.type)} = ${plan.initial[at]!}`,
  );
  const signature = parameters.length > 0 ? code`(${signatureText(module, parameters)})` : "";
  const fairness = fair ? drawFairness(module, false) : "";
  const head = code`process ${introduce(name)}${signature}${fairness}`;
  const body = [list([...localText, ...letText], "\n", 0), list(steps, "\n", 1)];
  return { name, parameters, labels, piece: code`${head} {\n${body[0]!}\n${body[1]!}\n}` };
}

/** Names for `limit`, `scenario` and the like: one word for an action, two for a step. */
export interface StepName {
  readonly path: Piece;
  readonly parameters: readonly Named[];
}

export function stepNames(
  actions: readonly DrawnAction[],
  processes: readonly DrawnProcess[],
): StepName[] {
  return [
    ...actions.map(({ name, parameters }) => ({ path: use(name), parameters })),
    ...processes.flatMap(({ name, parameters, labels }) =>
      labels.map((label) => ({
        path: code`${use(name)}.${use(`${name}.${label}`, label)}`,
        parameters,
      })),
    ),
  ];
}

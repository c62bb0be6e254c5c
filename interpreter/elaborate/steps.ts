/** Actions and the steps of processes: everything that can happen in the instance. */
import type { Location } from "../../grammar/source.ts";
import type * as syntax from "../../grammar/syntax.ts";
import type { Expression, InstanceStep, Statement, Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { bind, environment, locate, type Environment, type Scope } from "./context.ts";
import { elaborateType } from "./declared-types.ts";
import { arithmetic, compare, conjunction, constant, number } from "./fold.ts";
import { counterAt, elaborateBool, readVariable } from "./expressions.ts";
import { refuse } from "./problem.ts";
import { REST } from "./state.ts";
import { elaborateBlock, leave, rest } from "./statements.ts";
import { coerce } from "./types.ts";

/** Argument tuples of one step; each is tried in every state. */
const ARGUMENT_LIMIT = 100_000;

/** A step that may happen a bounded number of times, with the variable that counts. */
export interface Limited {
  readonly node: syntax.ActionDeclaration | syntax.Step;
  readonly count: number;
  readonly variable: number;
}

export function elaborateSteps(scope: Scope, limits: readonly Limited[]): InstanceStep[] {
  const steps: InstanceStep[] = [];
  for (const declaration of scope.module.syntax.declarations) {
    if (declaration.kind === "action") {
      steps.push(elaborateAction(scope, declaration, steps.length, limits));
    } else if (declaration.kind === "process") {
      for (const step of declaration.steps) {
        steps.push(elaborateStep(scope, declaration, step, steps.length, limits));
      }
    }
  }
  return steps;
}

function parametersOf(
  env: Environment,
  nodes: readonly syntax.Parameter[],
  at: Location,
): InstanceStep["parameters"] {
  const parameters = nodes.map((node) => {
    const type = elaborateType(env.scope, node.type);
    return { name: node.name.text, slot: bind(env, node.name, type), type };
  });
  const tuples = parameters.reduce((product, { type }) => product * cardinality(type), 1);
  if (tuples > ARGUMENT_LIMIT) {
    refuse("size-limit", at, {
      what: "the parameters of this action",
      size: `${tuples} combinations`,
      limit: `${ARGUMENT_LIMIT}`,
      advice: "every combination is tried in every state: `choose` with `where` inside the body",
    });
  }
  return parameters;
}

function fairnessOf(...nodes: readonly (syntax.Fairness | undefined)[]): {
  fairness?: InstanceStep["fairness"];
} {
  const node = nodes.find((each) => each !== undefined);
  if (!node || node.strength === "unfair") return {};
  return { fairness: { strength: node.strength, any: node.any } };
}

function elaborateAction(
  scope: Scope,
  node: syntax.ActionDeclaration,
  index: number,
  limits: readonly Limited[],
): InstanceStep {
  const at = locate(scope, node.span);
  const env = environment(scope, node.name.text);
  const parameters = parametersOf(env, node.parameters, at);
  const counted = countLimit(env, limits, node, at);
  const guards = [...counted.guards, ...(node.guard ? [elaborateBool(env, node.guard)] : [])];
  const body = [...counted.statements, ...elaborateBlock(env, node.body)];
  return {
    index,
    name: node.name.text,
    ...(node.doc ? { doc: node.doc } : {}),
    at,
    parameters,
    ...(guards.length > 0 ? { guard: conjunction(guards, at) } : {}),
    ...fairnessOf(node.fairness),
    frameSize: env.frame.size,
    body,
  };
}

function elaborateStep(
  scope: Scope,
  process: syntax.ProcessDeclaration,
  node: syntax.Step,
  index: number,
  limits: readonly Limited[],
): InstanceStep {
  const at = locate(scope, node.span);
  const label = node.name.text;
  const name = `${process.name.text}.${label}`;
  const bare = environment(scope, name);
  const parameters = parametersOf(bare, process.parameters, at);
  const keys = parameters.map(({ slot, type }): Expression => ({ kind: "local", type, at, slot }));
  const env: Environment = { ...bare, process: { declaration: process, keys } };
  const position = process.steps.indexOf(node);
  const counter = readVariable(env, scope.counters.get(process)!, keys, at);
  const here = counterAt(counter, position === 0 ? [REST, label] : [label], at);
  const counted = countLimit(env, limits, node, at);
  const guards = [here, ...counted.guards];
  if (node.guard) guards.push(elaborateBool(env, node.guard));
  const next = process.steps[position + 1];
  const body: Statement[] = [
    ...counted.statements,
    ...elaborateBlock(env, node.body),
    // Falling off a step goes to the next in the text; off the last one is `stop`.
    ...(next ? leave(env, next.name.text, at) : rest(env, at)),
  ];
  return {
    index,
    name,
    ...(node.doc ? { doc: node.doc } : {}),
    at,
    parameters,
    guard: conjunction(guards, at),
    ...fairnessOf(node.fairness, process.fairness),
    process: { name: process.name.text, label },
    frameSize: env.frame.size,
    body,
  };
}

/** The counter of a `limit`: one more condition and one more write. */
function countLimit(
  env: Environment,
  limits: readonly Limited[],
  node: Limited["node"],
  at: Location,
): { guards: Expression[]; statements: Statement[] } {
  const limit = limits.find((each) => each.node === node);
  if (!limit) return { guards: [], statements: [] };
  const { variable } = limit;
  const { type } = env.scope.builder.variables[variable]!;
  const count: Expression = { kind: "variable", type, at, variable };
  const value = coerce(arithmetic("+", count, number(1, at), at), type);
  return {
    guards: [compare("<", count, constant(limit.count, type, at), at)],
    statements: [{ kind: "assign", at, variable, path: [], value }],
  };
}

/** The binder of the choice that a step makes under a label, searched through its whole body. */
export function chosenType(body: readonly Statement[], label: string): Type | undefined {
  for (const statement of body) {
    let found: Type | undefined;
    switch (statement.kind) {
      case "choose":
        found = statement.binders[statement.labels.indexOf(label)]?.type;
        break;
      case "if":
        found = chosenType(statement.then, label) ?? chosenType(statement.else, label);
        break;
      case "for":
      case "block":
        found = chosenType(statement.body, label);
        break;
      case "match":
        found = firstOf(
          statement.arms.map((arm) => arm.body),
          label,
        );
        break;
      case "either":
        found = firstOf(
          statement.branches.map((branch) => branch.body),
          label,
        );
        break;
    }
    if (found) return found;
  }
  return undefined;
}

function firstOf(bodies: readonly (readonly Statement[])[], label: string): Type | undefined {
  for (const body of bodies) {
    const found = chosenType(body, label);
    if (found) return found;
  }
  return undefined;
}

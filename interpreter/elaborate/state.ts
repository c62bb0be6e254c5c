/** Variables, program counters and locals, and the routine that gives them their first values. */
import type * as syntax from "../../grammar/syntax.ts";
import type { Expression, PathItem, Routine, Statement, Type } from "../model.ts";
import { belongs } from "../evaluate/membership.ts";
import { showType, showValue } from "../show-value.ts";
import { cardinality } from "../values.ts";
import {
  bind,
  environment,
  locate,
  type Builder,
  type Environment,
  type Scope,
} from "./context.ts";
import { elaborateType } from "./declared-types.ts";
import { elaborate, elaborateAs } from "./expressions.ts";
import { constant, isConstant } from "./fold.ts";
import { refuse } from "./problem.ts";
import { elaborateBlock } from "./statements.ts";
import { coerce, leafCount } from "./types.ts";

/** A state has at most this many scalar parts. */
const STATE_LIMIT = 100_000;

/** Adds the variables of a module (and of those it uses) to the instance. */
export function declareState(scope: Scope): void {
  for (const [alias, used] of scope.uses) {
    if (!scope.module.uses.get(alias)!.abstract) declareState(used);
  }
  const { builder, prefix } = scope;
  for (const declaration of scope.module.syntax.declarations) {
    if (declaration.kind !== "state") continue;
    for (const variable of declaration.variables) {
      const type = elaborateType(scope, variable.type);
      const at = locate(scope, variable.span);
      const index = builder.variables.push({ name: prefix + variable.name.text, type, at }) - 1;
      scope.variables.set(variable, index);
    }
  }
  if (prefix !== "") return;
  for (const declaration of scope.module.syntax.declarations) {
    if (declaration.kind === "process") declareProcess(scope, declaration);
  }
  const leaves = builder.variables.reduce(
    (sum, each) => sum + leafCount(each.type, cardinality),
    0,
  );
  if (leaves > STATE_LIMIT) {
    refuse("size-limit", locate(scope, scope.module.syntax.span), {
      what: "the state",
      size: `${leaves} parts`,
      limit: `${STATE_LIMIT}`,
      advice: "give the parameters smaller values",
    });
  }
}

/** The value the program counter has when the process has not begun or has stopped. */
export const REST = "rest";

function declareProcess(scope: Scope, process: syntax.ProcessDeclaration): void {
  const { builder } = scope;
  const name = process.name.text;
  const keys = process.parameters.map((parameter) => elaborateType(scope, parameter.type));
  const at = locate(scope, process.name.span);
  const over = (value: Type): Type => (keys.length === 0 ? value : { kind: "map", keys, value });
  const labels = [REST, ...process.steps.map((step) => step.name.text)];
  const counter: Type = {
    kind: "enum",
    name: `${name}.step`,
    variants: labels.map((label) => ({ name: label, payload: [] })),
  };
  scope.counters.set(
    process,
    builder.variables.push({
      name,
      type: over(counter),
      at,
      process: { name, role: "counter" },
    }) - 1,
  );
  for (const local of process.locals) {
    const index = builder.variables.push({
      name: `${name}.${local.name.text}`,
      type: over(elaborateType(scope, local.type)),
      at: locate(scope, local.span),
      process: { name, role: "local" },
    });
    scope.locals.set(local, index - 1);
  }
}

export function elaborateInit(scope: Scope, builder: Builder, extra: readonly number[]): Routine {
  const env = environment(scope, "init");
  const body = [
    ...initialStatements(env),
    ...extra.map((variable): Statement => {
      const { type, at } = builder.variables[variable]!;
      return { kind: "assign", at, variable, path: [], value: constant(0, type, at) };
    }),
  ];
  return { frameSize: env.frame.size, body };
}

function initialStatements(env: Environment): Statement[] {
  const { scope } = env;
  const statements: Statement[] = [];
  for (const [alias, used] of scope.uses) {
    if (scope.module.uses.get(alias)!.abstract) continue;
    statements.push(...initialStatements({ ...env, scope: used, bindings: new Map() }));
  }
  for (const declaration of scope.module.syntax.declarations) {
    if (declaration.kind === "state") {
      for (const variable of declaration.variables) {
        statements.push(...initialVariable(env, variable));
      }
    } else if (declaration.kind === "process" && scope.prefix === "") {
      for (const local of declaration.locals) {
        statements.push(initialLocal(env, declaration, local));
      }
    }
  }
  for (const declaration of scope.module.syntax.declarations) {
    if (declaration.kind !== "init") continue;
    const at = locate(scope, declaration.span);
    statements.push({ kind: "block", at, body: elaborateBlock(env, declaration.body) });
  }
  return statements;
}

function initialVariable(env: Environment, node: syntax.VariableDeclaration): Statement[] {
  const { scope } = env;
  const at = locate(scope, node.span);
  const variable = scope.variables.get(node)!;
  const { type } = scope.builder.variables[variable]!;
  if (!node.initial) return [];
  if (node.initial.how === "is") {
    const value = broadcast(env, node.initial.value, type, node.name.text);
    return [{ kind: "assign", at, variable, path: [], value }];
  }
  return chooseInitial(env, node, node.initial.value, variable, type);
}

/** A13: an initial value of a map is that of every key, unless it is written `map(...)`. */
function broadcast(
  env: Environment,
  node: syntax.Expression,
  type: Type,
  name: string,
): Expression {
  const at = locate(env.scope, node.span);
  const inner = node.kind === "parenthesised" ? node.body : node;
  if (type.kind === "map" && !(inner.kind === "fold" && inner.fold === "map")) {
    return { kind: "fill", type, at, value: broadcast(env, node, type.value, name) };
  }
  const natural = elaborate(env, node, type);
  if (isConstant(natural) && !belongs(natural.value, type)) {
    refuse("initial-value", at, {
      name,
      value: showValue(natural.value, natural.type),
      type: showType(type),
    });
  }
  return coerce(natural, type);
}

/** `x: T in S`: any element of S; for a map, any element at every key, also of the maps in it. */
function chooseInitial(
  env: Environment,
  node: syntax.VariableDeclaration,
  set: syntax.Expression,
  variable: number,
  type: Type,
): Statement[] {
  const { builder } = env.scope;
  const at = locate(env.scope, node.span);
  const loops: { readonly slot: number; readonly type: Type }[] = [];
  const path: PathItem[] = [];
  let item = type;
  while (item.kind === "map") {
    const keys = item.keys.map((key) => ({ slot: env.frame.size++, type: key }));
    path.push({
      kind: "key",
      keys: keys.map((key): Expression => ({ kind: "local", at, ...key })),
    });
    loops.push(...keys);
    item = item.value;
  }
  const domain = elaborate(env, set, { kind: "set", item });
  if (domain.type.kind !== "set") throw new Error("`in` wants a set");
  const slot = env.frame.size++;
  const name = node.name.text;
  const chosen: Expression = { kind: "local", type: domain.type.item, at, slot };
  const body: Statement[] = [
    {
      kind: "choose",
      at,
      binders: [{ name, slot, type: domain.type.item, set: domain, distinctFrom: [] }],
      labels: [name],
      loops,
      site: builder.site(node, "choose", at, "init"),
      emptySite: builder.site(node, "choose-empty", at, "init"),
    },
    { kind: "assign", at, variable, path, value: coerce(chosen, item) },
  ];
  if (loops.length === 0) return body;
  const binders = loops.map((key, index) => ({ name: `key${index}`, ...key, distinctFrom: [] }));
  return [{ kind: "for", at, binders, body }];
}

function initialLocal(
  env: Environment,
  process: syntax.ProcessDeclaration,
  local: syntax.ProcessLocal,
): Statement {
  const { scope } = env;
  const at = locate(scope, local.span);
  const variable = scope.locals.get(local)!;
  const { type } = scope.builder.variables[variable]!;
  const assign = (value: Expression): Statement => ({
    kind: "assign",
    at,
    variable,
    path: [],
    value,
  });
  if (process.parameters.length === 0) return assign(elaborateAs(env, local.initial, type));
  if (type.kind !== "map") throw new Error("locals of a process with parameters are maps");
  const slots = process.parameters.map((each, index) => bind(env, each.name, type.keys[index]!));
  const value = elaborateAs(env, local.initial, type.value);
  return assign({ kind: "tabulate", type, at, slots, value });
}

/**
 * Bodies: places resolved to variables and paths, `+=` spelled out, effects inlined, `goto` and
 * `stop` turned into writes of the program counter followed by the end of the path.
 */
import type * as syntax from "../../grammar/syntax.ts";
import type { Location } from "../../grammar/source.ts";
import {
  AMOUNT_LIMIT,
  type Expression,
  type PathItem,
  type Statement,
  type Type,
} from "../model.ts";
import { elaborateBinders } from "./binders.ts";
import { setOrSequence } from "./builtins.ts";
import { bind, locate, resolution, scopeOf, type Environment } from "./context.ts";
import { elaborateType } from "./declared-types.ts";
import { elaborate, elaborateAs, elaborateBool, elaborateKeys, operand } from "./expressions.ts";
import { arithmetic, constant } from "./fold.ts";
import { elaboratePattern } from "./patterns.ts";
import { coerce, withoutOption } from "./types.ts";

/** What a step can cost. */
const AMOUNT: Type = { kind: "int", low: 0, high: AMOUNT_LIMIT };

export function elaborateBlock(env: Environment, block: syntax.Block): Statement[] {
  const at = locate(env.scope, block.span);
  return env.scope.builder.within(at, () =>
    block.statements.flatMap((statement) => elaborateStatement(env, statement)),
  );
}

function elaborateStatement(env: Environment, node: syntax.Statement): Statement[] {
  const at = locate(env.scope, node.span);
  const { builder } = env.scope;
  builder.count(at);
  switch (node.kind) {
    case "assign":
      return [elaborateAssignment(env, node, at)];
    case "let": {
      const value = elaborate(env, node.value);
      return [{ kind: "let", at, slot: bind(env, node.name, value.type), value }];
    }
    case "if":
      return [elaborateIf(env, node, at)];
    case "match": {
      const subject = elaborate(env, node.subject);
      const arms = node.arms.map((arm) => ({
        pattern: elaboratePattern(env, arm.pattern, subject.type),
        body: elaborateBlock(env, arm.body),
        site: builder.site(arm, "arm", locate(env.scope, arm.span), env.within),
      }));
      return [{ kind: "match", at, subject, arms }];
    }
    case "for": {
      const binders = elaborateBinders(env, node.binders);
      const where = node.where && elaborateBool(env, node.where);
      const inner = { ...env, loops: [...env.loops, ...binders] };
      return [{ kind: "for", at, binders, where, body: elaborateBlock(inner, node.body) }];
    }
    case "choose": {
      const binders = elaborateBinders(env, node.binders);
      const where = node.where && elaborateBool(env, node.where);
      return [
        {
          kind: "choose",
          at,
          binders,
          where,
          labels: binders.map((binder) => env.labelPrefix + binder.name),
          loops: env.loops,
          site: builder.site(node, "choose", at, env.within),
          emptySite: builder.site(node, "choose-empty", at, env.within),
        },
      ];
    }
    case "either": {
      const branches = node.branches.map((branch) => ({
        guard: branch.guard && elaborateBool(env, branch.guard),
        body: elaborateBlock(env, branch.body),
        site: builder.site(branch, "branch", locate(env.scope, branch.span), env.within),
      }));
      return [{ kind: "either", at, branches }];
    }
    case "assert": {
      const condition = elaborateBool(env, node.condition);
      const text = env.scope.module.syntax.source.slice(node.condition.span);
      return [{ kind: "assert", at, condition, message: node.message ?? text }];
    }
    case "cost": {
      const amount = elaborateAs(env, node.amount, AMOUNT);
      return [{ kind: "cost", at, cost: builder.cost(node.name.text), amount }];
    }
    case "goto":
      return leave(env, node.label.text, at);
    case "stop":
      return rest(env, at);
    case "call":
      return [{ kind: "block", at, body: inlineEffect(env, node, at) }];
  }
}

function elaborateIf(env: Environment, node: syntax.IfStatement, at: Location): Statement {
  const { builder } = env.scope;
  const condition = elaborateBool(env, node.condition);
  const then = elaborateBlock(env, node.then);
  const thenSite = builder.site(node, "then", locate(env.scope, node.then.span), env.within);
  if (!node.else) return { kind: "if", at, condition, then, else: [], thenSite };
  const elseAt = locate(env.scope, node.else.span);
  const nested = "kind" in node.else;
  const otherwise = nested
    ? [elaborateIf(env, node.else as syntax.IfStatement, elseAt)]
    : elaborateBlock(env, node.else as syntax.Block);
  // In `else if` the branches of the inner `if` are what is counted.
  const elseSite = nested ? undefined : builder.site(node, "else", elseAt, env.within);
  return { kind: "if", at, condition, then, else: otherwise, thenSite, elseSite };
}

interface Place {
  readonly variable: number;
  readonly path: readonly PathItem[];
  /** The place as a value. */
  readonly read: Expression;
}

function elaboratePlace(env: Environment, node: syntax.Expression): Place {
  const at = locate(env.scope, node.span);
  switch (node.kind) {
    case "parenthesised":
      return elaboratePlace(env, node.body);
    case "index": {
      const place = elaboratePlace(env, node.object);
      const { type } = place.read;
      if (type.kind !== "map") throw new Error("only maps have keys that can be assigned");
      const keys = elaborateKeys(env, node.keys, type, at);
      const read: Expression = { kind: "lookup", type: type.value, at, map: place.read, keys };
      return { ...place, path: [...place.path, { kind: "key", keys }], read };
    }
    case "unwrap": {
      const place = elaboratePlace(env, node.object);
      const type = withoutOption(place.read.type);
      const read: Expression = { kind: "unwrap", type, at, object: place.read };
      return { ...place, path: [...place.path, { kind: "unwrap", at }], read };
    }
    case "name":
    case "member": {
      const found = resolution(env.scope, node);
      if (found.kind === "field" && node.kind === "member") {
        const place = elaboratePlace(env, node.object);
        const { type } = place.read;
        if (type.kind !== "record") throw new Error("only records have fields");
        const index = type.fields.findIndex((field) => field.name === node.name.text);
        const fieldType = type.fields[index]!.type;
        const read: Expression = { kind: "field", type: fieldType, at, object: place.read, index };
        return { ...place, path: [...place.path, { kind: "field", index }], read };
      }
      if (found.kind === "variable") {
        const owner = scopeOf(env.scope, found.use);
        return variablePlace(env, owner.variables.get(found.declaration)!, [], at);
      }
      if (found.kind === "process-local") {
        const index = env.scope.locals.get(found.declaration)!;
        return variablePlace(env, index, env.process?.keys ?? [], at);
      }
      throw new Error(`a ${found.kind} is not a place`);
    }
    default:
      throw new Error(`a ${node.kind} is not a place`);
  }
}

function variablePlace(
  env: Environment,
  variable: number,
  keys: readonly Expression[],
  at: Location,
): Place {
  const { type } = env.scope.builder.variables[variable]!;
  const whole: Expression = { kind: "variable", type, at, variable };
  if (keys.length === 0 || type.kind !== "map") return { variable, path: [], read: whole };
  const read: Expression = { kind: "lookup", type: type.value, at, map: whole, keys };
  return { variable, path: [{ kind: "key", keys }], read };
}

function elaborateAssignment(
  env: Environment,
  node: syntax.Statement & { kind: "assign" },
  at: Location,
): Statement {
  const place = elaboratePlace(env, node.place);
  const { type } = place.read;
  let value: Expression;
  if (node.operator === "=") {
    value = elaborate(env, node.value, type);
  } else {
    const operator = node.operator === "+=" ? "+" : "-";
    const right = type.kind === "int" ? elaborate(env, node.value) : operand(env, node.value, type);
    value =
      type.kind === "int"
        ? arithmetic(operator, place.read, right, at)
        : setOrSequence(operator, place.read, right, at);
  }
  const { variable, path } = place;
  return { kind: "assign", at, variable, path, value: coerce(value, type) };
}

/** Writes the program counter, and the path is done. */
export function leave(env: Environment, label: string, at: Location): Statement[] {
  return [setCounter(env, label, at), { kind: "finish", at }];
}

function setCounter(env: Environment, label: string, at: Location): Statement {
  const { declaration } = env.process!;
  const place = variablePlace(env, env.scope.counters.get(declaration)!, env.process!.keys, at);
  const { type } = place.read;
  if (type.kind !== "enum") throw new Error("a program counter is an enum");
  const tag = type.variants.findIndex((variant) => variant.name === label);
  const { variable, path } = place;
  return { kind: "assign", at, variable, path, value: constant(tag, type, at) };
}

/** `stop`: at rest, with every local at its initial value, so that rest states coincide (A6). */
export function rest(env: Environment, at: Location): Statement[] {
  const { declaration, keys } = env.process!;
  const resets = declaration.locals.map((local): Statement => {
    const place = variablePlace(env, env.scope.locals.get(local)!, keys, at);
    const value = elaborateAs(env, local.initial, place.read.type);
    return { kind: "assign", at, variable: place.variable, path: place.path, value };
  });
  return [setCounter(env, "rest", at), ...resets, { kind: "finish", at }];
}

function inlineEffect(
  env: Environment,
  node: syntax.Statement & { kind: "call" },
  at: Location,
): Statement[] {
  const found = resolution(env.scope, node.callee);
  if (found.kind !== "effect") throw new Error(`a ${found.kind} is not an effect`);
  const scope = scopeOf(env.scope, found.use);
  const { declaration } = found;
  const inner: Environment = {
    ...env,
    scope,
    bindings: new Map(),
    within: scope.prefix + declaration.name.text,
    labelPrefix: `${declaration.name.text}.`,
  };
  const values = declaration.parameters.map((parameter, index): Statement => {
    const type: Type = elaborateType(scope, parameter.type);
    const value = elaborateAs(env, node.arguments[index]!, type);
    return { kind: "let", at, slot: bind(inner, parameter.name, type), value };
  });
  return [...values, ...elaborateBlock(inner, declaration.body)];
}

/** Definitions: elaborated when first called, so that unused ones cost nothing. */
import type { Location } from "../../grammar/source.ts";
import type { DefDeclaration, ProcessDeclaration, ProcessLet } from "../../grammar/syntax.ts";
import { visitNodes } from "../analysis.ts";
import type { Definition, Expression, Type } from "../model.ts";
import { bind, environment, type Environment, type Scope } from "./context.ts";
import { elaborateType } from "./declared-types.ts";
import { BOOL, coerce } from "./types.ts";

export function callDefinition(
  scope: Scope,
  declaration: DefDeclaration,
  values: readonly Expression[],
  at: Location,
): Expression {
  const { builder } = scope;
  let index = scope.definitions.get(declaration);
  const type = elaborateType(scope, declaration.result);
  if (index === undefined) {
    index = builder.definitions.push(undefined) - 1;
    scope.definitions.set(declaration, index);
    const inner = environment(scope, scope.prefix + declaration.name.text);
    const parameters = declaration.parameters.map((parameter) => {
      const parameterType = elaborateType(scope, parameter.type);
      bind(inner, parameter.name, parameterType);
      return { name: parameter.name.text, type: parameterType };
    });
    const body = coerce(builder.elaborate(inner, declaration.body, type), type);
    define(scope, index, scope.prefix + declaration.name.text, parameters, type, inner, body);
  }
  return { kind: "call", type, at, definition: index, arguments: values };
}

/** A `let` of a process is a definition over the parameters of the process. */
export function callProcessLet(
  env: Environment,
  process: ProcessDeclaration,
  declaration: ProcessLet,
  at: Location,
): Expression {
  const { scope } = env;
  const { builder } = scope;
  const keys = env.process?.keys ?? [];
  let index = scope.definitions.get(declaration);
  if (index === undefined) {
    index = builder.definitions.push(undefined) - 1;
    scope.definitions.set(declaration, index);
    const name = `${process.name.text}.${declaration.name.text}`;
    const bare = environment(scope, name);
    const parameters = process.parameters.map((parameter) => {
      const type = elaborateType(scope, parameter.type);
      bind(bare, parameter.name, type);
      return { name: parameter.name.text, type };
    });
    const locals = parameters.map(({ type }, slot): Expression => ({
      kind: "local",
      type,
      at,
      slot,
    }));
    const inner: Environment = { ...bare, process: { declaration: process, keys: locals } };
    const body = builder.elaborate(inner, declaration.value);
    define(scope, index, name, parameters, body.type, inner, body);
  }
  const type = builder.definitions[index]?.result ?? BOOL;
  return { kind: "call", type, at, definition: index, arguments: keys };
}

function define(
  scope: Scope,
  index: number,
  name: string,
  parameters: Definition["parameters"],
  result: Type,
  env: Environment,
  body: Expression,
): void {
  scope.builder.definitions[index] = {
    index,
    name,
    parameters,
    result,
    frameSize: env.frame.size,
    body,
    recursive: false,
  };
}

/** Marks the definitions that can call themselves, directly or through others. */
export function markRecursive(definitions: readonly Definition[]): Definition[] {
  const calls = definitions.map((definition) => calledBy(definition.body));
  const reaches = (from: number, target: number): boolean => {
    const seen = new Set<number>();
    const pending = [from];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const called of calls[next]!) {
        if (called === target) return true;
        if (!seen.has(called)) {
          seen.add(called);
          pending.push(called);
        }
      }
    }
    return false;
  };
  return definitions.map((each) => ({ ...each, recursive: reaches(each.index, each.index) }));
}

function calledBy(expression: Expression): Set<number> {
  const found = new Set<number>();
  visitNodes(expression, (node) => {
    if (node.kind === "call") found.add(node.definition);
  });
  return found;
}

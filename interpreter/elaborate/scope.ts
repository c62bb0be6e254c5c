/** Fixing the parameters of a module, and of the modules that it uses. */
import type { Location } from "../../grammar/source.ts";
import type * as syntax from "../../grammar/syntax.ts";
import type { CheckedModule, CheckedUse } from "../checked.ts";
import type { Expression, SymmetricType, Type } from "../model.ts";
import { belongs } from "../evaluate/membership.ts";
import { showType, showValue } from "../show-value.ts";
import { constantValue } from "./constants.ts";
import { environment, locate, scopeOf, type Builder, type Scope } from "./context.ts";
import { elaborateType, symmetricType } from "./declared-types.ts";
import { refuse } from "./problem.ts";

/** Values for the parameters of a module: given ones by declaration; others take their default. */
export interface ParameterValue {
  readonly at: Location;
  /** The value as a constant, once the type is known; earlier parameters are in the scope. */
  readonly evaluate: (type: Type, scope: Scope) => Expression;
}

export type Given = ReadonlyMap<syntax.ParamDeclaration, ParameterValue>;

export function createScope(
  builder: Builder,
  module: CheckedModule,
  prefix: string,
  given: Given,
  identified: ReadonlyMap<syntax.SymmetricType, SymmetricType> = new Map(),
): Scope {
  const scope: Scope = {
    module,
    builder,
    prefix,
    parameters: new Map(),
    symmetric: new Map(identified),
    enums: new Map(),
    uses: new Map(),
    variables: new Map(),
    counters: new Map(),
    locals: new Map(),
    definitions: new Map(),
    mapped: new Map(),
  };
  for (const declaration of module.syntax.declarations) {
    if (declaration.kind === "param") fixParameter(scope, declaration, given.get(declaration));
  }
  for (const declaration of module.syntax.declarations) {
    if (declaration.kind !== "symmetric") continue;
    for (const type of declaration.types) symmetricType(scope, type);
  }
  for (const use of module.uses.values()) {
    scope.uses.set(use.alias, useScope(scope, use));
  }
  return scope;
}

function fixParameter(
  scope: Scope,
  declaration: syntax.ParamDeclaration,
  given: ParameterValue | undefined,
): void {
  const name = declaration.name.text;
  const type = elaborateType(scope, declaration.type);
  const at = given?.at ?? locate(scope, declaration.span);
  if (!given && !declaration.default) refuse("parameter-missing", at, { name });
  const expression = given
    ? given.evaluate(type, scope)
    : scope.builder.elaborate(environment(scope, name), declaration.default!, type);
  const value = constantValue(expression, `the parameter ${name}`);
  if (!belongs(value, type)) {
    refuse("parameter-range", at, {
      name,
      value: showValue(value, expression.type),
      type: showType(type),
    });
  }
  scope.parameters.set(declaration, { type, value });
}

/** The scope of a used module: its parameters are expressions of ours. */
function useScope(scope: Scope, use: CheckedUse): Scope {
  const { given, identified } = bindUse(scope, use);
  return createScope(scope.builder, use.module, `${scope.prefix}${use.alias}.`, given, identified);
}

/** What a `use` gives to the parameters and symmetric types of the other module. */
export function bindUse(
  scope: Scope,
  use: CheckedUse,
): { given: Given; identified: Map<syntax.SymmetricType, SymmetricType> } {
  const given = new Map<syntax.ParamDeclaration, ParameterValue>();
  for (const [declaration, node] of use.parameters) {
    given.set(declaration, {
      at: locate(scope, node.span),
      evaluate: (type) => scope.builder.elaborate(environment(scope, use.alias), node, type),
    });
  }
  const identified = new Map<syntax.SymmetricType, SymmetricType>();
  for (const [theirs, ours] of use.types) {
    const owner = scopeOf(scope, ours.use);
    const type = symmetricType(owner, ours.declaration);
    if (type.kind === "symmetric") identified.set(theirs, type);
  }
  return { given, identified };
}

/**
 * From a checked module to an instance: parameters fixed, types finite, sugar removed (model.ts says
 * what the result means). The way through: scope (parameters, types, uses), state, steps,
 * properties. Stops at the first problem, which is always one of sizes or parameter values: the type
 * checker has found all others.
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { Location } from "../../grammar/source.ts";
import type * as syntax from "../../grammar/syntax.ts";
import type { CheckedModule } from "../checked.ts";
import { constantNumber } from "./constants.ts";
import { Builder, environment, locate, type Scope } from "./context.ts";
import { markRecursive } from "./definitions.ts";
import { elaborate as elaborateExpression } from "./expressions.ts";
import { constant, number, truth } from "./fold.ts";
import { Problem, refuse } from "./problem.ts";
import {
  declareMapped,
  elaborateMeasures,
  elaborateProperties,
  elaborateRefinements,
  elaborateScenarios,
} from "./properties.ts";
import { bindUse, createScope, type Given, type ParameterValue } from "./scope.ts";
import { declareState, elaborateInit } from "./state.ts";
import { elaborateSteps, type Limited } from "./steps.ts";
import { withoutOption } from "./types.ts";
import type { Definition, Expression, Instance, SymmetricType, Type } from "../model.ts";
import { showType } from "../show-value.ts";

export interface ElaborateOptions {
  readonly settings?: readonly syntax.Setting[];
  /** Values from the command line, over those of `settings`, as text. */
  readonly overrides?: ReadonlyMap<string, string>;
  readonly limits?: readonly syntax.CheckLimit[];
}

export interface Elaborated {
  readonly instance?: Instance;
  readonly diagnostics: readonly Diagnostic[];
}

export function elaborate(module: CheckedModule, options: ElaborateOptions = {}): Elaborated {
  const builder = new Builder(elaborateExpression);
  try {
    const given = givenParameters(module, options);
    const instance = elaborateModule(builder, module, given, new Map(), options.limits ?? []);
    return { instance, diagnostics: [] };
  } catch (error) {
    if (error instanceof Problem) return { diagnostics: [error.diagnostic] };
    throw error;
  }
}

function elaborateModule(
  builder: Builder,
  module: CheckedModule,
  given: Given,
  identified: ReadonlyMap<syntax.SymmetricType, SymmetricType>,
  limits: readonly syntax.CheckLimit[],
): Instance {
  const scope = createScope(builder, module, "", given, identified);
  declareMapped(scope);
  declareState(scope);
  const limited = declareLimits(scope, limits);
  const init = elaborateInit(
    scope,
    builder,
    limited.map((limit) => limit.variable),
  );
  const steps = elaborateSteps(scope, limited);
  const properties = elaborateProperties(scope);
  const abstractInstances = module.refines.map(({ use }) => {
    const inner = new Builder(elaborateExpression);
    const bindings = bindUse(scope, use);
    const types = new Map<syntax.SymmetricType, SymmetricType>();
    for (const [theirs, ours] of bindings.identified) {
      types.set(theirs, inner.symmetricType(ours.name, "", ours.size));
    }
    return elaborateModule(inner, use.module, bindings.given, types, []);
  });
  const refinements = elaborateRefinements(scope, abstractInstances);
  const scenarios = elaborateScenarios(scope, steps);
  const measures = elaborateMeasures(scope);
  return {
    module: module.name,
    parameters: [...scope.parameters].map(([declaration, { type, value }]) => ({
      name: declaration.name.text,
      type,
      value,
    })),
    symmetricTypes: builder.symmetricTypes,
    variables: builder.variables,
    init,
    steps,
    ...properties,
    refinements,
    scenarios,
    measures,
    definitions: markRecursive(builder.definitions as readonly Definition[]),
    costs: builder.costs,
    sites: builder.sites,
  };
}

function declareLimits(scope: Scope, limits: readonly syntax.CheckLimit[]): Limited[] {
  return limits.map((limit) => {
    const found = scope.module.resolutions.get(limit);
    if (found?.kind !== "action" && found?.kind !== "step") throw new Error("a limit names a step");
    const count = constantNumber(scope, limit.count, "a limit");
    const variable =
      scope.builder.variables.push({
        name: `limit ${limit.path.map((name) => name.text).join(".")}`,
        type: { kind: "int", low: 0, high: Math.max(count, 0) },
        at: locate(scope, limit.span),
        synthetic: true,
      }) - 1;
    return { node: found.declaration, count, variable };
  });
}

/** Settings of a check or scenario, and texts given on the command line. */
function givenParameters(module: CheckedModule, options: ElaborateOptions): Given {
  const given = new Map<syntax.ParamDeclaration, ParameterValue>();
  const { source } = module.syntax;
  for (const setting of options.settings ?? []) {
    const declaration = parameterNamed(module, setting.name.text);
    if (!declaration) continue;
    given.set(declaration, {
      at: { source, ...setting.value.span },
      evaluate: (type, scope) =>
        elaborateExpression(environment(scope, setting.name.text), setting.value, type),
    });
  }
  for (const [name, text] of options.overrides ?? []) {
    const declaration = parameterNamed(module, name);
    if (!declaration) continue;
    const at: Location = { source, ...declaration.span };
    given.set(declaration, { at, evaluate: (type) => valueFromText(name, text, type, at) });
  }
  return given;
}

export function parameterNamed(
  module: CheckedModule,
  name: string,
): syntax.ParamDeclaration | undefined {
  return module.syntax.declarations.find(
    (each): each is syntax.ParamDeclaration => each.kind === "param" && each.name.text === name,
  );
}

/** `--param NAME=text`: a number, a truth value, `none` or a variant without payload. */
function valueFromText(name: string, text: string, type: Type, at: Location): Expression {
  const inner = withoutOption(type);
  const trimmed = text.trim();
  if (type.kind === "option" && trimmed === "none") return constant(null, type, at);
  if (inner.kind === "int" && /^-?\d{1,10}$/.test(trimmed)) return number(Number(trimmed), at);
  if (inner.kind === "bool" && (trimmed === "true" || trimmed === "false")) {
    return truth(trimmed === "true", at);
  }
  if (inner.kind === "enum") {
    const variant = trimmed.slice(trimmed.lastIndexOf(".") + 1);
    const tag = inner.variants.findIndex((each) => each.name === variant);
    if (tag !== -1 && inner.variants[tag]!.payload.length === 0) return constant(tag, inner, at);
  }
  return refuse("parameter-text", at, { name, text: trimmed.slice(0, 60), type: showType(type) });
}

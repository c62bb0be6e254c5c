/** What is claimed of the instance: properties, refinement, scenarios and measures. */
import type { Location } from "../../grammar/source.ts";
import type * as syntax from "../../grammar/syntax.ts";
import type {
  Expression,
  Instance,
  InstanceStep,
  Measure,
  Property,
  Refinement,
  Scenario,
  ScenarioItem,
  TemporalProperty,
  Type,
} from "../model.ts";
import { elaborateBinders } from "./binders.ts";
import { bind, environment, locate, resolution, type Environment, type Scope } from "./context.ts";
import { elaborateType } from "./declared-types.ts";
import { elaborateAs, elaborateBool } from "./expressions.ts";
import { logic } from "./fold.ts";
import { chosenType } from "./steps.ts";
import { elaborateTemporal } from "./temporal.ts";

function property(
  scope: Scope,
  name: string,
  node: syntax.Expression,
  at: Location,
  doc?: string,
): Property {
  const env = environment(scope, name, true);
  const body = elaborateBool(env, node);
  return { name, ...(doc ? { doc } : {}), at, frameSize: env.frame.size, body };
}

export function elaborateProperties(
  scope: Scope,
): Pick<Instance, "invariants" | "transitions" | "temporals" | "terminal"> {
  const invariants: Property[] = [];
  const transitions: Property[] = [];
  const temporals: TemporalProperty[] = [];
  let terminal: Property | undefined;
  for (const node of scope.module.syntax.declarations) {
    const at = locate(scope, node.span);
    switch (node.kind) {
      case "invariant":
        invariants.push(property(scope, node.name.text, node.body, at, node.doc));
        break;
      case "transition":
        transitions.push(property(scope, node.name.text, node.body, at, node.doc));
        break;
      case "temporal":
        temporals.push(elaborateTemporal(scope, node, at));
        break;
      case "terminal": {
        const env = environment(scope, "terminal");
        env.frame.size = terminal?.frameSize ?? 0;
        const condition = elaborateBool(env, node.condition);
        const body = terminal ? logic("or", terminal.body, condition, at) : condition;
        terminal = { name: "terminal", at, frameSize: env.frame.size, body };
        break;
      }
    }
  }
  return { invariants, transitions, temporals, ...(terminal ? { terminal } : {}) };
}

export function elaborateMeasures(scope: Scope): Measure[] {
  return scope.module.syntax.declarations
    .filter((node) => node.kind === "measure")
    .map((node) => {
      const at = locate(scope, node.span);
      const name = node.name.text;
      return {
        name,
        ...(node.doc ? { doc: node.doc } : {}),
        at,
        cost: scope.builder.cost(node.cost.text),
        from: property(scope, `${name} from`, node.from, locate(scope, node.from.span)),
        to: property(scope, `${name} to`, node.to, locate(scope, node.to.span)),
      };
    });
}

/** The abstract variable at all keys, as an expression over our state. */
export function mappingValue(env: Environment, mapping: syntax.Mapping, type: Type): Expression {
  const at = locate(env.scope, mapping.span);
  if (mapping.keys.length === 0 || type.kind !== "map") {
    return elaborateAs(env, mapping.value, type);
  }
  const slots = mapping.keys.map((name, index) => bind(env, name, type.keys[index]!));
  const value = elaborateAs(env, mapping.value, type.value);
  return { kind: "tabulate", type, at, slots, value };
}

/** Abstract variables read in our own text are what they are mapped to. */
export function declareMapped(scope: Scope): void {
  for (const { declaration, use } of scope.module.refines) {
    const abstract = scope.uses.get(use.alias)!;
    for (const node of use.module.syntax.declarations) {
      if (node.kind !== "state") continue;
      for (const variable of node.variables) {
        const mapping = declaration.mappings.find(
          (each) => each.variable.text === variable.name.text,
        )!;
        abstract.mapped.set(variable, (env) =>
          // Bindings of its own: the mapping is text of our module, wherever it is used.
          mappingValue(
            { ...env, scope, bindings: new Map() },
            mapping,
            elaborateType(abstract, variable.type),
          ),
        );
      }
    }
  }
}

export function elaborateRefinements(
  scope: Scope,
  abstractInstances: readonly Instance[],
): Refinement[] {
  return scope.module.refines.map(({ declaration, use }, index) => {
    const abstract = scope.uses.get(use.alias)!;
    const variables = use.module.syntax.declarations.flatMap((node) =>
      node.kind === "state" ? node.variables : [],
    );
    const instance = abstractInstances[index]!;
    const mappings = instance.variables.map((variable) => {
      const node = variables.find((each) => each.name.text === variable.name);
      const mapping = declaration.mappings.find((each) => each.variable.text === variable.name);
      if (!node || !mapping) throw new Error(`abstract variable ${variable.name} is not mapped`);
      const env = environment(scope, `refines ${use.alias}`);
      const value = mappingValue(env, mapping, elaborateType(abstract, node.type));
      return { frameSize: env.frame.size, value };
    });
    return {
      name: use.alias,
      at: locate(scope, declaration.span),
      abstract: instance,
      mappings,
    };
  });
}

export function elaborateScenarios(scope: Scope, steps: readonly InstanceStep[]): Scenario[] {
  return scope.module.syntax.declarations
    .filter((node) => node.kind === "scenario")
    .map((node) => {
      const env = environment(scope, `scenario ${node.title}`);
      const binders = elaborateBinders(env, node.binders);
      const goal: Scenario["goal"] = node.when
        ? { kind: "state", condition: elaborateBool(env, node.when) }
        : {
            kind: "run",
            items: (node.items ?? []).map((item) => scenarioItem(env, item, steps)),
          };
      return {
        title: node.title,
        ...(node.doc ? { doc: node.doc } : {}),
        at: locate(scope, node.span),
        reach: node.reach,
        frameSize: env.frame.size,
        binders,
        goal,
      };
    });
}

function scenarioItem(
  env: Environment,
  node: syntax.ScenarioItem,
  steps: readonly InstanceStep[],
): ScenarioItem {
  const at = locate(env.scope, node.span);
  switch (node.kind) {
    case "any":
      return { kind: "any", at };
    case "expect":
      return { kind: "expect", at, condition: elaborateBool(env, node.condition) };
    case "step": {
      const found = resolution(env.scope, node);
      const name =
        found.kind === "action"
          ? found.declaration.name.text
          : found.kind === "step"
            ? `${found.process.name.text}.${found.declaration.name.text}`
            : "";
      const step = steps.find((each) => each.name === name);
      if (!step) throw new Error(`no step ${name}`);
      return {
        kind: "step",
        at,
        step: step.index,
        arguments: node.arguments.map(
          (argument, index) => argument && elaborateAs(env, argument, step.parameters[index]!.type),
        ),
        choices: node.choices.map((choice) => {
          const label = choice.name.text;
          const type = chosenType(step.body, label);
          if (!type) throw new Error(`${name} chooses no ${label}`);
          return { label, value: elaborateAs(env, choice.value, type) };
        }),
      };
    }
  }
}

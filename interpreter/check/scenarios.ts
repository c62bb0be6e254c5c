/** Scenarios: the steps of a run, their arguments and choices, and what is expected on the way. */
import type {
  Block,
  EffectDeclaration,
  Expression,
  Name,
  ProcessDeclaration,
  ScenarioDeclaration,
  ScenarioStep,
  Setting,
} from "../../grammar/syntax.ts";
import type { Resolution } from "../checked.ts";
import { checkArguments } from "./calls.ts";
import { globalNames, type CheckContext, type Where } from "./context.ts";
import { bindGroups } from "./folds.ts";
import { listed } from "./names.ts";
import { statementsOf } from "./walk.ts";
import { checkConstant } from "./type-expression.ts";
import { fits, showType, type StaticType } from "./types.ts";
import { isTwice } from "./uses.ts";

const STATE: Omit<Where, "what"> = { old: false, state: "yes", temporal: false };

export function checkScenario(context: CheckContext, declaration: ScenarioDeclaration): void {
  checkSettings(context, declaration.settings);
  const where: Where = { ...STATE, what: "a scenario" };
  context.within(declaration, where, () => {
    context.where = { ...where, what: "a binder of a scenario", state: "no" };
    bindGroups(context, declaration.binders, "bound name");
    context.where = where;
    if (declaration.when !== undefined) context.expect(declaration.when, context.types.bool);
    for (const item of declaration.items ?? []) {
      if (item.kind === "expect") context.expect(item.condition, context.types.bool);
      else if (item.kind === "step") checkStep(context, item);
    }
  });
}

/** Parameters of the module given in a `check` or `scenario`. */
export function checkSettings(context: CheckContext, settings: readonly Setting[]): void {
  const seen = new Map<string, Name>();
  for (const setting of settings) {
    if (isTwice(context, seen, setting.name)) continue;
    checkSetting(context, setting);
  }
}

export function checkSetting(context: CheckContext, setting: Setting): void {
  const { name, value } = setting;
  const global = context.globals.get(name.text);
  if (global?.kind === "param") {
    const type = context.declaredTypes.get(global.declaration) ?? context.types.unknown;
    checkConstant(context, value, type, `parameter ${name.text}`);
    return;
  }
  if (global?.kind === "symmetric") {
    context.report("symmetric-size", name.span, { name: name.text });
    return;
  }
  const module = context.module.path.map((part) => part.text).join(".");
  context.report("parameter-unknown", name.span, {
    module,
    name: name.text,
    ...context.suggest(name.text, globalNames(context.globals, "param")),
  });
}

type StepResolution = Extract<Resolution, { kind: "action" | "step" }>;

/** The action or step of a process that a path names, for scenarios and limits. */
export function resolveStep(
  context: CheckContext,
  path: readonly Name[],
): StepResolution | undefined {
  const [first, second, third] = path;
  if (first === undefined) return undefined;
  const found = context.actions.get(first.text);
  if (found === undefined || third !== undefined) {
    context.report("unknown-action", first.span, {
      name: path.map((part) => part.text).join("."),
      ...(third ? {} : context.suggest(first.text, context.actions.keys())),
    });
    return undefined;
  }
  if (found.kind === "action") {
    if (second === undefined) return { kind: "action", declaration: found };
    context.report("unknown-action", second.span, {
      name: `${first.text}.${second.text}`,
      action: first.text,
    });
    return undefined;
  }
  const names = found.steps.map((step) => step.name.text);
  const step = found.steps.find((candidate) => candidate.name.text === second?.text);
  if (step !== undefined) return { kind: "step", process: found, declaration: step };
  if (second === undefined) {
    context.report("process-needs-step", first.span, {
      process: first.text,
      steps: listed(names.map((name) => `${first.text}.${name}`)),
    });
  } else {
    context.report("unknown-step", second.span, {
      name: second.text,
      process: first.text,
      steps: listed(names),
      ...context.suggest(second.text, names),
    });
  }
  return undefined;
}

function checkStep(context: CheckContext, item: ScenarioStep): void {
  const resolution = resolveStep(context, item.path);
  if (resolution === undefined) {
    for (const argument of item.arguments) {
      if (argument !== undefined) context.infer(argument, context.types.unknown);
    }
    for (const choice of item.choices) context.infer(choice.value, context.types.unknown);
    return;
  }
  context.resolve(item, resolution);
  const owner: { parameters: ProcessDeclaration["parameters"] } =
    resolution.kind === "action" ? resolution.declaration : resolution.process;
  const wanted = owner.parameters.map(
    (parameter) => context.declaredTypes.get(parameter) ?? context.types.unknown,
  );
  const names = owner.parameters.map((parameter) => parameter.name.text);
  const name = item.path.map((part) => part.text).join(".");
  checkArguments(context, item, name, wanted, names);
  if (item.choices.length === 0) return;
  const labels = choicesOf(context, resolution.declaration.body);
  const seen = new Map<string, Name>();
  for (const choice of item.choices) {
    if (isTwice(context, seen, choice.name)) continue;
    const types = labels.get(choice.name.text);
    if (types !== undefined) expectOneOf(context, choice.value, types, choice.name.text);
    else {
      context.infer(choice.value, context.types.unknown);
      context.report("unknown-choice", choice.name.span, {
        name: choice.name.text,
        step: name,
        choices: listed([...labels.keys()]),
        ...context.suggest(choice.name.text, labels.keys()),
      });
    }
  }
}

function expectOneOf(
  context: CheckContext,
  value: Expression,
  types: readonly StaticType[],
  label: string,
): void {
  const [first] = types;
  const found = context.infer(value, first);
  if (types.some((type) => fits(found, type))) return;
  context.report("type-mismatch", value.span, {
    wanted: listed(types.map((type) => showType(type))),
    found: showType(found),
    role: `for choice ${label}`,
    text: context.quote(value.span),
  });
}

/** Names and types of what a body chooses: `f`, and `leave.f` for what an effect chooses. */
function choicesOf(context: CheckContext, body: Block): ReadonlyMap<string, StaticType[]> {
  const labels = new Map<string, StaticType[]>();
  const visited = new Set<EffectDeclaration>();
  const open: { readonly body: Block; readonly prefix: string }[] = [{ body, prefix: "" }];
  while (open.length > 0) {
    const { body: block, prefix } = open.pop()!;
    for (const statement of statementsOf(block)) {
      if (statement.kind === "choose") {
        for (const name of statement.binders.flatMap((group) => group.names)) {
          const label = prefix + name.text;
          const types = labels.get(label) ?? [];
          types.push(context.localTypes.get(name) ?? context.types.unknown);
          labels.set(label, types);
        }
      } else if (statement.kind === "call") {
        const resolution = context.resolutions.get(statement.callee);
        if (resolution?.kind !== "effect" || visited.has(resolution.declaration)) continue;
        visited.add(resolution.declaration);
        const name = resolution.declaration.name.text;
        open.push({ body: resolution.declaration.body, prefix: `${name}.` });
      }
    }
  }
  return labels;
}

/** `object.name`, `object?.name`, `object[keys]` and `object!`, including qualified names. */
import type {
  AtExpression,
  Expression,
  IndexExpression,
  MemberExpression,
  Node,
  ProcessDeclaration,
} from "../../grammar/syntax.ts";
import { describeGlobal, type CheckContext, type UsedModule } from "./context.ts";
import { declaredValue, listed, readState, useVariant } from "./names.ts";
import { showType, type StaticEnum, type StaticType } from "./types.ts";

/** What a member expression names when its left part is not a value. */
export type Qualified =
  | { readonly kind: "used"; readonly use: UsedModule }
  | { readonly kind: "enum"; readonly type: StaticEnum }
  | { readonly kind: "process"; readonly declaration: ProcessDeclaration }
  | { readonly kind: "broken" };

/** The module, enum or process that an expression names, resolving it as such; else `undefined`. */
export function qualifier(context: CheckContext, expression: Expression): Qualified | undefined {
  if (expression.kind === "name") {
    const { text } = expression.name;
    if (context.scope.get(text) !== undefined) return undefined;
    const global = context.globals.get(text);
    if (global === undefined) return undefined;
    if (global.kind === "use") {
      context.resolve(expression, { kind: "qualifier" });
      context.read.add(global.declaration);
      const use = context.uses.get(text);
      return use?.signature === undefined ? { kind: "broken" } : { kind: "used", use };
    }
    if (global.kind === "process") {
      context.resolve(expression, { kind: "process", declaration: global.declaration });
      return { kind: "process", declaration: global.declaration };
    }
    if (global.kind !== "enum" && global.kind !== "type") return undefined;
    return enumQualifier(context, expression, context.declaredTypes.get(global.declaration));
  }
  if (expression.kind === "member" && !expression.optional && expression.object.kind === "name") {
    const global = context.globals.get(expression.object.name.text);
    if (global?.kind !== "use" || context.scope.get(expression.object.name.text)) return undefined;
    const use = context.uses.get(expression.object.name.text);
    const member = use?.signature?.globals.get(expression.name.text);
    if (use?.signature === undefined || (member?.kind !== "enum" && member?.kind !== "type")) {
      return undefined;
    }
    const type = use.signature.declaredTypes.get(member.declaration);
    const found = enumQualifier(context, expression, type && use.importType(type));
    if (found !== undefined) {
      context.resolve(expression.object, { kind: "qualifier" });
      context.read.add(global.declaration);
      context.read.add(member.declaration);
    }
    return found;
  }
  return undefined;
}

function enumQualifier(
  context: CheckContext,
  node: Node,
  type: StaticType | undefined,
): Qualified | undefined {
  if (type?.kind !== "enum") return undefined;
  context.resolve(node, { kind: "qualifier" });
  context.read.add(type.declaration);
  return { kind: "enum", type };
}

export function inferMember(context: CheckContext, expression: MemberExpression): StaticType {
  const { object } = expression;
  const { types } = context;
  if (!expression.optional) {
    const process = processInstance(context, object);
    if (process !== undefined) return processMember(context, expression, process);
    const qualified = qualifier(context, object);
    if (qualified !== undefined) return qualifiedMember(context, expression, qualified);
  }
  const found = context.infer(object);
  let type = found;
  if (found.kind === "unknown") return types.unknown;
  if (expression.optional) {
    if (found.kind === "option") type = found.item;
    else if (found.kind === "record") {
      context.report("never-none", expression.span, {
        text: context.quote(object.span),
        instead: "write `.`",
        type: showType(found),
      });
    }
  } else if (found.kind === "option" && found.item.kind === "record") {
    context.report("may-be-none", object.span, { text: context.quote(object.span) });
    type = found.item;
  }
  context.resolve(expression, { kind: "field" });
  const result = fieldType(context, expression, type);
  return expression.optional ? types.option(result) : result;
}

function fieldType(
  context: CheckContext,
  expression: MemberExpression,
  type: StaticType,
): StaticType {
  const { name, object } = expression;
  if (type.kind === "tuple" && /^\d+$/.test(name.text)) {
    const item = type.items[Number(name.text)];
    if (item !== undefined) return item;
  }
  if (type.kind !== "record") {
    context.report("not-a-record", name.span, {
      text: context.quote(object.span),
      name: name.text,
      type: showType(type),
    });
    return context.types.unknown;
  }
  const field = type.fields.find((candidate) => candidate.name === name.text);
  if (field !== undefined) return field.type;
  const names = type.fields.map((candidate) => candidate.name);
  context.report("unknown-field", name.span, {
    name: name.text,
    type: showType(type),
    fields: listed(names),
    ...context.suggest(name.text, names),
  });
  return context.types.unknown;
}

function qualifiedMember(
  context: CheckContext,
  expression: MemberExpression,
  qualified: Qualified,
): StaticType {
  const { name } = expression;
  const { unknown } = context.types;
  if (qualified.kind === "broken") return unknown;
  if (qualified.kind === "enum") {
    const index = qualified.type.variants.findIndex((variant) => variant.name === name.text);
    if (index !== -1) {
      return useVariant(context, expression, { type: qualified.type, index }, undefined);
    }
    return unknownVariant(context, name, qualified.type);
  }
  if (qualified.kind === "process") {
    context.report("process-index", expression.span, processDetails(qualified.declaration));
    return unknown;
  }
  const { use } = qualified;
  const global = usedGlobal(context, expression, use);
  if (global === undefined) return unknown;
  context.resolve(expression, { ...global, use: use.alias });
  context.read.add(global.declaration);
  return declaredValue(context, expression, `${use.alias}.${name.text}`, global, use);
}

export function unknownVariant(
  context: CheckContext,
  name: MemberExpression["name"],
  type: StaticEnum,
): StaticType {
  const names = type.variants.map((variant) => variant.name);
  context.report("unknown-variant", name.span, {
    name: name.text,
    enum: showType(type),
    variants: listed(names),
    ...context.suggest(name.text, names),
  });
  return context.types.unknown;
}

/** The declaration that `alias.name` names; complains if there is none that may be named. */
export function usedGlobal(context: CheckContext, expression: MemberExpression, use: UsedModule) {
  const { name } = expression;
  const globals = use.signature!.globals;
  const global = globals.get(name.text);
  if (global === undefined) {
    context.report("unknown-in-module", name.span, {
      name: name.text,
      module: use.signature!.name,
      ...context.suggest(name.text, globals.keys()),
    });
    return undefined;
  }
  if (global.kind === "use") {
    context.report("qualified-twice", expression.span, { name: context.quote(expression.span) });
    return undefined;
  }
  if (global.kind === "process") {
    context.report("not-a-value", name.span, {
      name: `${use.alias}.${name.text}`,
      what: "a process of a used module, which takes no part here",
    });
    return undefined;
  }
  return global;
}

// ---------------------------------------------------------------------------------------------
// Processes seen from outside

/** The process in `fault[t]`, or in `fault` alone if it has no parameters; checks the keys. */
export function processInstance(
  context: CheckContext,
  expression: Expression,
): ProcessDeclaration | undefined {
  const base = expression.kind === "index" ? expression.object : expression;
  if (base.kind !== "name" || context.scope.get(base.name.text) !== undefined) return undefined;
  const global = context.globals.get(base.name.text);
  if (global?.kind !== "process") return undefined;
  const { declaration } = global;
  if (expression.kind !== "index" && declaration.parameters.length > 0) return undefined;
  context.resolve(base, { kind: "process", declaration });
  if (expression.kind !== "index") return declaration;
  const wanted = declaration.parameters;
  if (expression.keys.length !== wanted.length) {
    context.report("process-index", expression.span, processDetails(declaration));
  }
  expression.keys.forEach((key, at) => {
    const parameter = wanted[at];
    const type = parameter && context.declaredTypes.get(parameter);
    if (type === undefined) context.infer(key, context.types.unknown);
    else context.expect(key, type, `for ${parameter!.name.text} of process ${base.name.text}`);
  });
  return declaration;
}

function processDetails(declaration: ProcessDeclaration): Readonly<Record<string, string>> {
  const names = declaration.parameters.map((parameter) => parameter.name.text).join(", ");
  const instance = names === "" ? declaration.name.text : `${declaration.name.text}[${names}]`;
  return { name: declaration.name.text, instance };
}

function processMember(
  context: CheckContext,
  expression: MemberExpression,
  process: ProcessDeclaration,
): StaticType {
  const { name } = expression;
  const local = process.locals.find((candidate) => candidate.name.text === name.text);
  if (local !== undefined) {
    context.resolve(expression, { kind: "process-local", process, declaration: local });
    context.read.add(local);
    readState(context, expression, local, `${process.name.text}.${name.text}`);
    return context.declaredTypes.get(local) ?? context.types.unknown;
  }
  const names = process.locals.map((candidate) => candidate.name.text);
  const isLet = process.lets.some((candidate) => candidate.name.text === name.text);
  const isStep = process.steps.some((step) => step.name.text === name.text);
  context.report("unknown-process-local", name.span, {
    name: name.text,
    process: process.name.text,
    instance: context.quote(expression.object.span),
    ...(isLet ? { let: "yes" } : isStep ? { step: "yes" } : context.suggest(name.text, names)),
  });
  return context.types.unknown;
}

export function inferAt(context: CheckContext, expression: AtExpression): StaticType {
  const process = processInstance(context, expression.process);
  if (process === undefined) {
    const named =
      expression.process.kind === "name" && context.globals.get(expression.process.name.text);
    if (named && named.kind === "process") {
      context.report("process-index", expression.process.span, processDetails(named.declaration));
    } else {
      context.report("at-process", expression.process.span, {
        text: context.quote(expression.process.span),
        ...(named ? { what: describeGlobal(named) } : {}),
      });
    }
    return context.types.bool;
  }
  readState(context, expression, process, `${process.name.text} (where it is)`);
  for (const label of expression.labels) checkLabel(context, process, label, true);
  return context.types.bool;
}

/** Complains if the process has no such step; `rest` is where it is when it is not running. */
export function checkLabel(
  context: CheckContext,
  process: ProcessDeclaration,
  label: MemberExpression["name"],
  restAllowed: boolean,
): void {
  const names = process.steps.map((step) => step.name.text);
  if (names.includes(label.text) || (restAllowed && label.text === "rest")) return;
  context.report("unknown-step", label.span, {
    name: label.text,
    process: process.name.text,
    steps: listed(names),
    ...(label.text === "rest" ? { rest: "yes" } : context.suggest(label.text, names)),
  });
}

export function inferIndex(context: CheckContext, expression: IndexExpression): StaticType {
  const { types } = context;
  const process = processInstance(context, expression);
  if (process !== undefined) {
    context.report("process-as-value", expression.span, {
      text: context.quote(expression.span),
      local: process.locals[0]?.name.text ?? "local",
    });
    return types.unknown;
  }
  let type = context.infer(expression.object);
  if (type.kind === "option" && (type.item.kind === "map" || type.item.kind === "seq")) {
    context.report("may-be-none", expression.object.span, {
      text: context.quote(expression.object.span),
    });
    type = type.item;
  }
  if (type.kind === "map") {
    checkKeys(context, expression, type.keys);
    return type.value;
  }
  if (type.kind === "seq") {
    context.sequenceElements.add(expression);
    expression.keys.forEach((key) => context.expect(key, types.int, "as a position"));
    if (expression.keys.length !== 1) {
      context.report("key-count", expression.span, {
        text: context.quote(expression.object.span),
        wanted: "one position",
        found: String(expression.keys.length),
      });
    }
    return type.item;
  }
  expression.keys.forEach((key) => context.infer(key, types.unknown));
  if (type.kind !== "unknown") {
    context.report("not-indexable", expression.span, {
      text: context.quote(expression.object.span),
      type: showType(type),
    });
  }
  return types.unknown;
}

function checkKeys(
  context: CheckContext,
  expression: IndexExpression,
  wanted: readonly StaticType[],
): void {
  const { keys } = expression;
  const [only] = keys;
  if (keys.length === 1 && wanted.length > 1 && only !== undefined) {
    const tuple = context.infer(only, context.types.tuple(wanted));
    if (tuple.key === context.types.tuple(wanted).key || tuple.holey) return;
    reportKeys(context, expression, wanted);
    return;
  }
  keys.forEach((key, at) => {
    const type = wanted[at];
    if (type === undefined) context.infer(key, context.types.unknown);
    else context.expect(key, type, `as a key of ${context.quote(expression.object.span)}`);
  });
  if (keys.length !== wanted.length) reportKeys(context, expression, wanted);
}

function reportKeys(
  context: CheckContext,
  expression: IndexExpression,
  wanted: readonly StaticType[],
): void {
  context.report("key-count", expression.span, {
    text: context.quote(expression.object.span),
    wanted: `the keys [${wanted.map((type) => showType(type)).join(", ")}]`,
    found: String(expression.keys.length),
  });
}

export function inferUnwrap(
  context: CheckContext,
  expression: Node & { readonly object: Expression },
  hint: StaticType | undefined,
): StaticType {
  const type = context.infer(expression.object, hint && context.types.option(hint));
  if (type.kind === "option") return type.item;
  if (type.kind !== "unknown") {
    context.report("never-none", expression.span, {
      text: context.quote(expression.object.span),
      instead: "remove the `!`",
      type: showType(type),
    });
  }
  return type;
}

/** Calls in expressions: defs, variants with payload and the functions of the language. */
import type { CallExpression, Expression, Node } from "../../grammar/syntax.ts";
import { BUILTINS, type BuiltinName } from "../checked.ts";
import { describeGlobal, globalNames, type CheckContext, type UsedModule } from "./context.ts";
import { qualifier, unknownVariant, usedGlobal } from "./members.ts";
import {
  expectedVariant,
  notConstant,
  unknownName,
  useDef,
  useVariant,
  type VariantFound,
} from "./names.ts";
import { fits, required, showType, unify, type StaticType } from "./types.ts";

export function inferCall(
  context: CheckContext,
  expression: CallExpression,
  hint: StaticType | undefined,
): StaticType {
  const { callee } = expression;
  if (callee.kind === "name") return nameCall(context, expression, callee, hint);
  const qualified = callee.optional ? undefined : qualifier(context, callee.object);
  if (qualified?.kind === "enum") {
    const { text } = callee.name;
    const index = qualified.type.variants.findIndex((variant) => variant.name === text);
    if (index !== -1) return variantCall(context, expression, { type: qualified.type, index });
    inferAll(context, expression.arguments);
    return unknownVariant(context, callee.name, qualified.type);
  }
  if (qualified?.kind === "used") {
    const global = usedGlobal(context, callee, qualified.use);
    if (global?.kind === "def") {
      context.read.add(global.declaration);
      context.resolve(callee, { ...global, use: qualified.use.alias });
      return defCall(context, expression, global.declaration, qualified.use);
    }
    if (global !== undefined) refuseCall(context, callee, describeGlobal(global));
  } else if (qualified?.kind === "process") {
    refuseCall(context, callee, "a step of a process");
  } else if (qualified === undefined) {
    context.infer(callee.object);
    refuseCall(context, callee, "a field");
  }
  inferAll(context, expression.arguments);
  return context.types.unknown;
}

type NameCallee = Extract<CallExpression["callee"], { kind: "name" }>;

function nameCall(
  context: CheckContext,
  expression: CallExpression,
  callee: NameCallee,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  const { text } = callee.name;
  const variant = expectedVariant(hint, text);
  const global = context.globals.get(text);
  if (variant !== undefined) {
    const result = global?.kind === "def" && context.declaredTypes.get(global.declaration);
    if (result && result.kind !== "unknown" && fits(result, variant.type)) {
      context.report("variant-or-value", callee.span, {
        name: text,
        enum: showType(variant.type),
        what: "a def",
      });
    }
    return variantCall(context, expression, variant);
  }
  if (global?.kind === "def") {
    context.resolve(callee, global);
    context.read.add(global.declaration);
    return defCall(context, expression, global.declaration, undefined);
  }
  if ((BUILTINS as readonly string[]).includes(text)) {
    context.resolve(callee, { kind: "builtin", name: text as BuiltinName });
    return builtinCall(context, expression, text as BuiltinName, hint);
  }
  const local = context.scope.get(text);
  if (local !== undefined) refuseCall(context, callee, `a ${local.role}`);
  else if (global !== undefined) {
    if (global.kind === "effect") context.report("effect-as-value", callee.span, { name: text });
    else refuseCall(context, callee, describeGlobal(global));
  } else if (context.variants.has(text)) unknownName(context, callee.name, hint);
  else if (hint?.kind !== "unknown") {
    const action = context.actions.get(text);
    if (action !== undefined) refuseCall(context, callee, `an action`);
    else {
      context.report("unknown-def", callee.span, {
        name: text,
        ...context.suggest(text, callables(context)),
      });
    }
  }
  inferAll(context, expression.arguments);
  return types.unknown;
}

function* callables(context: CheckContext): Iterable<string> {
  yield* BUILTINS;
  yield* globalNames(context.globals, "def");
}

function refuseCall(context: CheckContext, callee: Node, what: string): void {
  context.report("not-callable", callee.span, { name: context.quote(callee.span), what });
}

/** Checks arguments of a call that has already been complained about. */
export function inferAll(context: CheckContext, list: readonly Expression[]): void {
  for (const item of list) context.infer(item, context.types.unknown);
}

function variantCall(
  context: CheckContext,
  expression: CallExpression,
  found: VariantFound,
): StaticType {
  const variant = found.type.variants[found.index]!;
  expression.arguments.forEach((argument, at) => {
    const wanted = variant.payload[at] ?? context.types.unknown;
    context.expect(argument, wanted, `in ${variant.name}(...)`);
  });
  return useVariant(context, expression.callee, found, expression.arguments.length);
}

function defCall(
  context: CheckContext,
  expression: CallExpression,
  declaration: Extract<ReturnType<CheckContext["globals"]["get"]>, { kind: "def" }>["declaration"],
  use: UsedModule | undefined,
): StaticType {
  const { types } = context;
  const declared = use?.signature?.declaredTypes ?? context.declaredTypes;
  const bring = (type: StaticType) => (use ? use.importType(type) : type);
  const name = context.quote(expression.callee.span);
  useDef(context, expression.callee, declaration, name, use);
  if (!declaration.parenthesised) {
    context.report("call-without-parentheses", expression.span, { name });
  }
  const wanted = declaration.parameters.map((parameter) =>
    bring(declared.get(parameter) ?? types.unknown),
  );
  checkArguments(
    context,
    expression,
    name,
    wanted,
    declaration.parameters.map((parameter) => parameter.name.text),
  );
  return bring(declared.get(declaration) ?? types.unknown);
}

/** Number and types of the arguments of a def, an effect or a step. */
export function checkArguments(
  context: CheckContext,
  call: Node & { readonly arguments: readonly (Expression | undefined)[] },
  name: string,
  wanted: readonly StaticType[],
  names: readonly string[],
): void {
  if (call.arguments.length !== wanted.length) {
    context.report("argument-count", call.span, {
      name,
      wanted: String(wanted.length),
      found: String(call.arguments.length),
      list: names.map((text, at) => `${text}: ${showType(wanted[at]!)}`).join(", "),
    });
  }
  call.arguments.forEach((argument, at) => {
    if (argument === undefined) return;
    const type = wanted[at];
    if (type === undefined) context.infer(argument, context.types.unknown);
    else context.expect(argument, type, `for ${names[at]} of ${name}`);
  });
}

const ARGUMENTS: Readonly<Record<BuiltinName, string>> = {
  size: "a set or a sequence",
  intersect: "two sets",
  subset: "two sets",
  first: "a sequence",
  last: "a sequence",
  rest: "a sequence",
  take: "a sequence and a number",
  drop: "a sequence and a number",
  min: "two numbers",
  max: "two numbers",
  abs: "a number",
};

function builtinCall(
  context: CheckContext,
  expression: CallExpression,
  name: BuiltinName,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  const [first, second] = expression.arguments;
  const count = /\btwo\b|\band\b/.test(ARGUMENTS[name]) ? 2 : 1;
  const wrong = (found: string): StaticType => {
    context.report("builtin-arguments", expression.span, { name, wanted: ARGUMENTS[name], found });
    return types.unknown;
  };
  if (expression.arguments.length !== count || first === undefined) {
    inferAll(context, expression.arguments);
    return wrong(`${expression.arguments.length} arguments`);
  }
  const collection = name !== "min" && name !== "max" && name !== "abs";
  if (context.where.state === "constant" && collection) {
    notConstant(context, expression, `calls ${name}`);
  }
  if (!collection) {
    for (const argument of expression.arguments) {
      const type = context.infer(argument, types.int);
      if (required(type).kind === "symmetric") {
        const details = { type: showType(required(type)), operator: name };
        context.report("symmetric-operator", argument.span, details);
      } else if (!fits(type, types.int)) return wrong(showType(type));
    }
    return types.int;
  }
  const want = hint && required(hint);
  const type = context.infer(first, name === "size" || name === "subset" ? undefined : want);
  if (type.kind === "unknown") {
    if (second !== undefined) context.infer(second, types.unknown);
    return name === "size" ? types.int : name === "subset" ? types.bool : types.unknown;
  }
  switch (name) {
    case "size":
      return type.kind === "set" || type.kind === "seq" ? types.int : wrong(showType(type));
    case "intersect":
    case "subset": {
      const other = context.infer(second!, type);
      const joined = type.kind === "set" ? unify(types, type, other) : undefined;
      if (joined === undefined) return wrong(`${showType(type)} and ${showType(other)}`);
      return name === "subset" ? types.bool : joined;
    }
    case "first":
    case "last":
      return type.kind === "seq" ? type.item : wrong(showType(type));
    case "rest":
      return type.kind === "seq" ? type : wrong(showType(type));
    case "take":
    case "drop":
      context.expect(second!, types.int, `in ${name}(...)`);
      return type.kind === "seq" ? type : wrong(showType(type));
  }
}

/**
 * The names that a module declares, and the types that declarations state. Types may refer to each
 * other in any order but not in a circle, so they are built after sorting by what they need.
 */
import type {
  Declaration,
  EnumDeclaration,
  Name,
  Node,
  Parameter,
  TypeDeclaration,
  TypeExpression,
} from "../../grammar/syntax.ts";
import { BUILTINS } from "../checked.ts";
import { describeGlobal, type CheckContext, type Global } from "./context.ts";
import { checkConstantNumber, checkType } from "./type-expression.ts";

/** Enters every declared name; the first of two declarations stays. */
export function collectDeclarations(context: CheckContext): void {
  const properties = new Map<string, Name>();
  const checks = new Map<string, Name>();
  const scenarios = new Map<string, Node>();
  for (const declaration of context.module.declarations) {
    for (const global of globalsOf(declaration)) addGlobal(context, global);
    if (declaration.kind === "action" || declaration.kind === "process") {
      addOnce(context, context.actions, declaration.name, "action", declaration, (old) => old.name);
    } else if (["invariant", "transition", "temporal", "measure"].includes(declaration.kind)) {
      const { name } = declaration as { name: Name };
      addOnce(context, properties, name, "property", name, (old) => old);
    } else if (declaration.kind === "check") {
      addOnce(context, checks, declaration.name, "check", declaration.name, (old) => old);
    } else if (declaration.kind === "scenario") {
      const { title, titleSpan } = declaration;
      const name = { text: title, span: titleSpan };
      addOnce(context, scenarios, name, "scenario", name, (old) => old);
    }
  }
}

function addOnce<Value>(
  context: CheckContext,
  table: Map<string, Value>,
  name: Name,
  what: string,
  value: Value,
  nameOf: (value: Value) => Node,
): void {
  const before = table.get(name.text);
  if (before === undefined) table.set(name.text, value);
  else reportTwice(context, name, nameOf(before), what);
}

function reportTwice(context: CheckContext, name: Name, first: Node, what: string): void {
  // A process is both a global and an action; one message is enough.
  const last = context.diagnostics.at(-1);
  if (last?.code === "declared-twice" && last.at.start === name.span.start) return;
  context.report("declared-twice", name.span, { name: name.text, what }, [
    { at: context.at(first.span), message: `${name.text} is first declared here` },
  ]);
}

function globalsOf(declaration: Declaration): readonly Global[] {
  switch (declaration.kind) {
    case "state":
      return declaration.variables.map((variable) => ({ kind: "variable", declaration: variable }));
    case "symmetric":
      return declaration.types.map((type) => ({ kind: "symmetric", declaration: type }));
    case "use":
      return [{ kind: "use", declaration }];
    case "param":
      return [{ kind: "param", declaration }];
    case "type":
      return [{ kind: "type", declaration }];
    case "enum":
      return [{ kind: "enum", declaration }];
    case "def":
      return [{ kind: "def", declaration }];
    case "effect":
      return [{ kind: "effect", declaration }];
    case "process":
      return [{ kind: "process", declaration }];
    default:
      return [];
  }
}

function addGlobal(context: CheckContext, global: Global): void {
  const name = nameOf(global);
  const before = context.globals.get(name.text);
  if (before !== undefined) reportTwice(context, name, nameOf(before), describeGlobal(global));
  else context.globals.set(name.text, global);
  const builtin = (BUILTINS as readonly string[]).includes(name.text);
  if (name.text === "bool" || (builtin && (global.kind === "def" || global.kind === "effect"))) {
    context.report("name-of-the-language", name.span, { name: name.text });
  }
}

export function nameOf(global: Global): Name {
  return global.kind === "use" ? global.declaration.alias : global.declaration.name;
}

// ---------------------------------------------------------------------------------------------
// Types

type Owner = TypeDeclaration | EnumDeclaration;

/** Builds the declared types of the module: first types and enums, then what is made of them. */
export function declareTypes(context: CheckContext): void {
  const { types, declaredTypes, module } = context;
  for (const global of context.globals.values()) {
    if (global.kind !== "symmetric") continue;
    declaredTypes.set(global.declaration, types.symmetric("", global.declaration));
  }
  for (const owner of inOrder(context)) {
    if (owner.kind === "type") {
      declaredTypes.set(owner, checkType(context, owner.type));
      continue;
    }
    declareEnum(context, owner);
  }
  for (const declaration of module.declarations) {
    if (declaration.kind === "symmetric") {
      for (const type of declaration.types) {
        checkConstantNumber(context, type.size, "the size of a symmetric type");
      }
    } else if (declaration.kind === "param") {
      context.parameterStart = declaration.span.start;
      const type = checkType(context, declaration.type);
      context.parameterStart = undefined;
      if (type.symmetric) {
        context.report("symmetric-param", declaration.type.span, { name: declaration.name.text });
      }
      declaredTypes.set(declaration, type);
    } else if (declaration.kind === "state") {
      for (const variable of declaration.variables) {
        declaredTypes.set(variable, checkType(context, variable.type));
      }
    } else if (declaration.kind === "def") {
      declareParameters(context, declaration.parameters);
      declaredTypes.set(declaration, checkType(context, declaration.result));
    } else if (declaration.kind === "effect" || declaration.kind === "action") {
      declareParameters(context, declaration.parameters);
    } else if (declaration.kind === "process") {
      declareParameters(context, declaration.parameters);
      for (const local of declaration.locals) {
        declaredTypes.set(local, checkType(context, local.type));
      }
    }
  }
}

function declareParameters(context: CheckContext, parameters: readonly Parameter[]): void {
  for (const parameter of parameters) {
    context.declaredTypes.set(parameter, checkType(context, parameter.type));
  }
}

function declareEnum(context: CheckContext, declaration: EnumDeclaration): void {
  const seen = new Map<string, Name>();
  const variants = [];
  for (const variant of declaration.variants) {
    const payload = variant.payload.map((type) => checkType(context, type));
    const { text } = variant.name;
    const first = seen.get(text);
    if (first !== undefined) reportTwice(context, variant.name, first, "a variant");
    else {
      seen.set(text, variant.name);
      noteVariant(context, text, declaration.name.text);
    }
    variants.push({ name: text, payload });
  }
  if (variants.length === 0) {
    context.report("enum-empty", declaration.name.span, { name: declaration.name.text });
  }
  context.declaredTypes.set(declaration, context.types.enum("", declaration, variants));
}

/** Remembers which enums have a variant of a name, for messages where no type is expected. */
export function noteVariant(context: CheckContext, variant: string, owner: string): void {
  const owners = context.variants.get(variant);
  if (owners === undefined) context.variants.set(variant, [owner]);
  else owners.push(owner);
}

/** Types and enums so that each comes after those it is made of; circles are refused. */
function inOrder(context: CheckContext): readonly Owner[] {
  const state = new Map<Owner, "open" | "done">();
  const order: Owner[] = [];
  for (const global of context.globals.values()) {
    if (global.kind !== "type" && global.kind !== "enum") continue;
    const stack: { owner: Owner; needs: Iterator<{ owner: Owner; at: Node }> }[] = [];
    const enter = (owner: Owner) => {
      state.set(owner, "open");
      stack.push({ owner, needs: needsOf(context, owner)[Symbol.iterator]() });
    };
    if (!state.has(global.declaration)) enter(global.declaration);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const next = top.needs.next();
      if (next.done) {
        state.set(top.owner, "done");
        order.push(top.owner);
        stack.pop();
      } else if (!state.has(next.value.owner)) enter(next.value.owner);
      else if (state.get(next.value.owner) === "open") {
        const { owner, at } = next.value;
        const circle = stack.slice(stack.findIndex((entry) => entry.owner === owner));
        const names = [...circle.map((entry) => entry.owner), owner].map((one) => one.name.text);
        context.report("recursive-type", at.span, {
          name: owner.name.text,
          circle: names.length > 8 ? "" : names.join(" -> "),
        });
      }
    }
  }
  return order;
}

function needsOf(context: CheckContext, owner: Owner): readonly { owner: Owner; at: Node }[] {
  const needs: { owner: Owner; at: Node }[] = [];
  const open: TypeExpression[] =
    owner.kind === "type" ? [owner.type] : owner.variants.flatMap((variant) => variant.payload);
  while (open.length > 0) {
    const type = open.pop()!;
    switch (type.kind) {
      case "named": {
        const global = type.path.length === 1 && context.globals.get(type.path[0]!.text);
        if (global && (global.kind === "type" || global.kind === "enum")) {
          needs.push({ owner: global.declaration, at: type });
        }
        break;
      }
      case "record":
        for (const field of type.fields) open.push(field.type);
        break;
      case "map":
        for (const key of type.keys) open.push(key);
        open.push(type.value);
        break;
      case "tuple":
        for (const item of type.items) open.push(item);
        break;
      case "option":
      case "set":
      case "seq":
        open.push(type.item);
        break;
    }
  }
  return needs;
}

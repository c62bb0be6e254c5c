/** Types as they are written: resolves their names and builds the checker's types. */
import type { Expression, FieldType, Name, Node, TypeExpression } from "../../grammar/syntax.ts";
import {
  describeGlobal,
  globalNames,
  type CheckContext,
  type Global,
  type Where,
} from "./context.ts";
import { walk } from "./walk.ts";
import type { StaticType } from "./types.ts";

/** Deeper types than this are refused: everything that walks a type may then recurse. */
export const TYPE_DEPTH_LIMIT = 64;

const CONSTANT: Omit<Where, "what"> = { old: false, state: "constant", temporal: false };

/** Checks an expression whose value must be known before the run. */
export function checkConstant(
  context: CheckContext,
  expression: Expression,
  wanted: StaticType,
  what: string,
): void {
  const before = context.where;
  context.where = { ...CONSTANT, what };
  context.expect(expression, wanted);
  context.where = before;
}

/** A number made of literals, parameters and arithmetic: what sizes and bounds are written with. */
export function checkConstantNumber(
  context: CheckContext,
  expression: Expression,
  what: string,
): void {
  const before = context.diagnostics.length;
  checkConstant(context, expression, context.types.int, what);
  if (context.diagnostics.length > before) return;
  walk(expression, (part) => {
    if (part.kind === "int" || part.kind === "name" || part.kind === "member") return false;
    const fine =
      part.kind === "parenthesised" ||
      (part.kind === "unary" && part.operator === "-") ||
      (part.kind === "binary" && ["+", "-", "*", "/", "%"].includes(part.operator));
    if (!fine) {
      const reason = "is not made of numbers, parameters and arithmetic";
      context.report("not-constant", part.span, { what, reason });
    }
    return fine;
  });
}

export function checkType(context: CheckContext, type: TypeExpression): StaticType {
  const { types } = context;
  const built = build(context, type);
  if (built.depth <= TYPE_DEPTH_LIMIT) return built;
  context.report("type-too-deep", type.span, { limit: String(TYPE_DEPTH_LIMIT) });
  return types.unknown;
}

function build(context: CheckContext, type: TypeExpression): StaticType {
  const { types } = context;
  switch (type.kind) {
    case "named":
      return namedType(context, type, type.path);
    case "range":
      checkConstantNumber(context, type.low, "the bound of a range");
      checkConstantNumber(context, type.high, "the bound of a range");
      return types.labelled(types.int, context.quote(type.span));
    case "record":
      return recordType(context, type.fields);
    case "option": {
      const item = checkType(context, type.item);
      if (item.kind === "option") {
        context.report("double-option", type.span, { type: context.quote(type.item.span) });
      }
      return types.option(item);
    }
    case "set":
      return types.set(checkType(context, type.item));
    case "map": {
      const keys = type.keys.map((key) => checkType(context, key));
      return types.map(keys, checkType(context, type.value));
    }
    case "seq":
      checkConstantNumber(context, type.capacity, "the capacity of a sequence");
      return types.labelled(types.seq(checkType(context, type.item)), context.quote(type.span));
    case "tuple":
      return types.tuple(type.items.map((item) => checkType(context, item)));
  }
}

function recordType(context: CheckContext, fields: readonly FieldType[]): StaticType {
  const seen = new Map<string, Name>();
  const built = [];
  for (const field of fields) {
    const type = checkType(context, field.type);
    const first = seen.get(field.name.text);
    if (first !== undefined) {
      context.report("field-twice", field.name.span, { name: field.name.text }, [
        { at: context.at(first.span), message: "the first one is here" },
      ]);
      continue;
    }
    seen.set(field.name.text, field.name);
    built.push({ name: field.name.text, type });
  }
  return context.types.record(built);
}

/** Resolves the name of a type: `bool`, `Proc`, `ideal.Word`. */
function namedType(context: CheckContext, node: Node, path: readonly Name[]): StaticType {
  const [first, second, third] = path;
  const { unknown } = context.types;
  if (first === undefined) return unknown;
  if (second === undefined) {
    if (first.text === "bool") {
      context.resolve(node, { kind: "bool" });
      return context.types.bool;
    }
    const global = context.globals.get(first.text);
    if (global === undefined) return unknownType(context, first, context.globals);
    return ownType(context, node, first, global);
  }
  const use = context.uses.get(first.text);
  if (use === undefined) {
    const nearest = context.suggest(first.text, context.uses.keys());
    context.report("unknown-module-alias", first.span, {
      name: first.text,
      ...nearest,
    });
    return unknown;
  }
  context.read.add(context.globals.get(first.text)?.declaration ?? first);
  if (use.signature === undefined) return unknown;
  if (third !== undefined) {
    context.report("qualified-twice", node.span, { name: context.quote(node.span) });
    return unknown;
  }
  const global = use.signature.globals.get(second.text);
  if (global === undefined) return unknownType(context, second, use.signature.globals, first.text);
  if (global.kind !== "type" && global.kind !== "enum" && global.kind !== "symmetric") {
    return notAType(context, second, global);
  }
  context.resolve(node, { ...global, use: use.alias });
  context.read.add(global.declaration);
  return use.importType(use.signature.declaredTypes.get(global.declaration) ?? unknown);
}

function ownType(context: CheckContext, node: Node, name: Name, global: Global): StaticType {
  if (global.kind !== "type" && global.kind !== "enum" && global.kind !== "symmetric") {
    return notAType(context, name, global);
  }
  context.resolve(node, global);
  context.read.add(global.declaration);
  const type = context.declaredTypes.get(global.declaration) ?? context.types.unknown;
  return global.kind === "type" ? context.types.labelled(type, name.text) : type;
}

function notAType(context: CheckContext, name: Name, global: Global): StaticType {
  context.report("not-a-type", name.span, { name: name.text, what: describeGlobal(global) });
  return context.types.unknown;
}

const NUMBER_TYPES = new Set(["int", "integer", "nat", "number", "uint", "long", "size_t", "char"]);

function unknownType(
  context: CheckContext,
  name: Name,
  globals: ReadonlyMap<string, Global>,
  alias?: string,
): StaticType {
  const nearest = context.suggest(name.text, typeNames(globals, alias === undefined));
  context.report("unknown-type", name.span, {
    name: name.text,
    ...(alias ? { module: alias } : {}),
    ...nearest,
    ...(NUMBER_TYPES.has(name.text.toLowerCase()) ? { number: "yes" } : {}),
  });
  return context.types.unknown;
}

function* typeNames(globals: ReadonlyMap<string, Global>, own: boolean): Iterable<string> {
  if (own) yield "bool";
  yield* globalNames(globals, "type", "enum", "symmetric");
}

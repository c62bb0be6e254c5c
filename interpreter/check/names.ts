/** Names in expressions: locals, declarations, variants by expected type, qualified names. */
import type { Expression, Name, NameExpression, Node } from "../../grammar/syntax.ts";
import { BUILTINS } from "../checked.ts";
import { describeGlobal, type CheckContext, type Global, type UsedModule } from "./context.ts";
import type { Local } from "./scope.ts";
import { fits, required, showType, type StaticEnum, type StaticType } from "./types.ts";

export interface VariantFound {
  readonly type: StaticEnum;
  readonly index: number;
}

/** The variant of that name in the enum that the place expects, if it expects one. */
export function expectedVariant(
  hint: StaticType | undefined,
  text: string,
): VariantFound | undefined {
  const type = hint && required(hint);
  if (type?.kind !== "enum") return undefined;
  const index = type.variants.findIndex((variant) => variant.name === text);
  return index === -1 ? undefined : { type, index };
}

/** Resolves a use of a variant with or without payload; `count` is how many values are given. */
export function useVariant(
  context: CheckContext,
  node: Node,
  found: VariantFound,
  count: number | undefined,
): StaticType {
  const variant = found.type.variants[found.index]!;
  const { origin, declaration } = found.type;
  context.resolve(node, {
    kind: "variant",
    ...(origin === "" ? {} : { use: origin }),
    declaration,
    index: found.index,
  });
  context.read.add(declaration);
  if ((count ?? 0) !== variant.payload.length || (count === 0 && variant.payload.length === 0)) {
    context.report("variant-payload", node.span, {
      name: variant.name,
      wanted: variant.payload.map((type) => showType(type)).join(", "),
      found: String(count ?? 0),
    });
  }
  return found.type;
}

export function inferName(
  context: CheckContext,
  expression: NameExpression,
  hint: StaticType | undefined,
): StaticType {
  const { text } = expression.name;
  const variant = expectedVariant(hint, text);
  const local = context.scope.get(text);
  const global = context.globals.get(text);
  if (variant !== undefined) {
    const rival = local?.type ?? (global && valueType(context, global));
    if (rival !== undefined && rival.kind !== "unknown" && fits(rival, variant.type)) {
      context.report("variant-or-value", expression.span, {
        name: text,
        enum: showType(variant.type),
        what: local ? `a ${local.role}` : global ? describeGlobal(global) : "a value",
      });
    }
    return useVariant(context, expression, variant, undefined);
  }
  if (local !== undefined) return useLocal(context, expression, local);
  if (global !== undefined) return useGlobal(context, expression, global);
  return unknownName(context, expression.name, hint);
}

function useLocal(context: CheckContext, expression: NameExpression, local: Local): StaticType {
  const { text } = expression.name;
  const { resolution } = local;
  context.resolve(expression, resolution);
  context.read.add("declaration" in resolution ? resolution.declaration : local.binding);
  if (context.where.state === "constant") {
    notConstant(context, expression, `uses ${text}, ${a(local.role)}`);
  } else if (resolution.kind === "process-local") {
    readState(context, expression, resolution.declaration, text);
  } else if (resolution.kind === "process-let") {
    context.dependenciesOf(context.current).calls.set(resolution.declaration, expression);
  }
  if (local.role === "pattern name" && local.temporalDepth < context.temporalDepth) {
    context.report("temporal-binding", expression.span, { name: text });
  }
  return local.type;
}

/** Type of a declaration used as a bare value, if it is one. */
function valueType(context: CheckContext, global: Global): StaticType | undefined {
  if (global.kind === "def" && global.declaration.parenthesised) return undefined;
  if (global.kind === "param" || global.kind === "variable" || global.kind === "def") {
    return context.declaredTypes.get(global.declaration);
  }
  return undefined;
}

function useGlobal(context: CheckContext, expression: NameExpression, global: Global): StaticType {
  const { text } = expression.name;
  const { unknown } = context.types;
  if (global.kind === "use") {
    context.report("not-a-value", expression.span, { name: text, what: describeGlobal(global) });
    return unknown;
  }
  context.resolve(expression, global);
  context.read.add(global.declaration);
  return declaredValue(context, expression, text, global, undefined);
}

/** The type of `name` or `alias.name` as a value. */
export function declaredValue(
  context: CheckContext,
  node: Node,
  text: string,
  global: Exclude<Global, { kind: "use" }>,
  use: UsedModule | undefined,
): StaticType {
  const { unknown } = context.types;
  const type = () => {
    const declared = (use?.signature?.declaredTypes ?? context.declaredTypes).get(
      global.declaration,
    );
    return declared === undefined ? unknown : use ? use.importType(declared) : declared;
  };
  switch (global.kind) {
    case "param":
      refuseLaterParameter(context, node, text, global.declaration, use);
      return type();
    case "variable":
      readState(context, node, global.declaration, text, use);
      return type();
    case "def":
      if (global.declaration.parenthesised) {
        const names = global.declaration.parameters.map((parameter) => parameter.name.text);
        context.report("call-needs-arguments", node.span, { name: text, list: names.join(", ") });
      }
      useDef(context, node, global.declaration, text, use);
      return type();
    default:
      context.report("not-a-value", node.span, { name: text, what: describeGlobal(global) });
      return unknown;
  }
}

function refuseLaterParameter(
  context: CheckContext,
  node: Node,
  text: string,
  declaration: Node,
  use: UsedModule | undefined,
): void {
  const { parameterStart } = context;
  if (use !== undefined || parameterStart === undefined) return;
  if (declaration.span.start >= parameterStart) {
    context.report("parameter-order", node.span, { name: text });
  }
}

/** Charges the current declaration with a read of state, and refuses it where there is no state. */
export function readState(
  context: CheckContext,
  node: Node,
  declaration: object,
  text: string,
  use?: UsedModule,
): void {
  context.dependenciesOf(context.current).reads.add(declaration);
  refuseState(context, node, `reads the state variable ${text}`);
  noteAbstract(context, use);
}

export function useDef(
  context: CheckContext,
  node: Node,
  declaration: object,
  text: string,
  use?: UsedModule,
): void {
  const dependencies = context.dependenciesOf(context.current);
  if (use === undefined) {
    dependencies.calls.set(declaration, node);
    if (context.where.state === "constant") notConstant(context, node, `calls the def ${text}`);
  } else if (context.where.state === "constant") {
    notConstant(context, node, `calls the def ${text}`);
  } else if (use.signature?.stateful.has(declaration)) {
    dependencies.reads.add(declaration);
    refuseState(context, node, `calls ${text}, which reads state variables`);
    noteAbstract(context, use);
  }
}

function refuseState(context: CheckContext, node: Node, reason: string): void {
  if (context.where.state === "constant") notConstant(context, node, reason);
  else if (context.where.state === "no") {
    context.report("state-not-readable", node.span, { what: context.where.what, reason });
  }
}

/** The state of a module that is refined is what the mapping says, so the mapping cannot read it. */
function noteAbstract(context: CheckContext, use: UsedModule | undefined): void {
  if (use === undefined || !context.abstractUses.has(use.alias)) return;
  context.dependenciesOf(context.current).abstract = true;
}

export function notConstant(context: CheckContext, node: Node, reason: string): void {
  context.report("not-constant", node.span, { what: context.where.what, reason });
}

/** A name that nothing introduces: says where it would be known, or which one was meant. */
export function unknownName(
  context: CheckContext,
  name: Name,
  hint: StaticType | undefined,
): StaticType {
  const { text } = name;
  const { unknown } = context.types;
  const test = context.patternTests.get(text);
  if (test !== undefined) {
    context.report("pattern-scope", name.span, { name: text, test: context.quote(test) }, [
      { at: context.at(test), message: `${text} is bound here` },
    ]);
    return unknown;
  }
  if ((BUILTINS as readonly string[]).includes(text)) {
    context.report("not-a-value", name.span, { name: text, what: "a function of the language" });
    return unknown;
  }
  if (hint?.kind === "unknown") return unknown;
  const wanted = hint && required(hint);
  const enums = context.variants.get(text);
  if (enums !== undefined && wanted?.kind !== "enum") {
    const qualified = enums.map((owner) => `${owner}.${text}`);
    context.report("variant-needs-type", name.span, {
      name: text,
      enums: enums.join(" and "),
      qualified: qualified.join(" or "),
      ...(wanted ? { wanted: showType(wanted) } : {}),
    });
    return unknown;
  }
  if (wanted?.kind === "enum") {
    const variants = wanted.variants.map((variant) => variant.name);
    const nearest = context.suggest(text, [...variants, ...valueNames(context)]);
    context.report("unknown-variant", name.span, {
      name: text,
      enum: showType(wanted),
      variants: listed(variants),
      ...nearest,
    });
    return unknown;
  }
  const nearest = context.suggest(text, valueNames(context));
  context.report("unknown-name", name.span, { name: text, ...nearest });
  return unknown;
}

function* valueNames(context: CheckContext): Iterable<string> {
  yield* context.scope.names();
  for (const [text, global] of context.globals) {
    if (global.kind !== "type" && global.kind !== "symmetric") yield text;
  }
}

/** A few names for a message. */
export function listed(names: readonly string[]): string {
  return (names.length > 8 ? [...names.slice(0, 8), "..."] : names).join(", ");
}

export function a(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/**
 * Whether the type of an expression comes from where it stands: then the other side of a
 * comparison is looked at first.
 */
export function isContextual(context: CheckContext, expression: Expression): boolean {
  let at = expression;
  for (;;) {
    switch (at.kind) {
      case "none":
      case "record":
        return true;
      case "parenthesised":
        at = at.body;
        continue;
      case "if":
        if (isContextual(context, at.then)) return true;
        at = at.else;
        continue;
      case "tuple":
        return at.items.some((item) => isContextual(context, item));
      case "set":
      case "sequence": {
        const [first] = at.items;
        if (first === undefined) return true;
        at = first;
        continue;
      }
      case "fold":
        if ((at.fold !== "map" && at.fold !== "set") || at.value === undefined) return false;
        at = at.value;
        continue;
      case "binary":
        if (at.operator !== "+" && at.operator !== "-") return false;
        at = at.left;
        continue;
      case "name":
        return isVariantWord(context, at.name.text);
      case "call":
        return at.callee.kind === "name" && isVariantWord(context, at.callee.name.text);
      default:
        return false;
    }
  }
}

function isVariantWord(context: CheckContext, text: string): boolean {
  if (context.variants.has(text)) return true;
  return context.scope.get(text) === undefined && context.globals.get(text) === undefined;
}

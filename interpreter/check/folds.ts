/** Quantifiers, folds and the binders they share with `for` and `choose`. */
import type {
  BinderGroup,
  Expression,
  FoldExpression,
  QuantifierExpression,
} from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { notConstant } from "./names.ts";
import { known } from "./literals.ts";
import { inferSet } from "./operators.ts";
import type { Local } from "./scope.ts";
import { checkType } from "./type-expression.ts";
import { required, showType, type StaticType } from "./types.ts";

/** Introduces the names of binders; each group may refer to the names of the groups before it. */
export function bindGroups(
  context: CheckContext,
  groups: readonly BinderGroup[],
  role: Local["role"],
): void {
  for (const group of groups) {
    const type = domainOf(context, group);
    for (const name of group.names) context.bind(name, type, role);
  }
}

function domainOf(context: CheckContext, group: BinderGroup): StaticType {
  const { types } = context;
  if (group.domain.kind === "type") return checkType(context, group.domain.type);
  const temporal = context.temporalAllowed;
  context.temporalAllowed = false;
  const type = inferSet(context, group.domain.set, undefined);
  context.temporalAllowed = temporal;
  if (type.kind === "set") return type.item;
  if (type.kind !== "unknown") {
    context.report("binder-domain", group.domain.set.span, {
      text: context.quote(group.domain.set.span),
      type: showType(type),
    });
  }
  return types.unknown;
}

export function inferQuantifier(
  context: CheckContext,
  expression: QuantifierExpression,
): StaticType {
  const { types } = context;
  if (context.where.state === "constant") notConstant(context, expression, "is a quantifier");
  const temporal = context.temporalAllowed;
  bindGroups(context, expression.binders, "bound name");
  context.temporalAllowed = false;
  if (expression.where !== undefined) context.condition(expression.where);
  const overTypes = expression.binders.every((group) => group.domain.kind === "type");
  context.temporalAllowed = temporal && overTypes;
  context.condition(expression.body);
  context.temporalAllowed = temporal;
  return types.bool;
}

export function inferFold(
  context: CheckContext,
  expression: FoldExpression,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  const { fold, value } = expression;
  if (context.where.state === "constant" && fold !== "map") {
    notConstant(context, expression, `is a \`${fold}\` over values`);
  }
  if (fold === "map") return inferMap(context, expression, hint);
  bindGroups(context, expression.binders, "bound name");
  if (expression.where !== undefined) context.condition(expression.where);
  const names = expression.binders.flatMap((group) => group.names);
  const bound = names[0] && context.localTypes.get(names[0]);
  const wantsValue = fold === "sum" || fold === "min" || fold === "max";
  const form = (wanted: string) => {
    if (value !== undefined) context.infer(value);
    context.report("fold-form", expression.span, { fold, wanted });
    return types.unknown;
  };
  if (fold === "count") {
    if (value !== undefined) form("no `=>`");
    return types.int;
  }
  if (wantsValue) {
    if (value === undefined) return form("`=>` and a number");
    const type = context.infer(value, types.int);
    if (required(type).kind === "symmetric") {
      const details = { type: showType(required(type)), operator: fold };
      context.report("symmetric-operator", value.span, details);
    } else if (type.kind !== "int" && type.kind !== "unknown") {
      context.report("type-mismatch", value.span, {
        wanted: "number",
        found: showType(type),
        role: `as the value of \`${fold}\``,
        text: context.quote(value.span),
      });
    }
    return types.int;
  }
  if (fold === "set") {
    if (value === undefined) {
      return names.length === 1 && bound ? types.set(bound) : form("`=>` and the element");
    }
    const wanted = hint && required(hint);
    const item = wanted?.kind === "set" ? wanted.item : undefined;
    const type = known(context, value, context.infer(value, item));
    return types.set(item !== undefined && item.kind === "option" ? liftTo(type, item) : type);
  }
  if (names.length !== 1 || bound === undefined) return form("exactly one name before `where`");
  if (value !== undefined) return form("no `=>`");
  if (fold === "find" && bound.kind === "option") {
    context.report("double-option", expression.span, { type: showType(bound) });
  }
  return fold === "find" ? types.option(bound) : bound;
}

/** One level of `T` to `T?`, for a place that says it wants the option. */
function liftTo(type: StaticType, wanted: Extract<StaticType, { kind: "option" }>): StaticType {
  return type.key === wanted.item.key ? wanted : type;
}

function inferMap(
  context: CheckContext,
  expression: FoldExpression,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  const { value } = expression;
  const wanted = hint && required(hint);
  bindGroups(context, expression.binders, "bound name");
  const plain = expression.binders.every(
    (group) => group.domain.kind === "type" && !group.distinct,
  );
  if (expression.where !== undefined) context.condition(expression.where);
  if (!plain || expression.where !== undefined || value === undefined) {
    if (value !== undefined) context.infer(value);
    context.report("map-form", expression.span);
    return types.unknown;
  }
  const keys = expression.binders.flatMap((group) =>
    group.names.map((name) => context.localTypes.get(name) ?? types.unknown),
  );
  const item = wanted?.kind === "map" ? wanted.value : undefined;
  const type = inferValue(context, value, item);
  return types.map(keys, type);
}

function inferValue(
  context: CheckContext,
  value: Expression,
  wanted: StaticType | undefined,
): StaticType {
  const type = known(context, value, context.infer(value, wanted));
  return wanted?.kind === "option" ? liftTo(type, wanted) : type;
}

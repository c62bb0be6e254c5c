/** Records, tuples, set and sequence literals. */
import type { Expression, Name } from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { listed } from "./names.ts";
import { fits, required, showType, unify, type StaticRecord, type StaticType } from "./types.ts";

type RecordLiteral = Extract<Expression, { kind: "record" }>;
type List = Extract<Expression, { kind: "tuple" | "set" | "sequence" }>;

export function inferRecord(
  context: CheckContext,
  expression: RecordLiteral,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  const wanted = hint && required(hint);
  if (expression.base !== undefined) {
    const base = context.infer(expression.base, wanted);
    if (base.kind === "record") {
      fieldsOf(context, expression, base, false);
      return base;
    }
    if (base.kind === "option" && base.item.kind === "record") {
      const text = context.quote(expression.base.span);
      context.report("may-be-none", expression.base.span, { text });
      fieldsOf(context, expression, base.item, false);
      return base.item;
    }
    if (base.kind !== "unknown") {
      context.report("not-a-record-base", expression.base.span, { type: showType(base) });
    }
  } else if (wanted?.kind === "record") {
    fieldsOf(context, expression, wanted, true);
    return wanted;
  }
  const fields = withoutTwins(context, expression).map((field) => ({
    name: field.name.text,
    type: known(context, field.value, context.infer(field.value)),
  }));
  return expression.base === undefined && wanted?.kind !== "unknown"
    ? types.record(fields)
    : types.unknown;
}

/** Refuses a value whose type only its place could say, where the place does not say it. */
export function known(context: CheckContext, value: Expression, type: StaticType): StaticType {
  if (type.kind !== "none") return type;
  context.report("needs-context", value.span, { text: context.quote(value.span) });
  return context.types.unknown;
}

function withoutTwins(context: CheckContext, expression: RecordLiteral) {
  const seen = new Map<string, Name>();
  return expression.fields.filter((field) => {
    const first = seen.get(field.name.text);
    if (first === undefined) {
      seen.set(field.name.text, field.name);
      return true;
    }
    context.report("field-twice", field.name.span, { name: field.name.text }, [
      { at: context.at(first.span), message: "the first one is here" },
    ]);
    return false;
  });
}

function fieldsOf(
  context: CheckContext,
  expression: RecordLiteral,
  type: StaticRecord,
  complete: boolean,
): void {
  const given = new Set<string>();
  for (const field of withoutTwins(context, expression)) {
    const { text } = field.name;
    given.add(text);
    const declared = type.fields.find((candidate) => candidate.name === text);
    if (declared !== undefined) {
      context.expect(field.value, declared.type, `for field ${text}`);
      continue;
    }
    context.infer(field.value, context.types.unknown);
    const names = type.fields.map((candidate) => candidate.name);
    context.report("unknown-field", field.name.span, {
      name: text,
      type: showType(type),
      fields: listed(names),
      ...context.suggest(text, names),
    });
  }
  const missing = type.fields.filter((field) => !given.has(field.name));
  if (complete && missing.length > 0) {
    context.report("missing-fields", expression.span, {
      type: showType(type),
      fields: listed(missing.map((field) => field.name)),
    });
  }
}

export function inferList(
  context: CheckContext,
  expression: List,
  hint: StaticType | undefined,
): StaticType {
  const { types } = context;
  const wanted = hint && required(hint);
  if (expression.kind === "tuple") {
    const items = expression.items.map((item, at) => {
      const part = wanted?.kind === "tuple" ? wanted.items[at] : undefined;
      const type = context.infer(item, wanted?.kind === "unknown" ? wanted : part);
      if (part !== undefined && fits(type, part)) return part;
      return known(context, item, type);
    });
    return types.tuple(items);
  }
  const make = (item: StaticType) =>
    expression.kind === "set" ? types.set(item) : types.seq(item);
  const kind = expression.kind === "set" ? "set" : "seq";
  const hinted = wanted?.kind === kind ? wanted.item : undefined;
  if (wanted?.kind === "unknown" || hinted?.kind === "unknown") {
    expression.items.forEach((item) => context.infer(item, types.unknown));
    return wanted!;
  }
  let joined: StaticType | undefined;
  for (const item of expression.items) {
    const type = context.infer(item, hinted ?? joined);
    const next: StaticType | undefined =
      hinted !== undefined && fits(type, hinted) && (joined === undefined || joined === hinted)
        ? hinted
        : joined === undefined
          ? type
          : unify(types, joined, type);
    if (next === undefined) {
      context.report("items-differ", item.span, {
        what: expression.kind,
        first: showType(joined!),
        second: showType(type),
      });
    } else joined = next;
  }
  if (joined !== undefined && joined.kind !== "none") return make(joined);
  if (hinted !== undefined) return make(hinted);
  context.report("needs-context", expression.span, { text: context.quote(expression.span) });
  return types.unknown;
}

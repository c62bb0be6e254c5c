/** Tree builder: types. */
import type { Expression, FieldType, Name, TypeExpression } from "../syntax.ts";
import { list, nameOf, span, tree, type Actions } from "./builder.ts";

export const typeActions: Actions = {
  Type_map(_map, _open, keys, _close, _of, value): TypeExpression {
    return {
      kind: "map",
      keys: tree<TypeExpression[]>(keys),
      value: tree<TypeExpression>(value),
      span: span(this),
    };
  },
  Type_set(_set, _of, item): TypeExpression {
    return { kind: "set", item: tree<TypeExpression>(item), span: span(this) };
  },
  Type_seq(_seq, _open, capacity, _close, _of, item): TypeExpression {
    return {
      kind: "seq",
      capacity: tree<Expression>(capacity),
      item: tree<TypeExpression>(item),
      span: span(this),
    };
  },
  Type_range(low, _dots, high): TypeExpression {
    return {
      kind: "range",
      low: tree<Expression>(low),
      high: tree<Expression>(high),
      span: span(this),
    };
  },
  Type_option(item, _mark): TypeExpression {
    return { kind: "option", item: tree<TypeExpression>(item), span: span(this) };
  },
  TypeAtom_record(_open, first, _commas, rest, _comma, _close): TypeExpression {
    return { kind: "record", fields: list<FieldType>(first, rest), span: span(this) };
  },
  /** One type in parentheses is that type. */
  TypeAtom_tuple(_open, items, _close): TypeExpression {
    const types = tree<TypeExpression[]>(items);
    const [only] = types;
    if (types.length === 1 && only !== undefined) return only;
    return { kind: "tuple", items: types, span: span(this) };
  },
  TypeAtom_bool(word): TypeExpression {
    return { kind: "named", path: [nameOf(word)], span: span(this) };
  },
  TypeAtom_named(path): TypeExpression {
    return { kind: "named", path: tree<Name[]>(path), span: span(this) };
  },
  Types(first, _commas, rest, _comma): TypeExpression[] {
    return list<TypeExpression>(first, rest);
  },
  Field(name, _colon, type): FieldType {
    return { name: nameOf(name), type: tree<TypeExpression>(type), span: span(this) };
  },
  Names(first, _commas, rest): Name[] {
    return [nameOf(first), ...rest.children.map(nameOf)];
  },
  Path(first, _dots, rest): Name[] {
    return [nameOf(first), ...rest.children.map(nameOf)];
  },
};

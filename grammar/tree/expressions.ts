/** Tree builder: expressions, binders and patterns. Precedence is left to `precedence.ts`. */
import type {
  BinderGroup,
  Expression,
  FieldValue,
  FoldOperator,
  Name,
  Pattern,
  TypeExpression,
} from "../syntax.ts";
import type { Span } from "../source.ts";
import { resolvePrecedence, type Continuation, type Operand } from "./precedence.ts";
import {
  list,
  nameOf,
  optional,
  present,
  report,
  span,
  text,
  tree,
  trees,
  type Actions,
  type Concrete,
} from "./builder.ts";

/** What follows a primary expression. */
export type SuffixPart = { readonly span: Span } & (
  | { readonly kind: "member"; readonly name: Name; readonly optional: boolean }
  | { readonly kind: "index"; readonly keys: readonly Expression[] }
  | { readonly kind: "call"; readonly arguments: readonly Expression[] }
  | { readonly kind: "unwrap" }
);

export function applySuffixes(first: Expression, suffixes: readonly SuffixPart[]): Expression {
  let object = first;
  for (const suffix of suffixes) {
    const whole = { start: first.span.start, end: suffix.span.end };
    switch (suffix.kind) {
      case "member":
        object = {
          kind: "member",
          object,
          name: suffix.name,
          optional: suffix.optional,
          span: whole,
        };
        break;
      case "index":
        object = { kind: "index", object, keys: suffix.keys, span: whole };
        break;
      case "unwrap":
        object = { kind: "unwrap", object, span: whole };
        break;
      case "call":
        if (object.kind === "name" || object.kind === "member") {
          object = { kind: "call", callee: object, arguments: suffix.arguments, span: whole };
        } else {
          report("call-target", object.span);
        }
    }
  }
  return object;
}

/** Folds that say what to collect for each binding; of the others only `set` may. */
const withValue = new Set<string>(["sum", "min", "max", "map"]);

function foldExpression(
  foldWord: Concrete,
  binders: Concrete,
  where: Concrete,
  value: Concrete,
  whole: Concrete,
): Expression {
  const fold = text(foldWord) as FoldOperator;
  const given = optional<Expression>(value);
  if (withValue.has(fold) && given === undefined) report("fold-value", span(whole), { fold });
  if (!withValue.has(fold) && fold !== "set" && given !== undefined) {
    report("fold-no-value", given.span, { fold });
  }
  return {
    kind: "fold",
    fold,
    binders: tree<BinderGroup[]>(binders),
    ...present("where", optional<Expression>(where)),
    ...present("value", given),
    span: span(whole),
  };
}

function reducerCall(word: Concrete, values: Concrete, whole: Concrete): Expression {
  return {
    kind: "call",
    callee: { kind: "name", name: nameOf(word), span: span(word) },
    arguments: tree<Expression[]>(values),
    span: span(whole),
  };
}

function integer(node: Concrete): Expression {
  return { kind: "int", value: Number(text(node)), span: span(node) };
}

function nameExpression(node: Concrete): Expression {
  return { kind: "name", name: nameOf(node), span: span(node) };
}

export const expressionActions: Actions = {
  Expression(first, rest): Expression {
    return resolvePrecedence(tree<Operand>(first), trees<Continuation>(rest));
  },
  Continuation_is(_is, pattern): Continuation {
    return { kind: "is", pattern: tree<Pattern>(pattern), span: span(this) };
  },
  Continuation_at(_at, labels): Continuation {
    return { kind: "at", labels: tree<Name[]>(labels), span: span(this) };
  },
  Continuation_infix(operator, operand): Continuation {
    return infix(operator, tree<Operand>(operand));
  },
  Labels_one(label): Name[] {
    return [nameOf(label)];
  },
  Labels_several(_open, first, _commas, rest, _comma, _close): Name[] {
    return [nameOf(first), ...rest.children.map(nameOf)];
  },
  Operand(prefixes, postfix): Operand {
    return {
      prefixes: prefixes.children.map((prefix) => ({
        operator: text(prefix) as Operand["prefixes"][number]["operator"],
        span: span(prefix),
      })),
      atom: tree<Expression>(postfix),
    };
  },
  Postfix(primary, suffixes): Expression {
    return applySuffixes(tree<Expression>(primary), trees<SuffixPart>(suffixes));
  },
  Suffix(_looked, form): SuffixPart {
    return tree<SuffixPart>(form);
  },
  SuffixForm_member(_dot, name): SuffixPart {
    return { kind: "member", name: nameOf(name), optional: false, span: span(this) };
  },
  SuffixForm_optional(_mark, name): SuffixPart {
    return { kind: "member", name: nameOf(name), optional: true, span: span(this) };
  },
  SuffixForm_index(_open, keys, _close): SuffixPart {
    return { kind: "index", keys: tree<Expression[]>(keys), span: span(this) };
  },
  SuffixForm_call(_open, values, _close): SuffixPart {
    return { kind: "call", arguments: optional<Expression[]>(values) ?? [], span: span(this) };
  },
  SuffixForm_unwrap(_mark): SuffixPart {
    return { kind: "unwrap", span: span(this) };
  },

  Sum(first, operators, rest): Expression {
    const operands = trees<Operand>(rest);
    return resolvePrecedence(
      tree<Operand>(first),
      operators.children.map((operator, index) => infix(operator, operands[index]!)),
    );
  },
  SumOperand(minuses, atom): Operand {
    return {
      prefixes: minuses.children.map((minus) => ({ operator: "-" as const, span: span(minus) })),
      atom: tree<Expression>(atom),
    };
  },
  SumAtom_number(number): Expression {
    return integer(number);
  },
  SumAtom_parenthesised(_open, body, _close): Expression {
    return { kind: "parenthesised", body: tree<Expression>(body), span: span(this) };
  },
  SumAtom_reducer(word, _open, values, _close): Expression {
    return reducerCall(word, values, this);
  },
  SumAtom_name(name, suffixes): Expression {
    return applySuffixes(nameExpression(name), trees<SuffixPart>(suffixes));
  },

  Primary_name(name): Expression {
    return nameExpression(name);
  },
  Primary_number(number): Expression {
    return integer(number);
  },
  Primary_tuple(_open, values, _close): Expression {
    const items = tree<Expression[]>(values);
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      return { kind: "parenthesised", body: only, span: span(this) };
    }
    return { kind: "tuple", items, span: span(this) };
  },
  Primary_update(_open, _dots, base, _commas, fields, _comma, _close): Expression {
    return {
      kind: "record",
      base: tree<Expression>(base),
      fields: trees<FieldValue>(fields),
      span: span(this),
    };
  },
  Primary_record(_open, fields, _close): Expression {
    return { kind: "record", fields: optional<FieldValue[]>(fields) ?? [], span: span(this) };
  },
  Primary_sequence(_open, values, _close): Expression {
    return { kind: "sequence", items: optional<Expression[]>(values) ?? [], span: span(this) };
  },
  Primary_constant(word): Expression {
    if (text(word) === "none") return { kind: "none", span: span(this) };
    return { kind: "bool", value: text(word) === "true", span: span(this) };
  },
  Primary_if(_if, condition, _then, then, _else, otherwise): Expression {
    return {
      kind: "if",
      condition: tree<Expression>(condition),
      then: tree<Expression>(then),
      else: tree<Expression>(otherwise),
      span: span(this),
    };
  },
  Primary_quantifier(quantifier, binders, where, _open, body, _close): Expression {
    return {
      kind: "quantifier",
      quantifier: text(quantifier) as "all" | "some",
      binders: tree<BinderGroup[]>(binders),
      ...present("where", optional<Expression>(where)),
      body: tree<Expression>(body),
      span: span(this),
    };
  },
  Primary_old(_old, _open, body, _close): Expression {
    return { kind: "old", body: tree<Expression>(body), span: span(this) };
  },
  Primary_fold(fold, _open, binders, where, value, _close): Expression {
    return foldExpression(fold, binders, where, value, this);
  },
  Primary_set(_set, _open, values, _close): Expression {
    return { kind: "set", items: optional<Expression[]>(values) ?? [], span: span(this) };
  },
  Primary_reducer(word, _open, values, _close): Expression {
    return reducerCall(word, values, this);
  },
  Expressions(first, _commas, rest, _comma): Expression[] {
    return list<Expression>(first, rest);
  },
  FieldValues(first, _commas, rest, _comma): FieldValue[] {
    return list<FieldValue>(first, rest);
  },
  FieldValue(name, _colon, value): FieldValue {
    return { name: nameOf(name), value: tree<Expression>(value), span: span(this) };
  },
  FoldValue(_arrow, value): Expression {
    return tree<Expression>(value);
  },
  Where(_where, condition): Expression {
    return tree<Expression>(condition);
  },

  Binders(first, _commas, rest): BinderGroup[] {
    return list<BinderGroup>(first, rest);
  },
  BinderGroup(distinct, names, domain): BinderGroup {
    return {
      distinct: distinct.children.length > 0,
      names: tree<Name[]>(names),
      domain: tree<BinderGroup["domain"]>(domain),
      span: span(this),
    };
  },
  Domain_type(_colon, type): BinderGroup["domain"] {
    return { kind: "type", type: tree<TypeExpression>(type) };
  },
  Domain_in(_in, set): BinderGroup["domain"] {
    return { kind: "in", set: tree<Expression>(set) };
  },

  Pattern_wildcard(_mark): Pattern {
    return { kind: "wildcard", span: span(this) };
  },
  Pattern_some(_some, item): Pattern {
    return { kind: "some", item: tree<Pattern>(item), span: span(this) };
  },
  Pattern_constant(word): Pattern {
    if (text(word) === "none") return { kind: "none", span: span(this) };
    return { kind: "literal", value: text(word) === "true", span: span(this) };
  },
  Pattern_number(minus, number): Pattern {
    const value = Number(text(number));
    const negative = minus.children.length > 0 && value !== 0;
    return { kind: "literal", value: negative ? -value : value, span: span(this) };
  },
  Pattern_payload(path, _open, first, _commas, rest, _comma, _close): Pattern {
    return {
      kind: "variant",
      path: tree<Name[]>(path),
      payload: list<Pattern>(first, rest),
      span: span(this),
    };
  },
  Pattern_word(path): Pattern {
    const names = tree<Name[]>(path);
    const [first] = names;
    if (names.length === 1 && first !== undefined) {
      return { kind: "word", name: first, span: span(this) };
    }
    return { kind: "variant", path: names, payload: [], span: span(this) };
  },
};

function infix(operator: Concrete, operand: Operand): Continuation {
  // `leads  to` and `not in` may be written with any space between their words.
  const words = text(operator)
    .replace(/\/\/.*|\/\*[^]*?\*\//g, " ")
    .trim()
    .replace(/\s+/g, " ");
  return {
    kind: "infix",
    operator: words as (Continuation & { kind: "infix" })["operator"],
    operand,
    span: span(operator),
  };
}

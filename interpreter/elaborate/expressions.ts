/**
 * Expressions with their names resolved, sugar removed and concrete types. The `hint` is the type
 * that the context would like: it gives meaning to `none`, to bare variants and empty sets, an order to the
 * fields of records, and nothing else; whether the value fits is the context's business (`coerce`).
 * The type checker has given the same hints: what it takes to be of one type has fields in one order.
 */
import type * as syntax from "../../grammar/syntax.ts";
import type { Location } from "../../grammar/source.ts";
import type { Expression, Type } from "../model.ts";
import { bound, locate, resolution, scopeOf, type Environment } from "./context.ts";
import { elaborateType, enumType } from "./declared-types.ts";
import { elaborateBuiltin, setOrSequence } from "./builtins.ts";
import { callDefinition, callProcessLet } from "./definitions.ts";
import { elaborateBinders, elaborateFold } from "./binders.ts";
import {
  arithmetic,
  compare,
  conditional,
  constant,
  equal,
  isConstant,
  logic,
  negate,
  not,
  number,
  truth,
} from "./fold.ts";
import { elaboratePattern } from "./patterns.ts";
import { BOOL, coerce, int, join, lifted, NOTHING, option, withoutOption } from "./types.ts";

/** An expression of the type it naturally has. */
export function elaborate(env: Environment, node: syntax.Expression, hint?: Type): Expression {
  const at = locate(env.scope, node.span);
  env.scope.builder.count(at);
  switch (node.kind) {
    case "int":
      return number(node.value, at);
    case "bool":
      return truth(node.value, at);
    case "none":
      return constant(null, hint?.kind === "option" ? hint : option(hint ?? NOTHING), at);
    case "parenthesised":
      return elaborate(env, node.body, hint);
    case "name":
    case "member":
      return elaborateReference(env, node, at, hint);
    case "index":
      return elaborateIndex(env, node, at);
    case "call":
      return elaborateCall(env, node, at, hint);
    case "unwrap": {
      const object = elaborate(env, node.object, hint && option(hint));
      return { kind: "unwrap", type: withoutOption(object.type), at, object };
    }
    case "unary":
      if (node.operator === "not") return not(elaborateBool(env, node.operand), at);
      if (node.operator === "-") return negate(elaborate(env, node.operand), at);
      throw new Error(`${node.operator} is for temporal properties`);
    case "binary":
      return elaborateBinary(env, node, at, hint);
    case "interval": {
      const low = elaborate(env, node.low);
      const high = elaborate(env, node.high);
      const least = (low.type as { low: number }).low;
      const most = Math.max((high.type as { high: number }).high, least);
      return { kind: "interval", type: { kind: "set", item: int(least, most) }, at, low, high };
    }
    case "is": {
      const subject = elaborate(env, node.subject);
      const pattern = elaboratePattern(env, node.pattern, subject.type);
      return { kind: "test", type: BOOL, at, subject, pattern };
    }
    case "at":
      return elaborateAt(env, node, at);
    case "if":
      return elaborateIf(env, node, at, hint);
    case "record":
      return elaborateRecord(env, node, at, hint);
    case "tuple": {
      const wanted = hint && withoutOption(hint);
      const items = node.items.map((item, index) => {
        const type = wanted?.kind === "tuple" ? wanted.items[index] : undefined;
        return lifted(elaborate(env, item, type), type);
      });
      return construct({ kind: "tuple", items: items.map((item) => item.type) }, items, at);
    }
    case "set":
    case "sequence":
      return elaborateItems(env, node.kind, node.items, at, hint);
    case "quantifier": {
      const binders = elaborateBinders(env, node.binders);
      const where = node.where && elaborateBool(env, node.where);
      const body = elaborateBool(env, node.body);
      const { quantifier } = node;
      if (isConstant(body, quantifier === "all") && !where) return truth(quantifier === "all", at);
      return { kind: "quantifier", type: BOOL, at, quantifier, binders, where, body };
    }
    case "fold":
      return elaborateFold(env, node, at, hint);
    case "old":
      return old(elaborate(env, node.body, hint), at);
  }
}

function old(body: Expression, at: Location): Expression {
  return isConstant(body) ? body : { kind: "old", type: body.type, at, body };
}

/** An expression as a value of a declared type. */
export function elaborateAs(env: Environment, node: syntax.Expression, type: Type): Expression {
  return coerce(elaborate(env, node, type), type);
}

export function elaborateBool(env: Environment, node: syntax.Expression): Expression {
  return elaborate(env, node, BOOL);
}

/** A variable or local of a process, at the given keys. */
export function readVariable(
  env: Environment,
  index: number,
  keys: readonly Expression[],
  at: Location,
): Expression {
  const { type } = env.scope.builder.variables[index]!;
  return lookup({ kind: "variable", type, at, variable: index }, keys, at);
}

export function lookup(map: Expression, keys: readonly Expression[], at: Location): Expression {
  if (keys.length === 0) return map;
  if (map.type.kind !== "map") throw new Error("only maps have keys");
  const coerced = keys.map((key, index) => coerce(key, (map.type as MapType).keys[index]!));
  return { kind: "lookup", type: map.type.value, at, map, keys: coerced };
}

type MapType = Type & { kind: "map" };

function construct(type: Type, items: readonly Expression[], at: Location): Expression {
  const values = items.map((item) => (isConstant(item) ? item.value : undefined));
  if (values.every((value) => value !== undefined)) return constant(values, type, at);
  return { kind: "construct", type, at, items };
}

/** What a bare or qualified name stands for. */
function elaborateReference(
  env: Environment,
  node: syntax.NameExpression | syntax.MemberExpression,
  at: Location,
  hint: Type | undefined,
): Expression {
  const found = resolution(env.scope, node);
  switch (found.kind) {
    case "local":
      return bound(env, found.binding, at);
    case "param": {
      const parameter = scopeOf(env.scope, found.use).parameters.get(found.declaration);
      if (!parameter) throw new Error(`parameter ${found.declaration.name.text} has no value yet`);
      // The exact value, not the declared range: what it decides is decided now.
      return parameter.type.kind === "int"
        ? number(parameter.value as number, at)
        : constant(parameter.value, parameter.type, at);
    }
    case "variable": {
      const owner = scopeOf(env.scope, found.use);
      const mapped = owner.mapped.get(found.declaration);
      if (mapped) return mapped(env);
      return readVariable(env, owner.variables.get(found.declaration)!, [], at);
    }
    case "def":
      return callDefinition(scopeOf(env.scope, found.use), found.declaration, [], at);
    case "variant": {
      const owner = scopeOf(env.scope, found.use);
      const type = enumType(owner, found.declaration);
      return constant(found.index, type, at);
    }
    case "process-let":
      return callProcessLet(env, found.process, found.declaration, at);
    case "process-local": {
      const index = env.scope.locals.get(found.declaration)!;
      if (node.kind === "name") return readVariable(env, index, env.process?.keys ?? [], at);
      return readVariable(env, index, processKeys(env, node.object), at);
    }
    case "field":
      if (node.kind === "member") return elaborateField(env, node, at);
      break;
  }
  throw new Error(`a ${found.kind} is not a value${hint ? ` of ${hint.kind}` : ""}`);
}

/** The keys in `fault[t]`. */
function processKeys(env: Environment, node: syntax.Expression): readonly Expression[] {
  if (node.kind === "parenthesised") return processKeys(env, node.body);
  if (node.kind !== "index") return [];
  const found = resolution(env.scope, node.object);
  if (found.kind !== "process") throw new Error("expected a process");
  const index = env.scope.counters.get(found.declaration)!;
  const type = env.scope.builder.variables[index]!.type as MapType;
  return node.keys.map((key, position) => elaborateAs(env, key, type.keys[position]!));
}

function processOf(env: Environment, node: syntax.Expression): syntax.ProcessDeclaration {
  if (node.kind === "parenthesised") return processOf(env, node.body);
  const found = resolution(env.scope, node.kind === "index" ? node.object : node);
  if (found.kind !== "process") throw new Error("expected a process");
  return found.declaration;
}

function elaborateAt(env: Environment, node: syntax.AtExpression, at: Location): Expression {
  const process = processOf(env, node.process);
  const keys = processKeys(env, node.process);
  const counter = readVariable(env, env.scope.counters.get(process)!, keys, at);
  return counterAt(
    counter,
    node.labels.map((label) => label.text),
    at,
  );
}

/** Whether a program counter is at one of the labels. */
export function counterAt(
  counter: Expression,
  labels: readonly string[],
  at: Location,
): Expression {
  if (counter.type.kind !== "enum") throw new Error("a program counter is an enum");
  const { variants } = counter.type;
  return labels
    .map((label) => variants.findIndex((variant) => variant.name === label))
    .map((tag) => equal(counter, constant(tag, counter.type, at), false, at))
    .reduce((left, right) => logic("or", left, right, at));
}

function elaborateField(env: Environment, node: syntax.MemberExpression, at: Location): Expression {
  const object = elaborate(env, node.object);
  const select = (record: Expression): Expression => {
    if (record.type.kind !== "record") throw new Error("only records have fields");
    const index = record.type.fields.findIndex((field) => field.name === node.name.text);
    return { kind: "field", type: record.type.fields[index]!.type, at, object: record, index };
  };
  if (!node.optional) return select(object);
  // `object?.name` is `if object is some x then x.name else none`.
  const type = withoutOption(object.type);
  const slot = env.frame.size++;
  const field = select({ kind: "local", type, at, slot });
  const pattern = { kind: "some", item: { kind: "bind", slot, type } } as const;
  const result = option(field.type);
  return conditional(
    { kind: "test", type: BOOL, at, subject: object, pattern },
    coerce(field, result),
    constant(null, result, at),
    at,
  );
}

function elaborateIndex(env: Environment, node: syntax.IndexExpression, at: Location): Expression {
  const object = elaborate(env, node.object);
  if (object.type.kind === "seq") {
    const position = elaborate(env, node.keys[0]!);
    return { kind: "element", type: object.type.item, at, sequence: object, position };
  }
  return lookup(object, elaborateKeys(env, node.keys, object.type as MapType, at), at);
}

/** The keys of a map as written: one each, or one tuple for all of them. */
export function elaborateKeys(
  env: Environment,
  nodes: readonly syntax.Expression[],
  type: MapType,
  at: Location,
): Expression[] {
  if (nodes.length === type.keys.length) {
    return nodes.map((node, index) => elaborateAs(env, node, type.keys[index]!));
  }
  if (nodes.length === 1) {
    const tuple = elaborateAs(env, nodes[0]!, { kind: "tuple", items: type.keys });
    return type.keys.map((key, index) => ({ kind: "field", type: key, at, object: tuple, index }));
  }
  const items = nodes.map((node) => elaborate(env, node));
  return [construct(type.keys[0]!, items, at)];
}

function elaborateCall(
  env: Environment,
  node: syntax.CallExpression,
  at: Location,
  hint: Type | undefined,
): Expression {
  const found = resolution(env.scope, node.callee);
  switch (found.kind) {
    case "def": {
      const owner = scopeOf(env.scope, found.use);
      const types = found.declaration.parameters.map((each) => elaborateType(owner, each.type));
      const values = node.arguments.map((each, index) => elaborateAs(env, each, types[index]!));
      return callDefinition(owner, found.declaration, values, at);
    }
    case "variant": {
      const type = enumType(scopeOf(env.scope, found.use), found.declaration);
      const types = type.variants[found.index]!.payload;
      const payload = node.arguments.map((each, index) => elaborateAs(env, each, types[index]!));
      if (payload.every((item) => isConstant(item))) {
        return constant([found.index, ...payload.map((item) => item.value)], type, at);
      }
      return { kind: "variant", type, at, tag: found.index, payload };
    }
    case "builtin":
      return elaborateBuiltin(env, found.name, node.arguments, at, hint);
    default:
      throw new Error(`a ${found.kind} cannot be called`);
  }
}

function elaborateBinary(
  env: Environment,
  node: syntax.BinaryExpression,
  at: Location,
  hint: Type | undefined,
): Expression {
  switch (node.operator) {
    case "and":
    case "or":
    case "implies":
    case "iff": {
      const left = elaborateBool(env, node.left);
      const right = elaborateBool(env, node.right);
      const counted = node.operator === "implies" && env.property;
      const { builder } = env.scope;
      const site = counted ? builder.site(node, "implication", at, env.within) : undefined;
      return logic(node.operator, left, right, at, site);
    }
    case "==":
    case "!=": {
      const [left, right] = elaborateSides(env, node.left, node.right);
      return equal(left, right, node.operator === "!=", at);
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compare(node.operator, elaborate(env, node.left), elaborate(env, node.right), at);
    case "in":
    case "not in": {
      const test = elaborateMember(env, node, at);
      return node.operator === "in" ? test : not(test, at);
    }
    case "+":
    case "-":
    case "*":
    case "/":
    case "%": {
      const left = elaborate(env, node.left, hint);
      if (left.type.kind !== "int") {
        if (node.operator !== "+" && node.operator !== "-") throw new Error("numbers expected");
        return setOrSequence(node.operator, left, operand(env, node.right, left.type), at);
      }
      return arithmetic(node.operator, left, elaborate(env, node.right), at);
    }
    case "leads to":
    case "until":
      throw new Error(`${node.operator} is for temporal properties`);
  }
}

/** The right operand of `+` or `-` on a set or sequence: another one, or one element. */
export function operand(env: Environment, node: syntax.Expression, type: Type): Expression {
  const inner = node.kind === "parenthesised" ? node.body : node;
  const made = inner.kind === "sequence" ? "seq" : inner.kind === "fold" ? inner.fold : inner.kind;
  const item = type.kind === "set" || type.kind === "seq" ? type.item : type;
  // Where the elements are sets themselves, `set(...)` is one of them.
  return elaborate(
    env,
    node,
    made === type.kind && made !== withoutOption(item).kind ? type : item,
  );
}

/** Both sides of `==`; the one that has a type of its own gives the hint for the other. */
function elaborateSides(
  env: Environment,
  left: syntax.Expression,
  right: syntax.Expression,
): [Expression, Expression] {
  if (wantsHint(left) && !wantsHint(right)) {
    const b = elaborate(env, right);
    return [elaborate(env, left, b.type), b];
  }
  const a = elaborate(env, left);
  return [a, elaborate(env, right, a.type)];
}

/** Expressions that mean little without a type from outside. */
function wantsHint(node: syntax.Expression): boolean {
  switch (node.kind) {
    case "none":
    case "record":
      return true;
    case "set":
    case "sequence":
    case "tuple":
      return node.items.length === 0 || node.items.some(wantsHint);
    case "parenthesised":
      return wantsHint(node.body);
    case "if":
      return wantsHint(node.then) && wantsHint(node.else);
    case "fold":
      return (
        (node.fold === "map" || node.fold === "set") &&
        node.value !== undefined &&
        wantsHint(node.value)
      );
    default:
      return false;
  }
}

function elaborateMember(
  env: Environment,
  node: syntax.BinaryExpression,
  at: Location,
): Expression {
  let [element, collection] =
    wantsHint(node.left) && !wantsHint(node.right)
      ? [undefined, elaborate(env, node.right)]
      : [elaborate(env, node.left), undefined];
  collection ??= elaborate(env, node.right, { kind: "set", item: element!.type });
  const { type } = collection;
  if (type.kind !== "set" && type.kind !== "seq") throw new Error("`in` wants a set or sequence");
  element ??= elaborate(env, node.left, type.item);
  // A14: one side may be an option. Numbers of different ranges compare as they are.
  const item =
    element.type.kind === "int" && type.item.kind === "int"
      ? type.item
      : join(type.item, element.type);
  if (item !== type.item) collection = coerce(collection, { ...type, item });
  const sought =
    element.type.kind === "int" && item.kind === "int" ? element : coerce(element, item);
  return { kind: "member", type: BOOL, at, element: sought, collection };
}

/** Without a hint, a branch takes the types of those before it for one: `others`. */
function elaborateIf(
  env: Environment,
  node: syntax.Expression & { kind: "if" },
  at: Location,
  hint: Type | undefined,
  others?: Type,
): Expression {
  const condition = elaborateBool(env, node.condition);
  const then = elaborate(env, node.then, hint ?? others);
  const all = others ? join(others, then.type) : then.type;
  const rest = node.else;
  if (rest.kind !== "if") {
    return conditional(condition, then, elaborate(env, rest, hint ?? all), at);
  }
  const restAt = locate(env.scope, rest.span);
  env.scope.builder.count(restAt);
  return conditional(condition, then, elaborateIf(env, rest, restAt, hint, all), at);
}

function elaborateRecord(
  env: Environment,
  node: syntax.Expression & { kind: "record" },
  at: Location,
  hint: Type | undefined,
): Expression {
  if (node.base) {
    const object = elaborate(env, node.base, hint && withoutOption(hint));
    if (object.type.kind !== "record") throw new Error("only records have fields");
    const declared = object.type.fields;
    const fields = node.fields.map((field) => {
      const index = declared.findIndex(({ name }) => name === field.name.text);
      return { index, value: elaborateAs(env, field.value, declared[index]!.type) };
    });
    return { kind: "update", type: object.type, at, object, fields };
  }
  const wanted = hint && withoutOption(hint);
  const order = wanted?.kind === "record" ? wanted.fields : undefined;
  const names = order?.map(({ name }) => name) ?? node.fields.map(({ name }) => name.text);
  const items = names.map((name, index) => {
    const { value } = node.fields.find((each) => each.name.text === name)!;
    const type = order?.[index]!.type;
    return lifted(elaborate(env, value, type), type);
  });
  const fields = names.map((name, index) => ({ name, type: items[index]!.type }));
  return construct({ kind: "record", fields }, items, at);
}

function elaborateItems(
  env: Environment,
  kind: "set" | "sequence",
  nodes: readonly syntax.Expression[],
  at: Location,
  hint: Type | undefined,
): Expression {
  const wanted = hint && withoutOption(hint);
  const wantedItem = wanted?.kind === "set" || wanted?.kind === "seq" ? wanted.item : undefined;
  // An option is wanted: its items must be options too, even if all of them are there.
  let type: Type | undefined =
    wantedItem?.kind === "option" && nodes.length > 0 ? wantedItem : undefined;
  const items = nodes.map((node) => {
    const item = elaborate(env, node, wantedItem ?? type);
    type = type ? join(type, item.type) : item.type;
    return item;
  });
  const item = type ?? wantedItem ?? NOTHING;
  if (items.length === 0) {
    const empty: Type = kind === "set" ? { kind: "set", item } : { kind: "seq", capacity: 0, item };
    return constant([], empty, at);
  }
  const coerced = items.map((each) => coerce(each, item));
  if (kind === "set") {
    return { kind: "set", type: { kind: "set", item }, at, items: coerced };
  }
  const capacity = items.length;
  return { kind: "sequence", type: { kind: "seq", capacity, item }, at, items: coerced };
}

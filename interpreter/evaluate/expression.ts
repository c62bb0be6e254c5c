/**
 * What expressions mean: the value of an expression in a state, given the state before the step and
 * the slots of the routine. A direct reading of the comments in model.ts; it defines the language.
 *
 * Evaluation is strict and goes left to right, except where `and`, `or`, `implies`, `if` and
 * quantifiers (over what has an order) stop early. The stack grows with the nesting of brackets only: chains of operators to the
 * left (`a and b and c`) and to the right (`a implies b implies c`, `else if`) are loops.
 */
import { applyBuiltin, contains, itemType } from "./apply-builtin.ts";
import { Bindings, intervalDomain } from "./bindings.ts";
import type { Environment } from "./environment.ts";
import { inOldState, newFrame } from "./environment.ts";
import { EvaluationFailure } from "./failure.ts";
import { matchPattern } from "./match-pattern.ts";
import { misfit } from "./membership.ts";
import type { Expression, Type, Value } from "../model.ts";
import { RECURSION_LIMIT } from "../model.ts";
import { hasIdentities } from "./permutation.ts";
import { showType, showValue } from "../show-value.ts";
import { combinations, equalValues, listOf, setOf, tupleOrdinal } from "../values.ts";

type Kind<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

export function evaluate(e: Expression, env: Environment): Value {
  switch (e.kind) {
    case "constant":
      return e.value;
    case "variable":
      return env.state[e.variable]!;
    case "local":
      return env.frame[e.slot]!;
    case "not":
    case "logic":
      return truth(e, env);
    case "if":
      return conditional(e, env);
    case "equal":
      return equalValues(evaluate(e.left, env), evaluate(e.right, env)) !== e.negated;
    case "compare":
      return compare(e, env);
    case "arithmetic":
      return arithmetic(e, env);
    case "negate":
      return negate(e, env);
    case "construct":
    case "sequence":
      return all(e.items, env);
    case "update":
      return update(e, env);
    case "variant":
      return e.payload.length === 0 ? e.tag : [e.tag, ...all(e.payload, env)];
    case "some":
      return evaluate(e.item, env);
    case "set":
      return setOf(all(e.items, env), itemType(e.type));
    case "fill":
      return new Array<Value>(cellCount(e.type)).fill(evaluate(e.value, env));
    case "tabulate":
      return tabulate(e, env);
    case "field":
      return listOf(evaluate(e.object, env))[e.index]!;
    case "lookup":
      return lookup(e, env);
    case "element":
      return element(e, env);
    case "unwrap":
      return unwrap(evaluate(e.object, env), e);
    case "test":
      return matchPattern(e.pattern, evaluate(e.subject, env), env.frame);
    case "member":
      return member(e, env);
    case "old":
      return evaluate(e.body, inOldState(env));
    case "call":
      return call(e, env);
    case "quantifier":
      return quantifier(e, env);
    case "fold":
      return fold(e, env);
    case "builtin":
      return builtin(e, env);
    case "interval":
      return interval(e, env);
    case "fit":
      return fit(evaluate(e.value, env), e);
  }
}

function all(items: readonly Expression[], env: Environment): Value[] {
  const values = new Array<Value>(items.length);
  for (let i = 0; i < items.length; i++) values[i] = evaluate(items[i]!, env);
  return values;
}

// ---------------------------------------------------------------------------------------------
// Truth: loops down the right side, and up a chain to the left

/** The value of a condition. `not` and a false left side of `iff` turn what follows round. */
export function truth(condition: Expression, env: Environment): boolean {
  let e = condition;
  let turned = false;
  for (;;) {
    if (e.kind === "not") {
      turned = !turned;
      e = e.operand;
    } else if (e.kind === "if") {
      e = truth(e.condition, env) ? e.then : e.else;
    } else if (e.kind === "logic") {
      const left = leftOf(e, env);
      const decided = decide(e, left, env);
      if (decided !== undefined) return decided !== turned;
      if (e.operator === "iff" && !left) turned = !turned;
      e = e.right;
    } else {
      return (evaluate(e, env) as boolean) !== turned;
    }
  }
}

/** The value of the left side, which may be thousands of operators deep. */
function leftOf(e: Kind<"logic">, env: Environment): boolean {
  const chain: Kind<"logic">[] = [];
  let inner = e.left;
  for (; inner.kind === "logic"; inner = inner.left) chain.push(inner);
  let value = truth(inner, env);
  for (let link = chain.pop(); link !== undefined; link = chain.pop()) {
    const decided = decide(link, value, env);
    if (decided !== undefined) value = decided;
    else value = truth(link.right, env) === (link.operator !== "iff" || value);
  }
  return value;
}

/** The value of a connective if its left side decides it. */
function decide(e: Kind<"logic">, left: boolean, env: Environment): boolean | undefined {
  switch (e.operator) {
    case "and":
      return left ? undefined : false;
    case "or":
      return left ? true : undefined;
    case "implies":
      if (!left) return true;
      if (e.site !== undefined && env.sites !== undefined) env.sites[e.site] = 1;
      return undefined;
    case "iff":
      return undefined;
  }
}

function conditional(e: Kind<"if">, env: Environment): Value {
  let chosen: Expression = e;
  while (chosen.kind === "if") chosen = truth(chosen.condition, env) ? chosen.then : chosen.else;
  return evaluate(chosen, env);
}

// ---------------------------------------------------------------------------------------------
// Numbers

function compare(e: Kind<"compare">, env: Environment): boolean {
  const left = evaluate(e.left, env) as number;
  const right = evaluate(e.right, env) as number;
  switch (e.operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

function arithmetic(e: Kind<"arithmetic">, env: Environment): Value {
  const chain = [e];
  let inner = e.left;
  for (; inner.kind === "arithmetic"; inner = inner.left) chain.push(inner);
  let value = evaluate(inner, env) as number;
  for (let link = chain.pop(); link !== undefined; link = chain.pop()) {
    value = operate(link, value, evaluate(link.right, env) as number);
  }
  return value;
}

/** Adding 0 turns the -0 of JavaScript, which a sum or product can be, into 0. */
function operate(e: Kind<"arithmetic">, left: number, right: number): number {
  switch (e.operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right + 0;
    case "/":
    case "%":
      if (right === 0) {
        throw new EvaluationFailure("division", e.at, `${left} cannot be divided by zero`);
      }
      return e.operator === "/" ? Math.trunc(left / right) + 0 : (left % right) + 0;
  }
}

function negate(e: Kind<"negate">, env: Environment): Value {
  let sign = 1;
  let inner: Expression = e;
  for (; inner.kind === "negate"; inner = inner.operand) sign = -sign;
  return sign * (evaluate(inner, env) as number) + 0;
}

function interval(e: Kind<"interval">, env: Environment): Value {
  const low = evaluate(e.low, env) as number;
  const { length, at } = intervalDomain(low, evaluate(e.high, env) as number);
  return Array.from({ length }, (_, i) => at(i)!);
}

/** The value, if all of it lies in the type of `e`; else the failure `range` or `full`. */
function fit(value: Value, e: Kind<"fit">): Value {
  const wrong = misfit(value, e.type);
  if (wrong === undefined) return value;
  const message =
    wrong.failure === "range"
      ? `${String(wrong.part)} is outside ${showType(wrong.type)}`
      : `${listOf(wrong.part).length} elements do not fit in ${showType(wrong.type)}`;
  throw new EvaluationFailure(wrong.failure, e.at, message);
}

// ---------------------------------------------------------------------------------------------
// Records, options, maps, sequences

function update(e: Kind<"update">, env: Environment): Value {
  const fields = [...listOf(evaluate(e.object, env))];
  for (const field of e.fields) fields[field.index] = evaluate(field.value, env);
  return fields;
}

/** The value of an option that must not be none. */
export function unwrap(value: Value, e: { readonly at: Expression["at"] }): Value {
  if (value !== null) return value;
  throw new EvaluationFailure("none", e.at, "there is no value here: it is none");
}

function keyTypes(type: Type): readonly Type[] {
  if (type.kind === "map") return type.keys;
  throw new TypeError(`${showType(type)} has no keys`);
}

const cellCount = (type: Type): number => combinations(keyTypes(type));

function lookup(e: Kind<"lookup">, env: Environment): Value {
  const map = listOf(evaluate(e.map, env));
  return map[tupleOrdinal(all(e.keys, env), keyTypes(e.map.type))]!;
}

/** A map with the value for each key in turn, the last key fastest. */
function tabulate(e: Kind<"tabulate">, env: Environment): Value {
  const keys = keyTypes(e.type);
  const bindings = new Bindings(
    e.slots.map((slot, i) => ({ name: "", slot, type: keys[i]!, distinctFrom: [] })),
  );
  const values: Value[] = [];
  while (bindings.next(env, evaluate)) values.push(evaluate(e.value, env));
  return values;
}

function element(e: Kind<"element">, env: Environment): Value {
  const sequence = listOf(evaluate(e.sequence, env));
  const position = evaluate(e.position, env) as number;
  checkPosition(sequence, position, e);
  return sequence[position]!;
}

/** Sequences are counted from 0. */
export function checkPosition(
  sequence: readonly Value[],
  position: number,
  e: { readonly at: Expression["at"] },
): void {
  if (position >= 0 && position < sequence.length) return;
  const elements = sequence.length === 1 ? "element" : "elements";
  throw new EvaluationFailure(
    "index",
    e.at,
    `there is no position ${position} in a sequence of ${sequence.length} ${elements}`,
  );
}

function member(e: Kind<"member">, env: Environment): boolean {
  const value = evaluate(e.element, env);
  if (e.collection.kind !== "interval") return contains(evaluate(e.collection, env), value);
  const low = evaluate(e.collection.low, env) as number;
  const high = evaluate(e.collection.high, env) as number;
  return low <= (value as number) && (value as number) <= high;
}

/** `+` and `-` on sets and sequences come in long chains to the left, so they are unwound. */
function builtin(e: Kind<"builtin">, env: Environment): Value {
  const chain = [e];
  let inner = e.arguments[0]!;
  for (; inner.kind === "builtin"; inner = inner.arguments[0]!) chain.push(inner);
  let value = evaluate(inner, env);
  for (let link = chain.pop(); link !== undefined; link = chain.pop()) {
    value = applyBuiltin(link, [value, ...all(link.arguments.slice(1), env)]);
  }
  return value;
}

// ---------------------------------------------------------------------------------------------
// The old state, definitions

function call(e: Kind<"call">, env: Environment): Value {
  const definition = env.instance.definitions[e.definition]!;
  const frame = newFrame(definition.frameSize);
  for (let i = 0; i < e.arguments.length; i++) frame[i] = evaluate(e.arguments[i]!, env);
  const nesting = definition.recursive ? 1 : 0;
  if (env.depth + nesting > RECURSION_LIMIT) {
    throw new EvaluationFailure(
      "recursion",
      e.at,
      `${definition.name} calls itself more than ${RECURSION_LIMIT} deep`,
    );
  }
  const caller = env.frame;
  env.frame = frame;
  env.depth += nesting;
  const result = evaluate(definition.body, env);
  env.depth -= nesting;
  env.frame = caller;
  return result;
}

// ---------------------------------------------------------------------------------------------
// Binders

function quantifier(e: Kind<"quantifier">, env: Environment): boolean {
  const decisive = e.quantifier === "some";
  // Symmetric values have no order, so nothing may depend on which of them comes first: all are
  // looked at, also when one has decided, for another may fail.
  const goesOn = e.binders.some(({ type }) => hasIdentities(type));
  let result = !decisive;
  const bindings = new Bindings(e.binders);
  while (bindings.next(env, evaluate)) {
    if (e.where !== undefined && !truth(e.where, env)) continue;
    if (truth(e.body, env) !== decisive) continue;
    if (!goesOn) return decisive;
    result = decisive;
  }
  return result;
}

function fold(e: Kind<"fold">, env: Environment): Value {
  const values: Value[] = [];
  let count = 0;
  const bindings = new Bindings(e.binders);
  while (bindings.next(env, evaluate)) {
    if (e.where !== undefined && !truth(e.where, env)) continue;
    count++;
    if (e.value === undefined) continue;
    const value = evaluate(e.value, env);
    const unique = e.fold === "find" || e.fold === "the";
    if (!unique || values.length === 0) values.push(value);
    else if (!equalValues(values[0]!, value)) {
      const [one, other] = [values[0]!, value].map((each) => showValue(each, e.value!.type));
      throw new EvaluationFailure("ambiguous", e.at, `there are several: ${one} and ${other}`);
    }
  }
  switch (e.fold) {
    case "count":
      return count;
    case "sum":
      return values.reduce<number>((sum, value) => sum + (value as number), 0);
    case "min":
    case "max":
      if (values.length === 0) {
        throw new EvaluationFailure("empty", e.at, `there is nothing to take the ${e.fold} of`);
      }
      return values.reduce((best, value) => (value! < best! === (e.fold === "min") ? value : best));
    case "find":
      return values[0] ?? null;
    case "the":
      if (values.length === 0) {
        throw new EvaluationFailure("missing", e.at, "there is no such value");
      }
      return values[0]!;
    case "set":
      return setOf(values, itemType(e.type));
  }
}

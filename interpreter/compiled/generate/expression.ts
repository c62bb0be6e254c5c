/**
 * Expressions: each kind of model.ts to a value of compile time. What can fail, and loops, become
 * statements at this point of the code; everything else stays an expression. The right side of a
 * connective is generated apart: if it needed statements they are put under the condition.
 */
import type { Expression } from "../../model.ts";
import { cardinality } from "../../values.ts";
import { zeroOf } from "../code/code-writer.ts";
import { builtin, interval, sequence, setLiteral } from "./builtin.ts";
import { callDefinition } from "./definition.ts";
import { assign, fold, quantifier, tabulate } from "./fold.ts";
import { matchPattern } from "./pattern.ts";
import { CompileLimit } from "../compile-limit.ts";
import type { Routine } from "./routine.ts";
import { failIf, variableTerm } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { add, divide, multiply, remainder, subtract } from "../code/arithmetic.ts";
import { all, any, compare, equal, not } from "../code/conditions.ts";
import { FALSE, TRUE, constantOf, integer, isConstant, otherBool, within } from "../code/scalar.ts";
import { chooseTerm, equalTerms, fitTerm } from "../code/term-compare.ts";
import { bitOf, lengthOf } from "../code/term.ts";
import { ordinalOf, tupleOrdinalOf } from "../code/term-ordinal.ts";
import { cellOf, flatten, keepTerm, shapeOf, unflatten } from "../code/term-variables.ts";
import type { Term } from "../code/term.ts";
import {
  anyTerm,
  cellAt,
  codeOf,
  constantTerm,
  fieldOf,
  isScalarType,
  itemOf,
  itemType,
  itemTypes,
  partsOf,
  presentOf,
  scalar,
  variantTerm,
} from "../code/term.ts";

type Kind<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** A map literal of more cells than this is not built in generated code. */
const CELL_LIMIT = 65_536;

const constants = new WeakMap<Expression, Term>();

export function expression(e: Expression, r: Routine): Term {
  const { w } = r;
  switch (e.kind) {
    case "constant": {
      let term = constants.get(e);
      if (term === undefined) constants.set(e, (term = constantTerm(e.value, e.type)));
      return term;
    }
    case "variable":
      return variableTerm(e.variable, r);
    case "local":
      return r.slots[e.slot] ?? anyTerm(e.type);
    case "not":
      return scalar(e.type, not(condition(e.operand, r)));
    case "logic":
      return scalar(e.type, logic(e, r));
    case "equal": {
      const same = equalTerms(expression(e.left, r), expression(e.right, r), w);
      return scalar(e.type, e.negated ? not(same) : same);
    }
    case "compare":
      return scalar(e.type, compare(e.operator, number(e.left, r), number(e.right, r)));
    case "arithmetic":
      return arithmetic(e, r);
    case "negate":
      return scalar(e.type, subtract(integer(0), number(e.operand, r)));
    case "if":
      return conditional(e, r);
    case "construct":
      return { kind: "tuple", type: e.type, items: e.items.map((item) => expression(item, r)) };
    case "update":
      return update(e, r);
    case "variant": {
      if (e.type.kind !== "enum") throw new TypeError("a variant is of an enum");
      if (isScalarType(e.type)) return scalar(e.type, integer(e.tag));
      return variantTerm(
        e.type,
        e.tag,
        e.payload.map((item) => keepTerm(expression(item, r), w)),
      );
    }
    case "some": {
      const item = expression(e.item, r);
      return { kind: "option", type: e.type, present: TRUE, item };
    }
    case "set":
      return setLiteral(e, r);
    case "sequence":
      return sequence(e, r);
    case "fill":
      return fill(e, r);
    case "tabulate":
      return tabulate(e, r);
    case "field":
      return fieldOf(expression(e.object, r), e.index, w);
    case "lookup": {
      const map = expression(e.map, r);
      if (e.map.type.kind !== "map") throw new TypeError("only maps have keys");
      const keys = e.keys.map((key) => expression(key, r));
      return cellOf(map, tupleOrdinalOf(keys, e.map.type.keys, w), w);
    }
    case "element": {
      const items = expression(e.sequence, r);
      const position = w.keep(number(e.position, r));
      const isOutside = any([
        compare("<", position, integer(0)),
        compare(">=", position, lengthOf(items, w)),
      ]);
      failIf(isOutside, r);
      return cellOf(items, position, w);
    }
    case "unwrap": {
      const object = keepTerm(expression(e.object, r), w);
      failIf(not(presentOf(object, w)), r);
      return itemOf(object, w);
    }
    case "test":
      return scalar(e.type, matchPattern(e.pattern, keepTerm(expression(e.subject, r), w), r));
    case "member":
      return scalar(e.type, member(e, r));
    case "old": {
      const now = r.words;
      r.words = r.old;
      const term = expression(e.body, r);
      r.words = now;
      return term;
    }
    case "call":
      return callDefinition(e, r);
    case "quantifier":
      return scalar(e.type, quantifier(e, r));
    case "fold":
      return fold(e, r);
    case "builtin":
      return builtin(e, r);
    case "interval":
      return interval(e, r);
    case "fit": {
      const { term, misfit } = fitTerm(keepTerm(expression(e.value, r), w), e.type, w);
      failIf(misfit, r);
      return term;
    }
  }
}

/** The value of a condition. */
export function condition(e: Expression, r: Routine): Scalar {
  return codeOf(expression(e, r), r.w);
}

function number(e: Expression, r: Routine): Scalar {
  return codeOf(expression(e, r), r.w);
}

// ---------------------------------------------------------------------------------------------
// Connectives

/** Operands of a chain `a and b and c`, which may be thousands long. */
function chainOf(e: Kind<"logic">): Expression[] {
  const operands: Expression[] = [];
  let left: Expression = e;
  while (left.kind === "logic" && left.operator === e.operator && left.site === undefined) {
    operands.push(left.right);
    left = left.left;
  }
  operands.push(left);
  return operands.reverse();
}

function logic(e: Kind<"logic">, r: Routine): Scalar {
  switch (e.operator) {
    case "and":
      return chainOf(e)
        .reduce((left, next) => left.and(next), new Chain(TRUE, r))
        .value();
    case "or":
      return chainOf(e)
        .reduce((left, next) => left.or(next), new Chain(FALSE, r))
        .value();
    case "implies": {
      const left = r.w.keep(condition(e.left, r));
      if (e.site === undefined) return new Chain(not(left), r).or(e.right).value();
      if (constantOf(left) === 0) return TRUE;
      // The site is hit when the left side was true, whatever the right side is.
      const hit = `C[${e.site}]=1;`;
      const result = r.w.variable(TRUE, otherBool(""));
      const text = r.w.branch(() => {
        r.w.line(hit);
        r.w.line(`${result.text}=${condition(e.right, r).text};`);
      });
      r.w.line(isConstant(left) ? text : `if(${left.text}){${text}}`);
      return result;
    }
    case "iff":
      return equal(condition(e.left, r), condition(e.right, r));
  }
}

/** A chain of `and` or `or`, evaluated from the left as far as needed. */
class Chain {
  #parts: Scalar[];
  readonly #r: Routine;

  constructor(start: Scalar, r: Routine) {
    this.#parts = [start];
    this.#r = r;
  }

  and(next: Expression): this {
    return this.#then(next, all, (left) => left);
  }

  or(next: Expression): this {
    return this.#then(next, any, not);
  }

  value(): Scalar {
    // What was joined last is the whole chain so far.
    return this.#parts[0]!;
  }

  #then(
    next: Expression,
    joined: (parts: readonly Scalar[]) => Scalar,
    goesOn: (left: Scalar) => Scalar,
  ): this {
    const { w } = this.#r;
    const left = this.#parts[0]!;
    const needed = goesOn(left);
    if (constantOf(needed) === 0) return this;
    let right: Scalar = TRUE;
    let result: Scalar | undefined;
    const text = w.branch(() => (right = condition(next, this.#r)));
    if (text === "") {
      this.#parts = [joined([left, right])];
    } else if (isConstant(needed)) {
      w.line(text);
      this.#parts = [right];
    } else {
      result = w.variable(left, otherBool(""));
      w.line(`if(${goesOn(result).text}){${text}${result.text}=${right.text};}`);
      this.#parts = [result];
    }
    return this;
  }
}

function conditional(e: Kind<"if">, r: Routine): Term {
  const { w } = r;
  const isThen = w.keep(condition(e.condition, r));
  if (isConstant(isThen)) return expression(isThen.low === 1 ? e.then : e.else, r);
  let [a, b]: Term[] = [];
  const first = w.branch(() => (a = expression(e.then, r)));
  const second = w.branch(() => (b = expression(e.else, r)));
  if (first === "" && second === "") return chooseTerm(isThen, a!, b!, e.type, w);

  const variables = shapeOf(e.type).map((shape) => w.variable(zeroOf(shape), shape));
  const set = (value: Term): string =>
    w.branch(() => assign(variables, flatten(value, e.type, w), r));
  w.line(`if(${isThen.text}){${first}${set(a!)}}else{${second}${set(b!)}}`);
  return unflatten(e.type, [...variables], w);
}

// ---------------------------------------------------------------------------------------------
// Numbers

function arithmetic(e: Kind<"arithmetic">, r: Routine): Term {
  const chain = [e];
  let inner = e.left;
  for (; inner.kind === "arithmetic"; inner = inner.left) chain.push(inner);
  let value = number(inner, r);
  for (const link of chain.reverse()) value = operate(link, value, number(link.right, r), r);
  return scalar(e.type, value);
}

function operate(e: Kind<"arithmetic">, left: Scalar, right: Scalar, r: Routine): Scalar {
  const { low, high } = e.type as { low: number; high: number };
  switch (e.operator) {
    case "+":
      return within(add(left, right), low, high);
    case "-":
      return within(subtract(left, right), low, high);
    case "*":
      return within(multiply(left, right), low, high);
    case "/":
    case "%": {
      const divisor = r.w.keep(right);
      const isZero = equal(divisor, integer(0));
      failIf(isZero, r);
      if (constantOf(isZero) === 1) return integer(0);
      const result = e.operator === "/" ? divide(left, divisor) : remainder(left, divisor);
      return within(result, low, high);
    }
  }
}

// ---------------------------------------------------------------------------------------------
// Records, maps, members

function update(e: Kind<"update">, r: Routine): Term {
  const object = expression(e.object, r);
  const items = itemTypes(e.type).map((_, i) => fieldOf(object, i, r.w));
  for (const field of e.fields) items[field.index] = expression(field.value, r);
  return { kind: "tuple", type: e.type, items };
}

function fill(e: Kind<"fill">, r: Routine): Term {
  if (e.type.kind !== "map") throw new TypeError("only maps are filled");
  const count = e.type.keys.reduce((product, key) => product * cardinality(key), 1);
  if (count > CELL_LIMIT) throw new CompileLimit(`a map of ${count} cells is filled`);
  const cell = keepTerm(expression(e.value, r), r.w);
  return { kind: "map", type: e.type, cells: new Array<Term>(count).fill(cell) };
}

function member(e: Kind<"member">, r: Routine): Scalar {
  const { w } = r;
  const element = keepTerm(expression(e.element, r), w);
  if (e.collection.kind === "interval") {
    const [low, high] = [number(e.collection.low, r), number(e.collection.high, r)];
    const value = codeOf(element, w);
    return all([compare("<=", low, value), compare("<=", value, high)]);
  }
  const collection = expression(e.collection, r);
  const { type } = e.collection;
  if (type.kind === "seq") {
    const length = w.keep(lengthOf(collection, w));
    const ways = Array.from({ length: Math.min(type.capacity, length.high) }, (_, i) =>
      all([compare(">", length, integer(i)), equalTerms(cellAt(collection, i, w), element, w)]),
    );
    return any(ways);
  }
  // Numbers of any range may be looked for; what cannot be in the set is not.
  const item = itemType(collection.type);
  const { term, misfit } = fitTerm(element, item, w);
  if (constantOf(misfit) === 1) return FALSE;
  return all([not(misfit), bitOf(partsOf(collection, w), ordinalOf(term, item, w))]);
}

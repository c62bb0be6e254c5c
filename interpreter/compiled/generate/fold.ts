/** Quantifiers and folds: written out as one expression where that is short, else in statements. */
import type { Binder, Expression } from "../../model.ts";
import { hasIdentities } from "../../evaluate/permutation.ts";
import { isObservable } from "../../analysis.ts";
import { zeroOf } from "../code/code-writer.ts";
import { collect, forEach } from "./binders.ts";
import type { Routine } from "./routine.ts";
import { failIf, when } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { add, sum } from "../code/arithmetic.ts";
import { join } from "../code/bits.ts";
import { all, any, choice, compare, not, toInt } from "../code/conditions.ts";
import { FALSE, TRUE, integer, otherBool, within } from "../code/scalar.ts";
import { equalTerms } from "../code/term-compare.ts";
import { bitMask, domainSize, ordinalOf, tupleOrdinalOf } from "../code/term-ordinal.ts";
import { flatten, keepTerm, planOf, shapeOf, unflatten } from "../code/term-variables.ts";
import type { Term } from "../code/term.ts";
import { codeOf, itemType, partCount, scalar, storedTerm } from "../code/term.ts";
import { assignWords, writePart } from "../code/write-words.ts";

type Kind<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

const truth = (e: Expression | undefined, r: Routine): Scalar =>
  e === undefined ? TRUE : codeOf(r.program.expression(e, r), r.w);

// ---------------------------------------------------------------------------------------------
// Quantifiers

export function quantifier(e: Kind<"quantifier">, r: Routine): Scalar {
  const isAll = e.quantifier === "all";
  const parts = collect(e.binders, r, e, (isOpen) => {
    const condition = all([isOpen, truth(e.where, r)]);
    const body = truth(e.body, r);
    const result = isAll ? any([not(condition), body]) : all([condition, body]);
    return { result, length: result.text.length };
  });
  if (parts) return isAll ? all(parts) : any(parts);

  const { w } = r;
  const result = w.variable(isAll ? TRUE : FALSE, otherBool(""));
  const label = w.name("q");
  const { facts } = r.program;
  const goesOn =
    e.binders.some(({ type }) => hasIdentities(type)) &&
    (isObservable(e.where, facts) || isObservable(e.body, facts));
  const stop = goesOn ? "" : `break ${label};`;
  const text = w.scope(() =>
    forEach(e.binders, r, () =>
      when(truth(e.where, r), r, () => {
        const body = truth(e.body, r);
        const decisive = isAll ? not(body) : body;
        when(decisive, r, () => w.line(`${result.text}=${!isAll};${stop}`));
      }),
    ),
  );
  w.line(`${label}:{${text}}`);
  return result;
}

// ---------------------------------------------------------------------------------------------
// Folds

export function fold(e: Kind<"fold">, r: Routine): Term {
  switch (e.fold) {
    case "count":
    case "sum":
      return total(e, r);
    case "set":
      return setFold(e, r);
    case "find":
    case "the":
      return unique(e, r);
    case "min":
    case "max":
      return extreme(e, r);
  }
}

/** The bodies of a fold in statements; `found` gets the value of each binding that counts. */
function eachValue(e: Kind<"fold">, r: Routine, found: (value: Term) => void): void {
  forEach(e.binders, r, () =>
    when(truth(e.where, r), r, () => found(keepTerm(r.program.expression(e.value!, r), r.w))),
  );
}

function total(e: Kind<"fold">, r: Routine): Term {
  const { w } = r;
  const amount = (): Scalar =>
    e.fold === "count" ? integer(1) : codeOf(r.program.expression(e.value!, r), w);
  const parts = collect(e.binders, r, e, (isOpen) => {
    const condition = all([isOpen, truth(e.where, r)]);
    const result = e.fold === "count" ? toInt(condition) : choice(condition, amount(), integer(0));
    return { result, length: result.text.length };
  });
  const { low, high } = e.type as { low: number; high: number };
  if (parts) return scalar(e.type, within(sum(parts), low, high));

  const result = w.variable(integer(0), { ...integer(0), low, high });
  forEach(e.binders, r, () =>
    when(truth(e.where, r), r, () => w.line(`${result.text}=${add(result, amount()).text};`)),
  );
  return scalar(e.type, result);
}

function setFold(e: Kind<"fold">, r: Routine): Term {
  const { w } = r;
  const item = itemType(e.type);
  domainSize(item);
  const numbers = Array.from({ length: partCount(item) }, (_, i) => i);
  const parts = collect(e.binders, r, e, (isOpen) => {
    const condition = all([isOpen, truth(e.where, r)]);
    const position = ordinalOf(r.program.expression(e.value!, r), item, w);
    const result = numbers.map((i) => choice(condition, bitMask(position, i), integer(0)));
    return { result, length: result.reduce((length, each) => length + each.text.length, 0) };
  });
  if (parts) {
    const masks = numbers.map((i) => join(parts.map((each) => each[i]!)));
    return { kind: "set", type: e.type, parts: masks };
  }
  const masks = numbers.map(() => w.variable(integer(0), MASK));
  eachValue(e, r, (value) => {
    const position = w.keep(ordinalOf(value, item, w));
    numbers.forEach((i) => {
      const bit = bitMask(position, i);
      if (bit.text !== "0") w.line(`${masks[i]!.text}|=${bit.text};`);
    });
  });
  return { kind: "set", type: e.type, parts: masks };
}

const MASK: Scalar = { ...integer(0), low: -(2 ** 31), high: 2 ** 31 - 1, form: { op: "other" } };

/** `find` and `the`: the one value, and an error if there are two different ones. */
function unique(e: Kind<"fold">, r: Routine): Term {
  const { w } = r;
  const { type } = e.value!;
  const found = w.variable(FALSE, otherBool(""));
  const variables = shapeOf(type).map((shape) => w.variable(zeroOf(shape), shape));
  const kept = unflatten(type, [...variables], w);
  eachValue(e, r, (value) => {
    failIf(all([found, not(equalTerms(kept, value, w))]), r);
    w.line(`${found.text}=true;`);
    assign(variables, flatten(value, type, w), r);
  });
  if (e.fold === "find") return { kind: "option", type: e.type, present: found, item: kept };
  failIf(not(found), r);
  return kept;
}

function extreme(e: Kind<"fold">, r: Routine): Term {
  const { w } = r;
  const found = w.variable(FALSE, otherBool(""));
  const [shape] = shapeOf(e.type);
  const best = w.variable(integer(0), shape!);
  eachValue(e, r, (value) => {
    const code = codeOf(value, w);
    // The variable is 0 at first, so what its interval says is no reason to leave out the test.
    const wide = { ...best, low: -(2 ** 53), high: 2 ** 53 };
    const isBetter = compare(e.fold === "min" ? "<" : ">", code, wide);
    when(any([not(found), isBetter]), r, () => {
      w.line(`${found.text}=true;${best.text}=${code.text};`);
    });
  });
  failIf(not(found), r);
  return scalar(e.type, best);
}

/** Sets variables to values that may be made of them. */
export function assign(variables: readonly Scalar[], values: readonly Scalar[], r: Routine): void {
  const stored = values.length > 1 ? values.map((value) => r.w.keep(value)) : values;
  const text = variables.map((variable, i) =>
    variable.text === stored[i]!.text ? "" : `${variable.text}=${stored[i]!.text};`,
  );
  r.w.line(text.join(""));
}

// ---------------------------------------------------------------------------------------------
// Maps

/** A map with a value for each key, the last key fastest. */
export function tabulate(e: Kind<"tabulate">, r: Routine): Term {
  if (e.type.kind !== "map") throw new TypeError("tabulate makes a map");
  const { w } = r;
  const { keys, value: type } = e.type;
  const binders: Binder[] = keys.map((key, i) => ({
    name: "",
    slot: e.slots[i]!,
    type: key,
    distinctFrom: [],
  }));
  const cells = collect(binders, r, e, () => {
    const result = r.program.expression(e.value, r);
    const length = flatten(result, type, w).reduce((sum, each) => sum + each.text.length, 0);
    return { result, length };
  });
  if (cells) return { kind: "map", type: e.type, cells };

  const plan = planOf(e.type);
  const [node] = plan.nodes;
  const words = Array.from({ length: plan.words }, () => w.variable(integer(0), MASK));
  forEach(binders, r, () => {
    const value = r.program.expression(e.value, r);
    const terms = e.slots.map((slot) => r.slots[slot]!);
    const position = tupleOrdinalOf(terms, keys, w);
    assignWords(words, writePart(words, node!, [{ kind: "cell", position }], value, w), w);
  });
  return storedTerm(e.type, node!, words, integer(0), w);
}

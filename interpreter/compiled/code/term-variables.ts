/**
 * Variables of the generated code: what they hold for a value of a type, and values made short enough
 * to be used many times. Anything larger than a scalar, and not a record, is held in packed form.
 */
import type { Type } from "../../model.ts";
import { cardinality } from "../../values.ts";
import type { Writer } from "./code-writer.ts";
import type { Plan } from "../layout/layout.ts";
import { planLayout } from "../layout/layout.ts";
import type { Scalar } from "./scalar.ts";
import { join, shiftLeft } from "./bits.ts";
import { FALSE, integer, isConstant, namedWord, within } from "./scalar.ts";
import { place } from "./term-pack.ts";
import type { Term } from "./term.ts";
import {
  cellAt,
  codeOf,
  fieldOf,
  isConstantTerm,
  isScalarType,
  itemTypes,
  scalar,
  storedCell,
  storedTerm,
} from "./term.ts";

const plans = new WeakMap<Type, Plan>();

export function planOf(type: Type): Plan {
  let plan = plans.get(type);
  if (plan === undefined) plans.set(type, (plan = planLayout([type])));
  return plan;
}

/** A value as the numbers and truth values that variables of its type hold. */
export function flatten(term: Term, type: Type, w: Writer): Scalar[] {
  if (isScalarType(type)) return [codeOf(term, w)];
  if (type.kind === "record" || type.kind === "tuple") {
    return itemTypes(type).flatMap((each, i) => flatten(fieldOf(term, i, w), each, w));
  }
  const plan = planOf(type);
  return wordsOf(plan, [term], w);
}

/** The words of a layout filled with values. */
export function wordsOf(plan: Plan, terms: readonly Term[], w: Writer): Scalar[] {
  const pieces: Scalar[][] = Array.from({ length: plan.words }, () => []);
  plan.nodes.forEach((node, i) => {
    for (const { chunk, index, code } of place(node, terms[i]!, integer(0), w)) {
      const word = chunk.word + Math.floor(index.low / chunk.perWord);
      const shift = chunk.shift + (index.low % chunk.perWord) * chunk.stride;
      pieces[word]!.push(shiftLeft(code, integer(shift)));
    }
  });
  return pieces.map(join);
}

/** The inverse of `flatten`; takes what it needs from the front of `scalars`. */
export function unflatten(type: Type, scalars: Scalar[], w: Writer): Term {
  if (isScalarType(type)) return scalar(type, scalars.shift()!);
  if (type.kind === "record" || type.kind === "tuple") {
    return {
      kind: "tuple",
      type,
      items: itemTypes(type).map((each) => unflatten(each, scalars, w)),
    };
  }
  const plan = planOf(type);
  return storedTerm(type, plan.nodes[0]!, scalars.splice(0, plan.words), integer(0), w);
}

/** What is known of the numbers of `flatten`: sort and interval of each. */
export function shapeOf(type: Type): Scalar[] {
  if (isScalarType(type)) {
    if (type.kind === "bool") return [{ ...FALSE, high: 1, form: { op: "other" } }];
    if (type.kind === "int") return [{ ...namedWord(""), low: type.low, high: type.high }];
    return [{ ...namedWord(""), low: 0, high: cardinality(type) - 1 }];
  }
  if (type.kind === "record" || type.kind === "tuple") return itemTypes(type).flatMap(shapeOf);
  const plan = planOf(type);
  const only = plan.nodes[0]!;
  const high = plan.words === 1 && only.packed && only.bits < 31 ? 2 ** only.bits - 1 : undefined;
  if (high !== undefined) return [{ ...namedWord(""), low: 0, high }];
  return Array.from({ length: plan.words }, () => namedWord(""));
}

/** The same value, its parts short enough to be used many times. */
export function keepTerm(term: Term, w: Writer): Term {
  if (isConstantTerm(term)) return term;
  switch (term.kind) {
    case "scalar":
      return { ...term, code: w.keep(term.code) };
    case "option":
      return { ...term, present: w.keep(term.present), item: keepTerm(term.item, w) };
    case "tuple":
      return { ...term, items: term.items.map((item) => keepTerm(item, w)) };
    case "set":
      return { ...term, parts: term.parts.map((part) => w.keep(part)) };
    case "map":
    case "seq":
    case "enum": {
      const scalars = flatten(term, term.type, w).map((each) => w.keep(each));
      return unflatten(term.type, scalars, w);
    }
    case "stored": {
      if (term.at === undefined) return term;
      const shift = w.keep(term.at.shift);
      const word = w.keep(term.at.word);
      return { ...term, at: { word, shift: within(shift, 0, 31) } };
    }
  }
}

/** A cell of a map, or an item of a sequence, at a position that has been checked. */
export function cellOf(term: Term, position: Scalar, w: Writer): Term {
  if (isConstant(position)) return cellAt(term, position.low, w);
  if (term.kind === "map" || term.kind === "seq") {
    const cells = term.kind === "map" ? term.cells : term.items;
    const [first] = cells;
    if (first !== undefined && cells.every((each) => each === first)) return first;
    const plan = planOf(term.type);
    const words = wordsOf(plan, [term], w).map((word) => w.keep(word));
    return cellOf(storedTerm(term.type, plan.nodes[0]!, words, integer(0), w), position, w);
  }
  if (term.kind !== "stored") throw new TypeError(`${term.kind} has no cells`);
  const { node, type } = term;
  if (node.kind === "map" && type.kind === "map") {
    return storedCell(term, node, type.value, position, w);
  }
  if (node.kind === "seq" && type.kind === "seq") {
    return storedCell(term, node, type.item, position, w);
  }
  throw new TypeError(`${type.kind} has no cells`);
}

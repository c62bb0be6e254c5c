/** The functions of the language and the operators of sets and sequences, applied to values. */
import { EvaluationFailure } from "./failure.ts";
import type { Expression, Type, Value } from "../model.ts";
import { showType } from "../show-value.ts";
import { compareValues, equalValues, listOf, setOf } from "../values.ts";

type Builtin = Extract<Expression, { kind: "builtin" }>;

export function applyBuiltin(e: Builtin, values: readonly Value[]): Value {
  const [first, second] = values as readonly [Value, Value];
  switch (e.name) {
    case "size":
      return listOf(first).length;
    case "min":
      return Math.min(first as number, second as number);
    case "max":
      return Math.max(first as number, second as number);
    case "abs":
      return Math.abs(first as number);

    // Sets. What is taken away is still sorted; what is added is merged in.
    case "union":
      return setOf([...listOf(first), ...listOf(second)], itemType(e.type));
    case "add":
      return contains(first, second) ? first : insert(listOf(first), second, itemType(e.type));
    case "difference":
      return listOf(first).filter((each) => !contains(second, each));
    case "remove":
      return listOf(first).filter((each) => !equalValues(each, second));
    case "intersect":
      return listOf(first).filter((each) => contains(second, each));
    case "subset":
      return listOf(first).every((each) => contains(second, each));

    // Sequences. A negative number of elements is none.
    case "first":
      return nonEmpty(e, first)[0]!;
    case "last":
      return nonEmpty(e, first).at(-1)!;
    case "rest":
      return nonEmpty(e, first).slice(1);
    case "take":
      return listOf(first).slice(0, Math.max(0, second as number));
    case "drop":
      return listOf(first).slice(Math.max(0, second as number));
    case "append":
      return withinCapacity(e, [...listOf(first), second]);
    case "concat":
      return withinCapacity(e, [...listOf(first), ...listOf(second)]);
  }
}

/** `element in collection` */
export function contains(collection: Value, element: Value): boolean {
  return listOf(collection).some((each) => equalValues(each, element));
}

/** Type of the elements of a set or sequence. */
export function itemType(type: Type): Type {
  if (type.kind === "set" || type.kind === "seq") return type.item;
  throw new TypeError(`${showType(type)} has no elements`);
}

function insert(set: readonly Value[], element: Value, item: Type): Value {
  const after = set.findIndex((each) => compareValues(each, element, item) > 0);
  return after === -1 ? [...set, element] : set.toSpliced(after, 0, element);
}

function nonEmpty(e: Builtin, sequence: Value): readonly Value[] {
  if (listOf(sequence).length > 0) return listOf(sequence);
  throw new EvaluationFailure("empty", e.at, `there is no ${e.name} of an empty sequence`);
}

/** The result of `+`, if the type of the result has room for it. */
function withinCapacity(e: Builtin, sequence: readonly Value[]): Value {
  if (e.type.kind !== "seq" || sequence.length <= e.type.capacity) return sequence;
  throw new EvaluationFailure(
    "full",
    e.at,
    `${sequence.length} elements do not fit in ${showType(e.type)}`,
  );
}

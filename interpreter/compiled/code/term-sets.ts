/** Masks of sets, and their conversion where the same elements have other positions. */
import type { Type, Value } from "../../model.ts";
import { belongs } from "../../evaluate/membership.ts";
import { cardinality, ordinal, unordinal } from "../../values.ts";
import { CompileLimit } from "../compile-limit.ts";
import type { Writer } from "./code-writer.ts";
import type { Scalar } from "./scalar.ts";
import { bits, join, shiftLeft } from "./bits.ts";
import { any, different } from "./conditions.ts";
import { FALSE, integer } from "./scalar.ts";
import type { Term } from "./term.ts";
import { itemType, partCount, partsOf } from "./term.ts";

/** Sets of more possible elements than this are not converted in generated code. */
const ELEMENT_LIMIT = 1024;

const keys = new WeakMap<Type, string>();

/** Equal for types whose values have the same ordinals. */
export function typeKey(type: Type): string {
  let key = keys.get(type);
  if (key === undefined) keys.set(type, (key = describe(type)));
  return key;
}

function describe(type: Type): string {
  switch (type.kind) {
    case "bool":
      return "b";
    case "int":
      return `${type.low}..${type.high}`;
    case "symmetric":
      return `#${type.size}`;
    case "enum":
      return `<${type.variants.map((each) => each.payload.map(typeKey).join()).join(";")}>`;
    case "record":
      return `(${type.fields.map((field) => typeKey(field.type)).join()})`;
    case "tuple":
      return `(${type.items.map(typeKey).join()})`;
    case "option":
      return `?${typeKey(type.item)}`;
    case "set":
      return `{${typeKey(type.item)}}`;
    case "map":
      return `[${type.keys.map(typeKey).join()}:${typeKey(type.value)}]`;
    case "seq":
      return `~${type.capacity}*${typeKey(type.item)}`;
  }
}

export interface Converted {
  readonly parts: readonly Scalar[];
  /** Whether an element is not a value of the new type. */
  readonly misfit: Scalar;
}

/** The mask of a set with its elements numbered as values of another type of the same shape. */
export function convertSet(term: Term, item: Type, w: Writer): Converted {
  const from = itemType(term.type);
  const parts = partsOf(term, w);
  if (typeKey(from) === typeKey(item)) return { parts, misfit: FALSE };
  const kept = parts.map((part) => w.keep(part));
  const size = cardinality(from);
  if (size > ELEMENT_LIMIT)
    throw new CompileLimit(`a set of ${size} possible elements is converted`);
  const pieces: Scalar[][] = Array.from({ length: partCount(item) }, () => []);
  const misfits: Scalar[] = [];
  for (let run of runs(from, item, size)) {
    // A run of elements that stay neighbours moves as one, cut where a word ends.
    while (run.length > 0) {
      const length = Math.min(run.length, 32 - (run.from & 31), 32 - ((run.to ?? 0) & 31));
      const word = kept[run.from >>> 5]!;
      const piece = length === 32 ? word : bits(word, run.from & 31, length);
      if (run.to === undefined) misfits.push(different(piece, integer(0)));
      else pieces[run.to >>> 5]!.push(shiftLeft(piece, integer(run.to & 31)));
      const to = run.to === undefined ? undefined : run.to + length;
      run = { from: run.from + length, to, length: run.length - length };
    }
  }
  return { parts: pieces.map(join), misfit: any(misfits) };
}

interface Run {
  readonly from: number;
  /** `undefined`: not values of the new type. */
  readonly to: number | undefined;
  readonly length: number;
}

function runs(from: Type, item: Type, size: number): Run[] {
  const found: Run[] = [];
  for (let i = 0; i < size; i++) {
    const value: Value = unordinal(i, from);
    const to = belongs(value, item) ? ordinal(value, item) : undefined;
    const last = found.at(-1);
    const goesOn =
      last && (to === undefined ? last.to === undefined : last.to === to - last.length);
    if (last && goesOn) found[found.length - 1] = { ...last, length: last.length + 1 };
    else found.push({ from: i, to, length: 1 });
  }
  return found;
}

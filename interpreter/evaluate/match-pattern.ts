/** `value is pattern`. */
import type { Pattern, Value } from "../model.ts";
import { equalValues, isList, listOf } from "../values.ts";

/** Whether the value matches; only then are the names of the pattern bound, in the slots of `frame`. */
export function matchPattern(pattern: Pattern, value: Value, frame: Value[]): boolean {
  if (!matches(pattern, value)) return false;
  bind(pattern, value, frame);
  return true;
}

function matches(pattern: Pattern, value: Value): boolean {
  switch (pattern.kind) {
    case "any":
    case "bind":
      return true;
    case "none":
      return value === null;
    case "some":
      return value !== null && matches(pattern.item, value);
    case "literal":
      return equalValues(pattern.value, value);
    case "variant":
      if (!isList(value)) return value === pattern.tag;
      return (
        value[0] === pattern.tag && pattern.payload.every((each, i) => matches(each, value[i + 1]!))
      );
  }
}

function bind(pattern: Pattern, value: Value, frame: Value[]): void {
  if (pattern.kind === "bind") frame[pattern.slot] = value;
  else if (pattern.kind === "some") bind(pattern.item, value, frame);
  else if (pattern.kind === "variant") {
    pattern.payload.forEach((each, i) => bind(each, listOf(value)[i + 1]!, frame));
  }
}

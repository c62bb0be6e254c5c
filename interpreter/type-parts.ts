/** Going through types. */
import type { Type } from "./model.ts";

/** The types that a type is made of, keys included, in order. */
export function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case "bool":
    case "int":
    case "symmetric":
      return [];
    case "enum":
      return type.variants.flatMap((variant) => variant.payload);
    case "record":
      return type.fields.map((field) => field.type);
    case "tuple":
      return type.items;
    case "option":
    case "set":
    case "seq":
      return [type.item];
    case "map":
      return [...type.keys, type.value];
  }
}

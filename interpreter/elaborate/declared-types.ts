/** Types as written, with the parameters fixed: every one of them finite. */
import type { EnumDeclaration, SymmetricType, TypeExpression } from "../../grammar/syntax.ts";
import type { EnumType, Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { constantNumber } from "./constants.ts";
import { locate, resolution, scopeOf, type Scope } from "./context.ts";
import { refuse } from "./problem.ts";
import { BOOL, int, leafCount, option } from "./types.ts";

/** Limits of one type, far above what can be explored, so that a typing error stays small. */
const LIMITS = { symmetric: 64, capacity: 4096, set: 4096, keys: 65_536, leaves: 1_000_000 };

export function elaborateType(scope: Scope, node: TypeExpression): Type {
  const at = locate(scope, node.span);
  scope.builder.count(at);
  const limit = (what: string, size: number, most: number): void => {
    if (size > most) {
      refuse("size-limit", at, {
        what,
        size: `${size}`,
        limit: `${most}`,
        advice: "every value of a state is stored in full: make the type smaller",
      });
    }
  };
  switch (node.kind) {
    case "named":
      return namedType(scope, node);
    case "range": {
      const low = constantNumber(scope, node.low, "a bound of a range");
      const high = constantNumber(scope, node.high, "a bound of a range");
      if (low > high) refuse("empty-range", at, { low: `${low}`, high: `${high}` });
      return int(low, high);
    }
    case "record": {
      const fields = node.fields.map((field) => ({
        name: field.name.text,
        type: elaborateType(scope, field.type),
      }));
      return { kind: "record", fields };
    }
    case "option":
      return option(elaborateType(scope, node.item));
    case "set": {
      const item = elaborateType(scope, node.item);
      limit("the type of the elements of this set", cardinality(item), LIMITS.set);
      return { kind: "set", item };
    }
    case "map": {
      const keys = node.keys.map((key) => elaborateType(scope, key));
      const count = keys.reduce((product, key) => product * cardinality(key), 1);
      limit("the number of keys of this map", count, LIMITS.keys);
      const type: Type = { kind: "map", keys, value: elaborateType(scope, node.value) };
      limit("the number of parts of this map", leafCount(type, cardinality), LIMITS.leaves);
      return type;
    }
    case "seq": {
      const capacity = constantNumber(scope, node.capacity, "the capacity of a sequence");
      if (capacity < 0) refuse("empty-range", at, { low: "0", high: `${capacity}` });
      limit("the capacity of this sequence", capacity, LIMITS.capacity);
      const type: Type = { kind: "seq", capacity, item: elaborateType(scope, node.item) };
      limit("the number of parts of this sequence", leafCount(type, cardinality), LIMITS.leaves);
      return type;
    }
    case "tuple":
      return { kind: "tuple", items: node.items.map((item) => elaborateType(scope, item)) };
  }
}

function namedType(scope: Scope, node: TypeExpression & { kind: "named" }): Type {
  const found = resolution(scope, node);
  switch (found.kind) {
    case "bool":
      return BOOL;
    case "type": {
      const owner = scopeOf(scope, found.use);
      const type = elaborateType(owner, found.declaration.type);
      return type.kind === "record" && type.name === undefined
        ? { ...type, name: found.declaration.name.text }
        : type;
    }
    case "enum":
      return enumType(scopeOf(scope, found.use), found.declaration);
    case "symmetric":
      return symmetricType(scopeOf(scope, found.use), found.declaration);
    default:
      throw new Error(`${found.kind} is not a type`);
  }
}

export function enumType(scope: Scope, declaration: EnumDeclaration): EnumType {
  let type = scope.enums.get(declaration);
  if (type === undefined) {
    type = {
      kind: "enum",
      name: scope.prefix + declaration.name.text,
      variants: declaration.variants.map((variant) => ({
        name: variant.name.text,
        payload: variant.payload.map((item) => elaborateType(scope, item)),
      })),
    };
    scope.enums.set(declaration, type);
  }
  return type;
}

export function symmetricType(scope: Scope, declaration: SymmetricType): Type {
  let type = scope.symmetric.get(declaration);
  if (type === undefined) {
    const at = locate(scope, declaration.span);
    const size = constantNumber(scope, declaration.size, "the size of a symmetric type");
    if (size < 1) refuse("empty-range", at, { low: "1", high: `${size}` });
    if (size > LIMITS.symmetric) {
      refuse("size-limit", at, {
        what: `the symmetric type ${declaration.name.text}`,
        size: `${size} elements`,
        limit: `${LIMITS.symmetric}`,
        advice: "small instances find the same bugs: two to four elements are usual",
      });
    }
    type = scope.builder.symmetricType(declaration.name.text, scope.prefix, size);
    scope.symmetric.set(declaration, type);
  }
  return type;
}

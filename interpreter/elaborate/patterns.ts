/** Patterns: which values match, and what they bind. */
import type * as syntax from "../../grammar/syntax.ts";
import type { Pattern, Type } from "../model.ts";
import { bind, resolution, type Environment } from "./context.ts";

export function elaboratePattern(env: Environment, node: syntax.Pattern, type: Type): Pattern {
  switch (node.kind) {
    case "wildcard":
      return { kind: "any" };
    case "none":
      return { kind: "none" };
    case "some": {
      const item = type.kind === "option" ? type.item : type;
      return { kind: "some", item: elaboratePattern(env, node.item, item) };
    }
    case "literal":
      return wrap(type, { kind: "literal", value: node.value });
    case "word":
    case "variant": {
      const found = resolution(env.scope, node);
      if (found.kind === "local") {
        return { kind: "bind", slot: bind(env, found.binding, type), type };
      }
      if (found.kind !== "variant") throw new Error(`a ${found.kind} is not a pattern`);
      const inner = type.kind === "option" ? type.item : type;
      if (inner.kind !== "enum") throw new Error("only enums have variants");
      const payload = node.kind === "variant" ? node.payload : [];
      const types = inner.variants[found.index]!.payload;
      return wrap(type, {
        kind: "variant",
        tag: found.index,
        payload: payload.map((each, index) => elaboratePattern(env, each, types[index]!)),
      });
    }
  }
}

/** A pattern of `T` against a `T?` matches what is there. */
function wrap(type: Type, pattern: Pattern): Pattern {
  return type.kind === "option" ? { kind: "some", item: pattern } : pattern;
}

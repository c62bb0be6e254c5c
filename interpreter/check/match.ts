/**
 * Whether the arms of a `match` cover every value and each can be reached, by the usual test of
 * usefulness: an arm is useful if some value gets past all arms before it.
 */
import type { Pattern, Statement } from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { required, type StaticType } from "./types.ts";

type Match = Extract<Statement, { kind: "match" }>;

/** A pattern after resolution: a constructor with arguments, or anything. */
type Shape =
  | { readonly kind: "any" }
  | {
      readonly kind: "constructor";
      readonly name: string;
      readonly items: readonly Shape[];
    };

interface Constructor {
  readonly name: string;
  readonly items: readonly StaticType[];
}

const ANY: Shape = { kind: "any" };
/** Nested patterns can take exponential time; beyond this the answer is "write `_`". */
const EFFORT = 500_000;

export function checkMatch(context: CheckContext, statement: Match, subject: StaticType): void {
  if (subject.kind === "unknown") return;
  const effort = { left: EFFORT };
  const rows: Shape[][] = [];
  for (const arm of statement.arms) {
    const shape = shapeOf(context, arm.pattern, subject);
    if (effort.left > 0 && witness(rows, [shape], [subject], effort) === undefined) {
      if (effort.left > 0) context.report("unreachable-arm", arm.pattern.span);
    }
    rows.push([shape]);
  }
  const missing = witness(rows, [ANY], [subject], effort);
  if (effort.left <= 0) context.report("match-too-large", statement.span);
  else if (missing !== undefined) {
    context.report("match-incomplete", statement.subject.span, { missing: missing[0]! });
  }
}

function shapeOf(context: CheckContext, pattern: Pattern, type: StaticType): Shape {
  // A variant or literal against an option matches what is there.
  const present = (name: string, items: readonly Shape[]): Shape => {
    const shape: Shape = { kind: "constructor", name, items };
    return type.kind === "option" ? { kind: "constructor", name: "some", items: [shape] } : shape;
  };
  switch (pattern.kind) {
    case "wildcard":
      return ANY;
    case "none":
      return { kind: "constructor", name: "none", items: [] };
    case "some": {
      const item = shapeOf(context, pattern.item, required(type));
      return { kind: "constructor", name: "some", items: [item] };
    }
    case "literal":
      return present(String(pattern.value), []);
    case "word":
    case "variant": {
      const resolution = context.resolutions.get(pattern);
      const inner = required(type);
      if (resolution?.kind !== "variant" || inner.kind !== "enum") return ANY;
      const variant = inner.variants[resolution.index];
      const payload = pattern.kind === "variant" ? pattern.payload : [];
      const items = payload.map((item, at) =>
        shapeOf(context, item, variant?.payload[at] ?? context.types.unknown),
      );
      return present(variant?.name ?? "", items);
    }
  }
}

/** Every way to build a value, or `undefined` if they cannot be listed. */
function constructors(type: StaticType): readonly Constructor[] | undefined {
  switch (type.kind) {
    case "bool":
      return [
        { name: "true", items: [] },
        { name: "false", items: [] },
      ];
    case "option":
      return [
        { name: "none", items: [] },
        { name: "some", items: [type.item] },
      ];
    case "enum":
      return type.variants.map((variant) => ({ name: variant.name, items: variant.payload }));
    default:
      return undefined;
  }
}

/** Values (as text) that fit `query` and none of the rows, or `undefined` if there are none. */
function witness(
  rows: readonly (readonly Shape[])[],
  query: readonly Shape[],
  types: readonly StaticType[],
  effort: { left: number },
): readonly string[] | undefined {
  effort.left -= rows.length + 1;
  if (effort.left <= 0) return query.map(() => "_");
  const [first, ...others] = query;
  const [type, ...otherTypes] = types;
  if (first === undefined || type === undefined) return rows.length === 0 ? [] : undefined;
  const enter = (constructor: Constructor, shape: Shape): readonly string[] | undefined => {
    const arity = constructor.items.length;
    const specialised = rows.flatMap((row) => {
      const items = take(row[0]!, constructor);
      return items === undefined ? [] : [[...items, ...row.slice(1)]];
    });
    const items = take(shape, constructor);
    if (items === undefined) return undefined;
    const found = witness(
      specialised,
      [...items, ...others],
      [...constructor.items, ...otherTypes],
      effort,
    );
    return found && [text(constructor.name, found.slice(0, arity)), ...found.slice(arity)];
  };
  if (first.kind === "constructor") {
    const listed = constructors(type)?.find((candidate) => candidate.name === first.name);
    return enter(listed ?? { name: first.name, items: first.items.map(() => type) }, first);
  }
  const used = new Set(rows.flatMap(([head]) => (head?.kind === "constructor" ? [head.name] : [])));
  const all = constructors(type);
  if (used.size > 0 && all !== undefined && all.every((candidate) => used.has(candidate.name))) {
    for (const candidate of all) {
      const found = enter(candidate, ANY);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const rest = rows.filter(([head]) => head?.kind === "any").map((row) => row.slice(1));
  const found = witness(rest, others, otherTypes, effort);
  if (found === undefined) return undefined;
  const unused = all?.find((candidate) => !used.has(candidate.name));
  const shown =
    used.size > 0 && unused !== undefined
      ? text(
          unused.name,
          unused.items.map(() => "_"),
        )
      : "_";
  return [shown, ...found];
}

function take(shape: Shape, constructor: Constructor): readonly Shape[] | undefined {
  if (shape.kind === "any") return constructor.items.map(() => ANY);
  if (shape.name !== constructor.name) return undefined;
  return constructor.items.map((_, at) => shape.items[at] ?? ANY);
}

function text(name: string, items: readonly string[]): string {
  if (items.length === 0) return name;
  return name === "some" ? `some ${items[0]!}` : `${name}(${items.join(", ")})`;
}

/** Formatter: types, parameters and other names with a type. */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import { printList } from "./format-lists.ts";
import type { Context } from "./format-comments.ts";
import { printExpression, printTight } from "./format-expressions.ts";
import type { Name, Parameter, TypeExpression } from "./syntax.ts";

const { join } = builders;

export function printType(context: Context, type: TypeExpression): Doc {
  switch (type.kind) {
    case "named":
      return printPath(type.path);
    case "range":
      return [printTight(context, type.low), "..", printTight(context, type.high)];
    case "record":
      return printList(context, type, "{", type.fields, "}", ({ name, type: fieldType }) => [
        name.text,
        ": ",
        printType(context, fieldType),
      ]);
    case "option":
      return [
        needsParentheses(type.item)
          ? ["(", printType(context, type.item), ")"]
          : printType(context, type.item),
        "?",
      ];
    case "set":
      return ["set of ", printType(context, type.item)];
    case "map":
      return [
        "map[",
        join(
          ", ",
          type.keys.map((key) => printType(context, key)),
        ),
        "] of ",
        printType(context, type.value),
      ];
    case "seq":
      return [
        "seq[",
        printExpression(context, type.capacity),
        "] of ",
        printType(context, type.item),
      ];
    case "tuple":
      return printList(context, type, "(", type.items, ")", (item) => printType(context, item));
  }
}

/** `?` binds tighter than `of`, and a range takes it only in parentheses. */
function needsParentheses(type: TypeExpression): boolean {
  return type.kind !== "named" && type.kind !== "record" && type.kind !== "tuple";
}

export function printPath(path: readonly Name[]): string {
  return path.map(({ text }) => text).join(".");
}

/** `(p: Proc, v: Page)`; nothing if there are none. */
export function printParameters(context: Context, parameters: readonly Parameter[]): Doc {
  if (parameters.length === 0) return "";
  return printList(context, undefined, "(", parameters, ")", ({ name, type }) => [
    name.text,
    ": ",
    printType(context, type),
  ]);
}

/**
 * Formatter: expressions, types, binders and patterns. Parentheses are in the tree, so none are added; the
 * only expression that is rewritten is `not x is some _`, which is `x is none`.
 */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import { attachedTo, leadingOf, trailingOf, withComments, type Context } from "./comments.ts";
import { printBetween, printList } from "./lists.ts";
import { chainOf } from "../tree/precedence.ts";
import type {
  BinaryExpression,
  BinderGroup,
  Expression,
  FieldValue,
  FoldExpression,
  IsExpression,
  Name,
  Parameter,
  Pattern,
  QuantifierExpression,
  TypeExpression,
} from "../syntax.ts";

const { group, hardline, indent, join, line } = builders;

export function printExpression(context: Context, expression: Expression): Doc {
  const print = (part: Expression): Doc => printExpression(context, part);
  switch (expression.kind) {
    case "int":
      return String(expression.value);
    case "bool":
      return String(expression.value);
    case "none":
      return "none";
    case "name":
      return expression.name.text;
    case "member":
      return [print(expression.object), expression.optional ? "?." : ".", expression.name.text];
    case "index":
      return [
        print(expression.object),
        printList(context, expression, "[", expression.keys, "]", print),
      ];
    case "call":
      return printCall(context, expression);
    case "unwrap":
      return [print(expression.object), "!"];
    case "unary": {
      const rewritten = asNone(expression.operand);
      if (expression.operator === "not" && rewritten) return [print(rewritten.subject), " is none"];
      const gap = expression.operator === "-" ? "" : " ";
      return [expression.operator, gap, print(expression.operand)];
    }
    case "binary":
      return printChain(context, expression);
    case "interval":
      return [printTight(context, expression.low), "..", printTight(context, expression.high)];
    case "is":
      return [print(expression.subject), " is ", printPattern(expression.pattern)];
    case "at":
      return [
        print(expression.process),
        " at ",
        printLabels(expression.labels.map(({ text }) => text)),
      ];
    case "if":
      return printConditional(context, expression);
    case "record":
      return printRecord(context, expression);
    case "tuple":
      return printList(context, expression, "(", expression.items, ")", print);
    case "set":
      return printList(context, expression, "set(", expression.items, ")", print);
    case "sequence":
      return printList(context, expression, "[", expression.items, "]", print);
    case "quantifier":
      return printQuantifier(context, expression);
    case "fold":
      return printFold(context, expression);
    case "old":
      return printBetween(context, undefined, "old(", print(expression.body), ")");
    case "parenthesised":
      return printBetween(
        context,
        expression,
        "(",
        withComments(context, expression.body, print(expression.body)),
        ")",
      );
  }
}

/** `x` of `x is some _`, with or without parentheses. */
function asNone(operand: Expression): IsExpression | undefined {
  const inner = operand.kind === "parenthesised" ? operand.body : operand;
  if (inner.kind !== "is" || inner.pattern.kind !== "some") return undefined;
  return inner.pattern.item.kind === "wildcard" ? inner : undefined;
}

/** A function or effect with its arguments. */
export function printCall(context: Context, call: Extract<Expression, { kind: "call" }>): Doc {
  return [
    printExpression(context, call.callee),
    printList(context, call, "(", call.arguments, ")", (each) => printExpression(context, each)),
  ];
}

/** Operands with the operators before them, all on one line or each on its own. */
function printChain(context: Context, expression: BinaryExpression): Doc {
  const { parts, operators } = chainOf(expression);
  const rest = parts.slice(1).map((part, index) => {
    const operator = operators[index]!;
    return [line, operator, " ", printOperand(context, part)];
  });
  return group([printOperand(context, parts[0]!), indent(rest)]);
}

/** A chain in a chain is indented, so that the looser operator stands out. */
function printOperand(context: Context, operand: Expression): Doc {
  const printed = printExpression(context, operand);
  const indented = operand.kind === "binary" ? indent(printed) : printed;
  return withComments(context, operand, indented);
}

/** Bounds of ranges: `0..N*2`, with space only around comments. */
export function printTight(context: Context, expression: Expression): Doc {
  if (expression.kind !== "binary") return printExpression(context, expression);
  const { parts, operators } = chainOf(expression);
  const arithmetic = operators.every((operator) => /^[-+*/%]$/.test(operator));
  if (!arithmetic || parts.some((part) => context.attached.has(part))) {
    return printExpression(context, expression);
  }
  return parts.map((part, index) => [
    index === 0 ? "" : operators[index - 1]!,
    printTight(context, part),
  ]);
}

/** `if a then x`, `else if b then y` and `else z` on one line or each on its own. */
function printConditional(context: Context, expression: Extract<Expression, { kind: "if" }>): Doc {
  const { parts } = chainOf(expression);
  const branches: Doc[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const condition = parts[index]!;
    const value = parts[index + 1]!;
    branches.push([
      index === 0 ? "if " : [line, "else if "],
      group(indent(withComments(context, condition, printExpression(context, condition)))),
      // A comment below the condition must not swallow the word.
      attachedTo(context, condition).below.length > 0 ? [hardline, "then"] : " then",
      group(indent([line, leadingOf(context, value), printExpression(context, value)])),
      trailingOf(context, value),
    ]);
  }
  const last = parts.at(-1)!;
  const otherwise = withComments(context, last, printExpression(context, last));
  return group([branches, line, "else", group(indent([line, otherwise]))]);
}

function printRecord(context: Context, record: Extract<Expression, { kind: "record" }>): Doc {
  const { base, fields } = record;
  const elements: (Expression | FieldValue)[] = [...(base ? [base] : []), ...fields];
  return printList(context, record, "{", elements, "}", (element) => {
    if (element === base) return ["...", printExpression(context, element as Expression)];
    const { name, value } = element as FieldValue;
    return [name.text, ": ", printExpression(context, value)];
  });
}

function printQuantifier(context: Context, expression: QuantifierExpression): Doc {
  const { quantifier, binders, where, body } = expression;
  const content = withComments(context, body, printExpression(context, body));
  return [
    quantifier,
    " ",
    printBinders(context, binders, where),
    printBetween(context, expression, " {", content, "}"),
  ];
}

function printFold(context: Context, expression: FoldExpression): Doc {
  const { fold, binders, where, value } = expression;
  const content = [
    printBinders(context, binders, where),
    value ? [" =>", group(indent([line, printExpression(context, value)]))] : "",
  ];
  return printBetween(context, undefined, `${fold}(`, content, ")");
}

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

/** `distinct p, q: Proc, a: Page where e` */
export function printBinders(
  context: Context,
  binders: readonly BinderGroup[],
  where?: Expression,
): Doc {
  const groups = binders.map(({ distinct, names, domain }) => [
    distinct ? "distinct " : "",
    names.map(({ text }) => text).join(", "),
    domain.kind === "type"
      ? [": ", printType(context, domain.type)]
      : [" in ", printExpression(context, domain.set)],
  ]);
  const condition = where ? [line, "where ", printExpression(context, where)] : "";
  return group(indent([join([",", line], groups), condition]));
}

export function printLabels(labels: readonly string[]): string {
  const [only] = labels;
  return labels.length === 1 && only !== undefined ? only : `{${labels.join(", ")}}`;
}

export function printPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case "wildcard":
      return "_";
    case "none":
      return "none";
    case "some":
      return `some ${printPattern(pattern.item)}`;
    case "literal":
      return String(pattern.value);
    case "word":
      return pattern.name.text;
    case "variant": {
      const payload = pattern.payload.map(printPattern).join(", ");
      return printPath(pattern.path) + (payload === "" ? "" : `(${payload})`);
    }
  }
}

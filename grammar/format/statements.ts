/** Formatter: blocks and statements. */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import { printLines, type Context } from "./comments.ts";
import { printBinders, printCall, printExpression, printPattern } from "./expressions.ts";
import { isTall, printBraces, printExpanded, printOpen } from "./lists.ts";
import type { Block, EitherBranch, Expression, IfStatement, Statement } from "../syntax.ts";

const { group, indent, line } = builders;

/** `expanded`: one statement per line even if they fit on one. */
export function printBlock(context: Context, block: Block, expanded = false): Doc {
  const print = (statement: Statement): Doc => printStatement(context, statement);
  const { statements } = block;
  if (!expanded || statements.length === 0) return printBraces(context, block, statements, print);
  return printExpanded(context, block, [printLines(context, statements, print)]);
}

export function printStatement(context: Context, statement: Statement): Doc {
  switch (statement.kind) {
    case "assign":
      return [
        printExpression(context, statement.place),
        ` ${statement.operator}`,
        printValue(context, statement.value),
      ];
    case "let":
      return ["let ", statement.name.text, " =", printValue(context, statement.value)];
    case "if":
      return printIf(context, statement);
    case "match":
      return [
        "match ",
        printExpression(context, statement.subject),
        " ",
        printBraces(
          context,
          statement,
          statement.arms,
          ({ pattern, body }) => [printPattern(pattern), " => ", printBlock(context, body)],
          () => " ",
        ),
      ];
    case "for":
      return [
        "for ",
        printBinders(context, statement.binders, statement.where),
        " ",
        printBlock(context, statement.body),
      ];
    case "choose":
      return ["choose ", printBinders(context, statement.binders, statement.where)];
    case "either":
      return printEither(context, statement.branches);
    case "assert":
      return group([
        "assert ",
        indent([
          printExpression(context, statement.condition),
          statement.message === undefined ? "" : [",", line, quote(statement.message)],
        ]),
      ]);
    case "cost":
      return ["cost ", statement.name.text, " +=", printValue(context, statement.amount)];
    case "goto":
      return ["goto ", statement.label.text];
    case "stop":
      return "stop";
    case "call":
      return printCall(context, statement);
  }
}

function printIf(context: Context, statement: IfStatement): Doc {
  const heads: Doc[] = [];
  const blocks: Block[] = [];
  let rest: Block | IfStatement | undefined = statement;
  while (rest !== undefined) {
    if ("statements" in rest) {
      heads.push("");
      blocks.push(rest);
      break;
    }
    heads.push(["if ", group(indent(printExpression(context, rest.condition))), " "]);
    blocks.push(rest.then);
    rest = rest.else;
  }
  return printBlocks(context, heads, blocks, " else ");
}

function printEither(context: Context, branches: readonly EitherBranch[]): Doc {
  const heads = branches.map(({ guard }) =>
    guard ? ["when ", group(indent(printExpression(context, guard))), " "] : "",
  );
  const blocks = branches.map(({ body }) => body);
  return ["either ", printBlocks(context, heads, blocks, " or ")];
}

/**
 * Blocks of one statement are all on one line or all broken; but after the last that is certainly
 * broken, short ones may follow: `} else { stop }`.
 */
function printBlocks(
  context: Context,
  heads: readonly Doc[],
  blocks: readonly Block[],
  between: string,
): Doc {
  const lastTall = blocks.findLastIndex((block) => isTall(context, block, block.statements));
  const print = (statement: Statement): Doc => printStatement(context, statement);
  const parts = blocks.map((block, index) => [
    index === 0 ? "" : between,
    heads[index]!,
    lastTall === -1
      ? printOpen(block.statements, print)
      : printBlock(context, block, index < lastTall),
  ]);
  return lastTall === -1 ? group(parts) : parts;
}

/**
 * What follows `=`: on the same line if it is or begins with something in brackets, which can be
 * broken itself; otherwise on the next if it does not fit.
 */
export function printValue(context: Context, value: Expression): Doc {
  const printed = printExpression(context, value);
  switch (value.kind) {
    case "record":
    case "set":
    case "sequence":
    case "tuple":
    case "call":
    case "fold":
    case "parenthesised":
      return [" ", printed];
    default:
      return group(indent([line, printed]));
  }
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Formatter: elements between brackets, on one line if they fit, else one per line. */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import {
  attachedTo,
  nothing,
  commentText,
  leadingOf,
  printLines,
  trailingComments,
  trailingOf,
  type Attached,
  type Context,
} from "./comments.ts";
import type { Node } from "../syntax.ts";

const { breakParent, group, hardline, ifBreak, indent, line, softline } = builders;

/**
 * `open a, b close`. Comments at the brackets are those attached to `owner`, if there can
 * be any. Braces have space inside, other brackets none.
 */
export function printList<T extends Node>(
  context: Context,
  owner: Node | undefined,
  open: string,
  elements: readonly T[],
  close: string,
  print: (element: T) => Doc,
): Doc {
  if (elements.length === 0) {
    const { opening, first, closing } = commentsAt(context, owner);
    const comments = [...opening, ...first, ...closing];
    const lines = comments.map((comment) => [hardline, commentText(comment)]);
    if (lines.length > 0) return [open, indent(lines), hardline, close];
    return [open, open.endsWith("{") ? " " : "", close];
  }
  const items = elements.map((element, index) => {
    const last = index === elements.length - 1;
    return [
      leadingOf(context, element),
      print(element),
      last ? ifBreak(",") : ",",
      trailingOf(context, element),
      last ? "" : line,
    ];
  });
  return printBetween(context, owner, open, items, close);
}

/** Something in brackets, with the comments at the brackets; the brackets break together. */
export function printBetween(
  context: Context,
  owner: Node | undefined,
  open: string,
  content: Doc,
  close: string,
): Doc {
  const { opening, first, closing } = commentsAt(context, owner);
  const gap = open.endsWith("{") ? line : softline;
  return group([
    open,
    trailingComments(opening),
    indent([
      gap,
      first.map((comment) => [commentText(comment), hardline]),
      content,
      closing.map((comment) => [hardline, commentText(comment)]),
    ]),
    gap,
    close,
  ]);
}

function commentsAt(context: Context, owner: Node | undefined): Attached {
  return owner ? attachedTo(context, owner) : nothing();
}

/**
 * `{ a;  b }`; or one element per line if the source has the first on a line of its own, if there are
 * comments, or if they do not fit. `separator` is what stands between two elements on one line.
 */
export function printBraces<T extends Node>(
  context: Context,
  owner: Node,
  elements: readonly T[],
  print: (element: T) => Doc,
  separator: (left: T, right: T) => "," | "; " | " " = () => "; ",
): Doc {
  if (!isTall(context, owner, elements)) return group(printOpen(elements, print, separator));
  return printExpanded(
    context,
    owner,
    elements.length > 0 ? [printLines(context, elements, print)] : [],
  );
}

/** Braces that are broken together with what they are in. */
export function printOpen<T extends Node>(
  elements: readonly T[],
  print: (element: T) => Doc,
  separator: (left: T, right: T) => "," | "; " | " " = () => "; ",
): Doc {
  if (elements.length === 0) return "{ }";
  const items = elements.map((element, index) => {
    const next = elements[index + 1];
    return next ? [print(element), ifBreak("", separator(element, next)), line] : print(element);
  });
  return ["{", indent([line, items]), line, "}"];
}

/** Braces around lines, with the comments at the braces. */
export function printExpanded(context: Context, owner: Node, lines: readonly Doc[]): Doc {
  const { opening, first, closing } = attachedTo(context, owner);
  const all = [...first.map(commentText), ...lines, ...closing.map(commentText)];
  return [
    "{",
    trailingComments(opening),
    indent(all.map((each) => [hardline, each])),
    hardline,
    "}",
    breakParent,
  ];
}

/** Whether braces with these elements are certain to be printed over several lines. */
export function isTall(context: Context, owner: Node, elements: readonly Node[]): boolean {
  const { opening, first, closing } = attachedTo(context, owner);
  if (opening.length + first.length + closing.length > 0) return true;
  if (elements.some((element) => context.attached.has(element))) return true;
  return elements.length > 0 && isExpanded(context, elements);
}

/** Whether the source has a line end after the opening brace. */
export function isExpanded(context: Context, elements: readonly Node[]): boolean {
  const start = elements[0]?.span.start ?? 0;
  return context.text.slice(context.text.lastIndexOf("{", start - 1), start).includes("\n");
}

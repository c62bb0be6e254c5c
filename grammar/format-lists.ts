/** Formatter: elements between brackets, on one line if they fit, else one per line. */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import {
  attachedTo,
  commentText,
  leadingComments,
  printLines,
  trailingComments,
  type Context,
} from "./format-comments.ts";
import type { Node } from "./syntax.ts";

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
  const around = owner && attachedTo(context, owner);
  const gap = open.endsWith("{") ? line : softline;
  const opening = around?.opening ?? [];
  const closing = around?.closing ?? [];
  if (elements.length === 0) {
    return [open, open.endsWith("{") ? " " : "", close, trailingComments([...opening, ...closing])];
  }
  const items = elements.map((element, index) => {
    const last = index === elements.length - 1;
    const { leading, trailing, below } = attachedTo(context, element);
    return [
      leadingComments(context, leading, element.span.start),
      print(element),
      last ? ifBreak(",") : ",",
      trailingComments(trailing),
      below.map((comment) => [hardline, commentText(comment)]),
      last ? "" : line,
    ];
  });
  return group([
    open,
    trailingComments(opening),
    indent([gap, items, closing.map((comment) => [hardline, commentText(comment)])]),
    gap,
    close,
  ]);
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
  const { opening, first, closing } = attachedTo(context, owner);
  const comments = opening.length + first.length + closing.length;
  if (elements.length === 0 && comments === 0) return "{ }";
  const commented = comments > 0 || elements.some((element) => context.attached.has(element));
  if (!commented && !isExpanded(context, elements)) {
    const items = elements.map((element, index) => {
      const next = elements[index + 1];
      return next ? [print(element), ifBreak("", separator(element, next)), line] : print(element);
    });
    return group(["{", indent([line, items]), line, "}"]);
  }
  return printExpanded(
    context,
    owner,
    elements.length > 0 ? [printLines(context, elements, print)] : [],
  );
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

/** Whether the source has a line end after the opening brace. */
export function isExpanded(context: Context, elements: readonly Node[]): boolean {
  const start = elements[0]?.span.start ?? 0;
  return context.text.slice(context.text.lastIndexOf("{", start - 1), start).includes("\n");
}

/**
 * The one canonical layout of a module. Formatting keeps the tree and every comment, and a formatted
 * text is formatted to itself. The author decides where blank lines are and whether a short body
 * stands on one line; everything else follows from the width of the line.
 *
 * Layout is done by Prettier's document printer, which is why this module is not loaded by `parse`.
 */
import { builders, printer } from "prettier/doc";
import {
  attachComments,
  attachedTo,
  commentText,
  headerOf,
  isBlankBetween,
  withComments,
} from "./comments.ts";
import { printDeclaration, rowOfDeclaration } from "./declarations.ts";
import { alignTrailing, lineWidth, printTable } from "./tables.ts";
import { printPath } from "./expressions.ts";
import type { Module } from "../syntax.ts";

const { hardline } = builders;

/** The text of a module that was parsed without errors; ends with a line end. */
export function format(module: Module): string {
  const header = headerOf(module);
  const context = attachComments(module, header);
  const { declarations } = module;
  const { closing } = attachedTo(context, module);
  const last = declarations.at(-1) ?? header;
  const firstClosing = closing[0]?.span.start;
  const blank = firstClosing && isBlankBetween(context.text, last.span.end, firstClosing);
  const document = [
    withComments(context, header, `module ${printPath(module.path)}`),
    hardline,
    declarations.length > 0 ? hardline : "",
    printTable(
      context,
      declarations,
      0,
      (each) => rowOfDeclaration(context, each),
      (each) => printDeclaration(context, each),
    ),
    declarations.length > 0 ? hardline : "",
    blank ? hardline : "",
    closing.map((comment) => [commentText(comment), hardline]),
  ];
  const options = { printWidth: lineWidth, tabWidth: 2, useTabs: false };
  return alignTrailing(printer.printDocToString(document, options).formatted);
}

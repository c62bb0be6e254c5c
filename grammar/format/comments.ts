/**
 * Formatter: where comments go. Each comment is attached to an element of a list (a statement, a
 * field, an operand of a chain, ...) or to the braces around one; a comment in the middle of an
 * element moves to its line. Documentation goes to what it documents. Attaching depends only on what
 * formatting keeps, so that a formatted text is formatted to itself.
 */
import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import { documentedBy } from "../tree/attach-docs.ts";
import { inOrder, neighboursOf } from "../ordered.ts";
import type { Span } from "../source.ts";
import type { Block, Comment, Expression, Module, Node } from "../syntax.ts";
import { chainOf, isSameChain } from "../tree/precedence.ts";

const { breakParent, hardline, join, lineSuffix, literalline } = builders;

export interface Attached {
  /** Before the element: on lines of their own, or a block comment on its line. */
  readonly leading: Comment[];
  /** At the end of the element's line. */
  readonly trailing: Comment[];
  /** On lines of their own after the element: between the operands of a chain. */
  readonly below: Comment[];
  /** At the end of the line of an opening bracket. */
  readonly opening: Comment[];
  /** On lines of their own after an opening bracket. */
  readonly first: Comment[];
  /** On lines of their own before a closing bracket. */
  readonly closing: Comment[];
}

type Slot = keyof Attached;

export function nothing(): Attached {
  return { leading: [], trailing: [], below: [], opening: [], first: [], closing: [] };
}

/** Everything that printing needs to know besides the node. */
export interface Context {
  readonly text: string;
  readonly attached: ReadonlyMap<Node, Attached>;
}

/** The `module` line as a node. */
export function headerOf(module: Module): Node {
  const first = module.path[0]!.span.start;
  const start = module.source.text.slice(0, first).lastIndexOf("module");
  return { span: { start: Math.max(0, start), end: module.path.at(-1)!.span.end } };
}

export function attachComments(module: Module, header: Node): Context {
  const { text } = module.source;
  const attached = new Map<Node, Attached>();
  const owners = documentedBy(text, header, module.declarations, module.comments);
  const root: Container = { slots: [header, ...module.declarations], bracketed: true };
  const add = (node: Node, slot: Slot, comment: Comment): void => {
    let own = attached.get(node);
    if (!own) {
      own = nothing();
      attached.set(node, own);
    }
    own[slot].push(comment);
  };
  const operands = new Set<Node>();
  for (const comment of module.comments) {
    const owner = owners.get(comment);
    if (owner) add(owner, comment.span.start < owner.span.end ? "leading" : "trailing", comment);
    else attach(comment, module, root, text, add, operands);
  }
  for (const [node, own] of attached) {
    // Only one comment fits at the end of a line; more come from the middle of the element.
    (operands.has(node) ? own.below : own.leading).push(...allButLastLine(own.trailing));
    own.first.unshift(...allButLastLine(own.opening));
    own.leading.sort((a, b) => a.span.start - b.span.start);
    for (const ending of [own.trailing, own.opening]) {
      ending.sort((a, b) => Number(a.style !== "block") - Number(b.style !== "block"));
    }
  }
  return { text, attached };
}

/** Removes the line comments but the last from the list and returns them. */
function allButLastLine(comments: Comment[]): Comment[] {
  const last = comments.findLastIndex(({ style }) => style !== "block");
  const removed = comments.filter(({ style }, index) => style !== "block" && index !== last);
  comments.splice(0, comments.length, ...comments.filter((each) => !removed.includes(each)));
  return removed;
}

type Add = (node: Node, slot: Slot, comment: Comment) => void;

interface Container {
  readonly slots: readonly Node[];
  /** There are brackets around the elements, so that comments can come before and after all. */
  readonly bracketed: boolean;
  /** Its elements are operands: nothing but a short comment can come before one. */
  readonly chain?: boolean;
  /** Nothing follows the last element. */
  readonly last?: boolean;
}

function attach(
  comment: Comment,
  module: Module,
  root: Container,
  text: string,
  add: Add,
  operands: Set<Node>,
): void {
  const path = enclosingPath(module, comment.span);
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const node = path[depth]!;
    const container = depth === 0 ? root : containerOf(node, comment.span, text);
    if (container === undefined || isSameChain(path[depth - 1], node)) continue;
    const { slots, bracketed, chain, last } = container;
    const place = placeOf(comment, text);
    const { before, inside, after } = neighboursOf(slots, comment.span);
    if (chain) for (const slot of slots) operands.add(slot);
    // Before the first and after the last operand is around the chain, where comments fit better.
    if (chain && before === undefined && !(inside && place === "end of line")) continue;
    if (last && inside && inside === slots.at(-1) && place === "end of line") continue;
    if (inside) {
      if (chain && before && place === "own line") return add(before, "below", comment);
      return attachInside(comment, inside, text, add);
    }
    switch (place) {
      case "own line":
        if (chain && before) return add(before, "below", comment);
        if (after) return add(after, "leading", comment);
        if (!bracketed && before) return add(before, "below", comment);
        return add(node, "closing", comment);
      case "end of line":
        if (before) return add(before, "trailing", comment);
        if (bracketed) return add(node, depth === 0 ? "closing" : "opening", comment);
        return add(after ?? node, "leading", comment);
      default:
        if (after) return add(after, "leading", comment);
        return before ? add(before, "trailing", comment) : add(node, "closing", comment);
    }
  }
}

/** In the middle of an element that has no place for comments. */
function attachInside(comment: Comment, element: Node, text: string, add: Add): void {
  const blocks = blocksOf(element);
  const next = blocks.find(({ span }) => span.start >= comment.span.end);
  const place = placeOf(comment, text);
  if (next && place !== "inline") {
    if (place === "end of line") add(next, "opening", comment);
    else if (next === blocks[0]) add(element, "leading", comment);
    else add(next, "first", comment);
  } else add(element, place === "end of line" ? "trailing" : "leading", comment);
}

function placeOf(comment: Comment, text: string): "own line" | "end of line" | "inline" {
  const { start, end } = comment.span;
  if (comment.text.includes("\n")) return "own line";
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  const before = withoutComments(text.slice(lineStart, start)).replace(/^.*\*\//, "");
  const after = withoutComments(text.slice(end, lineEnd === -1 ? text.length : lineEnd));
  if (/\S/.test(after)) return "inline";
  return /\S/.test(before) ? "end of line" : "own line";
}

function withoutComments(line: string): string {
  return line.replace(/\/\*.*?\*\//g, "").replace(/\/\/.*/, "");
}

/** The nodes around a place, from the module inwards. */
function enclosingPath(module: Module, place: Span): Node[] {
  const path: Node[] = [module];
  let node = neighboursOf<Node>(module.declarations, place).inside;
  while (node) {
    path.push(node);
    node = neighboursOf(childrenOf(node), place).inside;
  }
  return path;
}

const children = new WeakMap<Node, readonly Node[]>();

/** Nodes directly below a node, in the order of the text. */
function childrenOf(node: Node): readonly Node[] {
  let known = children.get(node);
  if (!known) children.set(node, (known = inOrder(childNodes(node))));
  return known;
}

/** Nodes below a node, looking through plain objects and arrays. */
function childNodes(value: object): Node[] {
  const found: Node[] = [];
  for (const [key, part] of Object.entries(value) as [string, unknown][]) {
    if (key === "span" || key === "titleSpan" || key === "operatorSpan") continue;
    for (const each of Array.isArray(part) ? (part as unknown[]) : [part]) {
      if (typeof each !== "object" || each === null) continue;
      if ("span" in each) found.push(each as Node);
      else found.push(...childNodes(each));
    }
  }
  return found;
}

/** Keys under which nodes keep what is printed between brackets. */
const bracketedLists = [
  "statements",
  "variants",
  "variables",
  "mappings",
  "items",
  "arms",
  "bindings",
] as const;

function containerOf(node: Node, place: Span, text: string): Container | undefined {
  const parameters = parametersAround(node, place, text);
  if (parameters) return { slots: parameters, bracketed: false };
  const parts = node as unknown as Partial<Readonly<Record<string, readonly Node[]>>>;
  for (const key of bracketedLists) {
    const slots = parts[key];
    if (Array.isArray(slots) && (slots.length > 0 || key === "statements")) {
      return { slots: slots as readonly Node[], bracketed: true };
    }
  }
  if (parts["steps"] && parts["locals"] && parts["lets"]) {
    return {
      slots: inOrder([...parts["lets"], ...parts["locals"], ...parts["steps"]]),
      bracketed: true,
    };
  }
  if (parts["types"]) return { slots: parts["types"], bracketed: false, last: true };
  return expressionContainer(node as Expression);
}

function expressionContainer(node: Expression): Container | undefined {
  switch (node.kind) {
    case "record":
      return { slots: [...(node.base ? [node.base] : []), ...node.fields], bracketed: true };
    case "call":
      return node.arguments.length > 0 ? { slots: node.arguments, bracketed: true } : undefined;
    case "index":
      return { slots: node.keys, bracketed: true };
    case "parenthesised":
    case "quantifier":
      return { slots: [node.body], bracketed: true };
    case "binary":
      return { slots: chainOf(node).parts, bracketed: false, chain: true, last: true };
    case "if": {
      const isStatement = "statements" in node.then;
      return isStatement
        ? undefined
        : { slots: chainOf(node).parts, bracketed: false, chain: true, last: true };
    }
    default:
      return undefined;
  }
}

/** The parameters of a node, if the place is between their parentheses. */
function parametersAround(node: Node, place: Span, text: string): readonly Node[] | undefined {
  const { parameters } = node as { readonly parameters?: readonly Node[] };
  const before = parameters?.filter(({ span }) => span.end <= place.start).at(-1);
  const after = parameters?.some(({ span }) => span.start >= place.end);
  const open = before && !text.slice(before.span.end, place.start).includes(")");
  return after || open ? parameters : undefined;
}

/** The blocks of statements of an element, in the order of the text. */
function blocksOf(element: object): readonly Block[] {
  const found: Block[] = [];
  for (const part of childNodes(element)) {
    if ("statements" in part) found.push(part as Block);
    // The rest of an `else if` chain, branches of `either`, arms of `match`.
    else if ("then" in part && "statements" in (part.then as object)) found.push(...blocksOf(part));
    else if ("body" in part && "statements" in (part.body as object)) found.push(...blocksOf(part));
  }
  return inOrder(found);
}

// ---------------------------------------------------------------------------------------------
// Printing

const none = nothing();

export function attachedTo(context: Context, node: Node): Attached {
  return context.attached.get(node) ?? none;
}

/** A node with the comments before it and at the end of its line. */
export function withComments(context: Context, node: Node, printed: Doc): Doc {
  if (!context.attached.has(node)) return printed;
  return [leadingOf(context, node), printed, trailingOf(context, node)];
}

/** The comments after an element: at the end of its line, then below it. */
export function trailingOf(context: Context, node: Node): Doc {
  const { trailing, below } = attachedTo(context, node);
  return [trailingComments(trailing), below.map((comment) => [hardline, commentText(comment)])];
}

/** The comments before an element, up to where it begins. */
export function leadingOf(context: Context, node: Node): Doc {
  const comments = attachedTo(context, node).leading;
  const next = node.span.start;
  const isInline = (comment: Comment): boolean =>
    comment.style === "block" && placeOf(comment, context.text) === "inline";
  const lastLine = comments.findLastIndex((comment) => !isInline(comment));
  return comments.map((comment, index) => {
    if (index > lastLine) return [commentText(comment), " "];
    const following = comments[index + 1]?.span.start ?? next;
    const blank = isBlankBetween(context.text, comment.span.end, following);
    return [commentText(comment), hardline, blank ? hardline : ""];
  });
}

/** Stands before a comment at the end of a line until `alignTrailing` has put it into its column. */
export const trailingMark = "\u0001";

/** They end the line, so whatever can be broken around them is. */
export function trailingComments(comments: readonly Comment[]): Doc {
  return comments.map((comment) => [
    lineSuffix([trailingMark, commentText(comment)]),
    comment.style === "block" ? "" : breakParent,
  ]);
}

export function commentText(comment: Comment): Doc {
  const lines = comment.text.split("\n").map((line) => line.trimEnd());
  return join(literalline, lines);
}

/** Whether the line after the one that ends at `end` is blank. */
export function isBlankBetween(text: string, end: number, next: number): boolean {
  return next > end && /^[^\n]*\n[ \t\r]*\n/.test(text.slice(end, next));
}

/** Elements one per line, with their comments; single blank lines between them are kept. */
export function printLines<T extends Node>(
  context: Context,
  elements: readonly T[],
  print: (element: T) => Doc,
): Doc[] {
  return elements.map((element, index) => {
    const printed = withComments(context, element, print(element));
    const next = elements[index + 1];
    if (next === undefined) return printed;
    return [printed, hardline, isBlankAfter(context, element, next) ? hardline : ""];
  });
}

export function isBlankAfter(context: Context, element: Node, next: Node): boolean {
  const start = attachedTo(context, next).leading[0]?.span.start ?? next.span.start;
  return isBlankBetween(context.text, element.span.end, Math.min(start, next.span.start));
}

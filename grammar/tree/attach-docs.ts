/**
 * Gives `///` comments to what they document: a comment after something on its line belongs to what
 * was declared on that line, any other to the next declaration if nothing stands between.
 */
import { firstIndex, inOrder } from "../ordered.ts";
import type { Span } from "../source.ts";
import type { Comment, Declaration, Node, Parameter, TypeExpression } from "../syntax.ts";
import type { Problem } from "./builder.ts";

/** A node of the tree that can have documentation, while the tree is being made. */
type Documented = Node & { doc?: string };

/** Sets `doc` on the nodes; comments that document nothing are returned as problems. */
export function attachDocs(
  text: string,
  header: Documented | undefined,
  declarations: readonly Declaration[],
  comments: readonly Comment[],
): Problem[] {
  const owners = documentedBy(text, header, declarations, comments);
  const lines = new Map<Documented, string[]>();
  const problems: Problem[] = [];
  for (const comment of comments) {
    if (comment.style !== "doc") continue;
    const owner = owners.get(comment);
    if (owner === undefined) {
      problems.push({ code: "stray-doc", span: comment.span, details: {} });
      continue;
    }
    const own = lines.get(owner) ?? [];
    own.push(comment.text.slice(3));
    lines.set(owner, own);
  }
  for (const [node, own] of lines) node.doc = unindent(own);
  return problems;
}

/** What each `///` comment documents; comments that document nothing are not in the map. */
export function documentedBy(
  text: string,
  header: Node | undefined,
  declarations: readonly Declaration[],
  comments: readonly Comment[],
): ReadonlyMap<Comment, Documented> {
  const owners = new Map<Comment, Documented>();
  const docs = comments.filter((comment) => comment.style === "doc");
  if (docs.length === 0) return owners;
  const nodes: Documented[] = header ? [header] : [];
  for (const declaration of declarations) collect(declaration, nodes);
  const byStart = [...nodes].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const byEnd = [...nodes].sort((a, b) => a.span.end - b.span.end || b.span.start - a.span.start);
  const next = nodesAfter(text, byStart, comments);
  comments.forEach((comment, index) => {
    if (comment.style !== "doc") return;
    const lineStart = text.lastIndexOf("\n", comment.span.start - 1) + 1;
    const owner = /\S/.test(text.slice(lineStart, comment.span.start))
      ? declaredOnLine(text, byStart, byEnd, lineStart, comment.span)
      : next[index];
    if (owner) owners.set(comment, owner);
  });
  return owners;
}

function collect(declaration: Declaration, nodes: Documented[]): void {
  nodes.push(declaration);
  switch (declaration.kind) {
    case "param":
    case "type":
      collectFields(declaration.type, nodes);
      break;
    case "enum":
      nodes.push(...declaration.variants);
      break;
    case "symmetric":
      nodes.push(...declaration.types);
      break;
    case "state":
      for (const variable of declaration.variables) {
        nodes.push(variable);
        collectFields(variable.type, nodes);
      }
      break;
    case "def":
    case "effect":
    case "action":
      collectParameters(declaration.parameters, nodes);
      break;
    case "process":
      collectParameters(declaration.parameters, nodes);
      nodes.push(...declaration.lets, ...declaration.locals, ...declaration.steps);
      break;
    default:
  }
}

function collectParameters(parameters: readonly Parameter[], nodes: Documented[]): void {
  for (const parameter of parameters) {
    nodes.push(parameter);
    collectFields(parameter.type, nodes);
  }
}

function collectFields(type: TypeExpression, nodes: Documented[]): void {
  switch (type.kind) {
    case "record":
      for (const field of type.fields) {
        nodes.push(field);
        collectFields(field.type, nodes);
      }
      break;
    case "tuple":
      for (const item of type.items) collectFields(item, nodes);
      break;
    case "option":
    case "set":
    case "seq":
      collectFields(type.item, nodes);
      break;
    case "map":
      for (const key of type.keys) collectFields(key, nodes);
      collectFields(type.value, nodes);
      break;
    default:
  }
}

/**
 * What ends right before the comment: a variable, a field, a variant; of several, the outermost that
 * also begins on the line. If something else stands between, then what begins on the line and goes
 * on after it, if the comment is in its head: `enum Design {  /// here`.
 */
function declaredOnLine(
  text: string,
  byStart: readonly Documented[],
  byEnd: readonly Documented[],
  lineStart: number,
  comment: Span,
): Documented | undefined {
  let nearest: Documented | undefined;
  for (let index = firstIndex(byEnd, ({ span }) => span.end > comment.start) - 1; ; index--) {
    const node = byEnd[index];
    if (node === undefined || node.span.end <= lineStart) break;
    if (nearest && node.span.end < nearest.span.end) break;
    // Nodes with one end come from the outermost to the innermost, seen from behind.
    if (nearest === undefined || nearest.span.start < lineStart) {
      if (nearest === undefined || node.span.start >= lineStart) nearest = node;
    }
  }
  if (nearest && /^[\s,;]*$/.test(text.slice(nearest.span.end, comment.start))) return nearest;
  for (let index = firstIndex(byStart, ({ span }) => span.start >= lineStart); ; index++) {
    const node = byStart[index];
    if (node === undefined || node.span.start >= comment.start) return nearest;
    if (node.span.end > comment.start) {
      return comment.start <= endOfHead(node) ? node : undefined;
    }
  }
}

/** Where the first statement or item of a node begins. */
function endOfHead(node: Node): number {
  const { body, variants, variables, lets, locals, steps } = node as {
    readonly body?: Node & { readonly statements?: readonly Node[] };
  } & Partial<Readonly<Record<"variants" | "variables" | "lets" | "locals" | "steps", Node[]>>>;
  const items = body?.statements ??
    variants ??
    variables ?? [...(lets ?? []), ...(locals ?? []), ...(steps ?? [])];
  const [first] = inOrder(items);
  if (first) return first.span.start;
  return body && !body.statements ? body.span.start : node.span.end;
}

/** For each comment the next node, if only space and other comments come before it. */
function nodesAfter(
  text: string,
  byStart: readonly Documented[],
  comments: readonly Comment[],
): (Documented | undefined)[] {
  const after: (Documented | undefined)[] = new Array(comments.length);
  for (let index = comments.length - 1; index >= 0; index--) {
    const { end } = comments[index]!.span;
    const node = byStart[firstIndex(byStart, ({ span }) => span.start >= end)];
    const comment = comments[index + 1];
    const commentNext = comment && (!node || comment.span.start < node.span.start);
    const next = commentNext ? comment.span.start : node?.span.start;
    if (next === undefined || /\S/.test(text.slice(end, next))) continue;
    after[index] = commentNext ? after[index + 1] : node;
  }
  return after;
}

function unindent(lines: readonly string[]): string {
  const written = lines.filter((line) => /\S/.test(line));
  const indents = written.map((line) => line.length - line.trimStart().length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(common).trimEnd()).join("\n");
}

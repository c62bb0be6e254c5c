/**
 * Gives `///` comments to what they document: a comment after something on its line belongs to what
 * was declared on that line, any other to the next declaration if nothing stands between.
 */
import type { Span } from "./source.ts";
import type { Comment, Declaration, Node, Parameter, TypeExpression } from "./syntax.ts";
import type { Problem } from "./tree-builder.ts";

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
  nodes.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  for (const comment of docs) {
    const lineStart = text.lastIndexOf("\n", comment.span.start - 1) + 1;
    const before = text.slice(lineStart, comment.span.start);
    const owner = /\S/.test(before)
      ? declaredOnLine(text, nodes, lineStart, comment.span)
      : declaredNext(text, nodes, comment.span);
    if (owner) owners.set(comment, owner);
  }
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
 * What ends right before the comment, the outermost of it: a variable, a field, a variant. If
 * something else stands between, then what begins on the line and goes on after it, if the comment
 * is in its head: `enum Design {  /// here`.
 */
function declaredOnLine(
  text: string,
  nodes: readonly Documented[],
  lineStart: number,
  comment: Span,
): Documented | undefined {
  let nearest: Documented | undefined;
  for (const node of nodes) {
    const { end } = node.span;
    if (end <= lineStart || end > comment.start) continue;
    const closer = nearest === undefined || end > nearest.span.end;
    // Of those that end here, the outermost that also begins here.
    const begun = end === nearest?.span.end && nearest.span.start < lineStart;
    if (closer || (begun && node.span.start >= lineStart)) nearest = node;
  }
  if (nearest && /^[\s,;]*$/.test(text.slice(nearest.span.end, comment.start))) return nearest;
  const enclosing = nodes.find(
    ({ span }) => span.start >= lineStart && span.start < comment.start && span.end > comment.start,
  );
  if (enclosing === undefined) return nearest;
  return comment.start <= endOfHead(enclosing) ? enclosing : undefined;
}

/** Where the first statement or item of a node begins. */
function endOfHead(node: Node): number {
  const { body, variants, variables, lets, locals, steps } = node as {
    readonly body?: Node & { readonly statements?: readonly Node[] };
  } & Partial<Readonly<Record<"variants" | "variables" | "lets" | "locals" | "steps", Node[]>>>;
  const items = body?.statements ??
    variants ??
    variables ?? [...(lets ?? []), ...(locals ?? []), ...(steps ?? [])];
  if (items.length > 0) return Math.min(...items.map((item) => item.span.start));
  return body && !body.statements ? body.span.start : node.span.end;
}

/** The next node, if only space and comments come before it. */
function declaredNext(
  text: string,
  nodes: readonly Documented[],
  comment: Span,
): Documented | undefined {
  const next = nodes.find((node) => node.span.start >= comment.end);
  if (next === undefined) return undefined;
  const between = text.slice(comment.end, next.span.start).replace(/\/\/.*|\/\*[^]*?\*\//g, "");
  return /\S/.test(between) ? undefined : next;
}

function unindent(lines: readonly string[]): string {
  const written = lines.filter((line) => /\S/.test(line));
  const indents = written.map((line) => line.length - line.trimStart().length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(common).trimEnd()).join("\n");
}

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
  const docs = comments.filter((comment) => comment.style === "doc");
  if (docs.length === 0) return [];
  const nodes: Documented[] = header ? [header] : [];
  for (const declaration of declarations) collect(declaration, nodes);
  nodes.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);

  const lines = new Map<Documented, string[]>();
  const problems: Problem[] = [];
  for (const comment of docs) {
    const lineStart = text.lastIndexOf("\n", comment.span.start - 1) + 1;
    const before = text.slice(lineStart, comment.span.start);
    const owner = /\S/.test(before)
      ? declaredOnLine(text, nodes, lineStart, comment.span)
      : declaredNext(text, nodes, comment.span);
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
 * What begins on the line: if the outermost of it goes on after the line, then what ends right
 * before the comment (a field, a variant); otherwise the last of the outermost. If nothing begins
 * on the line, what ends on it.
 */
function declaredOnLine(
  text: string,
  nodes: readonly Documented[],
  lineStart: number,
  comment: Span,
): Documented | undefined {
  const begun = nodes.filter(
    (node) => node.span.start >= lineStart && node.span.start < comment.start,
  );
  if (begun.length === 0) {
    return nodes.find((node) => node.span.end > lineStart && node.span.end <= comment.start);
  }
  const ended = begun.filter((node) => node.span.end <= comment.start);
  const outermost = ended.filter((node) => !ended.some((other) => encloses(other, node)));
  const enclosing = begun.find((node) => node.span.end > comment.start);
  if (enclosing === undefined) return outermost.at(-1);
  const last = outermost.at(-1);
  const adjacent = last && /^[\s,;]*$/.test(text.slice(last.span.end, comment.start));
  return adjacent ? last : enclosing;
}

function encloses(outer: Node, inner: Node): boolean {
  return (
    outer !== inner && outer.span.start <= inner.span.start && outer.span.end >= inner.span.end
  );
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

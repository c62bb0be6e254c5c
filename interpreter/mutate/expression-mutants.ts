/** Mutants of expressions: of a condition as a whole, and of what is inside any expression. */
import type { Span } from "../../grammar/source.ts";
import type { BinderGroup, Expression, Node } from "../../grammar/syntax.ts";
import { walk } from "../check/walk.ts";
import type { MutantKind } from "./kinds.ts";
import type { MutantList } from "./mutant-list.ts";

/** A condition that lets something happen: what follows `when` or `where`. */
export function mutateCondition(
  found: MutantList,
  kind: Extract<MutantKind, "guard" | "where">,
  condition: Expression | undefined,
): void {
  if (condition === undefined) return;
  found.add(kind, condition.span, "true");
  dropConjuncts(found, kind, condition);
  if (kind === "guard") negate(found, condition);
  mutateExpression(found, condition);
}

/** The condition of an `if`, as a statement or an expression. */
export function negate(found: MutantList, condition: Expression): void {
  found.add("negate", condition.span, `not (${found.slice(condition.span)})`);
}

/** Each operand of `a and b and c` once, together with one `and`. */
function dropConjuncts(found: MutantList, kind: MutantKind, condition: Expression): void {
  const operands: Expression[] = [];
  let left = condition;
  for (; left.kind === "binary" && left.operator === "and"; left = left.left) {
    operands.unshift(left.right);
  }
  if (operands.length === 0) return;
  operands.unshift(left);
  operands.forEach(({ span }, i) => {
    const after = operands[i + 1];
    const gone: Span = after
      ? { start: span.start, end: after.span.start }
      : { start: operands[i - 1]!.span.end, end: span.end };
    found.add(kind, gone, "");
  });
}

export function mutateExpression(found: MutantList, root: Expression | undefined): void {
  if (root === undefined) return;
  walk(root, (expression) => {
    mutateNode(found, expression);
    return true;
  });
}

const OPERATORS: Readonly<Record<string, string>> = {
  "==": "!=",
  "!=": "==",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "+": "-",
  "-": "+",
  and: "or",
  or: "and",
  in: "not in",
  "not in": "in",
  implies: "and",
};

function mutateNode(found: MutantList, node: Expression): void {
  switch (node.kind) {
    case "int":
      found.add("number", node.span, String(node.value + 1));
      if (node.value > 0) found.add("number", node.span, String(node.value - 1));
      return;
    case "bool":
      return found.add("literal", node.span, String(!node.value));
    case "binary": {
      const other = OPERATORS[node.operator];
      if (other !== undefined) found.add("operator", node.operatorSpan, other);
      return;
    }
    case "unary":
      if (node.operator !== "not") return;
      return found.add("negate", { ...node.span, end: node.operand.span.start }, "");
    case "name":
      return swapVariant(found, node, node.name.span);
    case "member":
      return swapVariant(found, node, node.name.span);
    case "is":
      if (node.pattern.kind === "word") return swapVariant(found, node.pattern, node.pattern.span);
      return;
    case "if": {
      const { then, else: otherwise } = node;
      const between = found.slice({ start: then.span.end, end: otherwise.span.start });
      const swapped = found.slice(otherwise.span) + between + found.slice(then.span);
      return found.add("swap", { start: then.span.start, end: otherwise.span.end }, swapped);
    }
    case "quantifier": {
      const { quantifier, span } = node;
      const word = { start: span.start, end: span.start + quantifier.length };
      found.add("quantifier", word, quantifier === "all" ? "some" : "all");
      return mutateBinders(found, node.binders, node.where);
    }
    case "fold":
      swapExtreme(found, node.span, node.fold);
      return mutateBinders(found, node.binders, node.where);
    case "call":
      if (found.module.resolutions.get(node.callee)?.kind !== "builtin") return;
      return swapExtreme(found, node.callee.span, found.slice(node.callee.span));
    default:
      return;
  }
}

/** `where` of binders: as a whole. Its parts are found by whoever walks on. */
export function mutateBinders(
  found: MutantList,
  binders: readonly BinderGroup[],
  where: Expression | undefined,
): void {
  for (const { distinct, span, names } of binders) {
    if (distinct) found.add("quantifier", { ...span, end: names[0]!.span.start }, "");
  }
  if (where === undefined) return;
  found.add("where", where.span, "true");
  dropConjuncts(found, "where", where);
}

function swapExtreme(found: MutantList, { start }: Span, name: string): void {
  if (name !== "min" && name !== "max") return;
  found.add("operator", { start, end: start + 3 }, name === "min" ? "max" : "min");
}

/** A variant without values, by the next one of its enum. */
function swapVariant(found: MutantList, node: Node, span: Span): void {
  const meaning = found.module.resolutions.get(node);
  if (meaning?.kind !== "variant") return;
  const { variants } = meaning.declaration;
  for (let i = 1; i < variants.length; i++) {
    const other = variants[(meaning.index + i) % variants.length]!;
    if (other.payload.length > 0) continue;
    return found.add("literal", span, other.name.text);
  }
}

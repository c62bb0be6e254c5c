/** Mutants of bodies: statements that are gone, branches that change places, and what is in them. */
import type { Span } from "../../grammar/source.ts";
import type { Block, IfStatement, Statement } from "../../grammar/syntax.ts";
import { mutateBinders, mutateCondition, mutateExpression, negate } from "./expression-mutants.ts";
import type { MutantList } from "./mutant-list.ts";

export function mutateBlock(found: MutantList, block: Block): void {
  for (const statement of block.statements) mutateStatement(found, statement);
}

/**
 * The body of a step of a process, which goes on to the step `next`, or to rest, where it ends: a last
 * statement that says the same stays.
 */
export function mutateStepBody(found: MutantList, block: Block, next: string | undefined): void {
  const last = block.statements.at(-1);
  const isIdle =
    next === undefined ? last?.kind === "stop" : last?.kind === "goto" && last.label.text === next;
  for (const statement of block.statements) {
    if (statement !== last || !isIdle) mutateStatement(found, statement);
  }
}

function mutateStatement(found: MutantList, statement: Statement): void {
  switch (statement.kind) {
    case "assign": {
      remove(found, statement);
      const { place, operator, value } = statement;
      const between = { start: place.span.end, end: value.span.start };
      const at = between.start + found.slice(between).indexOf(operator);
      if (operator !== "=") {
        const other = operator === "+=" ? "-=" : "+=";
        found.add("operator", { start: at, end: at + operator.length }, other);
      }
      mutateExpression(found, place);
      return mutateExpression(found, value);
    }
    case "let":
      return mutateExpression(found, statement.value);
    case "if":
      return mutateIf(found, statement);
    case "match":
      mutateExpression(found, statement.subject);
      for (const { span, body } of statement.arms) {
        if (statement.arms.length > 1) found.add("branch", span, "");
        mutateBlock(found, body);
      }
      return;
    case "for":
      mutateLoop(found, statement);
      return mutateBlock(found, statement.body);
    case "choose":
      remove(found, statement);
      return mutateLoop(found, statement);
    case "either":
      return mutateEither(found, statement);
    case "call":
      remove(found, statement);
      for (const argument of statement.arguments) mutateExpression(found, argument);
      return;
    case "goto":
    case "stop":
      return remove(found, statement);
    case "assert":
    case "cost":
      return;
  }
}

/** What is bound, and for which values. */
function mutateLoop(
  found: MutantList,
  { binders, where }: Extract<Statement, { kind: "for" | "choose" }>,
): void {
  mutateBinders(found, binders, undefined);
  for (const { domain } of binders) {
    if (domain.kind === "in") mutateExpression(found, domain.set);
  }
  mutateCondition(found, "where", where);
}

function mutateIf(found: MutantList, statement: IfStatement): void {
  const { condition, then, else: otherwise } = statement;
  if (otherwise === undefined || "kind" in otherwise) negate(found, condition);
  else {
    const between = found.slice({ start: then.span.end, end: otherwise.span.start });
    const swapped = found.slice(otherwise.span) + between + found.slice(then.span);
    found.add("swap", { start: then.span.start, end: otherwise.span.end }, swapped);
  }
  mutateExpression(found, condition);
  mutateBlock(found, then);
  if (otherwise === undefined) return;
  if ("kind" in otherwise) mutateIf(found, otherwise);
  else mutateBlock(found, otherwise);
}

/** A branch goes with the `or` before it, the first with the one after it. */
function mutateEither(found: MutantList, { branches }: Extract<Statement, { kind: "either" }>) {
  branches.forEach(({ span, guard, body }, i) => {
    if (branches.length > 1) {
      const gone: Span =
        i === 0
          ? { start: span.start, end: branches[1]!.span.start }
          : { start: branches[i - 1]!.span.end, end: span.end };
      found.add("branch", gone, "");
    }
    mutateCondition(found, "guard", guard);
    mutateBlock(found, body);
  });
}

/** Takes a `;` with it, since an empty statement is none. */
function remove(found: MutantList, { span }: Statement): void {
  const { text } = found.module.syntax.source;
  const after = /^[ \t]*;[ \t]*/.exec(text.slice(span.end, span.end + 100));
  const before = /;[ \t]*$/.exec(text.slice(Math.max(0, span.start - 100), span.start));
  if (after) found.add("statement", { start: span.start, end: span.end + after[0].length }, "");
  else if (before) {
    found.add("statement", { start: span.start - before[0].length, end: span.end }, "");
  } else found.add("statement", span, "");
}

/** Places: what may stand left of `=`, `+=` and `-=` (B2 of the language). */
import type { Expression, Node } from "../../grammar/syntax.ts";
import { describeGlobal, type CheckContext } from "./context.ts";
import { processInstance } from "./members.ts";
import { unknownName } from "./names.ts";
import type { StaticType } from "./types.ts";

/**
 * The type of a place. `read` is for `+=` and `-=`, which read what they write; otherwise writing
 * a variable does not count as reading it.
 */
export function checkPlace(context: CheckContext, place: Expression, read: boolean): StaticType {
  const base = baseOf(context, place);
  if (base === undefined) return context.types.unknown;
  const wasRead = context.read.has(base.declaration);
  const reads = context.dependenciesOf(context.current).reads;
  const wasDependency = reads.has(base.declaration);
  const type = context.infer(place);
  if (!read && place.kind === "name") {
    if (!wasRead) context.read.delete(base.declaration);
    if (!wasDependency) reads.delete(base.declaration);
  } else if (!wasRead) context.read.delete(base.declaration);
  refuseSequenceElement(context, place);
  return type;
}

/** Elements of sequences are read by position and not written. */
function refuseSequenceElement(context: CheckContext, place: Expression): void {
  let at = place;
  while (at.kind !== "name" && "object" in at) {
    if (context.sequenceElements.has(at)) {
      context.report("sequence-element", place.span, { text: context.quote(at.object.span) });
    }
    at = at.object;
  }
}

/** The variable or local of the process that a place is in; complains if it is not one. */
function baseOf(
  context: CheckContext,
  place: Expression,
): { readonly declaration: object } | undefined {
  let at = place;
  for (;;) {
    if (at.kind === "parenthesised") at = at.body;
    else if (at.kind === "index" || at.kind === "unwrap") {
      if (processInstance(context, at) !== undefined) return refuse(context, place, "process");
      at = at.object;
    } else if (at.kind === "member") {
      if (at.optional) return refuse(context, place, "optional");
      if (processInstance(context, at.object) !== undefined) {
        return refuse(context, at, "other-process");
      }
      if (at.object.kind === "name" && isUse(context, at.object.name.text)) {
        return refuse(context, at, "used");
      }
      at = at.object;
    } else break;
  }
  if (at.kind !== "name") return refuse(context, place, "expression");
  const { text } = at.name;
  const local = context.scope.get(text);
  if (local !== undefined) {
    if (local.resolution.kind === "process-local") return local.resolution;
    if (local.hides) return undefined;
    context.report("assign-local", place.span, { name: text, role: local.role }, [
      { at: context.at(local.binding.span), message: `${text} is introduced here` },
    ]);
    return undefined;
  }
  const global = context.globals.get(text);
  if (global === undefined) {
    unknownName(context, at.name, undefined);
    return undefined;
  }
  if (global.kind === "variable") return global;
  context.report("not-a-place", place.span, {
    text: context.quote(place.span),
    reason: `${text} is ${describeGlobal(global)}`,
  });
  return undefined;
}

function isUse(context: CheckContext, text: string): boolean {
  return context.scope.get(text) === undefined && context.globals.get(text)?.kind === "use";
}

const REASONS: Readonly<Record<string, string>> = {
  process: "a process changes only by its own steps",
  optional: "`?.` may stand for nothing; write `!.`",
  "other-process": "locals of a process are written only by its own steps, by their bare name",
  used: "the state of a used module is written only by its effects",
  expression: "it is not a variable, or a key or field of one",
};

function refuse(context: CheckContext, at: Node, reason: keyof typeof REASONS): undefined {
  context.report("not-a-place", at.span, {
    text: context.quote(at.span),
    reason: REASONS[reason] ?? "",
  });
  return undefined;
}

/**
 * What declarations do through the defs and effects they call: effects that call themselves, and
 * values that are computed before there is a state.
 */
import type { Node } from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";

/** Everything from which a declaration with the property can be reached through calls. */
function reaching(context: CheckContext, has: (declaration: object) => boolean): Set<object> {
  const callers = new Map<object, object[]>();
  const found = new Set<object>();
  for (const [declaration, { calls }] of context.dependencies) {
    if (has(declaration)) found.add(declaration);
    for (const callee of calls.keys()) {
      const known = callers.get(callee);
      if (known === undefined) callers.set(callee, [declaration]);
      else known.push(declaration);
    }
  }
  const open = [...found];
  while (open.length > 0) {
    for (const caller of callers.get(open.pop()!) ?? []) {
      if (found.has(caller)) continue;
      found.add(caller);
      open.push(caller);
    }
  }
  return found;
}

/** Defs and effects that depend on the state, directly or through others. */
export function statefulOf(context: CheckContext): ReadonlySet<object> {
  return reaching(context, (one) => (context.dependencies.get(one)?.reads.size ?? 0) > 0);
}

export function checkDependencies(context: CheckContext, stateful: ReadonlySet<object>): void {
  refuseRecursiveEffects(context);
  const usesOld = reaching(context, (one) => context.dependencies.get(one)?.old === true);
  const abstract = reaching(context, (one) => context.dependencies.get(one)?.abstract === true);
  for (const declaration of context.module.declarations) {
    if (declaration.kind === "state") {
      for (const variable of declaration.variables) {
        refuseCalls(context, variable, stateful, (at, name) =>
          context.report("state-not-readable", at.span, {
            what: "an initial value",
            reason: `calls ${name}, which reads state variables`,
          }),
        );
      }
    } else if (declaration.kind === "process") {
      for (const local of declaration.locals) {
        refuseCalls(context, local, stateful, (at, name) =>
          context.report("state-not-readable", at.span, {
            what: "the initial value of a local",
            reason: `calls ${name}, which reads state variables`,
          }),
        );
      }
    } else if (declaration.kind === "init") {
      refuseCalls(context, declaration, usesOld, (at, name) =>
        context.report("old-in-init", at.span, { name }),
      );
    } else if (declaration.kind === "refines") {
      for (const mapping of declaration.mappings) {
        const own = context.dependencies.get(mapping);
        const details = { variable: mapping.variable.text, alias: declaration.use.text };
        if (own?.abstract) context.report("refines-circular", mapping.value.span, details);
        else {
          refuseCalls(context, mapping, abstract, (at) =>
            context.report("refines-circular", at.span, details),
          );
        }
      }
    }
  }
}

function refuseCalls(
  context: CheckContext,
  declaration: object,
  refused: ReadonlySet<object>,
  report: (at: Node, name: string) => void,
): void {
  for (const [callee, at] of context.dependencies.get(declaration)?.calls ?? []) {
    if (refused.has(callee)) report(at, context.quote(at.span));
  }
}

/** Effects that call effects may nest this deep: what follows the calls may then recurse. */
export const EFFECT_DEPTH_LIMIT = 64;

/** Effects are copied to where they are called, so a circle of calls has no end. */
function refuseRecursiveEffects(context: CheckContext): void {
  const state = new Map<object, "open" | "done">();
  /** How deep the calls of an effect nest, once that is known. */
  const depths = new Map<object, number>();
  for (const global of context.globals.values()) {
    if (global.kind !== "effect" || state.has(global.declaration)) continue;
    const stack: { declaration: object; at?: Node; calls: Iterator<[object, Node]> }[] = [];
    const enter = (declaration: object, at?: Node) => {
      state.set(declaration, "open");
      const calls = context.dependencies.get(declaration)?.calls ?? new Map<object, Node>();
      stack.push({ declaration, ...(at ? { at } : {}), calls: calls[Symbol.iterator]() });
    };
    const calls = (callee: object, at: Node) => {
      const caller = stack.at(-1);
      if (caller === undefined) return;
      const before = depths.get(caller.declaration) ?? 0;
      const depth = Math.max(before, (depths.get(callee) ?? 0) + 1);
      depths.set(caller.declaration, depth);
      // Where the limit is passed, and not at every effect above.
      if (depth === EFFECT_DEPTH_LIMIT + 1 && before !== depth) {
        const details = { name: context.quote(at.span), limit: String(EFFECT_DEPTH_LIMIT) };
        context.report("effects-too-deep", at.span, details);
      }
    };
    enter(global.declaration);
    while (stack.length > 0) {
      const next = stack.at(-1)!.calls.next();
      if (next.done) {
        const { declaration, at } = stack.pop()!;
        state.set(declaration, "done");
        if (at !== undefined) calls(declaration, at);
        continue;
      }
      const [callee, at] = next.value;
      if (!isEffect(callee)) continue;
      if (!state.has(callee)) enter(callee, at);
      else if (state.get(callee) === "done") calls(callee, at);
      else if (state.get(callee) === "open") {
        context.report("recursive-effect", at.span, { name: context.quote(at.span) });
      }
    }
  }
}

function isEffect(declaration: object): boolean {
  return "kind" in declaration && declaration.kind === "effect";
}

/** Warnings about what is declared and never used. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { diagnose } from "../../grammar/diagnostics/table.ts";
import type { CheckedModule } from "../checked.ts";
import type { CheckContext } from "./context.ts";
import { describeGlobal } from "./context.ts";
import { nameOf } from "./declarations.ts";
import { signatureOf } from "./uses.ts";

/**
 * Declarations of a module that neither it nor one of the others reads. Modules with errors say
 * nothing: what an error hides may be the use.
 */
export function unusedDeclarations(
  module: CheckedModule,
  others: readonly CheckedModule[],
): readonly Diagnostic[] {
  const signature = signatureOf(module);
  const users = others.filter((other) => other === module || uses(other, module));
  if (signature === undefined || users.some(hasError)) return [];
  const read = new Set<object>();
  for (const user of users) for (const one of signatureOf(user)?.read ?? []) read.add(one);
  const found: Diagnostic[] = [];
  for (const global of signature.globals.values()) {
    if (read.has(global.declaration) || global.kind === "process") continue;
    const name = nameOf(global);
    const at = { source: module.syntax.source, start: name.span.start, end: name.span.end };
    const what = describeGlobal(global);
    found.push(
      diagnose(global.kind === "variable" ? "never-read" : "unused", at, { name: name.text, what }),
    );
  }
  return found;
}

function uses(module: CheckedModule, other: CheckedModule): boolean {
  return [...module.uses.values()].some((use) => use.module === other);
}

function hasError(module: CheckedModule): boolean {
  return module.diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** Local names and locals of processes that nothing reads. */
export function warnUnusedLocals(context: CheckContext): void {
  for (const local of context.unread) {
    if (context.read.has(local.key)) continue;
    const code = local.what === "a local of the process" ? "never-read" : "unused";
    context.report(code, local.name.span, { name: local.name.text, what: local.what });
  }
}

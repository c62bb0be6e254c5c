/**
 * The checker: a syntax tree and the modules it uses become a `CheckedModule`. Names come first,
 * then types, then bodies and properties; analyses of whole declarations follow, and warnings only
 * if nothing is wrong.
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { diagnose } from "../../grammar/diagnostics/table.ts";
import type { Module, UseDeclaration } from "../../grammar/syntax.ts";
import type { CheckedModule, CheckedUse } from "../checked.ts";
import {
  checkAction,
  checkDef,
  checkEffect,
  checkInit,
  checkParams,
  checkProcess,
  checkState,
} from "./bodies.ts";
import { checkChecks } from "./checks.ts";
import { CheckContext, DIAGNOSTIC_LIMIT } from "./context.ts";
import { collectDeclarations, declareTypes } from "./declarations.ts";
import { checkDependencies, statefulOf } from "./dependencies.ts";
import { warnEarlyAsserts, warnUnreachableSteps } from "./flow.ts";
import { checkInitialAssignment } from "./init.ts";
import { checkLoops } from "./loops.ts";
import { expressionChecker } from "./expression.ts";
import { checkProperties } from "./properties.ts";
import { checkScenario } from "./scenarios.ts";
import { warnUnusedLocals } from "./unused.ts";
import { checkRefines, checkUseParameters, collectUses, recordSignature } from "./uses.ts";

/** What was found out about a module before checking it; becomes part of its diagnostics. */
export interface Earlier {
  /** If there are errors of syntax, the checker says nothing: it would speak of what is missing. */
  readonly syntax?: readonly Diagnostic[];
  /** About modules that it uses. */
  readonly uses?: readonly Diagnostic[];
}

/**
 * Checks one module. `imported` gives the checked module of a `use`, or `undefined` if it could not
 * be had (whoever loads modules says why); names in it are then not complained about.
 */
export function checkModule(
  module: Module,
  imported: (use: UseDeclaration) => CheckedModule | undefined,
  earlier: Earlier = {},
): CheckedModule {
  const context = new CheckContext(module, expressionChecker);
  const { declarations } = module;
  collectDeclarations(context);
  for (const declaration of declarations) {
    if (declaration.kind !== "symmetric") continue;
    for (const type of declaration.types) {
      context.declaredTypes.set(type, context.types.symmetric("", type));
    }
  }
  const uses = collectUses(context, imported);
  declareTypes(context);
  checkUseParameters(context, uses);
  checkParams(context);
  for (const declaration of declarations) {
    if (declaration.kind === "def") checkDef(context, declaration);
    else if (declaration.kind === "effect") checkEffect(context, declaration);
  }
  for (const declaration of declarations) {
    if (declaration.kind === "state") checkState(context, declaration);
  }
  checkInit(context);
  for (const declaration of declarations) {
    if (declaration.kind === "action") checkAction(context, declaration);
    else if (declaration.kind === "process") checkProcess(context, declaration);
  }
  // What our steps count and assert includes what effects of other modules do.
  for (const { signature } of uses) {
    for (const cost of signature.costs) context.costs.add(cost);
    for (const message of signature.assertMessages) context.assertMessages.add(message);
  }
  checkProperties(context);
  const refines = [];
  for (const declaration of declarations) {
    if (declaration.kind === "scenario") checkScenario(context, declaration);
    else if (declaration.kind === "refines") {
      checkRefines(context, declaration);
      const use = context.uses.get(declaration.use.text)?.checked;
      if (use !== undefined) refines.push({ declaration, use });
    }
  }
  checkChecks(context);
  const stateful = statefulOf(context);
  checkDependencies(context, stateful);
  const fine = () => !context.diagnostics.some((one) => one.severity === "error");
  // These follow calls, and rely on names and types being right.
  if (fine()) {
    checkInitialAssignment(context);
    checkLoops(context);
  }
  if (fine()) {
    warnUnusedLocals(context);
    warnEarlyAsserts(context);
    for (const declaration of declarations) {
      if (declaration.kind === "process") warnUnreachableSteps(context, declaration);
    }
  }
  const name = module.path.map((part) => part.text).join(".");
  const checkedUses = new Map<string, CheckedUse>();
  for (const use of uses) checkedUses.set(use.checked.alias, use.checked);
  const checked: CheckedModule = {
    syntax: module,
    name,
    uses: checkedUses,
    resolutions: context.resolutions,
    refines,
    diagnostics: allDiagnostics(context, earlier),
  };
  recordSignature(checked, {
    name,
    globals: context.globals,
    declaredTypes: context.declaredTypes,
    stateful,
    costs: context.costs,
    assertMessages: context.assertMessages,
    read: context.read,
    placeTypes: context.placeTypes,
  });
  return checked;
}

/** In the order of the text, and not more than a person reads. */
function allDiagnostics(context: CheckContext, earlier: Earlier): readonly Diagnostic[] {
  const { syntax = [], uses = [] } = earlier;
  const broken = syntax.some((diagnostic) => diagnostic.severity === "error");
  const all = [...syntax, ...uses, ...(broken ? [] : context.diagnostics)].sort(
    (a, b) => a.at.start - b.at.start || a.at.end - b.at.end || (a.code < b.code ? -1 : 1),
  );
  if (all.length <= DIAGNOSTIC_LIMIT) return all;
  const errors = all.filter((diagnostic) => diagnostic.severity === "error");
  const shown = (errors.length > 0 ? errors : all).slice(0, DIAGNOSTIC_LIMIT);
  const more = errors.length - shown.length;
  if (more <= 0) return shown;
  const details = { count: String(more) };
  return [...shown, diagnose("more-errors", errors[shown.length]!.at, details)];
}

/**
 * The mutants of a module, in the order of the text. Only what the system does is changed: initial
 * values, `init`, actions, processes, effects and the defs that they use. Properties, asserts, types
 * and costs are claims about that; checks and scenarios are what the claims are tried on.
 */
import type {
  Block,
  Declaration,
  DefDeclaration,
  Expression,
  Node,
  ProcessDeclaration,
  Statement,
} from "../../grammar/syntax.ts";
import { expressionsOf, partsOf, statementsOf, walk } from "../check/walk.ts";
import type { CheckedModule } from "../checked.ts";
import { mutantKinds } from "./kinds.ts";
import type { Mutant } from "./mutant.ts";
import { MutantList } from "./mutant-list.ts";
import { mutateCondition, mutateExpression } from "./expression-mutants.ts";
import { mutateBlock, mutateStepBody } from "./statement-mutants.ts";

export function findMutants(module: CheckedModule): readonly Mutant[] {
  const found = new MutantList(module);
  const behaviour = module.syntax.declarations.filter(isBehaviour);
  for (const declaration of [...behaviour, ...defsUsedBy(module, behaviour)]) {
    mutateDeclaration(found, declaration);
  }
  return [...found.mutants()].sort(
    (a, b) =>
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      mutantKinds.indexOf(a.kind) - mutantKinds.indexOf(b.kind),
  );
}

type Behaviour = Extract<
  Declaration,
  { kind: "state" | "init" | "action" | "process" | "effect" | "def" }
>;

function isBehaviour(declaration: Declaration): declaration is Exclude<Behaviour, DefDeclaration> {
  return ["state", "init", "action", "process", "effect"].includes(declaration.kind);
}

function mutateDeclaration(found: MutantList, declaration: Behaviour): void {
  switch (declaration.kind) {
    case "state":
      found.enter("state");
      for (const { initial } of declaration.variables) mutateExpression(found, initial?.value);
      return;
    case "init":
      found.enter("init");
      return mutateBlock(found, declaration.body);
    case "def":
      found.enter(declaration.name.text);
      return mutateExpression(found, declaration.body);
    case "effect":
      found.enter(declaration.name.text);
      return mutateBlock(found, declaration.body);
    case "action":
      found.enter(declaration.name.text);
      mutateCondition(found, "guard", declaration.guard);
      return mutateBlock(found, declaration.body);
    case "process":
      return mutateProcess(found, declaration);
  }
}

function mutateProcess(found: MutantList, process: ProcessDeclaration): void {
  found.enter(process.name.text);
  for (const { value } of process.lets) mutateExpression(found, value);
  for (const { initial } of process.locals) mutateExpression(found, initial);
  for (const [i, step] of process.steps.entries()) {
    found.enter(`${process.name.text}.${step.name.text}`);
    mutateCondition(found, "guard", step.guard);
    mutateStepBody(found, step.body, process.steps[i + 1]?.name.text);
  }
}

/** The module's own defs that the behaviour uses, directly or through others. */
function defsUsedBy(module: CheckedModule, behaviour: readonly Behaviour[]): DefDeclaration[] {
  const used = new Set<DefDeclaration>();
  const open: Expression[] = behaviour.flatMap(rootsOf);
  while (open.length > 0) {
    walk(open.pop()!, (expression) => {
      const named = definitionNamed(module, expression);
      if (named !== undefined && !used.has(named)) {
        used.add(named);
        open.push(named.body);
      }
      return true;
    });
  }
  return [...used];
}

function definitionNamed(module: CheckedModule, node: Node): DefDeclaration | undefined {
  const found = module.resolutions.get(node);
  return found?.kind === "def" && found.use === undefined ? found.declaration : undefined;
}

function rootsOf(declaration: Behaviour): Expression[] {
  switch (declaration.kind) {
    case "state":
      return declaration.variables.flatMap(({ initial }) => (initial ? [initial.value] : []));
    case "def":
      return [declaration.body];
    case "init":
    case "effect":
      return rootsOfBlock(declaration.body);
    case "action":
      return [...present(declaration.guard), ...rootsOfBlock(declaration.body)];
    case "process":
      return [
        ...declaration.lets.map(({ value }) => value),
        ...declaration.locals.map(({ initial }) => initial),
        ...declaration.steps.flatMap(({ guard, body }) => [
          ...present(guard),
          ...rootsOfBlock(body),
        ]),
      ];
  }
}

function rootsOfBlock(block: Block): Expression[] {
  return [...statementsOf(block)].flatMap((statement) => [
    ...expressionsOf(statement),
    ...keysOf(statement),
  ]);
}

/** The expressions in the place of an assignment. */
function keysOf(statement: Statement): readonly Expression[] {
  return statement.kind === "assign" ? partsOf(statement.place) : [];
}

function present(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : [expression];
}

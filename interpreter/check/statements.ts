/** Statements of actions, steps, effects and `init`. */
import type {
  Block,
  EffectDeclaration,
  IfStatement,
  ProcessDeclaration,
  Statement,
} from "../../grammar/syntax.ts";
import { checkArguments, inferAll } from "./calls.ts";
import { describeGlobal, globalNames, type CheckContext, type UsedModule } from "./context.ts";
import { bindGroups } from "./folds.ts";
import { known } from "./literals.ts";
import { checkMatch } from "./match.ts";
import { checkLabel, qualifier, usedGlobal } from "./members.ts";
import { combine } from "./operators.ts";
import { checkPattern } from "./patterns.ts";
import { checkPlace } from "./places.ts";
import type { StaticType } from "./types.ts";

type Of<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;

/** Checks a block; true if control never gets past its end, because of `goto` or `stop`. */
export function checkBlock(context: CheckContext, block: Block): boolean {
  let ended: Statement | undefined;
  let reported = false;
  context.scoped(() => {
    for (const statement of block.statements) {
      if (ended !== undefined && !reported) {
        reported = true;
        context.report("unreachable-statement", statement.span, {}, [
          { at: context.at(ended.span), message: "the step always ends here" },
        ]);
      }
      if (checkStatement(context, statement)) ended ??= statement;
    }
  });
  return ended !== undefined;
}

function checkStatement(context: CheckContext, statement: Statement): boolean {
  const { types } = context;
  switch (statement.kind) {
    case "assign":
      context.scoped(() => checkAssignment(context, statement));
      return false;
    case "let":
      context.bind(
        statement.name,
        known(context, statement.value, context.infer(statement.value)),
        "let",
      );
      return false;
    case "if":
      return checkIf(context, statement);
    case "match": {
      const subject = context.infer(statement.subject);
      const test = statement.subject.span;
      let ends = statement.arms.length > 0;
      let wrong = false;
      for (const arm of statement.arms) {
        context.scoped(() => {
          const before = context.diagnostics.length;
          checkPattern(context, arm.pattern, subject, {
            test: arm.pattern.span,
            subject: context.quote(test),
            top: true,
          });
          wrong ||= context.diagnostics.length > before;
          if (!checkBlock(context, arm.body)) ends = false;
        });
      }
      if (!wrong) checkMatch(context, statement, subject);
      return ends;
    }
    case "for":
      context.scoped(() => {
        bindGroups(context, statement.binders, "bound name");
        if (statement.where !== undefined) context.condition(statement.where);
        checkBlock(context, statement.body);
      });
      return false;
    case "choose":
      bindGroups(context, statement.binders, "chosen value");
      if (statement.where !== undefined) context.condition(statement.where);
      return false;
    case "either": {
      let ends = statement.branches.length > 0;
      for (const branch of statement.branches) {
        context.scoped(() => {
          if (branch.guard !== undefined) context.condition(branch.guard);
          if (!checkBlock(context, branch.body)) ends = false;
        });
      }
      return ends;
    }
    case "assert":
      context.expect(statement.condition, types.bool);
      context.assertMessages.add(
        statement.message ?? context.module.source.slice(statement.condition.span),
      );
      return false;
    case "cost":
      context.costs.add(statement.name.text);
      context.expect(statement.amount, types.int, "as the amount of a cost");
      return false;
    case "goto": {
      const process = stepProcess(context, statement, "goto");
      if (process !== undefined) checkLabel(context, process, statement.label, false);
      return true;
    }
    case "stop":
      stepProcess(context, statement, "stop");
      return true;
    case "call":
      context.scoped(() => checkCall(context, statement));
      return false;
  }
}

function stepProcess(
  context: CheckContext,
  statement: Statement,
  word: string,
): ProcessDeclaration | undefined {
  const { process } = context.where;
  if (process === undefined) {
    context.report("step-only", statement.span, { word, what: context.where.what });
  }
  return process;
}

/** `if ... else if ...`, however long. */
function checkIf(context: CheckContext, statement: IfStatement): boolean {
  let ends = true;
  let at: IfStatement | Block | undefined = statement;
  while (at !== undefined && "kind" in at) {
    const { condition, then }: IfStatement = at;
    context.scoped(() => {
      context.condition(condition);
      if (!checkBlock(context, then)) ends = false;
    });
    at = at.else;
  }
  if (at === undefined) return false;
  return checkBlock(context, at) && ends;
}

function checkAssignment(context: CheckContext, statement: Of<"assign">): void {
  const type = checkPlace(context, statement.place, statement.operator !== "=");
  const { operator, place, value } = statement;
  context.placeTypes.set(statement, type);
  if (operator === "=") context.expect(value, type, `for ${context.quote(place.span)}`);
  else combine(context, operator === "+=" ? "+" : "-", place, type, value);
}

function checkCall(context: CheckContext, statement: Of<"call">): void {
  const { callee } = statement;
  if (callee.kind === "member") {
    const qualified = callee.optional ? undefined : qualifier(context, callee.object);
    if (qualified?.kind === "used") {
      const global = usedGlobal(context, callee, qualified.use);
      if (global?.kind === "effect") {
        context.resolve(callee, { ...global, use: qualified.use.alias });
        context.read.add(global.declaration);
        if (context.abstractUses.has(qualified.use.alias)) {
          context.report("abstract-state", callee.span, {
            name: context.quote(callee.span),
            alias: qualified.use.alias,
          });
        }
        effectCall(context, statement, global.declaration, qualified.use);
        return;
      }
      if (global !== undefined) notAnEffect(context, statement, describeGlobal(global));
    } else if (qualified?.kind !== "broken") {
      notAnEffect(context, statement, "not an effect");
    }
    inferAll(context, statement.arguments);
    return;
  }
  const { text } = callee.name;
  const global = context.globals.get(text);
  if (global?.kind === "effect") {
    context.resolve(callee, global);
    context.read.add(global.declaration);
    effectCall(context, statement, global.declaration, undefined);
    return;
  }
  const action = context.actions.get(text);
  if (global !== undefined) notAnEffect(context, statement, describeGlobal(global));
  else if (action !== undefined) notAnEffect(context, statement, "an action");
  else {
    const names = globalNames(context.globals, "effect");
    context.report("unknown-effect", callee.span, { name: text, ...context.suggest(text, names) });
  }
  inferAll(context, statement.arguments);
}

function notAnEffect(context: CheckContext, statement: Of<"call">, what: string): void {
  context.report("not-an-effect", statement.callee.span, {
    name: context.quote(statement.callee.span),
    what,
  });
}

function effectCall(
  context: CheckContext,
  statement: Of<"call">,
  declaration: EffectDeclaration,
  use: UsedModule | undefined,
): void {
  const { types } = context;
  const declared = use?.signature?.declaredTypes ?? context.declaredTypes;
  const dependencies = context.dependenciesOf(context.current);
  if (use === undefined) dependencies.calls.set(declaration, statement.callee);
  else dependencies.reads.add(declaration);
  const wanted = declaration.parameters.map((parameter): StaticType => {
    const type = declared.get(parameter) ?? types.unknown;
    return use ? use.importType(type) : type;
  });
  const names = declaration.parameters.map((parameter) => parameter.name.text);
  checkArguments(context, statement, context.quote(statement.callee.span), wanted, names);
}

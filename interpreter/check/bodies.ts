/** Declarations that have a body: defs, effects, actions, processes, `init`, and initial values. */
import type {
  ActionDeclaration,
  DefDeclaration,
  EffectDeclaration,
  Parameter,
  ProcessDeclaration,
  StateDeclaration,
} from "../../grammar/syntax.ts";
import { checkConstant } from "./type-expression.ts";
import type { CheckContext, Where } from "./context.ts";
import { known } from "./literals.ts";
import { inferSet } from "./operators.ts";
import { checkBlock } from "./statements.ts";
import { fits, showType } from "./types.ts";

const BODY: Omit<Where, "what"> = { old: true, state: "yes", temporal: false };

function bindParameters(context: CheckContext, parameters: readonly Parameter[]): void {
  for (const parameter of parameters) {
    const type = context.declaredTypes.get(parameter) ?? context.types.unknown;
    context.bind(parameter.name, type, "parameter");
  }
}

export function checkDef(context: CheckContext, declaration: DefDeclaration): void {
  context.within(declaration, { ...BODY, what: "a def", old: false }, () => {
    bindParameters(context, declaration.parameters);
    const result = context.declaredTypes.get(declaration) ?? context.types.unknown;
    context.expect(declaration.body, result, `as the result of ${declaration.name.text}`);
  });
}

export function checkEffect(context: CheckContext, declaration: EffectDeclaration): void {
  context.within(declaration, { ...BODY, what: "an effect" }, () => {
    bindParameters(context, declaration.parameters);
    checkBlock(context, declaration.body);
  });
}

export function checkAction(context: CheckContext, declaration: ActionDeclaration): void {
  context.within(declaration, { ...BODY, what: "an action" }, () => {
    bindParameters(context, declaration.parameters);
    if (declaration.guard !== undefined) {
      context.where = { ...context.where, what: "a guard", old: false };
      context.condition(declaration.guard);
      context.where = { ...BODY, what: "an action" };
    }
    checkBlock(context, declaration.body);
  });
}

export function checkProcess(context: CheckContext, process: ProcessDeclaration): void {
  const where: Where = { ...BODY, what: "a process", old: false, process };
  context.within(process, where, () => {
    bindParameters(context, process.parameters);
    for (const local of process.locals) {
      const type = context.declaredTypes.get(local) ?? context.types.unknown;
      // Initial values see the parameters but neither state nor other locals.
      context.where = { ...where, what: "the initial value of a local", state: "no" };
      context.current = local;
      context.expect(local.initial, type, `for ${local.name.text}`);
    }
    context.current = process;
    context.where = where;
    for (const local of process.locals) {
      context.bind(
        local.name,
        context.declaredTypes.get(local) ?? context.types.unknown,
        "local of the process",
        { kind: "process-local", process, declaration: local },
      );
    }
    for (const item of process.lets) {
      const before = context.current;
      context.current = item;
      const type = known(context, item.value, context.infer(item.value));
      context.current = before;
      context.declaredTypes.set(item, type);
      context.bind(item.name, type, "let of the process", {
        kind: "process-let",
        process,
        declaration: item,
      });
    }
    const steps = new Map<string, (typeof process.steps)[number]>();
    for (const step of process.steps) {
      const { text } = step.name;
      const first = steps.get(text);
      if (text === "rest") context.report("step-rest", step.name.span);
      else if (first !== undefined) {
        context.report("declared-twice", step.name.span, { name: text, what: "step" }, [
          { at: context.at(first.name.span), message: `${text} is first declared here` },
        ]);
      } else steps.set(text, step);
    }
    if (process.steps.length === 0) {
      context.report("process-empty", process.name.span, { name: process.name.text });
    }
    for (const step of process.steps) {
      const before = context.current;
      context.current = step;
      context.patternTests.clear();
      context.scoped(() => {
        if (step.guard !== undefined) {
          context.where = { ...where, what: "a guard" };
          context.condition(step.guard);
        }
        context.where = { ...where, what: "a step", old: true };
        if (!checkBlock(context, step.body)) context.fallsThrough.add(step);
      });
      context.where = where;
      context.current = before;
    }
  });
}

export function checkInit(context: CheckContext): void {
  let first: { readonly start: number; readonly end: number } | undefined;
  for (const declaration of context.module.declarations) {
    if (declaration.kind !== "init") continue;
    const span = { start: declaration.span.start, end: declaration.span.start + "init".length };
    if (first !== undefined) {
      context.report("declared-twice", span, { name: "init", what: "init" }, [
        { at: context.at(first), message: "init is first declared here" },
      ]);
    } else first = span;
    const where = { ...BODY, what: "init", old: false };
    context.within(declaration, where, () => checkBlock(context, declaration.body));
  }
}

/** Initial values of variables: of the element type for a map (A13), and before there is a state. */
export function checkState(context: CheckContext, declaration: StateDeclaration): void {
  for (const variable of declaration.variables) {
    const type = context.declaredTypes.get(variable) ?? context.types.unknown;
    const { initial } = variable;
    if (initial === undefined) continue;
    const where: Where = { what: "an initial value", old: false, state: "no", temporal: false };
    context.within(variable, where, () => {
      let element = type;
      while (element.kind === "map") element = element.value;
      const role = `for ${variable.name.text}`;
      if (initial.how === "in") {
        const found = inferSet(context, initial.value, context.types.set(element));
        const item = found.kind === "set" ? found.item : undefined;
        if (item === undefined ? found.kind !== "unknown" : !fits(item, element)) {
          context.report("type-mismatch", initial.value.span, {
            wanted: `set of ${showType(element)}`,
            found: showType(found),
            role,
            text: context.quote(initial.value.span),
          });
        }
        return;
      }
      const whole = initial.value.kind === "fold" && initial.value.fold === "map";
      context.expect(initial.value, whole ? type : element, role);
    });
  }
}

export function checkParams(context: CheckContext): void {
  for (const declaration of context.module.declarations) {
    if (declaration.kind !== "param" || declaration.default === undefined) continue;
    const type = context.declaredTypes.get(declaration) ?? context.types.unknown;
    context.parameterStart = declaration.span.start;
    context.within(declaration, { ...BODY, what: "a parameter", state: "constant" }, () =>
      checkConstant(context, declaration.default!, type, `parameter ${declaration.name.text}`),
    );
    context.parameterStart = undefined;
  }
}

/** Invariants, transitions, temporal properties, `terminal`, measures and fairness. */
import type { Fairness, Node } from "../../grammar/syntax.ts";
import type { CheckContext, Where } from "./context.ts";

const STATE: Omit<Where, "what"> = { old: false, state: "yes", temporal: false };

export function checkProperties(context: CheckContext): void {
  const { types } = context;
  let terminal: Node | undefined;
  for (const declaration of context.module.declarations) {
    switch (declaration.kind) {
      case "invariant":
        context.within(declaration, { ...STATE, what: "an invariant" }, () =>
          context.expect(declaration.body, types.bool),
        );
        break;
      case "transition":
        context.within(declaration, { ...STATE, what: "a transition", old: true }, () =>
          context.expect(declaration.body, types.bool),
        );
        break;
      case "temporal":
        context.within(declaration, { ...STATE, what: "a temporal property", temporal: true }, () =>
          context.expect(declaration.body, types.bool),
        );
        break;
      case "terminal": {
        const span = {
          start: declaration.span.start,
          end: declaration.span.start + "terminal".length,
        };
        if (terminal !== undefined) {
          context.report("declared-twice", span, { name: "terminal", what: "terminal" }, [
            { at: context.at(terminal.span), message: "terminal is first declared here" },
          ]);
        }
        terminal ??= { span };
        context.within(declaration, { ...STATE, what: "terminal" }, () =>
          context.expect(declaration.condition, types.bool),
        );
        break;
      }
      case "measure": {
        const { text } = declaration.cost;
        if (!context.costs.has(text)) {
          context.report("unknown-cost", declaration.cost.span, {
            name: text,
            ...context.suggest(text, context.costs),
          });
        }
        context.within(declaration, { ...STATE, what: "a measure" }, () => {
          context.expect(declaration.from, types.bool);
          context.expect(declaration.to, types.bool);
        });
        break;
      }
      case "action":
        if (declaration.fairness?.strength === "unfair") {
          context.report("unfair-place", declaration.fairness.span, { what: "an action" });
        }
        break;
      case "process": {
        const { fairness } = declaration;
        refuseAny(context, fairness, "a process");
        if (fairness?.strength === "unfair") {
          context.report("unfair-place", fairness.span, { what: "a process" });
        }
        for (const step of declaration.steps) {
          refuseAny(context, step.fairness, "a step");
          if (step.fairness?.strength === "weak" && fairness?.strength === "weak") {
            context.report("fair-twice", step.fairness.span, { process: declaration.name.text });
          } else if (step.fairness?.strength === "strong" && fairness?.strength === "strong") {
            context.report("fair-twice", step.fairness.span, { process: declaration.name.text });
          } else if (step.fairness?.strength === "unfair" && fairness === undefined) {
            context.report("unfair-place", step.fairness.span, {
              what: "a step of a process that is not fair",
            });
          }
        }
        break;
      }
    }
  }
}

function refuseAny(context: CheckContext, fairness: Fairness | undefined, what: string): void {
  if (fairness?.any) context.report("fair-any", fairness.span, { what });
}

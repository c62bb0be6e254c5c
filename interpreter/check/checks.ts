/** `check` declarations: parameters, expectations, which properties, limits. */
import type { CheckDeclaration, CheckExpectation, Name, Node } from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { checkSetting, resolveStep } from "./scenarios.ts";
import { checkConstantNumber } from "./type-expression.ts";
import { isTwice } from "./uses.ts";

type PropertyClass = "invariants" | "transitions" | "temporals" | "refinement" | "deadlock";

const CLASSES: ReadonlySet<string> = new Set<PropertyClass>([
  "invariants",
  "transitions",
  "temporals",
  "refinement",
  "deadlock",
]);

const CLASS_OF = {
  invariant: "invariants",
  transition: "transitions",
  temporal: "temporals",
} as const;

/** Names that a check can select or expect to be violated, and what class each is of. */
function propertiesOf(context: CheckContext): ReadonlyMap<string, PropertyClass> {
  const properties = new Map<string, PropertyClass>();
  for (const declaration of context.module.declarations) {
    if (
      declaration.kind === "invariant" ||
      declaration.kind === "transition" ||
      declaration.kind === "temporal"
    ) {
      properties.set(declaration.name.text, CLASS_OF[declaration.kind]);
    } else if (declaration.kind === "refines") {
      properties.set(declaration.use.text, "refinement");
    }
  }
  return properties;
}

export function checkChecks(context: CheckContext): void {
  const properties = propertiesOf(context);
  const measures = new Set<string>();
  for (const declaration of context.module.declarations) {
    if (declaration.kind === "measure") measures.add(declaration.name.text);
  }
  for (const declaration of context.module.declarations) {
    if (declaration.kind === "check") checkOne(context, declaration, properties, measures);
  }
}

function checkOne(
  context: CheckContext,
  declaration: CheckDeclaration,
  properties: ReadonlyMap<string, PropertyClass>,
  measures: ReadonlySet<string>,
): void {
  const settings = new Map<string, Name>();
  const verdicts: CheckExpectation[] = [];
  const only = new Set<string>();
  const without = new Set<string>();
  for (const item of declaration.items) {
    switch (item.kind) {
      case "setting":
        if (!isTwice(context, settings, item.name)) checkSetting(context, item);
        break;
      case "limit": {
        const resolution = resolveStep(context, item.path);
        if (resolution !== undefined) context.resolve(item, resolution);
        checkConstantNumber(context, item.count, "a limit");
        break;
      }
      case "only":
      case "without":
        for (const name of item.names) {
          (item.kind === "only" ? only : without).add(name.text);
          if (!CLASSES.has(name.text)) knownProperty(context, name, properties, "selection");
        }
        break;
      case "expect":
        checkExpectation(context, item, properties, measures);
        if (["holds", "violates", "deadlocks", "fails"].includes(item.what)) verdicts.push(item);
        break;
      case "symmetry":
        break;
    }
  }
  const [first, second] = verdicts;
  if (first !== undefined && second !== undefined) {
    context.report("expect-twice", second.span, {}, [
      { at: context.at(first.span), message: "the first one is here" },
    ]);
  }
  const selected = (name: string, of: PropertyClass): boolean =>
    (only.size === 0 || only.has(name) || only.has(of)) && !without.has(name) && !without.has(of);
  for (const verdict of verdicts) {
    const unchecked = (name: string) =>
      context.report("expect-unselected", verdict.span, { name, check: declaration.name.text });
    if (verdict.what === "violates" && !verdict.message) {
      const { text } = verdict.property;
      const of = properties.get(text);
      if (of !== undefined && !selected(text, of)) unchecked(text);
    } else if (verdict.what === "deadlocks" && !selected("deadlock", "deadlock")) {
      unchecked("deadlock");
    }
  }
}

function knownProperty(
  context: CheckContext,
  name: { readonly text: string } & Node,
  properties: ReadonlyMap<string, PropertyClass>,
  place: "selection" | "expectation",
): void {
  if (properties.has(name.text)) return;
  const candidates = [...properties.keys(), ...(place === "selection" ? CLASSES : [])];
  context.report("unknown-property", name.span, {
    name: name.text,
    ...context.suggest(name.text, candidates),
  });
}

function checkExpectation(
  context: CheckContext,
  item: CheckExpectation,
  properties: ReadonlyMap<string, PropertyClass>,
  measures: ReadonlySet<string>,
): void {
  if (item.what === "violates") {
    const { property } = item;
    if (!item.message) knownProperty(context, property, properties, "expectation");
    else if (!context.assertMessages.has(property.text)) {
      context.report("unknown-message", property.span, {
        message: property.text,
        ...context.suggest(property.text, context.assertMessages),
      });
    }
  } else if (item.what === "measure") {
    if (!measures.has(item.measure.text)) {
      context.report("unknown-measure", item.measure.span, {
        name: item.measure.text,
        ...context.suggest(item.measure.text, measures),
      });
    }
    if (item.bounds !== undefined && item.bounds.low > item.bounds.high) {
      context.report("measure-bounds", item.span, {
        low: String(item.bounds.low),
        high: String(item.bounds.high),
      });
    }
  }
}

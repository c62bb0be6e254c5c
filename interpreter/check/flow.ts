/** Warnings about the flow of control: steps that nothing leads to, and asserts before a `choose`. */
import type {
  BinderGroup,
  Block,
  EffectDeclaration,
  Node,
  ProcessDeclaration,
  Statement,
  Step,
} from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { blocksOf, hasElse, statementsOf } from "./walk.ts";

export function warnUnreachableSteps(context: CheckContext, process: ProcessDeclaration): void {
  const byName = new Map(process.steps.map((step) => [step.name.text, step]));
  const [first] = process.steps;
  if (first === undefined) return;
  const reached = new Set<Step>([first]);
  for (const step of reached) {
    for (const statement of statementsOf(step.body)) {
      const target = statement.kind === "goto" ? byName.get(statement.label.text) : undefined;
      if (target !== undefined) reached.add(target);
    }
    const next = process.steps[process.steps.indexOf(step) + 1];
    if (next !== undefined && context.fallsThrough.has(step)) reached.add(next);
  }
  for (const step of process.steps) {
    if (reached.has(step)) continue;
    const details = { name: step.name.text, process: process.name.text };
    context.report("unreachable-step", step.name.span, details);
  }
}

/** What a block does: its first assert and its first `choose` that may have no candidate. */
interface Passage {
  readonly assert?: Node;
  readonly choose?: Node;
  /** It always ends the step, so nothing comes after it. */
  readonly ends?: boolean;
}

interface Analysis {
  readonly context: CheckContext;
  readonly effects: Map<EffectDeclaration, Passage>;
  readonly reported: Set<Node>;
}

/**
 * An assert fires when control reaches it, even if a later `choose` turns out to be empty and the
 * step could not have been taken (A5). That may be meant, so it is a warning.
 */
export function warnEarlyAsserts(context: CheckContext): void {
  const analysis: Analysis = { context, effects: new Map(), reported: new Set() };
  for (const declaration of context.module.declarations) {
    switch (declaration.kind) {
      case "action":
      case "init":
        passBlock(analysis, declaration.body, undefined);
        break;
      case "effect":
        passEffect(analysis, declaration);
        break;
      case "process":
        for (const step of declaration.steps) passBlock(analysis, step.body, undefined);
    }
  }
}

/** Goes through a block on whose way an assert has been passed already, if there is one. */
function passBlock(analysis: Analysis, block: Block, before: Node | undefined): Passage {
  let passage: Passage = { assert: before };
  for (const statement of block.statements) {
    const next = pass(analysis, statement, passage.assert);
    passage = { assert: passage.assert ?? next.assert, choose: passage.choose ?? next.choose };
    if (next.ends) return { ...passage, ends: true };
  }
  return passage;
}

function pass(analysis: Analysis, statement: Statement, before: Node | undefined): Passage {
  switch (statement.kind) {
    case "assert":
      return { assert: statement };
    case "choose": {
      const empty = mayBeEmpty(statement.binders) || statement.where !== undefined;
      if (empty) meet(analysis, before, statement);
      return empty ? { choose: statement } : {};
    }
    case "call": {
      const resolution = analysis.context.resolutions.get(statement.callee);
      if (resolution?.kind !== "effect" || resolution.use !== undefined) return {};
      const passage = passEffect(analysis, resolution.declaration);
      meet(analysis, before, passage.choose);
      return passage;
    }
    case "for": {
      const passage = passBlock(analysis, statement.body, before);
      // What one round asserts comes before what the next one chooses.
      meet(analysis, passage.assert, passage.choose);
      return passage;
    }
    case "either": {
      const guarded = statement.branches.every((branch) => branch.guard !== undefined);
      if (guarded) meet(analysis, before, statement);
      const inner = passBlocks(analysis, statement, before);
      return guarded ? { ...inner, choose: statement } : inner;
    }
    case "if":
    case "match":
      return passBlocks(analysis, statement, before);
    case "goto":
    case "stop":
      return { ends: true };
    default:
      return {};
  }
}

function passBlocks(analysis: Analysis, statement: Statement, before: Node | undefined): Passage {
  let passage: Passage = {};
  for (const block of blocksOf(statement)) {
    const inner = passBlock(analysis, block, before);
    passage = {
      assert: passage.assert ?? (inner.ends ? undefined : inner.assert),
      choose: passage.choose ?? inner.choose,
      ends: inner.ends && (passage.ends ?? true),
    };
  }
  return statement.kind === "if" && !hasElse(statement) ? { ...passage, ends: false } : passage;
}

/** Effects do not call themselves, and each is looked at once. */
function passEffect(analysis: Analysis, effect: EffectDeclaration): Passage {
  let passage = analysis.effects.get(effect);
  if (passage === undefined) {
    analysis.effects.set(effect, {});
    passage = passBlock(analysis, effect.body, undefined);
    analysis.effects.set(effect, passage);
  }
  return passage;
}

function mayBeEmpty(binders: readonly BinderGroup[]): boolean {
  return binders.some((group) => group.domain.kind === "in");
}

function meet(analysis: Analysis, assert: Node | undefined, choose: Node | undefined): void {
  if (assert === undefined || choose === undefined || analysis.reported.has(assert)) return;
  analysis.reported.add(assert);
  analysis.context.report("assert-before-choose", assert.span, {}, [
    { at: analysis.context.at(choose.span), message: "nothing may be left to choose here" },
  ]);
}

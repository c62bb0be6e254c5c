/**
 * Why a condition has the value that it has: the one part of it that decided, with the values of the
 * names bound on the way and of the operands that were compared. For people; an engine never needs it.
 */
import { Bindings } from "../evaluate/bindings.ts";
import type { Environment } from "../evaluate/environment.ts";
import { inOldState, newEnvironment, newFrame } from "../evaluate/environment.ts";
import { evaluate, truth } from "../evaluate/expression.ts";
import type { Explanation } from "../exploration.ts";
import { EvaluationFailure, attempt } from "../evaluate/failure.ts";
import type { Expression, Instance, State } from "../model.ts";
import { showValue } from "../show-value.ts";

type Kind<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;
type NamedValue = Explanation["bindings"][number];

/** A part of the condition, and where it is evaluated. */
interface Part {
  readonly e: Expression;
  readonly env: Environment;
  readonly bindings: readonly NamedValue[];
  /** A definition has been entered; those that it calls are not. */
  readonly inDefinition: boolean;
}

/** Explains a property, or another condition without free slots, in a state or on a step. */
export function explain(
  instance: Instance,
  condition: Expression,
  state: State,
  old: State = state,
): Explanation {
  return explainIn(newEnvironment(instance, 0, state, old), condition);
}

/** Explains a condition whose free slots are in the environment. */
export function explainIn(env: Environment, condition: Expression): Explanation {
  const whole: Part = { e: condition, env, bindings: [], inDefinition: false };
  const found = attempt(condition.at, () => {
    const part = decidingPart(whole);
    return {
      at: part.e.at,
      value: truth(part.e, part.env),
      bindings: part.bindings,
      operands: operandsOf(part),
    };
  });
  if (!(found instanceof EvaluationFailure)) return found;
  return { at: found.at, value: false, bindings: [], operands: [] };
}

/** As far down as one part alone decided. */
function decidingPart(whole: Part): Part {
  let part = whole;
  for (let next = decider(part); next !== undefined; next = decider(part)) part = next;
  return part;
}

/**
 * The part of a condition that alone decided its value; `undefined` if several did, or if the condition
 * has no parts. Evaluating what comes before the part binds the names that it uses.
 */
function decider(part: Part): Part | undefined {
  const { e, env } = part;
  switch (e.kind) {
    case "not":
      return { ...part, e: e.operand };
    case "if":
      return { ...part, e: truth(e.condition, env) ? e.then : e.else };
    case "old":
      return { ...part, e: e.body, env: inOldState(env) };
    case "logic":
      return decidingSide(part, e);
    case "quantifier":
      return decidingInstance(part, e);
    case "call":
      return part.inDefinition ? undefined : bodyOfDefinition(part, e);
    default:
      return undefined;
  }
}

function decidingSide(part: Part, e: Kind<"logic">): Part | undefined {
  switch (e.operator) {
    case "and":
    case "or": {
      const decisive = e.operator === "or";
      const found = chain(e).find((side) => truth(side, part.env) === decisive);
      return found && { ...part, e: found };
    }
    case "implies":
      return { ...part, e: truth(e.left, part.env) ? e.right : e.left };
    case "iff":
      return undefined;
  }
}

/** The operands of `a and b and c`, or of `or`, in order. */
function chain(e: Kind<"logic">): Expression[] {
  const sides: Expression[] = [];
  let left: Expression = e;
  for (; left.kind === "logic" && left.operator === e.operator; left = left.left) {
    sides.push(left.right);
  }
  sides.push(left);
  return sides.reverse();
}

function decidingInstance(part: Part, e: Kind<"quantifier">): Part | undefined {
  const { env } = part;
  const bindings = new Bindings(e.binders);
  while (bindings.next(env, evaluate)) {
    if (e.where !== undefined && !truth(e.where, env)) continue;
    if (truth(e.body, env) !== (e.quantifier === "some")) continue;
    const bound = e.binders.map(({ name, slot, type }) => ({
      name,
      value: showValue(env.frame[slot]!, type),
    }));
    return { ...part, e: e.body, bindings: [...part.bindings, ...bound] };
  }
  return undefined;
}

function bodyOfDefinition(part: Part, e: Kind<"call">): Part {
  const definition = part.env.instance.definitions[e.definition]!;
  const frame = newFrame(definition.frameSize);
  const bound = definition.parameters.map(({ name, type }, i) => {
    frame[i] = evaluate(e.arguments[i]!, part.env);
    return { name, value: showValue(frame[i], type) };
  });
  const outer = part.bindings.filter(({ name }) => !bound.some((each) => each.name === name));
  return {
    e: definition.body,
    env: { ...part.env, frame },
    bindings: [...outer, ...bound],
    inDefinition: true,
  };
}

/** What was compared; where several parts decided together, what was compared in each of them. */
function operandsOf(part: Part): Explanation["operands"] {
  const { e, env } = part;
  const show = (...operands: readonly Expression[]): Explanation["operands"] =>
    operands
      .filter(({ kind }) => kind !== "constant")
      .map((operand) => ({
        at: operand.at,
        value: showValue(evaluate(operand, env), operand.type),
      }));
  switch (e.kind) {
    case "equal":
    case "compare":
      return show(e.left, e.right);
    case "member":
      return show(e.element, e.collection);
    case "test":
      return show(e.subject);
    case "call":
      return show(...e.arguments);
    case "logic": {
      const sides = e.operator === "iff" ? [e.left, e.right] : chain(e);
      return sides.flatMap((side) => {
        const operands = operandsOf(decidingPart({ ...part, e: side }));
        return operands.length > 0 ? operands : show(side);
      });
    }
    default:
      return [];
  }
}

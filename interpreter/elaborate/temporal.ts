/**
 * Temporal properties: formulas over state predicates. What has no temporal operator in it is one
 * predicate; a quantifier around a temporal operator becomes one part for each of its values.
 */
import type { Location } from "../../grammar/source.ts";
import type * as syntax from "../../grammar/syntax.ts";
import { boundSlots, readSlots, visitNodes } from "../analysis.ts";
import type { Expression, Property, Temporal, TemporalProperty } from "../model.ts";
import { domainOf } from "../values.ts";
import { elaborateBinders } from "./binders.ts";
import { environment, locate, type Environment, type Scope } from "./context.ts";
import { elaborateBool } from "./expressions.ts";
import { conjunction, isConstant } from "./fold.ts";
import { refuse } from "./problem.ts";

/** Parts of one formula, and values that its quantifiers go through. */
const PART_LIMIT = 10_000;

export function elaborateTemporal(
  scope: Scope,
  node: syntax.PropertyDeclaration,
  at: Location,
): TemporalProperty {
  const expansion = new Expansion(scope, node.name.text);
  const { formula } = expansion.expand(node.body, []);
  return {
    name: node.name.text,
    ...(node.doc ? { doc: node.doc } : {}),
    at,
    atoms: expansion.atoms(),
    formula,
  };
}

interface Expanded {
  readonly formula: Temporal;
  /** Predicates that hold where the formula does: names that they bind are known there. */
  readonly known: readonly Expression[];
}

class Expansion {
  readonly #env: Environment;
  readonly #name: string;
  readonly #atoms: Omit<Property, "frameSize">[] = [];
  readonly #indices = new Map<string, number>();
  readonly #isTemporal = new Map<syntax.Expression, boolean>();
  #parts = 0;

  constructor(scope: Scope, name: string) {
    this.#name = name;
    this.#env = environment(scope, name, true);
  }

  atoms(): Property[] {
    return this.#atoms.map((atom) => ({ ...atom, frameSize: this.#env.frame.size }));
  }

  /** `known` holds wherever the value of this formula matters, in the same state. */
  expand(node: syntax.Expression, known: readonly Expression[]): Expanded {
    this.#count(node);
    if (!this.#hasOperator(node)) return this.#predicate(node, known);
    switch (node.kind) {
      case "parenthesised":
        return this.expand(node.body, known);
      case "unary": {
        const operand = this.expand(node.operand, known).formula;
        const kind = node.operator as "not" | "always" | "eventually";
        return { formula: { kind, operand }, known: [] };
      }
      case "binary":
        return this.#binary(node, known);
      case "quantifier":
        return { formula: this.#quantifier(node, known), known: [] };
      default:
        throw new Error(`a temporal operator inside ${node.kind}`);
    }
  }

  #binary(node: syntax.BinaryExpression, known: readonly Expression[]): Expanded {
    const left = this.expand(node.left, known);
    const operands = (right: Expanded) => [left.formula, right.formula];
    switch (node.operator) {
      case "and": {
        const right = this.expand(node.right, [...known, ...left.known]);
        const both = [...left.known, ...right.known];
        return { formula: { kind: "and", operands: operands(right) }, known: both };
      }
      case "or": {
        const right = this.expand(node.right, known);
        return { formula: { kind: "or", operands: operands(right) }, known: [] };
      }
      case "implies":
      case "iff":
      case "until":
      case "leads to": {
        const kind = node.operator;
        const inside = kind === "implies" ? [...known, ...left.known] : known;
        const right = this.expand(node.right, inside).formula;
        return { formula: { kind, left: left.formula, right }, known: [] };
      }
      default:
        throw new Error(`a temporal operator beside ${node.operator}`);
    }
  }

  #quantifier(node: syntax.QuantifierExpression, known: readonly Expression[]): Temporal {
    const env = this.#env;
    const binders = elaborateBinders(env, node.binders);
    const names = node.binders.flatMap((group) => group.names);
    const all = node.quantifier === "all";
    const operands: Temporal[] = [];
    const positions = new Map<number, number>();
    const bindFrom = (index: number): void => {
      const binder = binders[index];
      if (binder === undefined) return this.#round(node, known, all, operands);
      const domain = domainOf(binder.type);
      for (let position = 0; position < domain.length; position++) {
        this.#count(node);
        if (binder.distinctFrom.some((slot) => positions.get(slot) === position)) continue;
        positions.set(binder.slot, position);
        const value = domain.at(position)!;
        env.bindings.set(names[index]!, { slot: binder.slot, type: binder.type, value });
        bindFrom(index + 1);
      }
    };
    bindFrom(0);
    return { kind: all ? "and" : "or", operands };
  }

  /** The part of a quantifier for the values that its names have now. */
  #round(
    node: syntax.QuantifierExpression,
    known: readonly Expression[],
    all: boolean,
    operands: Temporal[],
  ): void {
    if (node.where === undefined) {
      operands.push(this.expand(node.body, known).formula);
      return;
    }
    const where = this.#predicate(node.where, known);
    if (where.formula.kind === "constant" && !where.formula.value) return;
    const body = this.expand(node.body, [...known, ...where.known]).formula;
    operands.push(
      all
        ? { kind: "implies", left: where.formula, right: body }
        : { kind: "and", operands: [where.formula, body] },
    );
  }

  #predicate(node: syntax.Expression, known: readonly Expression[]): Expanded {
    const body = elaborateBool(this.#env, node);
    return { formula: this.#atom(body, known), known: [body] };
  }

  #atom(body: Expression, known: readonly Expression[]): Temporal {
    if (isConstant(body)) return { kind: "constant", value: body.value === true };
    if (body.kind === "not") return { kind: "not", operand: this.#atom(body.operand, known) };
    // Names that another predicate binds: it holds where this one matters, so it is repeated here.
    const whole = isClosed(body) ? body : conjunction([...known, body], body.at);
    const text = JSON.stringify(whole, (key, value: unknown) => (key === "at" ? undefined : value));
    let index = this.#indices.get(text);
    if (index === undefined) {
      index = this.#atoms.push({ name: this.#name, at: body.at, body: whole }) - 1;
      this.#indices.set(text, index);
    }
    return { kind: "atom", index };
  }

  #hasOperator(node: syntax.Expression): boolean {
    let has = this.#isTemporal.get(node);
    if (has === undefined) this.#isTemporal.set(node, (has = this.#findOperator(node)));
    return has;
  }

  #findOperator(node: syntax.Expression): boolean {
    switch (node.kind) {
      case "parenthesised":
      case "quantifier":
        return this.#hasOperator(node.body);
      case "unary":
        if (node.operator === "always" || node.operator === "eventually") return true;
        return node.operator === "not" && this.#hasOperator(node.operand);
      case "binary":
        switch (node.operator) {
          case "until":
          case "leads to":
            return true;
          case "and":
          case "or":
          case "implies":
          case "iff":
            return this.#hasOperator(node.left) || this.#hasOperator(node.right);
        }
        return false;
      default:
        return false;
    }
  }

  #count(node: syntax.Expression): void {
    if (++this.#parts <= PART_LIMIT) return;
    refuse("size-limit", locate(this.#env.scope, node.span), {
      what: "the temporal property, written out for all values of its quantifiers,",
      size: `more than ${PART_LIMIT} parts`,
      limit: `${PART_LIMIT}`,
      advice: "quantify over smaller types, or inside the temporal operators",
    });
  }
}

/** Whether an expression binds all names that it reads. */
function isClosed(body: Expression): boolean {
  const own = boundSlots(body);
  visitNodes(body, (node) => {
    if ("binders" in node) for (const binder of node.binders) own.add(binder.slot);
    if (node.kind === "tabulate") for (const slot of node.slots) own.add(slot);
  });
  return [...readSlots(body)].every((slot) => own.has(slot));
}

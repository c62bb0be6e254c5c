/**
 * Temporal formulas in negation normal form, each made once: equal formulas are the same object. What
 * is evidently the same is made the same (`eventually eventually p`), which keeps automata small.
 */
import type { Temporal } from "../model.ts";

interface Numbered {
  /** Small formulas come first: operands have smaller numbers. */
  readonly id: number;
}

export type Formula = Numbered &
  (
    | { readonly kind: "constant"; readonly value: boolean }
    | { readonly kind: "literal"; readonly atom: number; readonly positive: boolean }
    /** At least two operands, ascending by `id`. */
    | { readonly kind: "and" | "or"; readonly operands: readonly Formula[] }
    /** `release` is the dual of `until`: right holds up to and with the first left, or for ever. */
    | { readonly kind: "until" | "release"; readonly left: Formula; readonly right: Formula }
  );

/** Above this many operands, it is not tried which of them follow from others. */
const COMPARED_OPERANDS = 24;

export class Formulas {
  readonly #made = new Map<string, Formula>();
  readonly #implied = new Map<number, Map<number, boolean>>();
  readonly true: Formula;
  readonly false: Formula;

  constructor() {
    this.true = this.#make("true", { kind: "constant", value: true });
    this.false = this.#make("false", { kind: "constant", value: false });
  }

  /** The formula, or its negation; `atoms` renumbers the predicates. */
  of(temporal: Temporal, negated: boolean, atoms: (index: number) => number): Formula {
    const known = new Map<Temporal, Formula>();
    const opposite = new Map<Temporal, Formula>();
    const convert = (from: Temporal, not: boolean): Formula => {
      const table = not ? opposite : known;
      let formula = table.get(from);
      if (formula === undefined) table.set(from, (formula = make(from, not)));
      return formula;
    };
    const make = (from: Temporal, not: boolean): Formula => {
      switch (from.kind) {
        case "constant":
          return from.value === not ? this.false : this.true;
        case "atom":
          return this.literal(atoms(from.index), !not);
        case "not":
          return convert(from.operand, !not);
        case "and":
        case "or": {
          const kind = (from.kind === "and") === not ? "or" : "and";
          return this.join(
            kind,
            from.operands.map((each) => convert(each, not)),
          );
        }
        case "implies":
          return this.join(not ? "and" : "or", [
            convert(from.left, !not),
            convert(from.right, not),
          ]);
        case "iff": {
          const { left, right } = from;
          return this.join("or", [
            this.join("and", [convert(left, false), convert(right, not)]),
            this.join("and", [convert(left, true), convert(right, !not)]),
          ]);
        }
        case "always":
        case "eventually": {
          const operand = convert(from.operand, not);
          return (from.kind === "always") === not
            ? this.until(this.true, operand)
            : this.release(this.false, operand);
        }
        case "until": {
          const [left, right] = [convert(from.left, not), convert(from.right, not)];
          return not ? this.release(left, right) : this.until(left, right);
        }
        case "leads to": {
          const [left, right] = [convert(from.left, !not), convert(from.right, not)];
          return not
            ? this.until(this.true, this.join("and", [left, this.release(this.false, right)]))
            : this.release(this.false, this.join("or", [left, this.until(this.true, right)]));
        }
      }
    };
    return convert(temporal, negated);
  }

  literal(atom: number, positive: boolean): Formula {
    return this.#make(`${positive ? "" : "!"}${atom}`, { kind: "literal", atom, positive });
  }

  join(kind: "and" | "or", parts: readonly Formula[]): Formula {
    const [unit, zero] = kind === "and" ? [this.true, this.false] : [this.false, this.true];
    const all = new Set<Formula>();
    for (const part of parts) {
      if (part.kind === kind) part.operands.forEach((each) => all.add(each));
      else if (part !== unit) all.add(part);
    }
    for (const part of all) {
      const opposite = part.kind === "literal" && this.literal(part.atom, !part.positive);
      if (part === zero || (opposite && all.has(opposite))) return zero;
    }
    const operands = this.#independent(kind, [...all]).sort((a, b) => a.id - b.id);
    if (operands.length < 2) return operands[0] ?? unit;
    const key = `${kind} ${operands.map(({ id }) => id).join(" ")}`;
    return this.#make(key, { kind, operands });
  }

  until(left: Formula, right: Formula): Formula {
    if (right.kind === "constant" || left === this.false || left === right) return right;
    // After an eventuality nothing is asked of the states before it.
    if (right.kind === "until" && right.left === this.true) return right;
    if (left === this.true && right.kind === "until") return this.until(left, right.right);
    if (left === this.true && isRepeated(right, this)) return right;
    return this.#make(`until ${left.id} ${right.id}`, { kind: "until", left, right });
  }

  release(left: Formula, right: Formula): Formula {
    if (right.kind === "constant" || left === this.true || left === right) return right;
    if (right.kind === "release" && right.left === this.false) return right;
    if (left === this.false && right.kind === "release") return this.release(left, right.right);
    if (left === this.false && isRepeated(right, this)) return right;
    return this.#make(`release ${left.id} ${right.id}`, { kind: "release", left, right });
  }

  /** Whether the second evidently holds wherever the first does; `false` says nothing. */
  implies(a: Formula, b: Formula): boolean {
    if (a === b || a === this.false || b === this.true) return true;
    let row = this.#implied.get(a.id);
    if (row === undefined) this.#implied.set(a.id, (row = new Map()));
    let known = row.get(b.id);
    if (known === undefined) row.set(b.id, (known = this.#findImplied(a, b)));
    return known;
  }

  #findImplied(a: Formula, b: Formula): boolean {
    if (b.kind === "and") return b.operands.every((each) => this.implies(a, each));
    if (a.kind === "or") return a.operands.every((each) => this.implies(each, b));
    if (b.kind === "or" && b.operands.some((each) => this.implies(a, each))) return true;
    if (a.kind === "and" && a.operands.some((each) => this.implies(each, b))) return true;
    if (b.kind === "until" && this.implies(a, b.right)) return true;
    if (a.kind === "release" && this.implies(a.right, b)) return true;
    if (a.kind === "until" && b.kind === "until") {
      return this.implies(a.left, b.left) && this.implies(a.right, b.right);
    }
    if (a.kind === "release" && b.kind === "release") {
      return this.implies(a.left, b.left) && this.implies(a.right, b.right);
    }
    return false;
  }

  /** Without the operands that follow from another (of `or`: that another follows from). */
  #independent(kind: "and" | "or", operands: Formula[]): Formula[] {
    if (operands.length > COMPARED_OPERANDS) return operands;
    const kept = [...operands];
    for (const each of operands) {
      const isImplied = kept.some(
        (other) =>
          other !== each &&
          (kind === "and" ? this.implies(other, each) : this.implies(each, other)),
      );
      if (isImplied) kept.splice(kept.indexOf(each), 1);
    }
    return kept;
  }

  #make(key: string, formula: DistributedOmit<Formula>): Formula {
    let made = this.#made.get(key);
    if (made === undefined) {
      made = { ...formula, id: this.#made.size };
      this.#made.set(key, made);
    }
    return made;
  }
}

type DistributedOmit<F> = F extends Numbered ? Omit<F, "id"> : never;

/** `always eventually p` and `eventually always p` are the same from every state of a run. */
function isRepeated(formula: Formula, formulas: Formulas): boolean {
  const isEventually = (f: Formula) => f.kind === "until" && f.left === formulas.true;
  const isAlways = (f: Formula) => f.kind === "release" && f.left === formulas.false;
  switch (formula.kind) {
    case "release":
      return isAlways(formula) && isEventually(formula.right);
    case "until":
      return isEventually(formula) && isAlways(formula.right);
    default:
      return false;
  }
}

/**
 * Formulas of which one at least holds exactly if the given one does, as many as can be had without
 * there being more than `limit`: each makes a smaller automaton than all together.
 */
export function disjuncts(formulas: Formulas, formula: Formula, limit: number): readonly Formula[] {
  const split = (from: Formula): readonly Formula[] => {
    switch (from.kind) {
      case "or": {
        const parts = from.operands.flatMap(split);
        return parts.length <= limit ? parts : [from];
      }
      case "and": {
        let parts: readonly Formula[] = [formulas.true];
        for (const operand of from.operands) {
          const more = split(operand);
          if (parts.length * more.length > limit) return [from];
          parts = parts.flatMap((a) => more.map((b) => formulas.join("and", [a, b])));
        }
        return parts;
      }
      case "until":
        if (from.left !== formulas.true) return [from];
        return split(from.right).map((each) => formulas.until(formulas.true, each));
      default:
        return [from];
    }
  };
  return [...new Set(split(formula))].filter((each) => each !== formulas.false);
}

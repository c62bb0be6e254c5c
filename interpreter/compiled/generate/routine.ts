/**
 * What a piece of code is generated in: the words of the state as they are at that point, the values of
 * slots, and how a failure ends the path. And the program that all pieces belong to.
 */
import type { Expression, Instance } from "../../model.ts";
import type { DefinitionFacts } from "../../analysis.ts";
import type { Writer } from "../code/code-writer.ts";
import type { Plan } from "../layout/layout.ts";
import type { Scalar } from "../code/scalar.ts";
import { integer, isConstant, namedWord } from "../code/scalar.ts";
import type { Term } from "../code/term.ts";
import { storedTerm } from "../code/term.ts";

/** How long generated code may become before loops take the place of repetition. */
export interface CodeLimits {
  /** Characters of a quantifier, fold or `for` written out for each value. */
  readonly unrolled: number;
  /** Characters of one candidate of `choose` times the number of candidates. */
  readonly choose: number;
  /** Characters of a step written out for each of its arguments. */
  readonly step: number;
  /** Characters of a definition that is repeated at each call. */
  readonly inlined: number;
}

export const CODE_LIMITS: CodeLimits = {
  unrolled: 3_000,
  choose: 6_000,
  step: 24_000,
  inlined: 800,
};

/** Everything in loops and functions: what is generated when the text would get too long. */
export const COMPACT_LIMITS: CodeLimits = { unrolled: 0, choose: 0, step: 0, inlined: 0 };

/** What is common to all code of an instance. */
export interface Program {
  readonly instance: Instance;
  readonly plan: Plan;
  readonly w: Writer;
  limits: CodeLimits;
  readonly facts: readonly DefinitionFacts[];
  /** Costs that are counted along a path, in words behind those of the state. */
  readonly costs: readonly number[];
  /** Decisions made once for a node of the tree: whether to repeat it or make a loop or function. */
  readonly decisions: Map<object, boolean>;
  /** Definitions computed once for each state, by index. */
  readonly memos: Map<number, Memo>;
  /** Results of definitions that were repeated at a call, by definition, arguments and words. */
  readonly results: Map<string, Term>;
  /** Functions made for definitions, by index. */
  readonly functions: Map<number, string>;
  /** Generates an expression: here so that the files for its kinds need not import each other. */
  readonly expression: (e: Expression, r: Routine) => Term;
}

/** A definition of one argument whose values are computed once for each state, in a word of `M`. */
export interface Memo {
  /** Words of the state that it depends on. */
  readonly words: readonly number[];
  /** Its value in the state that is being expanded. */
  readonly now: (argument: Term, r: Routine) => Scalar;
  /** The same after the writes of a path, if that is quickly found. */
  readonly after: (argument: Term, r: Routine) => Scalar | undefined;
}

export interface Routine {
  readonly program: Program;
  readonly w: Writer;
  /** The state now, in a body also the costs counted so far; replaced, never changed in place. */
  words: readonly Scalar[];
  /** The state before the step. */
  readonly old: readonly Scalar[];
  slots: (Term | undefined)[];
  readonly exits: Exits;
}

/** Statements that end the evaluation. */
export interface Exits {
  /** It leaves a type here. */
  readonly failed: string;
  /** A function has returned because it failed. */
  readonly failedInside: string;
  /** An assertion is false. */
  readonly asserted: string;
}

/** What is to be recorded when a path does not complete; how it is left depends on the place. */
export interface Records {
  readonly failed: string;
  readonly asserted: string;
}

/** Ends of a path that is left by a `break`, `return` or the like. */
export function exitsBy(leave: string, records: Records): Exits {
  return {
    failed: `${records.failed}${leave}`,
    failedInside: `F=0;D=0;${records.failed}${leave}`,
    asserted: `${records.asserted}${leave}`,
  };
}

/** The words of the state before the step, which every function can load. */
export function oldWords(plan: Plan): Scalar[] {
  return Array.from({ length: plan.words }, (_, i) => namedWord(`s${i}`));
}

/** Adds the loads of the old words, and of definitions computed for them, that a function uses. */
export function withOldWords(text: string): string {
  const used = new Set(Array.from(text.matchAll(/\b[sm]\d+\b/g), ([name]) => name));
  if (used.size === 0) return text;
  const loads = [...used].map((name) => `${name}=${name[0]!.toUpperCase()}[${name.slice(1)}]`);
  return `const ${loads.join(",")};${text}`;
}

/** The value of a variable of the instance now. */
export function variableTerm(index: number, r: Routine): Term {
  const type = r.program.instance.variables[index]!.type;
  return storedTerm(type, r.program.plan.nodes[index]!, r.words, integer(0), r.w);
}

/** An independent path from here: what it binds and writes is its own. */
export function fork(r: Routine): Routine {
  return { ...r, slots: [...r.slots] };
}

/** The path ends in failure if the condition holds. */
export function failIf(condition: Scalar, r: Routine): void {
  if (!isConstant(condition)) r.w.line(`if(${condition.text}){${r.exits.failed}}`);
  else if (condition.low === 1) r.w.line(r.exits.failed);
}

/** Statements that are done if a condition holds. */
export function when(condition: Scalar, r: Routine, body: () => void): void {
  if (isConstant(condition)) {
    if (condition.low === 1) body();
    return;
  }
  const text = r.w.scope(body);
  if (text !== "") r.w.line(`if(${condition.text}){${text}}`);
}

/** Whether to repeat something for each of its values, decided when it is first met. */
export function decide(r: Routine, node: object, measure: () => boolean): boolean {
  const { decisions } = r.program;
  let decision = decisions.get(node);
  if (decision === undefined) decisions.set(node, (decision = measure()));
  return decision;
}

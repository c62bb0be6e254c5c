/** What a generator knows about the module it is writing, and what is in scope at a place of it. */
import type { EnumType, SymmetricType, Type } from "../model.ts";
import type { Choices } from "./choices.ts";
import { code, type Piece } from "./text-tree.ts";

/** A name with a type: a parameter, a variable, a local name. */
export interface Named {
  readonly name: string;
  readonly type: Type;
}

export interface GeneratedDef extends Named {
  readonly parameters: readonly Type[];
  readonly parenthesised: boolean;
  /** Variables that it reads, directly or not. */
  readonly reads: ReadonlySet<string>;
}

export interface GeneratedEffect {
  readonly name: string;
  readonly parameters: readonly Type[];
  /** It says `old`, so that `init` cannot call it. */
  readonly old: boolean;
  /** Ways through it, at most. */
  readonly ways: number;
}

export interface GeneratedProcess {
  readonly name: string;
  readonly parameters: readonly Named[];
  readonly locals: readonly Named[];
  readonly lets: readonly Named[];
  readonly labels: readonly string[];
}

/** A number and the least range that surely holds it. */
export interface Numeric {
  readonly piece: Piece;
  readonly low: number;
  readonly high: number;
}

/** A condition and the names that are known where it holds. */
export interface Condition {
  readonly piece: Piece;
  readonly known: readonly Named[];
}

/** The generators of expressions, which all need each other: handed in so that no import is circular. */
export interface Writers {
  /** `known`: the place says which type it wants, so that `none` and bare variants have a meaning. */
  readonly expression: (
    scope: Scope,
    want: Type,
    depth: number,
    known?: boolean,
  ) => Piece | undefined;
  readonly condition: (scope: Scope, depth: number) => Condition;
  readonly number: (scope: Scope, depth: number) => Numeric;
}

/** What a module is like; drawn first, so that modules differ in how they can go wrong. */
export interface Temper {
  /** How often a value is allowed to leave its type, something to be none, a divisor to be zero. */
  readonly risk: number;
  /** How often an invariant, a transition or an assertion is more than a truism. */
  readonly doubt: {
    readonly invariant: number;
    readonly transition: number;
    readonly assert: number;
  };
  /** Whether the end of a run is a deadlock. */
  readonly deadlock: boolean;
  /** Loops over symmetric values do anything, whether or not it depends on their order. */
  readonly unruly: boolean;
}

/** Everything declared so far. Filled while the module is written. */
export class GeneratedModule {
  readonly choices: Choices;
  readonly temper: Temper;
  readonly writers: Writers;
  /** Expressions and statements that may still be written; beyond it everything is a leaf. */
  fuel: number;
  readonly enums: EnumType[] = [];
  readonly symmetric: SymmetricType[] = [];
  /** Other ways to write a type: `type` declarations and ranges over parameters. */
  readonly aliases: { readonly text: Piece; readonly type: Type }[] = [];
  readonly parameters: Named[] = [];
  readonly variables: Named[] = [];
  readonly defs: GeneratedDef[] = [];
  readonly effects: GeneratedEffect[] = [];
  readonly processes: GeneratedProcess[] = [];
  #names = 0;

  constructor(choices: Choices, temper: Temper, writers: Writers, fuel: number) {
    this.choices = choices;
    this.temper = temper;
    this.writers = writers;
    this.fuel = fuel;
  }

  /** A name that nothing else in the module has. */
  fresh(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  /** How deep an expression may be here: what is asked for while there is fuel. */
  depth(wanted: number): number {
    this.fuel--;
    return this.fuel > 0 ? wanted : Math.min(wanted, 0);
  }
}

/** The piece, now and then with a comment before or behind it. */
export function withComment(module: GeneratedModule, piece: Piece): Piece {
  const { choices } = module;
  if (!choices.chance(0.06)) return piece;
  const commented = choices.oneOf([
    () => code`// why: "so" it { is
${piece}`,
    () => code`/// What it is.
/// And more.
${piece}`,
    () => code`${piece} // so`,
    () => code`${piece} /// what it is`,
    () => code`/* one } line */ ${piece}`,
    () => code`${piece}

// apart
`,
  ])();
  return { ...commented, smaller: [piece] };
}

/** A variable that a loop over symmetric values writes: only `name[..., key, ...]` may be read. */
export interface Cell extends Named {
  readonly key: string;
  readonly position: number;
}

/** What may be said at a place. */
export interface Scope {
  readonly module: GeneratedModule;
  readonly choices: Choices;
  readonly locals: readonly Named[];
  /** State can be read. */
  readonly state: boolean;
  /** `old` can be said. */
  readonly old: boolean;
  readonly risk: number;
  /** The process whose step this is. */
  readonly process?: GeneratedProcess;
  /** Variables that may not be read here. */
  readonly hidden: ReadonlySet<string>;
  readonly cells: readonly Cell[];
}

export function expression(
  scope: Scope,
  want: Type,
  depth: number,
  known = true,
): Piece | undefined {
  return scope.module.writers.expression(scope, want, depth, known);
}

export function condition(scope: Scope, depth: number): Condition {
  return scope.module.writers.condition(scope, depth);
}

export function number(scope: Scope, depth: number): Numeric {
  return scope.module.writers.number(scope, depth);
}

export function withLocals(scope: Scope, locals: readonly Named[]): Scope {
  return locals.length === 0 ? scope : { ...scope, locals: [...scope.locals, ...locals] };
}

/** The same place, where nothing may go wrong. */
export function careful(scope: Scope): Scope {
  return scope.risk === 0 ? scope : { ...scope, risk: 0 };
}

/** Whether a risk is taken here. */
export function dares(scope: Scope): boolean {
  return scope.risk > 0 && scope.choices.chance(scope.risk);
}

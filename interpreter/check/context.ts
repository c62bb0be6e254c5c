/**
 * What the parts of the checker share while they check one module: where results go, what names
 * mean, and what is allowed at the place being checked.
 */
import { diagnose, type DiagnosticCode } from "../../grammar/diagnostics/table.ts";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { suggest } from "../../grammar/suggest.ts";
import type { Location, Span } from "../../grammar/source.ts";
import type {
  ActionDeclaration,
  DefDeclaration,
  EffectDeclaration,
  EnumDeclaration,
  Expression,
  Module,
  Name,
  Node,
  ParamDeclaration,
  ProcessDeclaration,
  Statement,
  Step,
  SymmetricType,
  TypeDeclaration,
  VariableDeclaration,
} from "../../grammar/syntax.ts";
import type { CheckedUse, Resolution } from "../checked.ts";
import { LocalScope, type Local } from "./scope.ts";
import { TypeTable, type StaticType } from "./types.ts";

/** At most so many diagnostics of one module are shown, and one that says how many more there are. */
export const DIAGNOSTIC_LIMIT = 49;

/** What a name of the module stands for outside local scopes. */
export type Global =
  | { readonly kind: "use"; readonly declaration: Node & { readonly alias: Name } }
  | { readonly kind: "param"; readonly declaration: ParamDeclaration }
  | { readonly kind: "type"; readonly declaration: TypeDeclaration }
  | { readonly kind: "enum"; readonly declaration: EnumDeclaration }
  | { readonly kind: "symmetric"; readonly declaration: SymmetricType }
  | { readonly kind: "variable"; readonly declaration: VariableDeclaration }
  | { readonly kind: "def"; readonly declaration: DefDeclaration }
  | { readonly kind: "effect"; readonly declaration: EffectDeclaration }
  | { readonly kind: "process"; readonly declaration: ProcessDeclaration };

/** What a module shows to those that use it, in its own types. */
export interface ModuleSignature {
  readonly name: string;
  readonly globals: ReadonlyMap<string, Global>;
  /** Types of parameters, variables, types, parameters of defs and effects, results of defs. */
  readonly declaredTypes: ReadonlyMap<object, StaticType>;
  /** Defs and effects that depend on the state, directly or not. */
  readonly stateful: ReadonlySet<object>;
  readonly costs: ReadonlySet<string>;
  readonly assertMessages: ReadonlySet<string>;
  /** Declarations, here and in used modules, that something in the module reads. */
  readonly read: ReadonlySet<object>;
  /** Types of the places of assignments. */
  readonly placeTypes: ReadonlyMap<Statement, StaticType>;
}

/** A `use` as the checker sees it; without `checked` the module could not be had. */
export interface UsedModule {
  readonly alias: string;
  readonly checked?: CheckedUse;
  readonly signature?: ModuleSignature;
  /** A type of the used module in our own table. */
  readonly importType: (type: StaticType) => StaticType;
}

/** What the place being checked allows. */
export interface Where {
  /** For messages: "a def", "an invariant". */
  readonly what: string;
  /** `old(...)` has a meaning here. */
  readonly old: boolean;
  /** `no`: before there is a state; `constant`: before the run, so calls and locals neither. */
  readonly state: "yes" | "no" | "constant";
  readonly temporal: boolean;
  /** The process whose step or local this is. */
  readonly process?: ProcessDeclaration;
}

/** What a declaration refers to; the checker follows these for recursion and for reads of state. */
export interface Dependencies {
  readonly reads: Set<object>;
  readonly calls: Map<object, Node>;
  /** It says `old` itself. */
  old?: boolean;
  /** It reads the state of a module that is named by a `refines`. */
  abstract?: boolean;
}

/** The checker of expressions, handed in so that its parts can call it without importing it. */
export interface ExpressionChecker {
  /** The type; `hint` is what the place would like, and not yet a demand. */
  infer(context: CheckContext, expression: Expression, hint?: StaticType): StaticType;
  /** Demands a type; `role` says in messages what for. */
  expect(context: CheckContext, expression: Expression, wanted: StaticType, role?: string): void;
  /** Demands a bool and leaves in scope what is known where it is true. */
  condition(context: CheckContext, expression: Expression): void;
}

export class CheckContext {
  readonly module: Module;
  readonly types = new TypeTable();
  readonly scope = new LocalScope();
  readonly diagnostics: Diagnostic[] = [];
  readonly resolutions = new Map<Node, Resolution>();
  readonly globals = new Map<string, Global>();
  readonly actions = new Map<string, ActionDeclaration | ProcessDeclaration>();
  readonly uses = new Map<string, UsedModule>();
  readonly declaredTypes = new Map<object, StaticType>();
  /** Types of local names, by where they are introduced. */
  readonly localTypes = new Map<Name, StaticType>();
  /** Steps whose end can be reached, which then go on to the next. */
  readonly fallsThrough = new Set<Step>();
  /** Types of the places of assignments. */
  readonly placeTypes = new Map<Statement, StaticType>();
  /** `queue[0]`: index expressions that pick from a sequence and not from a map. */
  readonly sequenceElements = new Set<Node>();
  /** Declarations and local names that something reads. */
  readonly read = new Set<object>();
  /** Local names that are to be read somewhere; `key` is what `read` would hold. */
  readonly unread: { readonly name: Name; readonly what: string; readonly key: object }[] = [];
  readonly dependencies = new Map<object, Dependencies>();
  readonly costs = new Set<string>();
  readonly assertMessages = new Set<string>();
  /** Uses named by a `refines`. */
  readonly abstractUses = new Set<string>();
  /** Enums that have a variant of a name. */
  readonly variants = new Map<string, string[]>();
  /** Tests of the current declaration that bind a name, for a message when it is used elsewhere. */
  readonly patternTests = new Map<string, Span>();

  where: Where = { what: "a module", old: false, state: "yes", temporal: false };
  /** The declaration being checked, to which dependencies are charged. */
  current: object;
  insideOld = false;
  /** While a parameter is checked: where it stands, since only earlier ones have a value. */
  parameterStart: number | undefined;
  temporalAllowed = false;
  temporalDepth = 0;
  readonly #expressions: ExpressionChecker;

  constructor(module: Module, expressions: ExpressionChecker) {
    this.module = module;
    this.current = module;
    this.#expressions = expressions;
  }

  infer(expression: Expression, hint?: StaticType): StaticType {
    return this.#expressions.infer(this, expression, hint);
  }

  expect(expression: Expression, wanted: StaticType, role?: string): void {
    this.#expressions.expect(this, expression, wanted, role);
  }

  condition(expression: Expression): void {
    this.#expressions.condition(this, expression);
  }

  at(span: Span): Location {
    return { start: span.start, end: span.end, source: this.module.source };
  }

  report(
    code: DiagnosticCode,
    span: Span,
    details: Readonly<Record<string, string>> = {},
    related?: Diagnostic["related"],
  ): void {
    this.diagnostics.push(diagnose(code, this.at(span), details, related));
  }

  /** The text of a node on one line, for messages. */
  quote(span: Span): string {
    const end = Math.min(span.end, span.start + 400);
    const text = this.module.source.text.slice(span.start, end).replace(/\s+/g, " ").trim();
    return text.length > 60 || end < span.end ? `${text.slice(0, 57)}...` : text;
  }

  /** The nearest name; not looked for once there are more errors than will be shown. */
  suggest(word: string, candidates: Iterable<string>): { readonly suggestion?: string } {
    if (this.diagnostics.length > DIAGNOSTIC_LIMIT) return {};
    const suggestion = suggest(word, candidates);
    return suggestion === undefined ? {} : { suggestion };
  }

  resolve(node: Node, resolution: Resolution): void {
    this.resolutions.set(node, resolution);
  }

  dependenciesOf(declaration: object): Dependencies {
    let found = this.dependencies.get(declaration);
    if (found === undefined) {
      found = { reads: new Set(), calls: new Map() };
      this.dependencies.set(declaration, found);
    }
    return found;
  }

  /** Introduces a local name; a name that is already taken is an error and bound all the same. */
  bind(
    binding: Name,
    type: StaticType,
    role: Local["role"],
    resolution: Resolution = { kind: "local", binding },
  ): void {
    const text = binding.text;
    const local = this.scope.get(text);
    const global = this.globals.get(text);
    if (local !== undefined) {
      const related = [{ at: this.at(local.binding.span), message: `${text} is introduced here` }];
      this.report("shadowed", binding.span, { name: text, what: `a ${local.role}` }, related);
    } else if (global !== undefined) {
      const name = global.kind === "use" ? global.declaration.alias : global.declaration.name;
      const related = [{ at: this.at(name.span), message: `${text} is declared here` }];
      this.report("shadowed", binding.span, { name: text, what: describeGlobal(global) }, related);
    }
    if (role === "let" || role === "local of the process" || role === "let of the process") {
      const key = "declaration" in resolution ? resolution.declaration : binding;
      this.unread.push({ name: binding, what: `a ${role}`, key });
    }
    this.localTypes.set(binding, type);
    const hides = local !== undefined || global !== undefined;
    const { temporalDepth } = this;
    this.scope.bind({ binding, type, role, resolution, hides, temporalDepth });
  }

  /** Runs `body` for one declaration: its own names, its own dependencies. */
  within(declaration: object, where: Where, body: () => void): void {
    const before = { where: this.where, current: this.current, temporal: this.temporalAllowed };
    const mark = this.scope.mark();
    this.where = where;
    this.current = declaration;
    this.temporalAllowed = where.temporal;
    this.patternTests.clear();
    body();
    this.scope.undo(mark);
    this.where = before.where;
    this.current = before.current;
    this.temporalAllowed = before.temporal;
  }

  /** Runs `body` and forgets the names it introduced. */
  scoped<Result>(body: () => Result): Result {
    const mark = this.scope.mark();
    const result = body();
    this.scope.undo(mark);
    return result;
  }
}

export function describeGlobal(global: Global): string {
  switch (global.kind) {
    case "use":
      return "a used module";
    case "param":
      return "a parameter of the module";
    case "type":
      return "a type";
    case "enum":
      return "an enum";
    case "symmetric":
      return "a symmetric type";
    case "variable":
      return "a state variable";
    case "def":
      return "a def";
    case "effect":
      return "an effect";
    case "process":
      return "a process";
  }
}

/** Names of declarations of some kinds, one by one, since suggestions are often not looked for. */
export function* globalNames(
  globals: ReadonlyMap<string, Global>,
  ...kinds: readonly Global["kind"][]
): Iterable<string> {
  for (const [text, { kind }] of globals) if (kinds.includes(kind)) yield text;
}

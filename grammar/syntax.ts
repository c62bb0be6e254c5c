/**
 * The syntax tree of a specification module: what `parse` produces, what `format` prints and what
 * the type checker reads. Nodes are plain data; every node carries its span. Nothing here knows
 * names or types: `Name`s are unresolved, and a bare word in an expression is a `name` node
 * whatever it will turn out to be.
 */
import type { SourceFile, Span } from "./source.ts";

export interface Node {
  readonly span: Span;
}

export interface Name extends Node {
  readonly text: string;
}

export interface Comment extends Node {
  /** `//`, `///` or a block comment; the text includes the marker. */
  readonly style: "line" | "doc" | "block";
  readonly text: string;
}

export interface Module extends Node {
  readonly source: SourceFile;
  readonly doc?: string;
  /** `freebsd.cow_fault` is two names. */
  readonly path: readonly Name[];
  readonly declarations: readonly Declaration[];
  /** Every comment of the file in order, for the formatter. */
  readonly comments: readonly Comment[];
}

// ---------------------------------------------------------------------------------------------
// Declarations

interface Declared extends Node {
  /** Text of the `///` comment, markers and common indentation removed. */
  readonly doc?: string;
}

export type Declaration =
  | UseDeclaration
  | ParamDeclaration
  | TypeDeclaration
  | EnumDeclaration
  | SymmetricDeclaration
  | StateDeclaration
  | InitDeclaration
  | DefDeclaration
  | EffectDeclaration
  | ActionDeclaration
  | ProcessDeclaration
  | PropertyDeclaration
  | TerminalDeclaration
  | RefinesDeclaration
  | MeasureDeclaration
  | ScenarioDeclaration
  | CheckDeclaration;

/** `use memory.private (Proc = Proc, DATA = 1) as ideal`; without `as`, the last word of the path. */
export interface UseDeclaration extends Declared {
  readonly kind: "use";
  readonly path: readonly Name[];
  readonly bindings: readonly Setting[];
  readonly alias: Name;
  readonly aliasWritten: boolean;
}

/** `NAME = expression`: a parameter given in `use`, `check` or `scenario`. */
export interface Setting extends Node {
  readonly name: Name;
  readonly value: Expression;
}

export interface ParamDeclaration extends Declared {
  readonly kind: "param";
  readonly name: Name;
  readonly type: TypeExpression;
  readonly default?: Expression;
}

export interface TypeDeclaration extends Declared {
  readonly kind: "type";
  readonly name: Name;
  readonly type: TypeExpression;
}

export interface EnumDeclaration extends Declared {
  readonly kind: "enum";
  readonly name: Name;
  readonly variants: readonly EnumVariant[];
}

export interface EnumVariant extends Declared {
  readonly name: Name;
  readonly payload: readonly TypeExpression[];
}

/** `symmetric type Proc[2], Frame[FRAMES]` */
export interface SymmetricDeclaration extends Declared {
  readonly kind: "symmetric";
  readonly types: readonly SymmetricType[];
}

export interface SymmetricType extends Declared {
  readonly name: Name;
  readonly size: Expression;
}

export interface StateDeclaration extends Declared {
  readonly kind: "state";
  readonly variables: readonly VariableDeclaration[];
}

export interface VariableDeclaration extends Declared {
  readonly kind: "variable";
  readonly name: Name;
  readonly type: TypeExpression;
  /** `= e` gives one value (of the element type for a map, see A13); `in S` any element of S. */
  readonly initial?: { readonly how: "is" | "in"; readonly value: Expression };
}

export interface InitDeclaration extends Declared {
  readonly kind: "init";
  readonly body: Block;
}

export interface Parameter extends Declared {
  readonly name: Name;
  readonly type: TypeExpression;
}

/** `def refs(f: Frame): 0..4 = e`; without parentheses it is used without them. */
export interface DefDeclaration extends Declared {
  readonly kind: "def";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly parenthesised: boolean;
  readonly result: TypeExpression;
  readonly body: Expression;
}

export interface EffectDeclaration extends Declared {
  readonly kind: "effect";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
}

export interface Fairness extends Node {
  readonly strength: "weak" | "strong" | "unfair";
  /** `weakly fair any`: of the disjunction over all parameter tuples (B9). */
  readonly any: boolean;
}

export interface ActionDeclaration extends Declared {
  readonly kind: "action";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly fairness?: Fairness;
  readonly guard?: Expression;
  readonly body: Block;
}

export interface ProcessDeclaration extends Declared {
  readonly kind: "process";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly fairness?: Fairness;
  /** `let p = home[t]!`: an abbreviation over the parameters, re-evaluated at each use. */
  readonly lets: readonly ProcessLet[];
  readonly locals: readonly ProcessLocal[];
  readonly steps: readonly Step[];
}

export interface ProcessLet extends Declared {
  readonly name: Name;
  readonly value: Expression;
}

export interface ProcessLocal extends Declared {
  readonly name: Name;
  readonly type: TypeExpression;
  readonly initial: Expression;
}

export interface Step extends Declared {
  readonly name: Name;
  readonly fairness?: Fairness;
  readonly guard?: Expression;
  readonly body: Block;
}

/** Invariants are over one state, transitions over a step (`old`), temporals over a run. */
export interface PropertyDeclaration extends Declared {
  readonly kind: "invariant" | "transition" | "temporal";
  readonly name: Name;
  readonly body: Expression;
}

export interface TerminalDeclaration extends Declared {
  readonly kind: "terminal";
  readonly condition: Expression;
}

/** `refines ideal { mem[p, v] = e }` */
export interface RefinesDeclaration extends Declared {
  readonly kind: "refines";
  readonly use: Name;
  readonly mappings: readonly Mapping[];
}

export interface Mapping extends Node {
  readonly variable: Name;
  /** One new name per key of the abstract map variable; empty maps the whole variable. */
  readonly keys: readonly Name[];
  readonly value: Expression;
}

/** `measure copiesPerFault: copies from P to Q` */
export interface MeasureDeclaration extends Declared {
  readonly kind: "measure";
  readonly name: Name;
  readonly cost: Name;
  readonly from: Expression;
  readonly to: Expression;
}

/** `scenario "title" (design = markEarly) reachable by distinct p, q: Proc { ... }` or `... when e` */
export interface ScenarioDeclaration extends Declared {
  readonly kind: "scenario";
  readonly title: string;
  readonly titleSpan: Span;
  readonly settings: readonly Setting[];
  readonly reach: "reachable" | "unreachable";
  readonly binders: readonly BinderGroup[];
  /** State predicate form. Exactly one of `when` and `items` is present. */
  readonly when?: Expression;
  readonly items?: readonly ScenarioItem[];
}

export type ScenarioItem = ScenarioStep | ScenarioAny | ScenarioExpect;

/** `fault.trap(t) with a = write` */
export interface ScenarioStep extends Node {
  readonly kind: "step";
  /** One name for an action, two for a step of a process. */
  readonly path: readonly Name[];
  /** `undefined` is `_`: any value. */
  readonly arguments: readonly (Expression | undefined)[];
  readonly choices: readonly Setting[];
}
/** `...`: zero or more steps of any kind. */
export interface ScenarioAny extends Node {
  readonly kind: "any";
}
export interface ScenarioExpect extends Node {
  readonly kind: "expect";
  readonly condition: Expression;
}

export interface CheckDeclaration extends Declared {
  readonly kind: "check";
  readonly name: Name;
  readonly items: readonly CheckItem[];
}

export type CheckItem =
  | (Setting & { readonly kind: "setting" })
  | CheckExpectation
  | CheckSelection
  | CheckLimit
  | CheckSymmetry;

export type CheckExpectation = Node & { readonly kind: "expect" } & (
    | { readonly what: "holds" }
    /** The property, or the text of an `assert` as a string. */
    | {
        readonly what: "violates";
        readonly property: Name | { readonly text: string; readonly span: Span };
        readonly message: boolean;
        readonly steps?: number;
      }
    | { readonly what: "deadlocks"; readonly steps?: number }
    /** A step leaves a type (rule 5): overflow, `!` of none, ... */
    | { readonly what: "fails"; readonly steps?: number }
    /** `expect states 288`: distinct states. */
    | { readonly what: "states"; readonly count: number }
    /** `expect transitions 1146`: steps taken, duplicates included, initial states not. */
    | { readonly what: "transitions"; readonly count: number }
    | {
        readonly what: "measure";
        readonly measure: Name;
        /** `undefined` bounds are `unbounded`. */
        readonly bounds?: { readonly low: number; readonly high: number };
      }
  );

/** `only invariants`, `only noFreeMapped, faultsEnd`, `without noShadowedMapped`. */
export interface CheckSelection extends Node {
  readonly kind: "only" | "without";
  /** A class (`invariants`, `transitions`, `temporals`, `refinement`, `deadlock`) or properties. */
  readonly names: readonly Name[];
}

/** `limit fork 1`: at most that many times per run, counted for this check only. */
export interface CheckLimit extends Node {
  readonly kind: "limit";
  readonly path: readonly Name[];
  readonly count: Expression;
}

/** `symmetry off`: explore every state, not one per orbit. */
export interface CheckSymmetry extends Node {
  readonly kind: "symmetry";
  readonly on: boolean;
}

// ---------------------------------------------------------------------------------------------
// Types

export type TypeExpression =
  | (Node & { readonly kind: "named"; readonly path: readonly Name[] })
  | (Node & { readonly kind: "range"; readonly low: Expression; readonly high: Expression })
  | (Node & { readonly kind: "record"; readonly fields: readonly FieldType[] })
  | (Node & { readonly kind: "option"; readonly item: TypeExpression })
  | (Node & { readonly kind: "set"; readonly item: TypeExpression })
  | (Node & {
      readonly kind: "map";
      readonly keys: readonly TypeExpression[];
      readonly value: TypeExpression;
    })
  | (Node & { readonly kind: "seq"; readonly capacity: Expression; readonly item: TypeExpression })
  | (Node & { readonly kind: "tuple"; readonly items: readonly TypeExpression[] });

export interface FieldType extends Declared {
  readonly name: Name;
  readonly type: TypeExpression;
}

// ---------------------------------------------------------------------------------------------
// Expressions

export type Expression =
  | (Node & { readonly kind: "int"; readonly value: number })
  | (Node & { readonly kind: "bool"; readonly value: boolean })
  | (Node & { readonly kind: "none" })
  | NameExpression
  | MemberExpression
  | IndexExpression
  | CallExpression
  | (Node & { readonly kind: "unwrap"; readonly object: Expression })
  | (Node & {
      readonly kind: "unary";
      readonly operator: UnaryOperator;
      readonly operand: Expression;
    })
  | BinaryExpression
  /** `lo..hi` as a set of numbers: to the right of `in`, in binders and after `in` of a variable. */
  | (Node & { readonly kind: "interval"; readonly low: Expression; readonly high: Expression })
  | IsExpression
  | AtExpression
  | (Node & {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: Expression;
      readonly else: Expression;
    })
  /** `{ ...base, field: e }` */
  | (Node & {
      readonly kind: "record";
      readonly base?: Expression;
      readonly fields: readonly FieldValue[];
    })
  | (Node & { readonly kind: "tuple" | "set" | "sequence"; readonly items: readonly Expression[] })
  | QuantifierExpression
  | FoldExpression
  | (Node & { readonly kind: "old"; readonly body: Expression })
  /** Parentheses are kept, since A12 treats `(a implies b)` differently from `a implies b`. */
  | (Node & { readonly kind: "parenthesised"; readonly body: Expression });

export interface NameExpression extends Node {
  readonly kind: "name";
  readonly name: Name;
}

/** `object.name` and `object?.name`; also qualified names such as `ideal.mem` and `Busy.free`. */
export interface MemberExpression extends Node {
  readonly kind: "member";
  readonly object: Expression;
  readonly name: Name;
  readonly optional: boolean;
}

/** `pt[p, v]`, `queue[0]`; `home[t]?[k]` does not exist. */
export interface IndexExpression extends Node {
  readonly kind: "index";
  readonly object: Expression;
  readonly keys: readonly Expression[];
}

/** A def, a built-in (`size`, `first`, ...) or a variant with payload (`xbusy(t)`). */
export interface CallExpression extends Node {
  readonly kind: "call";
  readonly callee: NameExpression | MemberExpression;
  readonly arguments: readonly Expression[];
}

export type UnaryOperator = "not" | "-" | "always" | "eventually";

export type BinaryOperator =
  | "leads to"
  | "until"
  | "implies"
  | "iff"
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "not in"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

export interface BinaryExpression extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/** `e is some x`, `page[f].busy is xbusy(_)`, `e is none`. */
export interface IsExpression extends Node {
  readonly kind: "is";
  readonly subject: Expression;
  readonly pattern: Pattern;
}

/** `fault[t] at copy`, `fault[t] at {copy, relookup}`, `fault[t] at rest`. */
export interface AtExpression extends Node {
  readonly kind: "at";
  readonly process: Expression;
  readonly labels: readonly Name[];
}

export interface FieldValue extends Node {
  readonly name: Name;
  readonly value: Expression;
}

/** `all p: Proc, v: Page where w { e }` and `some ...`; `where` on `all` reads "implies". */
export interface QuantifierExpression extends Node {
  readonly kind: "quantifier";
  readonly quantifier: "all" | "some";
  readonly binders: readonly BinderGroup[];
  readonly where?: Expression;
  readonly body: Expression;
}

export type FoldOperator = "count" | "sum" | "min" | "max" | "find" | "the" | "set" | "map";

/**
 * `count(x: T where e)`, `find(...)`, `the(...)`, `set(x: T where e)` have no value;
 * `set(x: T where e => v)`, `sum(x: T where e => v)`, `min`, `max` and `map(k: K => v)` do.
 */
export interface FoldExpression extends Node {
  readonly kind: "fold";
  readonly fold: FoldOperator;
  readonly binders: readonly BinderGroup[];
  readonly where?: Expression;
  readonly value?: Expression;
}

/** `distinct p, q: Proc` or `x in held[p]`. */
export interface BinderGroup extends Node {
  readonly distinct: boolean;
  readonly names: readonly Name[];
  readonly domain:
    | { readonly kind: "type"; readonly type: TypeExpression }
    | { readonly kind: "in"; readonly set: Expression };
}

export type Pattern =
  | (Node & { readonly kind: "wildcard" })
  | (Node & { readonly kind: "none" })
  | (Node & { readonly kind: "some"; readonly item: Pattern })
  | (Node & { readonly kind: "literal"; readonly value: number | boolean })
  /** A bare word: a variant without payload if the type has one of that name, else a new name. */
  | (Node & { readonly kind: "word"; readonly name: Name })
  /** `xbusy(t)`, `Busy.xbusy(_)`, `Busy.free` */
  | (Node & {
      readonly kind: "variant";
      readonly path: readonly Name[];
      readonly payload: readonly Pattern[];
    });

// ---------------------------------------------------------------------------------------------
// Statements

export interface Block extends Node {
  readonly statements: readonly Statement[];
}

export type Statement =
  | (Node & {
      readonly kind: "assign";
      readonly place: Expression;
      readonly operator: "=" | "+=" | "-=";
      readonly value: Expression;
    })
  | (Node & { readonly kind: "let"; readonly name: Name; readonly value: Expression })
  | IfStatement
  | (Node & {
      readonly kind: "match";
      readonly subject: Expression;
      readonly arms: readonly MatchArm[];
    })
  | (Node & {
      readonly kind: "for";
      readonly binders: readonly BinderGroup[];
      readonly where?: Expression;
      readonly body: Block;
    })
  | (Node & {
      readonly kind: "choose";
      readonly binders: readonly BinderGroup[];
      readonly where?: Expression;
    })
  | (Node & { readonly kind: "either"; readonly branches: readonly EitherBranch[] })
  | (Node & { readonly kind: "assert"; readonly condition: Expression; readonly message?: string })
  | (Node & { readonly kind: "cost"; readonly name: Name; readonly amount: Expression })
  | (Node & { readonly kind: "goto"; readonly label: Name })
  | (Node & { readonly kind: "stop" })
  | (Node & {
      readonly kind: "call";
      readonly callee: NameExpression | MemberExpression;
      readonly arguments: readonly Expression[];
    });

export interface IfStatement extends Node {
  readonly kind: "if";
  readonly condition: Expression;
  readonly then: Block;
  readonly else?: Block | IfStatement;
}

export interface MatchArm extends Node {
  readonly pattern: Pattern;
  readonly body: Block;
}

/** `either when c { } or { }` */
export interface EitherBranch extends Node {
  readonly guard?: Expression;
  readonly body: Block;
}

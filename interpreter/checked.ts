/**
 * What the type checker hands on: the syntax tree, unchanged, and what every name in it means.
 *
 * The checker works once per module, with parameters still open. `elaborate` then fixes the
 * parameters and turns tree and resolutions into an `Instance` (model.ts); it relies on the checker
 * having reported no error.
 */
import type { Diagnostic } from "../grammar/diagnostic.ts";
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
  ProcessLet,
  ProcessLocal,
  RefinesDeclaration,
  Step,
  SymmetricType,
  TypeDeclaration,
  UseDeclaration,
  VariableDeclaration,
} from "../grammar/syntax.ts";

export interface CheckedModule {
  readonly syntax: Module;
  /** `freebsd.cow_fault` */
  readonly name: string;
  readonly uses: ReadonlyMap<string, CheckedUse>;
  /**
   * Meaning of nodes: name, member and call expressions (the callee node), patterns (`word` and
   * `variant`), named type expressions, scenario steps and check limits.
   */
  readonly resolutions: ReadonlyMap<Node, Resolution>;
  readonly refines: readonly {
    readonly declaration: RefinesDeclaration;
    readonly use: CheckedUse;
  }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One `use`: a private copy of another module. Names in it are resolved in that module. */
export interface CheckedUse {
  readonly alias: string;
  readonly declaration: UseDeclaration;
  readonly module: CheckedModule;
  /** Parameters given here, as expressions of the using module. Others take their default. */
  readonly parameters: ReadonlyMap<ParamDeclaration, Expression>;
  /** Symmetric types of the used module identified with types of the using module (A15). */
  readonly types: ReadonlyMap<SymmetricType, SymmetricReference>;
  /** Named by a `refines`: then its state is computed by the mapping and not added to ours. */
  readonly abstract: boolean;
}

/** A symmetric type: our own, or (with `use`) one of a used module. */
export interface SymmetricReference {
  readonly use?: string;
  readonly declaration: SymmetricType;
}

/**
 * `use` is the alias through which a declaration of another module is named. A variant may also be
 * of an enum that a used module has from a module that it uses itself: then `use` is `a.b`.
 */
interface Declared<Kind extends string, D> {
  readonly kind: Kind;
  readonly use?: string;
  readonly declaration: D;
}

export type Resolution =
  // values
  /** A parameter, `let`, binder, chosen value or pattern name; `binding` is where it is introduced. */
  | { readonly kind: "local"; readonly binding: Name }
  | Declared<"param", ParamDeclaration>
  | Declared<"variable", VariableDeclaration>
  | Declared<"def", DefDeclaration>
  | Declared<"effect", EffectDeclaration>
  | { readonly kind: "builtin"; readonly name: BuiltinName }
  | (Declared<"variant", EnumDeclaration> & { readonly index: number })
  /** `object.name` where object is a record. */
  | { readonly kind: "field" }
  /** `first` inside the process, or the whole member expression `fault[t].first` outside it. */
  | {
      readonly kind: "process-local";
      readonly process: ProcessDeclaration;
      readonly declaration: ProcessLocal;
    }
  | {
      readonly kind: "process-let";
      readonly process: ProcessDeclaration;
      readonly declaration: ProcessLet;
    }
  /** `fault` in `fault[t] at copy` and `fault[t].first`. */
  | { readonly kind: "process"; readonly declaration: ProcessDeclaration }
  /** The left part of a qualified name; it has no value. */
  | { readonly kind: "qualifier" }
  // types
  | { readonly kind: "bool" }
  | Declared<"type", TypeDeclaration>
  | Declared<"enum", EnumDeclaration>
  | Declared<"symmetric", SymmetricType>
  // scenario steps and limits
  | { readonly kind: "action"; readonly declaration: ActionDeclaration }
  | {
      readonly kind: "step";
      readonly process: ProcessDeclaration;
      readonly declaration: Step;
    };

/** Functions of the language. Sets also have `+` and `-`, sequences `+`; `in` works on both. */
export const BUILTINS = [
  "size", // of a set or sequence
  "intersect", // two sets
  "subset", // subset(a, b): every element of a is in b
  "first", // of a sequence; an error if it is empty
  "last",
  "rest", // all but the first; an error if it is empty
  "take", // take(q, n): the first n elements, all if there are fewer
  "drop", // drop(q, n): all but the first n
  "min", // of two numbers; the fold min(x: T => e) is another form
  "max",
  "abs",
] as const;
export type BuiltinName = (typeof BUILTINS)[number];

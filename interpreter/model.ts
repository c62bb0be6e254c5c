/**
 * An instance: a module with its parameters fixed, every type finite and all sugar removed. This is
 * what both engines run, so it is the one place where the meaning of a construct is written down.
 *
 * Processes are steps with a program counter in the state, effects are inlined, `use`d state has
 * been joined in, implicit `T` to `T?` and every range check is explicit. Expressions carry concrete
 * types: the type of a number is the interval that its parts allow, so `fit` remains only where a
 * value could leave the type it flows into.
 */
import type { Location } from "../grammar/source.ts";
import type { BuiltinName } from "./checked.ts";

// ---------------------------------------------------------------------------------------------
// Types and values

export type Type =
  | { readonly kind: "bool" }
  | { readonly kind: "int"; readonly low: number; readonly high: number }
  | SymmetricType
  | EnumType
  | { readonly kind: "record"; readonly name?: string; readonly fields: readonly Field[] }
  | { readonly kind: "tuple"; readonly items: readonly Type[] }
  | { readonly kind: "option"; readonly item: Type }
  | { readonly kind: "set"; readonly item: Type }
  | { readonly kind: "map"; readonly keys: readonly Type[]; readonly value: Type }
  | { readonly kind: "seq"; readonly capacity: number; readonly item: Type };

export interface SymmetricType {
  readonly kind: "symmetric";
  /** Name for people: elements are shown as `proc1`, `proc2`. */
  readonly name: string;
  readonly size: number;
  /** Index in `Instance.symmetricTypes`. */
  readonly index: number;
}

export interface EnumType {
  readonly kind: "enum";
  readonly name: string;
  readonly variants: readonly { readonly name: string; readonly payload: readonly Type[] }[];
}

export interface Field {
  readonly name: string;
  readonly type: Type;
}

/**
 * A value, as the reference evaluator computes with it. Plain data; equal values have equal JSON.
 *
 * | type      | value                                                                      |
 * |-----------|----------------------------------------------------------------------------|
 * | bool      | boolean                                                                    |
 * | int       | number                                                                     |
 * | symmetric | number, 0 to size-1                                                        |
 * | enum      | the variant's index; with payload, `[index, ...payload]`                   |
 * | record    | array of the fields' values in declared order                              |
 * | tuple     | array of values                                                            |
 * | option    | null for none, else the value itself (`T??` is not a type)                 |
 * | set       | array without duplicates, ascending by `compareValues`                     |
 * | map       | array indexed by the ordinal of the key (keys are mixed radix, last fastest) |
 * | seq       | array of at most `capacity` values                                         |
 */
export type Value = boolean | number | null | readonly Value[];

/** One value per variable of the instance. */
export type State = readonly Value[];

// ---------------------------------------------------------------------------------------------
// The instance

export interface Instance {
  /** Name of the module, `freebsd.cow_fault`. */
  readonly module: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: Type;
    readonly value: Value;
  }[];
  readonly symmetricTypes: readonly SymmetricType[];
  readonly variables: readonly Variable[];
  /**
   * Run once from the state in which every variable has the first value of its type; assigns the
   * declared initial values, then does what `init` says. Each way through is an initial state.
   */
  readonly init: Routine;
  readonly steps: readonly InstanceStep[];
  readonly definitions: readonly Definition[];
  readonly invariants: readonly Property[];
  readonly transitions: readonly Property[];
  readonly temporals: readonly TemporalProperty[];
  /** States in which having no enabled step is no deadlock; `undefined`: none. */
  readonly terminal?: Property;
  readonly refinements: readonly Refinement[];
  readonly scenarios: readonly Scenario[];
  readonly measures: readonly Measure[];
  readonly costs: readonly string[];
  /** Places whose being reached is counted, in order of `index`. */
  readonly sites: readonly Site[];
}

export interface Variable {
  /** `pt`, `ideal.mem`, `fault` (a program counter), `fault.first` (a local of a process). */
  readonly name: string;
  readonly type: Type;
  readonly at: Location;
  /** Program counters and locals: which process, and how many leading keys are its parameters. */
  readonly process?: { readonly name: string; readonly role: "counter" | "local" };
  /** Counter of a `limit`, not part of the module. */
  readonly synthetic?: boolean;
}

/** A body with the slots it needs for parameters, lets, binders and patterns. */
export interface Routine {
  readonly frameSize: number;
  readonly body: readonly Statement[];
}

/** An action or a step of a process. */
export interface InstanceStep extends Routine {
  readonly index: number;
  /** `fork`, `fault.copy` */
  readonly name: string;
  readonly doc?: string;
  readonly at: Location;
  readonly parameters: readonly {
    readonly name: string;
    readonly slot: number;
    readonly type: Type;
  }[];
  /** Evaluated in the frame of the body: what it binds is known there. */
  readonly guard?: Expression;
  /**
   * Of each tuple of arguments on its own, or with `any` of all together; what the steps of one instance
   * of a process have of the same strength is fairness of their disjunction. See temporal/fairness.ts.
   */
  readonly fairness?: { readonly strength: "weak" | "strong"; readonly any: boolean };
  /** The process this is a step of, and the label it leaves from. */
  readonly process?: { readonly name: string; readonly label: string };
}

export interface Definition {
  readonly index: number;
  readonly name: string;
  /** Parameters occupy slots 0, 1, ... */
  readonly parameters: readonly { readonly name: string; readonly type: Type }[];
  readonly result: Type;
  readonly frameSize: number;
  readonly body: Expression;
  /** May call itself, directly or not: nesting is bounded by `RECURSION_LIMIT`. */
  readonly recursive: boolean;
}

/** The most that one `cost` statement may add. */
export const AMOUNT_LIMIT = 1_000_000;

/** Calls of recursive definitions may nest this deep before it is the error `recursion`. */
export const RECURSION_LIMIT = 256;

export interface Property {
  readonly name: string;
  readonly doc?: string;
  readonly at: Location;
  readonly frameSize: number;
  readonly body: Expression;
}

/**
 * A formula of linear temporal logic, which every behaviour must satisfy in its first state. A behaviour
 * is an infinite run that keeps to the fairness of the steps; one that comes to a state without a next
 * step stays there for ever. Quantifiers around temporal operators have been written out.
 */
export interface TemporalProperty {
  readonly name: string;
  readonly doc?: string;
  readonly at: Location;
  /** The state predicates that the formula is made of, each evaluated in every state. */
  readonly atoms: readonly Property[];
  readonly formula: Temporal;
}

export type Temporal =
  | { readonly kind: "constant"; readonly value: boolean }
  /** Index in `atoms`. */
  | { readonly kind: "atom"; readonly index: number }
  | { readonly kind: "not" | "always" | "eventually"; readonly operand: Temporal }
  | { readonly kind: "and" | "or"; readonly operands: readonly Temporal[] }
  /** `p until q`: q comes, and p holds up to then. `p leads to q`: always, p implies eventually q. */
  | {
      readonly kind: "implies" | "iff" | "until" | "leads to";
      readonly left: Temporal;
      readonly right: Temporal;
    };

/**
 * `refines`: the abstract state is computed by `mappings` (one per variable of `abstract`, of that
 * variable's type). Every initial state must map to an initial state, and every step to a step of
 * the abstract instance or to no change.
 */
export interface Refinement {
  readonly name: string;
  readonly at: Location;
  readonly abstract: Instance;
  readonly mappings: readonly { readonly frameSize: number; readonly value: Expression }[];
}

/** What the runs cost that begin in a state of `from` and end at the first state of `to` after that. */
export interface Measure {
  readonly name: string;
  readonly doc?: string;
  readonly at: Location;
  /** Index in `Instance.costs`. */
  readonly cost: number;
  readonly from: Property;
  readonly to: Property;
}

/** Binders are existential if `reachable`, universal if not: in both cases "some run with some values". */
export interface Scenario {
  readonly title: string;
  readonly doc?: string;
  readonly at: Location;
  readonly reach: "reachable" | "unreachable";
  readonly frameSize: number;
  readonly binders: readonly Binder[];
  readonly goal:
    | { readonly kind: "state"; readonly condition: Expression }
    | { readonly kind: "run"; readonly items: readonly ScenarioItem[] };
}

export type ScenarioItem =
  | {
      readonly kind: "step";
      readonly at: Location;
      /** Index in `Instance.steps`. */
      readonly step: number;
      /** `undefined`: any value. */
      readonly arguments: readonly (Expression | undefined)[];
      readonly choices: readonly { readonly label: string; readonly value: Expression }[];
    }
  | { readonly kind: "any"; readonly at: Location }
  | { readonly kind: "expect"; readonly at: Location; readonly condition: Expression };

/**
 * A place that coverage counts. One site per place in the text: inlined copies of an effect share it.
 * Branches are hit when control gets there; a `choose` has two, one hit when it has a candidate, the
 * other when it has none; `implication` sites are hit when the left side of an `implies` in a property
 * was true.
 */
export interface Site {
  readonly index: number;
  readonly kind: "then" | "else" | "arm" | "branch" | "choose" | "choose-empty" | "implication";
  readonly at: Location;
  /** Name of the step, effect or property it is in. */
  readonly within: string;
}

// ---------------------------------------------------------------------------------------------
// Expressions

interface Typed<Kind extends string> {
  readonly kind: Kind;
  readonly type: Type;
  readonly at: Location;
}

export type Expression =
  | (Typed<"constant"> & { readonly value: Value })
  | (Typed<"variable"> & { readonly variable: number })
  | (Typed<"local"> & { readonly slot: number })
  | (Typed<"not"> & { readonly operand: Expression })
  /** Evaluated left to right, the right side only if needed (except `iff`). */
  | (Typed<"logic"> & {
      readonly operator: "and" | "or" | "implies" | "iff";
      readonly left: Expression;
      readonly right: Expression;
      /** Coverage of an `implies` in a property. */
      readonly site?: number;
    })
  /** Both sides have the same shape; numbers may have different ranges. */
  | (Typed<"equal"> & {
      readonly negated: boolean;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Typed<"compare"> & {
      readonly operator: "<" | "<=" | ">" | ">=";
      readonly left: Expression;
      readonly right: Expression;
    })
  /** `/` truncates towards zero and `%` has the sign of the left side; a zero divisor is an error. */
  | (Typed<"arithmetic"> & {
      readonly operator: "+" | "-" | "*" | "/" | "%";
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Typed<"negate"> & { readonly operand: Expression })
  | (Typed<"if"> & {
      readonly condition: Expression;
      readonly then: Expression;
      readonly else: Expression;
    })
  /** Record or tuple. */
  | (Typed<"construct"> & { readonly items: readonly Expression[] })
  /** `{ ...object, field: value }` */
  | (Typed<"update"> & {
      readonly object: Expression;
      readonly fields: readonly { readonly index: number; readonly value: Expression }[];
    })
  | (Typed<"variant"> & { readonly tag: number; readonly payload: readonly Expression[] })
  /** `T` where `T?` is wanted. */
  | (Typed<"some"> & { readonly item: Expression })
  | (Typed<"set"> & { readonly items: readonly Expression[] })
  | (Typed<"sequence"> & { readonly items: readonly Expression[] })
  /** A map with the same value at every key. */
  | (Typed<"fill"> & { readonly value: Expression })
  /** `map(k: K, l: L => e)`: one slot per key. */
  | (Typed<"tabulate"> & { readonly slots: readonly number[]; readonly value: Expression })
  /** Field of a record or item of a tuple. */
  | (Typed<"field"> & { readonly object: Expression; readonly index: number })
  /** One expression per key of the map's type, each of that key's type. */
  | (Typed<"lookup"> & { readonly map: Expression; readonly keys: readonly Expression[] })
  /** `sequence[n]`: outside 0 to size-1 is the error `index`. */
  | (Typed<"element"> & { readonly sequence: Expression; readonly position: Expression })
  /** `e!`: none is the error `none`. */
  | (Typed<"unwrap"> & { readonly object: Expression })
  /** `subject is pattern`: true and binds the pattern's slots, or false and leaves them. */
  | (Typed<"test"> & { readonly subject: Expression; readonly pattern: Pattern })
  /** `element in collection`: a set or a sequence. */
  | (Typed<"member"> & { readonly element: Expression; readonly collection: Expression })
  /** The body in the state before the step; slots keep their values. */
  | (Typed<"old"> & { readonly body: Expression })
  /** A definition, applied to values; evaluated in the current state (or the old one inside `old`). */
  | (Typed<"call"> & { readonly definition: number; readonly arguments: readonly Expression[] })
  /**
   * `all` with `where` w and body b is "w implies b"; `some` is "w and b". Ends with the first value
   * that decides, but goes through all if they are of a symmetric type, for another one may fail.
   */
  | (Typed<"quantifier"> & {
      readonly quantifier: "all" | "some";
      readonly binders: readonly Binder[];
      readonly where?: Expression;
      readonly body: Expression;
    })
  /**
   * `count` has no value; `find` and `the` have the bound value itself as `value`; `set`, `sum`,
   * `min`, `max` one value per binding. `find` with two different results is the error `ambiguous`,
   * `the` with none `missing`, `min` and `max` of nothing `empty`.
   */
  | (Typed<"fold"> & {
      readonly fold: "count" | "sum" | "min" | "max" | "find" | "the" | "set";
      readonly binders: readonly Binder[];
      readonly where?: Expression;
      readonly value?: Expression;
    })
  /**
   * Set and sequence operations and the functions of the language. `union`, `add`, `difference` and
   * `remove` are `+` and `-` on sets; `append` and `concat` are `+` on sequences: a result longer
   * than the capacity of `type` is the error `full`.
   */
  | (Typed<"builtin"> & {
      readonly name: BuiltinName | "union" | "add" | "difference" | "remove" | "append" | "concat";
      readonly arguments: readonly Expression[];
    })
  /** `lo..hi` as a set. */
  | (Typed<"interval"> & { readonly low: Expression; readonly high: Expression })
  /**
   * The value, which must lie in `type`: same shape, but ranges or capacities of `value.type` may be
   * wider. Outside is the error `range` (a number) or `full` (a sequence).
   */
  | (Typed<"fit"> & { readonly value: Expression });

export type Pattern =
  | { readonly kind: "any" }
  | { readonly kind: "bind"; readonly slot: number; readonly type: Type }
  | { readonly kind: "none" }
  | { readonly kind: "some"; readonly item: Pattern }
  | { readonly kind: "literal"; readonly value: Value }
  | { readonly kind: "variant"; readonly tag: number; readonly payload: readonly Pattern[] };

export interface Binder {
  readonly name: string;
  readonly slot: number;
  readonly type: Type;
  /** Every value of `type`, or every element of a set (ascending). */
  readonly set?: Expression;
  /** Slots of earlier binders of the same `distinct` group: values equal to one of them are skipped. */
  readonly distinctFrom: readonly number[];
}

// ---------------------------------------------------------------------------------------------
// Statements

export type Statement =
  /** Keys and value are evaluated before the write, in that order; `!` is checked when writing. */
  | {
      readonly kind: "assign";
      readonly at: Location;
      readonly variable: number;
      readonly path: readonly PathItem[];
      readonly value: Expression;
    }
  | {
      readonly kind: "let";
      readonly at: Location;
      readonly slot: number;
      readonly value: Expression;
    }
  | {
      readonly kind: "if";
      readonly at: Location;
      readonly condition: Expression;
      readonly then: readonly Statement[];
      readonly else: readonly Statement[];
      /** Absent where the text has no such branch and for generated statements. */
      readonly thenSite?: number;
      readonly elseSite?: number;
    }
  /** The first arm whose pattern matches; the checker has made sure that there is one. */
  | {
      readonly kind: "match";
      readonly at: Location;
      readonly subject: Expression;
      readonly arms: readonly {
        readonly pattern: Pattern;
        readonly body: readonly Statement[];
        readonly site: number;
      }[];
    }
  /**
   * In ascending order of the bound values; `where` sees what earlier rounds wrote. With several binders
   * it is loops in loops, and the set of a binder is evaluated when its loop begins.
   */
  | {
      readonly kind: "for";
      readonly at: Location;
      readonly binders: readonly Binder[];
      readonly where?: Expression;
      readonly body: readonly Statement[];
    }
  /**
   * What follows, in this and all enclosing bodies, happens once for each candidate. The candidates are
   * found before the first is tried, so that a failure of `where` ends the path at the `choose`.
   */
  | {
      readonly kind: "choose";
      readonly at: Location;
      readonly binders: readonly Binder[];
      readonly where?: Expression;
      /** `f`, `leave.f` inside an effect; shown as `h[thread1]` with the loop variables around it. */
      readonly labels: readonly string[];
      readonly loops: readonly { readonly slot: number; readonly type: Type }[];
      readonly site: number;
      readonly emptySite: number;
    }
  /**
   * Each branch whose guard holds is one way to go on; if there is none, this path ends. All guards are
   * evaluated before the first branch is tried.
   */
  | {
      readonly kind: "either";
      readonly at: Location;
      readonly branches: readonly {
        readonly guard?: Expression;
        readonly body: readonly Statement[];
        readonly site: number;
      }[];
    }
  | {
      readonly kind: "assert";
      readonly at: Location;
      readonly condition: Expression;
      readonly message: string;
    }
  | {
      readonly kind: "cost";
      readonly at: Location;
      readonly cost: number;
      /** From 0 to `AMOUNT_LIMIT`. */
      readonly amount: Expression;
    }
  /** The body of an effect: slots are renamed apart. */
  | { readonly kind: "block"; readonly at: Location; readonly body: readonly Statement[] }
  /** The path ends here and has succeeded: what `goto` and `stop` turn into. */
  | { readonly kind: "finish"; readonly at: Location };

export type PathItem =
  | { readonly kind: "key"; readonly keys: readonly Expression[] }
  | { readonly kind: "field"; readonly index: number }
  /** `place!`: none is the error `none`. */
  | { readonly kind: "unwrap"; readonly at: Location };

/** Ways in which a step or property leaves a type (rule 5 of the language). */
export type FailureKind =
  | "range"
  | "none"
  | "full"
  | "index"
  | "missing"
  | "ambiguous"
  /** `min` or `max` of nothing; `first`, `last` or `rest` of an empty sequence. */
  | "empty"
  | "division"
  | "recursion";

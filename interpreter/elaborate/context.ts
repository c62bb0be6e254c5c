/**
 * What elaboration carries around: the instance under construction (`Builder`), the module whose
 * names are being read with its parameters fixed (`Scope`), and the slots of one routine
 * (`Environment`).
 */
import type { Location, Span } from "../../grammar/source.ts";
import type * as syntax from "../../grammar/syntax.ts";
import type {
  DefDeclaration,
  EnumDeclaration,
  Name,
  Node,
  ParamDeclaration,
  ProcessDeclaration,
  ProcessLet,
  ProcessLocal,
  SymmetricType as SymmetricDeclaration,
  VariableDeclaration,
} from "../../grammar/syntax.ts";
import type { CheckedModule, Resolution } from "../checked.ts";
import type {
  Definition,
  EnumType,
  Expression,
  Site,
  SymmetricType,
  Type,
  Value,
  Variable,
} from "../model.ts";
import { constant, number } from "./fold.ts";
import { refuse } from "./problem.ts";

/** Levels of statements, and inlined statements and expressions: effects can call effects. */
const DEPTH_LIMIT = 300;
const NODE_LIMIT = 300_000;

/** Elaborates an expression; given to the builder, since definitions and binders contain some. */
export type Elaborate = (env: Environment, node: syntax.Expression, hint?: Type) => Expression;

export class Builder {
  readonly elaborate: Elaborate;
  readonly symmetricTypes: SymmetricType[] = [];
  readonly variables: Variable[] = [];
  readonly definitions: (Definition | undefined)[] = [];
  readonly costs: string[] = [];
  readonly sites: Site[] = [];
  readonly #siteIndex = new Map<Node, Map<string, number>>();
  #depth = 0;
  #nodes = 0;

  constructor(elaborate: Elaborate) {
    this.elaborate = elaborate;
  }

  /** The site of a place in the text, made on first use. */
  site(node: Node, kind: Site["kind"], at: Location, within: string): number {
    let kinds = this.#siteIndex.get(node);
    if (kinds === undefined) this.#siteIndex.set(node, (kinds = new Map()));
    let index = kinds.get(kind);
    if (index === undefined) {
      index = this.sites.length;
      kinds.set(kind, index);
      this.sites.push({ index, kind, at, within });
    }
    return index;
  }

  cost(name: string): number {
    const index = this.costs.indexOf(name);
    return index !== -1 ? index : this.costs.push(name) - 1;
  }

  symmetricType(name: string, prefix: string, size: number): SymmetricType {
    const taken = this.symmetricTypes.some((type) => type.name === name);
    const type: SymmetricType = {
      kind: "symmetric",
      name: taken ? prefix + name : name,
      size,
      index: this.symmetricTypes.length,
    };
    this.symmetricTypes.push(type);
    return type;
  }

  /** Does what is inside of a statement, so that effects in effects cannot nest to any depth. */
  within<Result>(at: Location, work: () => Result): Result {
    if (++this.#depth > DEPTH_LIMIT) {
      refuse("size-limit", at, {
        what: "the body with its effects inlined",
        size: `more than ${DEPTH_LIMIT} levels of statements`,
        limit: `${DEPTH_LIMIT}`,
        advice: "an effect's statements are inside of those around its call: nest less",
      });
    }
    const result = work();
    this.#depth--;
    return result;
  }

  /** Counts work, so that a small text cannot become an instance of any size. */
  count(at: Location): void {
    if (++this.#nodes > NODE_LIMIT) {
      refuse("size-limit", at, {
        what: "the module with its effects inlined",
        size: `more than ${NODE_LIMIT} parts`,
        limit: `${NODE_LIMIT}`,
        advice: "an effect that calls effects is copied at every call: call fewer",
      });
    }
  }
}

/** A module with its parameters fixed, as one part of the instance. */
export interface Scope {
  readonly module: CheckedModule;
  readonly builder: Builder;
  /** `""` for the module itself, `ideal.` for what it uses under that name. */
  readonly prefix: string;
  readonly parameters: Map<ParamDeclaration, { readonly type: Type; readonly value: Value }>;
  readonly symmetric: Map<SymmetricDeclaration, SymmetricType>;
  readonly enums: Map<EnumDeclaration, EnumType>;
  readonly uses: Map<string, Scope>;
  readonly variables: Map<VariableDeclaration, number>;
  readonly counters: Map<ProcessDeclaration, number>;
  readonly locals: Map<ProcessLocal, number>;
  readonly definitions: Map<DefDeclaration | ProcessLet, number>;
  /** Of a module that ours refines: what its variables are computed by. */
  readonly mapped: Map<VariableDeclaration, Mapped>;
}

/** An abstract variable as an expression over our state, made anew at each use. */
export type Mapped = (environment: Environment) => Expression;

export function locate(scope: Scope, span: Span): Location {
  return { source: scope.module.syntax.source, start: span.start, end: span.end };
}

export function resolution(scope: Scope, node: Node): Resolution {
  const found = scope.module.resolutions.get(node);
  if (found === undefined) {
    const text = scope.module.syntax.source.slice(node.span);
    throw new Error(`the checker left \`${text.slice(0, 80)}\` without a meaning`);
  }
  return found;
}

/** The scope in which a declaration named through `use` lives; `a.b` is what our `a` uses as `b`. */
export function scopeOf(scope: Scope, use: string | undefined): Scope {
  if (use === undefined) return scope;
  let found: Scope | undefined = scope;
  for (const alias of use.split(".")) found = found?.uses.get(alias);
  if (found === undefined) throw new Error(`no scope for ${use}`);
  return found;
}

/** What a name stands for: a slot, or a value where the text is repeated for each. */
export interface Binding {
  readonly slot: number;
  readonly type: Type;
  readonly value?: Value;
}

/** The slots of one routine. Effects inlined into it share the slots and have bindings of their own. */
export interface Environment {
  readonly scope: Scope;
  readonly frame: { size: number };
  readonly bindings: Map<Name, Binding>;
  /** Name of the step, effect or property, for coverage. */
  readonly within: string;
  /** Whether an `implies` here counts towards coverage. */
  readonly property: boolean;
  /** `leave.` inside the effect `leave`. */
  readonly labelPrefix: string;
  /** Binders of the `for` statements around. */
  readonly loops: readonly { readonly slot: number; readonly type: Type }[];
  /** The process this is a step of, with its parameters as expressions. */
  readonly process?: {
    readonly declaration: ProcessDeclaration;
    readonly keys: readonly Expression[];
  };
}

export function environment(scope: Scope, within: string, property = false): Environment {
  return {
    scope,
    frame: { size: 0 },
    bindings: new Map(),
    within,
    property,
    labelPrefix: "",
    loops: [],
  };
}

/** A new slot for a name. */
export function bind(env: Environment, name: Name, type: Type): number {
  const slot = env.frame.size++;
  env.bindings.set(name, { slot, type });
  return slot;
}

export function bound(env: Environment, name: Name, at: Location): Expression {
  const binding = env.bindings.get(name);
  if (binding === undefined) throw new Error(`${name.text} is not bound here`);
  const { slot, type, value } = binding;
  if (value === undefined) return { kind: "local", type, at, slot };
  return typeof value === "number" && type.kind === "int"
    ? number(value, at)
    : constant(value, type, at);
}

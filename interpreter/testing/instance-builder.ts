/**
 * Small instances written by hand, for the tests of the engines: every node gets a place of its own
 * in a made-up source, so that tests can tell which one a result is about.
 */
import type { Location } from "../../grammar/source.ts";
import { SourceFile } from "../../grammar/source.ts";
import type {
  Binder,
  Definition,
  Expression,
  Instance,
  InstanceStep,
  PathItem,
  Property,
  Scenario,
  ScenarioItem,
  Site,
  Statement,
  SymmetricType,
  Type,
  Value,
  Variable,
} from "../model.ts";

const source = new SourceFile("built.fl", " ".repeat(100_000));
let places = 0;

/** A place that no other node has. */
export function newPlace(): Location {
  const start = places++ % 100_000;
  return { source, start, end: start + 1 };
}

// ---------------------------------------------------------------------------------------------
// Types

export const BOOL: Type = { kind: "bool" };

export const range = (low: number, high: number): Type => ({ kind: "int", low, high });

export const symmetric = (name: string, size: number, index = 0): SymmetricType => ({
  kind: "symmetric",
  name,
  size,
  index,
});

export const enumOf = (
  name: string,
  variants: Readonly<Record<string, readonly Type[]>>,
): Type => ({
  kind: "enum",
  name,
  variants: Object.entries(variants).map(([variant, payload]) => ({ name: variant, payload })),
});

export const recordOf = (fields: Readonly<Record<string, Type>>): Type => ({
  kind: "record",
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});

export const tupleOf = (...items: readonly Type[]): Type => ({ kind: "tuple", items });
export const optionOf = (item: Type): Type => ({ kind: "option", item });
export const setType = (item: Type): Type => ({ kind: "set", item });
export const mapOf = (keys: readonly Type[], value: Type): Type => ({ kind: "map", keys, value });
export const seqOf = (capacity: number, item: Type): Type => ({ kind: "seq", capacity, item });

// ---------------------------------------------------------------------------------------------
// Expressions

type Rest<Node extends { readonly kind: string }, K, Given extends string> = Node extends {
  readonly kind: K;
}
  ? Omit<Node, "kind" | Given>
  : never;

/** `make("logic", BOOL, { operator: "and", left, right })` */
export function make<K extends Expression["kind"]>(
  kind: K,
  type: Type,
  parts: Rest<Expression, K, "type" | "at">,
): Extract<Expression, { kind: K }> {
  return { kind, type, at: newPlace(), ...parts } as unknown as Extract<Expression, { kind: K }>;
}

export const constant = (value: Value, type: Type): Expression => make("constant", type, { value });
export const number = (value: number): Expression => constant(value, range(value, value));
export const TRUE: Expression = constant(true, BOOL);
export const FALSE: Expression = constant(false, BOOL);
export const NONE: Expression = constant(null, optionOf(BOOL));

export const local = (slot: number, type: Type): Expression => make("local", type, { slot });

export const read = (variable: number, type: Type): Expression =>
  make("variable", type, { variable });

export const lookup = (map: Expression, ...keys: readonly Expression[]): Expression =>
  make("lookup", map.type.kind === "map" ? map.type.value : BOOL, { map, keys });

export const not = (operand: Expression): Expression => make("not", BOOL, { operand });

export const logic = (
  left: Expression,
  operator: "and" | "or" | "implies" | "iff",
  right: Expression,
  site?: number,
): Expression => make("logic", BOOL, { operator, left, right, site });

export const equal = (left: Expression, right: Expression): Expression =>
  make("equal", BOOL, { negated: false, left, right });

export const compare = (
  left: Expression,
  operator: "<" | "<=" | ">" | ">=",
  right: Expression,
): Expression => make("compare", BOOL, { operator, left, right });

/** The range of the result is generous: -1000 to 1000. */
export const arithmetic = (
  left: Expression,
  operator: "+" | "-" | "*" | "/" | "%",
  right: Expression,
): Expression => make("arithmetic", range(-1000, 1000), { operator, left, right });

export const fit = (type: Type, value: Expression): Expression => make("fit", type, { value });

export const binder = (slot: number, type: Type, more: Partial<Binder> = {}): Binder => ({
  name: `x${slot}`,
  slot,
  type,
  distinctFrom: [],
  ...more,
});

// ---------------------------------------------------------------------------------------------
// Statements

/** `statement("let", { slot: 0, value })` */
export function statement<K extends Statement["kind"]>(
  kind: K,
  parts: Rest<Statement, K, "at">,
): Extract<Statement, { kind: K }> {
  return { kind, at: newPlace(), ...parts } as unknown as Extract<Statement, { kind: K }>;
}

export const assign = (
  variable: number,
  value: Expression,
  ...path: readonly PathItem[]
): Statement => statement("assign", { variable, path, value });

export const key = (...keys: readonly Expression[]): PathItem => ({ kind: "key", keys });

export const choose = (
  binders: readonly Binder[],
  where?: Expression,
  more: Partial<Extract<Statement, { kind: "choose" }>> = {},
): Statement =>
  statement("choose", {
    binders,
    where,
    labels: binders.map((each) => each.name),
    loops: [],
    site: 0,
    emptySite: 1,
    ...more,
  });

// ---------------------------------------------------------------------------------------------
// Instances

export const step = (name: string, parts: Partial<InstanceStep>): InstanceStep => ({
  index: 0,
  name,
  at: newPlace(),
  parameters: [],
  frameSize: 8,
  body: [],
  ...parts,
});

export const property = (name: string, body: Expression): Property => ({
  name,
  at: newPlace(),
  frameSize: 8,
  body,
});

export const definition = (
  name: string,
  parameters: readonly Type[],
  body: Expression,
  recursive = false,
): Definition => ({
  index: 0,
  name,
  parameters: parameters.map((type, i) => ({ name: `a${i}`, type })),
  result: body.type,
  frameSize: 8,
  body,
  recursive,
});

export const runGoal = (
  reach: Scenario["reach"],
  binders: readonly Binder[],
  items: readonly ScenarioItem[],
): Scenario => ({
  title: "a run",
  at: newPlace(),
  reach,
  frameSize: 8,
  binders,
  goal: { kind: "run", items },
});

interface Parts extends Partial<Omit<Instance, "variables" | "init">> {
  /** Types of the variables, which are called `v0`, `v1`, ... */
  readonly variables?: readonly Type[];
  /** Values of the variables at the start, or a body; without either, the first of each type. */
  readonly init?: readonly Value[] | { readonly body: readonly Statement[] };
}

/** An instance with ten sites; steps and definitions are numbered in order. */
export function instance(parts: Parts): Instance {
  const types = parts.variables ?? [];
  const variables = types.map((type, i): Variable => ({ name: `v${i}`, type, at: newPlace() }));
  const init = parts.init ?? [];
  const body =
    "body" in init ? init.body : init.map((value, i) => assign(i, constant(value, types[i]!)));
  return {
    module: "built",
    parameters: [],
    symmetricTypes: [],
    invariants: [],
    transitions: [],
    temporals: [],
    refinements: [],
    scenarios: [],
    measures: [],
    costs: [],
    sites: Array.from({ length: 10 }, (_, index): Site => {
      return { index, kind: "then", at: newPlace(), within: "built" };
    }),
    ...parts,
    steps: (parts.steps ?? []).map((each, index) => ({ ...each, index })),
    definitions: (parts.definitions ?? []).map((each, index) => ({ ...each, index })),
    variables,
    init: { frameSize: 8, body },
  };
}

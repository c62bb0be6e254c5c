/**
 * Two instances of the same variables in one, so that an engine can compare their graphs. Its states
 * are those of the original and, besides, one for each edge: the state before, the step, and the state
 * after. Whatever goes from a state of the original, by steps of the original or of the mutant, adds its
 * edges; they are the same if counting the edges of the one, of the other and of both gives one number.
 */
import type { Location } from "../../grammar/source.ts";
import type {
  Definition,
  Expression,
  Instance,
  InstanceStep,
  Property,
  Routine,
  Statement,
  Type,
} from "../model.ts";

export interface Sides {
  readonly original: boolean;
  readonly mutant: boolean;
}

/**
 * Edges of these steps; the instances must have the same variables, and steps of the same names. The
 * properties are those of the original, about its states.
 */
export function edgesInstance(
  original: Instance,
  mutant: Instance,
  steps: readonly number[],
  sides: Sides,
): Instance {
  const other = afterwards(original, mutant);
  const edge: EdgeVariable = edgeVariable(original);
  const at = placeIn(original);
  const isState: Expression = {
    kind: "test",
    type: { kind: "bool" },
    at,
    subject: { kind: "variable", type: edge.type, at, variable: edge.index },
    pattern: { kind: "none" },
  };
  const onlyInStates = (step: InstanceStep): InstanceStep => ({
    ...step,
    guard: step.guard ? and(isState, step.guard) : isState,
  });
  const onlyOfStates = (property: Property): Property => ({
    ...property,
    body: implies(isState, property.body),
  });
  const edges = (from: readonly InstanceStep[]): InstanceStep[] =>
    steps.map((index) => {
      const step = from[index]!;
      const noted = edge.note(index, at);
      return onlyInStates({ ...step, body: [noted, ...step.body] });
    });
  const all = [
    ...original.steps.map(onlyInStates),
    ...(sides.original ? edges(original.steps) : []),
    ...(sides.mutant ? edges(other.steps) : []),
  ];
  return {
    ...withoutProperties(original),
    invariants: original.invariants.map(onlyOfStates),
    transitions: original.transitions.map(onlyOfStates),
    refinements: original.refinements,
    variables: [...original.variables, { name: "edge", type: edge.type, at }],
    steps: all.map((step, index) => ({ ...step, index })),
    definitions: other.definitions,
    sites: [...original.sites, ...other.sites],
  };
}

/** Only the initial states. */
export function startInstance(original: Instance, mutant: Instance, sides: Sides): Instance {
  const other = afterwards(original, mutant);
  const routines = [
    ...(sides.original ? [original.init] : []),
    ...(sides.mutant ? [other.init] : []),
  ];
  const sites = [...original.sites, ...other.sites];
  return {
    ...withoutProperties(original),
    init: either(routines, sites.length, placeIn(original)),
    steps: [],
    definitions: other.definitions,
    sites: [
      ...sites,
      ...routines.map((_, i) => ({
        index: sites.length + i,
        kind: "branch" as const,
        at: placeIn(original),
        within: "init",
      })),
    ],
  };
}

function either(routines: readonly Routine[], firstSite: number, at: Location): Routine {
  const [only] = routines;
  if (only !== undefined && routines.length === 1) return only;
  const branches = routines.map(({ body }, i) => ({ body, site: firstSite + i }));
  return {
    frameSize: Math.max(...routines.map(({ frameSize }) => frameSize)),
    body: [{ kind: "either", at, branches }],
  };
}

/** What has been made has no place of its own. */
function placeIn({ variables, steps }: Instance): Location {
  return (variables[0] ?? steps[0]!).at;
}

function withoutProperties(instance: Instance): Instance {
  return {
    ...instance,
    invariants: [],
    transitions: [],
    temporals: [],
    terminal: undefined,
    refinements: [],
    scenarios: [],
    measures: [],
  };
}

interface EdgeVariable {
  readonly type: Type;
  readonly index: number;
  /** Remembers the state before and the step. */
  readonly note: (step: number, at: Location) => Statement;
}

function edgeVariable({ variables, steps }: Instance): EdgeVariable {
  const number: Type = { kind: "int", low: 0, high: Math.max(0, steps.length - 1) };
  const item: Type = {
    kind: "record",
    fields: [
      { name: "step", type: number },
      ...variables.map(({ type }, i) => ({ name: `before${i}`, type })),
    ],
  };
  const type: Type = { kind: "option", item };
  const index = variables.length;
  const note = (step: number, at: Location): Statement => {
    const before = variables.map((variable, i): Expression => ({
      kind: "variable",
      type: variable.type,
      at,
      variable: i,
    }));
    const which: Expression = { kind: "constant", type: number, at, value: step };
    const items = [which, ...before];
    const value: Expression = {
      kind: "some",
      type,
      at,
      item: { kind: "construct", type: item, at, items },
    };
    return { kind: "assign", at, variable: index, path: [], value };
  };
  return { type, index, note };
}

function and(left: Expression, right: Expression): Expression {
  return { kind: "logic", type: { kind: "bool" }, at: right.at, operator: "and", left, right };
}

function implies(left: Expression, right: Expression): Expression {
  return { kind: "logic", type: { kind: "bool" }, at: right.at, operator: "implies", left, right };
}

/** The mutant's parts with its definitions and sites numbered after those of the original. */
function afterwards(original: Instance, mutant: Instance) {
  const shift = { definitions: original.definitions.length, sites: original.sites.length };
  const shifted = new Map<object, unknown>();
  const moved = <Part>(part: Part): Part => move(part, shift, shifted) as Part;
  return {
    init: moved(mutant.init),
    steps: moved(mutant.steps),
    sites: mutant.sites.map((site) => ({ ...site, index: site.index + shift.sites })),
    definitions: [
      ...original.definitions,
      ...moved(mutant.definitions).map((definition): Definition => ({
        ...definition,
        index: definition.index + shift.definitions,
      })),
    ],
  };
}

const SITES = new Set(["site", "thenSite", "elseSite", "emptySite"]);

function move(
  part: unknown,
  shift: { readonly definitions: number; readonly sites: number },
  done: Map<object, unknown>,
): unknown {
  if (typeof part !== "object" || part === null) return part;
  const known = done.get(part);
  if (known !== undefined) return known;
  const copy: unknown = Array.isArray(part)
    ? part.map((item: unknown) => move(item, shift, done))
    : Object.fromEntries(
        Object.entries(part).map(([key, value]: [string, unknown]) => {
          if (key === "at" || key === "type") return [key, value];
          if (key === "definition") return [key, (value as number) + shift.definitions];
          if (SITES.has(key) && typeof value === "number") return [key, value + shift.sites];
          return [key, move(value, shift, done)];
        }),
      );
  done.set(part, copy);
  return copy;
}

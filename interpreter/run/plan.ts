/**
 * What there is to run in a module: one job per `check` and one per `scenario`, in the order of the
 * text. A job fixes its parameters, runs on an engine and is held against what the text expects.
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { Location } from "../../grammar/source.ts";
import { suggest } from "../../grammar/suggest.ts";
import type * as syntax from "../../grammar/syntax.ts";
import type { CheckedModule } from "../checked.ts";
import { parameterNamed } from "../elaborate/elaborate.ts";
import type { Instance } from "../model.ts";
import type { Selection } from "../exploration.ts";

interface JobBase {
  readonly module: CheckedModule;
  /** Name of the check or title of the scenario. */
  readonly name: string;
  readonly at: Location;
  readonly doc?: string;
  readonly settings: readonly syntax.Setting[];
  readonly overrides: ReadonlyMap<string, string>;
}

export interface CheckJob extends JobBase {
  readonly kind: "check";
  readonly declaration: syntax.CheckDeclaration;
  readonly expectation: Expectation;
}

export interface ScenarioJob extends JobBase {
  readonly kind: "scenario";
  readonly declaration: syntax.ScenarioDeclaration;
  /** Index in `Instance.scenarios`. */
  readonly index: number;
}

export type Job = CheckJob | ScenarioJob;

/** The verdict that the text expects, `holds` if it names none, and the counts it states. */
export interface Expectation {
  readonly verdict: "holds" | "violates" | "deadlocks" | "fails";
  /** Property, refinement or message of an assert. */
  readonly name?: string;
  readonly steps?: number;
  readonly states?: number;
  readonly transitions?: number;
  readonly measures: readonly MeasureExpectation[];
}

/** What a check says that a measure is. */
export interface MeasureExpectation {
  readonly name: string;
  /** The least and the greatest cost; none: there is no greatest. */
  readonly bounds?: { readonly low: number; readonly high: number };
}

export interface PlanOptions {
  /** Only checks and scenarios of these names. */
  readonly only?: readonly string[];
  /** `--param NAME=text` */
  readonly overrides?: ReadonlyMap<string, string>;
  /** Measures to be taken in every check. */
  readonly measures?: readonly string[];
}

/** The jobs of modules without errors. Names that no module has are diagnosed once, by `planAll`. */
export function planJobs(module: CheckedModule, options: PlanOptions = {}): Job[] {
  const jobs: Job[] = [];
  const overrides = new Map(
    [...(options.overrides ?? [])].filter(([name]) => parameterNamed(module, name)),
  );
  let scenarios = 0;
  for (const declaration of module.syntax.declarations) {
    if (declaration.kind !== "check" && declaration.kind !== "scenario") continue;
    const base = {
      module,
      at: { source: module.syntax.source, ...declaration.span },
      ...(declaration.doc ? { doc: declaration.doc } : {}),
      overrides,
    };
    if (declaration.kind === "scenario") {
      const index = scenarios++;
      if (options.only && !options.only.includes(declaration.title)) continue;
      const { settings, title: name } = declaration;
      jobs.push({ ...base, kind: "scenario", name, settings, declaration, index });
    } else {
      const name = declaration.name.text;
      if (options.only && !options.only.includes(name)) continue;
      const settings = declaration.items.filter((item) => item.kind === "setting");
      const expectation = expectationOf(declaration);
      jobs.push({ ...base, kind: "check", name, settings, declaration, expectation });
    }
  }
  return jobs;
}

/** Names given by the user that nothing in the modules has. */
export function unknownNames(
  modules: readonly CheckedModule[],
  options: PlanOptions,
): {
  readonly what: "check" | "parameter" | "measure";
  readonly name: string;
  readonly suggestion?: string;
}[] {
  const declarations = modules.flatMap((module) => module.syntax.declarations);
  const checks = declarations.flatMap((each) =>
    each.kind === "check" ? [each.name.text] : each.kind === "scenario" ? [each.title] : [],
  );
  const parameters = declarations.flatMap((each) =>
    each.kind === "param" ? [each.name.text] : [],
  );
  const measures = declarations.flatMap((each) =>
    each.kind === "measure" ? [each.name.text] : [],
  );
  const missing = (
    what: "check" | "parameter" | "measure",
    names: Iterable<string>,
    known: string[],
  ) =>
    [...names]
      .filter((name) => !known.includes(name))
      .map((name) => ({ what, name, suggestion: suggest(name, known) }));
  return [
    ...missing("check", options.only ?? [], checks),
    ...missing("parameter", options.overrides?.keys() ?? [], parameters),
    ...missing("measure", options.measures ?? [], measures),
  ];
}

function expectationOf(declaration: syntax.CheckDeclaration): Expectation {
  let expectation: Expectation = { verdict: "holds", measures: [] };
  for (const item of declaration.items) {
    if (item.kind !== "expect") continue;
    switch (item.what) {
      case "holds":
        expectation = { ...expectation, verdict: "holds" };
        break;
      case "violates":
        expectation = {
          ...expectation,
          verdict: "violates",
          name: item.property.text,
          steps: item.steps,
        };
        break;
      case "deadlocks":
      case "fails":
        expectation = { ...expectation, verdict: item.what, steps: item.steps };
        break;
      case "states":
        expectation = { ...expectation, states: item.count };
        break;
      case "transitions":
        expectation = { ...expectation, transitions: item.count };
        break;
      case "measure":
        expectation = {
          ...expectation,
          measures: [
            ...expectation.measures,
            { name: item.measure.text, ...(item.bounds && { bounds: item.bounds }) },
          ],
        };
        break;
    }
  }
  return expectation;
}

/**
 * Which properties of the instance a check is about: all, those of `only`, all but `without`. And which
 * measures: those that it expects something of, and those of these names.
 */
export function selectProperties(
  instance: Instance,
  declaration: syntax.CheckDeclaration | undefined,
  measured: readonly string[] = [],
): Selection {
  const named = (kind: "only" | "without"): string[] | undefined => {
    const items = declaration?.items.filter((item) => item.kind === kind) ?? [];
    return items.length === 0
      ? undefined
      : items.flatMap((item) => (item as syntax.CheckSelection).names.map((name) => name.text));
  };
  const only = named("only");
  const without = named("without");
  const selected = (name: string, group: string): boolean => {
    const matches = (names: readonly string[]) => names.includes(name) || names.includes(group);
    return (only ? matches(only) : true) && !(without && matches(without));
  };
  const expected = new Set(
    declaration?.items.flatMap((item) =>
      item.kind === "expect" && item.what === "measure" ? [item.measure.text] : [],
    ),
  );
  const pick = (list: readonly { readonly name: string }[], group: string): number[] =>
    list.flatMap(({ name }, index) => (selected(name, group) ? [index] : []));
  return {
    invariants: pick(instance.invariants, "invariants"),
    transitions: pick(instance.transitions, "transitions"),
    temporals: pick(instance.temporals, "temporals"),
    measures: instance.measures.flatMap(({ name }, index) =>
      measured.includes(name) || expected.has(name) ? [index] : [],
    ),
    refinements: pick(instance.refinements, "refinement"),
    deadlock: selected("deadlock", "deadlock"),
  };
}

/** A check's wish about symmetry; reduction is the default where there is a symmetric type. */
export function wantsSymmetry(declaration: syntax.CheckDeclaration | undefined): boolean {
  const item = declaration?.items.findLast((each) => each.kind === "symmetry");
  return item?.kind === "symmetry" ? item.on : true;
}

export function limitsOf(
  declaration: syntax.CheckDeclaration | undefined,
): readonly syntax.CheckLimit[] {
  return declaration?.items.filter((item) => item.kind === "limit") ?? [];
}

/** A problem found when a job is run is shown with the check that led to it. */
export function inJob(diagnostic: Diagnostic, job: Job): Diagnostic {
  if (diagnostic.at.source === job.at.source && within(diagnostic.at, job.at)) return diagnostic;
  const message = `in ${job.kind} ${job.kind === "scenario" ? `"${job.name}"` : job.name}`;
  return { ...diagnostic, related: [...(diagnostic.related ?? []), { at: job.at, message }] };
}

function within(inner: Location, outer: Location): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * Holds the two engines to the same answers on one module, and their answers to the rules: a trace is
 * a run of the instance that ends in what it shows, and symmetry changes how much is explored but not
 * what is found.
 */
import fc from "fast-check";
import { elaborate } from "../elaborate/elaborate.ts";
import type {
  Exploration,
  Explore,
  ExploreOptions,
  MeasuredCosts,
  Trace,
  TraceStep,
  Violation,
} from "../exploration.ts";
import { exploreCompiled, exploreWith } from "../compiled/explore-compiled.ts";
import { evaluateProperty } from "../evaluate/property.ts";
import type { Outcome } from "../evaluate/statement.ts";
import { measureTrace } from "../explore/measure-trace.ts";
import { exploreReference } from "../explore/reference.ts";
import { loadText } from "../load/load.ts";
import type { Instance, Property, State } from "../model.ts";
import { limitsOf, planJobs, selectProperties, wantsSymmetry } from "../run/plan.ts";
import { initialOutcomes, stepOutcomes, successors } from "../explore/successors.ts";

/** Enough for what the generator makes; beyond it the engines only have to agree that it is too much. */
const MAX_STATES = 3_000;

/** The instance of the only check of a module, and how it is to be explored. */
export interface Explorable {
  readonly instance: Instance;
  readonly options: ExploreOptions;
}

/** A text is not a module without errors. */
export class Refused extends Error {}

/** Throws `Refused` with the diagnostics if the text is not a module without errors. */
export async function explorable(
  files: Readonly<Record<string, string>>,
  entry: string,
): Promise<Explorable> {
  const { modules, diagnostics } = await loadText(files, entry);
  const errors = diagnostics.filter((each) => each.severity === "error");
  const refuse = (problems: typeof errors): never => {
    const texts = problems.map(({ code, message, at }) => `${code}: ${message} (${quote(at)})`);
    throw new Refused(`the module is refused:\n${texts.join("\n")}`);
  };
  if (errors.length > 0) refuse(errors);
  const job = planJobs(modules[0]!).find((each) => each.kind === "check");
  // A module that shrank until its check was gone says nothing about what it shrank from.
  if (job === undefined) return fc.pre(false) as never;
  const { settings, declaration } = job;
  const elaborated = elaborate(modules[0]!, { settings, limits: limitsOf(declaration) });
  const instance = elaborated.instance ?? refuse([...elaborated.diagnostics]);
  const symmetry = wantsSymmetry(declaration) && instance.symmetricTypes.length > 0;
  const measures = [...instance.measures.keys()];
  const selection = { ...selectProperties(instance, declaration), measures };
  return { instance, options: { symmetry, selection, maxStates: MAX_STATES } };
}

function quote({ source, start, end }: Violation["at"]): string {
  return source.text.slice(Math.max(0, start - 20), end + 20);
}

/** What the engines find, without symmetry and with it; throws where they do not agree. */
export async function compareEngines({ instance, options }: Explorable): Promise<Exploration> {
  const plain = await compareWith(instance, { ...options, symmetry: false });
  if (options.symmetry) {
    const reduced = await compareWith(instance, options);
    // With symmetry there may be few enough states where there are too many without.
    if (plain.outcome === "limit") return plain;
    agree("what is found with symmetry", essence(reduced), essence(plain));
  }
  return plain;
}

/** The compiled engine, held to the answers of the reference where it stores at most so many states. */
export function exploreWithBoth(limit: number): Explore {
  return async (instance, options) => {
    const compiled = await exploreCompiled(instance, options);
    if (compiled.states > limit) return compiled;
    holdTogether(instance, options, compiled, await exploreReference(instance, options));
    return compiled;
  };
}

async function compareWith(instance: Instance, options: ExploreOptions): Promise<Exploration> {
  const reference = await exploreReference(instance, options);
  for (const nativeAfter of [0, Infinity]) {
    const compiled = await exploreWith(instance, options, { nativeAfter });
    holdTogether(instance, options, compiled, reference);
  }
  return reference;
}

function holdTogether(
  instance: Instance,
  options: ExploreOptions,
  compiled: Exploration,
  reference: Exploration,
): void {
  const symmetry = options.symmetry ? " with symmetry" : "";
  agree(`the outcome${symmetry}`, compiled.outcome, reference.outcome);
  if (reference.outcome === "limit") return;
  // The engines may store other states of an orbit, which lead to other runs of the same length, and to a failure
  // behind other sites of a loop.
  const isInside = ["failure", "assert"].includes(reference.violation?.kind ?? "");
  const isAnySite = options.symmetry === true && isInside;
  agree(
    `what was explored${symmetry}`,
    explored(compiled, isAnySite),
    explored(reference, isAnySite),
  );
  const about = options.symmetry ? essence : violated;
  agree(`the violation${symmetry}`, about(compiled), about(reference));
  agree(`what was measured${symmetry}`, measures(compiled), measures(reference));
  for (const { violation, measured = [] } of options.symmetry
    ? [reference, compiled]
    : [reference]) {
    if (violation) checkRun(instance, violation);
    for (const each of measured) checkMeasured(instance, each);
  }
}

function agree(what: string, found: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(found, undefined, 1), JSON.stringify(wanted, undefined, 1)];
  if (left !== right) throw new Error(`${what} differs: ${left} instead of ${right}`);
}

function explored(exploration: Exploration, isAnySite: boolean) {
  const { states, transitions, depth, initialStates, coverage } = exploration;
  const steps = [...coverage.steps];
  const sites = [...coverage.sites].map((site) => site !== 0);
  return { states, transitions, depth, initialStates, steps, ...(!isAnySite && { sites }) };
}

function violated({ violation }: Exploration) {
  if (violation === undefined) return undefined;
  const { kind, name, failure, message, at, trace } = violation;
  return { kind, name, failure, message, start: at.start, trace };
}

/**
 * What exchanging identities cannot change. Which of several failures a step shows can depend on the
 * order of a loop; that it goes wrong cannot.
 */
function essence(exploration: Exploration) {
  const { outcome, violation } = exploration;
  if (outcome === "limit" || violation === undefined) {
    return { outcome, measured: measures(exploration) };
  }
  const { kind, name, trace } = violation;
  const inside = kind === "failure" || kind === "assert";
  const what = inside ? "inside a step" : `${kind} ${name}`;
  return { outcome, what, steps: trace.steps.length };
}

function measures({ measured }: Exploration) {
  return measured?.map(({ measure, range }) => {
    if (range.kind === "none") return { measure, range };
    const totals = [range.least, range.greatest].map(({ total, states, loop }) => ({
      total: String(total),
      // Of the runs with a cycle, one that is short is shown.
      steps: loop === undefined ? states.length - 1 : "endless",
    }));
    return { measure, totals };
  });
}

// ---------------------------------------------------------------------------------------------
// Runs

/** Throws unless the runs of a measure are runs of the instance with the totals that they are said to have. */
function checkMeasured(instance: Instance, { measure: index, range }: MeasuredCosts): void {
  if (range.kind === "none") return;
  const measure = instance.measures[index]!;
  for (const run of [range.least, range.greatest]) {
    const trace = measureTrace(instance, measure, run);
    checkSteps(instance, trace, false);
    const states = [trace.initial, ...trace.steps.map(({ state }) => state)];
    const holds = (property: Property, place: number): boolean =>
      evaluateProperty(instance, property, states.at(place)!) === true;
    const costs = trace.steps.map((step) => step.costs[measure.cost]!);
    const total = (from: number): number => costs.slice(from).reduce((sum, cost) => sum + cost, 0);
    const wrong = (what: string): never => {
      throw new Error(`the run of measure ${measure.name} ${what}`);
    };
    if (!holds(measure.from, run.start)) wrong("does not begin where it should");
    const between = states.slice(run.start + 1, trace.loop === undefined ? -1 : undefined);
    if (between.some((state) => evaluateProperty(instance, measure.to, state) === true)) {
      wrong("has an end before its end");
    }
    if (trace.loop === undefined) {
      if (total(run.start) !== run.total || !holds(measure.to, -1)) wrong("has another total");
    } else if (total(trace.loop) === 0) wrong("goes round a cycle that costs nothing");
    else if (JSON.stringify(states[trace.loop]) !== JSON.stringify(states.at(-1))) {
      if (trace.exchanges !== true) wrong("has a cycle that does not close");
    }
  }
}

/** Throws unless the trace is a run of the instance, and shows at its end what it is said to show. */
function checkRun(instance: Instance, violation: Violation): void {
  const { trace, kind } = violation;
  const { before, state } = checkSteps(instance, trace, kind === "failure" || kind === "assert");
  if (!isShown(instance, violation, before, state)) {
    throw new Error(`the end of the run does not show the ${kind} ${violation.name}`);
  }
}

/** The last two states of a run. With `isInside` its last step need not complete. */
function checkSteps(
  instance: Instance,
  trace: Trace,
  isInside: boolean,
): { readonly before: State | undefined; readonly state: State } {
  let state = trace.initial;
  if (!hasOutcome(initialOutcomes(instance), state, trace.initialChoices, undefined)) {
    throw new Error("the run does not begin with an initial state");
  }
  let before: State | undefined;
  trace.steps.forEach((step, index) => {
    const outcomes = stepOutcomes(instance, instance.steps[step.step]!, state, step.arguments);
    if (!hasOutcome(outcomes, step.state, step.choices, step)) {
      throw new Error(`step ${index + 1} of the run is not a step of the instance`);
    }
    if (step.incomplete && !(isInside && index === trace.steps.length - 1)) {
      throw new Error(`step ${index + 1} of the run does not complete`);
    }
    before = state;
    state = step.state;
  });
  return { before, state };
}

function hasOutcome(
  outcomes: Iterable<Outcome>,
  state: State,
  choices: Trace["initialChoices"],
  step: TraceStep | undefined,
): boolean {
  const wanted = JSON.stringify([state, choices, step?.costs, step?.incomplete === true]);
  for (const outcome of outcomes) {
    // An `init` that does not complete is told apart by the end of the run.
    const incomplete = step !== undefined && outcome.kind !== "completed";
    const costs = step && outcome.costs;
    if (JSON.stringify([outcome.state, outcome.choices, costs, incomplete]) === wanted) return true;
  }
  return false;
}

function isShown(
  instance: Instance,
  { kind, name, trace }: Violation,
  before: State | undefined,
  after: State,
): boolean {
  switch (kind) {
    case "invariant": {
      const property = instance.invariants.find((each) => each.name === name)!;
      return evaluateProperty(instance, property, after) === false;
    }
    case "transition": {
      const property = instance.transitions.find((each) => each.name === name)!;
      return evaluateProperty(instance, property, after, before) === false;
    }
    case "deadlock": {
      const { terminal } = instance;
      const ends = terminal !== undefined && evaluateProperty(instance, terminal, after) !== false;
      return !ends && successors(instance, after)[Symbol.iterator]().next().done === true;
    }
    case "failure":
    case "assert": {
      const last = trace.steps.at(-1);
      if (last?.incomplete !== true || before === undefined) return true;
      const step = instance.steps[last.step]!;
      const wanted = kind === "assert" ? "asserted" : "failed";
      return [...stepOutcomes(instance, step, before, last.arguments)].some(
        (outcome) => outcome.kind === wanted,
      );
    }
    case "temporal": {
      const { loop = -1, steps, initial } = trace;
      const start = loop === 0 ? initial : steps[loop - 1]?.state;
      return JSON.stringify(start) === JSON.stringify(after);
    }
    case "refinement":
      return true;
  }
}

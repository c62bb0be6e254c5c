/**
 * A scenario as an instance of its own, so that any engine can look for its run, with symmetry.
 *
 * The state gets more variables: how many items of the scenario are done, and the values of its
 * binders. A step may happen at `...`; the step that an item names may happen at that item, with its
 * arguments and choices, and does it. Two kinds of steps are added that do an item by themselves:
 * going past `...`, and an `expect` that is true. Every run does each of them exactly once, so a
 * shortest run of this instance is a shortest run of the scenario, and dropping them gives that run.
 * A goal about one state needs none of this: it is an invariant that must be violated.
 */
import type { Location } from "../../grammar/source.ts";
import { conjunction, constant, equal, logic, not, truth } from "../elaborate/fold.ts";
import { BOOL, int } from "../elaborate/types.ts";
import type { Selection, Trace } from "../exploration.ts";
import type {
  Binder,
  Expression,
  Instance,
  InstanceStep,
  Property,
  Scenario,
  ScenarioItem,
  Statement,
  Type,
  Variable,
} from "../model.ts";
import { firstValue } from "../values.ts";

export interface ScenarioInstance {
  readonly instance: Instance;
  /** Explored with this, a violation of the only invariant is a run of the scenario. */
  readonly selection: Selection;
  /** For each step the one of the original instance, or `undefined` for what was added. */
  readonly origin: readonly (number | undefined)[];
}

/** The instance that violates an invariant exactly where the scenario has been done. */
export function scenarioInstance(instance: Instance, scenario: Scenario): ScenarioInstance {
  return scenario.goal.kind === "state"
    ? stateInstance(instance, scenario, scenario.goal.condition)
    : new RunInstance(instance, scenario, scenario.goal.items).build();
}

/** A trace of the instance made from a scenario as one of the instance it was made of. */
export function originalTrace(original: Instance, made: ScenarioInstance, trace: Trace): Trace {
  const count = original.variables.length;
  const labels = new Set(bindersOf(made.instance, count));
  return {
    initial: trace.initial.slice(0, count),
    initialChoices: trace.initialChoices.filter(({ label }) => !labels.has(label)),
    steps: trace.steps.flatMap((step) => {
      const origin = made.origin[step.step];
      return origin === undefined
        ? []
        : [{ ...step, step: origin, state: step.state.slice(0, count) }];
    }),
  };
}

function bindersOf(instance: Instance, count: number): string[] {
  return instance.variables.slice(count).map(({ name }) => name);
}

const ONLY_THE_GOAL = { invariants: [0], transitions: [], refinements: [], deadlock: false };

function stateInstance(
  instance: Instance,
  scenario: Scenario,
  condition: Expression,
): ScenarioInstance {
  const { at, binders, frameSize, title } = scenario;
  const body: Expression =
    binders.length === 0
      ? condition
      : { kind: "quantifier", type: BOOL, at, quantifier: "some", binders, body: condition };
  const goal: Property = { name: title, at, frameSize, body: not(body, at) };
  return {
    instance: { ...instance, invariants: [goal] },
    selection: { ...ONLY_THE_GOAL, failures: [] },
    origin: instance.steps.map(({ index }) => index),
  };
}

class RunInstance {
  readonly #instance: Instance;
  readonly #scenario: Scenario;
  readonly #items: readonly ScenarioItem[];
  readonly #variables: Variable[];
  readonly #position: number;
  /** The variable that holds the value of each binder, by slot. */
  readonly #bound = new Map<number, Expression>();
  /** Whether a choice that an item fixes has been made in the step being taken. */
  readonly #made: number[] = [];

  constructor(instance: Instance, scenario: Scenario, items: readonly ScenarioItem[]) {
    this.#instance = instance;
    this.#scenario = scenario;
    this.#items = items;
    this.#variables = [...instance.variables];
    this.#position = this.#variable("items done", int(0, items.length));
    for (const { name, slot, type } of scenario.binders) {
      const variable = this.#variable(name, type);
      this.#bound.set(slot, { kind: "variable", type, at: scenario.at, variable });
    }
    const most = Math.max(
      0,
      ...items.map((item) => (item.kind === "step" ? item.choices.length : 0)),
    );
    for (let i = 0; i < most; i++) this.#made.push(this.#variable(`choice ${i} made`, BOOL));
  }

  build(): ScenarioInstance {
    const { at } = this.#scenario;
    const made: { step: Omit<InstanceStep, "index">; origin: number | undefined }[] = [];
    const passing = this.#items.flatMap((item, i) => (item.kind === "any" ? [i] : []));
    if (passing.length > 0) {
      const isAny = passing
        .map((i) => this.#isAt(i, at))
        .reduce((left, right) => logic("or", left, right, at));
      for (const step of this.#instance.steps) {
        const guard = conjunction([isAny, ...(step.guard ? [step.guard] : [])], at);
        made.push({ step: { ...step, guard }, origin: step.index });
      }
    }
    this.#items.forEach((item, i) => {
      if (item.kind === "step") made.push({ step: this.#named(item, i), origin: item.step });
      else made.push({ step: this.#passed(item, i), origin: undefined });
    });
    const steps = made.map(({ step }, index): InstanceStep => ({ ...step, index }));
    const goal: Property = {
      name: this.#scenario.title,
      at,
      frameSize: 0,
      body: not(this.#isAt(this.#items.length, at), at),
    };
    return {
      instance: {
        ...this.#instance,
        variables: this.#variables,
        init: this.#init(),
        steps,
        invariants: [goal],
        sites: [
          ...this.#instance.sites,
          { index: this.#site, kind: "choose", at, within: this.#scenario.title },
        ],
      },
      selection: {
        ...ONLY_THE_GOAL,
        failures: made.flatMap(({ origin }, index) => (origin === undefined ? [index] : [])),
      },
      origin: made.map(({ origin }) => origin),
    };
  }

  /** Choices that are added count at a site that the original instance does not have. */
  get #site(): number {
    return this.#instance.sites.length;
  }

  #variable(name: string, type: Type): number {
    return this.#variables.push({ name, type, at: this.#scenario.at, synthetic: true }) - 1;
  }

  #isAt(position: number, at: Location): Expression {
    const type = this.#variables[this.#position]!.type;
    const variable: Expression = { kind: "variable", type, at, variable: this.#position };
    return equal(variable, constant(position, type, at), false, at);
  }

  #goTo(position: number, at: Location): Statement {
    const type = this.#variables[this.#position]!.type;
    return assign(this.#position, constant(position, type, at), at);
  }

  /** The binders are chosen at the start, or past a leading `...`: the runs are the same. */
  get #bindsLate(): boolean {
    return this.#items[0]?.kind === "any";
  }

  #init(): Instance["init"] {
    const { init } = this.#instance;
    const { at, frameSize } = this.#scenario;
    const blank = this.#variables.slice(this.#instance.variables.length).map((_, i): Statement => {
      const variable = this.#instance.variables.length + i;
      const { type } = this.#variables[variable]!;
      return assign(variable, constant(firstValue(type), type, at), at);
    });
    if (this.#bindsLate) return { ...init, body: [...init.body, ...blank] };
    return {
      frameSize: init.frameSize + frameSize,
      body: [...init.body, ...blank, ...this.#choosing(init.frameSize)],
    };
  }

  /** Chooses the values of the binders and keeps them. */
  #choosing(offset: number): Statement[] {
    const { at, binders } = this.#scenario;
    if (binders.length === 0) return [];
    const chosen = binders.map((binder) => moved(binder, offset, new Map()));
    const choose: Statement = {
      kind: "choose",
      at,
      binders: chosen,
      labels: binders.map(({ name }) => name),
      loops: [],
      site: this.#site,
      emptySite: this.#site,
    };
    return [
      choose,
      ...chosen.map(({ slot, type }: Binder, i): Statement => {
        const variable = (this.#bound.get(binders[i]!.slot) as { variable: number }).variable;
        return assign(variable, { kind: "local", type, at, slot }, at);
      }),
    ];
  }

  #passed(item: ScenarioItem & { kind: "any" | "expect" }, i: number): Omit<InstanceStep, "index"> {
    const { at } = item;
    const here = this.#isAt(i, at);
    const expected =
      item.kind === "expect" ? moved(item.condition, 0, this.#bound) : truth(true, at);
    const binds = i === 0 && this.#bindsLate ? this.#choosing(0) : [];
    return {
      name: item.kind,
      at,
      parameters: [],
      frameSize: this.#scenario.frameSize,
      guard: logic("and", here, expected, at),
      body: [this.#goTo(i + 1, at), ...binds],
    };
  }

  #named(item: ScenarioItem & { kind: "step" }, i: number): Omit<InstanceStep, "index"> {
    const { at } = item;
    const step = this.#instance.steps[item.step]!;
    const offset = step.frameSize;
    const guards = [this.#isAt(i, at)];
    item.arguments.forEach((argument, index) => {
      if (!argument) return;
      const { slot, type } = step.parameters[index]!;
      const given = moved(argument, offset, this.#bound);
      guards.push(equal({ kind: "local", type, at, slot }, given, false, at));
    });
    if (step.guard) guards.push(step.guard);
    const choices = item.choices.map(({ label, value }, index) => ({
      label,
      made: this.#made[index]!,
      // The value is that of the state before the step.
      value: {
        kind: "old",
        type: value.type,
        at,
        body: moved(value, offset, this.#bound),
      } as const,
    }));
    const done = this.#finishing(choices, at);
    return {
      ...step,
      frameSize: offset + this.#scenario.frameSize,
      guard: conjunction(guards, at),
      body: [this.#goTo(i + 1, at), ...constrained(step.body, choices, done), ...done],
    };
  }

  /** A path on which a fixed choice was not made is not the step that the item names. */
  #finishing(choices: readonly FixedChoice[], at: Location): Statement[] {
    return choices.flatMap(({ made }): Statement[] => [
      {
        kind: "either",
        at,
        branches: [
          {
            guard: { kind: "variable", type: BOOL, at, variable: made },
            body: [assign(made, truth(false, at), at)],
            site: this.#site,
          },
        ],
      },
    ]);
  }
}

interface FixedChoice {
  readonly label: string;
  readonly made: number;
  readonly value: Expression;
}

/** A body in which the choices of these labels have one value, and `done` comes before every end. */
function constrained(
  body: readonly Statement[],
  choices: readonly FixedChoice[],
  done: readonly Statement[],
): Statement[] {
  if (choices.length === 0) return [...body];
  const inside = (statements: readonly Statement[]) => constrained(statements, choices, done);
  return body.flatMap((statement): Statement[] => {
    switch (statement.kind) {
      case "choose": {
        const fixed = choices.filter(({ label }) => statement.labels.includes(label));
        const wanted = fixed.map(({ label, value }) => {
          const { slot, type } = statement.binders[statement.labels.indexOf(label)]!;
          return equal({ kind: "local", type, at: statement.at, slot }, value, false, statement.at);
        });
        const where = [...wanted, ...(statement.where ? [statement.where] : [])];
        return [
          where.length > 0 ? { ...statement, where: conjunction(where, statement.at) } : statement,
          ...fixed.map(({ made }) => assign(made, truth(true, statement.at), statement.at)),
        ];
      }
      case "if":
        return [{ ...statement, then: inside(statement.then), else: inside(statement.else) }];
      case "for":
      case "block":
        return [{ ...statement, body: inside(statement.body) }];
      case "match":
        return [
          { ...statement, arms: statement.arms.map((arm) => ({ ...arm, body: inside(arm.body) })) },
        ];
      case "either":
        return [
          {
            ...statement,
            branches: statement.branches.map((each) => ({ ...each, body: inside(each.body) })),
          },
        ];
      case "finish":
        return [...done, statement];
      default:
        return [statement];
    }
  });
}

function assign(variable: number, value: Expression, at: Location): Statement {
  return { kind: "assign", at, variable, path: [], value };
}

/** The same text in another frame: slots moved, binders of the scenario read from their variables. */
function moved<Node>(node: Node, offset: number, bound: ReadonlyMap<number, Expression>): Node {
  if (Array.isArray(node)) return node.map((item: unknown) => moved(item, offset, bound)) as Node;
  if (typeof node !== "object" || node === null) return node;
  const { kind, slot } = node as { kind?: string; slot?: number };
  if (kind === "constant") return node;
  if (kind === "local" && bound.has(slot!)) return bound.get(slot!) as Node;
  const entries = Object.entries(node).map(([key, value]: [string, unknown]) => {
    if (key === "at" || key === "type" || (key === "value" && kind === "literal"))
      return [key, value];
    if (key === "slot") return [key, (value as number) + offset];
    if (key === "slots" || key === "distinctFrom") {
      return [key, (value as readonly number[]).map((each) => each + offset)];
    }
    return [key, moved(value, offset, bound)];
  });
  return Object.fromEntries(entries) as Node;
}

/** Invariants, transitions, temporal properties, `terminal`, measures, scenarios and checks. */
import { truism } from "./generated-conditions.ts";
import { bodyOf, moduleScope } from "./generated-declarations.ts";
import { condition, type GeneratedModule, type Scope } from "./generated-module.ts";
import { drawSuspicion } from "./generated-moves.ts";
import type { StepName } from "./generated-steps.ts";
import { code, introduce, Level, list, operation, slot, use, type Piece } from "./text-tree.ts";

export interface DrawnProperties {
  readonly declarations: readonly Piece[];
  /** Names that a check can select. */
  readonly names: readonly Piece[];
}

export function drawProperties(module: GeneratedModule): DrawnProperties {
  const { choices, temper } = module;
  const declarations: Piece[] = [];
  const names: Piece[] = [];
  // Whatever the bodies have left.
  module.fuel = Math.max(module.fuel, 30);
  const several = (most: number, word: string, old: boolean, doubt: number) => {
    for (let count = choices.between(doubt > 0 ? 1 : 0, most); count > 0; count--) {
      const name = module.fresh("i");
      const scope = moduleScope(module, { old });
      const body = choices.chance(doubt) ? doubtful(scope) : truism(scope, 3).piece;
      declarations.push(code`${word} ${introduce(name)}: ${body}`);
      names.push(use(name));
    }
  };
  several(2, "invariant", false, temper.doubt.invariant);
  several(2, "transition", true, temper.doubt.transition);
  if (choices.chance(0.08)) declarations.push(drawTemporal(module));
  return { declarations, names };
}

/** A condition that may be false, here or in a state far away. */
export function doubtful(scope: Scope): Piece {
  const suspicion = scope.choices.chance(0.7)
    ? drawSuspicion(bodyOf(scope, scope.module.variables))
    : undefined;
  if (suspicion === undefined) return condition(scope, 3).piece;
  if (!scope.old || scope.choices.chance(0.3)) return suspicion;
  // Of a step: from some states a step must not lead to some others.
  const before = drawSuspicion(bodyOf({ ...scope, old: false }, scope.module.variables));
  if (before === undefined) return suspicion;
  const least = Level.implies + 1;
  return operation(Level.implies, code`old(${before}) implies ${slot(least, suspicion)}`, [
    suspicion,
  ]);
}

function drawTemporal(module: GeneratedModule): Piece {
  const { choices } = module;
  const scope = moduleScope(module);
  const part = () => code`${slot(Level.atom, condition(scope, 1).piece)}`;
  const name = introduce(module.fresh("i"));
  return choices.oneOf([
    () => code`temporal ${name}: always eventually ${part()}`,
    () => code`temporal ${name}: ${part()} leads to ${part()}`,
    () => code`temporal ${name}: ${part()} until ${part()}`,
    () => code`temporal ${name}: always (${part()} implies eventually ${part()})`,
  ])();
}

export function drawTerminal(module: GeneratedModule): Piece[] {
  const { choices, temper } = module;
  if (!temper.deadlock) return [code`terminal true`];
  if (choices.chance(0.5)) return [];
  return [code`terminal ${condition(moduleScope(module, { risk: 0 }), 2).piece}`];
}

export function drawScenario(module: GeneratedModule, steps: readonly StepName[]): Piece[] {
  const { choices } = module;
  if (!choices.chance(0.1)) return [];
  const title = `"${module.fresh("a run ")}"`;
  const reach = choices.oneOf(["reachable", "unreachable"]);
  const state = condition(moduleScope(module), 2).piece;
  if (choices.chance(0.4) || steps.length === 0) {
    return [code`scenario ${title} ${reach} when ${state}`];
  }
  const items = Array.from({ length: choices.between(0, 3) }, () => {
    if (choices.chance(0.3)) return code`...`;
    const step = choices.oneOf(steps)!;
    // Each `_` stands for a parameter, which must not be left out while it is there.
    const values = step.parameters.map((parameter) => ({ parts: ["_"], uses: parameter.name }));
    return code`${step.path}(${list(values, ", ")})`;
  });
  return [code`scenario ${title} ${reach} {\n${list(items, "\n", 0)}\nexpect ${state}\n}`];
}

export function drawMeasure(module: GeneratedModule): Piece[] {
  if (!module.choices.chance(0.05)) return [];
  const scope = moduleScope(module);
  const [from, to] = [condition(scope, 1).piece, condition(scope, 1).piece];
  const cost = use("cost work", "work");
  return [code`measure ${introduce(module.fresh("i"))}: ${cost} from ${from} to ${to}`];
}

export function drawCheck(
  module: GeneratedModule,
  settings: readonly Piece[],
  steps: readonly StepName[],
  properties: readonly Piece[],
): Piece {
  const { choices } = module;
  const items: Piece[] = [];
  const limited = choices.oneOf(steps);
  if (limited !== undefined && choices.chance(0.12)) {
    items.push(code`limit ${limited.path} ${String(choices.between(0, 2))}`);
  }
  const property = choices.oneOf(properties);
  if (property !== undefined && choices.chance(0.06)) items.push(code`without ${property}`);
  else if (choices.chance(0.04)) items.push(code`only invariants, deadlock`);
  if (choices.chance(0.1)) items.push(code`symmetry off`);
  const set = list(settings, "\n");
  return code`check small {\n${set}\n${list(items, "\n", 0)}\nexpect holds\n}`;
}

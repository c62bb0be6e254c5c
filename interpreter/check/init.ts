/**
 * Variables without an initial value must be assigned by `init` on every way through it, and are not
 * read before that. Assigned is: as a whole, or every cell in a `for` over all keys (no `where`, no
 * `distinct`, no set), where the keys are just the names of the loop.
 *
 * This is also what keeps symmetry sound: the first value of a symmetric type must not leak into a
 * state.
 */
import type {
  BinderGroup,
  Block,
  Expression,
  InitDeclaration,
  Name,
  Statement,
  VariableDeclaration,
} from "../../grammar/syntax.ts";
import type { CheckContext } from "./context.ts";
import { showType } from "./types.ts";
import { blocksOf, expressionsOf, hasElse, walk } from "./walk.ts";

/** Inlined effects can be many; beyond this the rest is taken to be right. */
const STATEMENT_LIMIT = 50_000;

/** A loop over all values of its names. */
interface Loop {
  readonly names: readonly Name[];
}

/** What is assigned: as a whole, or so far only at this round of a loop over all keys. */
type Assigned = ReadonlyMap<VariableDeclaration, "whole" | Loop>;

interface Analysis {
  readonly context: CheckContext;
  /** Variables without an initial value. */
  readonly open: ReadonlySet<VariableDeclaration>;
  readonly reported: Set<VariableDeclaration>;
  statements: number;
}

interface Surroundings {
  /** Loops over all values since the last condition, outermost first. */
  readonly loops: readonly Loop[];
  /** What parameters of an effect stand for, if they are names of a loop. */
  readonly aliases: ReadonlyMap<Name, Name>;
}

export function checkInitialAssignment(context: CheckContext): void {
  const open = new Set<VariableDeclaration>();
  let init: InitDeclaration | undefined;
  for (const declaration of context.module.declarations) {
    if (declaration.kind === "init") init = declaration;
    if (declaration.kind !== "state") continue;
    for (const variable of declaration.variables) {
      if (variable.initial === undefined) open.add(variable);
    }
  }
  if (open.size === 0) return;
  const analysis: Analysis = { context, open, reported: new Set(), statements: 0 };
  const top: Surroundings = { loops: [], aliases: new Map() };
  const assigned: Assigned = init ? afterBlock(analysis, init.body, new Map(), top) : new Map();
  if (analysis.statements > STATEMENT_LIMIT) return;
  for (const variable of open) {
    if (assigned.get(variable) === "whole" || analysis.reported.has(variable)) continue;
    const { text } = variable.name;
    context.report("never-assigned", variable.name.span, {
      name: text,
      ...(init === undefined ? {} : { init: "yes" }),
      ...(assigned.has(variable) || isMap(context, variable) ? { map: "yes" } : {}),
    });
  }
}

function isMap(context: CheckContext, variable: VariableDeclaration): boolean {
  return context.declaredTypes.get(variable)?.kind === "map";
}

function afterBlock(
  analysis: Analysis,
  block: Block,
  before: Assigned,
  around: Surroundings,
): Assigned {
  let assigned = before;
  for (const statement of block.statements) {
    analysis.statements += 1;
    if (analysis.statements > STATEMENT_LIMIT) return assigned;
    assigned = after(analysis, statement, assigned, around);
  }
  return assigned;
}

function after(
  analysis: Analysis,
  statement: Statement,
  before: Assigned,
  around: Surroundings,
): Assigned {
  for (const expression of expressionsOf(statement)) refuseReads(analysis, expression, before);
  switch (statement.kind) {
    case "assign":
      return assign(analysis, statement, before, around);
    case "if":
    case "match":
    case "either": {
      const inner: Surroundings = { ...around, loops: [] };
      const ways = blocksOf(statement).map((block) => afterBlock(analysis, block, before, inner));
      // Without `else` there is one more way, on which nothing is assigned.
      if (statement.kind === "if" && !hasElse(statement)) ways.push(before);
      return onAllWays(ways, before);
    }
    case "for": {
      const whole = statement.where === undefined && statement.binders.every(isWhole);
      const loop: Loop = { names: statement.binders.flatMap((group) => group.names) };
      const loops = whole ? [...around.loops, loop] : [];
      const done = afterBlock(analysis, statement.body, before, { ...around, loops });
      if (!whole) return before;
      return new Map([...done].map(([variable, how]) => [variable, how === loop ? "whole" : how]));
    }
    case "call": {
      const resolution = analysis.context.resolutions.get(statement.callee);
      if (resolution?.kind !== "effect" || resolution.use !== undefined) return before;
      const aliases = new Map<Name, Name>();
      resolution.declaration.parameters.forEach((parameter, at) => {
        const argument = statement.arguments[at];
        const name = argument && nameIn(analysis.context, argument, around);
        if (name !== undefined) aliases.set(parameter.name, name);
      });
      return afterBlock(analysis, resolution.declaration.body, before, { ...around, aliases });
    }
    default:
      return before;
  }
}

function isWhole(group: BinderGroup): boolean {
  return group.domain.kind === "type" && !(group.distinct && group.names.length > 1);
}

function onAllWays(ways: readonly Assigned[], before: Assigned): Assigned {
  const [first = before, ...others] = ways;
  return new Map(
    [...first].filter(([variable, how]) => others.every((other) => other.get(variable) === how)),
  );
}

/** The name of a loop that an expression is. */
function nameIn(
  context: CheckContext,
  expression: Expression,
  around: Surroundings,
): Name | undefined {
  const resolution = context.resolutions.get(expression);
  if (resolution?.kind !== "local") return undefined;
  const name = around.aliases.get(resolution.binding) ?? resolution.binding;
  return around.loops.some((loop) => loop.names.includes(name)) ? name : undefined;
}

function assign(
  analysis: Analysis,
  statement: Extract<Statement, { kind: "assign" }>,
  before: Assigned,
  around: Surroundings,
): Assigned {
  const { context } = analysis;
  let place: Expression = statement.place;
  while (place.kind === "parenthesised") place = place.body;
  let base: Expression = place;
  while (base.kind !== "name") {
    if (base.kind === "index") {
      for (const key of base.keys) refuseReads(analysis, key, before);
      base = base.object;
    } else if (base.kind === "member" || base.kind === "unwrap") base = base.object;
    else if (base.kind === "parenthesised") base = base.body;
    else return before;
  }
  if (statement.operator !== "=" || (place.kind !== "name" && place.kind !== "index")) {
    refuseReads(analysis, base, before);
    return before;
  }
  const resolution = context.resolutions.get(base);
  if (resolution?.kind !== "variable" || resolution.use !== undefined) return before;
  const { declaration } = resolution;
  if (!analysis.open.has(declaration) || before.get(declaration) === "whole") return before;
  if (place.kind === "name") return new Map(before).set(declaration, "whole");
  const loop =
    place.object === base ? coveringLoop(context, place, declaration, around) : undefined;
  return loop === undefined ? before : new Map(before).set(declaration, loop);
}

/** The outermost loop of the keys, if they are different names that go through all keys. */
function coveringLoop(
  context: CheckContext,
  place: Extract<Expression, { kind: "index" }>,
  declaration: VariableDeclaration,
  around: Surroundings,
): Loop | undefined {
  const type = context.declaredTypes.get(declaration);
  const names = place.keys.map((key) => nameIn(context, key, around));
  if (type?.kind !== "map" || names.length !== type.keys.length) return undefined;
  if (new Set(names).size !== names.length) return undefined;
  const complete = names.every((name, at) => {
    const bound = name && context.localTypes.get(name);
    const key = type.keys[at]!;
    // All ranges are one type here, so their text must agree as well.
    return bound?.key === key.key && showType(bound) === showType(key);
  });
  if (!complete) return undefined;
  return around.loops.find((loop) => names.some((name) => name && loop.names.includes(name)));
}

/** Complains about variables that are read, directly or by a def, before they are assigned. */
function refuseReads(analysis: Analysis, expression: Expression, before: Assigned): void {
  const { context, open, reported } = analysis;
  const missing = (declaration: object): VariableDeclaration | undefined => {
    const variable = declaration as VariableDeclaration;
    if (!open.has(variable) || before.get(variable) === "whole") return undefined;
    return reported.has(variable) ? undefined : variable;
  };
  const report = (variable: VariableDeclaration, at: Expression) => {
    reported.add(variable);
    const text = context.quote(at.span);
    context.report("read-unassigned", at.span, { name: variable.name.text, text });
  };
  walk(expression, (part) => {
    const resolution = context.resolutions.get(part);
    if (resolution?.kind === "variable" && resolution.use === undefined) {
      const variable = missing(resolution.declaration);
      if (variable !== undefined) report(variable, part);
    } else if (resolution?.kind === "def" && resolution.use === undefined) {
      for (const read of readsOf(context, resolution.declaration)) {
        const variable = missing(read);
        if (variable !== undefined) report(variable, part);
      }
    }
    return true;
  });
}

/** What a def reads, directly or through other defs. */
function readsOf(context: CheckContext, declaration: object): ReadonlySet<object> {
  const visited = new Set<object>([declaration]);
  const reads = new Set<object>();
  for (const at of visited) {
    const dependencies = context.dependencies.get(at);
    for (const read of dependencies?.reads ?? []) reads.add(read);
    for (const callee of dependencies?.calls.keys() ?? []) visited.add(callee);
  }
  return reads;
}

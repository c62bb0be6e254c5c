/** What can be said of expressions and statements without generating code for them. */
import type { Expression, Instance, Pattern, Statement } from "./model.ts";

type Node = Expression | Statement;

/** Calls `visit` for every expression and statement in a tree, in no particular order. */
export function visitNodes(root: Node | readonly Node[], visit: (node: Node) => void): void {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Array.isArray(next)) {
      for (const item of next) pending.push(item);
      continue;
    }
    const node = next as Record<string, unknown>;
    if ("kind" in node && "at" in node) visit(next as Node);
    for (const key in node) {
      if (key !== "at" && key !== "type") pending.push(node[key]);
    }
  }
}

export interface DefinitionFacts {
  /** Variables that it reads, itself or through others. */
  readonly variables: ReadonlySet<number>;
  /** An evaluation may leave a type. */
  readonly fails: boolean;
}

/** Facts about every definition of an instance. */
export function definitionFacts(instance: Instance): readonly DefinitionFacts[] {
  const own = instance.definitions.map(({ body, recursive }) => {
    const variables = new Set<number>();
    const calls = new Set<number>();
    let fails = recursive;
    visitNodes(body, (node) => {
      if (node.kind === "variable") variables.add(node.variable);
      if (node.kind === "call") calls.add(node.definition);
      if (failsItself(node)) fails = true;
    });
    return { variables, calls, fails };
  });
  for (let changed = true; changed;) {
    changed = false;
    for (const facts of own) {
      const before = facts.variables.size;
      for (const called of facts.calls) {
        for (const variable of own[called]!.variables) facts.variables.add(variable);
        if (own[called]!.fails && !facts.fails) changed = facts.fails = true;
      }
      if (facts.variables.size > before) changed = true;
    }
  }
  return own;
}

/** Whether the node itself, apart from its parts, may leave a type. */
export function failsItself(node: Node): boolean {
  switch (node.kind) {
    case "fit":
    case "unwrap":
    case "element":
      return true;
    case "arithmetic":
      return node.operator === "/" || node.operator === "%";
    case "fold":
      return ["find", "the", "min", "max"].includes(node.fold);
    case "builtin":
      return ["first", "last", "rest", "append", "concat"].includes(node.name);
    default:
      return false;
  }
}

/** Whether evaluating it can be seen: it may leave a type, or has places that coverage counts. */
export function isObservable(
  e: Expression | undefined,
  facts: readonly DefinitionFacts[],
): boolean {
  let counted = false;
  if (e !== undefined) {
    visitNodes(e, (node) => {
      if (node.kind === "logic" && node.site !== undefined) counted = true;
    });
  }
  return counted || mayFail(e, facts);
}

/** Whether an evaluation of the expression may leave a type. */
export function mayFail(e: Expression | undefined, facts: readonly DefinitionFacts[]): boolean {
  if (e === undefined) return false;
  let fails = false;
  visitNodes(e, (node) => {
    if (failsItself(node) || (node.kind === "call" && facts[node.definition]!.fails)) fails = true;
  });
  return fails;
}

const divides = new WeakMap<Statement, boolean>();

/** Whether the statement can end a path in success, or divide it: `finish`, `choose`, `either`. */
export function isBranching(s: Statement): boolean {
  let known = divides.get(s);
  if (known === undefined) {
    known = s.kind === "finish" || s.kind === "choose" || s.kind === "either";
    for (const body of bodiesOf(s)) known ||= body.some(isBranching);
    divides.set(s, known);
  }
  return known;
}

/** The lists of statements inside a statement. */
export function bodiesOf(s: Statement): readonly (readonly Statement[])[] {
  switch (s.kind) {
    case "if":
      return [s.then, s.else];
    case "match":
      return s.arms.map((arm) => arm.body);
    case "either":
      return s.branches.map((branch) => branch.body);
    case "for":
    case "block":
      return [s.body];
    default:
      return [];
  }
}

/** Variables that statements assign to. */
export function writtenVariables(statements: readonly Statement[]): Set<number> {
  const found = new Set<number>();
  visitNodes(statements, (node) => {
    if (node.kind === "assign") found.add(node.variable);
  });
  return found;
}

/** Whether statements add to a cost. */
export function addsTo(statements: readonly Statement[], cost: number): boolean {
  let adds = false;
  visitNodes(statements, (node) => {
    if (node.kind === "cost" && node.cost === cost) adds = true;
  });
  return adds;
}

const slotsRead = new WeakMap<Node, ReadonlySet<number>>();

/** Slots that are read in a tree. Slots bound and read inside are among them: they do no harm. */
export function readSlots(root: Node): ReadonlySet<number> {
  const known = slotsRead.get(root);
  if (known !== undefined) return known;
  const found = new Set<number>();
  visitNodes(root, (node) => {
    if (node.kind === "local") found.add(node.slot);
    if ("binders" in node) {
      for (const binder of node.binders) for (const slot of binder.distinctFrom) found.add(slot);
    }
  });
  slotsRead.set(root, found);
  return found;
}

/** Slots that an expression binds by its patterns. */
export function boundSlots(root: Expression): Set<number> {
  const found = new Set<number>();
  visitNodes(root, (node) => {
    if (node.kind === "test") collect(node.pattern);
  });
  return found;

  function collect(pattern: Pattern): void {
    if (pattern.kind === "bind") found.add(pattern.slot);
    else if (pattern.kind === "some") collect(pattern.item);
    else if (pattern.kind === "variant") pattern.payload.forEach(collect);
  }
}

const sizes = new WeakMap<Statement, number>();

/** A measure of the text of statements: how many nodes they have. */
export function sizeOf(statements: readonly Statement[]): number {
  let sum = 0;
  for (const statement of statements) {
    let size = sizes.get(statement);
    if (size === undefined) {
      size = 0;
      visitNodes(statement, () => size!++);
      sizes.set(statement, size);
    }
    sum += size;
  }
  return sum;
}

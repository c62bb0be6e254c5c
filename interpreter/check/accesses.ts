/**
 * What the body of a loop reads and writes, with the effects and defs that it calls, and where the
 * value of the loop stands among the keys.
 */
import type { SourceFile } from "../../grammar/source.ts";
import type { Block, Expression, Name, Node, Parameter, Statement } from "../../grammar/syntax.ts";
import type { CheckedModule, Resolution } from "../checked.ts";
import type { CheckContext } from "./context.ts";
import { signatureOf } from "./uses.ts";
import { expressionsOf, statementsOf, walk } from "./walk.ts";
import type { StaticType } from "./types.ts";

export interface Access {
  readonly variable: object;
  /** Alias of the used module that the variable belongs to, or "". */
  readonly use: string;
  /** Fields between the variable and what is accessed. */
  readonly fields: readonly string[];
  /** Where exactly the value of the loop is a key: `2:0` is the first key of the third part. */
  readonly positions: ReadonlySet<string>;
  readonly write?: Write;
  readonly at: Node;
  readonly source: SourceFile;
  readonly text: string;
}

export interface Write {
  readonly how: "set" | "add" | "remove" | "plus" | "minus";
  /** The value, if it is the same in every round unless the loop writes what it reads. */
  readonly constant?: { readonly text: string; readonly reads: readonly object[] };
}

/** A text whose names are read: the module itself, or one that it uses. */
interface Reading {
  readonly use: string;
  readonly source: SourceFile;
  readonly resolutions: ReadonlyMap<Node, Resolution>;
  readonly placeTypes: ReadonlyMap<Statement, StaticType>;
}

interface Collector {
  readonly context: CheckContext;
  readonly loop: Node;
  readonly found: Access[];
  /** Bodies of defs still to be read: defs call defs, however deep. */
  readonly pending: (() => void)[];
  /** Declarations already collected, by which of their parameters are the value of the loop. */
  readonly visited: Map<object, Set<string>>;
}

/** Everything that the rounds of a loop do; `name` is the name whose order must not matter. */
export function collectAccesses(
  context: CheckContext,
  loop: Extract<Statement, { kind: "for" }>,
  name: Name,
): readonly Access[] {
  const collector: Collector = { context, loop, found: [], pending: [], visited: new Map() };
  const reading: Reading = {
    use: "",
    source: context.module.source,
    resolutions: context.resolutions,
    placeTypes: context.placeTypes,
  };
  const same = new Set([name]);
  if (loop.where !== undefined) collectReads(collector, reading, loop.where, same);
  collectBlock(collector, reading, loop.body, same);
  for (let next = collector.pending.pop(); next; next = collector.pending.pop()) next();
  return collector.found;
}

function collectBlock(
  collector: Collector,
  reading: Reading,
  block: Block,
  same: ReadonlySet<Name>,
): void {
  for (const statement of statementsOf(block)) {
    for (const expression of expressionsOf(statement)) {
      collectReads(collector, reading, expression, same);
    }
    if (statement.kind === "assign") collectWrite(collector, reading, statement, same);
    else if (statement.kind === "call") {
      const resolution = reading.resolutions.get(statement.callee);
      if (resolution?.kind !== "effect") continue;
      const { parameters, body } = resolution.declaration;
      const inner = enter(collector, reading, resolution, parameters, statement.arguments, same);
      if (inner !== undefined) collectBlock(collector, inner.reading, body, inner.same);
    }
  }
}

/** What a call looks into, or `undefined` if it has been looked into in the same way. */
function enter(
  collector: Collector,
  reading: Reading,
  resolution: { readonly use?: string; readonly declaration: object },
  parameters: readonly Parameter[],
  values: readonly Expression[],
  same: ReadonlySet<Name>,
): { readonly reading: Reading; readonly same: ReadonlySet<Name> } | undefined {
  const inner = new Set<Name>();
  parameters.forEach((parameter, at) => {
    const value = values[at];
    if (value !== undefined && isSame(reading, value, same)) inner.add(parameter.name);
  });
  const use = [reading.use, resolution.use].filter(Boolean).join(".");
  const key = `${use}:${parameters.map((parameter) => (inner.has(parameter.name) ? 1 : 0)).join("")}`;
  let keys = collector.visited.get(resolution.declaration);
  if (keys === undefined) collector.visited.set(resolution.declaration, (keys = new Set()));
  if (keys.has(key)) return undefined;
  keys.add(key);
  if (resolution.use === undefined) return { reading, same: inner };
  const module = usedModule(collector.context, use);
  if (module === undefined) return undefined;
  const { resolutions, syntax } = module.checked;
  return {
    reading: { use, source: syntax.source, resolutions, placeTypes: module.placeTypes },
    same: inner,
  };
}

function usedModule(
  context: CheckContext,
  path: string,
):
  | { readonly checked: CheckedModule; readonly placeTypes: ReadonlyMap<Statement, StaticType> }
  | undefined {
  const [first, ...others] = path.split(".");
  const use = context.uses.get(first ?? "");
  let checked = use?.checked?.module;
  for (const alias of others) checked = checked?.uses.get(alias)?.module;
  if (checked === undefined) return undefined;
  return { checked, placeTypes: signatureOf(checked)?.placeTypes ?? new Map() };
}

function isSame(reading: Reading, expression: Expression, same: ReadonlySet<Name>): boolean {
  let at = expression;
  while (at.kind === "parenthesised") at = at.body;
  const resolution = reading.resolutions.get(at);
  return resolution?.kind === "local" && same.has(resolution.binding);
}

interface Place {
  readonly variable: object;
  readonly use: string;
  readonly fields: readonly string[];
  readonly positions: ReadonlySet<string>;
  /** Expressions inside it, which are read to find it. */
  readonly keys: readonly Expression[];
}

/** The variable or local of a process that an expression picks a part of. */
function placeOf(
  reading: Reading,
  expression: Expression,
  same: ReadonlySet<Name>,
): Place | undefined {
  const parts: Expression[] = [];
  let at = expression;
  let base: Resolution | undefined;
  for (;;) {
    base = reading.resolutions.get(at);
    if (base?.kind === "variable" || base?.kind === "process-local") break;
    if (at.kind === "parenthesised") at = at.body;
    else if (at.kind === "index" || at.kind === "unwrap" || at.kind === "member") {
      parts.push(at);
      at = at.object;
    } else return undefined;
  }
  const fields: string[] = [];
  const positions = new Set<string>();
  const keys: Expression[] = [];
  parts.reverse().forEach((part, depth) => {
    if (part.kind === "member") fields.push(part.name.text);
    if (part.kind !== "index") return;
    part.keys.forEach((key, index) => {
      if (isSame(reading, key, same)) positions.add(`${depth}:${index}`);
      else keys.push(key);
    });
  });
  // `fault[t].first` has its keys inside; reading it is reading a local of any instance.
  if (base.kind === "process-local" && at.kind === "member") keys.push(...keysOf(at.object));
  const own = base.kind === "variable" ? base.use : undefined;
  const use = [reading.use, own].filter(Boolean).join(".");
  return { variable: base.declaration, use, fields, positions, keys };
}

function keysOf(expression: Expression): readonly Expression[] {
  return expression.kind === "index" ? expression.keys : [];
}

function collectReads(
  collector: Collector,
  reading: Reading,
  expression: Expression,
  same: ReadonlySet<Name>,
): void {
  const callArguments = new Map<object, readonly Expression[]>();
  walk(expression, (part) => {
    // Before the step there is only one state, whatever the rounds do.
    if (part.kind === "old") return false;
    const place = placeOf(reading, part, same);
    if (place !== undefined) {
      collector.found.push(access(reading, part, place, undefined));
      for (const key of place.keys) collectReads(collector, reading, key, same);
      return false;
    }
    if (part.kind === "call") {
      const resolution = reading.resolutions.get(part.callee);
      if (resolution?.kind === "def") callArguments.set(part.callee, part.arguments);
    }
    const resolution = reading.resolutions.get(part);
    if (resolution?.kind === "def") {
      const { declaration } = resolution;
      const values = callArguments.get(part) ?? [];
      const inner = enter(collector, reading, resolution, declaration.parameters, values, same);
      if (inner !== undefined) {
        const { body } = declaration;
        collector.pending.push(() => collectReads(collector, inner.reading, body, inner.same));
      }
    } else if (resolution?.kind === "process-let") {
      const inner = enter(collector, reading, resolution, [], [], same);
      if (inner !== undefined) {
        const { value } = resolution.declaration;
        collector.pending.push(() => collectReads(collector, inner.reading, value, inner.same));
      }
    }
    return true;
  });
}

function access(reading: Reading, at: Node, place: Place, write: Write | undefined): Access {
  const text = reading.source.slice(at.span).replace(/\s+/g, " ");
  return {
    variable: place.variable,
    use: place.use,
    fields: place.fields,
    positions: place.positions,
    ...(write ? { write } : {}),
    at,
    source: reading.source,
    text: text.length > 60 ? `${text.slice(0, 57)}...` : text,
  };
}

function collectWrite(
  collector: Collector,
  reading: Reading,
  statement: Extract<Statement, { kind: "assign" }>,
  same: ReadonlySet<Name>,
): void {
  const place = placeOf(reading, statement.place, same);
  if (place === undefined) return;
  for (const key of place.keys) collectReads(collector, reading, key, same);
  const write = writeOf(collector, reading, statement);
  collector.found.push(access(reading, statement, place, write));
}

function writeOf(
  collector: Collector,
  reading: Reading,
  statement: Extract<Statement, { kind: "assign" }>,
): Write {
  const { operator, value } = statement;
  const kind = reading.placeTypes.get(statement)?.kind;
  if (operator !== "=" && kind === "set") return { how: operator === "+=" ? "add" : "remove" };
  if (operator !== "=" && kind === "int") return { how: operator === "+=" ? "plus" : "minus" };
  const reads: object[] = [];
  let constant = operator === "=";
  walk(value, (part) => {
    const resolution = reading.resolutions.get(part);
    if (resolution?.kind === "variable" || resolution?.kind === "process-local") {
      reads.push(resolution.declaration);
    } else if (resolution?.kind === "local") {
      // Names from outside the loop keep their value; in an effect they are parameters or its own.
      const { start } = resolution.binding.span;
      const { span } = collector.loop;
      const inside = reading.use !== "" || (start >= span.start && start < span.end);
      if (inside || !isOutside(collector, resolution.binding)) constant = false;
    } else if (resolution?.kind === "def" || resolution?.kind === "process-let") constant = false;
    return true;
  });
  const text = reading.source.slice(value.span);
  return { how: "set", ...(constant ? { constant: { text, reads } } : {}) };
}

/** Introduced in the declaration around the loop, before the loop. */
function isOutside(collector: Collector, binding: Name): boolean {
  const { loop, context } = collector;
  const around = context.module.declarations.find(
    ({ span }) => span.start <= loop.span.start && loop.span.end <= span.end,
  );
  if (around === undefined) return false;
  return binding.span.start >= around.span.start && binding.span.start < loop.span.start;
}

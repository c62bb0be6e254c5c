/** Reading what is in scope: names, and parts of them through keys, fields, `!`, `?.` and positions. */
import type { Type } from "../model.ts";
import { dares, expression, type Named, type Scope } from "./generated-module.ts";
import { code, Level, list, operation, use, type Piece } from "./text-tree.ts";

export interface Typed {
  readonly piece: Piece;
  readonly type: Type;
}

/** A name, or something like `fault[t].first`, from which parts can be read. */
interface Root {
  readonly type: Type;
  readonly make: () => Piece | undefined;
}

type Turn =
  | { readonly kind: "field" | "optional"; readonly name: string }
  | { readonly kind: "keys"; readonly types: readonly Type[] }
  | { readonly kind: "unwrap" | "position" };

interface Route {
  readonly root: Root;
  readonly turns: readonly Turn[];
  readonly type: Type;
}

/** Something in scope whose type is acceptable. */
export function read(
  scope: Scope,
  acceptable: (type: Type) => boolean,
  depth: number,
): Typed | undefined {
  const found: Route[] = [];
  // Keys and positions are expressions again: somewhere that has to end.
  const keys = depth > -2;
  for (const root of roots(scope, depth)) {
    follow(scope, root, [], root.type, acceptable, (route) => {
      const plain = route.turns.every(({ kind }) => kind !== "keys" && kind !== "position");
      if (keys || plain) found.push(route);
    });
  }
  // Short routes, and those that lead into the state, are what modules are about.
  const weighted = found.map((route) => {
    const weight = route.turns.length === 0 ? 4 : 3;
    return [weight, () => makeRead(scope, route, depth)] as const;
  });
  return scope.choices.try(weighted);
}

function follow(
  scope: Scope,
  root: Root,
  turns: readonly Turn[],
  type: Type,
  acceptable: (type: Type) => boolean,
  found: (route: Route) => void,
): void {
  if (acceptable(type)) found({ root, turns, type });
  if (turns.length === 3) return;
  const go = (turn: Turn, next: Type) =>
    follow(scope, root, [...turns, turn], next, acceptable, found);
  switch (type.kind) {
    case "record":
      for (const { name, type: field } of type.fields) go({ kind: "field", name }, field);
      break;
    case "map":
      go({ kind: "keys", types: type.keys }, type.value);
      break;
    case "option":
      if (type.item.kind === "record") {
        for (const { name, type: field } of type.item.fields) {
          const option: Type = field.kind === "option" ? field : { kind: "option", item: field };
          go({ kind: "optional", name }, option);
        }
      }
      if (dares(scope)) go({ kind: "unwrap" }, type.item);
      break;
    case "seq":
      if (dares(scope)) go({ kind: "position" }, type.item);
  }
}

function makeRead(scope: Scope, route: Route, depth: number): Typed | undefined {
  let piece = route.root.make();
  for (const turn of route.turns) {
    if (piece === undefined) return undefined;
    switch (turn.kind) {
      case "field":
        piece = code`${piece}.${turn.name}`;
        break;
      case "optional":
        piece = code`${piece}?.${turn.name}`;
        break;
      case "unwrap":
        piece = code`${piece}!`;
        break;
      case "position": {
        const position = expression(scope, { kind: "int", low: 0, high: 2 }, depth - 1);
        piece = position && code`${piece}[${position}]`;
        break;
      }
      case "keys": {
        const keys = keysText(scope, turn.types, depth - 1);
        piece = keys && code`${piece}[${keys}]`;
      }
    }
  }
  return piece && { piece, type: route.type };
}

/** Keys of a map, now and then as one tuple. */
export function keysText(scope: Scope, types: readonly Type[], depth: number): Piece | undefined {
  const keys = everyExpression(scope, types, depth);
  if (keys === undefined) return undefined;
  const tuple = types.length > 1 && scope.choices.chance(0.15);
  return tuple ? code`(${list(keys, ", ")})` : list(keys, ", ");
}

/** One expression of each type, or nothing if one of them cannot be written here. */
export function everyExpression(
  scope: Scope,
  types: readonly Type[],
  depth: number,
  known = true,
): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const type of types) {
    const piece = expression(scope, type, depth, known);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces;
}

function named({ name, type }: Named): Root {
  return { type, make: () => use(name) };
}

function roots(scope: Scope, depth: number): Root[] {
  const { module, process } = scope;
  const result: Root[] = scope.locals.map(named);
  result.push(...module.parameters.map(named));
  if (!scope.state) return result;
  result.push(...module.variables.filter(({ name }) => !scope.hidden.has(name)).map(named));
  for (const cell of depth > -2 ? scope.cells : []) {
    if (cell.type.kind !== "map") continue;
    const { keys, value } = cell.type;
    result.push({ type: value, make: () => cellText(scope, cell, keys, depth - 1) });
  }
  if (process !== undefined) {
    result.push(...process.locals.filter(({ name }) => !scope.hidden.has(name)).map(named));
    if (scope.hidden.size === 0) result.push(...process.lets.map(named));
  }
  if (depth <= 0) return result;
  result.push(
    ...module.defs
      .filter(
        (def) => !def.parenthesised && [...def.reads].every((name) => !scope.hidden.has(name)),
      )
      .map(named),
  );
  for (const other of module.processes) {
    for (const local of other.locals) {
      if (scope.hidden.has(local.name)) continue;
      result.push({
        type: local.type,
        make: () => {
          const instance = processText(scope, other.name, other.parameters, depth);
          return instance && code`${instance}.${use(local.name)}`;
        },
      });
    }
  }
  return result;
}

/** `fault[t]`, or `fault` if it has no parameters. */
export function processText(
  scope: Scope,
  name: string,
  parameters: readonly Named[],
  depth: number,
): Piece | undefined {
  if (parameters.length === 0) return use(name);
  const types = parameters.map((parameter) => parameter.type);
  const keys = everyExpression(scope, types, depth - 1);
  if (keys === undefined) return undefined;
  // Each key stands for a parameter, which must not be left out while there is a key.
  const named = keys.map((key, at) => ({ parts: [key], uses: parameters[at]!.name }));
  return code`${use(name)}[${list(named, ", ")}]`;
}

/** A cell that a loop may touch: at its own value in the place where the writes have it. */
export function cellText(
  scope: Scope,
  cell: { readonly name: string; readonly key: string; readonly position: number },
  keys: readonly Type[],
  depth: number,
): Piece | undefined {
  const others = everyExpression(
    scope,
    keys.filter((_, at) => at !== cell.position),
    depth,
  );
  if (others === undefined) return undefined;
  const all = others.toSpliced(cell.position, 0, use(cell.key));
  return code`${use(cell.name)}[${list(all, ", ")}]`;
}

/** `f(a, b)` with the level of an atom, so that it can be an operand. */
export function callText(name: string, values: readonly Piece[]): Piece {
  return operation(Level.atom, code`${use(name)}(${list(values, ", ")})`);
}

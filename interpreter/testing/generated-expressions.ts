/** Expressions of a wanted type: what is in scope, what can be built, and what chooses between them. */
import type { Type } from "../model.ts";
import { buildValue, plainValue } from "./generated-values.ts";
import { condition, dares, expression, withLocals, type Scope } from "./generated-module.ts";
import { numberWithin } from "./generated-numbers.ts";
import { callText, everyExpression, read } from "./generated-reads.ts";
import { accepts, isSymmetric, typeText } from "./generated-types.ts";
import { code, introduce, Level, operation, slot, type Piece } from "./text-tree.ts";

/**
 * An expression whose values all lie in `want`, unless a risk is taken; nothing where none can be
 * written. With `known` false the type is not said by the place, so it must be plain from the text.
 */
export function writeExpression(
  scope: Scope,
  want: Type,
  wanted: number,
  known = true,
): Piece | undefined {
  const depth = scope.module.depth(wanted);
  if (want.kind === "int") return numberWithin(scope, want, depth);
  if (want.kind === "bool") {
    const simple = depth <= 0 && scope.choices.chance(0.5);
    return simple ? (readExactly(scope, want, depth) ?? code`true`) : condition(scope, depth).piece;
  }
  const deep = depth > 0 ? 1 : 0;
  const found = scope.choices.try<Piece>([
    [6, () => readExactly(scope, want, depth, known)],
    [5, () => buildValue(scope, want, depth, known)],
    [deep, () => conditional(scope, want, depth, known)],
    [2 * deep, () => definition(scope, want, depth, known)],
    [deep, () => before(scope, want, depth)],
    [deep, () => (dares(scope) ? unwrapped(scope, want, depth) : undefined)],
    [deep, () => unwrappedSafely(scope, want, depth)],
    [deep, () => theOnly(scope, want, depth)],
  ]);
  const plain = known ? plainValue(scope, want) : undefined;
  if (found === undefined) return plain;
  return plain === undefined ? found : { ...found, smaller: [plain, ...(found.smaller ?? [])] };
}

function readExactly(scope: Scope, want: Type, depth: number, known = true): Piece | undefined {
  const same = (type: Type) => accepts(want, type) && (known || want.kind === type.kind);
  return read(scope, same, depth)?.piece;
}

function conditional(scope: Scope, want: Type, depth: number, known: boolean): Piece | undefined {
  const test = condition(scope, depth - 1);
  const then = expression(withLocals(scope, test.known), want, depth - 1, known);
  const other = expression(scope, want, depth - 1, known);
  if (then === undefined || other === undefined) return undefined;
  const piece = code`if ${test.piece} then ${then} else ${other}`;
  return operation(Level.conditional, piece, [other, then]);
}

/** A call of a def whose result can stand here. */
export function definition(
  scope: Scope,
  want: Type,
  depth: number,
  known = true,
): Piece | undefined {
  const { choices, module } = scope;
  if (!scope.state) return undefined;
  const defs = module.defs.filter(
    (def) =>
      accepts(want, def.type) &&
      (known || want.kind === def.type.kind) &&
      [...def.reads].every((name) => !scope.hidden.has(name)),
  );
  const def = choices.oneOf(defs);
  if (def === undefined) return undefined;
  if (!def.parenthesised)
    return operation(Level.atom, code`${{ parts: [def.name], uses: def.name }}`);
  const values = everyExpression(scope, def.parameters, depth - 1);
  return values && callText(def.name, values);
}

function before(scope: Scope, want: Type, depth: number): Piece | undefined {
  if (!scope.old) return undefined;
  const inner = expression({ ...scope, old: false }, want, depth - 1, false);
  return inner && operation(Level.atom, code`old(${inner})`, [inner]);
}

function unwrapped(scope: Scope, want: Type, depth: number): Piece | undefined {
  if (want.kind === "option") return undefined;
  const option = readExactly(scope, { kind: "option", item: want }, depth, false);
  return option && operation(Level.atom, code`${option}!`);
}

/** `if o is some x then x else e` */
function unwrappedSafely(scope: Scope, want: Type, depth: number): Piece | undefined {
  if (want.kind === "option") return undefined;
  const option = readExactly(scope, { kind: "option", item: want }, depth, false);
  const other = option && expression(scope, want, depth - 1);
  if (other === undefined) return undefined;
  const name = scope.module.fresh("y");
  const test = code`${slot(Level.sum, option!)} is some ${introduce(name)}`;
  const piece = code`if ${test} then ${code`${{ parts: [name], uses: name }}`} else ${other}`;
  return operation(Level.conditional, piece, [other]);
}

/** `the(x: T where e)`, which is a way to a value of a symmetric type; behind a test of how many. */
function theOnly(scope: Scope, want: Type, depth: number): Piece | undefined {
  if (depth < 2 && !scope.choices.chance(0.3)) return undefined;
  if (want.kind !== "symmetric" && !(want.kind === "enum" && !isSymmetric(want))) return undefined;
  const name = scope.module.fresh("x");
  const inner = withLocals(scope, [{ name, type: want }]);
  const filter = condition(inner, depth - 1).piece;
  const binder = code`${introduce(name)}: ${typeText(scope.module, want)} where ${filter}`;
  const the = operation(Level.atom, code`the(${binder})`);
  if (dares(scope)) return the;
  const other = expression(scope, want, depth - 1);
  if (other === undefined) return undefined;
  const piece = code`if count(${binder}) == 1 then ${the} else ${other}`;
  return operation(Level.conditional, piece, [other]);
}

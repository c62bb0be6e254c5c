/** Conditions: comparisons, tests that bind names, connectives and quantifiers, and truisms. */
import type { Type } from "../model.ts";
import { cardinality } from "../values.ts";
import { drawBinders } from "./generated-binders.ts";
import { definition } from "./generated-expressions.ts";
import {
  careful,
  condition,
  expression,
  number,
  withLocals,
  type Condition,
  type Scope,
} from "./generated-module.ts";
import { drawPattern } from "./generated-patterns.ts";
import { processText, read } from "./generated-reads.ts";
import { BOOL } from "./generated-types.ts";
import { plainValue } from "./generated-values.ts";
import { code, Level, list, operation, slot, use, type Piece } from "./text-tree.ts";

const TRUE = code`true`;
const FALSE = code`false`;

/** A condition without names of its own. */
function plain(piece: Piece): Condition {
  return { piece, known: [] };
}

function test(piece: Piece): Condition {
  return plain(operation(Level.comparison, piece, [TRUE, FALSE]));
}

export function writeCondition(scope: Scope, wanted: number): Condition {
  const { choices } = scope;
  const depth = scope.module.depth(wanted);
  const deep = depth > 0 ? 1 : 0;
  return choices.try<Condition>([
    [5, () => readBool(scope, depth)],
    [6, () => comparison(scope, depth)],
    [6, () => equality(scope, depth)],
    [6, () => pattern(scope, depth)],
    [2, () => membership(scope, depth)],
    [2, () => atLabel(scope, depth)],
    [2 * deep, () => negation(scope, depth)],
    [8 * deep, () => connective(scope, depth)],
    [4 * deep, () => quantifier(scope, depth)],
    [deep, () => subset(scope, depth)],
    [deep, () => conditional(scope, depth)],
    [2 * deep, () => old(scope, depth)],
    [3 * deep, () => call(scope, depth)],
    [1, () => plain(choices.chance(0.5) ? TRUE : FALSE)],
  ])!;
}

function readBool(scope: Scope, depth: number): Condition | undefined {
  const found = read(scope, (type) => type.kind === "bool", depth);
  return found && plain(operation(Level.atom, found.piece, [TRUE, FALSE]));
}

function comparison(scope: Scope, depth: number): Condition {
  const operator = scope.choices.oneOf(["<", "<=", ">", ">=", "==", "!="]);
  const [a, b] = [number(scope, depth - 1), number(scope, depth - 1)];
  return test(code`${slot(Level.sum, a.piece)} ${operator} ${slot(Level.sum, b.piece)}`);
}

/** One side is in scope, so that its type is known; the other is any expression of that type. */
function equality(scope: Scope, depth: number): Condition | undefined {
  const { choices } = scope;
  const found = read(scope, (type) => cardinality(type) > 1, depth);
  if (found === undefined) return undefined;
  // To the left it should be plain which type is meant, or be nothing but a word.
  const swapped = choices.chance(0.25);
  const word = swapped && choices.chance(0.5) ? plainValue(scope, found.type) : undefined;
  const other = word ?? expression(scope, found.type, depth - 1, !swapped);
  if (other === undefined) return undefined;
  const operator = choices.chance(0.6) ? "==" : "!=";
  const [left, right] = swapped ? [other, found.piece] : [found.piece, other];
  return test(code`${slot(Level.sum, left)} ${operator} ${slot(Level.sum, right)}`);
}

function hasPatterns(type: Type): boolean {
  return ["option", "enum", "bool", "int"].includes(type.kind);
}

function pattern(scope: Scope, depth: number): Condition | undefined {
  const found = read(scope, hasPatterns, depth);
  if (found === undefined) return undefined;
  const drawn = drawPattern(scope, found.type, true);
  const piece = code`${slot(Level.sum, found.piece)} is ${drawn.piece}`;
  return { piece: operation(Level.comparison, piece, [TRUE, FALSE]), known: drawn.names };
}

function membership(scope: Scope, depth: number): Condition | undefined {
  const { choices } = scope;
  const operator = choices.chance(0.7) ? "in" : "not in";
  if (choices.chance(0.3)) {
    const element = number(scope, depth - 1);
    const low = choices.between(-1, 2);
    const high = number(scope, Math.min(depth - 1, 1));
    const range = code`${String(low)}..${slot(Level.sum, high.piece)}`;
    return test(code`${slot(Level.sum, element.piece)} ${operator} ${range}`);
  }
  const found = read(scope, (type) => type.kind === "set" || type.kind === "seq", depth);
  if (found?.type.kind !== "set" && found?.type.kind !== "seq") return undefined;
  const plainly = choices.chance(0.3) ? plainValue(scope, found.type.item) : undefined;
  const element = plainly ?? expression(scope, found.type.item, depth - 1, false);
  if (element === undefined) return undefined;
  return test(code`${slot(Level.sum, element)} ${operator} ${slot(Level.sum, found.piece)}`);
}

function atLabel(scope: Scope, depth: number): Condition | undefined {
  const { choices } = scope;
  if (!scope.state) return undefined;
  const process = choices.oneOf(scope.module.processes);
  if (process === undefined || (depth <= 0 && process.parameters.length > 0)) return undefined;
  const instance = processText(scope, process.name, process.parameters, depth);
  if (instance === undefined) return undefined;
  const labels = [
    code`rest`,
    ...process.labels.map((label) => use(`${process.name}.${label}`, label)),
  ];
  const some = choices.shuffled(labels).slice(0, choices.between(1, 2));
  const text = some.length === 1 && choices.chance(0.7) ? some[0]! : code`{${list(some, ", ")}}`;
  return test(code`${instance} at ${text}`);
}

function negation(scope: Scope, depth: number): Condition {
  const inner = condition(scope, depth - 1).piece;
  return plain(operation(Level.not, code`not ${slot(Level.not, inner)}`, [inner]));
}

function connective(scope: Scope, depth: number): Condition {
  const { choices } = scope;
  const left = condition(scope, depth - 1);
  const knowing = withLocals(scope, left.known);
  const write = (level: number, operator: string, right: Condition): Piece => {
    // `implies` and `iff` lean to the right, and do not mix.
    const [a, b] = level === Level.implies ? [level + 1, level + 1] : [level, level + 1];
    const piece = code`${slot(a, left.piece)} ${operator} ${slot(b, right.piece)}`;
    return operation(level, piece, [left.piece, right.piece]);
  };
  return choices.try<Condition>([
    [
      4,
      () => {
        const right = condition(knowing, depth - 1);
        return {
          piece: write(Level.and, "and", right),
          known: [...left.known, ...right.known],
        };
      },
    ],
    [3, () => plain(write(Level.or, "or", condition(scope, depth - 1)))],
    [3, () => plain(write(Level.implies, "implies", condition(knowing, depth - 1)))],
    [1, () => plain(write(Level.implies, "iff", condition(scope, depth - 1)))],
    [
      1,
      () => {
        const middle = condition(knowing, 0);
        const right = condition(withLocals(knowing, middle.known), 0);
        const third = Level.implies + 1;
        const chain = code`${slot(third, left.piece)} implies ${slot(third, middle.piece)} implies ${slot(third, right.piece)}`;
        return plain(operation(Level.implies, chain, [left.piece]));
      },
    ],
  ])!;
}

function quantifier(scope: Scope, depth: number): Condition | undefined {
  const { choices } = scope;
  const binders = drawBinders(scope, depth - 1, { most: 9, groups: 2 });
  if (binders === undefined) return undefined;
  const inner = withLocals(scope, binders.names);
  const filter = choices.chance(0.4) ? condition(inner, depth - 1) : undefined;
  const where = filter === undefined ? "" : code` where ${filter.piece}`;
  const body = condition(withLocals(inner, filter?.known ?? []), depth - 1).piece;
  const word = choices.oneOf(["all", "some"]);
  const piece = code`${word} ${binders.piece}${where} { ${body} }`;
  return plain(operation(Level.atom, piece, [TRUE, FALSE]));
}

function subset(scope: Scope, depth: number): Condition | undefined {
  const found = read(scope, (type) => type.kind === "set", depth - 1);
  const other = found && expression(scope, found.type, depth - 1);
  if (found === undefined || other === undefined) return undefined;
  return plain(operation(Level.atom, code`subset(${found.piece}, ${other})`, [TRUE, FALSE]));
}

function conditional(scope: Scope, depth: number): Condition {
  const choice = condition(scope, depth - 1);
  const then = condition(withLocals(scope, choice.known), depth - 1).piece;
  const other = condition(scope, depth - 1).piece;
  const piece = code`if ${choice.piece} then ${then} else ${other}`;
  return plain(operation(Level.conditional, piece, [choice.piece, then, other]));
}

function old(scope: Scope, depth: number): Condition | undefined {
  if (!scope.old) return undefined;
  const inner = condition({ ...scope, old: false }, depth - 1);
  const piece = operation(Level.atom, code`old(${inner.piece})`, [inner.piece]);
  return { piece, known: inner.known };
}

function call(scope: Scope, depth: number): Condition | undefined {
  const found = definition(scope, BOOL, depth);
  return found && plain(operation(Level.atom, found, [TRUE, FALSE]));
}

/** A condition that always holds, for a reason that is not always plain. */
export function truism(scope: Scope, wanted: number): Condition {
  const { choices } = scope;
  const safe = careful(scope);
  const depth = scope.module.depth(wanted);
  const deep = depth > 0 ? 1 : 0;
  return choices.try<Condition>([
    [
      6,
      () => {
        const found = read(safe, (type) => type.kind === "int", depth);
        if (found?.type.kind !== "int") return undefined;
        const { low, high } = found.type;
        const [operator, bound] = choices.oneOf<readonly [string, string]>([
          ["<=", String(high)],
          [">=", String(low)],
          ["!=", String(high + 1)],
          ["in", `${low}..${high}`],
        ]);
        return test(code`${slot(Level.sum, found.piece)} ${operator} ${bound}`);
      },
    ],
    [
      2,
      () => {
        const found = read(safe, (type) => type.kind === "set" || type.kind === "seq", depth);
        if (found?.type.kind !== "set" && found?.type.kind !== "seq") return undefined;
        const { type } = found;
        const most = type.kind === "set" ? cardinality(type.item) : type.capacity;
        return test(code`size(${found.piece}) <= ${String(most)}`);
      },
    ],
    [
      3 * deep,
      () => {
        const either = condition(safe, depth - 1).piece;
        const not = operation(Level.not, code`not ${slot(Level.not, either)}`);
        const piece = code`${slot(Level.or, either)} or ${slot(Level.and, not)}`;
        return plain(operation(Level.or, piece, [TRUE]));
      },
    ],
    [
      3 * deep,
      () => {
        const premise = condition(safe, depth - 1);
        const conclusion = truism(withLocals(safe, premise.known), depth - 1).piece;
        const least = Level.implies + 1;
        const piece = code`${slot(least, premise.piece)} implies ${slot(least, conclusion)}`;
        return plain(operation(Level.implies, piece, [conclusion]));
      },
    ],
    [
      3 * deep,
      () => {
        const binders = drawBinders(safe, depth - 1, { most: 9, groups: 2 });
        if (binders === undefined) return undefined;
        const inner = truism(withLocals(safe, binders.names), depth - 1).piece;
        return plain(operation(Level.atom, code`all ${binders.piece} { ${inner} }`, [TRUE]));
      },
    ],
    [
      2,
      () => {
        const found = read(safe, () => true, depth);
        if (found === undefined) return undefined;
        return test(code`${slot(Level.sum, found.piece)} == ${slot(Level.sum, found.piece)}`);
      },
    ],
    [
      deep,
      () => {
        const binders = drawBinders(safe, depth - 1, { most: 6, groups: 1 });
        if (binders === undefined) return undefined;
        const filter = condition(withLocals(safe, binders.names), depth - 1).piece;
        const count = code`count(${binders.piece} where ${filter})`;
        return test(code`${count} <= ${String(binders.size)}`);
      },
    ],
    [1, () => plain(TRUE)],
  ])!;
}

/**
 * Steps as functions without arguments: they read the state that is being expanded from `S`, and leave
 * new states in the queue.
 *
 * Arguments of a step are written out as constants where the text stays short; conditions of the guard
 * are tested as soon as the arguments that they read are known.
 */
import type { Expression, InstanceStep } from "../model.ts";
import { readSlots } from "./analysis.ts";
import type { Way } from "./continuation.ts";
import { END, inBlock } from "./continuation.ts";
import { fits } from "./generate-binders.ts";
import { condition } from "./generate-expression.ts";
import { statements } from "./generate-statement.ts";
import type { Program } from "./routine.ts";
import { decide, exitsBy, oldWords, when, withOldWords } from "./routine.ts";
import type { Scalar } from "./scalar.ts";
import { integer, named } from "./scalar.ts";
import { domainSize, termAt } from "./term-ordinal.ts";
import { keepTerm } from "./term-variables.ts";

/** Characters that one generated function should have: V8 does not optimise long ones. */
const FUNCTION_LENGTH = 12_000;

/** What is generated for the end of a path that succeeds. */
export type Emit = (words: readonly Scalar[]) => string;

/** Names of functions that together take a step with all its arguments, in their order. */
export function stepFunctions(
  step: InstanceStep,
  program: Program,
  finding: { readonly failed: string; readonly asserted: string },
  emit: Emit,
): string[] {
  const { w } = program;
  const words = oldWords(program.plan);
  const way: Way = {
    program,
    w,
    words,
    old: words,
    slots: new Array<undefined>(step.frameSize).fill(undefined),
    exits: exitsBy("return;", finding),
    records: finding,
    finish: (path) => w.line(emit(path.words)),
  };
  const conditions = step.guard === undefined ? [] : conjuncts(step.guard);
  return inFunctions(w, rounds(step, conditions, way));
}

/** The texts of a step for each value of its first argument, or for each tuple if these are long. */
function rounds(step: InstanceStep, conditions: readonly Expression[], way: Way): string[] {
  const { w } = way;
  const [first] = step.parameters;
  if (first === undefined) return [w.scope(() => guarded(step, 0, conditions, way))];
  const size = domainSize(first.type);
  if (!isWrittenOut(step, 0, conditions, way)) {
    return [w.scope(() => eachArgument(step, 0, conditions, way))];
  }
  const texts = Array.from({ length: size }, (_, i) =>
    w.scope(() => oneArgument(step, 0, integer(i), conditions, way)),
  );
  return texts;
}

/** Functions of about the wanted length, of whole texts. */
function inFunctions(w: Way["w"], texts: readonly string[]): string[] {
  const names: string[] = [];
  let lines: string[] = [];
  let length = 0;
  const close = (): void => {
    if (length > 0) {
      const own = lines;
      names.push(w.function([], () => own.forEach((line) => w.line(line)), withOldWords));
    }
    lines = [];
    length = 0;
  };
  for (const text of texts) {
    if (length + text.length > FUNCTION_LENGTH) close();
    lines.push(`{${text}}`);
    length += text.length;
  }
  close();
  return names;
}

// ---------------------------------------------------------------------------------------------
// Arguments

/** Goes through the values of argument `level` and those after it. */
function eachArgument(
  step: InstanceStep,
  level: number,
  conditions: readonly Expression[],
  way: Way,
): void {
  const { w } = way;
  const { type } = step.parameters[level]!;
  const size = domainSize(type);
  if (isWrittenOut(step, level, conditions, way)) {
    for (let i = 0; i < size; i++) oneArgument(step, level, integer(i), conditions, way);
    return;
  }
  const position = named(w.name("i"), 0, size - 1);
  const { text: i } = position;
  const body = w.scope(() => oneArgument(step, level, position, conditions, way));
  w.line(`for(let ${i}=0;${i}<${size};${i}++){${body}}`);
}

function isWrittenOut(
  step: InstanceStep,
  level: number,
  conditions: readonly Expression[],
  way: Way,
): boolean {
  const parameter = step.parameters[level]!;
  const size = domainSize(parameter.type);
  return decide(way, parameter, () => {
    if (way.program.limits.step === 0) return false;
    const lengths = [0, size - 1].map(
      (i) => way.w.scope(() => oneArgument(step, level, integer(i), conditions, way)).length,
    );
    return fits(Math.max(...lengths), size, way.program.limits.step);
  });
}

function oneArgument(
  step: InstanceStep,
  level: number,
  position: Scalar,
  conditions: readonly Expression[],
  way: Way,
): void {
  const { slot, type } = step.parameters[level]!;
  inBlock(way, (path) => {
    path.slots[slot] = keepTerm(termAt(position, type, path.w), path.w);
    guarded(step, level + 1, conditions, path);
  });
}

/** The conditions that can be tested now, in their order; then the other arguments, or the body. */
function guarded(
  step: InstanceStep,
  level: number,
  conditions: readonly Expression[],
  way: Way,
): void {
  const missing = step.parameters.slice(level).map(({ slot }) => slot);
  const [first, ...others] = conditions;
  if (first !== undefined && !missing.some((slot) => slotsOf(first).has(slot))) {
    const holds = condition(first, way);
    return when(holds, way, () => guarded(step, level, others, way));
  }
  if (level < step.parameters.length) return eachArgument(step, level, conditions, way);
  statements(step.body, 0, way, END);
}

/** `a and b and c` as its parts. */
function conjuncts(guard: Expression): Expression[] {
  const parts: Expression[] = [];
  let left = guard;
  while (left.kind === "logic" && left.operator === "and" && left.site === undefined) {
    parts.push(left.right);
    left = left.left;
  }
  return [...parts, left].reverse().flatMap((part) => (part === guard ? [part] : conjuncts(part)));
}

const slots = new WeakMap<Expression, ReadonlySet<number>>();

function slotsOf(e: Expression): ReadonlySet<number> {
  let known = slots.get(e);
  if (known === undefined) slots.set(e, (known = readSlots(e)));
  return known;
}

/**
 * Steps as functions without arguments: they read the state that is being expanded from `S`, and leave
 * new states in the queue.
 *
 * Arguments of a step are written out as constants where the text stays short; conditions of the guard
 * are tested as soon as the arguments that they read are known.
 */
import type { Expression, InstanceStep } from "../../model.ts";
import { readSlots } from "../../analysis.ts";
import type { Way } from "./continuation.ts";
import { END, inBlock } from "./continuation.ts";
import { fits } from "./binders.ts";
import { conjunctsOf } from "./conjuncts.ts";
import { condition } from "./expression.ts";
import { statements } from "./statement.ts";
import type { Program } from "./routine.ts";
import { decide, exitsBy, oldWords, when, withOldWords } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { integer, named } from "../code/scalar.ts";
import { domainSize, termAt } from "../code/term-ordinal.ts";
import { keepTerm } from "../code/term-variables.ts";

/** Characters that one generated function should have: V8 does not optimise long ones. */
const FUNCTION_LENGTH = 12_000;

/** A step, or `init`, which has no arguments. */
interface Taken extends Pick<InstanceStep, "parameters" | "guard" | "body" | "frameSize"> {
  /** Generates what comes before the body, when the arguments are known and the guard holds. */
  readonly enter?: (way: Way) => void;
}

/** What is generated for the end of a path that succeeds. */
export type Emit = (words: readonly Scalar[], costs: readonly Scalar[]) => string;

/** Names of functions that together go through a body with all its arguments, in their order. */
export function bodyFunctions(
  step: Taken,
  program: Program,
  finding: { readonly failed: string; readonly asserted: string },
  emit: Emit,
): string[] {
  const { w } = program;
  const old = oldWords(program.plan);
  const way: Way = {
    program,
    w,
    words: [...old, ...program.costs.map(() => integer(0))],
    old,
    slots: new Array<undefined>(step.frameSize).fill(undefined),
    exits: exitsBy("return;", finding),
    records: finding,
    finish: ({ words }) => w.line(emit(words.slice(0, old.length), words.slice(old.length))),
  };
  const conditions = step.guard === undefined ? [] : conjunctsOf(step.guard);
  return inFunctions(w, rounds(step, conditions, way));
}

/** The texts of a step for each value of its first argument. */
function rounds(step: Taken, conditions: readonly Expression[], way: Way): string[] {
  const { w } = way;
  if (step.parameters.length === 0) return [w.scope(() => guarded(step, 0, conditions, way))];
  return writtenOut(step, 0, conditions, way) ?? [w.scope(() => looped(step, 0, conditions, way))];
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
  step: Taken,
  level: number,
  conditions: readonly Expression[],
  way: Way,
): void {
  const texts = writtenOut(step, level, conditions, way);
  if (texts === undefined) looped(step, level, conditions, way);
  else way.w.line(texts.map((text) => `{${text}}`).join(""));
}

function looped(step: Taken, level: number, conditions: readonly Expression[], way: Way): void {
  const { w } = way;
  const size = domainSize(step.parameters[level]!.type);
  const position = named(w.name("i"), 0, size - 1);
  const { text: i } = position;
  const body = w.scope(() => oneArgument(step, level, position, conditions, way));
  w.line(`for(let ${i}=0;${i}<${size};${i}++){${body}}`);
}

/** The texts for each value of an argument, if they are not too long. */
function writtenOut(
  step: Taken,
  level: number,
  conditions: readonly Expression[],
  way: Way,
): string[] | undefined {
  const parameter = step.parameters[level]!;
  const size = domainSize(parameter.type);
  const { step: limit } = way.program.limits;
  const texts = new Map<number, string>();
  const textAt = (i: number): string =>
    texts.get(i) ?? way.w.scope(() => oneArgument(step, level, integer(i), conditions, way));
  const isShort = decide(way, parameter, () => {
    if (limit === 0) return false;
    // The first and the last show how long it will be, and are what is wanted if it is not too long.
    for (const i of [0, size - 1]) texts.set(i, textAt(i));
    const longest = Math.max(...[...texts.values()].map((text) => text.length));
    return fits(longest, size, limit);
  });
  return isShort ? Array.from({ length: size }, (_, i) => textAt(i)) : undefined;
}

function oneArgument(
  step: Taken,
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
function guarded(step: Taken, level: number, conditions: readonly Expression[], way: Way): void {
  const missing = step.parameters.slice(level).map(({ slot }) => slot);
  const [first, ...others] = conditions;
  if (first !== undefined && !missing.some((slot) => readSlots(first).has(slot))) {
    const holds = condition(first, way);
    return when(holds, way, () => guarded(step, level, others, way));
  }
  if (level < step.parameters.length) return eachArgument(step, level, conditions, way);
  step.enter?.(way);
  statements(step.body, 0, way, END);
}

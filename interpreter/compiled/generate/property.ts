/**
 * Functions that look at the state being expanded or at a step from it: properties, and the mappings of
 * refinements. What is wrong is remembered by the statements that they are given.
 */
import type { Property, Refinement } from "../../model.ts";
import { condition, expression } from "./expression.ts";
import type { Plan } from "../layout/layout.ts";
import type { Exits, Program, Routine } from "./routine.ts";
import { exitsBy, oldWords, when, withOldWords } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { not } from "../code/conditions.ts";
import { wordsOf } from "../code/term-variables.ts";

/** Statements for a property that is false, and for one that fails. */
export interface Verdicts {
  readonly wrong: string;
  readonly failed: string;
}

function routine(
  program: Program,
  frameSize: number,
  words: readonly Scalar[],
  exits: Exits,
): Routine {
  return {
    program,
    w: program.w,
    words,
    old: oldWords(program.plan),
    slots: new Array<undefined>(frameSize).fill(undefined),
    exits,
  };
}

/** A property of the state in `S`; or, with the words after it as arguments, of a step. */
export function propertyFunction(
  property: Property,
  program: Program,
  verdicts: Verdicts,
  after?: readonly Scalar[],
): string {
  const { w } = program;
  return w.function(
    after ?? [],
    () => {
      const exits = exitsBy("return;", { failed: verdicts.failed, asserted: "" });
      const r = routine(program, property.frameSize, after ?? oldWords(program.plan), exits);
      when(not(condition(property.body, r)), r, () => w.line(verdicts.wrong));
    },
    withOldWords,
  );
}

/**
 * The abstract state of a state given by its words, into an array; the function returns 1 if a mapping
 * fails and 0 if not.
 */
export function mappingFunction(
  refinement: Refinement,
  abstract: Plan,
  program: Program,
  words: readonly Scalar[],
  array: string,
): string {
  const { w } = program;
  return w.function(words, () => {
    const exits = exitsBy("return 1;", { failed: "", asserted: "" });
    const terms = refinement.mappings.map(({ frameSize, value }) =>
      expression(value, { ...routine(program, frameSize, words, exits), old: words }),
    );
    wordsOf(abstract, terms, w).forEach((word, i) => w.line(`${array}[${i}]=${word.text};`));
    w.line("return 0;");
  });
}

/**
 * Definitions that are worth computing once for every state and for all their arguments: those that
 * count the bindings for which something is equal to the argument, such as
 *
 *     def refs(f: Frame): 0..8 = count(p: Proc, v: Page where pt[p, v]?.frame == f)
 *
 * One pass over the bindings counts for all arguments at once, side by side in one word. After a write, of which
 * it is known which bindings it can concern, the count for an argument is the one before, less those of them that
 * held, and with those that hold now.
 */
import type { Definition, Expression, Type } from "../../model.ts";
import { cardinality } from "../../values.ts";
import { mayFail, visitNodes } from "../../analysis.ts";
import { collect } from "./binders.ts";
import { conjunctsOf } from "./conjuncts.ts";
import { wordsRead } from "./definition.ts";
import { condition, expression } from "./expression.ts";
import { widthOf } from "../layout/layout.ts";
import type { Program, Routine } from "./routine.ts";
import { oldWords, withOldWords } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import type { Writer } from "../code/code-writer.ts";
import { multiply, subtract, sum, sumOfFields } from "../code/arithmetic.ts";
import { bitsAt, shiftLeft } from "../code/bits.ts";
import { all, choice, not, toInt } from "../code/conditions.ts";
import { TRUE, integer, isConstant, namedWord, within } from "../code/scalar.ts";
import { fitTerm } from "../code/term-compare.ts";
import { ordinalOf } from "../code/term-ordinal.ts";
import { keepTerm } from "../code/term-variables.ts";
import type { Term } from "../code/term.ts";
import { itemOf, presentOf } from "../code/term.ts";

type Count = Extract<Expression, { kind: "fold" }>;

interface Histogram {
  readonly fold: Count;
  /** What is equal to the argument. */
  readonly key: Expression;
  /** What must hold besides. */
  readonly others: readonly Expression[];
}

/** Where the counts are: one field for each argument, side by side in `M[word]`. */
interface Counts {
  readonly word: number;
  readonly width: number;
  /** Of the argument. */
  readonly type: Type;
  /** The largest count. */
  readonly most: number;
}

/** The slot of the only parameter. */
const ARGUMENT = 0;

/**
 * Chooses the definitions, and makes a function that computes them for the state in `S` into `M`; an
 * empty text if there are none.
 */
export function memoFunction(program: Program): string {
  const { w, plan, instance, facts } = program;
  const words = oldWords(plan);
  const lines: string[] = [];
  for (const definition of instance.definitions) {
    if (facts[definition.index]!.fails || mayFail(definition.body, facts)) continue;
    const histogram = histogramOf(definition);
    if (histogram === undefined) continue;
    const memo = memoOf(definition, histogram, lines.length);
    if (memo === undefined) continue;
    const r: Routine = {
      program,
      w,
      words,
      old: words,
      slots: new Array<undefined>(definition.frameSize).fill(undefined),
      exits: { failed: "", failedInside: "", asserted: "" },
    };
    const counts = countAll(definition, histogram, memo, r);
    if (counts === undefined) continue;
    lines.push(`M[${lines.length}]=${counts.text};`);
    program.memos.set(definition.index, {
      words: wordsRead(definition, r),
      now: (argument) => countNow(memo, argument, w),
      after: (argument, path) => countAfter(histogram, memo, argument, path),
    });
  }
  if (lines.length === 0) return "";
  return w.function([], () => lines.forEach((line) => w.line(line)), withOldWords, "memo");
}

function histogramOf({ parameters, body }: Definition): Histogram | undefined {
  if (parameters.length !== 1 || body.kind !== "fold" || body.fold !== "count") return undefined;
  if (body.where === undefined || body.binders.some(({ set }) => set !== undefined))
    return undefined;
  const conditions = conjunctsOf(body.where);
  const reading = conditions.filter(readsArgument);
  const [test] = reading;
  if (reading.length !== 1 || test!.kind !== "equal" || test!.negated) return undefined;
  const { left, right } = test!;
  const key = isArgument(left) ? right : isArgument(right) ? left : undefined;
  if (key === undefined || readsArgument(key)) return undefined;
  return { fold: body, key, others: conditions.filter((each) => each !== test) };
}

function isArgument(e: Expression): boolean {
  return e.kind === "some" ? isArgument(e.item) : e.kind === "local" && e.slot === ARGUMENT;
}

function readsArgument(e: Expression): boolean {
  let reads = false;
  visitNodes(e, (node) => {
    if (node.kind === "local" && node.slot === ARGUMENT) reads = true;
  });
  return reads;
}

/** Where the counts are, if they fit in a word. */
function memoOf(definition: Definition, { fold }: Histogram, word: number): Counts | undefined {
  const { type } = definition.parameters[0]!;
  const most = fold.binders.reduce((product, binder) => product * cardinality(binder.type), 1);
  const width = widthOf(most + 1);
  if (cardinality(type) * width > 32) return undefined;
  return { word, width, type, most };
}

/** Every binding adds 1 to the count of its key. */
function countAll(
  definition: Definition,
  { fold, key, others }: Histogram,
  memo: Counts,
  r: Routine,
): Scalar | undefined {
  const { w } = r;
  const parts = collect(fold.binders, r, definition.body, (isOpen) => {
    const conditions = [isOpen, ...others.map((each) => condition(each, r))];
    const value = keepTerm(expression(key, r), w);
    const isOption = value.type.kind === "option";
    conditions.push(isOption ? presentOf(value, w) : TRUE);
    const { term, misfit } = fitTerm(isOption ? itemOf(value, w) : value, memo.type, w);
    const position = ordinalOf(term, memo.type, w);
    const one = shiftLeft(integer(1), multiply(position, integer(memo.width)));
    const result = choice(all([...conditions, not(misfit)]), one, integer(0));
    return { result, length: result.text.length };
  });
  r.program.decisions.delete(definition.body);
  return parts && sumOfFields(parts);
}

/** The count for one argument after the writes of a path, if that is shorter than to count again. */
function countAfter(
  histogram: Histogram,
  counts: Counts,
  argument: Term,
  path: Routine,
): Scalar | undefined {
  const { binders, where } = histogram.fold;
  const slots: Term[] = [];
  slots[ARGUMENT] = argument;
  const holds = (r: Routine): Scalar[] | undefined =>
    collect(binders, r, histogram, (isOpen) => {
      const result = all([isOpen, condition(where!, r)]);
      return { result, length: result.text.length };
    });
  const before = holds({ ...path, words: path.old, slots });
  const now = holds({ ...path, slots });
  if (before === undefined || now === undefined) return undefined;
  const differs = before.map((each, i) => each.text !== now[i]!.text);
  const [less, more] = [before, now].map((parts) => parts.filter((_, i) => differs[i]).map(toInt));
  const terms = [...less!, ...more!].filter((each) => !isConstant(each));
  if (terms.length >= now.length) return undefined;
  const changed = subtract(sum([countNow(counts, argument, path.w), ...more!]), sum(less!));
  return within(changed, 0, counts.most);
}

/** The count for an argument in the state that is being expanded. */
function countNow({ word, width, type, most }: Counts, argument: Term, w: Writer): Scalar {
  const shift = multiply(ordinalOf(argument, type, w), integer(width));
  return within(bitsAt(namedWord(`m${word}`), shift, width), 0, most);
}

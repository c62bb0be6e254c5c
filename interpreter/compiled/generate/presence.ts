/**
 * Which values some numbers of a state have, as a mask that is computed once for each state: where every process
 * is in its program, for one. A step that needs a process at a place where none is need not be tried with each of
 * them. For this, the first condition of its guard has to compare one number for each first argument.
 */
import type { InstanceStep } from "../../model.ts";
import { readSlots } from "../../analysis.ts";
import { membersOf } from "../code/conditions.ts";
import { domainSize, termAt } from "../code/term-ordinal.ts";
import { constantOf, integer, type Scalar } from "../code/scalar.ts";
import { conjunctsOf } from "./conjuncts.ts";
import { condition } from "./expression.ts";
import { oldWords, withOldWords, type Program, type Routine } from "./routine.ts";

/** Fewer steps than this that ask for the same mask are not worth it. */
const FEWEST_STEPS = 3;
/** More arguments than this are not looked at. */
const MOST_ARGUMENTS = 32;
/** Values of a number are bits of the mask, modulo this. */
const BITS = 32;

/** What a step asks: one of some numbers is one of some values. */
interface Question {
  readonly numbers: readonly Scalar[];
  readonly mask: number;
}

export interface Presences {
  /** Name of the function that computes the masks into `M`; empty if there are none. */
  readonly name: string;
  /** Words of `M` that they take. */
  readonly words: number;
  /** For each step, what must be true for it to be possible; empty if nothing is known. */
  readonly tests: readonly string[];
}

/** `first` is the first word of `M` that is free. */
export function presencesOf(program: Program, first: number): Presences {
  const { w, instance } = program;
  const questions = instance.steps.map((step) => questionOf(step, program));
  const keyOf = ({ numbers }: Question): string => numbers.map(({ text }) => text).join();
  const askers = new Map<string, number>();
  for (const each of questions) {
    if (each) askers.set(keyOf(each), (askers.get(keyOf(each)) ?? 0) + 1);
  }
  const words = new Map<string, number>();
  const lines: string[] = [];
  const tests = questions.map((question) => {
    if (question === undefined) return "";
    const key = keyOf(question);
    if (askers.get(key)! < FEWEST_STEPS) return "";
    let word = words.get(key);
    if (word === undefined) {
      word = first + words.size;
      words.set(key, word);
      const numbers = new Set(question.numbers.map(({ text }) => `1<<${text}`));
      lines.push(`M[${word}]=${[...numbers].join("|")};`);
    }
    return `(M[${word}]&${question.mask})!==0`;
  });
  if (lines.length === 0) return { name: "", words: 0, tests };
  const name = w.function([], () => lines.forEach((line) => w.line(line)), withOldWords, "present");
  return { name, words: words.size, tests };
}

function questionOf(step: InstanceStep, program: Program): Question | undefined {
  if (step.guard === undefined) return undefined;
  const guard = conjunctsOf(step.guard)[0]!;
  const [parameter, ...others] = step.parameters;
  const read = readSlots(guard);
  if (others.some(({ slot }) => read.has(slot))) return undefined;
  const size = parameter === undefined ? 1 : domainSize(parameter.type);
  if (size > MOST_ARGUMENTS) return undefined;
  const numbers: Scalar[] = [];
  let mask: number | undefined;
  for (let i = 0; i < size; i++) {
    const words = oldWords(program.plan);
    const slots: Routine["slots"] = new Array<undefined>(step.frameSize).fill(undefined);
    if (parameter) slots[parameter.slot] = termAt(integer(i), parameter.type, program.w);
    // What may fail needs statements, and is no question; the statements themselves are not used.
    const exits = { failed: "fail;", failedInside: "fail;", asserted: "fail;" };
    let holds: Scalar | undefined;
    const text = program.w.scope(() => {
      holds = condition(guard, { program, w: program.w, words, old: words, slots, exits });
    });
    const own = text === "" ? valuesOf(holds!) : undefined;
    if (own === undefined || (mask !== undefined && own.mask !== mask)) return undefined;
    mask = own.mask;
    numbers.push(own.of);
  }
  return { numbers, mask: mask! };
}

/** The values modulo `BITS`. */
function valuesOf(holds: Scalar): { readonly of: Scalar; readonly mask: number } | undefined {
  const members = membersOf(holds);
  if (members !== undefined) return members;
  const { form } = holds;
  if (form.op !== "compare" || form.operator !== "===" || form.left.low < 0) return undefined;
  const value = constantOf(form.right);
  return value === undefined ? undefined : { of: form.left, mask: 1 << (value % BITS) };
}

/**
 * Going through the values of binders, in either of two shapes: the code repeated with each value as
 * a constant, or a loop with the value in a variable.
 */
import type { Binder } from "../../model.ts";
import type { Routine } from "./routine.ts";
import { decide } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { addConstant } from "../code/arithmetic.ts";
import { all, compare, not } from "../code/conditions.ts";
import { TRUE, integer, isConstant, named } from "../code/scalar.ts";
import { equalTerms } from "../code/term-compare.ts";
import { domainSize, termAt } from "../code/term-ordinal.ts";
import { keepTerm } from "../code/term-variables.ts";
import type { Term } from "../code/term.ts";
import { bitOf, codeOf, itemType, partsOf, scalar } from "../code/term.ts";

/** More values than this are never written out one by one. */
const REPEAT_LIMIT = 4096;

/** The values that a binder can take, numbered in ascending order. */
export interface Candidates {
  readonly size: number;
  readonly at: (position: Scalar) => Term;
  /** Whether the value with a number is among them now. */
  readonly isMember: (position: Scalar) => Scalar;
  readonly loop: () => Loop;
}

interface Loop {
  readonly head: string;
  /** First statement of the body. */
  readonly prefix: string;
  readonly position: Scalar;
  /** Goes through the members only. */
  readonly exact: boolean;
}

/** `distinct`: no other name of the group has the value. */
export function isFree(value: Term, binder: Binder, r: Routine): Scalar {
  return all(binder.distinctFrom.map((slot) => not(equalTerms(r.slots[slot]!, value, r.w))));
}

/** Evaluates the set of a binder, if it has one. */
export function candidatesOf(binder: Binder, r: Routine, changes = false): Candidates {
  const { w } = r;
  // What the loop goes through is settled when it begins.
  const keep = (value: Scalar): Scalar => (changes ? w.store(value) : w.keep(value));
  const { set } = binder;
  if (set === undefined) {
    const size = domainSize(binder.type);
    const at = (position: Scalar): Term => termAt(position, binder.type, w);
    return { size, at, isMember: () => TRUE, loop: () => countingLoop(r, size) };
  }
  if (set.kind === "interval") {
    const [low, high] = [set.low, set.high].map((e) => keep(codeOf(r.program.expression(e, r), w)));
    return openInterval(low!, high!, r);
  }
  const collection = r.program.expression(set, r);
  const item = itemType(collection.type);
  const size = domainSize(item);
  const parts = partsOf(collection, w).map(keep);
  return {
    size,
    at: (position) => termAt(position, item, w),
    isMember: (position) => bitOf(parts, position),
    loop: () =>
      parts.length === 1 ? bitLoop(r, parts[0]!, size) : { ...countingLoop(r, size), exact: false },
  };
}

function openInterval(low: Scalar, high: Scalar, r: Routine): Candidates {
  const base = low.low;
  const size = Math.max(0, high.high - base + 1);
  const numberAt = (position: Scalar): Scalar => addConstant(position, base);
  return {
    size,
    at: (position) => scalar({ kind: "int", low: base, high: high.high }, numberAt(position)),
    isMember: (position) =>
      all([compare("<=", low, numberAt(position)), compare("<=", numberAt(position), high)]),
    loop: () => {
      const position = named(r.w.name("i"), 0, Math.max(0, size - 1));
      const [from, to] = [addConstant(low, -base).text, addConstant(high, -base).text];
      const { text } = position;
      return {
        head: `for(let ${text}=${from};${text}<=${to};${text}++)`,
        prefix: "",
        position,
        exact: true,
      };
    },
  };
}

function countingLoop(r: Routine, size: number): Loop {
  const position = named(r.w.name("i"), 0, Math.max(0, size - 1));
  const { text } = position;
  return {
    head: `for(let ${text}=0;${text}<${size};${text}++)`,
    prefix: "",
    position,
    exact: true,
  };
}

/** Bits of a mask from the lowest on. */
function bitLoop(r: Routine, mask: Scalar, size: number): Loop {
  const rest = r.w.name("m");
  const position = named(r.w.name("i"), 0, size - 1);
  return {
    head: `for(let ${rest}=${mask.text};${rest}!==0;${rest}&=${rest}-1)`,
    prefix: `const ${position.text}=31-Math.clz32(${rest}&-${rest});`,
    position,
    exact: true,
  };
}

/** Where a text of this length is written out for each of so many values. */
export const fits = (length: number, size: number, limit: number): boolean =>
  size <= REPEAT_LIMIT && length * size <= limit;

export interface EachOptions {
  /** Characters that all the rounds of one binder may have together. */
  readonly limit?: number;
  /** The body changes variables that the sets of binders may be read from. */
  readonly changes?: boolean;
}

/**
 * Statements done for each way to bind the names, in the order of the language. `body` may leave by
 * breaking out of a block around the whole.
 */
export function forEach(
  binders: readonly Binder[],
  r: Routine,
  body: () => void,
  options: EachOptions = {},
): void {
  const [binder, ...inner] = binders;
  if (binder === undefined) return body();
  const limit = options.limit ?? r.program.limits.unrolled;
  const candidates = candidatesOf(binder, r, options.changes);
  const round = (position: Scalar, isMember: Scalar): string => {
    const value = keepTerm(candidates.at(position), r.w);
    const isOpen = all([isMember, isFree(value, binder, r)]);
    if (isConstant(isOpen) && isOpen.low === 0) return "";
    const outer = r.slots;
    const text = r.w.scope(() => {
      // What is bound in a round is known in the block of the round only.
      r.slots = [...outer];
      r.slots[binder.slot] = value;
      forEach(inner, r, body, options);
    });
    r.slots = outer;
    if (text === "") return "";
    return isConstant(isOpen) ? `{${text}}` : `if(${isOpen.text}){${text}}`;
  };
  const texts = new Map<number, string>();
  const textAt = (i: number): string => {
    const known = texts.get(i);
    if (known !== undefined) return known;
    return r.w.scope(() => r.w.line(round(integer(i), candidates.isMember(integer(i)))));
  };
  const isRepeated = decide(r, binder, () => {
    if (candidates.size <= 1) return true;
    if (limit === 0) return false;
    // The first and the last show how long it will be, and are what is wanted if it is not too long.
    for (const i of [0, candidates.size - 1]) texts.set(i, textAt(i));
    const longest = Math.max(...[...texts.values()].map((text) => text.length));
    return fits(longest, candidates.size, limit);
  });
  if (isRepeated) {
    for (let i = 0; i < candidates.size; i++) r.w.line(`{${textAt(i)}}`);
    return;
  }
  const { head, prefix, position, exact } = candidates.loop();
  const text = r.w.scope(() => {
    if (prefix !== "") r.w.line(prefix);
    r.w.line(round(position, exact ? TRUE : candidates.isMember(position)));
  });
  r.w.line(`${head}{${text}}`);
}

/**
 * What `make` returns for each way to bind the names, with the condition for it, if none of it needs
 * statements and it is not too long; else `undefined`.
 */
export function collect<T>(
  binders: readonly Binder[],
  r: Routine,
  node: object,
  make: (isOpen: Scalar) => { readonly result: T; readonly length: number },
): T[] | undefined {
  if (r.program.decisions.get(node) === false) return undefined;
  const found: T[] = [];
  let length = 0;
  const limit = r.program.limits.unrolled;
  const go = (level: number, isOpen: Scalar): boolean => {
    const binder = binders[level];
    if (binder === undefined) {
      const made = make(isOpen);
      found.push(made.result);
      length += made.length;
      return length <= limit;
    }
    const candidates = candidatesOf(binder, r);
    if (candidates.size > REPEAT_LIMIT) return false;
    for (let i = 0; i < candidates.size; i++) {
      const value = candidates.at(integer(i));
      const isMember = candidates.isMember(integer(i));
      const open = all([isOpen, isMember, isFree(value, binder, r)]);
      if (isConstant(open) && open.low === 0) continue;
      r.slots[binder.slot] = value;
      if (!go(level + 1, open)) return false;
    }
    return true;
  };
  let isShort = false;
  const outer = r.slots;
  r.slots = [...outer];
  const text = r.w.branch(() => (isShort = go(0, TRUE)));
  r.slots = outer;
  const isPure = isShort && text === "";
  r.program.decisions.set(node, isPure);
  return isPure ? found : undefined;
}

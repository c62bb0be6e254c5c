/**
 * What is left to do when a path divides: generated once for each way that leads to it if it is short,
 * else a function that they call.
 */
import type { Records, Routine } from "./routine.ts";
import { exitsBy, oldWords, withOldWords } from "./routine.ts";
import type { Scalar } from "../code/scalar.ts";
import { named, namedBool, namedWord } from "../code/scalar.ts";
import { flatten, unflatten } from "../code/term-variables.ts";
import { isConstantTerm } from "../code/term.ts";

/** A body being generated, along one path. */
export interface Way extends Routine {
  readonly records: Records;
  /** Ends the path in success. */
  readonly finish: (way: Way) => void;
}

export interface Continuation {
  readonly run: (way: Way) => void;
  /** Roughly how many nodes it generates. */
  readonly size: number;
  /** Slots that it may read. */
  readonly slots: ReadonlySet<number>;
}

/** A continuation of more nodes than this is not repeated for each way that leads to it. */
const REPEATED_SIZE = 12;

/** The end of a body. */
export const END: Continuation = { run: (way) => way.finish(way), size: 2, slots: new Set() };

/** A path with slots of its own, which a failure leaves by `leave`. */
export function pathOf(way: Way, leave?: string): Way {
  const path = { ...way, slots: [...way.slots] };
  return leave === undefined ? path : { ...path, exits: exitsBy(leave, way.records) };
}

/** Generates a path of its own as a block, which is what a failure on it leaves. */
export function inBlock(way: Way, body: (path: Way) => void): void {
  const label = way.w.name("b");
  const leave = `break ${label};`;
  const text = way.w.scope(() => body(pathOf(way, leave)));
  if (text !== "") way.w.line(text.includes(leave) ? `${label}:{${text}}` : `{${text}}`);
}

export function hit(way: Way, site: number | undefined): void {
  if (site !== undefined) way.w.line(`C[${site}]=1;`);
}

/** A continuation that several ways lead to: a function, if it is not short. */
export function share(next: Continuation, way: Way, ways: number): Continuation {
  if (ways <= 1 || next.size <= REPEATED_SIZE) return next;
  let call: ((path: Way) => void) | undefined;
  return {
    slots: next.slots,
    size: 1,
    run: (path) => {
      call ??= continuationFunction(way, next.slots, [], (inside) => next.run(inside))([]);
      call(path);
    },
  };
}

/** What generates a call, for given values of the numbers. */
type Call = (values: readonly Scalar[]) => (path: Way) => void;

/**
 * A function of some numbers, the words, and the slots that are read, which are as they are in `way`.
 * Its body is generated once and can call it.
 */
export function continuationFunction(
  way: Way,
  slots: ReadonlySet<number>,
  numbers: readonly Scalar[],
  body: (inside: Way, call: Call) => void,
): Call {
  const { w } = way;
  const captured = [...slots].flatMap((slot) => {
    const term = way.slots[slot];
    return term === undefined || isConstantTerm(term) ? [] : [{ slot, term }];
  });
  const inside: Way = {
    ...pathOf(way, "return;"),
    words: way.words.map(() => namedWord(w.name("t"))),
    old: oldWords(way.program.plan),
  };
  const name = w.name("k");
  // A call may be made in another function, where the slots have other names.
  const call: Call = (values) => (path) => {
    const given = captured.flatMap(({ slot }) => flatten(path.slots[slot]!, types.get(slot)!, w));
    const all = [...values, ...path.words, ...given];
    w.line(`${name}(${all.map((each) => each.text).join(",")});`);
  };
  const types = new Map(captured.map(({ slot, term }) => [slot, term.type]));
  const own = captured.map(({ slot, term }) => {
    const names = flatten(term, term.type, w).map((like) =>
      like.sort === "bool" ? namedBool(w.name("a")) : named(w.name("a"), like.low, like.high),
    );
    inside.slots[slot] = unflatten(term.type, [...names], w);
    return names;
  });
  w.function(
    [...numbers, ...inside.words, ...own.flat()],
    () => body(inside, call),
    withOldWords,
    name,
  );
  return call;
}

/** Going through the values of binders: in quantifiers and folds, `for`, `choose` and parameters. */
import type { Environment } from "./environment.ts";
import type { Binder, Expression, Value } from "../model.ts";
import type { Domain } from "../values.ts";
import { domainOf, equalValues, listOf } from "../values.ts";

/** `evaluate` of expression.ts, which uses this file. */
export type Evaluate = (e: Expression, env: Environment) => Value;

/**
 * The ways to bind a list of names: nested loops, the first binder outermost, values ascending. A set is
 * evaluated when its loop begins. A copy goes on from the same place, in a frame with the same values.
 */
export class Bindings {
  readonly #binders: readonly Binder[];
  /** Loops that are running, outermost first. */
  readonly #loops: { readonly domain: Domain; position: number }[] = [];

  constructor(binders: readonly Binder[]) {
    this.#binders = binders;
  }

  copy(): Bindings {
    const copy = new Bindings(this.#binders);
    for (const loop of this.#loops) copy.#loops.push({ ...loop });
    return copy;
  }

  /** Puts the next values into the slots, or answers false: there are no more. */
  next(env: Environment, evaluate: Evaluate): boolean {
    let level = Math.max(0, this.#loops.length - 1);
    while (level >= 0) {
      const binder = this.#binders[level]!;
      const loop = (this.#loops[level] ??= {
        domain: domainOfBinder(binder, env, evaluate),
        position: -1,
      });
      do loop.position++;
      while (loop.position < loop.domain.length && isTaken(binder, loop, env.frame));
      if (loop.position === loop.domain.length) {
        this.#loops.pop();
        level--;
      } else {
        env.frame[binder.slot] = loop.domain.at(loop.position)!;
        if (level === this.#binders.length - 1) return true;
        level++;
      }
    }
    return false;
  }
}

/** `distinct`: another name of the group has this value. */
function isTaken(
  binder: Binder,
  loop: { readonly domain: Domain; readonly position: number },
  frame: readonly Value[],
): boolean {
  if (binder.distinctFrom.length === 0) return false;
  const value = loop.domain.at(loop.position)!;
  return binder.distinctFrom.some((slot) => equalValues(frame[slot]!, value));
}

function domainOfBinder(binder: Binder, env: Environment, evaluate: Evaluate): Domain {
  if (binder.set === undefined) return domainOf(binder.type);
  if (binder.set.kind === "interval") {
    const low = evaluate(binder.set.low, env) as number;
    const high = evaluate(binder.set.high, env) as number;
    return intervalDomain(low, high);
  }
  return listOf(evaluate(binder.set, env));
}

/** The numbers of `low..high`, which are none if `low` is greater. */
export function intervalDomain(low: number, high: number): Domain {
  return { length: Math.max(0, high - low + 1), at: (i) => low + i };
}

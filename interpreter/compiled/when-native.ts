/**
 * When a search is worth being translated to WebAssembly: at once if many states are expected, else when it has taken
 * about as long as the translation does. Then, whatever comes, that is at most twice too long.
 */
import type { Compiled } from "./compile-instance.ts";
import { translationTime } from "./instantiate.ts";

/** Expected states from which on it is clear. */
const MANY = 250_000;
/** Of fewer states it is not steps that take long, but symmetry, or what is left to the reference evaluator. */
const FEWEST = 500;

export class WhenNative {
  readonly #compiled: Compiled;
  readonly #after: number | undefined;
  readonly #isClear: boolean;

  /** Or after so many seconds, for tests. */
  constructor(compiled: Compiled, expectedStates: number, after?: number) {
    this.#compiled = compiled;
    this.#after = after;
    this.#isClear = expectedStates >= MANY;
  }

  isTime(seconds: number, states: number): boolean {
    if (this.#after !== undefined) return seconds >= this.#after;
    if (this.#isClear) return true;
    return states >= FEWEST && seconds >= translationTime(this.#compiled);
  }
}

/**
 * Which checks and scenarios to begin with: those that killed other mutants of the same declaration, the
 * last one first. Whether a mutant is killed does not depend on it, only by whom and how soon.
 */
import type { Mutant } from "./mutant.ts";
import type { Baseline, MutantOutcome } from "./outcome.ts";

/** So many are remembered of a declaration. */
const REMEMBERED = 8;

export class Killers {
  readonly #indices: ReadonlyMap<string, number>;
  readonly #recent = new Map<string, readonly number[]>();

  constructor(baselines: readonly Baseline[]) {
    this.#indices = new Map(baselines.map(({ job, index }) => [job, index]));
  }

  /** Indices of jobs; that of the name `ahead` comes first. */
  of({ within }: Pick<Mutant, "within">, ahead?: string): readonly number[] {
    const recent = this.#recent.get(within) ?? [];
    const before = ahead === undefined ? undefined : this.#indices.get(ahead);
    return before === undefined ? recent : [before, ...recent.filter((each) => each !== before)];
  }

  add({ within }: Pick<Mutant, "within">, outcome: MutantOutcome): void {
    if (outcome.kind !== "killed") return;
    const killer = this.#indices.get(outcome.job);
    if (killer === undefined) return;
    const others = this.of({ within }).filter((index) => index !== killer);
    this.#recent.set(within, [killer, ...others].slice(0, REMEMBERED));
  }
}

/**
 * Which checks and scenarios to begin with: those that killed other mutants of the same declaration, the
 * last one first, and then those that killed most elsewhere for the time that they take. Whether a mutant is killed
 * does not depend on it, only by whom and how soon.
 */
import type { Mutant } from "./mutant.ts";
import type { Baseline, MutantOutcome } from "./outcome.ts";

/** So many are remembered of a declaration. */
const REMEMBERED = 8;
/** Seconds that a check takes beside its search, roughly. */
const OVERHEAD = 0.05;

export class Killers {
  readonly #indices: ReadonlyMap<string, number>;
  readonly #recent = new Map<string, readonly number[]>();
  /** By index of the job: mutants that it killed. */
  readonly #kills = new Map<number, number>();
  readonly #seconds: ReadonlyMap<number, number>;

  constructor(baselines: readonly Baseline[]) {
    this.#indices = new Map(baselines.map(({ job, index }) => [job, index]));
    this.#seconds = new Map(baselines.map(({ index, seconds }) => [index, seconds]));
  }

  /** Indices of jobs; that of the name `ahead` comes first. */
  of({ within }: Pick<Mutant, "within">, ahead?: string): readonly number[] {
    const before = ahead === undefined ? undefined : this.#indices.get(ahead);
    const recent = this.#recent.get(within) ?? [];
    const elsewhere = [...this.#kills.keys()].sort((a, b) => this.#worthOf(b) - this.#worthOf(a));
    return [...new Set([...(before === undefined ? [] : [before]), ...recent, ...elsewhere])];
  }

  #worthOf(index: number): number {
    return this.#kills.get(index)! / (this.#seconds.get(index)! + OVERHEAD);
  }

  add({ within }: Pick<Mutant, "within">, outcome: MutantOutcome): void {
    if (outcome.kind !== "killed") return;
    const killer = this.#indices.get(outcome.job);
    if (killer === undefined) return;
    this.#kills.set(killer, (this.#kills.get(killer) ?? 0) + 1);
    const others = (this.#recent.get(within) ?? []).filter((index) => index !== killer);
    this.#recent.set(within, [killer, ...others].slice(0, REMEMBERED));
  }
}

/** Random choices of a generator, all of them drawn from one source so that a seed repeats them. */
import type fc from "fast-check";

/** Alternatives with their weights; an alternative may turn out to be impossible. */
export type Alternatives<Result> = readonly (readonly [
  weight: number,
  make: () => Result | undefined,
])[];

export class Choices {
  readonly #random: fc.Random;

  constructor(random: fc.Random) {
    this.#random = random;
  }

  /** A number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low === high ? low : this.#random.nextInt(low, high);
  }

  chance(probability: number): boolean {
    return this.#random.nextInt(0, 9_999) < probability * 10_000;
  }

  oneOf<Item>(items: readonly [Item, ...Item[]]): Item;
  oneOf<Item>(items: readonly Item[]): Item | undefined;
  oneOf<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : items[this.between(0, items.length - 1)];
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const result = [...items];
    for (let at = result.length - 1; at > 0; at--) {
      const other = this.between(0, at);
      [result[at], result[other]] = [result[other]!, result[at]!];
    }
    return result;
  }

  /** Tries the alternatives in a random order, heavy ones first on average, until one is possible. */
  try<Result>(alternatives: Alternatives<Result>): Result | undefined {
    const left = alternatives.filter(([weight]) => weight > 0);
    while (left.length > 0) {
      let at = this.between(
        1,
        left.reduce((sum, [weight]) => sum + weight, 0),
      );
      const index = left.findIndex(([weight]) => (at -= weight) <= 0);
      const result = left[index]![1]();
      if (result !== undefined) return result;
      left.splice(index, 1);
    }
    return undefined;
  }
}

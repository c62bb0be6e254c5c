/** The states of an instance and what the steps between them cost, as plain numbers. */

export interface CostGraph {
  /** The states that can be reached are numbered from 0 in breadth-first order. */
  readonly rows: number;
  /** The initial states come first. */
  readonly initial: number;
  /** The edges from a row begin at `offsets[row]` and end before `offsets[row + 1]`; there may be none. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** What an edge costs: a number given by `StepCosts`. */
  readonly labels: Uint16Array | Int32Array;
  /** Truth of the predicates of the measures, a bit each, in `words` words a row. */
  readonly atoms: Int32Array;
  readonly words: number;
  readonly stepCosts: StepCosts;
}

/** As many as two bytes can tell apart. */
const DIFFERENT_LIMIT = 2 ** 16;

/**
 * What single steps cost: amounts of some of the costs of an instance together, each combination with a
 * number. There are few, so an edge needs two bytes for all its costs.
 */
export class StepCosts {
  readonly #ids = new Map<string, number>();
  readonly #amounts: (readonly number[])[] = [];
  #isTooMany = false;

  /** More combinations were asked for than there are numbers: those given since mean nothing. */
  get isTooMany(): boolean {
    return this.#isTooMany;
  }

  idOf(amounts: readonly number[]): number {
    const key = amounts.join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#amounts.length;
      if (id === DIFFERENT_LIMIT) {
        this.#isTooMany = true;
        return 0;
      }
      this.#ids.set(key, id);
      this.#amounts.push(amounts);
    }
    return id;
  }

  /** By number: the amount at a position of the combination. */
  amountsAt(position: number): Float64Array {
    return Float64Array.from(this.#amounts, (amounts) => amounts[position]!);
  }
}

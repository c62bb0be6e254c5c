/**
 * The search with compacted states (compact-rows.ts) as its host sees it: the states in which something was found,
 * and runs, which are found again from the initial states by the fingerprints of their rows.
 */
import type { Compaction, ExploreOptions } from "../exploration.ts";
import { initialOutcomes, successors } from "../explore/successors.ts";
import type { State } from "../model.ts";
import { FINGERPRINT_WORDS, type CompactKernel } from "./compact-rows.ts";
import { decodeState } from "./layout/packed-value.ts";
import type { StateSpace } from "./state-space.ts";
import { tableBytes } from "./state-table.ts";

/** A state on the way of a run, by its words. */
interface Candidate {
  readonly words: Int32Array;
  readonly before?: Candidate;
}

/** Throws what the engine throws where an array cannot be made if rows, table and queue take more than some bytes. */
export function queueRoomWithin(bytes: number): (queueBytes: number, rows: number) => void {
  return (queueBytes, rows) => {
    const rowBytes = 4 * (FINGERPRINT_WORDS + 1);
    if (queueBytes + rows * rowBytes + tableBytes(rows) <= bytes) return;
    throw new RangeError("allocation failed: no room for the states that are to be expanded");
  };
}

/** What compaction means, or why there was none, if it was asked for. */
export function compactionNotes(
  options: ExploreOptions,
  compaction: Compaction | undefined,
): string[] {
  if (options.compact !== true) return [];
  if (compaction !== undefined) {
    return [
      `of a state ${compaction.bits} bits of a hash were kept; omission is the probability, at most, ` +
        "that a state was taken for another, so that something may have been missed",
    ];
  }
  const { temporals = [], measures = [] } = options.selection;
  const why =
    temporals.length + measures.length > 0
      ? "temporal properties and measures need them"
      : options.checkpoint
        ? "checkpoints need them"
        : "they take no more room than what would be kept of them";
  return [`states were kept in full: ${why}`];
}

export class CompactedStates {
  readonly #space: StateSpace;
  readonly #kernel: CompactKernel;
  readonly #found = new Map<number, Int32Array>();

  constructor(space: StateSpace) {
    this.#space = space;
    this.#kernel = space.kernel.compact!;
  }

  /** The rows before this one have been expanded: of these, only states in which something was found are kept. */
  forget(row: number): void {
    for (const found of this.#space.findings) if (found > 0) this.keep(found);
    this.#kernel.forget(row);
  }

  /** Keeps the state of a row, which is not yet forgotten, as the end of a run. */
  keep(row: number): void {
    if (this.#found.has(row)) return;
    const words = new Int32Array(this.#space.compiled.plan.words);
    this.#space.kernel.load(row, words);
    this.#found.set(row, words);
  }

  /**
   * The states to the kept state of a row. If successors of a state share the fingerprint of the next row, all of them
   * are followed; the real one is among them, and the last state is told by its words.
   */
  pathTo(last: number): State[] {
    const rows: number[] = [];
    for (let row = last; row > 0; row = this.#space.kernel.parent(row)) rows.push(row);
    let candidates: Candidate[] = [];
    rows.reverse().forEach((row, i) => {
      const ways = i === 0 ? this.#initial() : candidates.flatMap((from) => this.#next(from));
      const isMeant = row === last ? this.#isKept(row) : this.#isStoredAs(row);
      const meant = new Map<string, Candidate>();
      for (const way of ways) if (isMeant(way.words)) meant.set(way.words.join(), way);
      candidates = [...meant.values()];
    });
    const path: State[] = [];
    for (let at = candidates[0]; at !== undefined; at = at.before) {
      path.push(decodeState(this.#space.compiled.plan, at.words));
    }
    return path.reverse();
  }

  #isKept(row: number): (words: Int32Array) => boolean {
    const kept = this.#found.get(row)!;
    return (words) => words.every((word, i) => word === kept[i]);
  }

  #isStoredAs(row: number): (words: Int32Array) => boolean {
    const stored = new Int32Array(FINGERPRINT_WORDS);
    const own = new Int32Array(FINGERPRINT_WORDS);
    this.#kernel.stored(row, stored);
    return (words) => {
      this.#kernel.fingerprint(words, own);
      return own.every((word, i) => word === stored[i]);
    };
  }

  #initial(): Candidate[] {
    const words: Candidate[] = [];
    for (const outcome of initialOutcomes(this.#space.instance)) {
      if (outcome.kind === "completed") words.push({ words: this.#space.wordsOf(outcome.state) });
    }
    return words;
  }

  #next(before: Candidate): Candidate[] {
    const { instance, compiled } = this.#space;
    const next: Candidate[] = [];
    for (const { outcome } of successors(instance, decodeState(compiled.plan, before.words))) {
      if (outcome.kind !== "completed") continue;
      next.push({ words: this.#space.wordsOf(outcome.state), before });
    }
    return next;
  }
}

/** What is looked at when all states of a search are known: temporal properties, then measures. */
import type { ExploreOptions } from "../exploration.ts";
import { searchMeasures, type MeasureResult, type SecondPass } from "../explore/measure-search.ts";
import type { Pace } from "../explore/pace.ts";
import { selectedPredicates } from "../explore/predicates.ts";
import {
  checkTemporals,
  TOO_MANY_CONSTRAINTS,
  type TemporalResult,
} from "../explore/temporal-search.ts";
import type { Finding } from "../explore/violation.ts";
import type { State } from "../model.ts";
import type { EdgeRecord } from "./edge-record.ts";
import { isOutOfMemory } from "./out-of-memory.ts";
import { packedCostGraph, packedGraph, type PackedSearch } from "./packed-graph.ts";
import type { StateSpace } from "./state-space.ts";

/** A finding, and the row of a state in which it is so. */
export interface Found {
  readonly finding: Finding;
  readonly row: number;
}

const noMemoryFor = (what: string): string =>
  `${what} not decided: there was no memory for the steps (--memory)`;

export class WholeGraph {
  readonly #space: StateSpace;
  readonly #options: ExploreOptions;
  readonly #record: EdgeRecord | undefined;
  readonly #initialStates: number;
  readonly #pace: Pace;
  #failed: Found | undefined;

  /** `record` are the edges, if temporal properties are looked at. */
  constructor(
    space: StateSpace,
    options: ExploreOptions,
    record: EdgeRecord | undefined,
    initialStates: number,
    pace: Pace,
  ) {
    this.#space = space;
    this.#options = options;
    this.#record = record;
    this.#initialStates = initialStates;
    this.#pace = pace;
  }

  /** The first state in which a predicate fails, if one does: it is what is to be reported. */
  get failed(): Found | undefined {
    return this.#failed;
  }

  async look(): Promise<SecondPass> {
    let what = "temporal properties are";
    try {
      const temporal = await this.#checkTemporals();
      const isWrong = (temporal?.violation ?? temporal?.undecided ?? this.#failed) !== undefined;
      if (isWrong || this.#pace.interrupted) return { ...temporal };
      what = "measures are";
      return { ...(await this.#measure()) };
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw thrown;
      return { undecided: noMemoryFor(what) };
    }
  }

  async #checkTemporals(): Promise<TemporalResult | undefined> {
    const { temporals: selected = [] } = this.#options.selection;
    if (selected.length === 0) return undefined;
    const { instance, compiled } = this.#space;
    const { fairness } = compiled;
    if (fairness === undefined) return { undecided: TOO_MANY_CONSTRAINTS };
    const record = this.#record!;
    if (record.isLost) return { undecided: noMemoryFor("temporal properties are") };
    const graph = await packedGraph(this.#stored(), record, fairness, this.#pace);
    if (graph === undefined || this.#hasFailed("temporal")) return undefined;
    return checkTemporals(instance, selected, graph, this.#stateAt, this.#pace);
  }

  async #measure(): Promise<MeasureResult | undefined> {
    const { selection, symmetry } = this.#options;
    if ((selection.measures ?? []).length === 0) return undefined;
    const graph = await packedCostGraph(this.#stored(), this.#space.stepCosts, this.#pace);
    if (graph === undefined || this.#hasFailed("measure")) return undefined;
    const told = { stateAt: this.#stateAt, symmetry };
    return searchMeasures(this.#space.instance, selection, graph, told, this.#pace);
  }

  #stored(): PackedSearch {
    this.#space.findings.fill(0);
    return {
      kernel: this.#space.kernel,
      atoms: selectedPredicates(this.#space.instance, this.#options.selection).length,
      initial: this.#initialStates,
    };
  }

  /** Rows of graphs are counted from 0. */
  readonly #stateAt = (row: number): State => this.#space.stateAt(row + 1);

  #hasFailed(within: Finding["within"]): boolean {
    this.#space.compiled.findings.forEach((finding, i) => {
      const row = this.#space.findings[i]!;
      if (finding.within !== within || row === 0) return;
      if (this.#failed === undefined || row < this.#failed.row) this.#failed = { finding, row };
    });
    return this.#failed !== undefined;
  }
}

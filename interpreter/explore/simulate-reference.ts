/**
 * Random walks on plain values, for instances that cannot be compiled. Each step is chosen with equal chances
 * among the ways on, arguments and choices included; on the way, every state and step taken is checked.
 */
import type { Outcome } from "../evaluate/statement.ts";
import type { Coverage, Trace, TraceStep, Violation } from "../exploration.ts";
import { PropertyChecks } from "./find-violations.ts";
import type { Instance } from "../model.ts";
import { Pace } from "./pace.ts";
import type { Simulate, SimulateOptions, Simulation } from "../simulation.ts";
import type { Successor } from "./successors.ts";
import { initialOutcomes, successors } from "./successors.ts";
import { traceStep } from "./trace.ts";
import type { Finding } from "./violation.ts";
import { compareFindings, isReported, violationOfRun } from "./violation.ts";

export const simulateReference: Simulate = (instance, options) =>
  new Simulator(instance, options).run();

/** Numbers from 0 to 1, exclusive: mulberry32, by Tommy Ettinger; good enough for walks. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Simulator {
  readonly #instance: Instance;
  readonly #options: SimulateOptions;
  readonly #random: () => number;
  readonly #coverage: Coverage;
  readonly #checks: PropertyChecks;
  readonly #pace: Pace;

  #runs = 0;
  #transitions = 0;
  #generated = 0;
  #longest = 0;
  #stuck = 0;
  #violation: Violation | undefined;

  constructor(instance: Instance, options: SimulateOptions) {
    this.#instance = instance;
    this.#options = options;
    this.#random = randomNumbers(options.seed);
    this.#coverage = {
      steps: new Float64Array(instance.steps.length),
      sites: new Uint8Array(instance.sites.length),
    };
    this.#checks = new PropertyChecks(instance, options.selection, this.#coverage.sites);
    this.#pace = new Pace(options, () => ({
      states: this.#transitions + this.#runs,
      transitions: this.#transitions,
      depth: this.#longest,
      queued: Number.isFinite(this.#options.runs) ? this.#options.runs - this.#runs : 0,
    }));
  }

  async run(): Promise<Simulation> {
    const starts = await this.#starts();
    while (starts.length > 0 && this.#runs < this.#options.runs && !(await this.#isOver())) {
      this.#runs++;
      await this.#walk(this.#pick(starts));
    }
    const { seconds } = this.#pace;
    const violation = this.#violation;
    return {
      outcome: violation ? "violation" : this.#pace.ending,
      ...(violation && { violation }),
      runs: this.#runs,
      transitions: this.#transitions,
      generated: this.#generated,
      longest: this.#longest,
      stuck: this.#stuck,
      seconds,
      coverage: this.#coverage,
    };
  }

  async #isOver(): Promise<boolean> {
    if (this.#pace.isPauseDue) await this.#pace.pause();
    return this.#violation !== undefined || this.#pace.interrupted;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)]!;
  }

  /** The ways through `init`; a violation if one of them is. */
  async #starts(): Promise<readonly Outcome[]> {
    const starts: Outcome[] = [];
    for (const outcome of initialOutcomes(this.#instance, { sites: this.#coverage.sites })) {
      if (outcome.kind === "completed") starts.push(outcome);
      else {
        const kind = outcome.kind === "failed" ? "failure" : "assert";
        const finding: Finding = { kind, within: "init", index: 0, onStep: false };
        this.#report([finding], startOf(outcome), { step: -1, arguments: [], outcome });
      }
      if (await this.#isOver()) break;
    }
    return starts;
  }

  async #walk(start: Outcome): Promise<void> {
    const steps: TraceStep[] = [];
    const run = { ...startOf(start), steps };
    const { failures } = this.#options.selection;
    let state = start.state;
    this.#report(this.#checks.inInitialState(state), run);
    for (;;) {
      this.#report(this.#checks.inState(state), run);
      if (steps.length === this.#options.steps || (await this.#isOver())) return;
      const ways: Successor[] = [];
      for (const way of successors(this.#instance, state, { sites: this.#coverage.sites })) {
        if (way.outcome.kind === "completed" || (failures?.includes(way.step) ?? true)) {
          ways.push(way);
        }
        if (await this.#isOver()) return;
      }
      this.#generated += ways.length;
      if (ways.length === 0) {
        this.#stuck++;
        this.#report(this.#checks.inStuckState(state), run);
        return;
      }
      // A way on that fails or breaks an assertion has been seen: it need not be drawn to be reported.
      const way = ways.find(({ outcome }) => outcome.kind !== "completed") ?? this.#pick(ways);
      steps.push(traceStep(way));
      this.#report(this.#checks.onStep(state, way), run, way);
      if (this.#violation !== undefined) return;
      state = way.outcome.state;
      this.#transitions++;
      this.#coverage.steps[way.step]!++;
      this.#longest = Math.max(this.#longest, steps.length);
    }
  }

  /** Keeps the first violation; among findings of the same moment, the one that ranks first. */
  #report(findings: Iterable<Finding>, run: Trace, last?: Successor): void {
    if (this.#violation !== undefined) return;
    const [finding] = [...findings]
      .filter((each) => isReported(each, this.#options.selection))
      .sort((a, b) => compareFindings(this.#instance, a, b));
    if (finding === undefined) return;
    const trace = { ...run, steps: [...run.steps] };
    this.#violation = violationOfRun(this.#instance, finding, trace, last);
  }
}

function startOf({ state, choices }: Outcome): Trace {
  return { initial: state, initialChoices: choices, steps: [] };
}

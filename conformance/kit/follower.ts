/**
 * One run of an implementation without going back, with the specification following step by step. What
 * tours, walks and replays are made of. The machine is never restored, so that state which is not among
 * the bytes shows as well.
 */
import type { Instance, State } from "../../interpreter/model.ts";
import { equalValues } from "../../interpreter/values.ts";
import { ChoiceLog } from "./choice-log.ts";
import { PlannedChooser, ScriptedChooser, type Asked, type Noting } from "./choosers.ts";
import { describeDivergence, runStep, type Finding } from "./divergence.ts";
import { EdgeMarks } from "./edge-marks.ts";
import { Driver, SubjectError } from "./driver.ts";
import { judgeDisabled, judgeEnabled, type Fault } from "./judge.ts";
import { PairStore } from "./pair-store.ts";
import { summarise } from "./product-report.ts";
import type { Divergence, Report, RunStep } from "./report.ts";
import { isDisabled, isEnabled, SpecGraph } from "./spec-graph.ts";
import type { Subject } from "./subject.ts";

export class Follower<Vm> {
  readonly graph: SpecGraph;
  readonly driver: Driver<Vm>;
  readonly marks: EdgeMarks;
  readonly choices: ChoiceLog;
  readonly #isLean: boolean;
  readonly #pairs = new PairStore();
  readonly #probed = new Set<number>();
  #run: RunStep[] = [];
  /** State and row after `boot` and after each step, as text. */
  #visited: string[] = [];
  readonly #began = performance.now();
  #start: readonly Asked[] = [];
  #state = -1;
  #steps = 0;
  #divergence: Divergence | undefined;
  #hasEnded = false;

  /**
   * A lean one runs no more of the specification than the commands that it takes, and counts no edges:
   * `report` is not for it. Throws if the adapter does not have exactly the actions of the specification.
   */
  constructor(
    instance: Instance,
    subject: Subject<Vm>,
    { isLean = false, choices = new ChoiceLog() } = {},
  ) {
    this.#isLean = isLean;
    this.choices = choices;
    this.graph = new SpecGraph(instance);
    this.marks = new EdgeMarks(this.graph);
    this.driver = new Driver(this.graph, subject);
  }

  /** Number of the state of the specification. */
  get state(): number {
    return this.#state;
  }

  /** It diverged, or failed as the specification does: no step can follow. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Steps that were taken or refused, in all runs. */
  get steps(): number {
    return this.#steps;
  }

  get divergence(): Divergence | undefined {
    return this.#divergence;
  }

  /** What was come to, at the start and after each step: equal texts are equal in every respect. */
  get visited(): readonly string[] {
    return this.#visited;
  }

  /** Begins a run with a new machine. What is counted for the report goes on. */
  boot(chooser: Noting): void {
    this.#run = [];
    this.#visited = [];
    this.#divergence = undefined;
    this.#hasEnded = false;
    this.#guarded("start", undefined, chooser, () => {
      const reaction = this.driver.boot(chooser);
      this.#start = [...chooser.asked];
      if (reaction.kind !== "accepted") {
        return { kind: "exception", message: "message" in reaction ? reaction.message : undefined };
      }
      const row = this.driver.save();
      const sight = this.driver.sightOf(row);
      if ("wrong" in sight) return { kind: sight.wrong, message: sight.message };
      const state = this.graph.initial.find((each) => this.graph.lookOf(each) === sight.look);
      if (state === undefined) return { kind: "initial state not allowed" };
      this.#reach(state, row, -1);
      return undefined;
    });
  }

  /** Takes one step, be it to be refused. Not to be called after the end. */
  step(command: number, chooser: Noting): void {
    chooser.start();
    const expansion = this.#isLean
      ? this.graph.expansionOfOne(this.#state, command)
      : this.graph.expansionOf(this.#state);
    const enabled = isEnabled(expansion, command);
    if (!enabled && !isDisabled(expansion, command)) return;
    this.#steps++;
    this.#guarded(enabled ? "accept" : "refuse", command, chooser, () => {
      const { driver, graph } = this;
      const row = driver.save();
      const costs = driver.costs();
      const reaction = driver.act(command, chooser);
      const verdict = enabled
        ? judgeEnabled(graph, driver, expansion, command, reaction, costs)
        : judgeDisabled(driver, row, reaction);
      if (verdict.kind === "fault") return verdict.fault;
      this.#run.push(runStep(graph.commands[command]!, chooser.asked));
      const { name } = graph.commands[command]!.step;
      this.choices.offered(name, chooser.asked);
      this.choices.chosen(name, chooser.asked);
      this.#hasEnded = verdict.kind === "ended";
      if (verdict.kind === "refused") {
        this.#probed.add(this.#state * graph.commands.length + command);
        this.#visited.push(this.#visited.at(-1)!);
      }
      if (verdict.kind !== "reached") return undefined;
      const edge = verdict.edges[0]!;
      if (!this.#isLean) this.marks.mark(this.#state, edge);
      this.#reach(expansion.targets[edge]!, verdict.row, command);
      return undefined;
    });
  }

  /**
   * Takes a step so that it leads to a state that the specification permits, whatever the implementation
   * has to be told for that. Goes back for each answer that it tries.
   */
  stepTo(command: number, wanted: State): void {
    const { starts, targets } = this.graph.expansionOf(this.#state);
    const target = targets
      .subarray(starts[command]!, starts[command + 1]!)
      .find((each) => equalValues(this.graph.stateOf(each), wanted));
    const script = new ScriptedChooser();
    let plan: readonly Asked[] | undefined;
    this.#guarded("accept", command, script, () => {
      const row = this.driver.save();
      script.start();
      do {
        const reaction = this.driver.act(command, script);
        const isThere =
          reaction.kind === "accepted" && target !== undefined && this.#looksLike(target);
        if (isThere) plan = [...script.asked];
        this.driver.restore(row);
      } while (plan === undefined && script.next());
      return undefined;
    });
    if (this.#hasEnded) return;
    const from = this.#state;
    this.step(command, new PlannedChooser(plan ?? []));
    if (plan !== undefined || this.#hasEnded) return;
    this.#run = this.#run.slice(0, -1);
    this.#state = from;
    this.#guarded("accept", command, script, () => ({
      kind: "permitted outcome cannot be produced",
      target,
    }));
  }

  #looksLike(state: number): boolean {
    const sight = this.driver.sightOf(this.driver.save());
    return "look" in sight && sight.look === this.graph.lookOf(state);
  }

  report(mode: Report["mode"], budget?: Report["budget"]): Report {
    return summarise({
      mode,
      graph: this.graph,
      pairs: this.#pairs,
      marks: this.marks,
      wasProbed: (state, command) => this.#probed.has(state * this.graph.commands.length + command),
      rows: this.driver.rows.size,
      choices: this.choices,
      divergences: this.#divergence ? [this.#divergence] : [],
      steps: this.#steps,
      seconds: (performance.now() - this.#began) / 1000,
      specSeconds: this.graph.seconds,
      budget,
    });
  }

  #reach(state: number, row: number, command: number): void {
    this.#state = state;
    this.#visited.push(`${state} ${row}`);
    this.#pairs.add(state, row, -1, command);
  }

  #guarded(
    direction: Divergence["direction"],
    command: number | undefined,
    chooser: Noting,
    work: () => Fault | undefined,
  ): void {
    let fault: Fault | undefined;
    try {
      fault = work();
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      fault = { kind: error.kind, message: error.message };
    }
    if (fault === undefined) return;
    const { kind, message, target, row } = fault;
    const finding: Finding = {
      ...{ kind, message, target, direction, command },
      script: [...chooser.asked],
      state: direction === "start" ? undefined : this.#state,
      observed: direction === "start" || row !== undefined ? this.driver.tryObserve() : undefined,
    };
    this.#hasEnded = true;
    // Last of all, since it puts the machine back.
    const before = Number(this.#visited.at(-1)?.split(" ")[1]);
    const records =
      direction === "start" || row === undefined ? [] : this.driver.changes(before, row);
    this.#divergence = describeDivergence(
      this.graph,
      { start: this.#start, run: this.#run },
      { ...finding, records },
    );
  }
}

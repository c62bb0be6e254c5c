/**
 * Product exploration: model checking of the implementation against the specification. From every pair
 * of a state and the bytes of an implementation that has come to look like it, every command is tried:
 * what is enabled must be done in exactly the ways that are permitted, whatever the implementation is
 * told to choose, and what is not enabled must be refused without a trace. Breadth-first, so that the
 * first divergence has a shortest run.
 */
import type { Instance } from "../../interpreter/model.ts";
import { firstChoice, NotingChooser, ScriptedChooser, type Asked } from "./choosers.ts";
import { ChoiceLog } from "./choice-log.ts";
import { EdgeMarks } from "./edge-marks.ts";
import { describeDivergence, type Finding } from "./divergence.ts";
import { Driver, SubjectError, type Reaction } from "./driver.ts";
import { judgeDisabled, judgeEnabled, type Fault } from "./judge.ts";
import { pathTo } from "./path.ts";
import { PairStore } from "./pair-store.ts";
import { summarise } from "./product-report.ts";
import type { Divergence, Report } from "./report.ts";
import { isDisabled, isEnabled, SpecGraph, type Expansion } from "./spec-graph.ts";
import type { Chooser, Subject } from "./subject.ts";

export interface ProductOptions {
  /** Default: none. The exploration is open if it is reached. */
  readonly maxPairs?: number;
  readonly maxSeconds?: number;
  /** How many divergences to collect, one of each step and kind; default: 1. */
  readonly maxDivergences?: number;
  /**
   * Which initial states to go on from: all, or one of those that differ only by exchanged identities
   * of symmetric types. All of them are made and looked at in either case.
   */
  readonly starts?: "all" | "orbits";
  /** The graph of the instance, if there is one already from an exploration of another subject. */
  readonly graph?: SpecGraph;
  /** What the implementation is to choose when it is not told; default: always 0. */
  readonly production?: Chooser;
}

/** One step in so many is done twice. */
const TWICE = 64;
/** More ways than this through one command are no design but a loop that asks. */
const MOST_WAYS = 100_000;

/** Throws only if the adapter does not have exactly the actions of the specification. */
export function exploreProduct<Vm>(
  instance: Instance,
  subject: Subject<Vm>,
  options: ProductOptions = {},
): Report {
  const running = new Product(instance, subject, options).run();
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

/** How far an exploration has got. */
export interface ProductProgress {
  readonly pairs: number;
  /** Pairs found and not yet visited. */
  readonly queued: number;
  readonly steps: number;
  readonly seconds: number;
}

export interface WatchedOptions extends ProductOptions {
  /** Called some ten times a second. */
  readonly onProgress?: (progress: ProductProgress) => void;
  /** Ends the exploration, which is open then. */
  readonly signal?: AbortSignal;
}

/** The same, letting others have a turn now and then: a signal, a progress line. */
export async function watchProduct<Vm>(
  instance: Instance,
  subject: Subject<Vm>,
  options: WatchedOptions = {},
): Promise<Report> {
  const running = new Product(instance, subject, options).run();
  for (let last = performance.now(); ;) {
    const { done, value } = running.next(options.signal?.aborted ?? false);
    if (done) return value;
    if (performance.now() - last < 100) continue;
    options.onProgress?.(value);
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  }
}

/** What is wrong, and the pair from which the step was taken; -1: it is about the beginning. */
type ProductFinding = Omit<Finding, "state" | "observed"> & {
  readonly pair: number;
  readonly row?: number;
};

class Product<Vm> {
  readonly #graph: SpecGraph;
  readonly #driver: Driver<Vm>;
  readonly #options: ProductOptions;
  readonly #pairs = new PairStore();
  readonly #marks: EdgeMarks;
  readonly #script = new ScriptedChooser();
  readonly #production: NotingChooser;
  readonly #choices = new ChoiceLog();
  readonly #divergences: Divergence[] = [];
  readonly #found = new Set<string>();
  /** Per edge of the command at hand: the number of the visit in which it was last produced. */
  #produced = new Float64Array(16);
  #visit = 0;
  /** What the graph had taken before. */
  readonly #specSeconds: number;
  #steps = 0;
  #done = 0;
  /** The machine may not be at the row of the pair at hand. */
  #moved = false;

  constructor(instance: Instance, subject: Subject<Vm>, options: ProductOptions) {
    this.#graph = options.graph ?? new SpecGraph(instance);
    this.#specSeconds = this.#graph.seconds;
    this.#marks = new EdgeMarks(this.#graph);
    this.#driver = new Driver(this.#graph, subject);
    this.#options = options;
    this.#production = new NotingChooser(options.production ?? firstChoice);
  }

  /** Says now and then how far it is, and ends if it is told to. */
  *run(): Generator<ProductProgress, Report, boolean | undefined> {
    const began = performance.now();
    const { maxPairs = Infinity, maxSeconds = Infinity } = this.#options;
    let budget: Report["budget"];
    this.#guarded({ direction: "start", pair: -1 }, () => this.#boot());
    while (this.#done < this.#pairs.size && budget === undefined && !this.#hasEnough) {
      const pair = this.#done++;
      this.#guarded({ direction: "accept", pair }, () => this.#visitPair(pair));
      if (this.#pairs.size > maxPairs) budget = "pairs";
      if ((this.#done & 255) !== 0 || budget !== undefined) continue;
      const seconds = (performance.now() - began) / 1000;
      const queued = this.#pairs.size - this.#done;
      if (seconds > maxSeconds) budget = "seconds";
      else if (yield { pairs: this.#pairs.size, queued, steps: this.#steps, seconds }) {
        budget = "interrupted";
      }
    }
    if (this.#hasEnough && this.#done < this.#pairs.size) budget = "divergences";
    const probed = new Set<number>();
    for (let pair = 0; pair < this.#done; pair++) probed.add(this.#pairs.stateOf(pair));
    return summarise({
      mode: "product",
      starts: this.#options.starts ?? "all",
      graph: this.#graph,
      pairs: this.#pairs,
      marks: this.#marks,
      wasProbed: (state) => probed.has(state),
      rows: this.#driver.rows.size,
      choices: this.#choices,
      divergences: this.#divergences,
      steps: this.#steps,
      seconds: (performance.now() - began) / 1000,
      specSeconds: this.#graph.seconds - this.#specSeconds,
      budget,
    });
  }

  get #hasEnough(): boolean {
    return this.#divergences.length >= (this.#options.maxDivergences ?? 1);
  }

  /** Runs what calls the adapter outside of an action: if that throws, it is a divergence. */
  #guarded(where: Pick<ProductFinding, "direction" | "pair">, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      this.#diverge({ ...where, kind: error.kind, message: error.message });
    }
  }

  #boot(): void {
    const { initial } = this.#graph;
    const starts = this.#options.starts === "orbits" ? this.#graph.oneInitialPerOrbit() : undefined;
    const produced = new Set<number>();
    this.#script.start();
    do {
      const found = { direction: "start", pair: -1, script: [] as readonly Asked[] } as const;
      const reaction = this.#driver.boot(this.#script);
      const asked = [...this.#script.asked];
      if (reaction.kind !== "accepted") {
        const message = "message" in reaction ? reaction.message : undefined;
        this.#diverge({ ...found, kind: "exception", message, script: asked });
        return;
      }
      const row = this.#driver.save();
      const sight = this.#driver.sightOf(row);
      if ("wrong" in sight) {
        this.#diverge({ ...found, kind: sight.wrong, message: sight.message, script: asked, row });
        return;
      }
      const states = initial.filter((state) => this.#graph.lookOf(state) === sight.look);
      if (states.length === 0) {
        this.#diverge({ ...found, kind: "initial state not allowed", script: asked, row });
        return;
      }
      for (const state of states) {
        produced.add(state);
        if (starts?.has(state) ?? true) this.#pairs.add(state, row, -1, -1);
      }
    } while (this.#script.next());
    const missing = initial.find((state) => !produced.has(state));
    if (missing === undefined) return;
    this.#diverge({
      direction: "start",
      pair: -1,
      kind: "initial state cannot be produced",
      target: missing,
    });
  }

  #visitPair(pair: number): void {
    const expansion = this.#graph.expansionOf(this.#pairs.stateOf(pair));
    const row = this.#pairs.rowOf(pair);
    this.#driver.restore(row);
    this.#moved = false;
    for (let command = 0; command < this.#graph.commands.length; command++) {
      if (isEnabled(expansion, command)) this.#tryEnabled(pair, row, command, expansion);
      else if (isDisabled(expansion, command)) this.#tryDisabled(pair, row, command);
      if (this.#hasEnough) return;
    }
  }

  #act(row: number, command: number, chooser: Chooser): Reaction {
    if (this.#moved) this.#driver.restore(row);
    this.#moved = true;
    this.#steps++;
    return this.#driver.act(command, chooser);
  }

  #tryDisabled(pair: number, row: number, command: number): void {
    this.#production.start();
    const verdict = judgeDisabled(this.#driver, row, this.#act(row, command, this.#production));
    if (verdict.kind === "refused") this.#moved = false;
    if (verdict.kind !== "fault") return;
    const script = [...this.#production.asked];
    this.#diverge({ direction: "refuse", pair, command, ...verdict.fault, script });
  }

  /** All ways that the implementation can be told to go, then the one that it goes by itself. */
  #tryEnabled(pair: number, row: number, command: number, expansion: Expansion): void {
    const visit = ++this.#visit;
    const { name } = this.#graph.commands[command]!.step;
    const failures = new Set<string>();
    const finding = { direction: "accept", pair, command } as const;
    let ways = 0;
    let asks = false;
    this.#script.start();
    do {
      const fault = this.#check(pair, row, command, expansion, this.#script, failures);
      if (fault !== undefined) {
        this.#diverge({ ...finding, ...fault, script: [...this.#script.asked] });
        return;
      }
      if (this.#script.asked.length > 0) {
        asks = true;
        this.#choices.offered(name, this.#script.asked);
      }
      if (++ways > MOST_WAYS) {
        const message = `there are more than ${MOST_WAYS} ways to answer what it asks`;
        this.#diverge({ ...finding, kind: "exception", message });
        return;
      }
    } while (this.#script.next());
    this.#checkAllProduced(pair, command, expansion, visit, failures);
    if (!asks) return;
    this.#production.start();
    const fault = this.#check(pair, row, command, expansion, this.#production, failures);
    const script = [...this.#production.asked];
    this.#choices.chosen(name, script);
    if (fault !== undefined) this.#diverge({ ...finding, ...fault, script });
  }

  /** Does a command once: what is wrong with what came of it, if anything is. */
  #check(
    pair: number,
    row: number,
    command: number,
    expansion: Expansion,
    chooser: ScriptedChooser | NotingChooser,
    failures: Set<string>,
  ): Fault | undefined {
    const driver = this.#driver;
    const before = driver.costs();
    const reaction = this.#act(row, command, chooser);
    const verdict = judgeEnabled(this.#graph, driver, expansion, command, reaction, before);
    if (verdict.kind === "fault") return verdict.fault;
    if (verdict.kind === "ended") for (const message of verdict.failures) failures.add(message);
    if (verdict.kind !== "reached") return undefined;
    if (this.#steps % TWICE === 0 && !this.#isRepeatable(row, command, chooser, verdict.row)) {
      return { kind: "uncontrolled nondeterminism", row: verdict.row };
    }
    const state = this.#pairs.stateOf(pair);
    for (const edge of verdict.edges) {
      this.#marks.mark(state, edge);
      this.#markProduced(edge - expansion.starts[command]!);
      this.#pairs.add(expansion.targets[edge]!, verdict.row, pair, command);
    }
    return undefined;
  }

  /** Whether doing the same again leads to the same bytes. */
  #isRepeatable(
    row: number,
    command: number,
    chooser: ScriptedChooser | NotingChooser,
    reached: number,
  ): boolean {
    const again = new ScriptedChooser();
    again.start([...chooser.asked]);
    return this.#act(row, command, again).kind === "accepted" && this.#driver.isAt(reached);
  }

  #markProduced(index: number): void {
    if (index >= this.#produced.length) {
      const larger = new Float64Array(index * 2);
      larger.set(this.#produced);
      this.#produced = larger;
    }
    this.#produced[index] = this.#visit;
  }

  #checkAllProduced(
    pair: number,
    command: number,
    expansion: Expansion,
    visit: number,
    failures: ReadonlySet<string>,
  ): void {
    const first = expansion.starts[command]!;
    const end = expansion.starts[command + 1]!;
    const finding = { direction: "accept", pair, command } as const;
    for (let edge = first; edge < end; edge++) {
      if (this.#produced[edge - first] === visit) continue;
      const target = expansion.targets[edge]!;
      this.#diverge({ ...finding, kind: "permitted outcome cannot be produced", target });
      return;
    }
    const missed = expansion.failing.get(command)?.find(({ message }) => !failures.has(message));
    if (missed === undefined) return;
    this.#diverge({ ...finding, kind: "failure not detected", message: missed.message });
  }

  #diverge(finding: ProductFinding): void {
    const { command, pair, row } = finding;
    const name = command === undefined ? "" : this.#graph.commands[command]!.step.name;
    const key = `${name} ${finding.direction} ${finding.kind}`;
    if (this.#found.has(key)) return;
    this.#found.add(key);
    this.#moved = true;
    const path = pathTo(this.#graph, this.#driver, this.#pairs, pair);
    const observed = row === undefined ? undefined : this.#driver.observeRow(row);
    const state = pair < 0 ? undefined : this.#pairs.stateOf(pair);
    const records =
      pair < 0 || row === undefined ? [] : this.#driver.changes(this.#pairs.rowOf(pair), row);
    this.#divergences.push(
      describeDivergence(this.#graph, path, { ...finding, state, observed, records }),
    );
  }
}

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
import { describeDivergence, type Finding } from "./divergence.ts";
import { Driver, SubjectError, type Reaction } from "./driver.ts";
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
  return new Product(instance, subject, options).run();
}

class Product<Vm> {
  readonly #graph: SpecGraph;
  readonly #driver: Driver<Vm>;
  readonly #options: ProductOptions;
  readonly #pairs = new PairStore();
  readonly #script = new ScriptedChooser();
  readonly #production: NotingChooser;
  readonly #choices = new ChoiceLog();
  readonly #divergences: Divergence[] = [];
  readonly #found = new Set<string>();
  /** Per edge of the command at hand: the number of the visit in which it was last produced. */
  #produced = new Float64Array(16);
  #visit = 0;
  #steps = 0;
  #done = 0;
  /** The machine may not be at the row of the pair at hand. */
  #moved = false;

  constructor(instance: Instance, subject: Subject<Vm>, options: ProductOptions) {
    this.#graph = new SpecGraph(instance);
    this.#driver = new Driver(this.#graph, subject);
    this.#options = options;
    this.#production = new NotingChooser(options.production ?? firstChoice);
  }

  run(): Report {
    const began = performance.now();
    const { maxPairs = Infinity, maxSeconds = Infinity } = this.#options;
    let budget: Report["budget"];
    this.#guarded({ direction: "start", pair: -1 }, () => this.#boot());
    while (this.#done < this.#pairs.size && budget === undefined && !this.#hasEnough) {
      const pair = this.#done++;
      this.#guarded({ direction: "accept", pair }, () => this.#visitPair(pair));
      if (this.#pairs.size > maxPairs) budget = "pairs";
      else if ((this.#done & 255) === 0 && performance.now() - began > maxSeconds * 1000) {
        budget = "seconds";
      }
    }
    if (this.#hasEnough && this.#done < this.#pairs.size) budget = "divergences";
    return summarise({
      graph: this.#graph,
      pairs: this.#pairs,
      visited: this.#done,
      rows: this.#driver.rows.size,
      choices: this.#choices,
      divergences: this.#divergences,
      steps: this.#steps,
      seconds: (performance.now() - began) / 1000,
      budget,
    });
  }

  get #hasEnough(): boolean {
    return this.#divergences.length >= (this.#options.maxDivergences ?? 1);
  }

  /** Runs what calls the adapter outside of an action: if that throws, it is a divergence. */
  #guarded(where: Pick<Finding, "direction" | "pair">, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      this.#diverge({ ...where, kind: error.kind, message: error.message });
    }
  }

  #boot(): void {
    const { initial } = this.#graph;
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
        this.#pairs.add(state, row, -1, -1);
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
    const reaction = this.#act(row, command, this.#production);
    const finding = { direction: "refuse", pair, command } as const;
    if (reaction.kind === "refused") {
      if (this.#driver.isAt(row)) this.#moved = false;
      else this.#diverge({ ...finding, kind: "refusal had an effect", row: this.#driver.save() });
      return;
    }
    const script = [...this.#production.asked];
    if (reaction.kind === "accepted") {
      this.#diverge({
        ...finding,
        kind: "accepted a disabled action",
        script,
        row: this.#driver.save(),
      });
    } else {
      const kind = reaction.kind === "threw" ? "exception" : "unexpected failure";
      this.#diverge({ ...finding, kind, script, message: reaction.message });
    }
  }

  /** All ways that the implementation can be told to go, then the one that it goes by itself. */
  #tryEnabled(pair: number, row: number, command: number, expansion: Expansion): void {
    const visit = ++this.#visit;
    const { name } = this.#graph.commands[command]!.step;
    const failures = new Set<string>();
    let ways = 0;
    let asks = false;
    this.#script.start();
    do {
      const finding = { direction: "accept", pair, command } as const;
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
    if (fault === undefined) return;
    this.#diverge({ direction: "accept", pair, command, ...fault, script });
  }

  /** Does a command once: what is wrong with what came of it, if anything is. */
  #check(
    pair: number,
    row: number,
    command: number,
    expansion: Expansion,
    chooser: ScriptedChooser | NotingChooser,
    failures: Set<string>,
  ): Pick<Finding, "kind" | "message" | "row" | "target"> | undefined {
    if (this.#moved) this.#driver.restore(row);
    this.#moved = false;
    const before = this.#driver.costs();
    const reaction = this.#act(row, command, chooser);
    switch (reaction.kind) {
      case "threw":
        return { kind: "exception", message: reaction.message };
      case "refused":
        return { kind: "refused an enabled action", message: reaction.reason };
      case "failed": {
        const failing = expansion.failing.get(command) ?? [];
        const expected = failing.filter(
          ({ kind, message }) => kind === "failed" || message === reaction.message,
        );
        for (const { message } of expected) failures.add(message);
        if (expected.length > 0) return undefined;
        return { kind: "unexpected failure", message: reaction.message };
      }
      case "accepted": {
        const spent = before && difference(this.#driver.costs()!, before);
        const reached = this.#driver.save();
        const sight = this.#driver.sightOf(reached);
        if ("wrong" in sight) return { kind: sight.wrong, message: sight.message, row: reached };
        if (this.#steps % TWICE === 0 && !this.#isRepeatable(row, command, chooser, reached)) {
          return { kind: "uncontrolled nondeterminism", row: reached };
        }
        return this.#match(pair, command, expansion, reached, sight.look, spent);
      }
    }
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

  /** The edges that look like what was reached, and cost the same. */
  #match(
    pair: number,
    command: number,
    expansion: Expansion,
    row: number,
    look: number,
    spent: readonly number[] | undefined,
  ): Pick<Finding, "kind" | "message" | "row" | "target"> | undefined {
    const first = expansion.starts[command]!;
    const end = expansion.starts[command + 1]!;
    let alike = -1;
    let matched = false;
    for (let edge = first; edge < end; edge++) {
      const target = expansion.targets[edge]!;
      if (this.#graph.lookOf(target) !== look) continue;
      alike = edge;
      if (spent && !equalAmounts(spent, this.#graph.costs[expansion.costs[edge]!]!)) continue;
      matched = true;
      expansion.exercised[edge] = 1;
      this.#markProduced(edge - first);
      this.#pairs.add(target, row, pair, command);
    }
    if (matched) return undefined;
    if (alike >= 0) {
      const wanted = this.#graph.costs[expansion.costs[alike]!]!;
      const message = costsMessage(this.#graph.instance.costs, wanted, spent!);
      return { kind: "wrong costs", message, row, target: expansion.targets[alike] };
    }
    return { kind: first < end ? "step not allowed" : "failure not detected", row };
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

  #diverge(finding: Finding): void {
    const { command } = finding;
    const name = command === undefined ? "" : this.#graph.commands[command]!.step.name;
    const key = `${name} ${finding.direction} ${finding.kind}`;
    if (this.#found.has(key)) return;
    this.#found.add(key);
    this.#moved = true;
    this.#divergences.push(describeDivergence(this.#graph, this.#driver, this.#pairs, finding));
  }
}

function difference(after: readonly number[], before: readonly number[]): number[] {
  return after.map((amount, i) => amount - before[i]!);
}

function equalAmounts(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `wakes 0, permitted 1` */
function costsMessage(
  names: readonly string[],
  wanted: readonly number[],
  spent: readonly number[],
): string {
  return names
    .flatMap((name, i) =>
      wanted[i] === spent[i] ? [] : [`${name} ${spent[i]}, permitted ${wanted[i]}`],
    )
    .join("; ");
}

/**
 * One case after another, each given to every tool that is there, in turns; of each figure the least counts.
 * What a tool says has to be what the case says.
 */
import { startUp, type Case } from "./cases.ts";
import {
  addCosts,
  CommandFailed,
  leastCost,
  type Cost,
  type Measure,
  type Ran,
} from "./measure.ts";
import { NotSupported, UnexpectedOutput, type Counts } from "./outputs.ts";
import type { Result } from "./tables.ts";
import { contenders, type Contender, type Places, type Tools } from "./tools.ts";

/** Seconds: what takes longer runs once. */
const LONG = 20;
/** Seconds: what would take longer runs only if asked for. */
const TOO_LONG = 120;

/** What is not asked. */
export interface Limits {
  /** Also what takes minutes. */
  readonly long: boolean;
  /** Beginnings of the names of the tools that are asked; none: all of them. Faultline always is. */
  readonly tool: readonly string[];
}

export interface Comparison {
  readonly results: readonly Result[];
  /** Tools that were not asked, or that failed: `Spin: no command named spin`. */
  readonly left: readonly string[];
}

export class Bench {
  /** A tool found something else than the case says, or did not end as it should. */
  failed = false;
  /** What each tool takes for next to nothing. */
  readonly #starts = new Map<string, Cost>();
  readonly #places: Places;
  readonly #tools: Tools;
  readonly #measure: Measure;
  readonly #limits: Limits;

  constructor(places: Places, tools: Tools, measure: Measure, limits: Limits) {
    this.#places = places;
    this.#tools = tools;
    this.#measure = measure;
    this.#limits = limits;
  }

  compare(of: Case, rounds: number): Comparison {
    const running: Running[] = [];
    const left: string[] = [];
    const named = ["faultline", ...this.#limits.tool].map((name) => name.toLowerCase());
    for (const each of contenders(of, this.#tools, this.#places)) {
      const meant = named.some((name) => each.tool.toLowerCase().startsWith(name));
      if (this.#limits.tool.length > 0 && !meant) continue;
      if ("reason" in each) left.push(`${each.tool}: ${each.reason}`);
      else if (!this.#limits.long && (each.pace * of.transitions) / 1e9 > TOO_LONG) {
        left.push(`${each.tool}: takes minutes, only with --long`);
      } else running.push(new Running(each, of, this.#measure));
    }
    for (let round = 0; round < rounds; round++) {
      for (const each of running) {
        if (each.failure !== undefined || each.lengthy) continue;
        each.run();
        process.stderr.write(`${of.name}: ${each.contender.tool}, round ${round + 1}\n`);
      }
    }
    for (const { contender, failure } of running) {
      if (failure === undefined) continue;
      left.push(
        `${contender.tool}: ${failure.wrong ? "**" : ""}${failure.reason}${failure.wrong ? "**" : ""}`,
      );
      this.failed ||= failure.wrong;
    }
    const done = running
      .filter(({ failure }) => failure === undefined)
      .map((each) => each.result());
    if (of === startUp) for (const { tool, cost } of done) this.#starts.set(tool, cost);
    return {
      results: done.map((each) => ({ ...each, startUp: this.#starts.get(each.tool) })),
      left,
    };
  }
}

/** One tool on one case. */
class Running {
  readonly contender: Contender;
  readonly #of: Case;
  readonly #measure: Measure;
  readonly #costs: Cost[] = [];
  readonly #compiles: Cost[] = [];
  #counts: Counts = { states: 0, transitions: 0 };
  /** Why there is no result. Wrong is what cannot be for want of something on this machine. */
  failure: { readonly reason: string; readonly wrong: boolean } | undefined;

  constructor(contender: Contender, of: Case, measure: Measure) {
    this.contender = contender;
    this.#of = of;
    this.#measure = measure;
  }

  get lengthy(): boolean {
    return this.#costs.some(({ cpu }) => cpu > LONG);
  }

  run(): void {
    const { prepare, run } = this.contender;
    try {
      if (prepare.length > 0 && (this.#of === startUp || this.#compiles.length === 0)) {
        this.#compiles.push(addCosts(prepare.map((command) => this.#command(command).cost)));
      }
    } catch (error) {
      this.#fail(error, false);
      return;
    }
    try {
      const { stdout, cost } = this.#command(run);
      this.#hold(this.contender.read(stdout));
      this.#costs.push(cost);
    } catch (error) {
      this.#fail(error, !(error instanceof NotSupported));
    }
  }

  #fail(error: unknown, wrong: boolean): void {
    const known = [CommandFailed, UnexpectedOutput, NotSupported];
    if (!(error instanceof Error && known.some((kind) => error instanceof kind))) throw error;
    this.failure = { reason: error.message, wrong };
  }

  #command(command: readonly string[]): Ran {
    const ran = this.#measure(command, this.contender.folder);
    if (ran.code !== 0) {
      const last = (ran.stdout + ran.stderr).trim().split("\n").slice(-3).join(" ").slice(-300);
      throw new CommandFailed(`${command[0]} ended with ${ran.code}: ${last}`);
    }
    return ran;
  }

  #hold(counts: Counts): void {
    const { states, transitions } = this.#of;
    const agrees = counts.states === states && counts.transitions === transitions;
    if (!agrees && this.contender.incomparable !== true) {
      throw new UnexpectedOutput(
        `found ${counts.states} states and ${counts.transitions} transitions`,
      );
    }
    const { search = Infinity } = this.#counts;
    this.#counts =
      counts.search === undefined ? counts : { ...counts, search: Math.min(search, counts.search) };
  }

  result(): Result {
    const { tool, incomparable } = this.contender;
    return {
      tool,
      runs: this.#costs.length,
      counts: this.#counts,
      cost: leastCost(this.#costs),
      compile: this.#compiles.length > 0 ? leastCost(this.#compiles) : undefined,
      incomparable,
    };
  }
}

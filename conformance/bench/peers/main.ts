/**
 * The comparison: each case is given to every tool that is there, in turns, and of each figure the least
 * counts. A tool that does not find the counts of the case is an error.
 */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cases, selectCases, startUp, type Case } from "./cases.ts";
import {
  addCosts,
  CommandFailed,
  createMeasure,
  leastCost,
  type Cost,
  type Measure,
} from "./measure.ts";
import { UnexpectedOutput, type Counts } from "./outputs.ts";
import { caseTable, growthTable, startUpTable, type Result } from "./tables.ts";
import { contenders, findTools, type Contender, type Tools } from "./tools.ts";

/** Where the bench is, and where its temporary files go. */
interface Places {
  readonly here: string;
  readonly folder: string;
}

const ROUNDS = 3;
const ROUNDS_OF_START_UP = 7;
/** Seconds: what takes longer runs once. */
const LONG = 20;
/** Seconds: what would take longer runs only with --long. */
const TOO_LONG = 120;

/** What the command line says; throws an `Error` for words that mean nothing. */
function readWords(words: readonly string[], here: string) {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      tlc: { type: "string", default: process.env.TLC_JAR },
      rounds: { type: "string", default: String(ROUNDS) },
      long: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a number from 1");
  return {
    ...values,
    rounds,
    chosen: positionals.length > 0 ? selectCases(positionals) : cases,
    tools: findTools(values.tlc, here),
  };
}

/** Returns the exit code: 1 if a tool disagreed, 2 for wrong words. */
export function main(words: readonly string[], places: Places): number {
  let asked: ReturnType<typeof readWords>;
  let measure: Measure;
  try {
    asked = readWords(words, places.here);
  } catch (error) {
    console.error(`peers: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const { rounds, chosen, tools, long } = asked;
  if (asked.list) {
    for (const { name, states } of cases)
      console.log(`${name}: ${states.toLocaleString("en")} states`);
    return 0;
  }
  try {
    measure = createMeasure(join(places.here, "peers/measure.c"), places.folder);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.log(`Peers were not measured: ${error.message}.`);
    return 0;
  }
  console.log(machine(tools));
  const bench = new Bench(places, tools, measure, long);
  const begun = bench.compare(startUp, ROUNDS_OF_START_UP);
  for (const { tool, cost } of begun) bench.starts.set(tool, cost);
  console.log(startUpTable(begun));
  const families = new Map<string, { states: number; results: Result[] }[]>();
  for (const each of chosen) {
    const results = bench.compare(each, rounds);
    if (results.length > 0) console.log(caseTable(results));
    const family = each.name.split(" ")[0] ?? each.name;
    if (!each.liveness) {
      families.set(family, [...(families.get(family) ?? []), { states: each.states, results }]);
    }
  }
  for (const [family, columns] of families) {
    if (columns.length < 3) continue;
    console.log(
      `\n### ${family}: ns of CPU for a transition, by states\n\n${growthTable(columns)}`,
    );
  }
  return bench.disagreed ? 1 : 0;
}

class Bench {
  disagreed = false;
  /** What each tool takes for next to nothing. */
  readonly starts = new Map<string, Cost>();
  readonly places: Places;
  readonly tools: Tools;
  readonly measure: Measure;
  readonly long: boolean;

  constructor(places: Places, tools: Tools, measure: Measure, long: boolean) {
    this.places = places;
    this.tools = tools;
    this.measure = measure;
    this.long = long;
  }

  /** All tools on one case, in turns. Prints the heading and what was left out. */
  compare(of: Case, rounds: number): Result[] {
    const { name, states, transitions } = of;
    const size = `${states.toLocaleString("en")} states, ${transitions.toLocaleString("en")} transitions`;
    console.log(`\n### ${name}: ${size}\n`);
    const running: Running[] = [];
    const left: string[] = [];
    for (const each of contenders(of, this.tools, this.places)) {
      if ("reason" in each) left.push(`${each.tool}: ${each.reason}`);
      else if (!this.long && (each.pace * transitions) / 1e9 > TOO_LONG) {
        left.push(`${each.tool}: minutes, only with --long`);
      } else running.push(new Running(each, of, this.measure));
    }
    for (let round = 0; round < rounds; round++) {
      for (const each of running) {
        if (each.failure !== undefined || each.lengthy) continue;
        each.run(of === startUp);
        process.stderr.write(`${name}: ${each.contender.tool}, round ${round + 1}\n`);
      }
    }
    for (const { contender, failure, wrong } of running) {
      if (failure === undefined) continue;
      left.push(`${contender.tool}: ${failure}`);
      this.disagreed ||= wrong;
    }
    if (left.length > 0) console.log(`Left out: ${left.join("; ")}.\n`);
    return running
      .filter(({ failure }) => failure === undefined)
      .map((each) => ({ ...each.result(), startUp: this.starts.get(each.contender.tool) }));
  }
}

/** One tool on one case. */
class Running {
  readonly contender: Contender;
  readonly of: Case;
  readonly measure: Measure;
  readonly costs: Cost[] = [];
  readonly compiles: Cost[] = [];
  counts: Counts | undefined;
  /** Why there is no result. */
  failure: string | undefined;
  /** The failure is that the tool and the case disagree. */
  wrong = false;

  constructor(contender: Contender, of: Case, measure: Measure) {
    this.contender = contender;
    this.of = of;
    this.measure = measure;
  }

  get lengthy(): boolean {
    return this.costs.some(({ cpu }) => cpu > LONG);
  }

  run(compileAgain: boolean): void {
    const { prepare, run, folder } = this.contender;
    try {
      if (prepare.length > 0 && (compileAgain || this.compiles.length === 0)) {
        this.compiles.push(addCosts(prepare.map((command) => this.#command(command, folder).cost)));
      }
      const { output, cost } = this.#command(run, folder);
      this.#hold(this.contender.read(output));
      this.costs.push(cost);
    } catch (error) {
      if (!(error instanceof CommandFailed || error instanceof UnexpectedOutput)) throw error;
      this.failure = error.message;
    }
  }

  #command(command: readonly string[], folder: string) {
    const ran = this.measure(command, folder);
    if (ran.code !== 0) {
      const last = ran.output.trim().split("\n").slice(-3).join(" ").slice(-300);
      throw new CommandFailed(`${command[0]} ended with ${ran.code}: ${last}`);
    }
    return ran;
  }

  #hold(counts: Counts): void {
    const { states, transitions } = this.of;
    const agrees = counts.states === states && counts.transitions === transitions;
    if (!agrees && this.contender.incomparable !== true) {
      this.wrong = true;
      throw new UnexpectedOutput(
        `**disagrees**: ${counts.states} states and ${counts.transitions} transitions`,
      );
    }
    const search = leastOf(this.counts?.search, counts.search);
    this.counts = { ...counts, search };
  }

  result(): Result {
    const { contender, costs, compiles, counts } = this;
    return {
      tool: contender.tool,
      runs: costs.length,
      counts: counts ?? { states: 0, transitions: 0 },
      cost: leastCost(costs),
      compile: compiles.length > 0 ? leastCost(compiles) : undefined,
      incomparable: contender.incomparable,
    };
  }
}

function leastOf(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

function machine(tools: Tools): string {
  const { version } = JSON.parse(readFileSync(join(tools.faultline, "../../package.json"), "utf8"));
  const processors = cpus();
  return [
    `${processors.length} processors (${processors[0]?.model ?? "unknown"}), ${Math.round(totalmem() / 1e9)} GB`,
    `${type()} ${release()}; Node ${process.versions.node}, faultline ${version}`,
    [tools.spin, tools.rumur, tools.cc, tools.java].filter((line) => line !== undefined).join("; "),
  ].join("\n");
}

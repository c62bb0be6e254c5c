/** The command: what is asked for, and the results as a page of tables. */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Bench, type Comparison } from "./bench.ts";
import { cases, selectCases, startUp, type Case } from "./cases.ts";
import { CommandFailed, createMeasure, type Measure } from "./measure.ts";
import { caseTable, growthTable, startUpTable } from "./tables.ts";
import { findTools, type Places, type Tools } from "./tools.ts";

const ROUNDS = 3;
const ROUNDS_OF_START_UP = 7;
/** Sizes of a family from which on there is a table of how it grows. */
const GROWTH = 3;

/** What the command line says; throws an `Error` for words that mean nothing. */
function readWords(words: readonly string[], here: string) {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      tlc: { type: "string", default: process.env.TLC_JAR },
      rounds: { type: "string", default: String(ROUNDS) },
      tool: { type: "string", multiple: true, default: [] },
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

/** Returns the exit code: 1 if a tool did not find what it should, 2 for wrong words. */
export function main(words: readonly string[], places: Places): number {
  let asked: ReturnType<typeof readWords>;
  let measure: Measure;
  try {
    asked = readWords(words, places.here);
  } catch (error) {
    console.error(`peers: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  if (asked.list) {
    for (const each of cases) console.log(title(each));
    return 0;
  }
  try {
    measure = createMeasure(join(places.here, "peers/measure.c"), places.folder);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.log(`Peers were not measured: ${error.message}.`);
    return 0;
  }
  console.log(machine(asked.tools));
  const bench = new Bench(places, asked.tools, measure, asked);
  show(startUp, bench.compare(startUp, ROUNDS_OF_START_UP), startUpTable);
  const families = new Map<string, (Comparison & { readonly states: number })[]>();
  for (const each of asked.chosen) {
    const comparison = bench.compare(each, asked.rounds);
    show(each, comparison, caseTable);
    if (each.liveness) continue;
    const family = each.name.split(" ")[0] ?? each.name;
    const sizes = families.get(family) ?? [];
    families.set(family, [...sizes, { ...comparison, states: each.states }]);
  }
  for (const [family, sizes] of families) {
    if (sizes.length < GROWTH) continue;
    console.log(`\n### ${family}: ns of CPU for a transition, by states\n\n${growthTable(sizes)}`);
  }
  return bench.failed ? 1 : 0;
}

function show(of: Case, { results, left }: Comparison, table: typeof caseTable): void {
  console.log(`\n### ${title(of)}\n`);
  if (left.length > 0) console.log(`Left out: ${left.join("; ")}.\n`);
  if (results.length > 0) console.log(table(results));
}

function title({ name, states, transitions }: Case): string {
  const [distinct, steps] = [states, transitions].map((number) => number.toLocaleString("en"));
  return `${name}: ${distinct} states, ${steps} transitions`;
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

// `node conformance/bench/modules.mjs [module ...]`: every module of spec/ in a process of its own, which explores its
// checks one after another: with symmetry and without it, and those with temporal properties with them and without
// (then without symmetry both times, as temporal properties do not use it). Times are CPU time of the whole process,
// the median of some that take turns. Checks stop at 300,000 states (FAULTLINE_STATES). Takes a quarter of an hour.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { exploreCompiled, loadModules, planJobs, runJob } from "../../dist/index.js";

const MAX_STATES = Number(process.env.FAULTLINE_STATES ?? 300_000);
/** Seconds spent on a module, and processes of a kind at most and at least. */
const ENOUGH = 16;
const MOST_RUNS = 25;
const FEWEST_RUNS = 2;
const THIS = fileURLToPath(import.meta.url);
const PLACES = ["spec", "conformance/bench/peterson.fl"];

/** What a process does with the options of a check; undefined: it leaves the check out. */
const WAYS = {
  plain: (options) => ({ ...withoutTemporals(options), symmetry: false }),
  reduced: withoutTemporals,
  live: (options) => (hasTemporals(options) ? options : undefined),
  safe: (options) =>
    hasTemporals(options) ? { ...withoutTemporals(options), symmetry: false } : undefined,
};

function hasTemporals({ selection: { temporals = [] } }) {
  return temporals.length > 0;
}

function withoutTemporals({ selection, ...options }) {
  return { ...options, selection: { ...selection, temporals: [] } };
}

const declares = (module, kind) =>
  module.syntax.declarations.some((declaration) => declaration.kind === kind);

/** In a process of its own: prints how many checks it explored, and the milliseconds of CPU that it has used. */
async function exploreModule(path, way) {
  const { modules } = await loadModules([path]);
  const change = WAYS[way];
  let checks = 0;
  for (const job of planJobs(modules[0])) {
    if (job.kind !== "check") continue;
    await runJob(job, {
      explore: async (instance, options) => {
        const changed = change(options);
        if (changed === undefined) return exploreCompiled(instance, { ...options, maxStates: 1 });
        checks++;
        return exploreCompiled(instance, { ...changed, maxStates: MAX_STATES });
      },
    });
  }
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ checks, time: (user + system) / 1e3 }));
}

function run({ syntax: { source } }, way) {
  const words = [THIS, "--process", source.path, way];
  return JSON.parse(execFileSync(process.execPath, words).toString());
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Checks, and the median of the times of each way, of processes that take turns. */
function compare(module, ways) {
  const times = ways.map(() => []);
  let spent = 0;
  let count;
  for (let runs = 0; runs < FEWEST_RUNS || (runs < MOST_RUNS && spent < ENOUGH); runs++) {
    ways.forEach((way, i) => {
      const { checks, time } = run(module, way);
      spent += time / 1e3;
      times[i].push(time);
      count = checks;
    });
  }
  return { checks: count, times: times.map(median) };
}

async function compareAll(only) {
  const { modules } = await loadModules(PLACES);
  const pairs = [
    { title: "with symmetry", kind: "symmetric", before: "plain", after: "reduced" },
    { title: "with temporal properties", kind: "temporal", before: "safe", after: "live" },
  ];
  for (const { title, kind, before, after } of pairs) {
    const table = new Table({
      head: ["module", "checks", "without ms", `${title} ms`, "ratio"],
      colAligns: ["left", "right", "right", "right", "right"],
      style: { head: [], border: [], compact: true },
    });
    for (const module of modules) {
      if (only.length > 0 && !only.includes(module.name)) continue;
      if (!declares(module, kind)) continue;
      const { checks, times } = compare(module, [before, after]);
      const ratio = (times[1] / times[0]).toFixed(2);
      table.push([module.name, checks, ...times.map((time) => time.toFixed(0)), ratio]);
      process.stderr.write(`${module.name} ${title}: ${ratio}\n`);
    }
    console.log(table.toString());
  }
}

if (process.argv[2] === "--process") await exploreModule(process.argv[3], process.argv[4]);
else await compareAll(process.argv.slice(2));

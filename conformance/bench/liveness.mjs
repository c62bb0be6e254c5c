// `node conformance/bench/liveness.mjs [module ...]`: every check of spec/ and of peterson.fl with temporal
// properties, explored with them and without (both without symmetry, which temporal properties do not use; the
// last column has the safety check with it). Times are CPU time of the exploration with the making of its code,
// the least of some runs that take turns.
import Table from "cli-table3";
import { exploreCompiled, loadModules, planJobs, runJob } from "../../dist/index.js";

/** Milliseconds spent on a check, and runs of it at most and at least. */
const ENOUGH = 1_000;
const MOST_RUNS = 15;
const FEWEST_RUNS = 3;
const only = process.argv.slice(2);
const { modules } = await loadModules(["spec", "conformance/bench/peterson.fl"]);

/** The exploration of a check as `change` has its options, and its CPU time in milliseconds. */
async function explore(job, change) {
  let run;
  await runJob(job, {
    explore: async (instance, options) => {
      const before = process.cpuUsage();
      const found = await exploreCompiled(instance, change(options));
      const { user, system } = process.cpuUsage(before);
      run = { ...found, time: (user + system) / 1e3 };
      return found;
    },
  });
  return run;
}

const hasTemporals = ({ selection: { temporals = [] } }) => temporals.length > 0;
const without = ({ selection, ...options }) => ({
  ...options,
  selection: { ...selection, temporals: [] },
});
const WAYS = {
  live: (options) => options,
  safe: (options) => ({ ...without(options), symmetry: false }),
  reduced: without,
};

async function compare(job) {
  let selected = false;
  await explore(job, (options) => {
    selected = hasTemporals(options);
    return options;
  });
  if (!selected) return undefined;
  const least = {};
  let spent = 0;
  for (let runs = 0; runs < FEWEST_RUNS || (runs < MOST_RUNS && spent < ENOUGH); runs++) {
    for (const [way, change] of Object.entries(WAYS)) {
      const run = await explore(job, change);
      spent += run.time;
      if (least[way] === undefined || run.time < least[way].time) least[way] = run;
    }
  }
  return least;
}

const table = new Table({
  head: ["check", "outcome", "states", "transitions", "live ms", "safe ms", "ratio", "symmetric"],
  colAligns: ["left", "left", ...new Array(6).fill("right")],
  style: { head: [], border: [], compact: true },
});
const count = (number) => number.toLocaleString("en");
const time = (ms) => ms.toFixed(ms < 10 ? 1 : 0);
let largest = { ratio: 0 };

for (const module of modules) {
  if (only.length > 0 && !only.includes(module.name)) continue;
  if (!module.syntax.declarations.some(({ kind }) => kind === "temporal")) continue;
  for (const job of planJobs(module)) {
    if (job.kind !== "check") continue;
    const runs = await compare(job);
    if (runs === undefined) continue;
    const { live, safe, reduced } = runs;
    const ratio = live.time / safe.time;
    const name = `${module.name} ${job.name}`;
    if (ratio > largest.ratio) largest = { ratio, name };
    table.push([
      name,
      live.outcome,
      count(live.states),
      count(live.transitions),
      time(live.time),
      time(safe.time),
      ratio.toFixed(2),
      (live.time / reduced.time).toFixed(2),
    ]);
    process.stderr.write(`${name}\n`);
  }
}
console.log(table.toString());
console.log(`largest ratio: ${largest.ratio.toFixed(2)} (${largest.name})`);

// `node conformance/bench/symmetry.mjs [module ...]`: every check of spec/ whose module has symmetric types,
// explored with symmetry and without it. Without it a check may have more states than anyone would wait for: it
// is stopped at 300,000 (FAULTLINE_STATES), and its ratio is then "less than". Times are CPU time of the
// exploration with the making of its code, the least of some runs that take turns. Takes some minutes.
import Table from "cli-table3";
import { exploreCompiled, loadModules, planJobs, runJob } from "../../dist/index.js";

const MAX_STATES = Number(process.env.FAULTLINE_STATES ?? 300_000);
/** Milliseconds spent on a check, and runs of it at most. */
const ENOUGH = 1_500;
const MOST_RUNS = 9;
const only = process.argv.slice(2);
const { modules } = await loadModules(["spec"]);

/** The exploration of a check with symmetry or without, and its CPU time in milliseconds. */
async function explore(job, symmetry) {
  let run;
  await runJob(job, {
    explore: async (instance, options) => {
      const before = process.cpuUsage();
      // Symmetry is not used for temporal properties.
      const selection = { ...options.selection, temporals: [] };
      const asked = { ...options, selection, symmetry, maxStates: MAX_STATES };
      const found = await exploreCompiled(instance, asked);
      const { user, system } = process.cpuUsage(before);
      run = { ...found, time: (user + system) / 1e3 };
      return found;
    },
  });
  return run;
}

async function compare(job) {
  let plain = await explore(job, false);
  let reduced = await explore(job, true);
  let spent = plain.time + reduced.time;
  for (let runs = 1; runs < MOST_RUNS && spent < ENOUGH; runs++) {
    const next = [await explore(job, false), await explore(job, true)];
    spent += next[0].time + next[1].time;
    if (next[0].time < plain.time) plain = next[0];
    if (next[1].time < reduced.time) reduced = next[1];
  }
  return { plain, reduced };
}

const table = new Table({
  head: ["check", "states", "with", "transitions", "with", "ms", "with", "ratio"],
  colAligns: ["left", ...new Array(7).fill("right")],
  style: { head: [], border: [], compact: true },
});
const count = (number) => number.toLocaleString("en");
const time = (ms) => ms.toFixed(ms < 10 ? 1 : 0);
let largest = { ratio: 0 };
const total = { plain: 0, reduced: 0 };

for (const module of modules) {
  if (only.length > 0 && !only.includes(module.name)) continue;
  if (!module.syntax.declarations.some(({ kind }) => kind === "symmetric")) continue;
  for (const job of planJobs(module)) {
    if (job.kind !== "check") continue;
    const { plain, reduced } = await compare(job);
    const ratio = reduced.time / plain.time;
    const name = `${module.name} ${job.name}`;
    if (ratio > largest.ratio) largest = { ratio, name };
    total.plain += plain.time;
    total.reduced += reduced.time;
    table.push([
      name,
      `${plain.outcome === "limit" ? "> " : ""}${count(plain.states)}`,
      count(reduced.states),
      count(plain.transitions),
      count(reduced.transitions),
      time(plain.time),
      time(reduced.time),
      `${plain.outcome === "limit" ? "< " : ""}${ratio.toFixed(2)}`,
    ]);
    process.stderr.write(`${name}\n`);
  }
}
console.log(table.toString());
console.log(`together: ${time(total.plain)} ms, with symmetry ${time(total.reduced)} ms`);
console.log(`largest ratio: ${largest.ratio.toFixed(2)} (${largest.name})`);

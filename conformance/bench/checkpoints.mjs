// `node conformance/bench/checkpoints.mjs [check] [rounds]`: what checkpoints cost. A check of cow.fl without them, and with
// one each second, take turns; CPU time of one thread and of what writes beside it, and wall time; the least of each counts.
// Then the last checkpoint is gone on from. FAULTLINE_FOLDER is where they are written; default: here.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { exploreCompiled, loadModules, planJobs, runJob } from "../../dist/index.js";

const [check = "large", rounds = "3"] = process.argv.slice(2);
const { modules } = await loadModules(["conformance/bench/cow.fl"]);
const job = planJobs(modules[0]).find(({ name }) => name === check);
const folder = mkdtempSync(join(process.env.FAULTLINE_FOLDER ?? ".", "checkpoints-"));

async function run(checkpoint) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { states, notes } = await runJob(job, { explore: exploreCompiled, checkpoint });
  const { user, system } = process.cpuUsage(cpu);
  return { states, notes, cpu: (user + system) / 1e6, wall: (performance.now() - began) / 1e3 };
}

const least = (runs, what) => Math.min(...runs.map((each) => each[what]));
const report = (name, runs) =>
  console.log(
    `${name}: ${least(runs, "cpu").toFixed(2)} s CPU, ${least(runs, "wall").toFixed(2)} s`,
  );

try {
  const without = [];
  const every = [];
  const resumed = [];
  const path = join(folder, "it");
  for (let round = 0; round < Number(rounds); round++) {
    without.push(await run(undefined));
    every.push(await run({ path, every: 1, resume: false }));
    resumed.push(await run({ path, every: 3600, resume: true }));
  }
  report("without", without);
  report("each second", every);
  report("the last one read", resumed);
  for (const note of every.flatMap(({ notes }) => notes)) console.log(note);
  const bytes = readdirSync(folder).reduce(
    (sum, name) => sum + statSync(join(folder, name)).size,
    0,
  );
  const { states } = without[0];
  const ratio = least(every, "cpu") / least(without, "cpu");
  console.log(
    `CPU ratio ${ratio.toFixed(3)}; ${(bytes / states).toFixed(1)} bytes for each of ${states} states`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

// `node conformance/bench/walks.mjs [seeds]`: random walks. First what directing them is worth: steps until a
// violation is found, directed and uniform, in checks of spec/ that expect one, for each of some seeds (21; 0 leaves this out). A walk
// that has found nothing after 100,000 steps (FAULTLINE_STEPS) is given up, and counts with that number. Then what a step
// takes, beside a state of the search on one thread: both find all ways on. Takes some five minutes.
import Table from "cli-table3";
import {
  exploreCompiled,
  loadModules,
  planJobs,
  runJob,
  simulateCompiled,
} from "../../dist/index.js";

const SEEDS = Number(process.argv[2] ?? 21);
const MOST = Number(process.env.FAULTLINE_STEPS ?? 100_000);
/** Steps of a run. */
const STEPS = 100;

const deep = [
  ["freebsd.cow_fault", "markEarlyPanics"],
  ["freebsd.cow_fault", "markEarlyLeaks"],
  ["freebsd.cow_fault", "removeHereElse"],
  ["freebsd.cow_fault", "removeHereForked"],
  ["freebsd.cow_fault", "keepsSharers"],
  ["freebsd.cow_fault", "hidesInvalid"],
  ["examples.tcp", "resetOpensNothing"],
  ["examples.peterson", "wrongOrder"],
  ["examples.multi_car_elevator", "wrongWay"],
];
const timed = [
  ["cow", "medium"],
  ["cow", "large"],
  ["examples.cow", "medium"],
  ["examples.peterson", "five"],
  ["freebsd.cow_fault", "landed"],
  ["freebsd.objects", "landed"],
  ["cheribsd.revocation_sweep", "landed"],
];
/** Of the search, and steps of the walks. */
const MOST_STATES = 2_000_000;

const { modules } = await loadModules(["spec", "conformance/bench/cow.fl"]);
const count = (number) => Math.round(number).toLocaleString("en");
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** The job, its instance and what is checked. */
async function instanceOf([moduleName, name]) {
  const module = modules.find((each) => each.name === moduleName);
  const job = planJobs(module).find((each) => each.name === name);
  let found;
  await runJob(job, {
    explore: async (instance, options) => {
      const selection = { ...options.selection, temporals: [] };
      found = { instance, selection };
      return exploreCompiled(instance, { ...options, selection, maxStates: 1 });
    },
  });
  return found;
}

async function cpuTime(run) {
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  return { result, time: user + system };
}

const found = new Table({
  head: ["check", "uniform", "not found", "directed", "not found", "ratio", "CPU ms", "directed"],
  colAligns: ["left", ...new Array(7).fill("right")],
  style: { head: [], border: [], compact: true },
});
for (const check of SEEDS > 0 ? deep : []) {
  const model = await instanceOf(check);
  const figures = [];
  for (const uniform of [true, false]) {
    const steps = [];
    let missed = 0;
    const { time } = await cpuTime(async () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const options = { seed, uniform, runs: MOST / STEPS, steps: STEPS };
        const walks = await simulateCompiled(model.instance, {
          selection: model.selection,
          ...options,
        });
        if (walks.violation === undefined) missed++;
        steps.push(walks.violation === undefined ? MOST : walks.transitions);
      }
    });
    figures.push({ steps: median(steps), missed, time: time / 1e3 / SEEDS });
  }
  const [even, directed] = figures;
  found.push([
    check.join(" "),
    `${even.missed * 2 > SEEDS ? "> " : ""}${count(even.steps)}`,
    even.missed,
    `${directed.missed * 2 > SEEDS ? "> " : ""}${count(directed.steps)}`,
    directed.missed,
    `${even.missed * 2 > SEEDS ? "> " : ""}${(even.steps / directed.steps).toFixed(1)}`,
    count(even.time),
    count(directed.time),
  ]);
  process.stderr.write(`${found.at(-1).join(" ")}\n`);
}
if (SEEDS > 0) {
  console.log(`Median of the steps to the violation, ${SEEDS} seeds:`);
  console.log(found.toString());
}

const speed = new Table({
  head: ["check", "search", "uniform", "ratio", "with symmetry", "directed", "ratio"],
  colAligns: ["left", ...new Array(6).fill("right")],
  style: { head: [], border: [], compact: true },
});
for (const check of timed) {
  const { instance, selection } = await instanceOf(check);
  /** CPU time in µs for each state. */
  const search = async (symmetry) => {
    const options = { selection, symmetry, maxStates: MOST_STATES };
    const { result, time } = await cpuTime(() => exploreCompiled(instance, options));
    return time / result.states;
  };
  const walk = async (uniform) => {
    const options = { seed: 1, steps: STEPS, selection, uniform };
    // Runs may be shorter, where nothing can be done any more.
    const few = await simulateCompiled(instance, { ...options, runs: 200 });
    const runs = Math.ceil((MOST_STATES / few.transitions) * few.runs);
    const { result, time } = await cpuTime(() => simulateCompiled(instance, { ...options, runs }));
    return time / result.transitions;
  };
  const rounds = [];
  for (let i = 0; i < 3; i++) {
    rounds.push([await search(false), await walk(true), await search(true), await walk(false)]);
  }
  const least = [0, 1, 2, 3].map((i) => Math.min(...rounds.map((round) => round[i])));
  const [all, uniform, orbits, directed] = least;
  const texts = [all, uniform, uniform / all, orbits, directed, directed / orbits];
  speed.push([check.join(" "), ...texts.map((each) => each.toFixed(2))]);
  process.stderr.write(`${speed.at(-1).join(" ")}\n`);
}
console.log(
  "CPU time in µs for each state or step, with the making of the code, the least of three:",
);
console.log(speed.toString());

// `npm run bench`: the compiled engine against the reference engine on the same instances, in CPU time
// of one run. The counts have to agree, else the comparison means nothing. Takes a minute or two;
// the largest instances are given to the compiled engine only.
import Table from "cli-table3";
import {
  exploreCompiled,
  exploreReference,
  loadModules,
  planJobs,
  runJob,
} from "../../dist/index.js";

const both = [
  ["examples.write_through_cache", "published"],
  ["examples.tcp", "published"],
  ["examples.multi_car_elevator", "small"],
  ["examples.peterson", "four"],
  ["examples.token_ring", "six"],
  ["examples.two_phase_commit", "six"],
  ["examples.cow", "mediumOrbits"],
  ["freebsd.cow_fault", "family"],
  ["freebsd.cow_fault", "removeHere"],
];
const compiledOnly = [
  ["examples.cow", "small"],
  ["examples.cow", "medium"],
  ["examples.peterson", "five"],
];

const { modules } = await loadModules(["spec"]);

async function measure([moduleName, name], explore) {
  const module = modules.find((each) => each.name === moduleName);
  const job = planJobs(module).find((each) => each.name === name);
  const before = process.cpuUsage();
  const { states, transitions, ok, reason } = await runJob(job, { explore });
  const { user, system } = process.cpuUsage(before);
  if (!ok) throw new Error(`${moduleName} ${name}: ${reason}`);
  return { states, transitions, seconds: (user + system) / 1e6 };
}

const table = new Table({
  head: ["check", "states", "transitions", "reference", "compiled", "ratio", "ns / transition"],
  colAligns: ["left", "right", "right", "right", "right", "right", "right"],
  style: { head: [], border: [], compact: true },
});
const count = (number) => number.toLocaleString("en");

for (const [index, check] of [...both, ...compiledOnly].entries()) {
  const compiled = await measure(check, exploreCompiled);
  const reference = index < both.length ? await measure(check, exploreReference) : undefined;
  if (
    reference &&
    JSON.stringify([reference.states, reference.transitions]) !==
      JSON.stringify([compiled.states, compiled.transitions])
  ) {
    throw new Error(`${check.join(" ")}: the engines do not agree`);
  }
  table.push([
    check.join(" "),
    count(compiled.states),
    count(compiled.transitions),
    reference ? `${reference.seconds.toFixed(2)} s` : "",
    `${compiled.seconds.toFixed(2)} s`,
    reference ? (reference.seconds / compiled.seconds).toFixed(1) : "",
    Math.round((compiled.seconds / compiled.transitions) * 1e9),
  ]);
  process.stderr.write(`${check.join(" ")}\n`);
}
console.log(table.toString());

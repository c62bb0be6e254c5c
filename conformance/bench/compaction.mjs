// `node conformance/bench/compaction.mjs [check [max-states [PARAM=value ...]]]`: what `check --compact` saves. A check of
// freebsd.cow_fault with states in full and compacted, on one thread, each in a process of its own: bytes of all arrays at
// their most, for each state, and seconds.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { exploreCompiled, loadModules, planJobs, runJob } from "../../dist/index.js";

const IN_PROCESS = "--one";

async function measure(compact, [check = "racing", most = "1000000", ...settings]) {
  const overrides = new Map(settings.map((setting) => setting.split("=")));
  const { modules } = await loadModules(["spec/freebsd/cow_fault.fl"]);
  const job = planJobs(modules[0], { overrides }).find(({ name }) => name === check);
  let bytes = 0;
  const look = () => {
    bytes = Math.max(bytes, process.memoryUsage().arrayBuffers);
  };
  const explore = async (instance, options) => {
    const found = await exploreCompiled(instance, { ...options, compact, onProgress: look });
    look();
    return found;
  };
  const { states, transitions, seconds, compaction } = await runJob(job, {
    explore,
    maxStates: Number(most),
  });
  const each = (bytes / states).toFixed(1);
  const bound = compaction ? `, omission <= ${compaction.omission.toExponential(1)}` : "";
  console.log(
    `${compact ? "compacted" : "in full  "}: ${states} states, ${transitions} transitions, ` +
      `${each} bytes for each, ${seconds.toFixed(1)} s${bound}`,
  );
}

const [first, ...rest] = process.argv.slice(2);
if (first === IN_PROCESS) await measure(rest[0] === "compacted", rest.slice(1));
else {
  for (const how of ["full", "compacted"]) {
    const given = [IN_PROCESS, how, ...process.argv.slice(2)];
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...given], {
      stdio: "inherit",
    });
  }
}

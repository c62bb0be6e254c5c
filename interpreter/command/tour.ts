/**
 * `faultline tour`, also `npm start`: everything in spec/ checked, then one counterexample in full, on
 * the bug that FreeBSD's copy-on-write fault handler had, then an implementation held to its
 * specification, then where to go from there.
 */
import { planJobs, type CheckJob } from "../run/plan.ts";
import { resultText } from "../report/module-report.ts";
import { wrap } from "../report/text.ts";
import { runJob } from "../run/run-job.ts";
import { check, engine } from "./check.ts";
import { EXIT, styleOf, type Io } from "./io.ts";
import { openModules } from "./open-modules.ts";
import { specifications } from "./specifications.ts";

const SHOWN_MODULE = "freebsd.cow_fault";

const INTRODUCTION =
  "First, every check of every module that comes with faultline: each explores all reachable " +
  "states of a small instance, and says what the module expects.";

const COUNTEREXAMPLE =
  "Now one of those expected violations in full. When a copy-on-write fault has copied a page, may " +
  "it mark the copy valid at once? FreeBSD did (design = markEarly). The handler may then have let " +
  "go of the map lock, find the map changed, and restart; the page it leaves behind is valid but " +
  "nobody has mapped it. This is the shortest run, found by exploring them all, in which that breaks " +
  "a property. Each column is a thread, the last one everything else; indented lines are what a step changed.";

const CONFORMANCE =
  "Last, a machine that does what the specification describes, fast: FreeBSD's VM in one buffer. From every " +
  "state that it and the specification reach together, every step is tried: what is permitted must be " +
  "done in each permitted way, and what is not must be refused.";

const whereNext = (spec: string) => `Where to go from here:
  ${spec}/freebsd/cow_fault.fl    the module just shown, and the designs it compares
  ${spec}/LANGUAGE.md             the language on one page
  ${spec}/examples/cow.fl         a first module to read, and to change
  npx faultline check ${spec}/examples --verbose
  npx faultline conform           all designs, all instances
  npx faultline --help`;

/** `conform` is what comes before the last words: the implementations held to their specifications. */
export async function tour(io: Io, conform: () => Promise<number>): Promise<number> {
  const style = styleOf(io.stdout, io.environment);
  const { bold } = style.colours;
  const say = (text: string) => io.stdout.write(`${wrap(text, style.width, 0).join("\n")}\n\n`);
  const spec = specifications();
  say(INTRODUCTION);
  const code = await check({ paths: [spec], param: new Map(), engine: "compiled" }, io);
  if (io.signal.aborted) return EXIT.interrupted;
  // `json`: what is wrong with the modules has been said above.
  const opened = await openModules({ paths: [spec], param: new Map(), json: true }, io);
  const job = opened && shownJob(opened.modules.flatMap((module) => planJobs(module)));
  if (job) {
    io.stdout.write(`\n${bold("-".repeat(Math.min(style.width, 100)))}\n\n`);
    say(COUNTEREXAMPLE);
    const result = await runJob(job, { ...(await engine("compiled")), signal: io.signal });
    io.stdout.write(`${resultText(result, false, style)}\n\n`);
  }
  say(CONFORMANCE);
  const conformance = await conform();
  if (io.signal.aborted) return EXIT.interrupted;
  io.stdout.write(`\n${whereNext(spec)}\n`);
  return code === EXIT.asExpected ? conformance : code;
}

/** The first check of the module that expects a violation with the early marking. */
function shownJob(jobs: readonly { readonly kind: string }[]): CheckJob | undefined {
  const checks = jobs.filter((job): job is CheckJob => job.kind === "check");
  return checks.find(
    ({ module, expectation, settings }) =>
      module.name === SHOWN_MODULE &&
      expectation.verdict === "violates" &&
      settings.some(({ value }) => value.kind === "name" && value.name.text === "markEarly"),
  );
}

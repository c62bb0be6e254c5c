/**
 * Scenarios of the specification as tests of the implementation: a run that the specification has must be
 * one that the implementation can take, if it is told what to choose.
 */
import type { CheckedModule } from "../../interpreter/checked.ts";
import { elaborate } from "../../interpreter/elaborate/elaborate.ts";
import { exploreReference } from "../../interpreter/explore/reference.ts";
import type { Trace } from "../../interpreter/exploration.ts";
import type { Instance } from "../../interpreter/model.ts";
import { findRunWith } from "../../interpreter/run/find-run.ts";
import { planJobs } from "../../interpreter/run/plan.ts";
import { equalValues } from "../../interpreter/values.ts";
import { ScriptedChooser } from "./choosers.ts";
import { Follower } from "./follower.ts";
import type { Report } from "./report.ts";
import type { Subject } from "./subject.ts";

export interface RunnableScenario {
  readonly title: string;
  readonly instance: Instance;
  /** Index in `Instance.scenarios`. */
  readonly index: number;
}

/** The scenarios that are reachable runs with every step given: no `...`, which stands for any steps. */
export function runnableScenarios(module: CheckedModule): RunnableScenario[] {
  return planJobs(module).flatMap((job) => {
    if (job.kind !== "scenario") return [];
    const { instance } = elaborate(module, { settings: job.settings });
    const scenario = instance?.scenarios[job.index];
    if (!instance || scenario?.reach !== "reachable" || scenario.goal.kind !== "run") return [];
    if (scenario.goal.items.some(({ kind }) => kind === "any")) return [];
    return [{ title: job.name, instance, index: job.index }];
  });
}

/** Throws if the specification itself has no such run. */
export async function replayScenario<Vm>(
  { title, instance, index }: RunnableScenario,
  subject: Subject<Vm>,
): Promise<Report> {
  const { trace } = await findRunWith(exploreReference)(instance, index, {});
  if (trace === undefined) throw new Error(`the specification has no run "${title}"`);
  return replayRun(instance, trace, subject);
}

/**
 * Takes a run of the specification. What the implementation is to choose is found by trying: each step is
 * taken again with other answers, until it leads to the state of the run. If none does, the report has
 * what came of the last answers, or that the outcome cannot be produced.
 */
function replayRun<Vm>(instance: Instance, trace: Trace, subject: Subject<Vm>): Report {
  const follower = new Follower(instance, subject);
  const { graph } = follower;
  const script = new ScriptedChooser();
  const isAt = (state: Trace["initial"]) => equalValues(graph.stateOf(follower.state), state);
  script.start();
  do follower.boot(script);
  while (!follower.hasEnded && !isAt(trace.initial) && script.next());
  for (const taken of trace.steps) {
    if (follower.hasEnded) break;
    const command = graph.commands.find(
      ({ step, arguments: values }) =>
        step.index === taken.step && equalValues(values, taken.arguments),
    )!;
    follower.stepTo(command.index, taken.state);
  }
  return follower.report("replay");
}

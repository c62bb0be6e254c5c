/** Fairness that a module declares and that made no difference to what its checks found, as far as is evident. */
import type { CheckedModule } from "../checked.ts";
import type { Instance, InstanceStep } from "../model.ts";
import { selectProperties } from "../run/plan.ts";
import type { JobResult } from "../run/run-job.ts";

export interface IdleFairness {
  /** An action, a process, or a step of one: `fault.copy`. */
  readonly name: string;
  readonly reason: string;
  /** Other checks of the module would make no difference. */
  readonly whateverRuns: boolean;
}

/**
 * Fairness is about runs that go on for ever: only temporal properties ask for it, and only steps that are possible
 * have it. Whether a property needs it that is possible is not tried.
 */
export function idleFairness(
  module: CheckedModule,
  results: readonly JobResult[],
): readonly IdleFairness[] {
  const names = fairNames(module);
  const hasTemporals = module.syntax.declarations.some(({ kind }) => kind === "temporal");
  const idle = (reason: string) =>
    names.map((name) => ({ name, reason, whateverRuns: !hasTemporals }));
  if (!hasTemporals) return idle("the module has no temporal property");
  const runs = results.filter(decidesTemporals);
  if (runs.length === 0) return idle("no check that ran came to decide a temporal property");
  const taken = new Set(runs.flatMap(takenSteps));
  return idle("no check with a temporal property has a state in which it is possible").filter(
    ({ name }) => !taken.has(name),
  );
}

function fairNames({ syntax }: CheckedModule): string[] {
  return syntax.declarations.flatMap((each) => {
    if (each.kind !== "action" && each.kind !== "process") return [];
    const own = each.fairness && each.fairness.strength !== "unfair" ? [each.name.text] : [];
    const steps = each.kind === "process" ? each.steps : [];
    const fair = steps.filter((step) => step.fairness && step.fairness.strength !== "unfair");
    return [...own, ...fair.map((step) => `${each.name.text}.${step.name.text}`)];
  });
}

function decidesTemporals({ job, instance, verdict, violation }: JobResult): boolean {
  if (instance === undefined || job.kind !== "check") return false;
  const { temporals = [] } = selectProperties(instance, job.declaration);
  return temporals.length > 0 && (verdict === "holds" || violation?.kind === "temporal");
}

/** Names of the fair steps that were taken, and of the processes they are of. */
function takenSteps({ instance, coverage }: JobResult): string[] {
  const isTaken = ({ index, fairness }: InstanceStep): boolean =>
    fairness !== undefined && (coverage?.steps[index] ?? 0) > 0;
  const { steps } = instance as Instance;
  return steps
    .filter(isTaken)
    .flatMap(({ name, process }) => (process ? [name, process.name] : [name]));
}

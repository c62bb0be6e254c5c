/**
 * What is claimed of an implementation in an instance, one claim for each test: about the beginning, each
 * action and each direction, and that nothing has been left out.
 */
import type { Instance } from "../../interpreter/model.ts";
import { renderReport } from "./render-report.ts";
import type { Divergence, Report } from "./report.ts";

export interface Claim {
  readonly title: string;
  /** What speaks against it, as text; `undefined` if nothing does. */
  readonly refutedBy: (report: Report) => string | undefined;
}

/** `vacuous` are the actions that are never enabled in the instance, and are known not to be. */
export function claimsOf(instance: Instance, vacuous: readonly string[] = []): readonly Claim[] {
  return [
    claim("begins as the specification says", ({ direction }) => direction === "start"),
    ...instance.steps.flatMap(({ name }) => [
      claim(
        `${name} does what the specification says`,
        (each) => each.direction === "accept" && lastStep(each) === name,
      ),
      claim(
        `${name} is refused where the specification says`,
        (each) => each.direction === "refuse" && lastStep(each) === name,
      ),
    ]),
    { title: "everything was tried", refutedBy: (report) => leftOut(report, vacuous) },
  ];
}

function claim(title: string, isAgainst: (divergence: Divergence) => boolean): Claim {
  return {
    title,
    refutedBy(report) {
      const divergences = report.divergences.filter(isAgainst);
      return divergences.length === 0 ? undefined : renderReport({ ...report, divergences });
    },
  };
}

const lastStep = ({ run }: Divergence) => run.at(-1)?.step;

function leftOut(report: Report, vacuous: readonly string[]): string | undefined {
  const { closed, edges, refusals, actions } = report;
  if (!closed || edges.done < edges.total || refusals.done < refusals.total) {
    return renderReport(report);
  }
  const idle = actions.filter((each) => each.edges.total === 0).map(({ name }) => name);
  const unknown = idle.filter((name) => !vacuous.includes(name));
  if (unknown.length > 0) return `never enabled: ${unknown.join(", ")}`;
  const busy = vacuous.filter((name) => !idle.includes(name));
  if (busy.length > 0) return `said to be never enabled, but it is: ${busy.join(", ")}`;
  return undefined;
}

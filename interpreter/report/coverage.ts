/**
 * What a run exercised and what it did not: the union of the coverage of all checks and scenarios of
 * a module, so that a branch counts as reached if any of them reached it.
 *
 * Instances of one module differ in parameters, so steps are matched by name and sites by their
 * place in the text.
 */
import type { Location } from "../../grammar/source.ts";
import type { Coverage } from "../exploration.ts";
import type { Instance, Site } from "../model.ts";

export interface CoveredRun {
  readonly instance: Instance;
  readonly coverage: Coverage;
}

export interface Exercise {
  readonly steps: Share;
  readonly branches: Share;
  readonly implications: Share;
  /** In order of the text. What is inside another gap, or in a step never taken, is not listed. */
  readonly gaps: readonly Gap[];
}

export interface Share {
  readonly total: number;
  readonly hit: number;
}

export interface Gap {
  readonly kind: "action" | "branch" | "choose" | "implication";
  readonly at: Location;
  /** The step, effect or property. */
  readonly within: string;
  readonly message: string;
}

interface StepTally {
  readonly at: Location;
  readonly process: boolean;
  hit: boolean;
}

interface SiteTally {
  readonly site: Site;
  hit: boolean;
}

export function exerciseOf(runs: readonly CoveredRun[]): Exercise {
  const steps = tallySteps(runs);
  const sites = tallySites(runs);
  const share = (tallies: Iterable<{ readonly hit: boolean }>): Share => {
    const list = [...tallies];
    return { total: list.length, hit: list.filter((tally) => tally.hit).length };
  };
  const ofKind = (...kinds: Site["kind"][]) =>
    share([...sites.values()].filter(({ site }) => kinds.includes(site.kind)));
  return {
    steps: share(steps.values()),
    branches: ofKind("then", "else", "arm", "branch"),
    implications: ofKind("implication"),
    gaps: gapsOf(steps, sites),
  };
}

function tallySteps(runs: readonly CoveredRun[]): Map<string, StepTally> {
  const steps = new Map<string, StepTally>();
  for (const { instance, coverage } of runs) {
    for (const { name, at, process, index } of instance.steps) {
      const tally = steps.get(name) ?? { at, process: process !== undefined, hit: false };
      tally.hit ||= (coverage.steps[index] ?? 0) > 0;
      steps.set(name, tally);
    }
  }
  return steps;
}

function tallySites(runs: readonly CoveredRun[]): Map<string, SiteTally> {
  const sites = new Map<string, SiteTally>();
  for (const { instance, coverage } of runs) {
    for (const site of instance.sites) {
      const key = siteKey(site);
      const tally = sites.get(key) ?? { site, hit: false };
      tally.hit ||= (coverage.sites[site.index] ?? 0) !== 0;
      sites.set(key, tally);
    }
  }
  return sites;
}

function siteKey({ kind, at }: Pick<Site, "kind" | "at">): string {
  return `${kind} ${at.source.path} ${at.start} ${at.end}`;
}

function gapsOf(
  steps: ReadonlyMap<string, StepTally>,
  sites: ReadonlyMap<string, SiteTally>,
): Gap[] {
  const gaps: Gap[] = [];
  for (const [name, { at, process, hit }] of steps) {
    if (hit) continue;
    const message = `${process ? "step" : "action"} ${name} is never taken`;
    gaps.push({ kind: "action", at, within: name, message });
  }
  for (const { site, hit } of sites.values()) {
    const gap = hit ? undefined : gapAt(site, sites);
    if (gap && steps.get(site.within)?.hit !== false) gaps.push(gap);
    // A `choose` without candidate is why a step is never taken: worth saying beside it.
    else if (gap?.kind === "choose") gaps.push(gap);
  }
  const inside = (gap: Gap) =>
    gap.kind === "branch" && gaps.some((other) => other.kind === "branch" && encloses(other, gap));
  return gaps.filter((gap) => !inside(gap)).sort(byPlace);
}

const BRANCHES = {
  then: "this `if` branch",
  else: "this `else` branch",
  arm: "this arm of `match`",
  branch: "this branch of `either`",
};

function gapAt({ kind, at, within }: Site, sites: ReadonlyMap<string, SiteTally>): Gap | undefined {
  switch (kind) {
    case "choose-empty":
      return undefined;
    case "choose": {
      // Where control never came at all, the gap is the branch or step around it.
      const empty = sites.get(siteKey({ kind: "choose-empty", at }));
      if (empty?.hit !== true) return undefined;
      return { kind, at, within, message: `this \`choose\` of ${within} never has a candidate` };
    }
    case "implication": {
      const message = `the left side of this \`implies\` in ${within} is never true`;
      return { kind, at, within, message };
    }
    default:
      return {
        kind: "branch",
        at,
        within,
        message: `${BRANCHES[kind]} of ${within} is never reached`,
      };
  }
}

function encloses(outer: Gap, inner: Gap): boolean {
  if (outer === inner || outer.at.source !== inner.at.source) return false;
  const wider = outer.at.end - outer.at.start > inner.at.end - inner.at.start;
  return wider && outer.at.start <= inner.at.start && outer.at.end >= inner.at.end;
}

function byPlace(a: Gap, b: Gap): number {
  if (a.at.source.path !== b.at.source.path) return a.at.source.path < b.at.source.path ? -1 : 1;
  return a.at.start - b.at.start;
}

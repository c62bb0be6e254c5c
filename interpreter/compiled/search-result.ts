/** What a search has to tell when it has ended. */
import {
  omissionBound,
  type Coverage,
  type Exploration,
  type ExploreOptions,
  type Limit,
} from "../exploration.ts";
import type { SecondPass } from "../explore/measure-search.ts";
import { symmetryNotes } from "../explore/order-dependence.ts";
import { describeViolation, type Finding } from "../explore/violation.ts";
import type { State } from "../model.ts";
import { compactionNotes } from "./compacted-states.ts";
import type { Totals } from "./parallel/totals.ts";
import type { StateSpace } from "./state-space.ts";
import { PARTIAL_REDUCTION } from "./symmetry/canonical-words.ts";

/** A search that has ended. */
export interface EndedSearch {
  /** What is to be reported, and a shortest path to where it was found. */
  readonly wrong?: { readonly finding: Finding; readonly path: readonly State[] };
  /** What was found when all states were known. */
  readonly second: SecondPass;
  readonly interrupted: boolean;
  readonly limit: Limit | undefined;
  readonly initialStates: number;
  readonly states: number;
  readonly depth: number;
  readonly seconds: number;
  readonly totals: Totals;
  /** Some state had more arrangements than were compared. */
  readonly isPartlyReduced: boolean;
  readonly temporalNotes: readonly string[];
  /** States of the checkpoint that it went on from. */
  readonly resumed: number | undefined;
}

export function explorationOf(
  { instance, compiled }: StateSpace,
  options: ExploreOptions,
  ended: EndedSearch,
): Exploration {
  const { wrong, second, interrupted, limit, initialStates, states, depth, seconds } = ended;
  const { symmetry } = options;
  const bits = compiled.fingerprintBits;
  const compaction =
    bits === undefined ? undefined : { bits, omission: omissionBound(states, bits) };
  const isLimited = limit !== undefined || second.undecided !== undefined;
  const unfinished = isLimited ? "limit" : "complete";
  const violation = wrong
    ? describeViolation(instance, wrong.finding, wrong.path, symmetry)
    : second.violation;
  const notes = [
    ...compiled.notes,
    ...symmetryNotes(instance, symmetry),
    ...ended.temporalNotes,
    ...compactionNotes(options, compaction),
    ...(ended.isPartlyReduced ? [PARTIAL_REDUCTION] : []),
    ...(limit === "memory" ? [`there was no memory for more than ${states} states`] : []),
    ...(ended.resumed === undefined ? [] : [resumedNote(ended.resumed)]),
  ];
  const coverage = coverageOf(ended.totals, compiled.plan.words);
  return {
    outcome: interrupted && limit !== "time" ? "interrupted" : violation ? "violation" : unfinished,
    ...(limit && !violation && { limit }),
    ...(violation && { violation }),
    ...(second.undecided && { undecided: second.undecided }),
    ...(second.measured && { measured: second.measured }),
    initialStates,
    states,
    transitions: coverage.steps.reduce((sum, each) => sum + each, 0),
    depth,
    seconds,
    coverage,
    ...(compaction && { compaction }),
    ...(notes.length > 0 && { notes }),
  };
}

/** How often each step was taken; states are so many words wide. */
function coverageOf({ queued, sites }: Totals, words: number): Coverage {
  return { steps: queued.map((each) => each / words), sites };
}

function resumedNote(states: number): string {
  const count = `${states.toLocaleString("en")} ${states === 1 ? "state" : "states"}`;
  return `the search went on from a checkpoint of ${count}`;
}

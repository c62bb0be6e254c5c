/** A module under mutation: all its mutants and what became of them, and the score. */
import type { SourceFile } from "../../grammar/source.ts";
import { isAbout, type Explained } from "./explanations.ts";
import type { JournalUse } from "./journal.ts";
import type { MutantKind } from "./kinds.ts";
import { mutantLines, type Mutant, type MutantLines } from "./mutant.ts";
import type { Baseline, MutantOutcome } from "./outcome.ts";

export interface MutantResult {
  readonly mutant: Mutant;
  readonly lines: MutantLines;
  readonly outcome: MutantOutcome;
  /** Of a mutant that survived or exploded: why that is fine. */
  readonly explained?: Explained;
}

export interface MutationScore {
  readonly module: string;
  readonly source: SourceFile;
  readonly results: readonly MutantResult[];
  /** Found, and not run before an interruption. */
  readonly unfinished: number;
  readonly baselines: readonly Baseline[];
  /** Checks and scenarios that have no answer for the original, which no mutant was run on. */
  readonly leftOut: readonly Baseline[];
  /** A mutant that changes a number was not run on the other checks. */
  readonly isQuick: boolean;
  /** Explanations of no survivor; of all mutants only. */
  readonly stale: readonly Explained[];
  /** What a journal was worth, if there is one. */
  readonly journal?: JournalUse;
  readonly seconds: number;
}

/** How a mutant counts. */
export type Count = "property" | "count" | "equivalent" | "explained" | "survived" | "exploded";

export const COUNTS: readonly Count[] = [
  "property",
  "count",
  "equivalent",
  "explained",
  "survived",
  "exploded",
];

/** `undefined` for what is no mutant, since it is not well-typed. */
export function countOf({ outcome, explained }: MutantResult): Count | undefined {
  switch (outcome.kind) {
    case "ill-typed":
      return undefined;
    case "killed":
      return outcome.by;
    case "equivalent":
      return "equivalent";
    default:
      return explained ? "explained" : outcome.kind;
  }
}

export interface Tally extends Readonly<Record<Count, number>> {
  readonly mutants: number;
}

export function tallyOf(results: readonly MutantResult[], kind?: MutantKind): Tally {
  const counts = results
    .filter(({ mutant }) => kind === undefined || mutant.kind === kind)
    .map(countOf)
    .filter((count) => count !== undefined);
  const of = (count: Count) => counts.filter((each) => each === count).length;
  return {
    mutants: counts.length,
    property: of("property"),
    count: of("count"),
    equivalent: of("equivalent"),
    explained: of("explained"),
    survived: of("survived"),
    exploded: of("exploded"),
  };
}

/** Killed, and what could have been: all but what is equivalent or explained. */
export function scoreOf({ mutants, property, count, equivalent, explained }: Tally): {
  readonly killed: number;
  readonly of: number;
} {
  return { killed: property + count, of: mutants - equivalent - explained };
}

/** Adds the explanations, and finds those that explain nothing. */
export function explain(
  source: SourceFile,
  outcomes: readonly { readonly mutant: Mutant; readonly outcome: MutantOutcome }[],
  explanations: readonly Explained[],
): { readonly results: readonly MutantResult[]; readonly stale: readonly Explained[] } {
  const used = new Set<Explained>();
  const results = outcomes.map(({ mutant, outcome }): MutantResult => {
    const lines = mutantLines(source, mutant);
    if (outcome.kind !== "survived" && outcome.kind !== "exploded") {
      return { mutant, lines, outcome };
    }
    const explained = explanations.find((each) => isAbout(each, { ...mutant, lines }));
    if (explained) used.add(explained);
    return { mutant, lines, outcome, ...(explained ? { explained } : {}) };
  });
  return { results, stale: explanations.filter((each) => !used.has(each)) };
}

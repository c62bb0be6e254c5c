/**
 * What is known from a mutation journal. An answer is found again by a hash of all that it depends on: the texts of
 * the module and of those it uses, but for comments and indentation, the limit, and for a mutant the checks and scenarios that it was run on, and whether the first number that differs
 * was enough. So answers about another text are not taken; but what killed a mutant there is the first to be tried on the mutant that changes
 * the same lines in the same way.
 */
import { createHash } from "node:crypto";
import type { CheckedModule } from "../checked.ts";
import { Condensed } from "./condensed.ts";
import { withoutSpacing } from "./explanations.ts";
import {
  lineOf,
  LONGEST_LINE,
  parseEntry,
  type JournalEntry,
  type Original,
} from "./journal-lines.ts";
import { modulesOf } from "./held-texts.ts";
import { mutantLines, type Mutant } from "./mutant.ts";
import type { Baseline, MutantOutcome } from "./outcome.ts";

/** The answers of a file; of a question that was asked twice the last one. */
export class Journal {
  readonly #originals = new Map<string, Original>();
  readonly #outcomes = new Map<string, MutantOutcome>();
  /** By mutant, the check or scenario. */
  readonly #killers = new Map<string, string>();
  readonly #modules = new Set<string>();

  /** Modules that there are answers about. */
  get modules(): ReadonlySet<string> {
    return this.#modules;
  }

  /** Whether the line is an answer. */
  addLine(line: string): boolean {
    const entry = parseEntry(line);
    if (entry === undefined) return false;
    this.#modules.add(entry.module);
    if ("original" in entry) {
      this.#originals.set(entry.asked, entry.original);
      return true;
    }
    const { asked, outcome } = entry;
    this.#outcomes.set(asked, outcome);
    const name = nameOf(entry);
    if (outcome.kind === "killed") this.#killers.set(name, outcome.job);
    else this.#killers.delete(name);
    return true;
  }

  original(asked: string): Original | undefined {
    return this.#originals.get(asked);
  }

  outcome(asked: string): MutantOutcome | undefined {
    return this.#outcomes.get(asked);
  }

  killer(mutant: Named): string | undefined {
    return this.#killers.get(nameOf(mutant));
  }
}

/** A journal, and where to write what is new. */
export interface KeptJournal {
  /** As it was found. */
  readonly journal: Journal;
  append(line: string): void;
}

/** What the journal was worth for a module. */
export interface JournalUse {
  /** Mutants whose answers were taken over. */
  readonly taken: number;
  /** Mutants that were run, beginning with what killed them in an earlier run, */
  readonly tried: number;
  /** and were killed by it again. */
  readonly confirmed: number;
}

/** What a journal knows of a module as it is now, and what is to be added to it. */
export class ModuleJournal {
  readonly #module: CheckedModule;
  readonly #file: KeptJournal;
  readonly #condensed: Condensed;
  readonly #texts: string;
  readonly #isQuick: boolean;
  #jobs: readonly string[] = [];
  #use = { taken: 0, tried: 0, confirmed: 0 };

  constructor(
    module: CheckedModule,
    asked: { readonly maxStates?: number; readonly quick?: boolean },
    file: KeptJournal,
  ) {
    this.#module = module;
    this.#file = file;
    this.#condensed = new Condensed(module.syntax.source.text);
    const texts = modulesOf(module).map(({ name, syntax }) => [
      name,
      new Condensed(syntax.source.text).text,
    ]);
    this.#texts = hashOf([asked.maxStates ?? null, texts]);
    this.#isQuick = asked.quick ?? false;
  }

  get use(): JournalUse {
    return this.#use;
  }

  original(job: string): Original | undefined {
    const known = this.#file.journal.original(this.#askedOf(job));
    return known?.job === job ? known : undefined;
  }

  /** What has no answer is not kept, so that it is asked again. */
  keepOriginal({ index: _, ...original }: Baseline): void {
    if (original.reason !== undefined) return;
    const { job, states, transitions, seconds, verdict } = original;
    const asked = this.#askedOf(job);
    this.#keep({
      module: this.#module.name,
      asked,
      original: { job, states, transitions, seconds, verdict },
    });
  }

  /** The checks and scenarios that mutants are run on. */
  setBaselines(baselines: readonly Baseline[]): void {
    this.#jobs = baselines.map(({ job }) => job);
  }

  /** The answer about a mutant, if there is one; it is counted as taken. */
  take(mutant: Mutant): MutantOutcome | undefined {
    const { journal } = this.#file;
    // An answer that took longer is an answer too.
    const known =
      journal.outcome(this.#askedAbout(mutant, false)) ??
      (this.#isQuick ? journal.outcome(this.#askedAbout(mutant, true)) : undefined);
    if (known !== undefined) this.#use.taken++;
    return known;
  }

  /** What killed it in an earlier run, to be tried first: `check landed`. */
  killer(mutant: Mutant): string | undefined {
    const known = this.#file.journal.killer(this.#named(mutant));
    return known !== undefined && this.#jobs.includes(known) ? known : undefined;
  }

  keep(mutant: Mutant, outcome: MutantOutcome): void {
    const killer = this.killer(mutant);
    if (killer !== undefined) {
      this.#use.tried++;
      if (outcome.kind === "killed" && outcome.job === killer) this.#use.confirmed++;
    }
    const asked = this.#askedAbout(mutant, this.#isQuick);
    this.#keep({ ...this.#named(mutant), asked, outcome });
  }

  #keep(entry: JournalEntry): void {
    const line = lineOf(entry);
    if (Buffer.byteLength(line) <= LONGEST_LINE) this.#file.append(line);
  }

  #askedOf(job: string): string {
    return hashOf([this.#texts, job]);
  }

  #askedAbout({ span: { start, end }, replacement }: Mutant, isQuick: boolean): string {
    const [from, to] = [this.#condensed.placeOf(start), this.#condensed.placeOf(end)];
    const how = isQuick ? ["quick"] : [];
    return hashOf([this.#texts, this.#jobs, from, to, replacement, ...how]);
  }

  #named(mutant: Mutant): Named {
    const { within, kind } = mutant;
    const { before, after } = mutantLines(this.#module.syntax.source, mutant);
    const lines = hashOf([withoutSpacing(before), withoutSpacing(after)]);
    return { module: this.#module.name, within, kind, lines };
  }
}

/** What a mutant has in common with that of a module whose text has changed elsewhere. */
type Named = Pick<
  Extract<JournalEntry, { within: string }>,
  "module" | "within" | "kind" | "lines"
>;

function nameOf({ module, within, kind, lines }: Named): string {
  return `${module} ${within} ${kind} ${lines}`;
}

function hashOf(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

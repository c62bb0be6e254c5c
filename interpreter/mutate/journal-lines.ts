/**
 * The lines of a mutation journal, to text and back. The first says what the file is, each of the others is one
 * answer, with a hash of everything that the answer depends on. What comes from a file is not trusted: a line that is
 * not of this form is none.
 */
import { mutantKinds, type MutantKind } from "./kinds.ts";
import type { Baseline, MutantOutcome } from "./outcome.ts";

const FORMAT = "faultline mutation journal";
/** Another one when lines, or what answers mean, are others. */
const VERSION = 1;

export const JOURNAL_HEADER = JSON.stringify({ format: FORMAT, version: VERSION });

/** Of a line in bytes. A longer answer is not kept. */
export const LONGEST_LINE = 64_000;

/** Where a baseline stands among the jobs depends on what else is run. */
export type Original = Omit<Baseline, "index">;

export type JournalEntry =
  | { readonly module: string; readonly asked: string; readonly original: Original }
  | {
      readonly module: string;
      readonly asked: string;
      readonly within: string;
      readonly kind: MutantKind;
      /** Hash of the lines that differ. */
      readonly lines: string;
      readonly outcome: MutantOutcome;
    };

/** Whether a line is that header; `other` if it is the header of another version. */
export function headerKind(line: string): "this" | "other" | "none" {
  if (line === JOURNAL_HEADER) return "this";
  const found = objectOf(parsed(line));
  return found?.format === FORMAT ? "other" : "none";
}

export function lineOf(entry: JournalEntry): string {
  return JSON.stringify(entry);
}

/** `undefined` if it is no entry. */
export function parseEntry(line: string): JournalEntry | undefined {
  const { module, asked, original, within, kind, lines, outcome } = objectOf(parsed(line)) ?? {};
  if (!isText(module) || !isText(asked)) return undefined;
  if (original !== undefined) {
    const found = originalFrom(objectOf(original));
    return found && { module, asked, original: found };
  }
  const found = outcomeFrom(objectOf(outcome));
  if (!isText(within) || !isKind(kind) || !isText(lines) || !found) return undefined;
  return { module, asked, within, kind, lines, outcome: found };
}

type Fields = Readonly<Record<string, unknown>>;

function originalFrom(fields: Fields | undefined): Original | undefined {
  const { job, states, transitions, seconds, verdict } = fields ?? {};
  if (!isText(job) || !isText(verdict) || !isCount(states) || !isCount(transitions)) {
    return undefined;
  }
  if (typeof seconds !== "number" || !(seconds >= 0)) return undefined;
  return { job, states, transitions, seconds, verdict };
}

function outcomeFrom(fields: Fields | undefined): MutantOutcome | undefined {
  const { kind, message, by, job, property, reason, difference } = fields ?? {};
  switch (kind) {
    case "ill-typed":
      return isText(message) ? { kind, message } : undefined;
    case "killed":
      if ((by !== "property" && by !== "count") || !isText(job) || !isText(reason))
        return undefined;
      if (property === undefined) return { kind, by, job, reason };
      return isText(property) ? { kind, by, job, property, reason } : undefined;
    case "survived":
      if (difference === undefined) return { kind };
      return isText(difference) ? { kind, difference } : undefined;
    case "equivalent":
      return { kind };
    case "exploded":
      return isText(job) && isText(reason) ? { kind, job, reason } : undefined;
    default:
      return undefined;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null ? (value as Fields) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isKind(value: unknown): value is MutantKind {
  return (mutantKinds as readonly unknown[]).includes(value);
}

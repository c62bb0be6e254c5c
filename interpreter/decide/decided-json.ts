/** The machine-readable report of `faultline decide`; its shape is fixed by decisions.schema.json. */
import type { SourceFile, Span } from "../../grammar/source.ts";
import { diagnosticJson, placeJson } from "../report/results-json.ts";
import type { Json } from "../report/value-json.ts";
import { outcomeOf, type Decided, type DecidedRegion } from "./decided.ts";
import { foundText, type Finding } from "./run-claims.ts";

export const DECISIONS_VERSION = 1;

export function decidedJson(decided: Decided): Json {
  return {
    version: DECISIONS_VERSION,
    outcome: outcomeOf(decided),
    seconds: decided.seconds,
    records: decided.records.map(({ record, findings, regions }) => ({
      file: record.source.path,
      title: record.title,
      system: record.system.text,
      themes: record.themes.map(({ text }) => text),
      source: record.origin,
      contradicts: record.contradicts,
      noClaim: record.noClaim,
      claims: findings.map(findingJson),
      generated: regionsJson(record.source, regions),
    })),
    indexes: decided.indexes.map(({ page, regions }) => ({
      file: page.source.path,
      generated: regionsJson(page.source, regions),
    })),
    diagnostics: decided.diagnostics.map(diagnosticJson),
  };
}

function findingJson({ claim, status, answer, reason }: Finding): Json {
  const { subject, overrides, source } = claim;
  const figures = answer?.kind === "job" ? answer.result : answer?.comparison;
  const trace = answer?.kind === "job" ? answer.result.trace : answer?.comparison.difference?.trace;
  return {
    at: at(source, claim),
    alternative: claim.alternative,
    module: claim.module.name,
    kind: subject.kind,
    check: subject.kind === "compare" ? subject.check : subject.name,
    sides: subject.kind === "compare" ? [subject.left, subject.right] : undefined,
    with: Object.fromEntries(overrides),
    long: claim.isLong,
    claimed: claim.expectText,
    status,
    found: answer && foundText(answer),
    reason,
    states: figures?.states,
    transitions: figures?.transitions,
    steps: trace?.steps.length,
    seconds: figures?.seconds,
  };
}

function regionsJson(source: SourceFile, regions: readonly DecidedRegion[]): Json {
  return regions.map(({ region, state }) => ({
    at: at(source, region),
    what: region.what,
    state,
  }));
}

function at(source: SourceFile, { start, end }: Span): Json {
  return placeJson({ source, start, end });
}

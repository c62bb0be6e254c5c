/** Results of every kind, made by hand for the tests of tables and documents. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { CheckedModule } from "../checked.ts";
import type { CheckJob, ScenarioJob } from "../run/plan.ts";
import type { JobResult } from "../run/run-job.ts";
import { placeOf, raceInstance, raceSource, raceTrace, raceViolation } from "./race.fixture.ts";

const span = { start: 0, end: 0 };

export const raceModule: CheckedModule = {
  syntax: { source: raceSource, path: [], declarations: [], comments: [], span },
  name: "race",
  uses: new Map(),
  resolutions: new Map(),
  refines: [],
  diagnostics: [],
};

export const raceWarnings: readonly Diagnostic[] = [
  {
    code: "unused",
    severity: "warning",
    at: placeOf("process fault"),
    message: "`SIZE`, a parameter, is never used",
  },
];

const base = {
  module: raceModule,
  at: placeOf("process fault"),
  settings: [],
  overrides: new Map(),
};

function checkJob(name: string, doc?: string): CheckJob {
  const declaration = { kind: "check", name: { text: name, span }, items: [], span } as const;
  const expectation = { verdict: "holds", measures: [] } as const;
  return { ...base, kind: "check", name, declaration, expectation, ...(doc ? { doc } : {}) };
}

function scenarioJob(name: string): ScenarioJob {
  const declaration = {
    kind: "scenario",
    title: name,
    titleSpan: span,
    settings: [],
    reach: "reachable",
    binders: [],
    span,
  } as const;
  return { ...base, kind: "scenario", name, declaration, index: 0 };
}

const ran: Omit<JobResult, "job" | "verdict" | "ok"> = {
  instance: raceInstance,
  expected: "holds",
  states: 5_402_797,
  transitions: 76_666_212,
  depth: 31,
  seconds: 12.34,
  coverage: { steps: Float64Array.of(12, 7, 0, 4000), sites: new Uint8Array(0) },
  diagnostics: [],
  measured: [],
  notChecked: [],
  notes: [],
};

export const holding: JobResult = {
  ...ran,
  job: checkJob("landed"),
  verdict: "holds",
  ok: true,
  notChecked: ["copies"],
};

export const expectedViolation: JobResult = {
  ...ran,
  job: checkJob("theBug"),
  expected: "violates validBeforeMap in 5 steps",
  verdict: "violates",
  property: "validBeforeMap",
  ok: true,
  violation: raceViolation,
  trace: raceTrace,
};

export const surprise: JobResult = {
  ...expectedViolation,
  job: checkJob("asLucky", "Never unlocked, never seen."),
  expected: "holds",
  ok: false,
  reason: "expected holds, but validBeforeMap is violated after 5 steps",
};

export const wrongCount: JobResult = {
  ...ran,
  job: checkJob("counted"),
  verdict: "holds",
  ok: false,
  reason: "expected 288 distinct states, but there are 5402797",
};

export const limited: JobResult = {
  ...ran,
  job: checkJob("huge"),
  verdict: "limit",
  ok: false,
  reason: "the limit on states was reached before an answer",
  notes: ["symmetry reduction is partial: 5 types"],
};

export const interrupted: JobResult = {
  ...ran,
  job: checkJob("cutShort"),
  verdict: "interrupted",
  ok: false,
  reason: "interrupted before an answer",
};

export const invalid: JobResult = {
  job: checkJob("tooSmall"),
  expected: "holds",
  verdict: "invalid",
  ok: false,
  states: 0,
  transitions: 0,
  depth: 0,
  seconds: 0,
  diagnostics: [],
  measured: [],
  notChecked: [],
  notes: [],
};

export const reachable: JobResult = {
  ...ran,
  job: scenarioJob("a restart repeats the copy, however long the title of this may be"),
  expected: "reachable",
  verdict: "reachable",
  ok: true,
  trace: raceTrace,
};

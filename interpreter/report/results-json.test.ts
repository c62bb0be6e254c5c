import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { EnumType, Type } from "../model.ts";
import * as fixture from "./results.fixture.ts";
import { resultsJson, traceJson } from "./results-json.ts";
import { raceInstance, raceTrace } from "./race.fixture.ts";
import { valueJson } from "./value-json.ts";

const schema: unknown = JSON.parse(
  readFileSync(new URL("results.schema.json", import.meta.url), "utf8"),
);
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema as object);
const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const { raceModule, raceWarnings, ...results } = fixture;

describe("the JSON report", () => {
  const report = resultsJson({
    modules: [raceModule],
    results: Object.values(results),
    diagnostics: raceWarnings,
    outcome: "not-as-expected",
  });

  test("is what the schema says, for every kind of result", () => {
    validate(written(report));
    expect(validate.errors).toBeNull();
  });

  test("the schema notices a field it does not know and one that is missing", () => {
    expect(validate({ ...(written(report) as object), more: 1 })).toBe(false);
    expect(validate({ version: 1, results: [], modules: [], diagnostics: [] })).toBe(false);
  });

  test("has the fields that the first version promises", () => {
    const { results: rows } = written(report) as { results: Record<string, unknown>[] };
    expect(rows[1]).toMatchObject({
      module: "race",
      check: "theBug",
      verdict: "violates",
      expected: "violates validBeforeMap in 5 steps",
      ok: true,
      property: "validBeforeMap",
      states: 5402797,
      transitions: 76666212,
      depth: 31,
      seconds: 12.34,
    });
  });

  test("a trace names identities, variants, fields and cells", () => {
    const { steps } = written(traceJson(raceInstance, raceTrace)) as { steps: unknown[] };
    expect(steps[1]).toMatchObject({
      step: "fault.copy",
      arguments: { t: "thread1" },
      choices: [{ label: "f", value: "frame1" }],
      costs: { copies: 1 },
      changes: [
        { place: "page[frame1].busy", before: "unbusied", after: { xbusy: ["thread1"] } },
        { place: "page[frame1].content", before: 0, after: 1 },
        { place: "fault[thread1]", before: "copy", after: "commit" },
        { place: "fault.first[thread1]", before: null, after: "frame1" },
      ],
      state: { pt: { proc1: { frame: "frame2", writable: false }, proc2: null } },
    });
  });
});

describe("values as JSON", () => {
  const bit: Type = { kind: "int", low: 0, high: 1 };
  test("a field may have a name that JavaScript treats specially", () => {
    const type: Type = { kind: "record", fields: [{ name: "__proto__", type: bit }] };
    expect(JSON.stringify(valueJson([1], type))).toBe('{"__proto__":1}');
  });

  test("sets, sequences, tuples and maps of several keys", () => {
    const colour: EnumType = {
      kind: "enum",
      name: "Colour",
      variants: [
        { name: "red", payload: [] },
        { name: "mix", payload: [bit, bit] },
      ],
    };
    expect(valueJson([0, [1, 0, 1]], { kind: "set", item: colour })).toEqual([
      "red",
      { mix: [0, 1] },
    ]);
    expect(valueJson([1, 0], { kind: "seq", capacity: 2, item: bit })).toEqual([1, 0]);
    expect(valueJson([1, 0], { kind: "tuple", items: [bit, colour] })).toEqual([1, "red"]);
    const table: Type = { kind: "map", keys: [bit, { kind: "bool" }], value: bit };
    expect(valueJson([0, 1, 1, 0], table)).toEqual({
      "0, false": 0,
      "0, true": 1,
      "1, false": 1,
      "1, true": 0,
    });
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Instance, State, Type, Value } from "../model.ts";
import { placeOf, raceInstance, raceTrace } from "./race.fixture.ts";
import { changePlace, changesBetween } from "./changes.ts";

const instanceOf = (type: Type): Instance => ({
  ...raceInstance,
  variables: [{ name: "x", type, at: placeOf("page") }],
});
const places = (type: Type, before: Value, after: Value): string[] => {
  const instance = instanceOf(type);
  return changesBetween(instance, [before], [after]).map((change) => changePlace(instance, change));
};

const bit: Type = { kind: "int", low: 0, high: 1 };
const pair: Type = {
  kind: "record",
  fields: [
    { name: "a", type: bit },
    { name: "b", type: { kind: "option", item: bit } },
  ],
};
const two: Type = { kind: "symmetric", name: "Proc", size: 2, index: 0 };

describe("what a step changed", () => {
  test("a field of a record in a map is all that is named", () => {
    const table: Type = { kind: "map", keys: [two, bit], value: pair };
    const before = [[0, 0], [0, 0], [0, 0], [0, 0]]; // prettier-ignore
    expect(places(table, before, [[0, 0], [0, 0], [0, null], [0, 0]])).toEqual(["x[proc2, 0].b"]); // prettier-ignore
  });

  test("through an option that stays something, down to the field", () => {
    const type: Type = { kind: "option", item: pair };
    expect(places(type, [0, 0], [1, 0])).toEqual(["x.a"]);
    expect(places(type, null, [1, 0])).toEqual(["x"]);
  });

  test("a map in a record names its own keys after the field", () => {
    const type: Type = {
      kind: "map",
      keys: [two],
      value: { kind: "record", fields: [{ name: "m", type: { kind: "map", keys: [bit], value: bit } }] }, // prettier-ignore
    };
    expect(places(type, [[[0, 0]], [[0, 0]]], [[[0, 0]], [[0, 1]]])).toEqual(["x[proc2].m[1]"]);
  });

  test("nothing is reported between equal states, and something between different ones", () => {
    const states: State[] = [raceTrace.initial, ...raceTrace.steps.map((step) => step.state)];
    const anyState = fc.constantFrom(...states);
    fc.assert(
      fc.property(anyState, anyState, (before, after) => {
        const same = JSON.stringify(before) === JSON.stringify(after);
        expect(changesBetween(raceInstance, before, after).length === 0).toBe(same);
      }),
    );
  });
});

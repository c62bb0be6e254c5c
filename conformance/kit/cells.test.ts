import { expect, test } from "vitest";
import { initialOutcomes, successors } from "../../interpreter/explore/successors.ts";
import type { State } from "../../interpreter/model.ts";
import { loadText } from "../../interpreter/load/load.ts";
import { differingCells } from "./cells.ts";
import { instanceOf } from "./instances.ts";

const text = `module m
state { entry: map[0..1] of { object: 0..3, wired: bool }? = none }
action make(o: 0..3, w: bool) { entry[1] = { object: o, wired: w } }
`;
const { modules } = await loadText({ "m.fl": text });
const instance = instanceOf(modules[0]!);
const [before] = [...initialOutcomes(instance)].map(({ state }) => state) as [State];
/** After make(0, false), make(0, true), make(1, false), ... */
const made = [...successors(instance, before)].map(({ outcome }) => outcome.state);

test("a record that is there in one state only is shown whole", () => {
  expect(differingCells(instance, [before, made[0]!, made[0]!])).toEqual([
    {
      place: "entry[1]",
      values: ["none", "{ object: 0, wired: false }", "{ object: 0, wired: false }"],
    },
  ]);
});

test("records that do not agree are shown by their fields, also if there is none in a third state", () => {
  expect(differingCells(instance, [made[0]!, made[1]!])).toEqual([
    { place: "entry[1].wired", values: ["false", "true"] },
  ]);
  expect(differingCells(instance, [before, made[0]!, made[2]!])).toEqual([
    { place: "entry[1].object", values: ["none", "0", "1"] },
    { place: "entry[1].wired", values: ["none", "false", "false"] },
  ]);
});

import { expect, test } from "vitest";
import {
  BOOL,
  enumOf,
  mapOf,
  optionOf,
  range,
  recordOf,
  seqOf,
  setType,
  symmetric,
  tupleOf,
} from "./testing/instance-builder.ts";
import type { Type, Value } from "./model.ts";
import { showType, showValue } from "./show-value.ts";

const proc = symmetric("Proc", 3, 0);
const frame = symmetric("Frame", 4, 1);
const busy = enumOf("Busy", { free: [], xbusy: [proc, range(0, 3)] });
const pte = recordOf({ frame, writable: BOOL });

test.each<[Value, Type, string]>([
  [true, BOOL, "true"],
  [-3, range(-3, 3), "-3"],
  [0, proc, "proc1"],
  [0, busy, "free"],
  [[1, 2, 3], busy, "xbusy(proc3, 3)"],
  [[1, true], pte, "{ frame: frame2, writable: true }"],
  [null, optionOf(pte), "none"],
  [2, optionOf(proc), "proc3"],
  [[0, 1], setType(proc), "set(proc1, proc2)"],
  [[], setType(proc), "set()"],
  [[1, 2], seqOf(3, range(0, 3)), "[1, 2]"],
  [[true, 1], tupleOf(BOOL, proc), "(true, proc2)"],
  [[0, 1], mapOf([BOOL], range(0, 1)), "map(false => 0, true => 1)"],
  [
    [true, false, false, true],
    mapOf([BOOL, range(1, 2)], BOOL),
    "map((false, 1) => true, (false, 2) => false, (true, 1) => false, (true, 2) => true)",
  ],
])("%j of %j is shown as a user writes it", (value, type, text) => {
  expect(showValue(value, type)).toBe(text);
});

test.each<[Type, string]>([
  [mapOf([proc, frame], optionOf(pte)), "map[Proc, Frame] of { frame: Frame, writable: bool }?"],
  [optionOf(range(0, 3)), "(0..3)?"],
  [optionOf(setType(busy)), "(set of Busy)?"],
  [setType(optionOf(proc)), "set of Proc?"],
  [seqOf(4, tupleOf(BOOL, proc)), "seq[4] of (bool, Proc)"],
])("%j is shown as a user writes it", (type, text) => {
  expect(showType(type)).toBe(text);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Type } from "../../interpreter/model.ts";
import { typeWithValues } from "../../interpreter/testing/arbitrary-values.ts";
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
} from "../../interpreter/testing/instance-builder.ts";
import { decode, encode, EncodeError } from "./encode.ts";

const proc = symmetric("Proc", 2, 0);
const thread = symmetric("Thread", 2, 1);
const busy = enumOf("Busy", {
  unbusied: [],
  xbusy: [thread],
  both: [proc, thread],
  in: [seqOf(2, proc)],
});

test("encode is the inverse of decode", () => {
  fc.assert(
    fc.property(typeWithValues(1), ({ type, values: [value] }) => {
      expect(encode(type, decode(type, value!))).toEqual(value);
    }),
  );
});

test.each<[string, Type, unknown, unknown]>([
  ["variants by name", busy, "unbusied", 0],
  ["one value of a variant", busy, { xbusy: 1 }, [1, 1]],
  ["one value of a variant, in a list", busy, { xbusy: [1] }, [1, 1]],
  ["several values of a variant", busy, { both: [0, 1] }, [2, 0, 1]],
  ["a list as the value of a variant", busy, { in: [1] }, [3, [1]]],
  ["sets in any order", setType(range(0, 3)), [3, 0], [0, 3]],
  [
    "maps with two keys, row by row",
    mapOf([proc, thread], range(0, 9)),
    [
      [1, 2],
      [3, 4],
    ],
    [1, 2, 3, 4],
  ],
  ["options by the value itself", optionOf(proc), 1, 1],
  ["none", optionOf(proc), null, null],
])("%s", (_title, type, friendly, value) => {
  expect(encode(type, friendly)).toEqual(value);
});

describe("a mistake is named with its place", () => {
  const page = mapOf([proc], recordOf({ valid: BOOL, busy }));
  const pageWith = (second: object) => [{ valid: true, busy: "unbusied" }, second];
  test.each<[Type, unknown, string]>([
    [
      page,
      pageWith({ valid: true, busy: "xbsy" }),
      "page[1].busy: no variant xbsy, it has unbusied, xbusy, both, in: did you mean xbusy?",
    ],
    [page, pageWith({ valid: 1, busy: "unbusied" }), "page[1].valid: 1 is not a bool"],
    [page, pageWith({ valid: true }), "page[1]: field busy is missing"],
    [
      page,
      pageWith({ valid: true, busy: "unbusied", vald: 1 }),
      "page[1]: no field vald, it has valid, busy: did you mean valid?",
    ],
    [
      page,
      pageWith({ valid: true, busy: { xbusy: 2 } }),
      "page[1].busy.xbusy: 2 is not a Thread (0..1)",
    ],
    [
      page,
      pageWith({ valid: true, busy: "xbusy" }),
      "page[1].busy: variant xbusy has 1 values with it",
    ],
    [page, [], "page: wanted an array of 2, one for each Proc, got one of 0"],
    [page, undefined, "page: wanted an array of 2, one for each Proc, got undefined"],
    [optionOf(proc), undefined, "page: undefined is not a Proc (0..1)"],
    [range(1, 3), 1.5, "page: 1.5 is not 1..3"],
    [setType(proc), [1, 1], "page: [1,1] has a value twice"],
    [seqOf(1, proc), [0, 0], "page: [0,0] is not a seq[1] of Proc"],
    [tupleOf(proc, proc), [0], "page: [0] is not a (Proc, Proc)"],
    [busy, { xbusy: 1, both: 2 }, 'page: {"xbusy":1,"both":2} is not a Busy'],
  ])("%#", (type, friendly, message) => {
    expect(() => encode(type, friendly, "page")).toThrow(new EncodeError(message));
  });
});

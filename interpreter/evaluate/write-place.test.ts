import { describe, expect, test } from "vitest";
import { run, states } from "./body.fixture.ts";
import { FAILS } from "./expression.fixture.ts";
import {
  BOOL,
  FALSE,
  TRUE,
  arithmetic,
  assign,
  constant,
  key,
  lookup,
  make,
  mapOf,
  newPlace,
  number,
  optionOf,
  range,
  read,
  recordOf,
  seqOf,
} from "../testing/instance-builder.ts";
import type { Expression, State } from "../model.ts";

const plus = (e: Expression, n: number): Expression => arithmetic(e, "+", number(n));
const digit = range(0, 2);

describe("places", () => {
  const pte = recordOf({ frame: digit, writable: BOOL });
  const table = mapOf([digit, BOOL], optionOf(pte));
  const before: State = [[null, [1, false], null, null, null, null]];
  const write = (value: Expression, ...path: readonly Expression[]) =>
    assign(0, value, key(...path));

  test("a cell of a map is found by its keys, the last fastest", () => {
    const body = [write(constant([2, true], pte), number(1), TRUE)];
    expect(states(run(body, before, { variables: [table] }))).toEqual([
      [[null, [1, false], null, [2, true], null, null]],
    ]);
  });

  test("a field is written behind `!`, and only that field changes", () => {
    const at = newPlace();
    const path = (row: number, column: Expression) =>
      [key(number(row), column), { kind: "unwrap", at }, { kind: "field", index: 1 }] as const;
    const some = [assign(0, TRUE, ...path(0, TRUE))];
    expect(states(run(some, before, { variables: [table] }))).toEqual([
      [[null, [1, true], null, null, null, null]],
    ]);
    const none = [assign(0, TRUE, ...path(0, FALSE))];
    expect(run(none, before, { variables: [table] })).toMatchObject([
      { kind: "failed", failure: { kind: "none", at }, state: before },
    ]);
  });

  test("keys and value are evaluated before the write", () => {
    // m[m[0]] = m[1], with m[0] == 0
    const m = mapOf([digit], digit);
    const cell = (n: number): Expression => lookup(read(0, m), number(n));
    const body = [assign(0, cell(1), key(cell(0))), assign(0, plus(cell(0), 0), key(number(2)))];
    expect(states(run(body, [[0, 2, 1]], { variables: [m] }))).toEqual([[[2, 2, 2]]]);
    const bothFail = [
      assign(0, make("unwrap", digit, { object: FAILS }), { kind: "unwrap", at: newPlace() }),
    ];
    const [outcome] = run(bothFail, [null], { variables: [optionOf(digit)] });
    expect(outcome).toMatchObject({ failure: { at: FAILS.at } });
  });

  test("an element of a sequence is written at its position, within its size", () => {
    const queue = seqOf(3, digit);
    const body = (position: number) => [assign(0, number(2), key(number(position)))];
    expect(states(run(body(1), [[0, 0]], { variables: [queue] }))).toEqual([[[0, 2]]]);
    expect(run(body(2), [[0, 0]], { variables: [queue] })).toMatchObject([
      { kind: "failed", failure: { kind: "index" } },
    ]);
  });
});

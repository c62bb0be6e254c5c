/** The edges that a search records: more of them than fit in one piece, or from one row into the queue, or at all. */
import { describe, expect, test } from "vitest";
import { exploreReference } from "../explore/reference.ts";
import type { ExploreOptions } from "../exploration.ts";
import { allOf, instanceOf, stepsOf } from "../testing/module-text.fixture.ts";
import { exploreCompiled } from "./explore-compiled.ts";

const ROOMS = `
state { room: 0..699 = 0; lamp: bool = false }
action jump when room < 12 {
  choose to: 0..699
  room = to
}
action walk weakly fair when room > 11 { room = if room == 699 then 0 else room + 1 }
action switch { lamp = not lamp }
temporal back: always eventually room < 12
temporal lit: room == 650 leads to room == 3 and lamp
temporal far: room == 20 leads to room == 699
`;

const selecting = (
  instance: Awaited<ReturnType<typeof instanceOf>>,
  temporal: number,
  more: Partial<ExploreOptions> = {},
) => {
  const options = allOf(instance, more);
  return { ...options, selection: { ...options.selection, temporals: [temporal] } };
};

describe("edges of many pieces, and of rows with more successors than are looked up together", () => {
  test.each([
    [0, "complete"],
    [1, "violation"],
    [2, "complete"],
  ])("property %i: %s, as the reference finds", async (temporal, outcome) => {
    const instance = await instanceOf(ROOMS);
    const options = selecting(instance, temporal);
    const found = await exploreCompiled(instance, options);
    expect(found.transitions).toBeGreaterThan(2 ** 14);
    expect(found.outcome).toBe(outcome);
    const { seconds: _, ...expected } = await exploreReference(instance, options);
    expect(found).toMatchObject(expected);
    expect(stepsOf(instance, found.violation?.trace)).toEqual(
      stepsOf(instance, expected.violation?.trace),
    );
  });
});

test("edges that the memory has no room for leave temporal properties undecided, and nothing else", async () => {
  const instance = await instanceOf(
    `${ROOMS.replace("room < 12", "room < 200").replace("room > 11", "room > 199")}invariant bright: lamp implies room < 699`,
  );
  const options = selecting(instance, 0, { memory: 600_000 });
  const { selection } = options;
  const calm = { ...options, selection: { ...selection, invariants: [] } };
  const undecided = await exploreCompiled(instance, calm);
  expect(undecided).toMatchObject({ outcome: "limit", states: 1_400, transitions: 282_400 });
  expect(undecided.undecided).toMatch(/no memory for the steps/);
  const violated = await exploreCompiled(instance, options);
  expect(violated.violation).toMatchObject({ kind: "invariant", name: "bright" });
});

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { instanceOf, loadSpec } from "../kit/instances.ts";
import { measureMutants } from "../kit/mutants.ts";
import { mutants } from "./mutants.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test("every mutant is noticed", async () => {
  const module = await loadSpec(path("bounded_queue.fl"));
  const report = await measureMutants({
    root: path("../../"),
    entry: "conformance/tutorial/subject.ts",
    export: "ring",
    instances: {
      single: instanceOf(module, { parameters: { CAPACITY: 1, PRODUCERS: 1, ITEMS: 1 } }),
      usual: instanceOf(module, { check: "usual" }),
      narrow: instanceOf(module, { check: "narrow" }),
    },
    mutants,
  });
  expect(report.survived.map(({ name }) => name)).toEqual([]);
  const table = report.killed.map(
    ({ mutant, instance, kind, divergence }) =>
      `${mutant.name}: ${instance}, ${kind}, ${divergence.run.length}`,
  );
  expect(table).toMatchInlineSnapshot(`
    [
      "no wrap: usual, step not allowed, 4",
      "off by one: single, step not allowed, 1",
      "waits twice: single, accepted a disabled action, 3",
      "lost count: single, internal inconsistency, 3",
      "no wake: single, step not allowed, 3",
      "always the first: usual, permitted outcome cannot be produced, 5",
      "zero is nobody: single, refused an enabled action, 3",
      "takes from nothing: single, accepted a disabled action, 1",
      "moves before it looks: usual, refusal had an effect, 1",
      "wakes are not counted: single, wrong costs, 3",
    ]
  `);
});

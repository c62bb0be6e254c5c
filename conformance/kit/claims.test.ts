import { expect, test } from "vitest";
import { ring } from "../tutorial/subject.ts";
import { claimsOf } from "./claims.ts";
import { exploreProduct } from "./product.ts";
import { miscounting, queue } from "./queue.fixture.ts";
import type { Report } from "./report.ts";

const good = exploreProduct(queue, ring);

/** Titles of the claims that do not hold. */
const refuted = (report: Report, vacuous: readonly string[] = []) =>
  claimsOf(queue, vacuous)
    .filter(({ refutedBy }) => refutedBy(report) !== undefined)
    .map(({ title }) => title);

test("two claims of each action, one of the beginning, one of the whole", () => {
  expect(claimsOf(queue)).toHaveLength(2 * 3 + 2);
  expect(refuted(good)).toEqual([]);
});

test("a divergence speaks against its action and direction, and against the whole", () => {
  const report = exploreProduct(queue, miscounting, { maxDivergences: Infinity });
  expect(refuted(report)).toEqual([
    "take does what the specification says",
    "everything was tried",
  ]);
  const eager: typeof ring = {
    ...ring,
    actions: { ...ring.actions, giveUp: () => ({ kind: "accepted" }) },
  };
  expect(refuted(exploreProduct(queue, eager, { maxDivergences: Infinity }))).toEqual([
    "giveUp does what the specification says",
    "giveUp is refused where the specification says",
    "everything was tried",
  ]);
  const late: typeof ring = {
    ...ring,
    boot(parameters, chooser) {
      const vm = ring.boot(parameters, chooser);
      vm.put(0, 0);
      return vm;
    },
  };
  expect(refuted(exploreProduct(queue, late))).toEqual([
    "begins as the specification says",
    "everything was tried",
  ]);
});

test("an exploration that a budget has ended has not tried everything", () => {
  expect(refuted(exploreProduct(queue, ring, { maxPairs: 5 }))).toEqual(["everything was tried"]);
});

test("what is never enabled has to be said, and only that", () => {
  const idle = good.actions.map((each) =>
    each.name === "take" ? { ...each, edges: { done: 0, total: 0 } } : each,
  );
  expect(refuted({ ...good, actions: idle })).toEqual(["everything was tried"]);
  expect(refuted({ ...good, actions: idle }, ["take"])).toEqual([]);
  expect(refuted(good, ["take"])).toEqual(["everything was tried"]);
});

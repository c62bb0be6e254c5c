import { expect, test } from "vitest";
import { exploreProduct } from "./product.ts";
import { queue, miscounting } from "./queue.fixture.ts";
import { renderReport } from "./render-report.ts";
import type { Divergence, Report } from "./report.ts";
import { ring } from "../tutorial/subject.ts";

/** The report of a run that has nothing to do with this machine: without times and paths. */
function timeless(report: Report): Report {
  const text = JSON.stringify(report, (key, value: unknown) =>
    key === "file" ? (value as string).replace(/^.*\//, "") : value,
  );
  return { ...(JSON.parse(text) as Report), seconds: 0.5, specSeconds: 0.2 };
}

test("what conforms", () => {
  expect(renderReport(timeless(exploreProduct(queue, ring)))).toMatchInlineSnapshot(`
    "bounded_queue CAPACITY 2 PRODUCERS 2 ITEMS 2
      explored  closed
      edges     162 of 162 over 39 states
      refusals  127 of 127
      pairs     88, 88 rows, at most 8 behind one state
      steps     715 in 500 ms, of which the specification took 200 ms; 2,383 steps per second
      branches  4 of 4
      choices   take: waiter: by itself it never takes 1 of 2"
  `);
});

test("a step that is not allowed", () => {
  expect(renderReport(timeless(exploreProduct(queue, miscounting)))).toMatchInlineSnapshot(`
    "DIVERGENCE  step not allowed        bounded_queue CAPACITY 2 PRODUCERS 2 ITEMS 2
    after 5 steps (no shorter run leads to it)

      1  put(p = producer1, i = 0)
      2  put(p = producer1, i = 0)
      3  put(p = producer1, i = 0)
      4  put(p = producer2, i = 0)
      5  giveUp(p = producer1)
      6  take()  <- here

                          before  permitted  got
      queue               [0, 0]  [0, 0]     [0]  <-
      waiting[producer2]  0       none       0    <-

      specified by take at bounded_queue.fl:24, 1 permitted outcome

    bounded_queue CAPACITY 2 PRODUCERS 2 ITEMS 2
      explored  stopped at what diverges
      edges     162 of 162 over 39 states
      refusals  127 of 127
      pairs     91, 92 rows, at most 6 behind one state
      steps     435 in 500 ms, of which the specification took 200 ms; 1,450 steps per second
      branches  4 of 4"
  `);
});

test("a disabled action that is accepted", () => {
  const { put } = ring.actions;
  const eager: typeof ring = {
    ...ring,
    actions: {
      ...ring.actions,
      put(vm, producer, item) {
        const answer = put(vm, producer, item);
        return answer.kind === "refused" ? { kind: "accepted" } : answer;
      },
    },
  };
  const [text] = renderReport(timeless(exploreProduct(queue, eager))).split("\n\nbounded_queue");
  expect(text).toMatchInlineSnapshot(`
    "DIVERGENCE  accepted a disabled action        bounded_queue CAPACITY 2 PRODUCERS 2 ITEMS 2
    after 3 steps (no shorter run leads to it)

      1  put(p = producer1, i = 0)
      2  put(p = producer1, i = 0)
      3  put(p = producer1, i = 0)
      4  put(p = producer1, i = 0)  <- here

      disabled by bounded_queue.fl:19: waiting[p] == none
        waiting[p] is 0
      specified by put at bounded_queue.fl:19"
  `);
});

const divergence: Divergence = {
  kind: "exception",
  direction: "accept",
  start: [{ what: "home", count: 2, answer: 1 }],
  run: Array.from({ length: 40 }, (_, i) => ({
    step: "fault.\u001b[2Jlookup",
    arguments: [{ name: "t", shown: `thread${i}`, value: i }],
    choices: [],
  })),
  message: `it\nbroke \u202e ${"very ".repeat(40)}much`,
  cells: Array.from({ length: 40 }, (_, i) => ({
    place: `page[${i}]\u0007`,
    before: "0",
    permitted: "1",
    got: i % 2 === 0 ? "1" : `{ ${"x, ".repeat(50)} }`,
  })),
  records: Array.from({ length: 40 }, (_, i) => ({
    record: `page[${i}]\u0007`,
    before: "0",
    after: "long ".repeat(20),
  })),
  permitted: 3,
  at: { file: "a\nb.fl", line: 3 },
};

test("whatever it is made of, a divergence fits on a screen and is harmless", () => {
  const report = { ...exploreProduct(queue, ring), divergences: [divergence], closed: false };
  const text = renderReport(report).split("\n\nbounded_queue")[0]!;
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text.split("\n").length).toBeLessThanOrEqual(50);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(text).toContain("... 25 steps not shown");
  expect(text).toContain("30 more");
  expect(text).toContain("and 26 more parts of the state");
});

test("a budget, vacuous actions and further divergences are said", () => {
  const report = exploreProduct(queue, ring);
  const actions = report.actions.map((each) => ({ ...each, edges: { done: 0, total: 0 } }));
  const text = renderReport({
    ...report,
    actions,
    closed: false,
    budget: "seconds",
    starts: "orbits",
    divergences: Array.from({ length: 5 }, () => ({ ...divergence, run: [] })),
  });
  expect(text).toContain("2 divergences more");
  expect(text).toContain("OPEN: the limit on time ended it, from one initial state of each orbit");
  expect(text).toContain("put, take, giveUp: never enabled");
});

test("long values that differ only far behind are shown where they do", () => {
  const long = (last: string) => `[${"0, ".repeat(40)}${last}]`;
  const cells = [{ place: "queue", before: long("0"), permitted: long("1"), got: long("2") }];
  const report = { ...exploreProduct(queue, ring), divergences: [{ ...divergence, cells }] };
  const line = renderReport(report)
    .split("\n")
    .find((each) => each.startsWith("  queue"));
  expect(line).toBe("  queue  …0, 0]  …0, 1]     …0, 2]  <-");
});

test("an instance that has a name is called by it", () => {
  const report = exploreProduct(queue, miscounting);
  const [first] = renderReport(report, "usual").split("\n");
  expect(first).toBe("DIVERGENCE  step not allowed        usual");
});

test("answers that are never given are shown as ranges", () => {
  const answers = [0, 1, 3, 4, 5, 9];
  const report = {
    ...exploreProduct(queue, ring),
    neverChosen: [{ what: "w", count: 10, answers }],
  };
  expect(renderReport(report)).toContain("w: by itself it never takes 0, 1, 3 to 5, 9 of 10");
});

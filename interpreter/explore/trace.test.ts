import { describe, expect, test } from "vitest";
import { exploreReference } from "./reference.ts";
import type { Trace } from "../exploration.ts";
import type { Instance } from "../model.ts";
import { allOf, instanceOf, stepsOf } from "../testing/module-text.fixture.ts";
import { initialOutcomes, stepOutcomes } from "./successors.ts";
import { rebuildTrace } from "./trace.ts";

/** Whether every state and label of a trace is what the instance does. */
function isRun(instance: Instance, trace: Trace): boolean {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const starts = [...initialOutcomes(instance)];
  if (
    !starts.some(({ state, choices }) =>
      same([state, choices], [trace.initial, trace.initialChoices]),
    )
  ) {
    return false;
  }
  let state = trace.initial;
  return trace.steps.every((step) => {
    const ways = [...stepOutcomes(instance, instance.steps[step.step]!, state, step.arguments)];
    state = step.state;
    return ways.some(
      (way) =>
        same([way.state, way.choices, way.costs], [step.state, step.choices, step.costs]) &&
        (way.kind !== "completed") === (step.incomplete === true),
    );
  });
}

/** Copy-on-write with a step that breaks a rule in a way to be filled in. */
const cow = (bug: string): string => `
  symmetric type Proc[2], Page[2], Frame[3]
  type Pte = { frame: Frame, writable: bool }
  state { pt: map[Proc, Page] of Pte? = none;  data: map[Frame] of 0..1 = 0 }
  init { choose p: Proc, v: Page, f: Frame;  pt[p, v] = { frame: f, writable: true } }
  def refs(f: Frame): 0..4 = count(p: Proc, v: Page where pt[p, v]?.frame == f)
  action fork(p: Proc, q: Proc) when p != q {
    for v: Page { if pt[p, v] is some e { pt[p, v] = { ...e, writable: false }; pt[q, v] = pt[p, v] } }
    cost forks += 1
  }
  action fault(p: Proc, v: Page) when pt[p, v] is some e and not e.writable {
    if refs(e.frame) == 1 { pt[p, v] = { ...e, writable: true } } else {
      choose f: Frame where refs(f) == 0
      cost copies += 2
      ${bug}
    }
  }
  action store(p: Proc, v: Page, w: 0..1) when pt[p, v] is some e and e.writable { data[e.frame] = w }
  invariant exclusive:
    all p: Proc, v: Page { pt[p, v] is some e and e.writable implies refs(e.frame) == 1 }
  transition quiet: all f: Frame { refs(f) == 0 implies data[f] == old(data[f]) }
`;

const copies = "data[f] = data[e.frame]; pt[p, v] = { frame: f, writable: true }";

const bugs = [
  ["invariant", "pt[p, v] = { ...e, writable: true }"],
  ["assert", `assert data[e.frame] == 0, "dirty"; ${copies}`],
  ["failure", `pt[p, v] = none; data[pt[p, v]!.frame] = 0; ${copies}`],
  ["transition", "for g: Frame { data[g] = 1 }"],
] as const;

describe.each([false, true])("with symmetry %s", (symmetry) => {
  test.each(bugs)("the trace to a violation of kind %s is a run", async (kind, bug) => {
    const instance = await instanceOf(cow(bug));
    const { violation } = await exploreReference(instance, allOf(instance, { symmetry }));
    expect(violation?.kind).toBe(kind);
    expect(isRun(instance, violation!.trace)).toBe(true);
  });
});

test.each(bugs)(
  "symmetry does not change the length of a run to a violation: %s",
  async (_, bug) => {
    const instance = await instanceOf(cow(bug));
    const plain = await exploreReference(instance, allOf(instance));
    const reduced = await exploreReference(instance, allOf(instance, { symmetry: true }));
    expect(reduced.violation?.trace.steps.length).toBe(plain.violation?.trace.steps.length);
    expect(reduced.violation?.name).toBe(plain.violation?.name);
    expect(reduced.states).toBeLessThan(plain.states / 4);
  },
);

test("a trace has the choices and costs of its steps", async () => {
  const instance = await instanceOf(cow("pt[p, v] = { ...e, writable: true }"));
  const { violation } = await exploreReference(instance, allOf(instance));
  const trace = violation!.trace;
  expect(trace.initialChoices).toMatchObject([
    { label: "p", value: 0 },
    { label: "v", value: 0 },
    { label: "f", value: 0 },
  ]);
  expect(stepsOf(instance, trace)).toEqual([
    "fork(proc1, proc2)",
    "fault(proc1, page1) with f = frame2",
  ]);
  expect(instance.costs).toEqual(["forks", "copies"]);
  expect(trace.steps.map(({ costs }) => costs)).toEqual([
    [1, 0],
    [0, 2],
  ]);
});

test("a path of representatives from elsewhere is followed up to symmetry", async () => {
  const instance = await instanceOf(`
    symmetric type P[3]
    state { owner: P? = none;  seen: set of P = set() }
    action take(p: P) when p not in seen { owner = p; seen += p }
  `);
  const path = [
    [null, []],
    [2, [2]],
    [1, [0, 1]],
  ];
  const trace = rebuildTrace(instance, path, { symmetry: true });
  expect(stepsOf(instance, trace)).toEqual(["take(p1)", "take(p2)"]);
  expect(isRun(instance, trace)).toBe(true);
  expect(() => rebuildTrace(instance, path, { symmetry: false })).toThrow("not a run");
});

import { expect, test } from "vitest";
import { instanceOf as instanceOfText } from "../../interpreter/testing/module-text.fixture.ts";
import { exploreProduct, type ProductOptions } from "./product.ts";
import { miscounting, queue } from "./queue.fixture.ts";
import type { DivergenceKind } from "./report.ts";
import type { Answer, Chooser, Subject } from "./subject.ts";
import { walkRandomly } from "./walk.ts";

const instance = await instanceOfText(`
state { level: 0..3 in 0..1;  locked: bool = false }
action up when level < 3 and not locked { level += 1 }
action jump { choose l: 0..3 where l != level;  level = l;  cost jumps += 1 }
action toggle(on: bool) when locked != on { locked = on }
action test { assert level < 3, "too bright";  level = 0 }
`);

/** Level, lock, and a byte that the specification does not see. */
class Lamp {
  readonly bytes = new Uint8Array(3);
  jumps = 0;
  readonly chooser: Chooser;
  constructor(chooser: Chooser) {
    this.chooser = chooser;
  }
}

const accepted: Answer = { kind: "accepted" };
const refused: Answer = { kind: "refused", reason: "not now" };

const good: Subject<Lamp> = {
  boot(_parameters, chooser) {
    const lamp = new Lamp(chooser);
    lamp.bytes[0] = chooser.choose("level", 2);
    return lamp;
  },
  save: (lamp) => lamp.bytes,
  restore: (lamp, bytes) => lamp.bytes.set(bytes),
  observe: (lamp) => ({ level: lamp.bytes[0], locked: lamp.bytes[1] === 1 }),
  costs: (lamp) => ({ jumps: lamp.jumps }),
  actions: {
    up(lamp) {
      if (lamp.bytes[0] === 3 || lamp.bytes[1] === 1) return refused;
      lamp.bytes[0]!++;
      return accepted;
    },
    jump(lamp) {
      const level = lamp.chooser.choose("level", 3);
      lamp.bytes[0] = level < lamp.bytes[0]! ? level : level + 1;
      lamp.jumps++;
      return accepted;
    },
    toggle(lamp, on: boolean) {
      if ((lamp.bytes[1] === 1) === on) return refused;
      lamp.bytes[1] = Number(on);
      return accepted;
    },
    test(lamp) {
      if (lamp.bytes[0] === 3) return { kind: "failed", message: "too bright" };
      lamp.bytes[0] = 0;
      return accepted;
    },
  },
};

/** The good lamp with some of its parts replaced. */
function lampWith(
  change: Partial<Omit<Subject<Lamp>, "actions">>,
  actions: Partial<Subject<Lamp>["actions"]> = {},
): Subject<Lamp> {
  return {
    ...good,
    ...change,
    actions: { ...good.actions, ...actions } as Subject<Lamp>["actions"],
  };
}

function explore(subject: Subject<Lamp>, options: ProductOptions = {}) {
  return exploreProduct(instance, subject, options);
}

test("what conforms is explored to its end: every edge, every refusal, every branch", () => {
  const report = explore(good);
  expect(report.divergences).toEqual([]);
  expect(report).toMatchObject({
    closed: true,
    states: 8,
    edges: { done: 3 + 24 + 8 + 6, total: 41 },
    refusals: { done: 5 + 8, total: 13 },
    pairs: 8,
    rows: 8,
    mostRows: 1,
  });
});

test("what a policy never chooses is listed", () => {
  expect(explore(good).neverChosen).toEqual([{ what: "jump: level", count: 3, answers: [1, 2] }]);
  const last: Chooser = { choose: (_what, count) => count - 1 };
  expect(explore(good, { production: last }).neverChosen).toEqual([
    { what: "jump: level", count: 3, answers: [0, 1] },
  ]);
});

test("state that the specification does not see multiplies the pairs", () => {
  const report = explore(
    lampWith({}, {
      toggle(lamp: Lamp, on: boolean) {
        lamp.bytes[2]! ^= 2;
        const answer = (good.actions["toggle"] as (lamp: Lamp, on: boolean) => Answer)(lamp, on);
        if (answer.kind === "refused") lamp.bytes[2]! ^= 2;
        return answer;
      },
    } as never),
  );
  expect(report).toMatchObject({ closed: true, states: 8, pairs: 8, mostRows: 1 });
  const remembering = lampWith({}, {
    test(lamp: Lamp) {
      if (lamp.bytes[0] === 3) return { kind: "failed", message: "too bright" };
      lamp.bytes[0] = 0;
      lamp.bytes[2] = 1;
      return accepted;
    },
  } as never);
  expect(explore(remembering)).toMatchObject({ closed: true, states: 8, pairs: 16, mostRows: 2 });
});

let calls = 0;
const faults: [DivergenceKind, string, Subject<Lamp>, readonly string[]][] = [
  ["refused an enabled action", "up", lampWith({}, { up: () => refused }), ["up"]],
  ["step not allowed", "up", lampWith({}, { up: () => accepted }), ["up"]],
  [
    "accepted a disabled action",
    "up",
    lampWith(
      {},
      {
        up(lamp) {
          if (lamp.bytes[0] === 3) return refused;
          lamp.bytes[0]!++;
          return accepted;
        },
      },
    ),
    ["toggle", "up"],
  ],
  [
    "refusal had an effect",
    "up",
    lampWith(
      {},
      {
        up(lamp) {
          if (lamp.bytes[1] === 1) lamp.bytes[2] = 1;
          return good.actions["up"]!(lamp);
        },
      },
    ),
    ["toggle", "up"],
  ],
  [
    "permitted outcome cannot be produced",
    "jump",
    lampWith(
      {},
      {
        jump(lamp) {
          const level = lamp.chooser.choose("level", 2);
          lamp.bytes[0] = level < lamp.bytes[0]! ? level : level + 1;
          lamp.jumps++;
          return accepted;
        },
      },
    ),
    ["jump"],
  ],
  [
    "unexpected failure",
    "test",
    lampWith({}, { test: () => ({ kind: "failed", message: "too dark" }) }),
    ["test"],
  ],
  [
    "failure not detected",
    "test",
    lampWith(
      {},
      {
        test(lamp) {
          lamp.bytes[0] = 0;
          return accepted;
        },
      },
    ),
    ["jump", "test"],
  ],
  ["wrong costs", "jump", lampWith({ costs: () => ({ jumps: 0 }) }), ["jump"]],
  [
    "uncontrolled nondeterminism",
    "up",
    lampWith(
      {},
      {
        up(lamp) {
          const answer = good.actions["up"]!(lamp);
          if (answer.kind === "accepted") lamp.bytes[2] = calls++ & 127;
          return answer;
        },
      },
    ),
    ["up"],
  ],
  [
    "snapshot is not faithful",
    "",
    lampWith({ restore: (lamp, bytes) => lamp.bytes.set(bytes.subarray(0, 1)) }),
    [],
  ],
  [
    "internal inconsistency",
    "toggle",
    lampWith({ consistency: (lamp) => (lamp.bytes[1] === 1 ? "the lock is stuck" : undefined) }),
    ["toggle"],
  ],
  [
    "state cannot be observed",
    "jump",
    lampWith({
      observe: (lamp) => ({
        level: lamp.bytes[0] === 2 ? 9 : lamp.bytes[0],
        locked: lamp.bytes[1] === 1,
      }),
    }),
    ["jump"],
  ],
  [
    "exception",
    "toggle",
    lampWith(
      {},
      {
        toggle: () => {
          throw new TypeError("lamp is undefined");
        },
      },
    ),
    ["toggle"],
  ],
];

test.each(faults)("%s", (kind, step, subject, run) => {
  const { divergences, closed } = explore(subject);
  expect(closed).toBe(false);
  expect(divergences.map((each) => each.kind)).toEqual([kind]);
  const names = divergences[0]!.run.map((each) => each.step);
  if (kind !== "uncontrolled nondeterminism") expect(names).toEqual(run);
  if (step !== "") expect(names.at(-1)).toBe(step);
});

test("a beginning that is not permitted, or that is not produced", () => {
  const bright = lampWith({
    boot(parameters, chooser) {
      const lamp = good.boot(parameters, chooser);
      lamp.bytes[0]!++;
      return lamp;
    },
  });
  expect(explore(bright).divergences).toMatchObject([
    {
      kind: "initial state not allowed",
      start: [{ what: "level", count: 2, answer: 1 }],
      cells: [{ place: "level", permitted: "0", got: "2" }],
    },
  ]);
  const dark = lampWith({ boot: (_parameters, chooser) => new Lamp(chooser) });
  expect(explore(dark).divergences[0]!.kind).toBe("initial state cannot be produced");
});

test("a policy that answers what is not there", () => {
  const wild: Chooser = { choose: () => 7 };
  expect(explore(good, { production: wild }).divergences[0]).toMatchObject({
    kind: "exception",
    message: "ChoiceError: the policy chose 7 where level is 0 to 2",
  });
});

test("several divergences, one of each step and kind", () => {
  const subject = lampWith({}, { up: () => refused, toggle: () => accepted });
  const { divergences } = explore(subject, { maxDivergences: 10 });
  expect(divergences.map(({ kind, run }) => `${run.at(-1)!.step}: ${kind}`)).toEqual([
    "up: refused an enabled action",
    "toggle: accepted a disabled action",
    "toggle: step not allowed",
  ]);
});

test("a budget leaves the exploration open", () => {
  expect(explore(good, { maxPairs: 3 })).toMatchObject({ closed: false, budget: "pairs" });
});

test("an adapter must have exactly the actions of the specification", () => {
  const { up: _up, ...others } = good.actions;
  expect(() => explore({ ...good, actions: others })).toThrow("action up is missing");
  const misspelt = { ...good, actions: { ...good.actions, tggle: () => accepted } };
  expect(() => explore(misspelt)).toThrow("no action tggle");
});

test("counters of a limit are carried by the kit", async () => {
  const { loadText } = await import("../../interpreter/load/load.ts");
  const { instanceOf } = await import("./instances.ts");
  const text = `module m
state { level: 0..3 = 0 }
action up when level < 3 { level += 1 }
action down when level > 0 { level -= 1 }
check twice { limit up 2 }
`;
  const { modules } = await loadText({ "m.fl": text });
  const limited = instanceOf(modules[0]!, { check: "twice" });
  const subject: Subject<{ bytes: Uint8Array }> = {
    boot: () => ({ bytes: new Uint8Array(1) }),
    save: (vm) => vm.bytes,
    restore: (vm, bytes) => vm.bytes.set(bytes),
    observe: (vm) => ({ level: vm.bytes[0] }),
    actions: {
      up(vm) {
        if (vm.bytes[0] === 3) return refused;
        vm.bytes[0]!++;
        return accepted;
      },
      down(vm) {
        if (vm.bytes[0] === 0) return refused;
        vm.bytes[0]!--;
        return accepted;
      },
    },
  };
  const report = exploreProduct(limited, subject);
  expect(report.divergences).toEqual([]);
  expect(report).toMatchObject({ closed: true, states: 6, rows: 3 });
});

test("a divergence says what the step did to the records of the implementation", () => {
  const named: typeof miscounting = {
    ...miscounting,
    records: ({ words }) => ({ head: words[0]!, length: words[1]!, "count of waiters": words[2]! }),
  };
  const [divergence] = exploreProduct(queue, named).divergences;
  expect(divergence?.run.at(-1)?.step).toBe("take");
  const expected = [
    { record: "head", before: "0", after: "1" },
    { record: "length", before: "2", after: "1" },
  ];
  expect(divergence?.records).toEqual(expected);
  const walked = walkRandomly(queue, named, { seed: 1 }).divergences[0];
  expect(walked?.records?.map(({ record }) => record)).toEqual(["head", "length"]);
  const broken = { ...named, records: () => expect.fail("cannot be read") };
  expect(exploreProduct(queue, broken).divergences[0]?.kind).toBe(divergence?.kind);
});

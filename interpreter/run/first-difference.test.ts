import { describe, expect, test } from "vitest";
import { elaborate } from "../elaborate/elaborate.ts";
import { loadText } from "../load/load.ts";
import type { Instance } from "../model.ts";
import { firstDifference, incomparable } from "./first-difference.ts";

const DOORS = `module doors
param careful: bool = true
param spare:   bool = false
param SIZE:    1..3 = 2
symmetric type Cat[2]
state {
  inside: set of Cat = set()
  open: bool = false
  strokes: 0..SIZE = 0
}
init { if spare { open = true } }
action toggle { open = not open }
action go(c: Cat) when open and (careful implies not (c in inside)) and size(inside) < 2 {
  inside += c
}
action stroke(c: Cat) when c in inside and strokes < SIZE {
  if careful or strokes == 0 { strokes += 1 } else { strokes -= 1 }
}
action leave(c: Cat) when c in inside { inside -= c }
check calm { expect holds }
`;

async function instance(...parameters: [string, string][]): Promise<Instance> {
  const { modules } = await loadText({ "doors.fl": DOORS });
  return elaborate(modules[0]!, { overrides: new Map(parameters) }).instance!;
}

const careful = await instance();
const careless = await instance(["careful", "false"]);

describe("the first difference", () => {
  test("is none between an instance and itself, and all common states are counted", async () => {
    expect(await firstDifference(careful, careful)).toMatchObject({
      outcome: "same",
      states: 18,
    });
  });

  test("is a shortest run whose last step one side alone has", async () => {
    const { outcome, difference } = await firstDifference(careful, careless);
    expect(outcome).toBe("different");
    expect(difference!.allowedBy).toBe("right");
    const { trace } = difference!;
    const names = trace.steps.map(({ step }) => careless.steps[step]!.name);
    expect(names).toEqual(["toggle", "go", "go"]);
    expect(trace.steps[2]!.arguments).toEqual(trace.steps[1]!.arguments);
  });

  test("is the same whichever side is first", async () => {
    const one = (await firstDifference(careful, careless)).difference!;
    const other = (await firstDifference(careless, careful)).difference!;
    expect(other.trace).toEqual(one.trace);
    expect(other.allowedBy).toBe("left");
  });

  test("says which part of the guard is false on the other side", async () => {
    const { difference } = await firstDifference(careful, careless);
    const instead = difference!.instead!;
    if (instead.kind !== "disabled" || instead.why.kind !== "guard") throw new Error("no guard");
    const { at, value } = instead.why.explanation;
    expect(value).toBe(true);
    expect(at.source.slice(at)).toBe("c in inside");
  });

  test("may be an initial state", async () => {
    const { difference } = await firstDifference(careful, await instance(["spare", "true"]));
    expect(difference!.trace.steps).toEqual([]);
    expect(difference!.allowedBy).toBe("left");
  });

  test("is not looked for beyond the limit, nor after an interruption", async () => {
    expect((await firstDifference(careful, careful, { maxStates: 3 })).outcome).toBe("limit");
    const signal = AbortSignal.abort();
    expect((await firstDifference(careful, careful, { signal })).outcome).not.toBe("different");
  });
});

test("instances whose variables have other types cannot be compared", async () => {
  expect(incomparable(careful, careless)).toEqual([]);
  expect(incomparable(careful, await instance(["SIZE", "3"]))).toEqual(["strokes"]);
});

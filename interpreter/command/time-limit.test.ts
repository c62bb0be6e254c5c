import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withTimeLimit } from "./time-limit.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("the time ends, whatever garbage is collected meanwhile", async () => {
  const never = new AbortController().signal;
  const signals = [withTimeLimit(never, 0.2), withTimeLimit(never, 3600)];
  for (let i = 0; i < 5; i++) {
    collectGarbage();
    await wait(20);
  }
  await wait(300);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(signals[0]!.reason).toMatchObject({ name: "TimeoutError" });
});

test("an interruption is not taken for the end of the time", () => {
  const controller = new AbortController();
  const signal = withTimeLimit(controller.signal, 3600);
  controller.abort();
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ name: "AbortError" });
});

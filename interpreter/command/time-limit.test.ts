import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withTimeLimit } from "./time-limit.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("the time ends, whatever garbage is collected meanwhile", async () => {
  const signal = withTimeLimit(new AbortController().signal, 0.2);
  for (let i = 0; i < 5; i++) {
    collectGarbage();
    await wait(20);
  }
  expect(signal.aborted).toBe(false);
  await wait(300);
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ name: "TimeoutError" });
});

test("an interruption is not taken for the end of the time", () => {
  const controller = new AbortController();
  const signal = withTimeLimit(controller.signal, 3600);
  controller.abort();
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ name: "AbortError" });
});

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { measureMutants, mutate, type Mutant, type MutationOptions } from "./mutants.ts";
import { queue } from "./queue.fixture.ts";

const mutant: Mutant = {
  name: "m",
  file: "a.ts",
  find: "x + 1",
  replace: "x",
  story: "forgets one",
};
const ring = "conformance/tutorial/ring.ts";

/** Mutants of the tutorial's ring. */
const measure = (options: Partial<MutationOptions>, ...mutants: readonly Mutant[]) =>
  measureMutants({
    root: fileURLToPath(new URL("../../", import.meta.url)),
    entry: "conformance/tutorial/subject.ts",
    export: "ring",
    instances: { usual: queue },
    mutants,
    ...options,
  });

test("a mutant is the text with one place replaced", () => {
  expect(mutate("let y = x + 1;", mutant)).toBe("let y = x;");
  expect(mutate("let y = x + 1;", { ...mutant, replace: "$& $1" })).toBe("let y = $& $1;");
});

test("a place that is not there, or there more than once, or not changed, is refused", () => {
  expect(() => mutate("let y = x;", mutant)).toThrow('mutant "m": its text is not in a.ts');
  expect(() => mutate("x + 1 + x + 1", mutant)).toThrow("more than once");
  expect(() => mutate("x + 1", { ...mutant, replace: "x + 1" })).toThrow("changes nothing");
});

test("what is noticed is told from what is not", async () => {
  const slow = { ...mutant, file: ring, find: "this.wakes++;", replace: "this.wakes += 1;" };
  const wrong = { ...slow, name: "two", replace: "this.wakes += 2;" };
  const { killed, survived } = await measure({}, slow, wrong);
  expect(survived).toEqual([slow]);
  expect(killed).toMatchObject([{ mutant: wrong, instance: "usual", kind: "wrong costs" }]);
});

test("a mutant that loops for ever is noticed by that, and the next one is measured", async () => {
  const slow = { ...mutant, file: ring, find: "this.wakes++;", replace: "for (;;);" };
  const wrong = { ...slow, name: "two", replace: "this.wakes += 2;" };
  const { killed } = await measure({ deadline: 1 }, slow, wrong);
  expect(killed).toMatchObject([
    { mutant: slow, instance: "usual", kind: "does not end", endless: "take" },
    { mutant: wrong, instance: "usual", kind: "wrong costs" },
  ]);
});

test("an exploration that takes too long by itself says nothing about the mutant", async () => {
  const explore = () => {
    for (;;);
  };
  const harmless = { ...mutant, file: ring, find: "this.wakes++;", replace: "this.wakes += 1;" };
  await expect(measure({ deadline: 0.1, explore }, harmless)).rejects.toThrow(
    "usual: not explored in 0.1 s",
  );
});

test("a mutant that has rotted, or of a file that is not used, stops the run", async () => {
  await expect(measure({}, { ...mutant, file: ring })).rejects.toThrow(
    `its text is not in ${ring}`,
  );
  const elsewhere = { ...mutant, file: "conformance/kit/tour.ts" };
  await expect(measure({}, elsewhere)).rejects.toThrow("does not use conformance/kit/tour.ts");
});

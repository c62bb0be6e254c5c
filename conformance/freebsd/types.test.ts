import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { typesAreCurrent } from "../kit/write-types.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test("the types are those of the module (FAULTLINE_UPDATE=1 writes them)", async () => {
  const module = path("../../spec/freebsd/cow_fault.fl");
  expect(await typesAreCurrent(module, path("cow-fault.types.ts"))).toBe(true);
});

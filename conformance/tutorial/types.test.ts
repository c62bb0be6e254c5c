import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { typesAreCurrent } from "../kit/write-types.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test("the types are those of the module (FAULTLINE_UPDATE=1 writes them)", async () => {
  expect(await typesAreCurrent(path("bounded_queue.fl"), path("bounded-queue.types.ts"))).toBe(
    true,
  );
});

// Tests stand beside what they test. A test that explores states may take a while on a small
// machine, so the limit is there to end what hangs, not to hurry.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*.test.ts", "{grammar,interpreter,impl,conformance,spec}/**/*.test.ts"],
    // By default one processor is left idle, which of two is half.
    maxWorkers: "100%",
    setupFiles: ["vitest.setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

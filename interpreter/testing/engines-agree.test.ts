/**
 * The two engines give the same answers on a thousand generated modules: same states, same counts,
 * same coverage, same counterexamples.
 *
 * FAULTLINE_RUNS sets how many modules, FAULTLINE_SEED which; a failure shows the smallest module
 * that was found and the seed that leads to it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareEngines, explorable } from "./compare-engines.ts";
import { abstractFiles } from "./generated-refinement.ts";
import { moduleArbitrary } from "./module-generator.ts";

const numRuns = Number(process.env.FAULTLINE_RUNS ?? 500);
const seed = Number(process.env.FAULTLINE_SEED ?? 20_26);
const endless = 1_000_000;

test(
  `the engines agree on ${numRuns} generated modules (seed ${seed})`,
  { timeout: endless },
  async () => {
    /** How explorations ended, to see that the modules are worth exploring. */
    const ends = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(moduleArbitrary, async (text) => {
        const { outcome, violation } = await compareEngines(
          await explorable({ "generated.fl": text, ...abstractFiles }, "generated.fl"),
        );
        const end = violation?.kind ?? outcome;
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }),
      { numRuns, seed },
    );
    const share = (end: string) => (ends.get(end) ?? 0) / numRuns;
    expect(share("complete")).toBeGreaterThan(0.2);
    expect(share("complete")).toBeLessThan(0.7);
    expect(share("limit")).toBeLessThan(0.02);
    for (const end of ["failure", "assert", "invariant", "deadlock", "transition", "refinement"]) {
      expect(share(end), end).toBeGreaterThan(0.01);
    }
  },
);

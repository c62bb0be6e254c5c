/**
 * The two engines give the same answers on a thousand generated modules: same states, same counts,
 * same coverage, same counterexamples.
 *
 * FAULTLINE_RUNS sets how many modules, FAULTLINE_SEED which; a failure shows the smallest module
 * that was found and the seed that leads to it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Exploration } from "../exploration.ts";
import { compareEngines, explorable, Refused } from "./compare-engines.ts";
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
    const compare = async (text: string): Promise<Exploration> => {
      const files = { "generated.fl": text, ...abstractFiles };
      try {
        return await compareEngines(await explorable(files, "generated.fl"));
      } catch (thrown) {
        // The generator misses a rule now and then, and what shrinks need not be a module.
        if (!(thrown instanceof Refused)) throw thrown;
        ends.set("refused", (ends.get("refused") ?? 0) + 1);
        return fc.pre(false) as never;
      }
    };
    await fc.assert(
      fc.asyncProperty(moduleArbitrary, async (text) => {
        const { outcome, violation } = await compare(text);
        const end = violation?.kind ?? outcome;
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }),
      { numRuns, seed },
    );
    const share = (end: string) => (ends.get(end) ?? 0) / numRuns;
    expect(share("complete")).toBeGreaterThan(0.2);
    expect(share("complete")).toBeLessThan(0.7);
    expect(share("limit")).toBeLessThan(0.02);
    expect(share("refused")).toBeLessThan(0.002);
    for (const end of ["failure", "assert", "invariant", "deadlock", "transition", "refinement"]) {
      expect(share(end), end).toBeGreaterThan(0.01);
    }
  },
);

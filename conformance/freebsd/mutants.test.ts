/**
 * The mutants of the FreeBSD VM are noticed. That takes some five minutes, so it is done by
 * `npm run test:mutants`; every day it is only held that each of them is still a change of the text.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { instanceOf, loadSpec } from "../kit/instances.ts";
import { measureMutants, mutate } from "../kit/mutants.ts";
import { instances } from "./instances.ts";
import { mutants } from "./mutants.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const root = path("../../");

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  "the text that %s changes is there",
  (_name, mutant) => {
    const text = readFileSync(`${root}${mutant.file}`, "utf8");
    expect(mutate(text, mutant)).not.toBe(text);
  },
);

test.runIf(process.env.FAULTLINE_MUTANTS)(
  "every mutant is noticed",
  { timeout: 3_600_000 },
  async () => {
    const module = await loadSpec(`${root}spec/freebsd/cow_fault.fl`);
    const wishes = Object.entries(instances).filter(([name]) => /^deferValid|panic/.test(name));
    const { killed, survived } = await measureMutants({
      root,
      entry: "conformance/freebsd/subject.ts",
      export: "freebsd",
      instances: Object.fromEntries(wishes.map(([name, wish]) => [name, instanceOf(module, wish)])),
      mutants,
      starts: "orbits",
      maxSeconds: 60,
    });
    for (const { mutant, instance, kind, divergence, endless } of killed) {
      const how = divergence ? `a run of ${divergence.run.length}` : endless;
      console.log(`${mutant.name}: ${instance}, ${kind}, ${how}`);
    }
    console.log(`${killed.length} of ${mutants.length} noticed`);
    expect(survived.map(({ name }) => name)).toEqual([]);
  },
);

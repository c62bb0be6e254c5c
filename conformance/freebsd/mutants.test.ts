/**
 * The mutants of the FreeBSD VM are noticed. That takes some five minutes, so it is done by
 * `npm run test:mutants`; every day it is only held that each of them is still a change of the text, and
 * the corpus is replayed: of the runs that showed them, a shortest one for each last step and kind.
 * FAULTLINE_UPDATE=1 writes it anew.
 */
import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { expect, test } from "vitest";
import type { CheckedModule } from "../../interpreter/checked.ts";
import { instanceOf, loadSpec } from "../kit/instances.ts";
import { measureMutants, mutate, type Killed } from "../kit/mutants.ts";
import { traceOf } from "../kit/trace-file.ts";
import { instances } from "./instances.ts";
import { mutants } from "./mutants.ts";

const corpus = fileURLToPath(new URL("corpus", import.meta.url));
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
    if (process.env.FAULTLINE_UPDATE) await keep(module, killed);
    console.log(`${killed.length} of ${mutants.length} noticed`);
    expect(survived.map(({ name }) => name)).toEqual([]);
  },
);

async function keep(module: CheckedModule, killed: readonly Killed[]): Promise<void> {
  const shortest = new Map<string, Killed>();
  for (const each of killed) {
    const run = each.divergence?.run ?? [];
    const name = `${run.at(-1)?.step} ${each.kind}`.replaceAll(/[^A-Za-z]+/g, "-");
    const known = shortest.get(name)?.divergence?.run.length ?? Infinity;
    if (run.length > 0 && run.length < known) shortest.set(name, each);
  }
  await rm(corpus, { recursive: true, force: true });
  await mkdir(corpus);
  for (const [name, { mutant, instance, report, divergence }] of shortest) {
    const why = `${mutant.name}: ${mutant.story}`;
    const trace = traceOf(module, report!, divergence!, why, instances[instance]!.check);
    const text = await format(JSON.stringify(trace), { parser: "json", printWidth: 100 });
    await writeFile(`${corpus}/${name}.trace.json`, text);
  }
}

/**
 * What symmetry leaves out is symmetric: without it the properties of the systems hold in as many states as
 * figures.json says. `npm run test:full` asks of all systems, which takes minutes; `npm test` of the small ones.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { exploreCompiled } from "../interpreter/compiled/explore-compiled.ts";
import { elaborate } from "../interpreter/elaborate/elaborate.ts";
import { loadModules } from "../interpreter/load/load.ts";
import { limitsOf, planJobs, selectProperties } from "../interpreter/run/plan.ts";
import type { FiguresOf } from "./overview.ts";

const largest = process.env.FAULTLINE_FULL === "1" ? Infinity : 10_000;
const endless = 10_000_000;

const here = fileURLToPath(new URL(".", import.meta.url));
const figures = JSON.parse(readFileSync(`${here}figures.json`, "utf8")) as FiguresOf;
const { modules } = await loadModules([here]);

const asked = Object.entries(figures).flatMap(([name, { check, withoutSymmetry: states }]) =>
  states !== undefined && states <= largest ? [[name, check, states] as const] : [],
);

test.each(asked)("%s %s has %i states without symmetry", { timeout: endless }, async (...row) => {
  const [name, check, states] = row;
  const module = modules.find((each) => each.name === name)!;
  const job = planJobs(module, { only: [check] })[0]!;
  if (job.kind !== "check") throw new Error(`${check} is no check`);
  const { declaration, settings } = job;
  const { instance } = elaborate(module, { settings, limits: limitsOf(declaration) });
  const selection = selectProperties(instance!, declaration);
  const result = await exploreCompiled(instance!, { selection, symmetry: false });
  expect(result).toMatchObject({ outcome: "complete", states });
});

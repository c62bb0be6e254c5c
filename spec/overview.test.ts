/** The table in README.md is what the modules say. FAULTLINE_UPDATE=1 writes it anew: `npm run overview`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SourceFile } from "../grammar/source.ts";
import { blocksOf } from "../interpreter/decide/markdown.ts";
import { filled, splice } from "../interpreter/decide/splice.ts";
import { loadModules } from "../interpreter/load/load.ts";
import { overviewText, type FiguresOf } from "./overview.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const path = `${here}README.md`;

test("the table of the systems is what the modules say", async () => {
  const { modules } = await loadModules([here]);
  const figures = JSON.parse(readFileSync(`${here}figures.json`, "utf8")) as FiguresOf;
  const page = new SourceFile(path, readFileSync(path, "utf8"));
  const [region, ...others] = blocksOf(page, []).filter((block) => block.kind === "region");
  expect(region?.what).toBe("systems");
  expect(others).toEqual([]);
  const wanted = splice(page, [filled(page, region!, await overviewText(modules, figures))]);
  if (process.env.FAULTLINE_UPDATE === "1") writeFileSync(path, wanted);
  else expect(page.text).toBe(wanted);
});

test("every module of a system is in it", async () => {
  const figures = JSON.parse(readFileSync(`${here}figures.json`, "utf8")) as FiguresOf;
  const { modules } = await loadModules([here]);
  const systems = modules
    .map(({ name }) => name)
    .filter((name) => !/^(examples|memory)\./.test(name));
  expect(Object.keys(figures).sort()).toEqual(systems.sort());
});

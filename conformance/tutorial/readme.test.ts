/** What the tutorial shows is what there is. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import { instanceOf, loadSpec } from "../kit/instances.ts";
import { measureMutants, type Killed } from "../kit/mutants.ts";
import { exploreProduct } from "../kit/product.ts";
import { renderReport } from "../kit/render-report.ts";
import type { Report } from "../kit/report.ts";
import { mutants } from "./mutants.ts";
import { ring } from "./subject.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const file = (name: string) => readFile(path(name), "utf8");
const block = (language: string, text: string) => `\`\`\`${language}\n${text.trim()}\n\`\`\``;

/** Without figures that are another machine's tomorrow, and with paths as one would type them. */
function shown(report: Report): string {
  const lines = renderReport(report).split("\n");
  return lines
    .filter((line) => !line.startsWith("  steps "))
    .join("\n")
    .replaceAll(/\S*(conformance\/tutorial\/)/g, "$1");
}

/** The divergence alone, without what was covered until then. */
const divergenceOf = ({ report }: Killed) =>
  block("text", shown(report!).split("\n\nbounded_")[0]!);

async function blocks(): Promise<Readonly<Record<string, string>>> {
  const module = await loadSpec(path("bounded_queue.fl"));
  const instance = (parameters: Record<string, number>) => instanceOf(module, { parameters });
  const { killed, survived } = await measureMutants({
    root: path("../../"),
    entry: "conformance/tutorial/subject.ts",
    export: "ring",
    instances: {
      "one of each": instance({ CAPACITY: 1, PRODUCERS: 1, ITEMS: 1 }),
      usual: instanceOf(module, { check: "usual" }),
    },
    mutants,
  });
  expect(survived).toEqual([]);
  const named = (name: string) => killed.find(({ mutant }) => mutant.name === name)!;
  const { mutant } = named("no wrap");
  const table = killed.map(
    (each) =>
      `| ${each.mutant.name} | ${each.mutant.story} | ${each.instance} | ${each.kind} | ${each.divergence?.run.length} |`,
  );
  return {
    spec: block("faultline", (await file("bounded_queue.fl")).split("\ninvariant")[0]!),
    adapter: block("ts", await file("subject.ts")),
    instances: block("ts", await file("instances.ts")),
    suite: block("ts", await file("conformance.test.ts")),
    report: block("text", shown(exploreProduct(instanceOf(module, { check: "usual" }), ring))),
    mutant: block("diff", `- ${mutant.find}\n+ ${mutant.replace}`),
    divergence: divergenceOf(named("no wrap")),
    disabled: divergenceOf(named("waits twice")),
    mutants: ["| mutant | story | noticed in | as | steps |", "|-|-|-|-|-|", ...table].join("\n"),
  };
}

test("the tutorial is up to date (FAULTLINE_UPDATE=1 writes it)", async () => {
  const readme = path("README.md");
  const present = await readFile(readme, "utf8");
  let text = present;
  for (const [name, content] of Object.entries(await blocks())) {
    const place = new RegExp(`(<!-- begin ${name} -->\n)[^]*?(<!-- end ${name} -->)`);
    expect(text).toMatch(place);
    text = text.replace(
      place,
      (_all, begin: string, end: string) => `${begin}\n${content}\n\n${end}`,
    );
  }
  text = await format(text, { ...(await resolveConfig(readme)), filepath: readme });
  if (process.env.FAULTLINE_UPDATE) await writeFile(readme, text);
  else expect(present).toBe(text);
});

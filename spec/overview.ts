/**
 * The table of the systems' specifications in spec/README.md: read from the modules and the decision records, and
 * for what only a long run tells from figures.json.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SourceFile } from "../grammar/source.ts";
import type { CheckedModule } from "../interpreter/checked.ts";
import { formatted } from "../interpreter/decide/generated.ts";
import { parseRecord } from "../interpreter/decide/record.ts";
import { elaborate } from "../interpreter/elaborate/elaborate.ts";
import { planJobs, type CheckJob } from "../interpreter/run/plan.ts";

/** What is measured now and then, for a module. */
export interface Figures {
  /** The discussion that it was written after. */
  readonly thread: string;
  /** The check whose states are told. */
  readonly check: string;
  /** Its distinct states without symmetry, if the module has any. */
  readonly withoutSymmetry?: number;
  /** Of `faultline mutate`: those noticed, of those that are neither equivalent nor explained. */
  readonly mutants?: { readonly caught: number; readonly of: number; readonly explained: number };
  /** What there is to say about that number. */
  readonly remark?: string;
}

export type FiguresOf = Readonly<Record<string, Figures>>;

const records = fileURLToPath(new URL("./decisions", import.meta.url));

/** The region's text: the table, and every mistake with the length of its shortest run. */
export function overviewText(
  modules: readonly CheckedModule[],
  figures: FiguresOf,
): Promise<string> {
  const told = modules.filter(({ name }) => figures[name] !== undefined);
  const counts = recordsOf();
  const rows = told.map((module) => {
    const row = rowOf(module, figures[module.name]!, counts.get(module.name) ?? 0);
    return `| ${row.join(" | ")} |`;
  });
  const remarks = told.flatMap(({ name }) => {
    const { remark } = figures[name]!;
    return remark === undefined ? [] : [`- \`${name}\`: ${remark}`];
  });
  return formatted(
    [
      "| module | after | actions | properties | states: check, all, without symmetry | designs | mistakes (steps) | mutants | refines | records |",
      "| --- | --- | ---: | ---: | --- | --- | --- | ---: | --- | ---: |",
      ...rows,
      "",
      ...(remarks.length > 0 ? ["About the mutants:", "", ...remarks, ""] : []),
      "Every mistake and the length of its shortest run:",
      "",
      ...told.map((module) => `- \`${module.name}\`: ${mistakesText(module)}`),
    ].join("\n"),
  );
}

function rowOf(module: CheckedModule, figures: Figures, recordCount: number): string[] {
  const jobs = checksOf(module);
  const check = jobs.find(({ name }) => name === figures.check);
  if (check === undefined) throw new Error(`${module.name} has no check ${figures.check}`);
  const { instance } = elaborate(module, { settings: check.settings });
  if (instance === undefined) throw new Error(`${module.name} ${check.name} is no instance`);
  const { steps, invariants, transitions, temporals, refinements } = instance;
  const properties = [invariants, transitions, temporals, refinements].flat().length;
  const states = check.expectation.states;
  if (states === undefined) throw new Error(`${module.name} ${check.name} does not say its states`);
  const all = figures.withoutSymmetry;
  const lengths = mistakesOf(module).map(({ expectation }) => expectation.steps!);
  const range = lengths.length === 0 ? "" : ` (${Math.min(...lengths)} to ${Math.max(...lengths)})`;
  const { mutants } = figures;
  const refined = new Set(module.refines.map(({ use }) => use.module.name));
  return [
    `\`${module.name}\``,
    figures.thread,
    String(new Set(steps.map(({ name }) => name)).size),
    String(properties),
    `\`${check.name}\` ${numeral(states)}${all === undefined ? "" : `; ${numeral(all)}`}`,
    designsOf(module),
    `${lengths.length}${range}`,
    mutants === undefined ? "" : `${mutants.caught} / ${mutants.of}`,
    [...refined].map((name) => `\`${name}\``).join(", "),
    recordCount === 0 ? "" : String(recordCount),
  ];
}

const numeral = (value: number): string => value.toLocaleString("en");

function checksOf(module: CheckedModule): readonly CheckJob[] {
  return planJobs(module).filter((job) => job.kind === "check");
}

/** Checks that expect something to be wrong, and say after how many steps. */
function mistakesOf(module: CheckedModule): readonly CheckJob[] {
  return checksOf(module).filter(
    ({ expectation }) => expectation.verdict !== "holds" && expectation.steps !== undefined,
  );
}

function mistakesText(module: CheckedModule): string {
  const each = mistakesOf(module).map(({ name, expectation }) => `${name} ${expectation.steps!}`);
  return each.length === 0 ? "none" : each.join(", ");
}

/** The values of the enums that parameters choose among, but for mistakes. */
function designsOf(module: CheckedModule): string {
  const { declarations } = module.syntax;
  const enums = declarations.filter((each) => each.kind === "enum");
  const design = enums.find(({ name }) => name.text === "Design");
  return design === undefined ? "" : design.variants.map(({ name }) => name.text).join(", ");
}

/** How many decision records claim something of each module. */
function recordsOf(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of readdirSync(records)) {
    if (!/^\d.*\.md$/.test(name)) continue;
    const path = `${records}/${name}`;
    const record = parseRecord(new SourceFile(path, readFileSync(path, "utf8")), []);
    if (record === undefined) throw new Error(`${path} is no decision record`);
    const about = new Set(record.claims.map(({ module }) => module.name));
    for (const module of about) {
      if (module !== undefined) counts.set(module, (counts.get(module) ?? 0) + 1);
    }
  }
  return counts;
}

/** The report of a module's mutants as text: a table by kind, the score, and every survivor. */
import Table from "cli-table3";
import { explanationsPath } from "../mutate/explanations.ts";
import { mutantKinds } from "../mutate/kinds.ts";
import {
  countOf,
  scoreOf,
  tallyOf,
  type Count,
  type MutantResult,
  type MutationScore,
} from "../mutate/mutation-score.ts";
import { BORDERLESS } from "./figure-table.ts";
import { count, duration, harmless, plural, wrap, type Style } from "./text.ts";

const COLUMNS: readonly { readonly head: string; readonly of: Count }[] = [
  { head: "by property", of: "property" },
  { head: "by count", of: "count" },
  { head: "equivalent", of: "equivalent" },
  { head: "explained", of: "explained" },
  { head: "exploded", of: "exploded" },
  { head: "survived", of: "survived" },
];

export function mutationText(
  score: MutationScore,
  { verbose = false }: { readonly verbose?: boolean },
  style: Style,
): string {
  const { bold } = style.colours;
  const parts = [bold(score.module), tableOf(score), "", scoreText(score, style)];
  for (const line of remarks(score)) {
    parts.push(...wrap(harmless(line), style.width - 2).map((each) => `  ${each}`));
  }
  const shown: readonly Count[] = verbose
    ? ["property", "count", "equivalent", "explained", "exploded", "survived"]
    : ["explained", "exploded", "survived"];
  for (const result of score.results) {
    const how = countOf(result);
    if (how !== undefined && shown.includes(how)) {
      parts.push("", mutantText(score, result, how, style));
    }
  }
  return parts.join("\n");
}

function tableOf({ results }: MutationScore): string {
  const table = new Table({
    chars: { ...BORDERLESS, middle: "" },
    style: { "padding-left": 0, "padding-right": 2, head: [], border: [], compact: true },
    colAligns: ["left", "right", ...COLUMNS.map(() => "right" as const)],
  });
  table.push(["", "mutants", ...COLUMNS.map(({ head }) => head)]);
  const row = (name: string, tally: ReturnType<typeof tallyOf>) => {
    const cells = COLUMNS.map(({ of }) => (tally[of] === 0 ? "-" : count(tally[of])));
    table.push([`  ${name}`, count(tally.mutants), ...cells]);
  };
  for (const kind of mutantKinds) {
    const tally = tallyOf(results, kind);
    if (tally.mutants > 0) row(kind, tally);
  }
  row("all", tallyOf(results));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function scoreText(score: MutationScore, { colours }: Style): string {
  const tally = tallyOf(score.results);
  const { killed, of } = scoreOf(tally);
  if (of === 0) return "  score: nothing to kill";
  const percent = Math.floor((100 * killed) / of);
  const text = `score ${percent} %: ${count(killed)} of ${count(of)} killed`;
  const by = score.isQuick ? "at first by" : "only by";
  const byCount = tally.count > 0 ? `, ${count(tally.count)} of them ${by} a number of states` : "";
  const paint = killed === of ? colours.green : colours.yellow;
  return `  ${paint(text + byCount)} (${duration(score.seconds)})`;
}

function remarks(score: MutationScore): string[] {
  const illTyped = score.results.filter(({ outcome }) => outcome.kind === "ill-typed").length;
  const lines: string[] = [];
  if (illTyped > 0)
    lines.push(
      `${plural(illTyped, "text")} more ${illTyped === 1 ? "is" : "are"} no module: not well-typed`,
    );
  const { taken = 0, tried = 0, confirmed = 0 } = score.journal ?? {};
  if (taken > 0) lines.push(`taken from the journal: ${count(taken)}`);
  if (tried > 0) {
    const some = `${count(confirmed)} of ${count(tried)}`;
    lines.push(`killed again by what killed them in an earlier run: ${some}`);
  }
  if (score.unfinished > 0) lines.push(`${plural(score.unfinished, "mutant")} not run`);
  for (const { job, reason } of score.leftOut) {
    lines.push(`! ${job} is left out, for it has no answer: ${reason ?? ""}`);
  }
  for (const { line, within, kind } of score.stale) {
    const place = `${explanationsPath(score.source.path)}:${line}`;
    lines.push(`! ${place} explains no survivor (${within} ${kind})`);
  }
  return lines;
}

function mutantText(
  { source }: MutationScore,
  { mutant, lines, outcome, explained }: MutantResult,
  how: Count,
  style: Style,
): string {
  const { bold, dim, green, red, yellow } = style.colours;
  const { line } = source.position(mutant.span.start);
  const [word, paint] =
    how === "property" || how === "count"
      ? (["killed", green] as const)
      : ([how, how === "survived" ? red : how === "exploded" ? yellow : green] as const);
  const place = dim(harmless(`${source.path}:${line}`));
  return [
    `${paint(word.padEnd(10))} ${bold(harmless(mutant.within))} ${mutant.kind}  ${place}`,
    ...lines.before.map((each) => red(`  - ${visible(each)}`)),
    ...lines.after.map((each) => green(`  + ${visible(each)}`)),
    ...details(outcome, explained?.reason).flatMap((each) =>
      wrap(`  ${harmless(each)}`, style.width, 4),
    ),
  ].join("\n");
}

/** One line of source: its indentation stays. */
function visible(line: string): string {
  const indentation = line.length - line.trimStart().length;
  return " ".repeat(indentation) + harmless(line.trimStart());
}

function details(outcome: MutantResult["outcome"], explanation: string | undefined): string[] {
  if (explanation !== undefined) return [`= ${explanation}`];
  switch (outcome.kind) {
    case "killed":
      return [`${outcome.job}: ${outcome.reason}`];
    case "exploded":
      return [`${outcome.job}: ${outcome.reason}`];
    case "survived":
      return outcome.difference === undefined ? [] : [outcome.difference];
    default:
      return [];
  }
}

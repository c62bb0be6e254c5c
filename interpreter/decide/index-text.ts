/** The index of a folder of records: by system, by theme, and where the checker says otherwise than the source. */
import { dirname, relative } from "node:path";
import { formatted, inline } from "./generated.ts";
import type { DecisionRecord, IndexPage } from "./record.ts";

/** The text of the index, with an empty line before and after. */
export function indexText(page: IndexPage, records: readonly DecisionRecord[]): Promise<string> {
  const folder = dirname(page.source.path);
  const link = ({ title, source }: DecisionRecord): string => {
    const path = relative(folder, source.path).replaceAll("\\", "/");
    return `[${title.replace(/[[\]]/g, "\\$&")}](<${path}>)`;
  };
  const listed = (those: readonly DecisionRecord[]): string[] =>
    those.map((record) => `- ${link(record)} (${claimsText(record)})`);
  const systems = inOrder(
    page.systems,
    records.map(({ system }) => system.text),
  ).flatMap((name) => {
    const own = records.filter(({ system }) => system.text === name);
    return own.length === 0 ? [] : [`### ${name}`, "", ...listed(own), ""];
  });
  const themes = inOrder(
    page.themes,
    records.flatMap((record) => record.themes.map(({ text }) => text)),
  ).flatMap((name) => {
    const own = records.filter((record) => record.themes.some(({ text }) => text === name));
    const lines = own.map((record) => `- ${inline(record.system.text)}: ${link(record)}`);
    return own.length === 0 ? [] : [`### ${capitalised(name)}`, "", ...lines, ""];
  });
  const against = records.filter(({ contradicts }) => contradicts !== undefined);
  const contradictions = against.map(
    (record) => `- ${link(record)} (${inline(record.system.text)}): ${record.contradicts}`,
  );
  const parts = [
    ...["## By system", "", ...systems],
    ...(themes.length > 0 ? ["## By theme", "", ...themes] : []),
    ...(against.length > 0 ? ["## Where the checker says otherwise", "", ...contradictions] : []),
  ];
  return formatted(parts.join("\n"));
}

/** `5 claims, 1 of them long` */
function claimsText({ claims, noClaim }: DecisionRecord): string {
  if (claims.length === 0) return "no claim";
  const long = claims.filter(({ isLong }) => isLong).length;
  const all = claims.length === 1 ? "1 claim" : `${claims.length} claims`;
  const some = noClaim === undefined ? "" : "; of a part no claim";
  return `${all}${long > 0 ? `, ${long} of them long` : ""}${some}`;
}

/** First those that are listed, then the others that there are. */
function inOrder(listed: readonly string[], found: readonly string[]): string[] {
  return [...new Set([...listed, ...[...found].sort()])];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

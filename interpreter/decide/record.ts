/**
 * A decision record: a Markdown file with a title, a head of `- Key: value`, the four sections that a decision
 * needs, claims, and regions that are generated from them. And the index of a folder of records, its README.md.
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { SourceFile, Span } from "../../grammar/source.ts";
import { parseClaim, type Claim } from "./claim.ts";
import { entriesOf, listOfValue, type Entry } from "./entries.ts";
import { blocksOf, isClaim, type Block, type Region, type Text } from "./markdown.ts";
import { problem } from "./problem.ts";

export interface DecisionRecord {
  readonly kind: "record";
  readonly source: SourceFile;
  readonly title: string;
  readonly system: Word;
  readonly themes: readonly Word[];
  /** Where what is decided was discussed. */
  readonly origin: string;
  /** The module of claims that name none. */
  readonly module?: string;
  /** Where the checker says otherwise than the source. */
  readonly contradicts?: string;
  /** Why there is no claim, or of what. */
  readonly noClaim?: string;
  readonly claims: readonly Claim[];
  readonly regions: readonly RecordRegion[];
}

export interface RecordRegion extends Region {
  readonly what: "claims" | "run" | "steps";
  /** Whose run it is. */
  readonly claim?: Claim;
}

export interface IndexPage {
  readonly kind: "index";
  readonly source: SourceFile;
  /** In the order in which they are to be listed. */
  readonly systems: readonly string[];
  readonly themes: readonly string[];
  readonly regions: readonly Region[];
}

/** A word of the head, and where its line is. */
export interface Word {
  readonly text: string;
  readonly at: Span;
}

const HEAD = ["System", "Themes", "Source", "Module", "Contradicts", "No claim"] as const;
const INDEX_HEAD = ["Systems", "Themes"] as const;
const SECTIONS = ["Context", "Alternatives", "Decision", "Consequences"];

/** The record in a file, or what keeps it from being one. */
export function parseRecord(
  source: SourceFile,
  problems: Diagnostic[],
): DecisionRecord | undefined {
  const before = problems.length;
  const complain = complaints(source, problems);
  const blocks = blocksOf(source, problems);
  const title = titleOf(blocks, source, problems);
  const head = entriesOf(source, headLines(blocks), HEAD, "record", problems);
  const required = (key: "System" | "Source"): Entry | undefined => {
    const entry = head.get(key);
    if (!entry) complain(firstLine(source), `the record has no ${key}`, `write \`- ${key}: ...\``);
    return entry;
  };
  const [system, origin] = [required("System"), required("Source")];
  checkSections(blocks, complain);
  const claims: Claim[] = [];
  const regions: RecordRegion[] = [];
  for (const block of blocks) {
    if (block.kind === "fence" && isClaim(block.info)) {
      const claim = parseClaim(source, block, head.get("Module"), problems);
      if (claim) claims.push(claim);
    } else if (block.kind === "region") {
      const region = regionOf(block, claims.at(-1), complain);
      if (region) regions.push(region);
    }
  }
  const noClaim = head.get("No claim")?.value;
  if (problems.length > before || !title || !system || !origin) return undefined;
  if (claims.length === 0 && noClaim === undefined) {
    const help = "write a ```claim block, or `- No claim: why` at the head";
    complain(firstLine(source), "this record claims nothing", help);
  }
  const tables = regions.filter(({ what }) => what === "claims").length;
  if (tables !== Math.min(claims.length, 1)) {
    const help =
      "write `<!-- generated: claims -->` and `<!-- end generated -->` on lines of their own";
    if (tables === 0) complain(firstLine(source), "there is no table of the claims", help);
    else complain(firstLine(source), "there is more than one table of claims, or no claim for it");
  }
  if (problems.length > before) return undefined;
  const themes = head.get("Themes");
  return {
    kind: "record",
    source,
    title,
    system: { text: system.value, at: system.at },
    themes: listOfValue(themes?.value ?? "").map((text) => ({ text, at: themes!.at })),
    origin: origin.value,
    ...optional("module", head.get("Module")?.value),
    ...optional("contradicts", head.get("Contradicts")?.value),
    ...optional("noClaim", noClaim),
    claims,
    regions,
  };
}

function optional<Key extends string>(
  key: Key,
  value: string | undefined,
): { [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: string });
}

/** The index in a README.md, or what keeps it from being one. */
export function parseIndex(source: SourceFile, problems: Diagnostic[]): IndexPage | undefined {
  const before = problems.length;
  const complain = complaints(source, problems);
  const blocks = blocksOf(source, problems);
  titleOf(blocks, source, problems);
  const head = entriesOf(source, headLines(blocks), INDEX_HEAD, "record", problems);
  const regions = blocks.filter((block) => block.kind === "region");
  for (const region of regions) {
    if (region.what !== "index") {
      complain(region, `\`${region.what}\` is not generated here`, "write `index`");
    }
  }
  if (problems.length > before) return undefined;
  const words = (key: "Systems" | "Themes"): string[] => listOfValue(head.get(key)?.value ?? "");
  return { kind: "index", source, systems: words("Systems"), themes: words("Themes"), regions };
}

type Complain = (at: Span, message: string, help?: string) => unknown;

function complaints(source: SourceFile, problems: Diagnostic[]): Complain {
  return (at, message, help) => problems.push(problem("record", source, at, message, help));
}

function firstLine({ lineStarts, text }: SourceFile): Span {
  return { start: 0, end: Math.max(0, (lineStarts[1] ?? text.length + 1) - 1) };
}

function titleOf(
  blocks: readonly Block[],
  source: SourceFile,
  problems: Diagnostic[],
): string | undefined {
  const [first] = blocks;
  const more = blocks.slice(1).find((block) => block.kind === "heading" && block.level === 1);
  const complain = complaints(source, problems);
  if (first?.kind !== "heading" || first.level !== 1 || first.text === "") {
    const help = "begin with `# What was decided, as a sentence`";
    complain(firstLine(source), "this does not begin with a title", help);
    return undefined;
  }
  if (more) complain(more, "this is a second title");
  return first.text;
}

/** The list right under the title. */
function headLines(blocks: readonly Block[]): readonly Text[] {
  const lines: Text[] = [];
  for (const block of blocks.slice(1)) {
    if (block.kind !== "text") break;
    if (!block.text.startsWith("- ") && !(lines.length > 0 && /^\s/.test(block.text))) break;
    lines.push(block);
  }
  return lines;
}

function checkSections(blocks: readonly Block[], complain: Complain): void {
  const sections = blocks.filter((block) => block.kind === "heading" && block.level === 2);
  let after = 0;
  for (const name of SECTIONS) {
    const found = blocks.filter(
      (block) => block.kind === "heading" && block.level === 2 && block.text === name,
    );
    const at = sections.at(-1) ?? { start: 0, end: 0 };
    const [section] = found;
    if (section === undefined) {
      const help = `the sections are ${SECTIONS.join(", ")}, in this order`;
      complain(at, `there is no section \`## ${name}\``, help);
      continue;
    }
    if (found.length > 1) complain(found[1]!, `there is a section ${name} already`);
    const place = blocks.indexOf(section);
    if (place < after) complain(section, `${name} comes too late or too early`, ORDER);
    after = place;
    const next = blocks[place + 1];
    if (next === undefined || (next.kind === "heading" && next.level <= 2)) {
      complain(section, `the section ${name} is empty`);
    }
  }
}

const ORDER = `write ${SECTIONS.join(", ")}, in this order`;

function regionOf(
  region: Region,
  claim: Claim | undefined,
  complain: Complain,
): RecordRegion | undefined {
  const { what } = region;
  if (what === "claims") return { ...region, what };
  if (what !== "run" && what !== "steps") {
    complain(region, `\`${what}\` is not generated`, "write `claims`, `run` or `steps`");
    return undefined;
  }
  if (claim === undefined) {
    complain(region, `there is no claim before this, whose ${what} it could be`);
    return undefined;
  }
  if (claim.isLong) {
    complain(region, "a long claim is not run every time, so its run cannot be shown");
    return undefined;
  }
  return { ...region, what, claim };
}

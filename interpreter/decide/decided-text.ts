/** The report of `faultline decide`. */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { figureTable, type FigureColumn } from "../report/figure-table.ts";
import { count, duration, harmless, plural, type Style } from "../report/text.ts";
import { outcomeOf, type Decided, type DecidedIndex, type DecidedRecord } from "./decided.ts";
import { problem } from "./problem.ts";
import { claimText, foundText, settingsText, type Finding } from "./run-claims.ts";

/** The claims of one record, and what came of each. */
export function recordText({ record, findings }: DecidedRecord, style: Style): string {
  const title = harmless(`${record.source.path}  ${record.title}`);
  if (findings.length === 0)
    return `${style.colours.bold(title)}\n  no claim: ${harmless(record.noClaim ?? "")}`;
  const columns: FigureColumn<Finding>[] = [
    { head: "states", text: ({ answer }) => figure(answer, ({ states }) => count(states)) },
    { head: "time", text: ({ answer }) => figure(answer, ({ seconds }) => duration(seconds)) },
  ];
  const rows = findings.map((finding) => ({
    of: finding,
    mark: MARKS[finding.status],
    name: harmless(finding.claim.alternative ?? nameOf(finding)),
    verdict:
      finding.status === "skipped"
        ? harmless(`${finding.claim.expectText} (long)`)
        : finding.answer
          ? foundText(finding.answer)
          : "no answer",
    remark: ["true", "skipped"].includes(finding.status)
      ? ""
      : harmless(`claimed: ${finding.claim.expectText}`),
  }));
  return figureTable(title, rows, columns, style);
}

const MARKS = { true: "ok", false: "FAIL", open: "??", skipped: "--" } as const;

function nameOf({ claim: { subject, overrides } }: Finding): string {
  const settings = settingsText(overrides);
  if (subject.kind === "compare") return `${subject.left} against ${subject.right}${settings}`;
  return `${subject.kind === "scenario" ? `"${subject.name}"` : subject.name}${settings}`;
}

function figure(
  answer: Finding["answer"],
  text: (figures: { readonly states: number; readonly seconds: number }) => string,
): string {
  if (answer === undefined) return "";
  return text(answer.kind === "job" ? answer.result : answer.comparison);
}

/** What is not as a record says, each with its place and what to do. */
export function disagreements(decided: DecidedRecord | DecidedIndex): Diagnostic[] {
  const { source } = "record" in decided ? decided.record : decided.page;
  const claims = "record" in decided ? decided.findings : [];
  const ofClaims = claims.flatMap((finding) => {
    const { status, claim, reason = "" } = finding;
    if (status !== "false" && status !== "open") return [];
    const message = `${claimText(claim)}: ${reason}`;
    return status === "false"
      ? [problem("false-claim", source, claim.expectAt, message, commandOf(claim))]
      : [problem("open-claim", source, claim.expectAt, message)];
  });
  const stale = decided.regions.filter(({ state }) => state === "stale");
  const ofRegions = stale.map(({ region }) => {
    const message = `what is generated here (${region.what}) is not up to date`;
    return problem("stale-region", source, region, message, "faultline decide --write");
  });
  return [...ofClaims, ...ofRegions];
}

/** What shows more of it. */
function commandOf({ module, subject, overrides }: Finding["claim"]): string {
  const quoted = (text: string) => (/^[\w.,=]+$/.test(text) ? text : `'${text}'`);
  const settings = [...overrides].map(([name, value]) => ` --param ${name}=${quoted(value)}`);
  if (subject.kind === "compare") {
    const of = subject.check === undefined ? "" : ` --check ${subject.check}`;
    const sides = `${quoted(subject.left)} ${quoted(subject.right)}`;
    return `\`faultline diff ${module.name} ${sides}${of}${settings.join("")}\` shows the run`;
  }
  const only = `--check ${quoted(subject.name)}${settings.join("")} --verbose`;
  return `\`faultline check ${module.name} ${only}\` shows more`;
}

/** `12 records, 40 claims: all true; 3 long ones were not run (12.0 s)` */
export function summaryText(decided: Decided, style: Style): string {
  const { records, indexes, seconds } = decided;
  const { green, red, yellow } = style.colours;
  const outcome = outcomeOf(decided);
  const findings = records.flatMap((each) => each.findings);
  const number = (status: Finding["status"]) =>
    findings.filter((finding) => finding.status === status).length;
  const regions = [...records, ...indexes].flatMap((each) => each.regions);
  const stale = regions.filter(({ state }) => state === "stale").length;
  const written = regions.filter(({ state }) => state === "written").length;
  const [wrong, open, skipped] = [number("false"), number("open"), number("skipped")];
  const parts = [
    ...(wrong > 0 ? [red(`${plural(wrong, "claim")} false`)] : []),
    ...(open > 0 ? [yellow(`${plural(open, "claim")} without an answer`)] : []),
    ...(stale > 0 ? [red(`${plural(stale, "generated part")} not up to date`)] : []),
    ...(outcome === "as-expected" ? [green("all true")] : []),
    ...(outcome === "wrong-input" ? [red("not all could be run")] : []),
    ...(written > 0 ? [`${plural(written, "generated part")} written`] : []),
    ...(skipped > 0 ? [`${plural(skipped, "long claim")} not run (--long)`] : []),
  ];
  const what = `${plural(records.length, "record")}, ${plural(findings.length, "claim")}`;
  return `${[what, ...(parts.length > 0 ? [parts.join("; ")] : [])].join(": ")} (${duration(seconds)})`;
}

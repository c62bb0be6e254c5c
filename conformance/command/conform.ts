/** `faultline conform`: holds implementations to their specifications, instance by instance, and reports. */
import { join } from "node:path";
import { EXIT, styleOf, type Io } from "../../interpreter/command/io.ts";
import { terminalStatus } from "../../interpreter/command/terminal-progress.ts";
import { installation } from "../../interpreter/command/specifications.ts";
import { figureTable, type FigureRow } from "../../interpreter/report/figure-table.ts";
import { count, duration, plural, type Style } from "../../interpreter/report/text.ts";
import { suggest } from "../../grammar/suggest.ts";
import { instanceOf, loadSpec } from "../kit/instances.ts";
import { watchProduct, type ProductProgress } from "../kit/product.ts";
import { renderReport } from "../kit/render-report.ts";
import type { Report } from "../kit/report.ts";
import { suites, type Suite } from "../suites.ts";

export interface ConformOptions {
  /** Names of suites; none: all. */
  readonly suites: readonly string[];
  /** Only instances whose name contains one of these. */
  readonly instance?: readonly string[];
  /** For each instance. */
  readonly maxSeconds?: number;
  readonly json?: boolean;
}

interface Result {
  readonly suite: Suite;
  readonly instance: string;
  readonly report: Report;
}

export async function conform(options: ConformOptions, io: Io): Promise<number> {
  const chosen = choose(options, io);
  if (chosen === undefined) {
    if (options.json) io.stdout.write(jsonText([], EXIT.wrongInput));
    return EXIT.wrongInput;
  }
  const style = styleOf(io.stdout, io.environment);
  const root = installation();
  const status = await terminalStatus(io);
  const total = chosen.reduce((sum, { names }) => sum + names.length, 0);
  const results: Result[] = [];
  for (const { suite, names } of chosen) {
    const module = await loadSpec(join(root, suite.spec));
    const ofSuite: Result[] = [];
    for (const instance of names) {
      if (io.signal.aborted) break;
      const position = results.length + ofSuite.length + 1;
      status.start(`[${position}/${total}] ${suite.name}, ${instance}`);
      const report = await watchProduct(
        instanceOf(module, suite.instances[instance]!),
        suite.subject,
        {
          starts: suite.starts,
          signal: io.signal,
          onProgress: (far) => status.update(farText(far)),
          ...(options.maxSeconds === undefined ? {} : { maxSeconds: options.maxSeconds }),
        },
      );
      status.clear();
      ofSuite.push({ suite, instance, report });
    }
    results.push(...ofSuite);
    if (!options.json && ofSuite.length > 0)
      io.stdout.write(`${suiteText(suite, ofSuite, style)}\n\n`);
  }
  const code = codeOf(results, io);
  if (options.json) io.stdout.write(jsonText(results, code));
  else io.stdout.write(`${summary(results)}\n`);
  return code;
}

function codeOf(results: readonly Result[], io: Io) {
  if (io.signal.aborted) return EXIT.interrupted;
  if (results.some(({ report }) => report.divergences.length > 0)) return EXIT.notAsExpected;
  return results.every(({ report }) => report.closed) ? EXIT.asExpected : EXIT.limit;
}

function farText({ pairs, queued, steps, seconds }: ProductProgress): string {
  return `${count(pairs)} pairs, ${count(queued)} to go, ${count(steps)} steps, ${duration(seconds)}`;
}

/** The suites and instances asked for; says what there is if a name is unknown. */
function choose(
  options: ConformOptions,
  io: Io,
): { readonly suite: Suite; readonly names: readonly string[] }[] | undefined {
  const known = suites.map(({ name }) => name);
  for (const name of options.suites) {
    if (known.includes(name)) continue;
    const near = suggest(name, known);
    const help = near === undefined ? `there are ${known.join(", ")}` : `did you mean ${near}?`;
    io.stderr.write(`faultline: there is no suite ${name}: ${help}\n`);
    return undefined;
  }
  const meant = suites.filter(
    ({ name }) => options.suites.length === 0 || options.suites.includes(name),
  );
  const chosen = meant
    .map((suite) => ({
      suite,
      names: Object.keys(suite.instances).filter(
        (name) => options.instance?.some((part) => name.includes(part)) ?? true,
      ),
    }))
    .filter(({ names }) => names.length > 0);
  if (chosen.length > 0) return chosen;
  const names = meant.flatMap(({ instances }) => Object.keys(instances));
  io.stderr.write(`faultline: no instance has such a name; there are:\n  ${names.join("\n  ")}\n`);
  return undefined;
}

/** The table of a suite, and what diverges in full. */
function suiteText(suite: Suite, results: readonly Result[], style: Style): string {
  const rows = results.map((result): FigureRow<Report> => {
    const { report, instance } = result;
    const [first] = report.divergences;
    return {
      of: report,
      mark: first ? "FAIL" : report.closed ? "ok" : "??",
      name: instance,
      verdict: first ? first.kind : report.closed ? "closed" : "open",
      remark: "",
    };
  });
  const table = figureTable(
    suite.title,
    rows,
    [
      { head: "states", text: ({ states }) => count(states) },
      { head: "edges", text: ({ edges }) => count(edges.done) },
      { head: "refusals", text: ({ refusals }) => count(refusals.done) },
      { head: "pairs", text: ({ pairs }) => count(pairs) },
      { head: "steps", text: ({ steps }) => count(steps) },
      { head: "time", text: ({ seconds }) => duration(seconds) },
    ],
    style,
  );
  return [table, ...divergingText(results)].join("\n\n");
}

/** The shortest run that diverges, whatever the instance; of the other instances, what it is about. */
function divergingText(results: readonly Result[]): string[] {
  const diverging = results
    .filter(({ report }) => report.divergences.length > 0)
    .toSorted((a, b) => lengthOf(a) - lengthOf(b));
  const [first, ...others] = diverging;
  if (first === undefined) return [];
  const lines = others.map(({ instance, report }) => {
    const { kind, run } = report.divergences[0]!;
    const step = run.at(-1)?.step ?? "init";
    return `  ${instance}: ${kind}, ${step}, step ${run.length}`;
  });
  const also = `Also diverging (--instance <text> shows one of them):\n${lines.join("\n")}`;
  return [renderReport(first.report, first.instance), ...(lines.length > 0 ? [also] : [])];
}

const lengthOf = ({ report }: Result): number => report.divergences[0]!.run.length;

function summary(results: readonly Result[]): string {
  const steps = results.reduce((sum, { report }) => sum + report.steps, 0);
  // What the specification's states and steps take themselves is not the implementations'.
  const seconds = results.reduce((sum, { report }) => sum + report.seconds - report.specSeconds, 0);
  const rate = `${count(Math.round(steps / Math.max(seconds, 0.001) / 1000))} thousand a second`;
  const closed = results.filter(({ report }) => report.closed).length;
  const open = results.filter(({ report }) => !report.closed && report.divergences.length === 0);
  const diverging = results.length - closed - open.length;
  const parts = [
    `${plural(results.length, "instance")}: ${closed} closed`,
    ...(open.length > 0 ? [`${open.length} open`] : []),
    ...(diverging > 0 ? [`${diverging} diverging`] : []),
  ];
  return `${parts.join(", ")}; ${count(steps)} steps of the implementations, ${rate}`;
}

const OUTCOMES = {
  [EXIT.asExpected]: "as-expected",
  [EXIT.notAsExpected]: "not-as-expected",
  [EXIT.wrongInput]: "wrong-input",
  [EXIT.limit]: "limit",
  [EXIT.interrupted]: "interrupted",
} as const;

/** Version 1 (conformance.schema.json): the reports as they are, with the names of suite and instance. */
function jsonText(results: readonly Result[], code: keyof typeof OUTCOMES): string {
  const document = {
    version: 1,
    outcome: OUTCOMES[code],
    results: results.map(({ suite, instance, report }) => ({
      suite: suite.name,
      instance,
      ...report,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * A claim of a decision record: what of a module is run, and what is to come of it.
 *
 *     ```claim
 *     alternative: the page is valid as soon as it is copied
 *     module: freebsd.cow_fault
 *     check: markEarly
 *     with: THREADS = 2
 *     expect: violates noShadowedMapped in 9 steps
 *     ```
 */
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { SourceFile, Span } from "../../grammar/source.ts";
import { entriesOf, listOfValue, type Entry } from "./entries.ts";
import { parseExpectation, type Expected } from "./expected.ts";
import type { Fence } from "./markdown.ts";
import { problem } from "./problem.ts";

export type Subject =
  | { readonly kind: "check" | "scenario"; readonly name: string; readonly at: Span }
  | {
      readonly kind: "compare";
      /** Checks, or parameters as in `design=early,THREADS=1`. */
      readonly left: string;
      readonly right: string;
      /** The check whose parameters both begin with. */
      readonly check?: string;
      readonly at: Span;
    };

export interface Claim extends Span {
  readonly source: SourceFile;
  /** What the row of the table is called; else the name of the check or scenario is. */
  readonly alternative?: string;
  readonly module: { readonly name: string; readonly at: Span };
  readonly subject: Subject;
  readonly overrides: ReadonlyMap<string, string>;
  readonly overridesAt: Span;
  readonly expected: Expected;
  /** As it is written. */
  readonly expectText: string;
  readonly expectAt: Span;
  /** Run with `--long` only. */
  readonly isLong: boolean;
}

const KEYS = [
  "alternative",
  "module",
  "check",
  "scenario",
  "compare",
  "with",
  "expect",
  "long",
] as const;

type Entries = ReadonlyMap<(typeof KEYS)[number], Entry>;

/** `undefined`: it is none, and why is among the problems. */
export function parseClaim(
  source: SourceFile,
  fence: Fence,
  module: Entry | undefined,
  problems: Diagnostic[],
): Claim | undefined {
  const before = problems.length;
  const complain = (at: Span, message: string, help?: string): unknown =>
    problems.push(problem("claim", source, at, message, help));
  const entries = entriesOf(source, fence.lines, KEYS, "claim", problems);
  const subject = subjectOf(entries, fence, complain);
  const given = entries.get("with");
  const overrides = new Map<string, string>();
  for (const setting of listOfValue(given?.value ?? "")) {
    const [, name, value] = /^(\w+)\s*=\s*(\S.*)$/.exec(setting) ?? [];
    if (name === undefined || value === undefined) {
      complain(given!.at, `\`${setting}\` is no parameter`, "write NAME = value, NAME = value");
    } else if (overrides.has(name)) complain(given!.at, `${name} is given twice`);
    else overrides.set(name, value);
  }
  const expect = entries.get("expect");
  const expected =
    expect &&
    subject &&
    parseExpectation(expect.value, subject.kind, (message, help) =>
      complain(expect.at, message, help),
    );
  if (!expect && problems.length === before) complain(fence, "this claim has no `expect`");
  const where = entries.get("module") ?? module;
  if (where === undefined) {
    const help = "write `module: name`, or `- Module: name` at the head of the record";
    complain(fence, "this claim names no module", help);
  } else if (!/^[a-z_]\w*(\.[a-z_]\w*)*$/i.test(where.value)) {
    complain(where.at, "this is no name of a module", "write it as in `freebsd.cow_fault`");
  }
  const long = entries.get("long");
  if (long !== undefined && long.value !== "yes") {
    complain(long.at, "this is not `yes`", "without `long`, the claim is always checked");
  }
  if (problems.length > before || !subject || !expected || !expect || !where) return undefined;
  const alternative = entries.get("alternative")?.value;
  return {
    source,
    start: fence.start,
    end: fence.end,
    ...(alternative !== undefined && { alternative }),
    module: { name: where.value, at: where.at },
    subject,
    overrides,
    overridesAt: given?.at ?? fence,
    expected,
    expectText: expect.value,
    expectAt: expect.at,
    isLong: long !== undefined,
  };
}

function subjectOf(
  entries: Entries,
  fence: Fence,
  complain: (at: Span, message: string, help?: string) => unknown,
): Subject | undefined {
  const [check, scenario, compare] = (["check", "scenario", "compare"] as const).map((key) =>
    entries.get(key),
  );
  if (compare !== undefined && scenario === undefined) {
    const [left, right, ...more] = compare.value.split(/\s+against\s+/);
    if (!left || !right || more.length > 0) {
      complain(compare.at, "this names no two instances", "write `compare: old against new`");
      return undefined;
    }
    const { at } = compare;
    return { kind: "compare", left, right, ...(check && { check: check.value }), at };
  }
  if (check && !scenario) return { kind: "check", name: check.value, at: check.at };
  if (scenario && !check && !compare) {
    return { kind: "scenario", name: scenario.value, at: scenario.at };
  }
  const names = "`check`, `scenario` or `compare`";
  complain(fence, `this claim is not about one of ${names}`, `write one of ${names}`);
  return undefined;
}

/** The measures that a claim is about. */
export function measuresOf({ expected }: Claim): readonly string[] {
  return expected.kind === "check" ? expected.expectation.measures.map(({ name }) => name) : [];
}

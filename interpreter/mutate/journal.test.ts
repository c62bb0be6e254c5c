import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CheckedModule } from "../checked.ts";
import { loadText } from "../load/load.ts";
import { findMutants } from "./find-mutants.ts";
import { Journal, ModuleJournal } from "./journal.ts";
import {
  headerKind,
  JOURNAL_HEADER,
  lineOf,
  LONGEST_LINE,
  parseEntry,
  type JournalEntry,
} from "./journal-lines.ts";
import { mutantKinds } from "./kinds.ts";
import type { Mutant } from "./mutant.ts";
import type { Baseline, MutantOutcome } from "./outcome.ts";

const text = fc.string({ unit: "binary", maxLength: 20 });
const outcome = fc.oneof(
  fc.record({ kind: fc.constant("ill-typed" as const), message: text }),
  fc.record(
    {
      kind: fc.constant("killed" as const),
      by: fc.constantFrom("property" as const, "count" as const),
      job: text,
      property: text,
      reason: text,
    },
    { requiredKeys: ["kind", "by", "job", "reason"] },
  ),
  fc.record(
    { kind: fc.constant("survived" as const), difference: text },
    { requiredKeys: ["kind"] },
  ),
  fc.record({ kind: fc.constant("equivalent" as const) }),
  fc.record({ kind: fc.constant("exploded" as const), job: text, reason: text }),
);
const original = fc.record({
  job: text,
  states: fc.maxSafeNat(),
  transitions: fc.maxSafeNat(),
  seconds: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  verdict: text,
});
const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({ module: text, asked: text, original }),
  fc.record({
    module: text,
    asked: text,
    within: text,
    kind: fc.constantFrom(...mutantKinds),
    lines: text,
    outcome,
  }),
);

describe("a line of a journal", () => {
  test("is read as what was written", () => {
    fc.assert(
      fc.property(entry, (each) => {
        const line = lineOf(each);
        expect(line).not.toContain("\n");
        expect(parseEntry(line)).toEqual(each);
      }),
    );
  });

  test("that was not written to its end is none", () => {
    fc.assert(
      fc.property(entry, fc.double({ min: 0, max: 0.999, noNaN: true }), (each, part) => {
        const line = lineOf(each);
        expect(parseEntry(line.slice(0, Math.floor(part * line.length)))).toBeUndefined();
      }),
    );
  });

  test("with anything else in the place of a part is none, or what is left of it", () => {
    fc.assert(
      fc.property(entry, fc.jsonValue(), fc.nat(), (each, value, place) => {
        const fields = Object.keys(each);
        const line = JSON.stringify({ ...each, [fields[place % fields.length]!]: value });
        const found = parseEntry(line);
        if (found !== undefined) expect(parseEntry(lineOf(found))).toEqual(found);
      }),
    );
  });

  test.each([
    "",
    "null",
    "7",
    "[]",
    '{"module":"a"}',
    '{"module":"a","asked":"b"}',
    "[".repeat(9e4),
  ])("is not %.20s", (line) => expect(parseEntry(line)).toBeUndefined());

  test("that comes first says which format it is", () => {
    expect(headerKind(JOURNAL_HEADER)).toBe("this");
    expect(headerKind(JOURNAL_HEADER.replace("1", "99"))).toBe("other");
    expect(headerKind("module lamp")).toBe("none");
  });
});

const LAMP = `module lamp
use fuse
state { level: 0..3 = 0 }
action up when level < 3 { level += 1 }
action dark when level > 0 { level = 0 }
invariant dim: level < fuse.most
check one { expect violates dim }
check two { expect violates dim in 2 steps }
`;
const FUSE = "module fuse\ndef most: 0..3 = 2\n";

async function lamp(lampText = LAMP, fuseText = FUSE): Promise<CheckedModule> {
  const files = { "lamp.fl": lampText, "fuse.fl": fuseText };
  const { modules, diagnostics } = await loadText(files, "lamp.fl");
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return modules[0]!;
}

const baseline = (index: number, job: string): Baseline => ({
  ...{ index, job, states: 3, transitions: 4, seconds: 1, verdict: "violates" },
});
const BASELINES = [baseline(0, "check one"), baseline(1, "check two")];

const KILLED: MutantOutcome = { kind: "killed", by: "property", job: "check two", reason: "so" };

/** A journal of a module, and its lines. */
function open(
  module: CheckedModule,
  lines: string[],
  maxStates?: number,
  quick = false,
): ModuleJournal {
  const journal = new Journal();
  for (const line of lines) expect(journal.addLine(line)).toBe(true);
  const file = { journal, append: (line: string) => void lines.push(line) };
  const opened = new ModuleJournal(module, { maxStates, quick }, file);
  opened.setBaselines(BASELINES);
  return opened;
}

/** Of the step `dark`. */
function mutantOf(module: CheckedModule, at = 0): Mutant {
  return findMutants(module).filter(({ within }) => within === "dark")[at]!;
}

describe("an answer", () => {
  test("is found again for the same texts, limit and checks", async () => {
    const lines: string[] = [];
    const first = open(await lamp(), lines);
    const mutants = findMutants(await lamp());
    for (const [i, mutant] of mutants.entries()) {
      expect(first.take(mutant)).toBeUndefined();
      first.keep(mutant, i % 2 === 0 ? KILLED : { kind: "equivalent" });
    }
    for (const each of BASELINES) first.keepOriginal(each);
    expect(first.use).toEqual({ taken: 0, tried: 0, confirmed: 0 });
    const again = open(await lamp(), lines);
    for (const [i, mutant] of mutants.entries()) {
      expect(again.take(mutant)).toEqual(i % 2 === 0 ? KILLED : { kind: "equivalent" });
    }
    const { index: _, ...known } = BASELINES[1]!;
    expect(again.original("check two")).toEqual(known);
    expect(again.use).toEqual({ taken: mutants.length, tried: 0, confirmed: 0 });
  });

  test("for which a number was enough is none for who asks further; the other way round it is", async () => {
    const module = await lamp();
    const [one, other] = [mutantOf(module), mutantOf(module, 1)];
    const counted: MutantOutcome = { ...KILLED, by: "count" };
    const lines: string[] = [];
    open(module, lines, undefined, true).keep(one, counted);
    open(module, lines).keep(other, KILLED);
    const [quick, further] = [open(module, lines, undefined, true), open(module, lines)];
    expect([quick.take(one), quick.take(other)]).toEqual([counted, KILLED]);
    expect([further.take(one), further.take(other)]).toEqual([undefined, KILLED]);
  });

  test.each([
    [
      "another text",
      async (lines: string[]) => open(await lamp(`${LAMP}invariant more: level < 3\n`), lines),
    ],
    [
      "another text of a module that is used",
      async (lines: string[]) => open(await lamp(LAMP, FUSE.replace("2", "3")), lines),
    ],
    ["another limit", async (lines: string[]) => open(await lamp(), lines, 9)],
  ])("is none for %s", async (_, reopened) => {
    const lines: string[] = [];
    const first = open(await lamp(), lines);
    first.keep(mutantOf(await lamp()), KILLED);
    first.keepOriginal(BASELINES[0]!);
    const again = await reopened(lines);
    expect(again.take(mutantOf(await lamp()))).toBeUndefined();
    expect(again.original("check one")).toBeUndefined();
    expect(again.killer(mutantOf(await lamp()))).toBe("check two");
  });

  test("is found again when only comments, indentation and empty lines are others", async () => {
    const lines: string[] = [];
    const first = open(await lamp(), lines);
    for (const mutant of findMutants(await lamp())) first.keep(mutant, KILLED);
    const spaced = LAMP.replace(/^(action|state)/gm, "\n/// A doc.\n  $1  ").replace(
      /$/gm,
      " // Why.",
    );
    const module = await lamp(spaced, `// More.\n${FUSE}`);
    const again = open(module, lines);
    const mutants = findMutants(module);
    expect(mutants.map((mutant) => again.take(mutant))).toEqual(mutants.map(() => KILLED));
    const broken = await lamp(LAMP.replace("when level < 3", "\n  when level < 3"));
    expect(open(broken, lines).take(mutantOf(broken))).toBeUndefined();
  });

  test("about a mutant is none where other checks have an answer", async () => {
    const lines: string[] = [];
    open(await lamp(), lines).keep(mutantOf(await lamp()), KILLED);
    const again = open(await lamp(), lines);
    again.setBaselines(BASELINES.slice(1));
    expect(again.take(mutantOf(await lamp()))).toBeUndefined();
  });

  test("that is no answer is not kept", async () => {
    const lines: string[] = [];
    open(await lamp(), lines).keepOriginal({ ...BASELINES[0]!, reason: "no memory" });
    expect(lines).toEqual([]);
  });

  test("that is too long for a line is not kept", async () => {
    const lines: string[] = [];
    const reason = "long ".repeat(LONGEST_LINE / 5);
    open(await lamp(), lines).keep(mutantOf(await lamp()), { ...KILLED, reason });
    expect(lines).toEqual([]);
  });
});

describe("what killed a mutant before the module changed", () => {
  test("is known of the mutant that changes the same lines, wherever they are now", async () => {
    const lines: string[] = [];
    const first = open(await lamp(), lines);
    first.keep(mutantOf(await lamp()), KILLED);
    const moved = await lamp(LAMP.replace("action dark", "// A comment.\n\n    action dark"));
    const again = open(moved, lines);
    expect(again.killer(mutantOf(moved))).toBe("check two");
    expect(again.killer(mutantOf(moved, 1))).toBeUndefined();
    const edited = await lamp(LAMP.replace("level = 0 }\ninv", "level = 1 }\ninv"));
    expect(open(edited, lines).killer(mutantOf(edited))).toBeUndefined();
  });

  test("is forgotten when the check is gone, or it survived since", async () => {
    const lines: string[] = [];
    const module = await lamp();
    open(module, lines).keep(mutantOf(module), KILLED);
    const again = open(module, lines);
    again.setBaselines(BASELINES.slice(0, 1));
    expect(again.killer(mutantOf(module))).toBeUndefined();
    again.keep(mutantOf(module), { kind: "survived" });
    expect(open(module, lines).killer(mutantOf(module))).toBeUndefined();
  });

  test("is counted when it kills again", async () => {
    const lines: string[] = [];
    const module = await lamp();
    const first = open(module, lines);
    for (const at of [0, 1, 2]) first.keep(mutantOf(module, at), KILLED);
    const longer = await lamp(`${LAMP}invariant more: level < 3\n`);
    const again = open(longer, lines);
    again.keep(mutantOf(longer, 0), KILLED);
    again.keep(mutantOf(longer, 1), { ...KILLED, job: "check one" });
    again.keep(mutantOf(longer, 2), { kind: "survived" });
    expect(again.use).toEqual({ taken: 0, tried: 3, confirmed: 1 });
  });
});

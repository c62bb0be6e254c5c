import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JOURNAL_HEADER, lineOf, LONGEST_LINE } from "../mutate/journal-lines.ts";
import { JournalFile } from "./journal-file.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "faultline-journal-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const original = { job: "check a", states: 1, transitions: 2, seconds: 3, verdict: "holds" };
const line = (asked: string, module = "lamp") => lineOf({ module, asked, original });

/** Opens, asks which of the questions 1, 2 and 3 have an answer, and closes. */
function look(path: string): { readonly known: readonly string[]; readonly said: string[] } {
  const said: string[] = [];
  const file = JournalFile.open(path, ["lamp"], (text) => said.push(text.replace(path, "FILE")));
  const known = ["1", "2", "3"].filter((asked) => file.journal.original(asked) !== undefined);
  file.close();
  return { known, said };
}

test("what is appended is there the next time", () => {
  const path = join(folder, "new");
  const file = JournalFile.open(path, ["lamp"], () => expect.unreachable());
  for (const asked of ["1", "2"]) file.append(line(asked));
  file.close();
  expect(look(path)).toEqual({ known: ["1", "2"], said: [] });
});

test("wherever the last line ends, what is before it counts and what comes next is whole", () => {
  const path = join(folder, "torn");
  const whole = `${JOURNAL_HEADER}\n${line("1")}\n`;
  const text = `${whole}${line("2")}\n`;
  const dropped = ["the last line of FILE was not written to its end, and is dropped"];
  for (let size = 0; size <= text.length; size += size < whole.length ? 7 : 1) {
    writeFileSync(path, text.slice(0, size));
    const known = size === text.length ? ["1", "2"] : size >= whole.length ? ["1"] : [];
    const isTorn = size > JOURNAL_HEADER.length && text[size - 1] !== "\n";
    expect(look(path)).toEqual({ known, said: isTorn ? dropped : [] });
    appendFileSync(path, `${line("3")}\n`);
    expect(look(path)).toEqual({ known: [...known, "3"], said: [] });
  }
});

test("lines that cannot be read are said, and the others count", () => {
  const path = join(folder, "damaged");
  const damaged = [
    line("1").replace("holds", 'ho"lds'),
    "\u0000".repeat(40),
    "x".repeat(LONGEST_LINE + 1),
  ];
  writeFileSync(path, [JOURNAL_HEADER, line("2"), ...damaged, "", line("3"), ""].join("\n"));
  expect(look(path)).toEqual({
    known: ["2", "3"],
    said: ["FILE has 3 lines that cannot be read; they count for nothing"],
  });
});

describe("refused, and left as it is, is", () => {
  test.each([
    ["a module", "module lamp\n", /is no journal of faultline mutate/],
    ["a text without an end of line", "module lamp", /is no journal of faultline mutate/],
    ["another version", `${JOURNAL_HEADER.replace("1", "2")}\n`, /journal of another version/],
    [
      "one with no end of lines that cannot be read",
      `${JOURNAL_HEADER}\n${"x\n".repeat(2000)}`,
      /has more than 1,000 lines that cannot be read: begin another journal$/,
    ],
    [
      "one about other modules",
      `${JOURNAL_HEADER}\n${line("1", "other")}\n${line("1", "\u001b[31m")}\n`,
      /is about other and \\u\{1b\}\[31m: name another journal$/,
    ],
  ])("%s", (_, text, message) => {
    const path = join(folder, "refused");
    writeFileSync(path, text);
    expect(() => look(path)).toThrow(message);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("a folder, a device, and what is in no folder", () => {
    expect(() => look(folder)).toThrow(/is a folder$/);
    expect(() => look("/dev/null")).toThrow(/is no regular file$/);
    expect(() => look(join(folder, "no", "where"))).toThrow(/no such file or folder$/);
    expect(() => look(join(folder, "new", "where"))).toThrow(/no such folder$/);
  });

  test("a file that is too large", () => {
    const path = join(folder, "large");
    writeFileSync(path, `${JOURNAL_HEADER}\n`);
    truncateSync(path, 5e9);
    expect(() => look(path)).toThrow(/has more than 32,000,000 bytes: begin another journal/);
  });
});

test("many modules in one journal are no problem if one of them is asked about", () => {
  const path = join(folder, "several");
  writeFileSync(path, `${JOURNAL_HEADER}\n${line("1", "other")}\n${line("2")}\n`);
  expect(look(path)).toEqual({ known: ["1", "2"], said: [] });
});

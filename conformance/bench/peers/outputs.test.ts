/** Each tool's own words for a search, read as what they count. */
import { describe, expect, test } from "vitest";
import {
  readFaultline,
  readHandWritten,
  readRumur,
  readSpin,
  readTlc,
  UnexpectedOutput,
} from "./outputs.ts";

const spin = `
State-vector 36 byte, depth reached 906, errors: 0
     2245 states, stored
    19296 states, matched
    21541 transitions (= stored+matched)
`;
const rumur = `Status:

\tNo error found.

State Space Explored:

\t2245 states, 21540 rules fired in 0s.
`;
const tlc = `Computing initial states...
Finished computing initial states: 1 distinct state generated at 2026-11-21 11:08:21.
Model checking completed. No error has been found.
  calculated (optimistic):  val = 6.0E-19
21541 states generated, 2,245 distinct states found, 0 states left on queue.
`;

describe("counts of the same search", () => {
  const counts = { states: 2245, transitions: 21_540 };

  test("Spin's, without the step into the initial state", () => {
    expect(readSpin(spin)).toEqual(counts);
  });
  test("Spin's, when they are large", () => {
    const large = spin.replace("21541 tr", "1.6997533e+08 tr").replace("2245 st", "11359690 st");
    expect(readSpin(large)).toEqual({ states: 11_359_690, transitions: 169_975_329 });
  });
  test("Rumur's", () => {
    expect(readRumur(rumur)).toEqual(counts);
  });
  test("TLC's, without the initial states", () => {
    expect(readTlc(tlc)).toEqual(counts);
    const eight = tlc.replace(": 1 distinct state ", ": 8 distinct states ");
    expect(readTlc(eight)).toEqual({ states: 2245, transitions: 21_533 });
  });
  test("those of the program in C", () => {
    expect(
      readHandWritten("2245 distinct states, 21540 transitions, 40 bytes/state (exact)\n"),
    ).toEqual(counts);
  });
  test("Faultline's, with the seconds of its search and what it did not check", () => {
    const found = { ...counts, verdict: "holds", ok: true, seconds: 0.5, notChecked: ["progress"] };
    expect(readFaultline(JSON.stringify({ results: [found] }))).toEqual({
      ...counts,
      search: 0.5,
      notChecked: ["progress"],
    });
  });
});

describe("no counts are taken from", () => {
  test.each([
    ["an error that Spin reports", () => readSpin(spin.replace("errors: 0", "errors: 1"))],
    [
      "a search of Spin that was cut short",
      () => readSpin(`error: max search depth too small\n${spin}`),
    ],
    ["an error that Rumur reports", () => readRumur(rumur.replace("No error found.", "1 error"))],
    ["an error that TLC reports", () => readTlc(tlc.replace("No error has", "An error has"))],
    ["a search of TLC that was cut short", () => readTlc(tlc.replace(", 0 states", ", 7 states"))],
    ["another output", () => readTlc("Error: Could not find or load main class tlc2.TLC")],
    [
      "a verdict that was not expected",
      () =>
        readFaultline(JSON.stringify({ results: [{ verdict: "violates", ok: false, states: 1 }] })),
    ],
    ["diagnostics", () => readFaultline("error[syntax]: expected a name")],
  ])("%s", (_what, read) => {
    expect(read).toThrow(UnexpectedOutput);
  });
});

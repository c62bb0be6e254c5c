/**
 * A run made by hand for the tests of reports: two threads and an unmap race over one page. It has
 * what a timeline can show: locals, nested fields, choices, costs, an action of no process, a step
 * that finishes, and an explanation.
 */
import { SourceFile, type Location } from "../../grammar/source.ts";
import type { Explanation, Trace, Violation } from "../exploration.ts";
import type { EnumType, Instance, InstanceStep, SymmetricType, Type } from "../model.ts";

export const raceText = `module race
/// A mapped page is always valid.
invariant validBeforeMap: all p: Proc { pt[p] is some m implies page[m.frame].valid }
process fault(t: Thread) {
  /// The hardware refuses the access. The handler begins.
  step trap { choose a: Access; want = a; goto copy }
  step copy { choose f: Frame where free(f); page[f].content = 1; cost copies += 1; goto commit }
  step commit { pt[home[t]] = { frame: first!, writable: true }; stop }
}
/// munmap() of the only page.
action unmap(p: Proc, keep: bool) { pt[p] = none }
`;

export const raceSource = new SourceFile("spec/race.fl", raceText);

/** The first place where `text` stands in the fixture. */
export function placeOf(text: string): Location {
  const start = raceText.indexOf(text);
  return { source: raceSource, start, end: start + text.length };
}

const symmetric = (name: string, index: number): SymmetricType => ({
  kind: "symmetric",
  name,
  size: 2,
  index,
});
const proc = symmetric("Proc", 0);
const thread = symmetric("Thread", 1);
const frame = symmetric("Frame", 2);
const bool: Type = { kind: "bool" };
const word: Type = { kind: "int", low: 0, high: 1 };
const plainEnum = (name: string, ...variants: string[]): EnumType => ({
  kind: "enum",
  name,
  variants: variants.map((variant) => ({ name: variant, payload: [] })),
});
const access = plainEnum("Access", "read", "write");
const busy: EnumType = {
  kind: "enum",
  name: "Busy",
  variants: [
    { name: "unbusied", payload: [] },
    { name: "xbusy", payload: [thread] },
  ],
};
const mapOf = (key: Type, value: Type): Type => ({ kind: "map", keys: [key], value });
const option = (item: Type): Type => ({ kind: "option", item });

const step = (
  index: number,
  name: string,
  text: string,
  parameters: readonly (readonly [string, Type])[],
  rest: Partial<InstanceStep>,
): InstanceStep => ({
  index,
  name,
  at: placeOf(text),
  parameters: parameters.map(([name, type], slot) => ({ name, slot, type })),
  frameSize: 2,
  body: [],
  ...rest,
});

export const raceInstance: Instance = {
  module: "race",
  parameters: [{ name: "DATA", type: word, value: 1 }],
  symmetricTypes: [proc, thread, frame],
  variables: [
    { name: "home", type: mapOf(thread, proc), at: placeOf("home") },
    {
      name: "pt",
      type: mapOf(
        proc,
        option({
          kind: "record",
          name: "Mapping",
          fields: [
            { name: "frame", type: frame },
            { name: "writable", type: bool },
          ],
        }),
      ),
      at: placeOf("pt"),
    },
    {
      name: "page",
      type: mapOf(frame, {
        kind: "record",
        name: "Page",
        fields: [
          { name: "valid", type: bool },
          { name: "busy", type: busy },
          { name: "content", type: word },
        ],
      }),
      at: placeOf("page"),
    },
    {
      name: "fault",
      type: mapOf(thread, plainEnum("fault", "rest", "trap", "copy", "commit")),
      at: placeOf("fault"),
      process: { name: "fault", role: "counter" },
    },
    {
      name: "fault.want",
      type: mapOf(thread, access),
      at: placeOf("want"),
      process: { name: "fault", role: "local" },
    },
    {
      name: "fault.first",
      type: mapOf(thread, option(frame)),
      at: placeOf("first"),
      process: { name: "fault", role: "local" },
    },
  ],
  init: { frameSize: 0, body: [] },
  steps: [
    step(0, "fault.trap", "step trap", [["t", thread]], {
      doc: "The hardware refuses the access. The handler begins.",
      process: { name: "fault", label: "rest" },
    }),
    step(1, "fault.copy", "step copy", [["t", thread]], {
      process: { name: "fault", label: "copy" },
    }),
    step(2, "fault.commit", "step commit", [["t", thread]], {
      process: { name: "fault", label: "commit" },
    }),
    step(
      3,
      "unmap",
      "action unmap",
      [
        ["p", proc],
        ["keep", bool],
      ],
      { doc: "munmap() of the only page." },
    ),
  ],
  definitions: [],
  invariants: [
    {
      name: "validBeforeMap",
      doc: "A mapped page is always valid.",
      at: placeOf("invariant validBeforeMap"),
      frameSize: 2,
      body: { kind: "constant", value: true, type: bool, at: placeOf("all p") },
    },
  ],
  transitions: [],
  temporals: [],
  refinements: [],
  scenarios: [],
  measures: [],
  costs: ["copies"],
  sites: [],
};

const rest = 0;
const home = [0, 1];
const unbusied = [false, 0, 0];

export const raceTrace: Trace = {
  initial: [home, [[1, false], null], [unbusied, [true, 0, 1]], [rest, rest], [0, 0], [null, null]],
  initialChoices: [],
  steps: [
    {
      step: 0,
      arguments: [0],
      choices: [{ label: "a", value: 1, type: access }],
      costs: [0],
      state: [home, [[1, false], null], [unbusied, [true, 0, 1]], [2, rest], [1, 0], [null, null]],
    },
    {
      step: 1,
      arguments: [0],
      choices: [{ label: "f", value: 0, type: frame }],
      costs: [1],
      state: [
        home,
        [[1, false], null],
        [
          [false, [1, 0], 1],
          [true, 0, 1],
        ],
        [3, rest],
        [1, 0],
        [0, null],
      ],
    },
    {
      step: 3,
      arguments: [0, true],
      choices: [],
      costs: [0],
      state: [
        home,
        [null, null],
        [
          [false, [1, 0], 1],
          [true, 0, 1],
        ],
        [3, rest],
        [1, 0],
        [0, null],
      ],
    },
    {
      step: 0,
      arguments: [1],
      choices: [{ label: "a", value: 0, type: access }],
      costs: [0],
      state: [
        home,
        [null, null],
        [
          [false, [1, 0], 1],
          [true, 0, 1],
        ],
        [3, 2],
        [1, 0],
        [0, null],
      ],
    },
    {
      step: 2,
      arguments: [0],
      choices: [],
      costs: [0],
      state: [
        home,
        [[0, true], null],
        [
          [false, 0, 1],
          [true, 0, 1],
        ],
        [rest, 2],
        [0, 0],
        [null, null],
      ],
    },
  ],
};

const explanation: Explanation = {
  at: placeOf("pt[p] is some m implies page[m.frame].valid"),
  value: false,
  bindings: [
    { name: "p", value: "proc1" },
    { name: "m", value: "{ frame: frame1, writable: true }" },
  ],
  operands: [{ at: placeOf("page[m.frame].valid"), value: "false" }],
};

export const raceViolation: Violation = {
  kind: "invariant",
  name: "validBeforeMap",
  message: "invariant validBeforeMap is false",
  at: placeOf("invariant validBeforeMap"),
  trace: raceTrace,
  explanation,
};

import { expect, test } from "vitest";
import { loadText } from "../../interpreter/load/load.ts";
import { generateTypes } from "./generate-types.ts";
import { defineSubject, processState, type Answer, type Subject } from "./subject.ts";

const text = `module vm.paging
param PAGES: 1..4 = 2
param eager: bool = false
symmetric type Proc[2]
enum Busy { free, held(Proc), both(Proc, Proc) }
type Slot = { busy: Busy, dirty: bool }
state {
  slot: map[Proc] of Slot? = none
  seen: map[Proc] of set of Proc = set()
  last: (Proc, Proc)? = none
  order: seq[2] of { by: Proc, when: 0..3 } = []
}
/// Says */ what it does.
action touch(p: Proc, w: 0..3) when slot[p] == none and w < PAGES {
  slot[p] = { busy: if eager then held(p) else free, dirty: false }
  seen[p] += p
  last = (p, p)
  if size(order) < 2 { order += { by: p, when: w } }
  cost touches += 1
}
process fault(p: Proc) {
  var busy: Busy = free
  step trap { busy = both(p, p) }
  step done { slot[p] = if busy == free then none else slot[p] }
}
`;

test("the vocabulary of a module, as types", async () => {
  const { modules, diagnostics } = await loadText({ "vm/paging.fl": text });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(generateTypes(modules[0]!)).toMatchInlineSnapshot(`
    "/** The vocabulary of the module vm.paging: generated from it, not to be edited. */
    export type Busy = "free" | { readonly held: number; } | { readonly both: readonly [number, number]; };
    export type Slot = { readonly busy: Busy; readonly dirty: boolean; };
    export type FaultStep = "rest" | "trap" | "done";
    export type VmPaging = {
      readonly parameters: {
        readonly PAGES: number;
        readonly eager: boolean;
      };
      readonly observed: {
        readonly slot: readonly (Slot | null)[];
        readonly seen: readonly (readonly number[])[];
        readonly last: readonly [number, number] | null;
        readonly order: readonly ({ readonly by: number; readonly when: number; })[];
        readonly fault: readonly FaultStep[];
        readonly "fault.busy": readonly Busy[];
      };
      readonly actions: {
        /** Says * / what it does. */
        readonly touch: readonly [p: number, w: number];
        readonly "fault.trap": readonly [p: number];
        readonly "fault.done": readonly [p: number];
      };
      readonly costs: "touches";
    };
    "
  `);
});

test("the variables of a process from one record per instance", () => {
  const variables = processState("fault", [
    { at: "rest", m: null },
    { at: "trap", m: 3 },
  ]);
  expect(variables).toEqual({ fault: ["rest", "trap"], "fault.m": [null, 3] });
});

type Lamp = {
  readonly parameters: { readonly MOST: number };
  readonly observed: { readonly level: number; readonly fault: readonly ("rest" | "trap")[] };
  readonly actions: { readonly up: readonly [by: number]; readonly "fault.trap": readonly [] };
  readonly costs: "ups";
};
interface Vm {
  level: number;
}
const accepted: Answer = { kind: "accepted" };

test("an adapter that does not fit the vocabulary does not compile", () => {
  const parts = {
    boot: ({ MOST }: Lamp["parameters"]): Vm => ({ level: MOST }),
    save: () => new Uint8Array(),
    restore: () => {},
    observe: (vm: Vm) => ({ level: vm.level, fault: ["rest" as const] }),
  };
  const actions = { up: (_vm: Vm, _by: number) => accepted, "fault.trap": () => accepted };
  const define = defineSubject<Lamp>();
  const subject = define({ ...parts, actions });
  // Every adapter is one of no vocabulary in particular.
  const general: Subject<Vm> = subject;
  expect(general).toBe(subject);

  // @ts-expect-error the action fault.trap is missing
  define({ ...parts, actions: { up: () => accepted } });
  // @ts-expect-error an action is misspelt
  define({ ...parts, actions: { ...actions, upp: () => accepted } });
  // @ts-expect-error the argument of up is a number
  define({ ...parts, actions: { ...actions, up: (_vm: Vm, _by: string) => accepted } });
  // @ts-expect-error an action has more arguments than the step has
  define({ ...parts, actions: { ...actions, "fault.trap": (_vm: Vm, _p: number) => accepted } });
  // @ts-expect-error a variable is missing
  define({ ...parts, actions, observe: () => ({ level: 1 }) });
  const fault = ["rest" as const];
  // @ts-expect-error a variable is misspelt
  define({ ...parts, actions, observe: () => ({ levl: 1, fault }) });
  const nowhere = ["tarp" as const];
  // @ts-expect-error a process is at no such step
  define({ ...parts, actions, observe: () => ({ level: 1, fault: nowhere }) });
  // @ts-expect-error a cost is misspelt
  define({ ...parts, actions, costs: () => ({ upps: 1 }) });
  // @ts-expect-error there is no such parameter
  define({ ...parts, actions, boot: ({ LEAST }: { LEAST: number }) => ({ level: LEAST }) });
});

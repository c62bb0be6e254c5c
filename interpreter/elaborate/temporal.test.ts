import { expect, test } from "vitest";
import { loadText } from "../load/load.ts";
import type { Temporal, TemporalProperty } from "../model.ts";
import { elaborate } from "./elaborate.ts";

async function elaborated(text: string) {
  const { modules, diagnostics } = await loadText({ "m.fl": `module m\n${text}` }, "m.fl");
  expect(diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  return elaborate(modules[0]!);
}

const state = "symmetric type P[3]\nstate { inside: set of P = set(); who: P? = none }\n";
const action = "action go(p: P) { inside += p; who = p }\n";

async function temporal(text: string): Promise<TemporalProperty> {
  const { instance } = await elaborated(`${state}${action}temporal t: ${text}`);
  return instance!.temporals[0]!;
}

/** `(p0 and always p1)` */
function show(f: Temporal): string {
  switch (f.kind) {
    case "constant":
      return String(f.value);
    case "atom":
      return `p${f.index}`;
    case "and":
    case "or":
      return `(${f.operands.map(show).join(` ${f.kind} `)})`;
    case "not":
    case "always":
    case "eventually":
      return `${f.kind} ${show(f.operand)}`;
    default:
      return `(${show(f.left)} ${f.kind} ${show(f.right)})`;
  }
}

test.each([
  ["always (all p: P { p in inside })", "always p0", 1],
  ["all p: P { eventually p in inside }", "(eventually p0 and eventually p1 and eventually p2)", 3],
  [
    "some distinct p, q: P { always p not in inside }",
    "(always not p0 or always not p0 or always not p1 or always not p1 or always not p2 or always not p2)",
    3,
  ],
  ["all p: P where who == p { eventually p in inside }", "((p0 implies eventually p1) and (p2 implies eventually p3) and (p4 implies eventually p5))", 6], // prettier-ignore
  ["who == none until (who != none and eventually who == none)", "(p0 until (p1 and eventually p0))", 2], // prettier-ignore
  ["1 > 2 leads to who == none", "(false leads to p0)", 1],
])("%s is %s", async (text, shown, atoms) => {
  const property = await temporal(text);
  expect([show(property.formula), property.atoms.length]).toEqual([shown, atoms]);
});

test("a predicate that reads a name of another one repeats that one", async () => {
  const { atoms } = await temporal("who is some p and (p in inside and eventually who == none)");
  expect(atoms.map(({ body }) => body.kind)).toEqual(["test", "logic", "equal"]);
});

test("a quantifier over too many values is refused, with what to do", async () => {
  const { instance, diagnostics } = await elaborated(
    "type N = 0..149\nstate { x: N = 0 }\naction a { x = 1 }\n" +
      "temporal t: all i, j: N { x == i leads to x == j }",
  );
  expect(instance).toBe(undefined);
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    [
      "size-limit",
      "the temporal property, written out for all values of its quantifiers, has more than 10000 parts, more than the limit of 10000", // prettier-ignore
    ],
  ]);
});

import { expect, test } from "vitest";
import { exploreReference } from "../../explore/reference.ts";
import { everything, instanceOf } from "../../testing/module-text.fixture.ts";
import { compileInstance } from "../compile-instance.ts";
import { exploreCompiled } from "../explore-compiled.ts";

const symmetry = false;

/** Processes that go round a number of places, and wait at the second one for the last to leave. */
const round = (places: number): string => `
param N: 1..3 = 2
type Proc = 0..N-1
state { inside: 0..N = 0 }
process walker(p: Proc) {
  step enter { inside += 1 }
  step wait when inside == N or inside == 1 { }
  ${Array.from({ length: places }, (_, i) => `step place${i} { }`).join("\n  ")}
  step leave { inside -= 1 }
}
invariant some1: inside <= N`;

test("a step is tried where some process is at its place only", async () => {
  const instance = await instanceOf(round(3));
  const { text } = compileInstance(instance, everything(instance));
  // Before its first step a process is at \`rest\`, which is where the first step starts too.
  expect(text).toMatch(/if\(\(M\[0\]&3\)!==0\)\{f\d+\(\)/);
  for (const mask of [4, 8, 16, 32, 64]) expect(text).toContain(`if((M[0]&${mask})!==0){`);
});

test.each([1, 3, 29, 40])("with %i places more, the engines agree", async (places) => {
  const instance = await instanceOf(round(places));
  const options = { selection: everything(instance), symmetry };
  const { seconds: _, ...compiled } = await exploreCompiled(instance, options);
  const { seconds: __, ...reference } = await exploreReference(instance, options);
  expect(compiled).toEqual(reference);
});

test("for two steps it is not worth it", async () => {
  const instance = await instanceOf(`
state { spot: map[0..1] of 0..2 = 0 }
action a(p: 0..1) when spot[p] == 0 { spot[p] = 1 }
action b(p: 0..1) when spot[p] == 1 { spot[p] = 2 }
terminal spot[0] == 2 and spot[1] == 2`);
  const { text } = compileInstance(instance, everything(instance));
  expect(text).not.toContain("function present");
});

test("a guard that fails is not taken for one that holds", async () => {
  const instance = await instanceOf(`
state { n: 0..1 = 0 }
def wrong: set of { below: -1..-1 } = set(x: bool where n == 0 => { below: sum(y: 1..3 => y) })
action flip { n = 1 - n }
action a(b: bool) when size(wrong) != 3 { n = 1 - n }
action b(b: bool) when size(wrong) != 3 { n = 1 - n }
action c(b: bool) when size(wrong) != 3 { n = 1 - n }`);
  const options = { selection: everything(instance), symmetry };
  const { seconds: _, ...compiled } = await exploreCompiled(instance, options);
  const { seconds: __, ...reference } = await exploreReference(instance, options);
  expect(reference).toMatchObject({ violation: { kind: "failure" } });
  expect(compiled).toEqual(reference);
});

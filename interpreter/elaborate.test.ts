import { expect, test } from "vitest";
import { elaborate } from "./elaborate.ts";
import { initialOutcomes } from "./successors.ts";
import { loadText } from "./load.ts";
import type { Instance } from "./model.ts";
import { showValue } from "./show-value.ts";

async function instanceOf(text: string): Promise<Instance> {
  const { modules, diagnostics } = await loadText({ "m.fl": `module m\n${text}` }, "m.fl");
  expect(diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  const { instance, diagnostics: problems } = elaborate(modules[0]!);
  expect(problems).toEqual([]);
  return instance!;
}

/** The initial values of the variables, as text. */
async function initially(text: string): Promise<string[]> {
  const { init } = await instanceOf(`${text}\naction b { }`);
  const block = init.body.at(-1);
  const first = block?.kind === "block" ? block.body[0] : undefined;
  expect(first?.kind === "let" && first.value.type.kind).toBe("option");
  expect(await initially(text)).toEqual(["2"]);
});

test("what is added to a set of sets is one of them or a set of them, as its type says", async () => {
  const text = `
    state {
      a: set of set of 0..1 = set()
      b: set of set of 0..1 = set(set(0))
      c: seq[3] of seq[1] of 0..1 = [[0]]
    }
    init {
      a = a + set() + set(1)
      b = b + b + set(set(1))
      c = c + c + [1]
    }`;
  expect(await initially(text)).toEqual([
    "set(set(), set(1))",
    "set(set(0), set(1))",
    "[[0], [0], [1]]",
  ]);
});

test("a value that is decided before the run is an option if it might have been none", async () => {
  const text = `
    param P: bool = true
    state { a: 0..3 = 0 }
    init {
      let x = if P then { n: 2 } else none
      a = x!.n
    }`;
  const { init } = await instanceOf(`${text}\naction b { }`);
  const block = init.body.at(-1);
  const first = block?.kind === "block" ? block.body[0] : undefined;
  expect(first?.kind === "let" && first.value.type.kind).toBe("option");
  expect(await initially(text)).toEqual(["2"]);
});

test("what is added to a set of sets is one of them or a set of them, as its type says", async () => {
  const text = `
    state {
      a: set of set of 0..1 = set()
      b: set of set of 0..1 = set(set(0))
      c: seq[3] of seq[1] of 0..1 = [[0]]
    }
    init {
      a = a + set() + set(1)
      b = b + b + set(set(1))
      c = c + c + [1]
    }`;
  expect(await initially(text)).toEqual([
    "set(set(), set(1))",
    "set(set(0), set(1))",
    "[[0], [0], [1]]",
  ]);
});

/** `mutate` and `diff` from outside: what they print and with which exit code they end. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { faultline, folder, LAMP, timeless, write } from "./cli.fixture.ts";
import { main } from "./cli.ts";

describe("mutate", () => {
  const plain = (text: string) => timeless(text).replaceAll("\\", "/");

  test("shows what the checks do not notice, and is 1", async () => {
    const path = write("mutate/lamp.fl", LAMP);
    const { code, out, err } = await faultline(["mutate", path, "--only", "guard", "--verbose"]);
    expect(err).toBe("");
    await expect(plain(out)).toMatchFileSnapshot("interpreter/report/golden/mutate-lamp.txt");
    expect(code).toBe(1);
  });

  const EXPLAINED = `dark guard
- action dark when level > 0 {
+ action dark when true {
= A lamp that is dark may be turned off again.
`;

  test("an explained survivor is listed apart, and a stale explanation is reported", async () => {
    const path = write("mutate/lamp.fl", LAMP.replace("last != h", "true"));
    const stale = "brighter guard\n- nothing\n= like this\n";
    write("mutate/lamp.mutants", `${EXPLAINED}\n${stale}`);
    const { out } = await faultline(["mutate", path]);
    expect(out).toMatch(/explained {2}dark guard[^]*= A lamp that is dark may be turned off again/);
    expect(out).toContain("lamp.mutants:6 explains no survivor (brighter guard)");
    rmSync(join(folder, "mutate/lamp.mutants"));
  });

  test("explanations that cannot be read are 2", async () => {
    const path = write("mutate/lamp.fl", LAMP);
    write("mutate/lamp.mutants", "dark gard\n");
    const { code, err } = await faultline(["mutate", path]);
    expect(err).toMatch(/lamp\.mutants:1: an entry begins with/);
    expect(code).toBe(2);
    rmSync(join(folder, "mutate/lamp.mutants"));
  });

  test("a module that is not as it expects is 2", async () => {
    const path = write("mutate/lamp.fl", LAMP.replace("expect states 2", "expect states 3"));
    const { code, err } = await faultline(["mutate", path]);
    expect(err).toContain("lamp check one is not as expected");
    expect(code).toBe(2);
  });

  test("a journal is taken over, and after a change of the module says what to try first", async () => {
    const path = write("kept/lamp.fl", LAMP);
    const journal = join(folder, "kept/lamp.journal");
    const whole = await faultline(["mutate", path]);
    const part = await faultline(["mutate", path, "--only", "guard", "--journal", journal]);
    expect(part.out).not.toContain("journal");
    const run = () => faultline(["mutate", path, "--journal", journal]);
    const added = (text: string) => [`  ${text}`];
    expect(linesOnlyIn((await run()).out, whole.out)).toEqual(added("taken from the journal: 4"));
    expect(linesOnlyIn((await run()).out, whole.out)).toEqual(added("taken from the journal: 20"));
    write("kept/lamp.fl", `// A comment.\n${LAMP}`);
    expect((await run()).out).toContain("taken from the journal: 20");
    write("kept/lamp.fl", `${LAMP}invariant lit: level >= 0\n`);
    const again = added("killed again by what killed them in an earlier run: 16 of 16");
    expect(linesOnlyIn((await run()).out, whole.out)).toEqual(again);
    write("kept/lamp.fl", LAMP);
    expect(linesOnlyIn((await run()).out, whole.out)).toEqual(added("taken from the journal: 20"));
  });

  /** Lines that the second text has not. */
  const linesOnlyIn = (left: string, right: string) => {
    const known = new Set(plain(right).split("\n"));
    return plain(left)
      .split("\n")
      .filter((line) => !known.has(line));
  };

  test("one journal is kept of several modules, and none of others", async () => {
    const paths = ["a", "b", "c"].map((name) =>
      write(`kept/${name}.fl`, LAMP.replace("module lamp", `module ${name}`)),
    );
    const journal = ["--journal", join(folder, "kept/several.journal")];
    await faultline(["mutate", ...paths.slice(0, 2), ...journal]);
    const { out } = await faultline(["mutate", ...paths.slice(1), ...journal]);
    expect(out.match(/^[a-z]+$|taken.*/gm)).toEqual(["b", "taken from the journal: 20", "c"]);
    const other = await faultline(["mutate", write("kept/lamp.fl", LAMP), ...journal]);
    expect(other).toMatchObject({ code: 2, out: "" });
    expect(other.err).toMatch(/several\.journal is about a, b and c: name another journal\n$/);
  });

  test("a check without an answer is left out, and nothing but that is 3", async () => {
    const text = LAMP.replace(/action dark[^]*?\n}\n/, "").replace("expect states 2", "");
    const path = write("mutate/lamp.fl", text);
    const { code, out } = await faultline(["mutate", path, "--max-states", "1", "--only", "where"]);
    expect(out).toContain("is left out, for it has no answer");
    expect(code).toBe(3);
  });

  test("an interruption is 130 and says what is open", async () => {
    const path = write("mutate/lamp.fl", LAMP);
    let lines = 0;
    const interruption = new AbortController();
    const code = await main(["mutate", path, path], {
      stdout: { write: () => lines++ === 0 && interruption.abort() },
      stderr: { write: () => undefined },
      stdin: (async function* () {})(),
      environment: {},
      signal: interruption.signal,
    });
    expect(code).toBe(130);
    const { out } = await faultline(["mutate", path], { signal: AbortSignal.abort() });
    expect(out).toContain("Interrupted");
  });

  test("--json prints one document that fits the schema, whatever happens", async () => {
    const schema: unknown = JSON.parse(
      readFileSync("interpreter/report/mutation.schema.json", "utf8"),
    );
    const validate = new Ajv2020({ allErrors: true }).compile(schema as object);
    const good = write("mutate/lamp.fl", LAMP);
    write("mutate/lamp.mutants", EXPLAINED);
    const bad = write("mutate/bad.fl", "module bad\nstate { x: 0..1 = y }\n");
    const journal = ["--journal", join(folder, "mutate/lamp.journal")];
    for (const [path, outcome, modules, args] of [
      [good, "survivors", 1, []],
      [good, "survivors", 1, journal],
      [bad, "wrong-input", 0, journal],
    ] as const) {
      const { out } = await faultline(["mutate", path, "--json", ...args]);
      const document = JSON.parse(out) as { outcome: string; modules: { journal?: object }[] };
      validate(document);
      expect(validate.errors).toBeNull();
      expect(document.outcome).toBe(outcome);
      expect(document.modules).toHaveLength(modules);
      const isKept = document.modules.some((module) => module.journal !== undefined);
      expect(isKept).toBe(modules > 0 && args.length > 0);
    }
    rmSync(join(folder, "mutate/lamp.mutants"));
  });
});

describe("diff", () => {
  test("shows the shortest run that one side alone allows, and is 1", async () => {
    const path = write("lamp.fl", LAMP);
    const { code, out, err } = await faultline(["diff", path, "MAX=1", "two"]);
    expect(err).toBe("");
    await expect(timeless(out)).toMatchFileSnapshot("interpreter/report/golden/diff-lamp.txt");
    expect(code).toBe(1);
  });

  test("no difference is 0 and says how much was compared", async () => {
    const { code, out } = await faultline(["diff", write("lamp.fl", LAMP), "two", "MAX=2"]);
    expect(out).toBe(
      "No difference between two and MAX=2: 3 states and 5 transitions, to depth 2 compared.\n",
    );
    expect(code).toBe(0);
  });

  test.each([
    [["on", "two"], /lamp has no check on/],
    [["twoo", "two"], /did you mean two\?/],
    [["MX=1", "two"], /lamp has no parameter MX/],
    [["MAX=9", "two"], /MAX/],
    [["MAX=", "two"], /MAX/],
  ])("%j is 2", async (sides, message) => {
    const { code, out, err } = await faultline(["diff", write("lamp.fl", LAMP), ...sides]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });

  test("instances of other types are 2, and the variables are named", async () => {
    const path = write("lamp.fl", LAMP.replace("level: 0..3", "level: 0..MAX"));
    const { code, err } = await faultline(["diff", path, "one", "two"]);
    expect(err.replace(/\s+/g, " ")).toContain("nothing to compare: level have other types");
    expect(code).toBe(2);
  });

  test("a limit is 3", async () => {
    const path = write("lamp.fl", LAMP);
    expect((await faultline(["diff", path, "two", "two", "--max-states", "1"])).code).toBe(3);
  });

  test("--json prints one document that fits the schema, whatever happens", async () => {
    const schemas = ["results", "difference"].map(
      (name) =>
        JSON.parse(readFileSync(`interpreter/report/${name}.schema.json`, "utf8")) as object,
    );
    const validate = new Ajv2020({ allErrors: true }).addSchema(schemas[0]!).compile(schemas[1]!);
    const path = write("lamp.fl", LAMP);
    const elsewhere = write("elsewhere/lamp.fl", LAMP.replace("level += 1", "level = MAX"));
    const body = "choose n: 1..2 where n > MAX\n  level = n";
    const blocked = write("blocked/lamp.fl", LAMP.replace("level += 1", body));
    for (const [sides, outcome, more] of [
      [[path, "MAX=1", "two"], "different", { difference: { disabled: { guard: {} } } }],
      [[path, "two", "MAX=2"], "same", { compared: { states: 3, transitions: 5, depth: 2 } }],
      [[path, "two", "two", "--max-states", "1"], "limit", {}],
      [[path, "on", "two"], "wrong-input", {}],
      [[elsewhere, "MAX=1", "two"], "different", { difference: { outcomes: [{}] } }],
      [[blocked, "MAX=1", "two"], "different", { difference: { disabled: { choices: [{}] } } }],
    ] as const) {
      const { out } = await faultline(["diff", ...sides, "--json"]);
      const document = JSON.parse(out) as object;
      validate(document);
      expect(validate.errors).toBeNull();
      expect(document).toMatchObject({ version: 1, outcome, ...more });
    }
  });
});

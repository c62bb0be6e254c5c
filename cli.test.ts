/** The command line from outside: what it prints and with which exit code it ends. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "./cli.ts";

const LAMP = `/// A lamp that someone forgot to fuse.
module lamp

param MAX: 1..3 = 2

symmetric type Hand[2]

state {
  level: 0..3 = 0
  last: Hand? = none
}

/// One notch brighter.
action brighter(h: Hand) when level < MAX and last != h {
  level += 1
  last = h
}
action dark when level > 0 {
  level = 0
  last = none
}

/// The fuse is made for less than two.
invariant dim: level < 2

check one { MAX = 1; expect holds; expect states 2 }
check two { expect violates dim in 2 steps }
scenario "it shines" reachable when level > 0
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "faultline-cli-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function faultline(
  args: readonly string[],
  more: { input?: string; environment?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Ran> {
  const written = { out: "", err: "" };
  async function* stdin() {
    yield Buffer.from(more.input ?? "");
  }
  const code = await main(args, {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    stdin: stdin(),
    environment: more.environment ?? {},
    signal: more.signal ?? new AbortController().signal,
  });
  const plain = (text: string) => text.replaceAll(folder, "TMP");
  return { code, out: plain(written.out), err: plain(written.err) };
}

/** Times differ from run to run, and with them the width of their column. */
const timeless = (text: string) =>
  text
    .replace(/ +[\d.]+ m?s$/gm, "  0 ms")
    .replace(/ +time$/gm, "  time")
    .replace(/\([\d.]+ m?s\)/g, "(0 ms)");

describe("help", () => {
  test.each([
    [[]],
    [["check"]],
    [["simulate"]],
    [["mutate"]],
    [["diff"]],
    [["fmt"]],
    [["conform"]],
    [["tour"]],
  ])("of %j fits a screen and has an example", async (command) => {
    const { code, out } = await faultline([...command, "--help"]);
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(lines.filter((line) => line.length > 92)).toEqual([]);
    await expect(out).toMatchFileSnapshot(
      `interpreter/report/golden/help${command.map((name) => `-${name}`).join("")}.txt`,
    );
  });

  test("without arguments help goes to standard error and it is a mistake", async () => {
    const { code, out, err } = await faultline([]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Usage: faultline");
  });

  test("--version prints the version of the package", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await faultline(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });
});

describe("a mistake on the command line", () => {
  test.each([
    [["chekc"], /unknown command 'chekc'[^]*Did you mean check\?/],
    [["check", "--verbos"], /unknown option '--verbos'[^]*Did you mean --verbose\?/],
    [["check", "--param", "PAGES"], /NAME=VALUE/],
    [["check", "--max-states", "many"], /whole number/],
    [["check", "--engine", "fast"], /compiled, reference/],
    [["check", "--workers", "0"], /at least 1/],
    [["mutate", "--workers", "0"], /at least 1/],
    [["mutate", "--only", "gard"], /guard, where, negate/],
    [["diff", "lamp.fl", "one"], /missing required argument 'b'/],
  ])("%j is explained, with exit code 2", async (args, message) => {
    const { code, out, err } = await faultline(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });

  test("a name that no module has is suggested", async () => {
    const path = write("lamp.fl", LAMP);
    const check = await faultline(["check", path, "--check", "twoo"]);
    expect(check).toEqual({
      code: 2,
      out: "",
      err: "faultline: none of the modules has a check twoo; did you mean two?\n",
    });
    const parameter = await faultline(["check", path, "--param", "MAXX=1"]);
    expect(parameter.code).toBe(2);
    expect(parameter.err).toContain("parameter MAXX; did you mean MAX?");
  });

  test("a path to nothing", async () => {
    const { code, err } = await faultline(["check", join(folder, "nowhere.fl")]);
    expect(code).toBe(2);
    expect(err).toContain("TMP/nowhere.fl");
  });
});

describe("a bug of the program", () => {
  const broken = (environment: Record<string, string>) => {
    let err = "";
    const failing = () => {
      throw new Error("the pen is dry");
    };
    const io = { stdout: { write: failing }, stderr: { write: (text: string) => (err += text) } };
    const signal = new AbortController().signal;
    async function* stdin() {}
    return main(["check", write("lamp.fl", LAMP)], {
      ...io,
      stdin: stdin(),
      environment,
      signal,
    }).then((code) => ({ code, err }));
  };

  test("is one line and a request, never a stack", async () => {
    const { code, err } = await broken({});
    expect(code).toBe(70);
    expect(err).toMatch(/^faultline: internal error: the pen is dry\nThis is a bug in faultline/);
    expect(err).not.toMatch(/^ +at /m);
  });

  test("shows where it happened only when asked", async () => {
    expect((await broken({ FAULTLINE_DEBUG: "1" })).err).toMatch(/^ +at /m);
  });
});

describe("simulate", () => {
  test("finds what exploring finds, and says that it proves nothing", async () => {
    const path = write("lamp.fl", LAMP);
    const { code, out } = await faultline(["simulate", path, "--runs", "20", "--steps", "30"]);
    expect(code).toBe(0);
    expect(out).toMatch(/ok +one +nothing found/);
    expect(out).toMatch(/ok +two +violates dim in \d+ steps?/);
    expect(out).toContain("they do not prove");
  });

  test("the same seed gives the same report", async () => {
    const path = write("lamp.fl", LAMP.replace("expect violates dim in 2 steps", "expect holds"));
    const run = () => faultline(["simulate", path, "--check", "two", "--seed", "9"]);
    const first = await run();
    expect(first.code).toBe(1);
    expect(first.out).toContain("invariant dim is false");
    expect(timeless((await run()).out)).toBe(timeless(first.out));
  });
});

describe("tour", () => {
  test("checks what comes with faultline, shows the bug, and says where to go", async () => {
    const { out } = await faultline(["tour"], { signal: AbortSignal.abort() });
    expect(out).toContain("First, every check of every module");
    expect(out).toContain("Interrupted.");
  });
});

describe("check", () => {
  test("everything as expected is 0", async () => {
    const { code, out, err } = await faultline(["check", write("lamp.fl", LAMP)]);
    expect(err).toBe("");
    await expect(timeless(out)).toMatchFileSnapshot("interpreter/report/golden/check-lamp.txt");
    expect(code).toBe(0);
  });

  test("both engines print the same of a check", async () => {
    const path = write("lamp.fl", LAMP);
    const checks = ["--check", "one", "--check", "two"];
    const run = async (engine: string) =>
      timeless((await faultline(["check", path, ...checks, "--verbose", "--engine", engine])).out);
    expect(await run("reference")).toBe(await run("compiled"));
  });

  test("a surprise is 1, with its run and the false part of the property", async () => {
    const path = write("lamp.fl", LAMP.replace("expect violates dim in 2 steps", "expect holds"));
    const { code, out } = await faultline(["check", path, "--check", "two"]);
    await expect(timeless(out)).toMatchFileSnapshot("interpreter/report/golden/check-surprise.txt");
    expect(code).toBe(1);
  });

  test("a wrong count is 1 and says both counts", async () => {
    const path = write("lamp.fl", LAMP.replace("expect states 2", "expect states 3"));
    const { code, out } = await faultline(["check", path]);
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain("expected 3 distinct states");
  });

  test("a parameter of the command line is used in every check", async () => {
    const { code, out } = await faultline(["check", write("lamp.fl", LAMP), "--param", "MAX=1"]);
    expect(out).toMatch(/FAIL two/);
    expect(code).toBe(1);
  });

  test("a mistake in a module is 2; the other modules are still checked", async () => {
    write("some/good.fl", LAMP.replace("module lamp", "module good"));
    write("some/bad.fl", "module bad\nstate { x: 0..1 = y }\naction a { x = 1 }\n");
    const { code, out, err } = await faultline(["check", join(folder, "some")]);
    expect(code).toBe(2);
    expect(err).toContain("TMP/some/bad.fl:2:");
    expect(out).toMatch(/ok {3}one/);
  });

  test.each([
    ["states", "--max-states", "1"],
    ["memory", "--memory", "1"],
    ["time", "--time", "1"],
  ])("a limit on %s is 3 and says what to do", async (limit, option, value) => {
    const large = `${LAMP.replaceAll("3", "30000000").replace("MAX = 1;", "MAX = 30000000;")}`;
    const text = limit === "states" ? LAMP : large.replace("invariant dim: level < 2", "");
    const path = write("lamp.fl", text.replace(/check two.*\n/, ""));
    const { code, out } = await faultline(["check", path, "--check", "one", option, value]);
    expect(out).toContain(`the limit on ${limit}`);
    expect(out).toContain("--max-states");
    expect(code).toBe(3);
  });

  test("an interruption is 130 and says how far it got", async () => {
    const aborted = AbortSignal.abort();
    const { code, out } = await faultline(["check", write("lamp.fl", LAMP)], { signal: aborted });
    expect(code).toBe(130);
    expect(out).toContain("Interrupted. 0 of 3 finished");
  });

  test("--strict refuses what was never exercised", async () => {
    const path = write("lamp.fl", `${LAMP}action never when level > 3 { level = 0 }\n`);
    expect((await faultline(["check", path])).code).toBe(0);
    const { code, out } = await faultline(["check", path, "--strict"]);
    expect(code).toBe(1);
    expect(out).toContain("action never is never taken");
  });

  test("--json prints one document that fits the schema, whatever happens", async () => {
    const schema: unknown = JSON.parse(
      readFileSync("interpreter/report/results.schema.json", "utf8"),
    );
    const validate = new Ajv2020({ allErrors: true }).compile(schema as object);
    const good = write("lamp.fl", LAMP);
    const bad = write("bad.fl", "module bad\nstate { x: 0..1 = y }\n");
    for (const [path, outcome] of [
      [good, "as-expected"],
      [bad, "wrong-input"],
      [folder + "/none", "wrong-input"],
    ] as const) {
      const { out, err, code } = await faultline(["check", path, "--json"]);
      const document = JSON.parse(out) as { outcome: string };
      validate(document);
      expect(validate.errors).toBeNull();
      expect(document.outcome).toBe(outcome);
      expect(err).toBe("");
      expect(code).toBe(outcome === "as-expected" ? 0 : 2);
    }
  });

  test("annotates a pull request on GitHub", async () => {
    const path = write("lamp.fl", LAMP.replace("expect violates dim in 2 steps", "expect holds"));
    const { out } = await faultline(["check", path], { environment: { GITHUB_ACTIONS: "true" } });
    expect(out).toContain("::error file=TMP/lamp.fl,line=");
  });
});

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
    for (const [path, outcome, modules] of [
      [good, "survivors", 1],
      [bad, "wrong-input", 0],
    ] as const) {
      const { out } = await faultline(["mutate", path, "--json"]);
      const document = JSON.parse(out) as { outcome: string; modules: unknown[] };
      validate(document);
      expect(validate.errors).toBeNull();
      expect(document.outcome).toBe(outcome);
      expect(document.modules).toHaveLength(modules);
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

describe("fmt", () => {
  const untidy = LAMP.replace("action dark when level > 0 {", "action   dark when level>0 {");

  test("writes what changes, keeps the mode, and leaves the rest alone", async () => {
    const first = write("fmt/lamp.fl", untidy);
    chmodSync(first, 0o640);
    const changed = await faultline(["fmt", join(folder, "fmt")]);
    expect(changed).toEqual({
      code: 0,
      out: "formatted TMP/fmt/lamp.fl\n1 of 1 file changed\n",
      err: "",
    });
    expect(statSync(first).mode & 0o777).toBe(0o640);
    const { mtimeMs } = statSync(first);
    const again = await faultline(["fmt", first]);
    expect(again.out).toBe("0 of 1 file changed\n");
    expect(statSync(first).mtimeMs).toBe(mtimeMs);
  });

  test("--check writes nothing and is 1 if something would change", async () => {
    const path = write("fmt/lamp.fl", untidy);
    const { code, out } = await faultline(["fmt", path, "--check"]);
    expect({ code, out }).toEqual({
      code: 1,
      out: "would change TMP/fmt/lamp.fl\n1 of 1 file would change\n",
    });
    expect(readFileSync(path, "utf8")).toBe(untidy);
  });

  test("does not touch a file with syntax errors", async () => {
    const broken = "module   broken\nacton a { }\n";
    const path = write("broken.fl", broken);
    const { code, err } = await faultline(["fmt", path]);
    expect(code).toBe(2);
    expect(err).toContain("TMP/broken.fl:2:1");
    expect(readFileSync(path, "utf8")).toBe(broken);
  });

  test("what cannot be written is said, and the file is as it was", async () => {
    // The name has no room for the suffix of the file written beside it.
    const path = write(`${"x".repeat(250)}.fl`, untidy);
    const { code, err } = await faultline(["fmt", path]);
    expect(code).toBe(2);
    expect(err).toMatch(/x\.fl is unchanged: ENAMETOOLONG/);
    expect(readFileSync(path, "utf8")).toBe(untidy);
  });

  test("- is standard input to standard output", async () => {
    const { code, out } = await faultline(["fmt", "-"], { input: untidy });
    expect(code).toBe(0);
    expect(out).toContain("action dark when level > 0 {");
    expect((await faultline(["fmt", "-"], { input: "module x\nacton" })).code).toBe(2);
  });
});

/** The command line from outside: what it prints and with which exit code it ends. */
import { chmodSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { faultline, folder, LAMP, timeless, write } from "./cli.fixture.ts";
import { main } from "./cli.ts";

describe("help", () => {
  test.each([
    [[]],
    [["check"]],
    [["simulate"]],
    [["mutate"]],
    [["diff"]],
    [["decide"]],
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

  describe("with checkpoints", () => {
    test("a limit on states leaves one, from which a larger limit goes on", async () => {
      const path = write("lamp.fl", LAMP);
      const kept = join(folder, "kept");
      const first = await faultline(["check", path, "--max-states", "1", "--checkpoint", kept]);
      expect(first.code).toBe(3);
      expect(first.out.replaceAll(/\s+/g, " ")).toContain("--resume TMP/kept goes on from it");
      expect(
        readdirSync(kept)
          .filter((name) => name.endsWith(".checkpoint"))
          .sort(),
      ).toEqual([
        "lamp.it-shines-141a3c58.checkpoint",
        "lamp.one.checkpoint",
        "lamp.two.checkpoint",
      ]);
      const rest = await faultline(["check", path, "--resume", kept]);
      expect(rest).toMatchObject({ code: 0, err: "" });
      expect(rest.out).toContain("the search went on from a checkpoint of 1 state");
      expect(readdirSync(kept)).toEqual([]);
    });

    test("one of another text is refused with 2, and stays", async () => {
      const path = write("lamp.fl", LAMP);
      const kept = join(folder, "kept2");
      await faultline(["check", path, "--max-states", "1", "--checkpoint", kept]);
      write("lamp.fl", LAMP.replace("last != h", "true"));
      const { code, out, err } = await faultline(["check", path, "--resume", kept, "--json"]);
      expect(code).toBe(2);
      expect(err).toMatch(
        /^faultline: lamp check one: TMP\/kept2\/lamp.one.checkpoint is of another search: the module has changed since/,
      );
      expect(JSON.parse(out)).toMatchObject({ outcome: "wrong-input", results: [] });
      expect(readdirSync(kept)).toHaveLength(9);
      write("lamp.fl", LAMP);
      const other = await faultline(["check", path, "--resume", kept, "--param", "MAX=3"]);
      expect(other.err).toContain("MAX was 1 and is 3");
    });

    test.each([
      [["--checkpoint", "PLACE/lamp.fl/inside"], /cannot be written into .*: E(EXIST|NOTDIR)/],
      [["--resume", "PLACE/lamp.fl"], /cannot be written into .*: it is no folder/],
      [["--resume", "PLACE/nowhere"], /cannot be written into .*: ENOENT/],
      [["--checkpoint-every", "3"], /goes with --checkpoint or --resume/],
      [["--checkpoint", "PLACE/k", "--checkpoint-every", "soon"], /a number of seconds/],
      [["--checkpoint", "PLACE/k", "--resume", "PLACE/k"], /cannot be used with/],
      [["--checkpoint", "PLACE/k", "--engine", "reference"], /reference engine has no/],
    ])("%j is 2", async (options, message) => {
      const path = write("lamp.fl", LAMP);
      const given = options.map((option) => option.replace("PLACE", folder));
      const { code, out, err } = await faultline(["check", path, ...given]);
      expect(err).toMatch(message);
      expect({ code, out }).toEqual({ code: 2, out: "" });
    });
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

/** `faultline decide` from outside: what is true, what is false, and what is no decision record. */
import { mkdirSync, readFileSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { format } from "prettier";
import { beforeEach, describe, expect, test } from "vitest";
import { faultline, folder, LAMP, timeless, write } from "./cli.fixture.ts";
import { main } from "./cli.ts";

const MEASURED = LAMP.replace("  level += 1\n", "  level += 1\n  cost notches += 1\n").replace(
  "check one",
  "measure notchesToDark: notches from level == 0 to level == 2\ncheck one",
);

const RECORD = `# The lamp is fused for less than two

- System: Lamps
- Themes: who may turn it, what it costs
- Source: a letter of 1998,
  and its answer
- Module: lamp
- Contradicts: The letter says that nobody turns it twice.

## Context

Someone forgot to fuse it.

## Alternatives

- Two notches.
- One notch.

## Decision

One.

## Consequences

It is dim.

<!-- generated: claims -->
<!-- end generated -->

\`\`\`claim
alternative: two notches
check: two
expect: violates dim in 2 steps
\`\`\`

<!-- generated: run -->
<!-- end generated -->

<!-- generated: steps -->
<!-- end generated -->

\`\`\`claim
alternative: one notch
check: two
with: MAX = 1
expect: holds, states 2
\`\`\`

\`\`\`claim
check: one
expect: transitions 3
\`\`\`

\`\`\`claim
scenario: it shines
expect: reachable in 1 step
\`\`\`

\`\`\`claim
alternative: more than the fuse allows
compare: MAX=1 against MAX=2
expect: second permits more in 2 steps
\`\`\`

<!-- generated: steps -->
<!-- end generated -->

\`\`\`claim
check: one
with: MAX = 2
expect: violates dim
long: yes
\`\`\`
`;

const INDEX = `# Decisions

- Systems: Lamps, Doors
- Themes: what it costs, who may turn it

<!-- generated: index -->
<!-- end generated -->
`;

const at = (name: string): string => join(folder, "spec/decisions", name);
const read = (name = "0001-fuse.md"): string => readFileSync(at(name), "utf8");
const put = (text: string, name = "0001-fuse.md"): string => write(`spec/decisions/${name}`, text);
const decide = (...args: string[]) =>
  faultline(["decide", join(folder, "spec/decisions"), "--workers", "1", ...args]);

beforeEach(() => {
  write("spec/lamp.fl", LAMP);
  put(RECORD);
  put(INDEX, "README.md");
});

describe("a folder of records", () => {
  test("is not up to date before --write, and is after it", async () => {
    const before = await decide();
    expect(before.code).toBe(1);
    await expect(timeless(before.out)).toMatchFileSnapshot(golden("decide-stale"));
    expect(read()).toBe(RECORD);
    const written = await decide("--write");
    expect(written).toMatchObject({ code: 0, err: "" });
    await expect(read()).toMatchFileSnapshot(golden("decide-record"));
    await expect(read("README.md")).toMatchFileSnapshot(golden("decide-index"));
    const { mtimeMs } = statSync(at("0001-fuse.md"));
    const after = await decide("--write");
    expect(after).toMatchObject({ code: 0, err: "" });
    expect(after.out).toMatch(/1 record, 6 claims: all true; 1 long claim not run \(--long\)/);
    expect(statSync(at("0001-fuse.md")).mtimeMs).toBe(mtimeMs);
    expect((await decide("--long")).code).toBe(0);
  });

  test("stays as it is when Prettier formats it", async () => {
    await decide("--write");
    for (const name of ["0001-fuse.md", "README.md"]) {
      expect(await format(read(name), { parser: "markdown" })).toBe(read(name));
    }
  });

  test("keeps the line ends that a file has", async () => {
    put(RECORD.replaceAll("\n", "\r\n"));
    await decide("--write");
    expect(read().replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect((await decide()).code).toBe(0);
  });

  test("has the same text wherever the modules are, and when their lines move", async () => {
    await decide("--write");
    write("spec/lamp.fl", LAMP.replace("param MAX", "// A comment.\n\nparam MAX"));
    expect((await decide()).code).toBe(0);
  });

  test("measures what a claim asks for, and shows the runs", async () => {
    write("spec/lamp.fl", MEASURED);
    put(
      RECORD.replace("expect: violates dim in 2 steps", "expect: violates dim").replace(
        "check: two\nwith: MAX = 1\nexpect: holds, states 2\n```\n",
        "check: quiet\nexpect: notchesToDark unbounded\n```\n\n<!-- generated: run -->\n<!-- end generated -->\n",
      ),
    );
    write("spec/lamp.fl", `${MEASURED}check quiet { without dim;  expect holds }\n`);
    expect(await decide("--write")).toMatchObject({ code: 0, err: "" });
    expect(read()).toContain("`notchesToDark` unbounded |");
    expect(read()).toContain("lamp check quiet: notchesToDark is unbounded");
  });
});

describe("a claim that is not true", () => {
  test("is shown with its place, what was found and what to do", async () => {
    await decide("--write");
    put(read().replace("violates dim in 2 steps", "violates dim in 3 steps"));
    const { code, out } = await decide();
    expect(code).toBe(1);
    await expect(timeless(out)).toMatchFileSnapshot(golden("decide-false"));
  });

  test.each([
    ["expect: violates dim in 2 steps", "expect: holds"],
    ["expect: violates dim in 2 steps", "expect: deadlocks"],
    ["expect: violates dim in 2 steps", 'expect: violates "dimmer"'],
    ["expect: holds, states 2", "expect: holds, states 3"],
    ["expect: transitions 3", "expect: transitions 4"],
    ["with: MAX = 1", "with: MAX = 2"],
    ["expect: reachable in 1 step", "expect: reachable in 2 steps"],
    ["expect: reachable in 1 step", "expect: unreachable"],
    ["second permits more in 2 steps", "second permits more in 3 steps"],
    ["second permits more in 2 steps", "first permits more"],
    ["second permits more in 2 steps", "same"],
    ["MAX=1 against MAX=2", "MAX=2 against MAX=2"],
  ])("%s, changed to %s, fails", async (claim, changed) => {
    await decide("--write");
    put(read().replace(claim, changed));
    const { code, out } = await decide("--write");
    expect(code).toBe(1);
    expect(out).toContain("1 claim false");
  });

  test("fails whatever number it states, but for the right one", async () => {
    await decide("--write");
    const right = read();
    const numbers = ["in 2 steps\n```\n\n<!-- generated: run", "states 2", "transitions 3"];
    const changed = fc.tuple(fc.constantFrom(...numbers), fc.integer({ min: 0, max: 10 ** 9 }));
    await fc.assert(
      fc.asyncProperty(changed, async ([claim, number]) => {
        const said = claim.replace(/\d+/, String(number));
        put(right.replace(claim, said));
        expect((await decide()).code).toBe(said === claim ? 0 : 1);
      }),
      { numRuns: 20 },
    );
  });

  test("is found in a long claim with --long only", async () => {
    put(RECORD.replace("expect: violates dim\nlong", "expect: holds\nlong"));
    await decide("--write");
    expect((await decide()).code).toBe(0);
    const { code, out } = await decide("--long");
    expect(code).toBe(1);
    expect(out).toContain("lamp check one with MAX = 2: expected holds, but dim is violated");
  });
});

describe("what is no decision record", () => {
  const claim = "check: two\nexpect: violates dim in 2 steps";
  test.each([
    ["# The lamp", "The lamp", /md:1:1: .*does not begin with a title/],
    ["- System: Lamps\n", "", /md:1:1: .*has no System/],
    ["- Source:", "- Sorce:", /md:5:3: .*no key `Sorce`[^]*did you mean Source\?/],
    ["- System: Lamps", "- System: Lamps\n- System: Lamps", /md:4:3: .*`System` is here twice/],
    ["- Module: lamp\n", "", /md:\d+:1: .*this claim names no module/],
    ["- Module: lamp", "- Module: lmap", /md:7:11: .*no module lmap here or in a folder above/],
    ["- Module: lamp", "- Module: ../lamp", /md:7:11: .*no name of a module/],
    ["System: Lamps", "System: Lamp", /README.md lists no system `Lamp`[^]*did you mean Lamps\?/],
    ["who may turn it,", "who may turn,", /lists no theme `who may turn`/],
    ["## Decision\n\nOne.", "", /no section `## Decision`/],
    ["## Decision\n\nOne.", "## Decision", /md:\d+:1: .*the section Decision is empty/],
    ["## Context", "## Consequences", /there is a section Consequences already/],
    [claim, "check: to\nexpect: holds", /lamp has no check to[^]*did you mean two\?/],
    [claim, "check: two\nexpect: violates dimm", /no property dimm[^]*did you mean dim\?/],
    [claim, "check: two\nexpect: dimness in 0..1", /lamp has no measure dimness/],
    [claim, "check: two\nexpect: notches in 2..1", /2 is more than 1/],
    [claim, "check: two", /md:\d+:1: .*this claim has no `expect`/],
    [claim, "expect: holds", /not about one of `check`, `scenario` or `compare`/],
    [claim, "check: two\nexpect: hold", /`hold` is nothing to expect of a check/],
    [claim, "check: two\nexpect: holds, violates dim", /has one verdict, and here are two/],
    [claim, "check: two\nexpect: violates", /`violates` is nothing to expect/],
    [claim, "check: two\nexpect: states many", /`many` is no whole number/],
    [claim, "check: two\nexpect: states 99999999999999999999", /more than there can be/],
    [claim, "check: two\nexpect: states -1", /`-1` is no whole number/],
    [claim, `check: two\nexpect: ${"x".repeat(3000)}`, /more than 2000 characters/],
    [claim, `${claim}\nsteps: 2`, /md:\d+:1: .*there is no key `steps`/],
    [claim, `${claim}\nwith: MAX`, /`MAX` is no parameter/],
    [claim, `${claim}\nwith: MIN = 1`, /lamp has no parameter MIN/],
    [claim, `${claim}\nwith: MAX = 9`, /MAX/],
    [claim, `${claim}\nwith: MAX = lots`, /md:\d+:7: .*`lots` is not a value of the parameter MAX/],
    [claim, `${claim}\nlong: no`, /this is not `yes`/],
    [claim, `${claim}\nlong: yes`, /a long claim is not run every time/],
    [claim, "claim", /no line of the form `key: value`/],
    [
      "scenario: it shines",
      "scenario: it shine",
      /no scenario it shine[^]*did you mean it shines\?/,
    ],
    ["reachable in 1 step", "reachable in one step", /`one` is no whole number/],
    ["reachable in 1 step", "unreachable in 1 step", /nothing to expect of a scenario/],
    ["MAX=1 against MAX=2", "MAX=1", /names no two instances/],
    ["MAX=1 against MAX=2", "MAX=1 against oen", /lamp has no check oen; did you mean one\?/],
    ["MAX=1 against MAX=2", "MIN=1 against MAX=2", /lamp has no parameter MIN/],
    [
      "<!-- generated: run -->\n<!-- end generated -->",
      "<!-- generated: run -->",
      /this region has no end/,
    ],
    ["<!-- generated: run -->", "<!-- generated: rnu -->", /`rnu` is not generated/],
    [
      "<!-- generated: run -->",
      "<!-- generated run -->",
      /is like the marker of a generated region/,
    ],
    ["<!-- generated: claims -->\n<!-- end generated -->", "", /there is no table of the claims/],
    ["<!-- generated: claims -->", "<!-- generated: run -->", /there is no claim before this/],
    [
      "<!-- generated: run -->\n",
      "<!-- generated: run -->\n\n```claim\n```\n",
      /would be overwritten/,
    ],
    ["```claim\nalternative: one", "```claims\nalternative: one", /`claims` is no claim/],
    ["```claim\nalternative: one", "> ```claim\nalternative: one", /this claim is not read/],
    ["expect: transitions 3\n```", "expect: transitions 3", /./],
  ])("%j, changed to %j, is explained", async (before, after, message) => {
    expect(RECORD).toContain(before);
    put(RECORD.replace(before, () => after));
    const { code, err } = await decide("--write");
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toContain("spec/decisions/0001-fuse.md:");
    expect(err).not.toMatch(/^\s+at /m);
    expect(read()).toBe(RECORD.replace(before, () => after));
  });

  test("a record of nothing but words says that it claims nothing", async () => {
    const words = RECORD.slice(0, RECORD.indexOf("<!--"));
    put(words);
    expect((await decide()).err).toMatch(/this record claims nothing/);
    put(words.replace("- Module: lamp", "- No claim: no lamp is at hand"));
    const { code, out } = await decide("--write");
    expect(code).toBe(0);
    expect(out).toContain("no claim: no lamp is at hand");
    expect(read("README.md")).toContain("(0001-fuse.md) (no claim)");
  });

  test("a module with an error is shown, and nothing is written", async () => {
    write("spec/lamp.fl", LAMP.replace("level < 2", "level < none"));
    const { code, err } = await decide("--write");
    expect(code).toBe(2);
    expect(err).toContain("lamp.fl:24:");
    expect(read()).toBe(RECORD);
  });

  test("a check without an instance is shown where it is written", async () => {
    write("spec/lamp.fl", LAMP.replace("check one { MAX = 1;", "check one { MAX = 9;"));
    const { code, err, out } = await decide("--write");
    expect(code).toBe(2);
    expect(err).toMatch(/lamp.fl:\d+:\d+: error/);
    expect(out).toContain("it cannot be run: ");
    expect(read()).toBe(RECORD);
  });

  test("a huge file, a binary one and none at all are refused", async () => {
    put(`${RECORD}${"x".repeat(1_000_000)}`);
    expect(await decide()).toMatchObject({ code: 2, err: /at most 1,000,000 characters/ });
    put(`${RECORD}${"x".repeat(5_000_000)}`);
    expect(await decide()).toMatchObject({ code: 2, err: /at most 1,000,000 characters/ });
    put("# \0");
    expect(await decide()).toMatchObject({ code: 2, err: /not UTF-8 text/ });
    const nowhere = await faultline(["decide", join(folder, "nowhere")]);
    expect(nowhere).toMatchObject({ code: 2, err: /there is no file or folder/ });
    expect(nowhere.out).toMatch(/^0 records, 0 claims: not all could be run /);
    mkdirSync(join(folder, "empty"), { recursive: true });
    const empty = await faultline(["decide", join(folder, "empty")]);
    expect(empty).toMatchObject({ code: 2, err: /there are no `.md` files in/ });
  });

  test("long lines without a sense take no time", async () => {
    for (const line of [" ".repeat(400_000), "`".repeat(400_000), "- ".repeat(200_000)]) {
      put(RECORD.replace("- Two notches.", `- Two${line}x\n\n# ${line}x`));
      expect((await decide()).code).toBe(2);
    }
  });
});

test("--system takes the records of some systems only, and the index is of all", async () => {
  put(
    RECORD.replace("System: Lamps", "System: Doors").replace("states 2", "states 3"),
    "0002-door.md",
  );
  const lamps = await decide("--system", "Lamps", "--write");
  expect(lamps.code).toBe(0);
  expect(lamps.out).toContain("1 record, 6 claims: all true");
  expect(read("README.md")).toContain("(0002-door.md)");
  expect((await decide("--system", "Doors")).code).toBe(1);
  const unknown = await decide("--system", "Lamp");
  expect(unknown).toMatchObject({
    code: 2,
    err: /no record of a system Lamp; did you mean Lamps\?/,
  });
  unlinkSync(at("0002-door.md"));
});

test("a file that cannot be written is left as it is, and that is said", async () => {
  put(RECORD, "0002-fuse.md");
  let err = "";
  const code = await main(["decide", join(folder, "spec/decisions"), "--write"], {
    stdout: {
      write: (text) => {
        // After the first record has been reported, the second is no longer a file.
        if (!text.includes("0001-fuse.md  ")) return;
        unlinkSync(at("0002-fuse.md"));
        mkdirSync(at("0002-fuse.md"));
      },
    },
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () {})(),
    environment: {},
    signal: new AbortController().signal,
  });
  rmdirSync(at("0002-fuse.md"));
  expect(code).toBe(2);
  expect(err).toMatch(
    /0002-fuse.md:\d+:1: .*unchanged, since it cannot be written: it is a folder/,
  );
});

test("Ctrl-C ends it, and nothing is written", async () => {
  const signal = AbortSignal.abort();
  const ran = await faultline(["decide", join(folder, "spec/decisions"), "--write"], { signal });
  expect(ran.code).toBe(130);
  expect(ran.out).toContain("Interrupted.");
  expect(read()).toBe(RECORD);
});

test("GitHub gets an annotation for a false claim", async () => {
  put(RECORD.replace("states 2", "states 3"));
  const environment = { GITHUB_ACTIONS: "true" };
  const { out } = await faultline(["decide", at("0001-fuse.md"), "--write"], { environment });
  expect(out).toMatch(/^::error file=.*0001-fuse.md,line=\d+,col=9,title=false-claim::/m);
});

test("--json is what its schema says, with every kind of answer", async () => {
  const path = "interpreter/decide/decisions.schema.json";
  const schema = JSON.parse(readFileSync(path, "utf8")) as object;
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
  put(RECORD.replace("states 2", "states 3"));
  writeFileSync(at("0002-wrong.md"), "# Nothing\n");
  const { out } = await decide("--json");
  unlinkSync(at("0002-wrong.md"));
  const report = JSON.parse(out) as Record<string, unknown>;
  validate(report);
  expect(validate.errors).toBeNull();
  expect(report).toMatchObject({ version: 1, outcome: "wrong-input" });
  const statuses = (report.records as { claims: { status: string }[] }[])[0]!.claims;
  expect(statuses.map(({ status }) => status)).toEqual([
    ...["true", "false", "true", "true", "true", "skipped"],
  ]);
  expect(validate({ ...report, more: 1 })).toBe(false);
});

function golden(name: string): string {
  return `interpreter/decide/golden/${name}.txt`;
}

/** Finding, reading and joining specification files. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadModules, loadText } from "./load.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-load-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string | Uint8Array): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

const module = (name: string, more = "") =>
  `module ${name}\n${more}\nstate { x: bool = false }\naction a { x = not x }\n`;

async function load(...paths: readonly string[]) {
  const { modules, diagnostics } = await loadModules(paths.map((path) => join(folder, path)));
  return {
    names: modules.map((one) => one.name),
    problems: diagnostics.map(
      ({ at, code }) => `${at.source.path.slice(folder.length + 1)}: ${code}`,
    ),
  };
}

test("a folder is searched at any depth and in order, without hidden folders and node_modules", async () => {
  await write("b.fl", module("b"));
  await write("a/z.fl", module("a.z"));
  await write("a/node_modules/n.fl", module("n"));
  await write(".git/h.fl", module("h"));
  await write("notes.txt", "not a specification");
  expect(await load(".")).toEqual({ names: ["a.z", "b"], problems: [] });
});

test("a file is checked once, however it is named and used", async () => {
  await write("a.fl", module("a", "use c"));
  await write("b.fl", module("b", "use c"));
  await write("c.fl", module("c", "def broken(): bool = 1"));
  const { names, problems } = await load("a.fl", "b.fl", "./a.fl", ".");
  expect(names).toEqual(["a", "b", "c"]);
  expect(problems).toEqual(["a.fl: module-broken", "c.fl: type-mismatch", "b.fl: module-broken"]);
});

test("the same module has one meaning for all that use it", async () => {
  const { modules } = await loadText({
    "a.fl": module("a", "use c"),
    "b.fl": module("b", "use c"),
    "c.fl": module("c"),
  });
  const [a, b, c] = modules;
  expect(a!.uses.get("c")!.module).toBe(c);
  expect(b!.uses.get("c")!.module).toBe(c);
});

test("modules are found from the root that name and path of the user give", async () => {
  await write("spec/freebsd/cow.fl", module("freebsd.cow", "use memory.private as ideal"));
  await write("spec/memory/private.fl", module("memory.private"));
  expect(await load("spec/freebsd")).toEqual({
    names: ["freebsd.cow"],
    problems: ["spec/freebsd/cow.fl: unused"],
  });
});

test.each([
  ["a file that is not there", "missing.fl", "missing.fl: file-missing"],
  ["a folder without specifications", "empty", "empty: folder-empty"],
  ["a folder with the name of a file", "folder.fl", "folder.fl: file-is-folder"],
  ["bytes that are no text", "bytes.fl", "bytes.fl: not-text"],
  ["a link to itself", "self.fl", "self.fl: file-unreadable"],
  ["a link to nothing", "gone.fl", "gone.fl: file-missing"],
])("%s is a diagnostic", async (_, path, problem) => {
  await mkdir(join(folder, "empty"));
  await mkdir(join(folder, "folder.fl"));
  await write("bytes.fl", new Uint8Array([0x6d, 0xff, 0xfe]));
  await symlink("self.fl", join(folder, "self.fl"));
  await symlink("nowhere.fl", join(folder, "gone.fl"));
  expect(await load(path)).toEqual({ names: [], problems: [problem] });
});

test("links that lead in a circle are followed once", async () => {
  await write("a/one.fl", module("one"));
  await symlink("..", join(folder, "a", "back"));
  await symlink("a", join(folder, "other"));
  const { names } = await load(".");
  expect(names).toEqual(["one"]);
});

test("one bad file does not stop the others", async () => {
  await write("a.fl", "module a\nstate {");
  await write("b.fl", module("b"));
  await write("c.fl", "module c\nstate { x: bool = 3 }");
  const { names, problems } = await load(".");
  expect(names).toContain("b");
  expect(problems.filter((problem) => problem.startsWith("b.fl"))).toEqual([]);
  expect(problems).toContain("c.fl: type-mismatch");
});

test("modules that use each other are told so, whichever is loaded first", async () => {
  await write("a.fl", module("a", "use b"));
  await write("b.fl", module("b", "use c"));
  await write("c.fl", module("c", "use a"));
  await write("self.fl", module("self", "use self"));
  expect((await load("a.fl")).problems).toEqual([
    "a.fl: module-broken",
    "b.fl: module-broken",
    "c.fl: use-cycle",
  ]);
  expect((await load("self.fl")).problems).toContain("self.fl: use-cycle");
});

test("errors of syntax are not followed by what they hide", async () => {
  const { modules, diagnostics } = await loadText({
    "m.fl": "module m\nstate { x bool }\naction a { x = true }",
  });
  expect(modules.map((one) => one.name)).toEqual(["m"]);
  expect(diagnostics).toHaveLength(1);
});

test("what only another module uses is used", async () => {
  const library =
    "module library\ntype Word = 0..3\ndef twice(n: Word): 0..6 = n * 2\nstate { x: bool = false }\naction a { x = not x }";
  const user =
    "module user\nuse library\nstate { y: library.Word = 0 }\naction a when library.twice(y) < 4 { y = 1 }";
  const alone = await loadText({ "library.fl": library });
  expect(alone.diagnostics.map(({ code }) => code)).toEqual(["unused"]);
  const together = await loadText({ "library.fl": library, "user.fl": user });
  expect(together.diagnostics).toEqual([]);
});

// Bundles the command (start.ts runs what is made of cli.ts), the library, index.js, and what runs in threads
// and processes of its own, into dist/ or into the folder given as argument. Runs on `npm ci`, and when
// npx first links a checkout: keep it quick.
import { build } from "esbuild";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";

const folder = process.argv[2] ?? "dist";
/** What together needs most of what checks need: symmetry, runs, temporal properties, a refinement, and WebAssembly. */
const PRACTICE = [
  ["conformance/bench/counter.fl", "spec/examples/golden_cow.fl", "spec/examples/ewd840.fl"],
  ["conformance/bench/cow.fl", "--check", "small", "--workers", "1"],
];

const common = {
  outdir: folder,
  bundle: true,
  platform: "node",
  target: "node20",
  sourcemap: "linked",
  packages: "external",
  metafile: true,
  logLevel: "warning",
};
const modules = build({
  ...common,
  entryPoints: {
    index: "index.ts",
    "mutate-worker": "interpreter/command/mutate-worker.ts",
  },
  splitting: true,
  format: "esm",
});
// In one file, of the kind that Node loads faster: a search waits for it.
const worker = build({
  ...common,
  entryPoints: { "search-worker": "interpreter/compiled/parallel/search-worker.ts" },
  format: "cjs",
  outExtension: { ".js": ".cjs" },
});
const script = await build({
  ...common,
  entryPoints: { command: "cli.ts" },
  entryNames: "[name]-[hash]",
  format: "cjs",
  define: { "import.meta.url": "url" },
  banner: { js: '(function(require,url){"use strict";const module={};' },
  footer: { js: "return module.exports;})" },
});
const command = Object.keys(script.metafile.outputs)
  .map((path) => basename(path))
  .find((name) => name.endsWith(".js"))
  .slice(0, -".js".length);
await writeFile(join(folder, `${command}.cache`), await compiled(join(folder, `${command}.js`)));
const start = await build({
  ...common,
  entryPoints: { cli: "start.ts" },
  format: "esm",
  define: { COMMAND: JSON.stringify(command) },
});
await chmod(join(folder, "cli.js"), 0o755);

// What an earlier build left goes last, so that a command that is running finds its parts.
const outputs = [await modules, await worker, script, start].flatMap(({ metafile }) =>
  Object.keys(metafile.outputs),
);
const built = new Set([...outputs.map((path) => basename(path)), `${command}.cache`]);
for (const name of await readdir(folder)) {
  if (/\.(c?js(\.map)?|cache)$/.test(name) && !built.has(name)) await rm(join(folder, name));
}

/** What Node makes of the script, with all functions that small checks have needed. */
async function compiled(path) {
  const url = pathToFileURL(resolve(path)).href;
  const script = new Script(await readFile(path, "utf8"), {
    filename: resolve(path),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const { main } = script.runInThisContext()(createRequire(url), url);
  const io = {
    stdout: nowhere,
    stderr: nowhere,
    environment: {},
    signal: new AbortController().signal,
  };
  for (const words of PRACTICE) {
    const isPath = (word) => word.endsWith(".fl");
    const located = words.map((word) =>
      isPath(word) ? fileURLToPath(new URL(word, import.meta.url)) : word,
    );
    await main(["check", ...located], io);
  }
  return script.createCachedData();
}

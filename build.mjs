// Bundles the two front doors, cli.js (the command) and index.js (the library), and what runs in threads
// and processes of its own, into dist/ or into the folder given as argument. Runs on `npm ci`, and when
// npx first links a checkout: keep it quick.
import { build } from "esbuild";
import { chmod, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";

const folder = process.argv[2] ?? "dist";

const { metafile } = await build({
  entryPoints: {
    cli: "cli.ts",
    index: "index.ts",
    "search-worker": "interpreter/compiled/parallel/search-worker.ts",
    "mutate-worker": "interpreter/command/mutate-worker.ts",
  },
  outdir: folder,
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "linked",
  packages: "external",
  metafile: true,
  logLevel: "warning",
});
await chmod(join(folder, "cli.js"), 0o755);

// What an earlier build left goes last, so that a command that is running finds its parts.
const built = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of await readdir(folder)) {
  if (/\.js(\.map)?$/.test(name) && !built.has(name)) await rm(join(folder, name));
}

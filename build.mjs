// Bundles the two front doors: cli.js (the command) and index.js (the library) into dist/, or into
// the folder given as argument. `faultline` is then linked where npx looks first, so that it works
// in a checkout without asking the network.
import { build } from "esbuild";
import { chmod, mkdir, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

const folder = process.argv[2] ?? "dist";

await mkdir(folder, { recursive: true });
for (const name of await readdir(folder)) {
  if (/\.js(\.map)?$/.test(name)) await rm(join(folder, name));
}
await build({
  entryPoints: ["cli.ts", "index.ts"],
  outdir: folder,
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "linked",
  packages: "external",
  logLevel: "warning",
});
await chmod(join(folder, "cli.js"), 0o755);
if (folder === "dist") await link(join("node_modules", ".bin"));

async function link(bin) {
  if (!(await stat(bin).catch(() => undefined))) return;
  const path = join(bin, "faultline");
  await rm(path, { force: true });
  if (process.platform === "win32") {
    await writeFile(`${path}.cmd`, `@node "%~dp0\\..\\..\\dist\\cli.js" %*\r\n`);
  } else {
    await symlink(join("..", "..", "dist", "cli.js"), path);
  }
}

// Faultline beside other model checkers on the same models, in one run: see PEERS.md.
//   node conformance/bench/peers.mjs [case ...] [--tlc tla2tools.jar] [--tool name] [--rounds n] [--long] [--list]
// Needs dist/ (`npm run build`) and a C compiler; what else is not installed is skipped with a word.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "faultline-peers-"));
try {
  const bundle = join(folder, "main.mjs");
  await build({
    entryPoints: [join(here, "peers/main.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
  });
  const { main } = await import(pathToFileURL(bundle).href);
  process.exitCode = main(process.argv.slice(2), { here, folder });
} finally {
  rmSync(folder, { recursive: true });
}

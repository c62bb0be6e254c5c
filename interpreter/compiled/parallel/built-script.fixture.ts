/** The script of a search's other threads, built for tests, which run from the sources. */
import { build } from "esbuild";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Builds it into a folder, and says where it is. */
export async function builtScript(folder: string): Promise<URL> {
  const outfile = join(folder, "search-worker.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("./search-worker.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
  });
  return pathToFileURL(outfile);
}

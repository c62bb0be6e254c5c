// Prints, for each file of an implementation, what the products of its suite never run: blocks, branches
// of `? :`, right sides of `&&`, `||` and `??`, and functions. V8 counts them while the bundle runs. It
// does not notice an `if` without `else` that is always true.
//
//   node conformance/uncovered.mjs [suite] [parts of the names of instances...]
import { mkdir, readFile, realpath, rm } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { SourceMap } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [suiteName = "freebsd", ...parts] = process.argv.slice(2);
/** Files that are looked at: those of the implementation, by the name of the suite. */
const OF_SUITE = { freebsd: /^impl\//, tutorial: /^conformance\/tutorial\// };

const cache = join(root, "node_modules", ".cache", `faultline-uncovered-${process.pid}`);
await mkdir(cache, { recursive: true });
// V8 names files without links.
const folder = await realpath(cache);
const bundle = join(folder, "bundle.mjs");
try {
  await build({
    stdin: {
      contents: `export { suites } from "./conformance/suites.ts";
export { exploreProduct } from "./conformance/kit/product.ts";
export { instanceOf, loadSpec } from "./conformance/kit/instances.ts";`,
      resolveDir: root,
      loader: "ts",
    },
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    sourcemap: "external",
    logLevel: "warning",
  });
  const functions = await counted(async () => {
    const { suites, exploreProduct, instanceOf, loadSpec } = await import(
      pathToFileURL(bundle).href
    );
    const suite = suites.find(({ name }) => name === suiteName);
    if (suite === undefined) throw new Error(`there is no suite ${suiteName}`);
    const module = await loadSpec(join(root, suite.spec));
    for (const [name, wish] of Object.entries(suite.instances)) {
      if (parts.length > 0 && !parts.some((part) => name.includes(part))) continue;
      const { closed, seconds } = exploreProduct(instanceOf(module, wish), suite.subject, suite);
      console.error(`${name}: ${closed ? "closed" : "not closed"}, ${seconds.toFixed(1)} s`);
    }
  });
  print(await placesOf(functions, OF_SUITE[suiteName] ?? /./));
} finally {
  await rm(folder, { recursive: true });
}

/** The functions of the bundle with their counts, after the work. */
async function counted(work) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  await work();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  return result.find(({ url }) => url === pathToFileURL(bundle).href).functions;
}

/** What was never run, by file: the line in the source, and what is there. */
async function placesOf(functions, wanted) {
  const text = await readFile(bundle, "utf8");
  const map = new SourceMap(JSON.parse(await readFile(`${bundle}.map`, "utf8")));
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
    lineStarts.push(at + 1);
  const sourceOf = (offset) => {
    let line = lineStarts.findLastIndex((start) => start <= offset);
    const { originalSource, originalLine, originalColumn } = map.findEntry(
      line,
      offset - lineStarts[line],
    );
    if (originalSource === undefined) return undefined;
    const file = relative(root, resolve(dirname(bundle), originalSource)).replaceAll("\\", "/");
    return { file, line: originalLine + 1, column: originalColumn };
  };
  const places = new Map();
  for (const { functionName, ranges } of functions) {
    // A range in a range that was never run has nothing to add.
    const never = ranges.filter(({ count }) => count === 0);
    for (const { startOffset, endOffset } of never) {
      const isInner = never.some(
        (other) =>
          (other.startOffset < startOffset && other.endOffset >= endOffset) ||
          (other.startOffset === startOffset && other.endOffset > endOffset),
      );
      if (isInner) continue;
      const shown = text.slice(startOffset, endOffset);
      const skipped = shown.length - shown.trimStart().replace(/^[{?:&|]+\s*/, "").length;
      const place = sourceOf(startOffset + skipped);
      if (place === undefined || !wanted.test(place.file)) continue;
      const whole = startOffset === ranges[0].startOffset && endOffset === ranges[0].endOffset;
      const what = whole
        ? `${functionName || "function"} is never called`
        : shown.slice(skipped).replaceAll(/\s+/g, " ").trim();
      if (what === "" || what === "}") continue;
      if (!places.has(place.file)) places.set(place.file, []);
      places.get(place.file).push({ ...place, what });
    }
  }
  return places;
}

function print(places) {
  for (const [file, found] of [...places].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`${file}: ${found.length} never run`);
    found.sort((a, b) => a.line - b.line || a.column - b.column);
    for (const { line, what } of found) {
      console.log(
        `  ${String(line).padStart(4)}  ${what.length > 90 ? `${what.slice(0, 87)}...` : what}`,
      );
    }
  }
}

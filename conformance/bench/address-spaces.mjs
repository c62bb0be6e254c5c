// `node conformance/bench/address-spaces.mjs [pages]`: nanoseconds per operation of page tables, of
// address-space maps and of snapshots (impl/), at sizes up to a million pages or to the number given.
// Bundles impl/ on the fly, as Node 20 does not run TypeScript. Best of five rounds; each starts with an
// empty arena, so what enters and copies pays for the growth of the memory too.
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { build } from "esbuild";

const { outputFiles } = await build({
  stdin: {
    contents: `export * from "./arena.ts"; export { Pmaps } from "./pmap.ts"; export { Maps } from "./map.ts";`,
    resolveDir: fileURLToPath(new URL("../../impl", import.meta.url)),
  },
  bundle: true,
  minifySyntax: true,
  format: "esm",
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString("base64");
const { Arena, Maps, Pmaps } = await import(`data:text/javascript;base64,${code}`);

const largest = Number(process.argv[2] ?? 2 ** 20);
const ROUNDS = 5;

/** The same order every time, with no locality: i times an odd number, modulo a power of two. */
const scattered = (i, count) => (Math.imul(i, 0x9e3779b1) >>> 0) % count;

/** Named parts of a round, done one after the other, each as many operations as there are pages. */
function pageTables(pages) {
  const arena = new Arena();
  const pmaps = new Pmaps(arena, { frames: pages, pages: 2 ** 30 });
  const [parent, child, other] = [pmaps.create(), pmaps.create(), pmaps.create()];
  let sum = 0;
  return {
    arena,
    parts: {
      "enter, in order": () => {
        for (let i = 0; i < pages; i++) pmaps.enter(parent, i, i, true, false);
      },
      "extract, in order": () => {
        for (let i = 0; i < pages; i++) sum += pmaps.extract(parent, i);
      },
      "extract, scattered": () => {
        for (let i = 0; i < pages; i++) sum += pmaps.extract(parent, scattered(i, pages));
      },
      protect: () => pmaps.protect(parent, 0, pages),
      "copy (fork)": () => pmaps.copy(child, parent, 0, pages),
      "copy again (three sharers)": () => pmaps.copy(other, parent, 0, pages),
      "remove, a sharer (exit)": () => pmaps.remove(child, 0, pages),
      "copy, into memory that was used": () => pmaps.copy(child, parent, 0, pages),
      "remove all mappings of a frame (three)": () => {
        for (let i = 0; i < pages; i++) pmaps.removeAll(i);
      },
      "enter, scattered": () => {
        for (let i = 0; i < pages; i++) pmaps.enter(parent, scattered(i, pages), i, true, false);
      },
      "remove, the only one": () => pmaps.remove(parent, 0, pages),
    },
  };
}

function maps(entries) {
  const arena = new Arena();
  const all = new Maps(arena);
  const map = all.create(2 ** 30);
  let sum = 0;
  return {
    arena,
    parts: {
      "insert, in order": () => {
        for (let i = 0; i < entries; i++) all.insert(map, i * 8, i * 8 + 6, i + 1, 0, 7);
      },
      "lookup, in order": () => {
        for (let i = 0; i < entries; i++) sum += all.lookup(map, i * 8 + 3);
      },
      "lookup, scattered": () => {
        for (let i = 0; i < entries; i++) sum += all.lookup(map, scattered(i, entries) * 8 + 3);
      },
      "find space for two pages": () => {
        for (let i = 0; i < entries; i++) sum += all.findSpace(map, 2, scattered(i, entries) * 8);
      },
      "find space for three pages (at the end)": () => {
        for (let i = 0; i < entries; i++) sum += all.findSpace(map, 3, scattered(i, entries) * 8);
      },
      "clip and merge, scattered": () => {
        for (let i = 0; i < entries; i++) {
          const entry = all.lookup(map, scattered(i, entries) * 8);
          all.simplify(map, all.clipStart(map, entry, all.get(entry, 0) + 3));
        }
      },
      "visit all": () => {
        for (let entry = all.next(map); entry !== 0; entry = all.next(entry)) sum += entry;
      },
      "remove, scattered": () => {
        for (let i = 0; i < entries; i++) {
          const entry = all.lookup(map, scattered(i, entries) * 8);
          if (entry !== 0) all.remove(map, entry);
        }
      },
    },
  };
}

/** A snapshot and its way back, of page tables with some pages: one call is one operation. */
function snapshots(pages) {
  const arena = new Arena();
  const pmaps = new Pmaps(arena, { frames: pages, pages });
  const pmap = pmaps.create();
  for (let page = 0; page < pages; page++) pmaps.enter(pmap, page, page, true, false);
  const saved = arena.bytes.slice();
  const times = 2000;
  const each = (run) => () => {
    for (let i = 0; i < times; i++) run();
    return times;
  };
  return {
    arena,
    parts: {
      "save (bytes.slice)": each(() => arena.bytes.slice()),
      restore: each(() => arena.restore(saved)),
    },
  };
}

function measure(make, size) {
  const best = {};
  let megabytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { arena, parts } = make(size);
    for (const [name, run] of Object.entries(parts)) {
      const before = process.hrtime.bigint();
      const operations = run() ?? size;
      const each = Number(process.hrtime.bigint() - before) / operations;
      best[name] = Math.min(best[name] ?? Infinity, each);
      megabytes = Math.max(megabytes, arena.bytes.length / 2 ** 20);
    }
  }
  return { best, megabytes };
}

function print(title, make, sizes) {
  const results = sizes.map((size) => measure(make, size));
  const count = (number) => number.toLocaleString("en");
  const table = new Table({
    head: [`${title}, ns each`, ...sizes.map(count)],
    colAligns: ["left", ...sizes.map(() => "right")],
    style: { head: [], border: [], compact: true },
  });
  for (const name of Object.keys(results[0].best)) {
    table.push([name, ...results.map(({ best }) => best[name].toFixed(1))]);
  }
  table.push(["MB at most", ...results.map(({ megabytes }) => megabytes.toFixed(1))]);
  console.log(table.toString());
}

const sizes = [2 ** 10, 2 ** 14, 2 ** 17, 2 ** 20].filter((size) => size < largest);
print("page tables", pageTables, [...sizes, largest]);
print("address maps", maps, [...sizes, largest]);
print("snapshots of so many pages", snapshots, [4, 64, 1024, 65_536]);

// Faults, forks and copies of the FreeBSD VM beside those of the kernel underneath, in ns, in one run:
//   node conformance/bench/vm.mjs [pages ...]        default: 10000 100000 1000000
// The machine copies one word where a kernel copies a page, so only zero-copy figures compare: a reuse
// fault (a write to a page that a fork left read-only and nobody shares any more) and fork. Needs a C compiler.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import Table from "cli-table3";
import { build } from "esbuild";

/** The two take turns; of each figure the least counts. */
const ROUNDS = 5;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sizes = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "faultline-bench-"));
try {
  const kernel = join(folder, "kernel-vm");
  if (compile(kernel)) await compare(kernel);
} finally {
  rmSync(folder, { recursive: true });
}

async function compare(kernel) {
  const bundle = join(folder, "vm.mjs");
  await build({
    stdin: {
      contents: `export * from "./vm.ts"; export * as run from "./run.ts"; export { Thread } from "./machine.ts";`,
      resolveDir: here("../../impl/freebsd"),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
  });
  const vm = await import(pathToFileURL(bundle).href);
  const table = new Table({
    head: ["pages", "what", "kernel", "machine", "ratio"],
    colAligns: ["right", "left", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  // For nothing, so that the code is warm: a fork is one call, and a small one is over soon.
  for (let round = 0; round < 10; round++) measure(vm, 10_000);
  for (const pages of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) {
    const [ours, theirs] = [{}, {}];
    for (let round = 0; round < ROUNDS; round++) {
      keepLeast(ours, measure(vm, pages));
      keepLeast(theirs, JSON.parse(execFileSync(kernel, [String(pages)], { encoding: "utf8" })));
    }
    for (const what of ["zeroFill", "fork", "reuse", "copy"]) {
      const ratio = (ours[what] / theirs[what]).toFixed(3);
      table.push([pages, what, theirs[what].toFixed(1), ours[what].toFixed(1), ratio]);
    }
  }
  console.log(table.toString());
}

/** Without a compiler there is no kernel to compare with, and that is no failure of what is measured. */
function compile(kernel) {
  try {
    execFileSync("cc", ["-O2", "-o", kernel, here("kernel-vm.c")]);
    return true;
  } catch (error) {
    console.log(
      error.code === "ENOENT"
        ? "The VM beside this kernel was not measured: that needs a C compiler named cc."
        : `The VM beside this kernel was not measured: kernel-vm.c does not compile here.`,
    );
    return false;
  }
}

/** What another load on the machine adds is not what is measured. */
function keepLeast(figures, round) {
  for (const [what, time] of Object.entries(round)) {
    figures[what] = Math.min(figures[what] ?? Infinity, time);
  }
}

/** The same as kernel-vm.c does. */
function measure({ Machine, operations, run, Thread }, pages) {
  const vm = new Machine({ spaces: 2, threads: 1, objects: 8, frames: 2 * pages + 8, pages });
  const done = ({ kind, reason, message }) => {
    if (kind !== "accepted") throw new Error(reason ?? message);
  };
  const each = (work) => {
    const began = performance.now();
    work();
    return ((performance.now() - began) * 1e6) / pages;
  };
  const writeAll = (word) => () => {
    for (let page = 0; page < pages; page++) done(run.write(vm, 0, page, word));
  };
  vm.setThread(0, Thread.space, 0);
  done(operations.spawn(vm, 0, 0, pages));
  const zeroFill = each(writeAll(1));
  const fork = each(() => done(run.fork(vm, 0, 1)));
  done(run.exit(vm, 1));
  const reuse = each(writeAll(2));
  done(run.fork(vm, 0, 1));
  const copy = each(writeAll(3));
  done(run.exit(vm, 1));
  return { zeroFill, fork, reuse, copy };
}

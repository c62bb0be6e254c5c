/**
 * The tools: which are here, and how each is asked about a case. Settings are those of PEERS.md: exact
 * storage, one thread, no symmetry and no partial order reduction, invariants on, deadlocks not looked for.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join, resolve } from "node:path";
import type { Case } from "./cases.ts";
import {
  NotSupported,
  readFaultline,
  readHandWritten,
  readRumur,
  readSpin,
  readTlc,
  type Counts,
} from "./outputs.ts";

/** A tool that can be asked about a case. */
export interface Contender {
  readonly tool: string;
  readonly folder: string;
  /** Generating and compiling C, one after another. */
  readonly prepare: readonly (readonly string[])[];
  readonly run: readonly string[];
  readonly read: (output: string) => Counts;
  /** The tool counts something else than states and steps of the model: nothing is demanded. */
  readonly incomparable?: boolean;
  /** Guess, to leave out what would take minutes: ns for a transition. */
  readonly pace: number;
}

/** Where the bench is, and where its temporary files go. */
export interface Places {
  readonly here: string;
  readonly folder: string;
}

export interface Skipped {
  readonly tool: string;
  readonly reason: string;
}

/** What is installed: a version, or why there is none. */
export interface Tools {
  readonly faultline: string;
  readonly workers: boolean;
  readonly spin?: string;
  readonly rumur?: string;
  readonly cc?: string;
  readonly java?: string;
  readonly tlcJar?: string;
}

export function findTools(tlcJar: string | undefined, here: string): Tools {
  const command = join(here, "../../dist/cli.js");
  const help = firstLines(process.execPath, [command, "check", "--help"]);
  if (help === undefined) throw new Error("dist/cli.js does not run: npm run build makes it");
  return {
    faultline: command,
    workers: help.includes("--workers"),
    spin: firstLines("spin", ["-V"]),
    rumur: firstLines("rumur", ["--version"]),
    cc: firstLines("cc", ["--version"])?.split("\n")[0],
    java: firstLines("java", ["-version"])?.split("\n")[0],
    tlcJar: tlcJar === undefined ? undefined : resolve(tlcJar),
  };
}

function firstLines(program: string, words: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8" });
  return status === 0 ? (stdout + stderr).trim() : undefined;
}

/** Everybody who is asked about the case, or why not; Faultline with one thread is the first. */
export function contenders(
  of: Case,
  tools: Tools,
  { here, folder }: Places,
): (Contender | Skipped)[] {
  const models = join(here, "peers/models");
  const at = (tool: string) => {
    const made = join(folder, `${of.name}-${tool}`.replaceAll(/\W+/g, "-"));
    mkdirSync(made, { recursive: true });
    return made;
  };
  return [
    ...faultline(of, tools, here, folder),
    ...handWritten(of, models, at),
    spin(of, tools, models, at),
    rumur(of, tools, models, at),
    tlc(of, tools, models, at),
  ];
}

type At = (tool: string) => string;

function faultline(of: Case, tools: Tools, here: string, folder: string): (Contender | Skipped)[] {
  const module = moduleFile(of, here, folder);
  const command = [
    process.execPath,
    tools.faultline,
    "check",
    module,
    "--check",
    of.check,
    "--json",
  ];
  const read = (output: string) => {
    const { notChecked, ...counts } = readFaultline(output);
    if (of.liveness && notChecked.length > 0) {
      throw new NotSupported(`this version does not check ${notChecked.join(", ")}`);
    }
    return counts;
  };
  const plain = { tool: "faultline", folder, prepare: [], read, pace: 0 };
  if (!tools.workers) return [{ ...plain, run: command }];
  const two = "faultline, 2 workers";
  return [
    { ...plain, run: [...command, "--workers", "1"] },
    availableParallelism() < 2
      ? { tool: two, reason: "one processor only" }
      : { ...plain, tool: two, run: [...command, "--workers", "2"] },
  ];
}

/** The module with the check: a file of this folder, or of a copy of the specifications that has the check. */
export function moduleFile(of: Case, here: string, folder: string): string {
  if (of.text === undefined) return join(here, of.module);
  const copy = join(folder, of.name.replaceAll(/\W+/g, "-"));
  cpSync(join(here, "../../spec"), join(copy, "spec"), { recursive: true });
  const module = join(copy, of.module);
  const expected = `expect states ${of.states}; expect transitions ${of.transitions}; expect holds`;
  const check = `check ${of.check} { ${of.text}; ${expected} }`;
  writeFileSync(module, `${readFileSync(module, "utf8")}\n${check}\n`);
  return module;
}

function handWritten(of: Case, models: string, at: At): Contender[] {
  if (of.handWritten === undefined) return [];
  const variants: readonly (readonly [string, readonly string[]])[] = [
    ["C by hand", []],
    ["C by hand, batched", ["-DPREFETCH=64"]],
  ];
  return variants.map(([tool, flags]) => {
    const folder = at(tool);
    const source = join(models, "cow.c");
    const defines = [...(of.handWritten ?? []), ...flags];
    return {
      tool,
      folder,
      prepare: [["cc", "-O2", "-march=native", ...defines, source, "-o", "cow"]],
      run: ["./cow"],
      read: readHandWritten,
      pace: 200,
    };
  });
}

function spin(of: Case, tools: Tools, models: string, at: At): Contender | Skipped {
  const tool = "Spin";
  if (typeof of.spin === "string") return { tool, reason: of.spin };
  if (tools.spin === undefined) return { tool, reason: "no command named spin" };
  const { model, defines = [], options = [], extra = { states: 0, transitions: 0 } } = of.spin;
  const purpose = of.liveness ? ["-DNFAIR=3"] : ["-DSAFETY", "-DNOCLAIM"];
  const search = of.liveness ? ["-a", "-f", "-N", "progress"] : [];
  // A table of two to four slots for each state; the stack of a search in depth may hold all of them.
  const slots = Math.max(16, Math.ceil(Math.log2(of.states * 2)) + (of.liveness ? 2 : 0));
  const depth = Math.max(10_000, of.states * (of.liveness ? 20 : 1) + 100);
  return {
    tool,
    folder: at(tool),
    prepare: [
      ["spin", ...options, ...defines, "-a", join(models, model)],
      ["cc", "-O2", "-DNOREDUCE", ...purpose, "-o", "pan", "pan.c"],
    ],
    run: ["./pan", ...search, "-E", `-w${slots}`, `-m${depth}`],
    read: (output) => {
      const { states, transitions } = readSpin(output);
      return {
        states: states - extra.states,
        transitions: transitions - extra.transitions,
      };
    },
    incomparable: of.liveness === true,
    pace: 600,
  };
}

function rumur(of: Case, tools: Tools, models: string, at: At): Contender | Skipped {
  const tool = "Rumur";
  if (typeof of.rumur === "string") return { tool, reason: of.rumur };
  if (tools.rumur === undefined) return { tool, reason: "no command named rumur" };
  const folder = at(tool);
  const { model, constants = {} } = of.rumur;
  let text = readFileSync(join(models, model), "utf8");
  for (const [name, value] of Object.entries(constants)) {
    text = text.replace(new RegExp(`^(\\s*${name}\\s*:\\s*)\\d+;`, "m"), `$1${value};`);
  }
  writeFileSync(join(folder, model), text);
  const settings = ["--deadlock-detection", "off", "--symmetry-reduction", "off", "--threads", "1"];
  const optimised = ["-std=c11", "-O3", "-march=native", "-mcx16"];
  return {
    tool,
    folder,
    prepare: [
      ["rumur", ...settings, "--output", "verifier.c", model],
      ["cc", ...optimised, "verifier.c", "-o", "verifier", "-lpthread"],
    ],
    run: ["./verifier"],
    read: readRumur,
    pace: 4_000,
  };
}

function tlc(of: Case, tools: Tools, models: string, at: At): Contender | Skipped {
  const tool = "TLC";
  const jar = tools.tlcJar;
  if (jar === undefined) return { tool, reason: "no jar given (--tlc or TLC_JAR)" };
  if (!existsSync(jar)) return { tool, reason: `there is no ${jar}` };
  if (tools.java === undefined) return { tool, reason: "no command named java" };
  const folder = at(tool);
  const { module, config } = of.tlc;
  cpSync(join(models, `${module}.tla`), join(folder, `${module}.tla`));
  writeFileSync(join(folder, `${module}.cfg`), ["SPECIFICATION Spec", ...config, ""].join("\n"));
  const heap = Math.max(1, Math.min(8, Math.floor(totalmem() / 3 / 2 ** 30)));
  return {
    tool,
    folder,
    prepare: [],
    run: [
      ...["java", "-XX:+UseParallelGC", `-Xmx${heap}g`, "-cp", jar, "tlc2.TLC"],
      ...["-workers", "1", "-deadlock", "-noGenerateSpecTE", "-metadir", join(folder, "states")],
      ...["-config", `${module}.cfg`, `${module}.tla`],
    ],
    read: readTlc,
    pace: of.liveness ? 40_000 : 10_000,
  };
}

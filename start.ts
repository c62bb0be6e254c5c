#!/usr/bin/env node
/**
 * What `faultline` runs: the command as one script (build.mjs makes it of cli.ts), for which Node's own compilation of
 * it is kept in a file beside it. That takes a quarter of the time of a small check away. A Node that did not make the file
 * does not take it, and compiles the script.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { constants, Script } from "node:vm";
import type * as cli from "./cli.ts";

/** The script is a function of these, and returns what cli.ts exports. */
type Command = (require: NodeJS.Require, url: string) => typeof cli;

/** Its file without `.js`, which build.mjs knows. */
declare const COMMAND: string;

const url = new URL(`${COMMAND}.js`, import.meta.url).href;

function compiled(): Buffer | undefined {
  try {
    return readFileSync(new URL(`${COMMAND}.cache`, import.meta.url));
  } catch {
    return undefined;
  }
}

const script = new Script(readFileSync(new URL(url), "utf8"), {
  filename: fileURLToPath(url),
  cachedData: compiled(),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const command = script.runInThisContext() as Command;
await command(createRequire(url), url).run();

/** Where the specifications are. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The specifications of the folder one is in, or those that faultline was installed with. */
export function specifications(): string {
  if (existsSync("spec")) return "spec";
  const spec = join(installation(), "spec");
  return existsSync(spec) ? spec : "spec";
}

/** The folder that faultline was installed in, whichever one is in: its specifications are in spec/. */
export function installation(): string {
  // dist/ is one folder below it and, in the sources, interpreter/command/ is two.
  const [near, far] = ["..", "../.."].map((up) => fileURLToPath(new URL(up, import.meta.url)));
  return relative(process.cwd(), existsSync(join(near!, "spec")) ? near! : far!) || ".";
}

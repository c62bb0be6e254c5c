/** Where the specifications are. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The specifications of the folder one is in, or those that faultline was installed with. */
export function specifications(): string {
  if (existsSync("spec")) return "spec";
  // dist/ and, in the sources, interpreter/command/ are both below the folder that has spec/.
  for (const up of ["../spec", "../../spec"]) {
    const folder = fileURLToPath(new URL(up, import.meta.url));
    if (existsSync(folder)) return relative(process.cwd(), folder) || ".";
  }
  return "spec";
}

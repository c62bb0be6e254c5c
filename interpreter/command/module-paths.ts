/** Modules on the command line: files and folders, or names such as `freebsd.cow_fault`. */
import { existsSync } from "node:fs";
import { modulePath } from "../load/file-system.ts";
import { specifications } from "./specifications.ts";

/** A name stands for its file among the specifications, unless there is something of that name here. */
export function pathOfModule(text: string): string {
  if (existsSync(text) || !/^[a-z_]\w*(\.[a-z_]\w*)*$/i.test(text) || text.endsWith(".fl")) {
    return text;
  }
  const path = modulePath(specifications(), text.split("."));
  return existsSync(path) ? path : text;
}

export function pathsOfModules(texts: readonly string[]): readonly string[] {
  return texts.map(pathOfModule);
}

/** Specification files: which ones a path stands for, and what is in them. */
import { join } from "node:path";
import { decode, type Decoded } from "../../grammar/decode.ts";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { diagnose } from "../../grammar/diagnostics/table.ts";
import { SourceFile } from "../../grammar/source.ts";
import { errorCode, type FileSystem } from "./file-system.ts";

/** Names that are no part of a specification. */
const skipped = (name: string) => name === "node_modules" || name.startsWith(".");

/**
 * The files that a path stands for: itself, or the files below a folder with this ending (specifications, if
 * none is given) in alphabetical order. What is wrong with the path is added to `problems`.
 */
export async function findFiles(
  files: FileSystem,
  path: string,
  problems: Diagnostic[],
  ending = ".fl",
): Promise<readonly string[]> {
  const kind = await files.kind(path);
  if (kind === "file") return [path];
  if (kind === undefined) {
    problems.push(aboutFile("file-missing", path, {}));
    return [];
  }
  if (path.endsWith(ending)) {
    problems.push(aboutFile("file-is-folder", path, {}));
    return [];
  }
  const before = problems.length;
  const found = await searchFolder(files, path, ending, problems, new Set());
  if (found.length === 0 && problems.length === before)
    problems.push(aboutFile("folder-empty", path, { ending }));
  return found;
}

async function searchFolder(
  files: FileSystem,
  folder: string,
  ending: string,
  problems: Diagnostic[],
  visited: Set<string>,
): Promise<string[]> {
  const identity = await files.identity(folder);
  // A link back to a folder that has been searched adds nothing.
  if (visited.has(identity)) return [];
  visited.add(identity);
  const found: string[] = [];
  let names: readonly string[];
  try {
    names = await files.list(folder);
  } catch (error) {
    problems.push(aboutFile("file-unreadable", folder, { reason: reasonOf(error) }));
    return [];
  }
  for (const name of [...names].sort()) {
    if (skipped(name)) continue;
    const path = join(folder, name);
    const kind = await files.kind(path);
    if (kind === "folder" && name.endsWith(ending)) {
      problems.push(aboutFile("file-is-folder", path, {}));
    } else if (kind === "folder")
      found.push(...(await searchFolder(files, path, ending, problems, visited)));
    // A link to nothing is listed and is no file: reading it says so.
    else if (name.endsWith(ending)) found.push(path);
  }
  return found;
}

/** The text of a file, or what is wrong with it. */
export async function readSource(files: FileSystem, path: string): Promise<Decoded> {
  try {
    const content = await files.read(path);
    if (typeof content !== "string") return decode(content, path);
    return { source: new SourceFile(path, content), diagnostics: [] };
  } catch (error) {
    const problem = aboutFile("file-unreadable", path, { reason: reasonOf(error) });
    return { source: undefined, diagnostics: [problem] };
  }
}

function aboutFile(
  code: "file-missing" | "file-is-folder" | "folder-empty" | "file-unreadable",
  path: string,
  details: Readonly<Record<string, string>>,
): Diagnostic {
  const at = { source: new SourceFile(path, ""), start: 0, end: 0 };
  return diagnose(code, at, { path, ...details });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ELOOP: "its links lead back to themselves",
  ENOENT: "there is no such file",
};

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return (code && REASONS[code]) ?? code ?? "it cannot be read";
}

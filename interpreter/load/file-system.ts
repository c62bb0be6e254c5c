/** Where specification files are read from: the disk, or texts in memory for tests and editors. */
import { readFile, readdir, realpath, stat } from "node:fs/promises";
import { join, posix, resolve } from "node:path";

export interface FileSystem {
  /** The bytes of a file, or its text; rejects if it cannot be read. */
  read(path: string): Promise<Uint8Array | string>;
  /** What a path is, links followed; `undefined` if there is nothing. */
  kind(path: string): Promise<"file" | "folder" | undefined>;
  /** Names in a folder. */
  list(path: string): Promise<readonly string[]>;
  /** One path for all ways to name the same file. */
  identity(path: string): Promise<string>;
}

export const disk: FileSystem = {
  read: (path) => readFile(path),
  async kind(path) {
    try {
      const found = await stat(path);
      return found.isDirectory() ? "folder" : "file";
    } catch (error) {
      if (isMissing(error)) return undefined;
      // Too many links, no permission: reading it will say what is wrong.
      return "file";
    }
  },
  list: (path) => readdir(path),
  async identity(path) {
    try {
      return await realpath(path);
    } catch {
      return resolve(path);
    }
  },
};

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Texts by path, with `/` between folders. */
export function inMemory(files: Readonly<Record<string, string>>): FileSystem {
  const texts = new Map(
    Object.entries(files).map(([path, text]) => [posix.normalize(path), text] as const),
  );
  const inside = (folder: string) => (folder === "." ? "" : `${posix.normalize(folder)}/`);
  return {
    async read(path) {
      const text = texts.get(posix.normalize(path));
      if (text === undefined) throw new Error(`there is no ${path}`);
      return text;
    },
    async kind(path) {
      if (texts.has(posix.normalize(path))) return "file";
      const prefix = inside(path);
      return [...texts.keys()].some((key) => key.startsWith(prefix)) ? "folder" : undefined;
    },
    async list(path) {
      const prefix = inside(path);
      const below = [...texts.keys()].filter((key) => key.startsWith(prefix));
      return [...new Set(below.map((key) => key.slice(prefix.length).split("/")[0]!))];
    },
    async identity(path) {
      return posix.normalize(path);
    },
  };
}

/** `a.b` below a root. */
export function modulePath(root: string, names: readonly string[]): string {
  return `${join(root, ...names)}.fl`;
}

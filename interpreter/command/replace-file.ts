/** Gives a file another text, all of it or nothing. */
import { randomBytes } from "node:crypto";
import { chmod, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "../load/file-system.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it may not be larger",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "there is no such folder",
};

/** What an error of the file system means for a file that was to be written. */
export function writeFailure(error: unknown): string {
  const code = errorCode(error);
  return (code && REASONS[code]) ?? code ?? String(error);
}

/**
 * Writes beside the file and renames, so that at any moment there is the old or the new text. Of a link, the file
 * that it leads to. Answers why it could not be done, or `undefined`.
 */
export async function replaceFile(path: string, text: string): Promise<string | undefined> {
  let beside: string | undefined;
  try {
    const target = await realpath(path);
    const { mode } = await stat(target);
    // Renaming needs no permission on the file itself: ask for it, as writing in place would.
    await (await open(target, "r+")).close();
    const suffix = randomBytes(6).toString("hex");
    beside = join(dirname(target), `.${basename(target)}.${suffix}.tmp`);
    const handle = await open(beside, "wx", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(beside, mode);
    await rename(beside, target);
    return undefined;
  } catch (error) {
    if (beside !== undefined) await rm(beside, { force: true }).catch(() => undefined);
    return writeFailure(error);
  }
}

/** A file of words that only grows, for rows of the arena: written and read in large pieces, with a running checksum. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { DamagedCheckpoint } from "./checkpoint-error.ts";
import type { Extent } from "./manifest.ts";

/** Bytes written at once: what is done between two looks at events should be much. */
const AT_ONCE = 2 ** 26;
/** Arrays written at once. */
const ARRAYS_AT_ONCE = 512;

export const NOTHING_WRITTEN: Extent = { bytes: 0, checksum: 0 };

export class DataFile {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(path: string): Promise<DataFile> {
    return new DataFile(await open(path, "wx+"));
  }

  /** For a file that is there already, and is a file. */
  static async open(path: string): Promise<DataFile> {
    // Opening must not wait for the other end of what is a pipe.
    const handle = await open(path, constants.O_RDWR | (constants.O_NONBLOCK ?? 0));
    if ((await handle.stat()).isFile()) return new DataFile(handle);
    await handle.close();
    throw new DamagedCheckpoint("its data are no file");
  }

  /** Writes words behind what there is, as far as to the disk, and answers what there is then. */
  async append(arrays: readonly Int32Array[], extent: Extent): Promise<Extent> {
    let { bytes, checksum } = extent;
    for (let first = 0; first < arrays.length;) {
      let size = 0;
      let last = first;
      while (last < arrays.length && last - first < ARRAYS_AT_ONCE && size < AT_ONCE) {
        const array = arrays[last++]!;
        checksum = crc32(bytesOf(array), checksum);
        size += array.byteLength;
      }
      await this.#write(arrays.slice(first, last).map(bytesOf), bytes);
      bytes += size;
      first = last;
    }
    await this.#handle.datasync();
    return { bytes, checksum };
  }

  async #write(pieces: Uint8Array[], position: number): Promise<void> {
    let at = position;
    while (pieces.length > 0) {
      let { bytesWritten } = await this.#handle.writev(pieces, at);
      at += bytesWritten;
      // Part of it may have been written: on a disk that is nearly full, for one.
      while (pieces.length > 0 && bytesWritten >= pieces[0]!.length) {
        bytesWritten -= pieces.shift()!.length;
      }
      if (bytesWritten > 0) pieces[0] = pieces[0]!.subarray(bytesWritten);
    }
  }

  /** Fills an array with what is at a position; answers the checksum up to its end. */
  async read(array: Int32Array, position: number, checksum: number): Promise<number> {
    const bytes = bytesOf(array);
    for (let done = 0; done < bytes.length;) {
      const rest = bytes.length - done;
      const { bytesRead } = await this.#handle.read(bytes, done, rest, position + done);
      if (bytesRead === 0) throw new DamagedCheckpoint("a data file is too short");
      done += bytesRead;
    }
    return crc32(bytes, checksum);
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  /** Leaves only so many bytes. */
  async cut({ bytes }: Extent): Promise<void> {
    await this.#handle.truncate(bytes);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

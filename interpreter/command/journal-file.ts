/**
 * The file of `mutate --journal`: read as a whole, then a line is appended for each answer. A line is written with one
 * call, so that a process that is killed leaves all lines but perhaps a part of the last.
 */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import { Journal } from "../mutate/journal.ts";
import { headerKind, JOURNAL_HEADER, LONGEST_LINE } from "../mutate/journal-lines.ts";
import { count, harmless, list, plural } from "../report/text.ts";
import { writeFailure } from "./replace-file.ts";

const NEWLINE = 10;

/** Bytes; a run of a thousand mutants writes a third of a million. */
const LARGEST = 32_000_000;

/** Lines: a file with more of them is something else. */
const MOST_UNREAD = 1000;

/** Why a journal is of no use: one sentence for the user. */
export class JournalError extends Error {
  override readonly name = "JournalError";
}

export class JournalFile {
  readonly journal = new Journal();
  readonly #path: string;
  readonly #warn: (message: string) => void;
  readonly #file: number;
  /** A write has failed, which may have left a part of its line. */
  #isTorn = false;

  private constructor(path: string, file: number, warn: (message: string) => void) {
    this.#path = path;
    this.#file = file;
    this.#warn = warn;
  }

  /**
   * Makes the file if there is none. Throws a `JournalError` if it is no journal, or cannot be written, or is about
   * none of the modules; `warn` is told what is lost, now or later.
   */
  static open(
    path: string,
    modules: readonly string[],
    warn: (message: string) => void,
  ): JournalFile {
    let opened: JournalFile | undefined;
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found && !found.isFile()) {
        throw new JournalError(
          `${path} is ${found.isDirectory() ? "a folder" : "no regular file"}`,
        );
      }
      opened = new JournalFile(path, openSync(path, "a+"), warn);
      opened.#read();
      opened.#isAbout(modules);
      return opened;
    } catch (thrown) {
      opened?.close();
      if (thrown instanceof JournalError) throw thrown;
      throw new JournalError(`the journal ${path} cannot be written: ${writeFailure(thrown)}`);
    }
  }

  /** Warns once if it cannot be done. */
  append(line: string): void {
    try {
      this.#write(line);
    } catch (thrown) {
      if (!this.#isTorn) {
        const reason = `the journal ${this.#path} cannot be written (${writeFailure(thrown)})`;
        this.#warn(`${reason}; the run goes on, and what is not kept will be run again`);
      }
      this.#isTorn = true;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: string): void {
    const bytes = Buffer.from(`${this.#isTorn ? "\n" : ""}${line}\n`);
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
  }

  #read(): void {
    const bytes = this.#bytes();
    const whole = bytes.lastIndexOf(NEWLINE) + 1;
    if (whole === 0 && JOURNAL_HEADER.startsWith(bytes.toString("utf8"))) {
      ftruncateSync(this.#file, 0);
      this.#write(JOURNAL_HEADER);
      return;
    }
    const lines = linesOf(bytes.subarray(0, whole));
    const kind = headerKind(lines.next().value ?? "");
    if (kind === "other") {
      throw new JournalError(`${this.#path} is a journal of another version of faultline`);
    }
    if (kind === "none") throw new JournalError(`${this.#path} is no journal of faultline mutate`);
    let unread = 0;
    for (const line of lines) {
      if (line !== undefined && this.journal.addLine(line)) continue;
      if (++unread > MOST_UNREAD) {
        const lines = `more than ${count(MOST_UNREAD)} lines that cannot be read`;
        throw new JournalError(`${this.#path} has ${lines}: begin another journal`);
      }
    }
    if (whole < bytes.length) {
      ftruncateSync(this.#file, whole);
      this.#warn(`the last line of ${this.#path} was not written to its end, and is dropped`);
    }
    if (unread > 0) {
      this.#warn(
        `${this.#path} has ${plural(unread, "line")} that cannot be read; they count for nothing`,
      );
    }
  }

  #bytes(): Buffer {
    const { size } = fstatSync(this.#file);
    if (size > LARGEST) {
      throw new JournalError(
        `${this.#path} has more than ${count(LARGEST)} bytes: begin another journal`,
      );
    }
    const bytes = Buffer.alloc(size);
    let done = 0;
    while (done < size) {
      const read = readSync(this.#file, bytes, done, size - done, done);
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  }

  #isAbout(modules: readonly string[]): void {
    const known = [...this.journal.modules];
    if (known.length === 0 || known.some((name) => modules.includes(name))) return;
    const names = list(known.slice(0, 3).map((name) => harmless(name.slice(0, 80))));
    throw new JournalError(`${this.#path} is about ${names}: name another journal`);
  }
}

/** Those that are not empty; `undefined` for one that is too long. */
function* linesOf(bytes: Buffer): Generator<string | undefined, undefined> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end - start > LONGEST_LINE) yield undefined;
    else if (end > start) yield bytes.toString("utf8", start, end);
    start = end + 1;
  }
}

/**
 * The folder of `check --checkpoint` and `--resume`: which files belong to which check, and whether there can
 * be any. Each check has a manifest named after it; when all have an answer, nothing is left.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError, reasonOf } from "../compiled/checkpoint/checkpoint-error.ts";
import { isDataOf, MANIFEST_ENDING } from "../compiled/checkpoint/names.ts";
import type { CheckpointOptions } from "../exploration.ts";
import type { Job } from "../run/plan.ts";

/** Seconds between two checkpoints, unless the user says so. */
const EVERY = 30;

/** Characters of a name that are part of a name of a file. */
const LONGEST_NAME = 120;

export interface CheckpointChoice {
  /** Folder for new checkpoints. */
  readonly checkpoint?: string;
  /** Folder with checkpoints to go on from. */
  readonly resume?: string;
  /** Seconds. */
  readonly checkpointEvery?: number;
  readonly engine: "compiled" | "reference";
}

export class CheckpointFolder {
  readonly #folder: string;
  readonly #resume: boolean;
  readonly #every: number;
  readonly #names: ReadonlyMap<Job, string>;

  private constructor(folder: string, choice: CheckpointChoice, names: ReadonlyMap<Job, string>) {
    this.#folder = folder;
    this.#resume = choice.resume !== undefined;
    this.#every = choice.checkpointEvery ?? EVERY;
    this.#names = names;
  }

  /** `undefined` if none is asked for. Throws a `CheckpointError` if it cannot be used as asked. */
  static async open(
    choice: CheckpointChoice,
    jobs: readonly Job[],
  ): Promise<CheckpointFolder | undefined> {
    const folder = choice.resume ?? choice.checkpoint;
    if (folder === undefined) {
      if (choice.checkpointEvery === undefined) return undefined;
      throw new CheckpointError("--checkpoint-every goes with --checkpoint or --resume");
    }
    if (choice.engine === "reference") {
      throw new CheckpointError("the reference engine has no checkpoints");
    }
    await makeFolder(folder, choice.resume !== undefined);
    const opened = new CheckpointFolder(folder, choice, namesOf(jobs));
    const there = await opened.#withManifest();
    if (choice.resume === undefined && there.length > 0) {
      throw new CheckpointError(
        `${folder} has a checkpoint of ${there[0]} already: --resume ${folder} goes on from it; ` +
          "to begin anew, remove it or name another folder",
      );
    }
    return opened;
  }

  /** Whether it was to go on, and there is nothing to go on from. */
  async isInVain(): Promise<boolean> {
    return this.#resume && (await this.#withManifest()).length === 0;
  }

  optionsOf(job: Job, warn: (message: string) => void): CheckpointOptions {
    const path = join(this.#folder, this.#names.get(job)!);
    return { path, every: this.#every, resume: this.#resume, warn };
  }

  /** Removes all checkpoints of the jobs, as far as that is possible. */
  async clear(): Promise<void> {
    const names = [...this.#names.values()];
    for (const file of await readdir(this.#folder).catch(() => [])) {
      const isOurs = names.some(
        (name) => file === `${name}${MANIFEST_ENDING}` || isDataOf(file, name),
      );
      if (isOurs) await unlink(join(this.#folder, file)).catch(() => undefined);
    }
  }

  async #withManifest(): Promise<string[]> {
    const files = new Set(await readdir(this.#folder));
    return [...this.#names.values()].filter((name) => files.has(`${name}${MANIFEST_ENDING}`));
  }
}

async function makeFolder(folder: string, isThere: boolean): Promise<void> {
  try {
    if (!isThere) await mkdir(folder, { recursive: true });
    else if (!(await stat(folder)).isDirectory()) throw new Error("it is no folder");
    const probe = join(folder, `.probe-${process.pid}`);
    await writeFile(probe, "");
    await unlink(probe);
  } catch (thrown) {
    throw new CheckpointError(`checkpoints cannot be written into ${folder}: ${reasonOf(thrown)}`);
  }
}

/** Names of files, no two of which are alike, on systems too where capitals do not count. */
function namesOf(jobs: readonly Job[]): Map<Job, string> {
  const names = new Map<Job, string>();
  const known = new Set<string>();
  for (const job of jobs) {
    const plain = nameOf(job);
    let name = plain;
    for (let n = 2; known.has(name.toLowerCase()); n++) name = `${plain}-${n}`;
    known.add(name.toLowerCase());
    names.set(job, name);
  }
  return names;
}

/** `freebsd.cow_fault.family`; a title of a scenario may have anything in it. */
function nameOf({ module, name, kind }: Job): string {
  const full = `${module.name}.${name}`;
  if (kind === "check" && full.length <= LONGEST_NAME) return full;
  const plain = full.replaceAll(/[^\w.]+/g, "-").slice(0, LONGEST_NAME);
  return `${plain}-${createHash("sha256").update(full).digest("hex").slice(0, 8)}`;
}

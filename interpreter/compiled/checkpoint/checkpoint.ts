/**
 * The checkpoint of one search. Rows of the arena never change, so those that are new are appended to two
 * data files while the search goes on; then a manifest that says how much of them belongs to the checkpoint
 * takes the place of the one before. Whenever the process ends, there is one whole manifest, and what it
 * speaks of is on the disk. The table of states is not written: it is made again from the rows.
 */
import { constants } from "node:fs";
import { open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { CheckpointOptions } from "../../exploration.ts";
import type { Pace } from "../../explore/pace.ts";
import type { Kernel } from "../kernel.ts";
import type { StateSpace } from "../state-space.ts";
import { CheckpointError, DamagedCheckpoint, reasonOf } from "./checkpoint-error.ts";
import { DataFile, NOTHING_WRITTEN } from "./data-file.ts";
import { differenceOf, type Identity } from "./identity.ts";
import { LARGEST_MANIFEST, type Manifest, manifestText, parseManifest } from "./manifest.ts";
import { dataName, isDataOf, MANIFEST_ENDING, newGeneration } from "./names.ts";
import type { SavedSearch } from "./saved-search.ts";

export class Checkpoint {
  readonly #options: CheckpointOptions;
  readonly #identity: Identity;
  readonly #space: StateSpace;
  readonly #kernel: Kernel;
  readonly #words: number;
  #generation = newGeneration();
  #states: DataFile | undefined;
  #parents: DataFile | undefined;
  /** The last one that is whole. */
  #manifest: Manifest | undefined;
  #begun = performance.now();
  #pending: Promise<void> | undefined;
  #trouble: string | undefined;
  #hasWarned = false;

  constructor(options: CheckpointOptions, identity: Identity, space: StateSpace) {
    this.#options = options;
    this.#identity = identity;
    this.#space = space;
    this.#kernel = space.kernel;
    this.#words = space.compiled.plan.words;
  }

  /** One is being written, which goes on when events are let in. */
  get isWriting(): boolean {
    return this.#pending !== undefined;
  }

  /** It is time for the next one, and the last one is written. */
  get isDue(): boolean {
    if (this.isWriting) return false;
    return performance.now() - this.#begun >= this.#options.every * 1000;
  }

  /** What there is to say about it when the search has ended. */
  notes(hasAnswer: boolean): string[] {
    const states = this.#manifest && this.#manifest.search.rows - 1;
    const last = states && `${states.toLocaleString("en")} ${states === 1 ? "state" : "states"}`;
    if (this.#trouble !== undefined) {
      const whole = last === undefined ? "there is none" : `the last whole one is of ${last}`;
      return [`${this.#trouble}; ${whole}`];
    }
    if (last === undefined || hasAnswer) return [];
    return [`a checkpoint of ${last} was written: --resume ${dirname(this.#path)} goes on from it`];
  }

  get #path(): string {
    return this.#options.path;
  }

  // -------------------------------------------------------------------------------------------
  // Writing

  /** Writes one of a search at rest, which may go on meanwhile. */
  async write(search: SavedSearch): Promise<void> {
    this.#begun = performance.now();
    this.#pending = this.#write(search);
    if (this.#options.every === 0) await this.#pending;
  }

  /**
   * Writes the last one and closes the files. Of a search that has an answer only if it took so long that there is
   * one, or should be: others are soon done again.
   */
  async finish(search: SavedSearch | undefined, hasAnswer: boolean): Promise<void> {
    await this.#pending;
    const isWanted = !hasAnswer || this.#manifest !== undefined || this.isDue;
    if (search !== undefined && isWanted && !this.#isWritten(search)) await this.#write(search);
    await this.close();
  }

  /** Waits for what is being written; no more will be. */
  async close(): Promise<void> {
    await this.#pending;
    if (this.#manifest === undefined && this.#hasWarned) await this.#removeData();
    await this.#states?.close();
    await this.#parents?.close();
  }

  #isWritten({ rows, expanded }: SavedSearch): boolean {
    const last = this.#manifest?.search;
    return last !== undefined && last.rows === rows && last.expanded === expanded;
  }

  async #write(search: SavedSearch): Promise<void> {
    try {
      const states = (this.#states ??= await DataFile.create(this.#dataPath("states")));
      const parents = (this.#parents ??= await DataFile.create(this.#dataPath("parents")));
      const before = this.#manifest ?? { states: NOTHING_WRITTEN, parents: NOTHING_WRITTEN };
      const from = this.#manifest?.search.rows ?? 0;
      const parts = [...this.#parts(from, search.rows)];
      const manifest: Manifest = {
        generation: this.#generation,
        identity: this.#identity,
        states: await states.append(
          parts.map((part) => part.states),
          before.states,
        ),
        parents: await parents.append(
          parts.map((part) => part.parents),
          before.parents,
        ),
        search,
      };
      await this.#replaceManifest(manifestText(manifest));
      const isFirst = this.#manifest === undefined;
      this.#manifest = manifest;
      this.#trouble = undefined;
      if (isFirst) await this.#removeData(this.#generation);
    } catch (thrown) {
      await this.#complain(thrown);
    } finally {
      this.#pending = undefined;
    }
  }

  #dataPath(kind: "states" | "parents"): string {
    return dataName(this.#path, this.#generation, kind);
  }

  /** The rows from `from` to `to` as they lie in the segments. */
  *#parts(from: number, to: number): Generator<{ states: Int32Array; parents: Int32Array }> {
    const segments = this.#kernel.segments();
    const size = this.#kernel.segmentRows;
    const words = this.#words;
    for (let row = from; row < to;) {
      const { rows, parents } = segments[Math.floor(row / size)]!;
      const first = row % size;
      const end = Math.min(size, first + to - row);
      yield {
        states: rows.subarray(first * words, end * words),
        parents: parents.subarray(first, end),
      };
      row += end - first;
    }
  }

  async #replaceManifest(text: string): Promise<void> {
    const path = `${this.#path}${MANIFEST_ENDING}`;
    const temporary = `${path}.new`;
    const handle = await open(temporary, "w");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  }

  /** The search goes on; what was written of this checkpoint is taken away, for the disk may be full. */
  async #complain(thrown: unknown): Promise<void> {
    this.#trouble = `checkpoints cannot be written (${reasonOf(thrown)})`;
    if (!this.#hasWarned) this.#options.warn?.(`${this.#trouble}; the search goes on`);
    this.#hasWarned = true;
    const { states = NOTHING_WRITTEN, parents = NOTHING_WRITTEN } = this.#manifest ?? {};
    const ignored = (): undefined => undefined;
    await this.#states?.cut(states).catch(ignored);
    await this.#parents?.cut(parents).catch(ignored);
  }

  /** Removes data files of this path, but for those of the generation that counts. */
  async #removeData(except?: string): Promise<void> {
    for (const name of await readdir(dirname(this.#path)).catch(() => [])) {
      if (!isDataOf(name, basename(this.#path))) continue;
      if (except !== undefined && name.includes(`.${except}.`)) continue;
      await unlink(join(dirname(this.#path), name)).catch(() => undefined);
    }
  }

  // -------------------------------------------------------------------------------------------
  // Going on

  /**
   * Puts the rows of the checkpoint into the kernel, and answers where the search was; `undefined` if there is no
   * checkpoint, or if it was interrupted. Throws a `CheckpointError` if it cannot go on from it, with more than
   * `most` states for one.
   */
  async load(most: number, pace: Pace): Promise<SavedSearch | undefined> {
    const path = `${this.#path}${MANIFEST_ENDING}`;
    try {
      const text = await readManifest(path);
      if (text === undefined) return undefined;
      const manifest = parseManifest(text);
      this.#refuse(manifest, most);
      this.#generation = manifest.generation;
      this.#manifest = manifest;
      return await this.#load(manifest, pace);
    } catch (thrown) {
      await this.close();
      if (thrown instanceof DamagedCheckpoint) {
        const instead = "remove it, and the search begins anew";
        throw new CheckpointError(`${path} is damaged (${thrown.message}): ${instead}`);
      }
      if (thrown instanceof CheckpointError) throw thrown;
      if (thrown instanceof RangeError) {
        throw new CheckpointError(`there is no memory for the states of ${path}`);
      }
      throw new CheckpointError(`${path} cannot be read: ${reasonOf(thrown)}`);
    } finally {
      this.#begun = performance.now();
    }
  }

  #refuse({ identity, search, states, parents }: Manifest, most: number): void {
    const difference = differenceOf(identity, this.#identity);
    if (difference !== undefined) {
      throw new CheckpointError(
        `${this.#path}${MANIFEST_ENDING} is of another search: ${difference}. Check what it was written for, or ` +
          "give --checkpoint another folder to begin anew",
      );
    }
    const count = search.rows - 1;
    if (count > most) {
      throw new CheckpointError(
        `${this.#path}${MANIFEST_ENDING} has ${count.toLocaleString("en")} states, more than --max-states or ` +
          "--memory allow: give a larger limit",
      );
    }
    const { sites, findings, kernel } = this.#space;
    const fits =
      states.bytes === search.rows * this.#words * 4 &&
      parents.bytes === search.rows * 4 &&
      search.queued.length === kernel.queued.length &&
      search.sites.length === sites.length &&
      search.findings.length === findings.length;
    if (!fits) {
      throw new DamagedCheckpoint("its numbers do not fit together");
    }
  }

  async #load(manifest: Manifest, pace: Pace): Promise<SavedSearch | undefined> {
    const { search } = manifest;
    const states = (this.#states = await DataFile.open(this.#dataPath("states")));
    const parents = (this.#parents = await DataFile.open(this.#dataPath("parents")));
    if (
      (await states.size()) < manifest.states.bytes ||
      (await parents.size()) < manifest.parents.bytes
    ) {
      throw new DamagedCheckpoint("a data file is too short");
    }
    const { segmentRows } = this.#kernel;
    while (this.#kernel.segments().length * segmentRows < search.rows) this.#kernel.extend();
    const sums = { states: 0, parents: 0 };
    let row = 0;
    for (const part of this.#parts(0, search.rows)) {
      sums.states = await states.read(part.states, row * this.#words * 4, sums.states);
      sums.parents = await parents.read(part.parents, row * 4, sums.parents);
      if (!areParents(part.parents, row, search.initialStates)) {
        throw new DamagedCheckpoint("a state has no place in a run");
      }
      row += part.parents.length;
      if (pace.isPauseDue) await pace.pause();
      if (pace.interrupted) return undefined;
    }
    if (sums.states !== manifest.states.checksum || sums.parents !== manifest.parents.checksum) {
      throw new DamagedCheckpoint("the checksum of its data is wrong");
    }
    await states.cut(manifest.states);
    await parents.cut(manifest.parents);
    this.#kernel.restore(search.rows);
    return search;
  }
}

/** A state comes after the one it was found from, and the initial states come first. */
function areParents(parents: Int32Array, first: number, initial: number): boolean {
  return parents.every((parent, i) => {
    const row = first + i;
    return row <= initial ? parent === 0 : 0 < parent && parent < row;
  });
}

async function readManifest(path: string): Promise<string | undefined> {
  let handle;
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > LARGEST_MANIFEST) throw new DamagedCheckpoint("no manifest");
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/** A name in it stays after a loss of power; where folders cannot be synced, that is left to the system. */
async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // Not on this system.
  }
}

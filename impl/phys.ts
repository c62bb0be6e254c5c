/**
 * Physical memory: the frames and which of them are free.
 *
 *   frame, 5 words
 *   +0  owner     object that the page belongs to, plus 1; 0: free
 *   +1  index     of the page in its object
 *   +2  valid     1: the content means something
 *   +3  busy      thread that has the page busied, plus 1; 0: nobody
 *   +4  content   what is in it: one word stands for all of them
 *
 * Behind them, one word: how many frames are busy.
 *
 * The frame of the lowest number is taken first, found in a few steps (bitset.ts), so that what was free
 * before leaves no trace. A chooser that wants the n-th free frame pays for its number.
 */
import type { Arena } from "./arena.ts";
import { kassert, type Chooser } from "./answer.ts";
import { BitSet } from "./bitset.ts";

const [OWNER, INDEX, VALID, BUSY, CONTENT] = [0, 1, 2, 3, 4];
const FRAME = 5;

export class Phys {
  readonly frames: number;
  readonly #arena: Arena;
  readonly #at: number;
  /** The number of frames that are busy: a word. */
  readonly #busy: number;
  readonly #zeroesFreed: boolean;
  readonly #free: BitSet;

  /** `frames` free frames. `zeroesFreed`: a freed frame loses its content. */
  constructor(arena: Arena, frames: number, zeroesFreed: boolean) {
    this.#arena = arena;
    this.frames = frames;
    this.#zeroesFreed = zeroesFreed;
    this.#at = arena.allocate(frames * FRAME + 1);
    this.#busy = this.#at + frames * FRAME;
    this.#free = new BitSet(arena, frames);
    for (let frame = 0; frame < frames; frame++) this.#free.add(frame);
  }

  get freeFrames(): number {
    return this.#free.size;
  }

  /** Object that the frame's page belongs to, or -1 if the frame is free. */
  owner(frame: number): number {
    return this.#word(frame, OWNER) - 1;
  }

  index(frame: number): number {
    return this.#word(frame, INDEX);
  }

  /** Is the frame that page of that object, valid, and not busy? */
  isReady(frame: number, object: number, index: number): boolean {
    const { words } = this.#arena;
    const at = this.#at + frame * FRAME;
    const isPage = words[at + OWNER] === object + 1 && words[at + INDEX] === index;
    return isPage && words[at + VALID] === 1 && words[at + BUSY] === 0;
  }

  isValid(frame: number): boolean {
    return this.#word(frame, VALID) === 1;
  }

  setValid(frame: number): void {
    this.#set(frame, VALID, 1);
  }

  /** Thread that has the page busied, or -1. */
  busy(frame: number): number {
    return this.#word(frame, BUSY) - 1;
  }

  isBusy(frame: number): boolean {
    return this.#word(frame, BUSY) !== 0;
  }

  setBusy(frame: number, thread: number): void {
    if (!this.isBusy(frame)) this.#arena.words[this.#busy]!++;
    this.#set(frame, BUSY, thread + 1);
  }

  /** Whether or not it is busy. */
  unbusy(frame: number): void {
    if (!this.isBusy(frame)) return;
    this.#set(frame, BUSY, 0);
    this.#arena.words[this.#busy]!--;
  }

  /** How many frames are busy. */
  get busyFrames(): number {
    return this.#arena.words[this.#busy]!;
  }

  content(frame: number): number {
    return this.#word(frame, CONTENT);
  }

  setContent(frame: number, content: number): void {
    this.#set(frame, CONTENT, content);
  }

  /** Takes a free frame, of which there must be one, for a page of an object. */
  allocate(chooser: Chooser, object: number, index: number): number {
    kassert(this.freeFrames > 0, "no free page");
    const frame = this.#free.nth(chooser.choose("free frame", this.freeFrames));
    this.#free.delete(frame);
    this.setIdentity(frame, object, index);
    return frame;
  }

  /** Which object the page belongs to, and where: vm_page_insert(), vm_page_rename(). */
  setIdentity(frame: number, object: number, index: number): void {
    this.#set(frame, OWNER, object + 1);
    this.#set(frame, INDEX, index);
  }

  /** Gives the frame back. */
  free(frame: number): void {
    kassert(this.owner(frame) !== -1, "freeing a free page");
    const at = this.#slot(frame, OWNER);
    this.unbusy(frame);
    this.#arena.words.fill(0, at, at + (this.#zeroesFreed ? FRAME : CONTENT));
    this.#free.add(frame);
  }

  /** Throws unless the frames without an owner are those that are free, and busy ones counted. O(frames). */
  check(): void {
    let busy = 0;
    for (let frame = 0; frame < this.frames; frame++) {
      if (this.isBusy(frame)) busy++;
      const owned = this.owner(frame) !== -1;
      kassert(owned !== this.#free.has(frame), `frame ${frame} is both free and owned, or neither`);
    }
    kassert(busy === this.busyFrames, `${busy} frames are busy, and ${this.busyFrames} counted`);
  }

  #slot(frame: number, field: number): number {
    return this.#at + frame * FRAME + field;
  }

  #word(frame: number, field: number): number {
    return this.#arena.words[this.#at + frame * FRAME + field]!;
  }

  #set(frame: number, field: number, word: number): void {
    this.#arena.words[this.#at + frame * FRAME + field] = word;
  }
}

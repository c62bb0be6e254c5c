/**
 * Physical memory: the frames and the list of those that are free.
 *
 *   frame, 6 words
 *   +0  owner     object that the page belongs to, plus 1; 0: free
 *   +1  index     of the page in its object
 *   +2  valid     1: the content means something
 *   +3  busy      thread that has the page busied, plus 1; 0: nobody
 *   +4  content   what is in it: one word stands for all of them
 *   +5  next      next free frame, plus 1
 *
 * The free list is last in, first out, as a per-processor cache of pages is. Allocating and freeing are
 * O(1); a chooser that wants the n-th free frame pays for n.
 */
import type { Arena } from "./arena.ts";
import { kassert, type Chooser } from "./answer.ts";

const FRAME = 6;
const [OWNER, INDEX, VALID, BUSY, CONTENT, NEXT] = [0, 1, 2, 3, 4, 5];
/** Before the frames: head of the free list, plus 1, and its length. */
const HEADER = 2;

export class Phys {
  readonly frames: number;
  readonly #arena: Arena;
  readonly #at: number;

  readonly #zeroesFreed: boolean;

  /** `frames` free frames, of which number 0 is taken first. `zeroesFreed`: a freed frame loses its content. */
  constructor(arena: Arena, frames: number, zeroesFreed: boolean) {
    this.#arena = arena;
    this.frames = frames;
    this.#zeroesFreed = zeroesFreed;
    this.#at = arena.allocate(HEADER + frames * FRAME);
    for (let frame = frames - 1; frame >= 0; frame--) this.#push(frame);
  }

  get freeFrames(): number {
    return this.#arena.words[this.#at + 1]!;
  }

  /** Object that the frame's page belongs to, or -1 if the frame is free. */
  owner(frame: number): number {
    return this.#word(frame, OWNER) - 1;
  }

  index(frame: number): number {
    return this.#word(frame, INDEX);
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
    this.#set(frame, BUSY, thread + 1);
  }

  unbusy(frame: number): void {
    this.#set(frame, BUSY, 0);
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
    const frame = this.#take(chooser.choose("free frame", this.freeFrames));
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
    this.#arena.words.fill(0, at, at + (this.#zeroesFreed ? NEXT : CONTENT));
    this.#push(frame);
  }

  /** Throws unless the free list has each free frame once. */
  check(): void {
    const { words } = this.#arena;
    let count = 0;
    for (let next = words[this.#at]!; next !== 0; next = this.#word(next - 1, NEXT)) {
      kassert(this.owner(next - 1) === -1, `frame ${next - 1} is free and has an owner`);
      kassert(++count <= this.frames, "the free list is a circle");
    }
    kassert(count === this.freeFrames, `${count} free frames, ${this.freeFrames} counted`);
    let free = 0;
    for (let frame = 0; frame < this.frames; frame++) if (this.owner(frame) === -1) free++;
    kassert(free === count, `${free} frames without owner, ${count} in the free list`);
  }

  #push(frame: number): void {
    const { words } = this.#arena;
    this.#set(frame, NEXT, words[this.#at]!);
    words[this.#at] = frame + 1;
    words[this.#at + 1]!++;
  }

  #take(nth: number): number {
    const { words } = this.#arena;
    let slot = this.#at;
    for (let i = 0; i < nth; i++) slot = this.#slot(words[slot]! - 1, NEXT);
    const frame = words[slot]! - 1;
    words[slot] = this.#word(frame, NEXT);
    this.#set(frame, NEXT, 0);
    words[this.#at + 1]!--;
    return frame;
  }

  #slot(frame: number, field: number): number {
    return this.#at + HEADER + frame * FRAME + field;
  }

  #word(frame: number, field: number): number {
    return this.#arena.words[this.#at + HEADER + frame * FRAME + field]!;
  }

  #set(frame: number, field: number, word: number): void {
    this.#arena.words[this.#at + HEADER + frame * FRAME + field] = word;
  }
}

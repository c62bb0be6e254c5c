/**
 * The vnode pager: files. Each has an object of its own, to which it holds a reference (the handle), so
 * that no other object swallows it and it outlives its mappings. What was never written is zero.
 *
 *   file, 4 words
 *   +0  object    plus 1; 0: there is no such file
 *   +1  size      pages
 *   +2  contents  radix tree of the words that are not 0 (radix.ts)
 *
 * Behind them, for each object, its file plus 1, or 0. A machine without files has neither.
 */
import { kassert } from "../answer.ts";
import type { Arena } from "../arena.ts";
import { RADIX_WORDS, radixDelete, radixGet, radixNext, radixSet } from "../radix.ts";

const OBJECT = 0;
const SIZE = 1;
const CONTENTS = 2;
const FILE = CONTENTS + RADIX_WORDS;

export class VnodePager {
  /** Files that there can be. */
  readonly capacity: number;
  readonly #arena: Arena;
  readonly #files: number = 0;
  readonly #fileOf: number = 0;

  constructor(arena: Arena, objects: number, files: number) {
    this.#arena = arena;
    this.capacity = files;
    if (files === 0) return;
    this.#files = arena.allocate(files * FILE);
    this.#fileOf = arena.allocate(objects);
  }

  isFile(object: number): boolean {
    return this.capacity > 0 && this.#arena.words[this.#fileOf + object] !== 0;
  }

  /** The object of a file, or -1. */
  object(file: number): number {
    return file >= 0 && file < this.capacity ? this.#arena.words[this.#at(file) + OBJECT]! - 1 : -1;
  }

  /** Pages of the file that an object is of. */
  size(object: number): number {
    return this.#arena.words[this.#of(object) + SIZE]!;
  }

  /** A file of no pages in an object that nobody else refers to. */
  create(file: number, object: number): void {
    this.#arena.words[this.#at(file) + OBJECT] = object + 1;
    this.#arena.words[this.#fileOf + object] = file + 1;
  }

  /** vnode_pager_setsize(), without what it does to the object's pages. O(words that are lost). */
  setSize(object: number, size: number): void {
    const at = this.#of(object) + CONTENTS;
    for (let i = radixNext(this.#arena, at, size); i !== -1; i = radixNext(this.#arena, at, i)) {
      radixDelete(this.#arena, at, i);
    }
    this.#arena.words[this.#of(object) + SIZE] = size;
  }

  /** What a page of a file has in it. O(log16 of the index), as `write`. */
  read(object: number, index: number): number {
    return radixGet(this.#arena, this.#of(object) + CONTENTS, index);
  }

  write(object: number, index: number, content: number): void {
    kassert(index < this.size(object), "vnode_pager_putpages: behind the end of the file");
    const at = this.#of(object) + CONTENTS;
    if (content === 0) radixDelete(this.#arena, at, index);
    else radixSet(this.#arena, at, index, content);
  }

  /** The record of an object's file. */
  #of(object: number): number {
    return this.#at(this.#arena.words[this.#fileOf + object]! - 1);
  }

  #at(file: number): number {
    return this.#files + file * FILE;
  }
}

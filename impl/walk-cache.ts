/**
 * The result of the last walk down a tree, as a processor caches those of its page tables. It is no state: it
 * holds only until the arena's version changes, as it does when a block is allocated or released or
 * another state is restored.
 */
import type { Arena } from "./arena.ts";

export class WalkCache {
  readonly #arena: Arena;
  #version = -1;
  #tree = 0;
  #key = 0;
  #found = 0;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** What was found last, if it was in this tree with this key and is there still; else 0. */
  find(tree: number, key: number): number {
    const known = this.#version === this.#arena.version && this.#key === key && this.#tree === tree;
    return known ? this.#found : 0;
  }

  /** Keeps what was found, and answers with it. */
  keep(tree: number, key: number, found: number): number {
    this.#version = this.#arena.version;
    this.#tree = tree;
    this.#key = key;
    this.#found = found;
    return found;
  }
}

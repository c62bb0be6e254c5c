/**
 * Sparse arrays of non-zero words: the pages of an object by index. A radix tree in the arena, as high as
 * the largest index needs.
 *
 * The owner of an array keeps two words for it, which begin as zeros:
 *
 *   +0  root    height 0: the element 0 itself; else the offset of a node; 0: empty
 *   +1  height  levels of nodes: indices below 16 ** height
 *
 *   node, 17 words
 *   +0 .. +15  elements at the lowest level, else offsets of nodes; 0: none
 *   +16        how many of them are not 0
 *
 * Empty nodes are released, and the tree gets lower with its last high element.
 */
import type { Arena } from "./arena.ts";

const BITS = 4;
const WIDTH = 1 << BITS;
const COUNT = WIDTH;
const NODE = WIDTH + 1;
const MAX_HEIGHT = 7;
/** One more than the largest index. */
export const RADIX_LIMIT = 2 ** (BITS * MAX_HEIGHT);

/** Words that the owner keeps for an array. */
export const RADIX_WORDS = 2;

/** The element at `index`, 0 if there is none. O(height). */
export function radixGet({ words }: Arena, at: number, index: number): number {
  const height = words[at + 1]!;
  if (index >>> (BITS * height) !== 0) return 0;
  let node = words[at]!;
  for (let shift = BITS * (height - 1); shift >= 0 && node !== 0; shift -= BITS) {
    node = words[node + ((index >>> shift) & (WIDTH - 1))]!;
  }
  return node;
}

/** The lowest node that has an index, 0 if there is none or the array needs no nodes: see `radixIn`. O(height). */
export function radixNode({ words }: Arena, at: number, index: number): number {
  const height = words[at + 1]!;
  if (height === 0 || index >>> (BITS * height) !== 0) return 0;
  let node = words[at]!;
  for (let shift = BITS * (height - 1); shift > 0 && node !== 0; shift -= BITS) {
    node = words[node + ((index >>> shift) & (WIDTH - 1))]!;
  }
  return node;
}

/** The element at an index in the node that has it, 0 if there is none. O(1). */
export function radixIn({ words }: Arena, node: number, index: number): number {
  return words[node + (index & (WIDTH - 1))]!;
}

/** Indices with the same answer have the same node. */
export function radixNodeKey(index: number): number {
  return index >>> BITS;
}

/** Puts a word that is not 0 at `index`, in the place of what was there. O(height). */
export function radixSet(arena: Arena, at: number, index: number, element: number): void {
  while (index >>> (BITS * arena.words[at + 1]!) !== 0) raise(arena, at);
  let node = 0;
  let slot = at;
  for (let shift = BITS * (arena.words[at + 1]! - 1); shift >= 0; shift -= BITS) {
    if (arena.words[slot] === 0) {
      // The arena may move its words when it grows.
      const child = arena.allocate(NODE);
      arena.words[slot] = child;
      if (node !== 0) arena.words[node + COUNT]!++;
    }
    node = arena.words[slot]!;
    slot = node + ((index >>> shift) & (WIDTH - 1));
  }
  if (node !== 0 && arena.words[slot] === 0) arena.words[node + COUNT]!++;
  arena.words[slot] = element;
}

/** Takes out the element at `index` and returns it, 0 if there was none. O(height). */
export function radixDelete(arena: Arena, at: number, index: number): number {
  const { words } = arena;
  const height = words[at + 1]!;
  const element = radixGet(arena, at, index);
  if (element === 0) return 0;
  // The way down is short enough to be gone again from the top for every node that gets empty.
  for (let level = 0; level <= height; level++) {
    const slot = slotAt(arena, at, index, height - level);
    words[slot] = 0;
    if (slot === at) break;
    const node = slot - ((index >>> (BITS * level)) & (WIDTH - 1));
    if (--words[node + COUNT]! > 0) break;
    arena.release(node, NODE);
  }
  lower(arena, at);
  return element;
}

/** The least index from `from` on that has an element, or -1. O(height + empty slots passed in a node). */
export function radixNext({ words }: Arena, at: number, from: number): number {
  const height = words[at + 1]!;
  if (words[at] === 0 || from >>> (BITS * height) !== 0) return -1;
  let index = from;
  for (;;) {
    let node = words[at]!;
    let shift = BITS * (height - 1);
    for (; shift >= 0; shift -= BITS) {
      const child = words[node + ((index >>> shift) & (WIDTH - 1))]!;
      if (child === 0) break;
      node = child;
    }
    if (shift < 0) return index;
    // Nothing below this slot: on to the next slot of the node, or of one higher up.
    index = ((index >>> shift) + 1) << shift;
    if (index >>> (BITS * height) !== 0) return -1;
  }
}

function raise(arena: Arena, at: number): void {
  const root = arena.words[at]!;
  if (root !== 0) {
    const node = arena.allocate(NODE);
    arena.words[node] = root;
    arena.words[node + COUNT] = 1;
    arena.words[at] = node;
  }
  arena.words[at + 1]!++;
}

function lower(arena: Arena, at: number): void {
  const { words } = arena;
  if (words[at] === 0) words[at + 1] = 0;
  while (words[at + 1]! > 0) {
    const node = words[at]!;
    if (words[node + COUNT] !== 1 || words[node] === 0) return;
    words[at] = words[node]!;
    words[at + 1]!--;
    arena.release(node, NODE);
  }
}

/** Where what is below `depth` nodes on the way to `index` hangs. */
function slotAt({ words }: Arena, at: number, index: number, depth: number): number {
  let slot = at;
  let shift = BITS * (words[at + 1]! - 1);
  for (let level = 0; level < depth; level++, shift -= BITS) {
    slot = words[slot]! + ((index >>> shift) & (WIDTH - 1));
  }
  return slot;
}

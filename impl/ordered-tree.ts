/**
 * Disjoint ranges in order: a treap, keyed by where a range starts, in which every node knows the largest
 * gap of its subtree. The gap of a range is the room between its end and the start of the next.
 *
 * A treap (Seidel and Aragon, Randomized Search Trees, 1996) is a search tree by key and a heap by
 * priority. The priority is a hash of the key, so the shape depends on nothing but the ranges that are
 * there: not on the order in which they came, and equal sets are equal trees. No two keys have the same
 * priority. The depth is O(log n), about 50 for a million ranges; keys chosen against the hash would be
 * slow, not wrong.
 *
 * The ranges are also a circular list in order, through a header that stands behind the last as the limit
 * (its start) and before the first as the lowest key (its end), as in FreeBSD's vm_map. So every range has
 * a next one, and the header has the gap before the first.
 *
 * | record   | word       | contents                                            |
 * | -------- | ---------- | --------------------------------------------------- |
 * | range    | +0         | start                                               |
 * |          | +1         | end, above start                                    |
 * |          | +2 to +7   | free for what the range means                       |
 * |          | +8         | next range, or the header                           |
 * |          | +9, +10    | children, or 0: the ranges before and after         |
 * |          | +11        | largest gap of this range and those below           |
 * | header   | +0         | limit of the last end                               |
 * |          | +1         | lowest start, below the limit                       |
 * |          | +2         | root, or 0                                          |
 * |          | +3 to +7   | free                                                |
 * |          | +8         | first range, or the header itself                   |
 */
import type { Arena } from "./arena.ts";

export const START = 0;
export const END = 1;
export const ROOT = 2;
export const NEXT = 8;
const LEFT = 9;
const RIGHT = 10;
const LARGEST_GAP = 11;
export const RANGE_WORDS = 12;
export const HEADER_WORDS = 12;

/** Makes a zeroed record the header of no ranges between two keys. */
export function initialize({ words }: Arena, header: number, lowest: number, limit: number): void {
  words[header + START] = limit;
  words[header + END] = lowest;
  words[header + NEXT] = header;
}

/** Only a header starts behind its end. */
export function isHeader({ words }: Arena, record: number): boolean {
  return words[record + START]! > words[record + END]!;
}

/** The room behind a range, or before the first one if it is the header. O(1). */
export function gapAfter({ words }: Arena, record: number): number {
  return words[words[record + NEXT]! + START]! - words[record + END]!;
}

/** The last range that starts at a key or before it, or the header. O(log n). */
export function floor({ words }: Arena, header: number, key: number): number {
  let found = header;
  let node = words[header + ROOT]!;
  while (node !== 0) {
    if (words[node + START]! <= key) {
      found = node;
      node = words[node + RIGHT]!;
    } else {
      node = words[node + LEFT]!;
    }
  }
  return found;
}

/** The first range behind a key with a gap of at least some length, or 0. O(log n). */
export function firstGapBehind(arena: Arena, header: number, key: number, length: number): number {
  return gapIn(arena.words, arena.words[header + ROOT]!, key, length);
}

/** At most one path is followed in vain: that to the key. Right of it, what is large enough is found. */
function gapIn(words: Int32Array, node: number, key: number, length: number): number {
  if (node === 0 || words[node + LARGEST_GAP]! < length) return 0;
  if (words[node + START]! > key) {
    const before = gapIn(words, words[node + LEFT]!, key, length);
    if (before !== 0) return before;
    if (ownGap(words, node) >= length) return node;
  }
  return gapIn(words, words[node + RIGHT]!, key, length);
}

/** Adds a range whose start and end are set, behind the range (or header) before it. O(log n). */
export function insertAfter({ words }: Arena, header: number, before: number, range: number): void {
  words[range + NEXT] = words[before + NEXT]!;
  words[before + NEXT] = range;
  const key = words[range + START]!;
  const priority = priorityOf(key);
  let slot = header + ROOT;
  let node = words[slot]!;
  while (node !== 0 && priorityOf(words[node + START]!) > priority) {
    slot = node + (words[node + START]! < key ? RIGHT : LEFT);
    node = words[slot]!;
  }
  words[slot] = range;
  split(words, node, key, range);
  refresh(words, words[header + ROOT]!, key);
}

/** Distributes a subtree to both sides of a range. */
function split(words: Int32Array, subtree: number, key: number, range: number): void {
  let left = range + LEFT;
  let right = range + RIGHT;
  let node = subtree;
  while (node !== 0) {
    if (words[node + START]! < key) {
      words[left] = node;
      left = node + RIGHT;
      node = words[left]!;
    } else {
      words[right] = node;
      right = node + LEFT;
      node = words[right]!;
    }
  }
  words[left] = 0;
  words[right] = 0;
}

/** Takes out the range behind another (or behind the header); its record is the caller's. O(log n). */
export function removeAfter({ words }: Arena, header: number, before: number): void {
  const range = words[before + NEXT]!;
  words[before + NEXT] = words[range + NEXT]!;
  const key = words[range + START]!;
  let slot = header + ROOT;
  for (let node = words[slot]!; node !== range; node = words[slot]!) {
    slot = node + (words[node + START]! < key ? RIGHT : LEFT);
  }
  let left = words[range + LEFT]!;
  let right = words[range + RIGHT]!;
  while (left !== 0 && right !== 0) {
    if (priorityOf(words[left + START]!) > priorityOf(words[right + START]!)) {
      words[slot] = left;
      slot = left + RIGHT;
      left = words[slot]!;
    } else {
      words[slot] = right;
      slot = right + LEFT;
      right = words[slot]!;
    }
  }
  words[slot] = left !== 0 ? left : right;
  refresh(words, words[header + ROOT]!, key);
}

/** Gives a range, which may not meet the next one, another end. O(log n). */
export function setEnd({ words }: Arena, header: number, range: number, end: number): void {
  words[range + END] = end;
  refresh(words, words[header + ROOT]!, words[range + START]!);
}

/**
 * Computes the largest gaps anew where one at a key comes, changes or goes: on the way to the key, which
 * passes by the range before it, and, if there is a range at the key, along the inner edges below it.
 */
function refresh(words: Int32Array, node: number, key: number): void {
  if (node === 0) return;
  const start = words[node + START]!;
  if (key < start) refresh(words, words[node + LEFT]!, key);
  else if (key > start) refresh(words, words[node + RIGHT]!, key);
  else {
    refreshEdge(words, words[node + LEFT]!, RIGHT);
    refreshEdge(words, words[node + RIGHT]!, LEFT);
  }
  words[node + LARGEST_GAP] = largestGap(words, node);
}

function refreshEdge(words: Int32Array, node: number, side: number): void {
  if (node === 0) return;
  refreshEdge(words, words[node + side]!, side);
  words[node + LARGEST_GAP] = largestGap(words, node);
}

function largestGap(words: Int32Array, node: number): number {
  const left = words[node + LEFT]!;
  const right = words[node + RIGHT]!;
  let gap = ownGap(words, node);
  if (left !== 0 && words[left + LARGEST_GAP]! > gap) gap = words[left + LARGEST_GAP]!;
  if (right !== 0 && words[right + LARGEST_GAP]! > gap) gap = words[right + LARGEST_GAP]!;
  return gap;
}

function ownGap(words: Int32Array, node: number): number {
  return words[words[node + NEXT]! + START]! - words[node + END]!;
}

/** The last step of MurmurHash3: a permutation of the 32-bit words. */
function priorityOf(key: number): number {
  let hash = key ^ (key >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Throws Error unless order, list, heap and gaps are right; answers with the number of ranges. O(n). */
export function check({ words }: Arena, header: number): number {
  let [count, last] = [0, header];
  const visit = (node: number, highest: number): void => {
    if (node === 0) return;
    const start = words[node + START]!;
    const priority = priorityOf(start);
    if (priority > highest)
      throw new Error(`the range at ${start} is above its parent in the heap`);
    visit(words[node + LEFT]!, priority);
    if (words[last + NEXT] !== node)
      throw new Error(`the range at ${start} is not next in the list`);
    if (words[last + END]! > start)
      throw new Error(`the range at ${start} begins before its place`);
    if (words[node + END]! <= start) throw new Error(`the range at ${start} is empty`);
    [count, last] = [count + 1, node];
    visit(words[node + RIGHT]!, priority);
    if (words[node + LARGEST_GAP] !== largestGap(words, node)) {
      throw new Error(`the largest gap below the range at ${start} is wrong`);
    }
  };
  visit(words[header + ROOT]!, 2 ** 32);
  if (words[last + NEXT] !== header) throw new Error("the list goes on where the tree ends");
  if (words[last + END]! > words[header + START]!)
    throw new Error("the last range passes the limit");
  return count;
}

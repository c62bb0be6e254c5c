/**
 * Copies a tree to another place in a text. Trees come from a cache and keep offsets relative to
 * their declaration; later stages tell nodes apart by identity, so a tree is never used twice.
 */

/** A tree so deep that a recursive function over it could run out of stack. */
export class TreeTooDeep extends Error {}

/** Levels of nodes; arrays do not count. */
const depthLimit = 500;

export function moveTree<T>(tree: T, by: number): T {
  return move(tree, by, 0) as T;
}

function move(value: unknown, by: number, depth: number): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => move(item, by, depth));
  if (typeof value !== "object" || value === null) return value;
  if (depth > depthLimit) throw new TreeTooDeep();
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    copy[key] =
      (key === "start" || key === "end") && typeof part === "number"
        ? part + by
        : move(part, by, depth + 1);
  }
  return copy;
}

/** Whether the page tables and the reverse mappings are what they claim to be. */
import type { Arena } from "./arena.ts";
import { FRAME_SHIFT, PRESENT, WIRED } from "./pmap-pte.ts";
import { indexOf, leafOf, type ReverseMap } from "./pmap-reverse.ts";
import {
  ENTRIES,
  FIRST_PAGE,
  OWNER,
  PRESENT_BITS,
  RESIDENT,
  WIRED_COUNT,
  type PageTree,
} from "./pmap-tree.ts";

/** Throws Error with the first thing that is wrong. `pmaps` are all that there are. */
export function checkPmaps(
  arena: Arena,
  tree: PageTree,
  reverse: ReverseMap,
  pmaps: Iterable<number>,
): void {
  let present = 0;
  for (const pmap of pmaps) present += checkPmap(arena, tree, reverse, pmap);
  // Each mapping is an entry that is present and is in its place; so equal numbers mean the same ones.
  let mapped = 0;
  for (let frame = 0; frame < reverse.frames; frame++) {
    reverse.check(frame);
    for (let each = reverse.first(frame); each !== 0; each = reverse.next(each)) {
      checkMapping(arena, tree, frame, each);
      mapped++;
    }
  }
  if (mapped !== present) throw new Error(`${present} entries, and ${mapped} reverse mappings`);
}

/** The number of entries. */
function checkPmap({ words }: Arena, tree: PageTree, reverse: ReverseMap, pmap: number): number {
  tree.check(pmap);
  let [present, wired] = [0, 0];
  let leaf = tree.nextLeaf(pmap, 0);
  while (leaf !== 0) {
    const [bits, firstPage] = [words[leaf + PRESENT_BITS]!, words[leaf + FIRST_PAGE]!];
    reverse.checkLinks(leaf, bits, tree.leafWidth);
    for (let index = 0; index < tree.leafWidth; index++) {
      const pte = words[leaf + ENTRIES + index]!;
      const isPresent = ((bits >>> index) & 1) === 1;
      if (isPresent ? (pte & PRESENT) === 0 : pte !== 0) {
        throw new Error(
          `pmap ${pmap}, page ${firstPage + index}: the entry and its bit do not agree`,
        );
      }
      if (isPresent) present++;
      if ((pte & WIRED) !== 0) wired++;
    }
    leaf = tree.leafAfter(pmap, firstPage);
  }
  const counted = [words[pmap + RESIDENT], words[pmap + WIRED_COUNT]];
  if (present !== counted[0] || wired !== counted[1]) {
    throw new Error(
      `pmap ${pmap}: ${present} entries, ${wired} wired; counted ${counted.join(", ")}`,
    );
  }
  return present;
}

function checkMapping({ words }: Arena, tree: PageTree, frame: number, mapping: number): void {
  const leaf = leafOf(mapping);
  const page = words[leaf + FIRST_PAGE]! + indexOf(mapping);
  if (tree.leafAt(words[leaf + OWNER]!, page) !== leaf) {
    throw new Error(`frame ${frame}: a mapping in a leaf that is in no table`);
  }
  if (words[leaf + ENTRIES + indexOf(mapping)]! >>> FRAME_SHIFT !== frame) {
    throw new Error(`frame ${frame}: a mapping of another frame, at page ${page}`);
  }
}

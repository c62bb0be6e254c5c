/** What is behind the pages of an object: vm_pager_has_page() and the like, for a file or for blocks of swap. */
import type { Arena } from "../arena.ts";
import { SwapPager } from "./swap-pager.ts";
import { VnodePager } from "./vnode-pager.ts";

export class Pager {
  readonly swap: SwapPager;
  readonly files: VnodePager;
  /** Can there be anything behind any page? */
  readonly exists: boolean;

  constructor(arena: Arena, objects: number, blocks: number, files: number) {
    this.swap = new SwapPager(arena, objects, blocks);
    this.files = new VnodePager(arena, objects, files);
    this.exists = blocks > 0 || files > 0;
  }

  /** Is there anything of the object for which a fault has to ask? */
  hasAny(object: number): boolean {
    return this.files.isFile(object) || this.swap.count(object) > 0;
  }

  has(object: number, index: number): boolean {
    if (this.files.isFile(object)) return index < this.files.size(object);
    return this.swap.has(object, index);
  }

  /** Is the index behind the end of a file? Anonymous objects have no end. */
  isBeyond(object: number, index: number): boolean {
    return this.files.isFile(object) && index >= this.files.size(object);
  }

  /** vm_pager_get_pages() of a page that there is. */
  read(object: number, index: number): number {
    if (this.files.isFile(object)) return this.files.read(object, index);
    return this.swap.read(object, index);
  }

  /** May a page be written? */
  hasRoom(object: number, index: number): boolean {
    return this.files.isFile(object) || this.swap.hasRoom(object, index);
  }

  /** vm_pager_put_pages(), where there is room. */
  write(object: number, index: number, content: number): void {
    if (this.files.isFile(object)) this.files.write(object, index, content);
    else this.swap.write(object, index, content);
  }
}

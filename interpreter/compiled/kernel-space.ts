/**
 * The memory of a search: what its threads share, a part for each of them (kernel-layout.ts), and the arena and the
 * table. All of it is in the address space of WebAssembly, as long as there is room: 4 GiB. What comes later is memory of
 * its own, which only JavaScript can look at.
 */
import { CONTROL_WORDS } from "./parallel/control.ts";
import { MOST_PAGES, PAGE_BYTES } from "./wasm/module.ts";

const LINE = 64;
/** The memory is made larger by this part of what it is, since threads have to be told. */
const GROWTH = 1 / 4;

/** Where a thread has what is its own. */
export interface KernelPart {
  readonly buffer: SharedArrayBuffer;
  /** Undefined if there is no WebAssembly. */
  readonly memory?: WebAssembly.Memory;
  /** Where it begins, in bytes. */
  readonly base: number;
}

/** Zeroed memory, from a byte of a buffer on. */
export interface Allocated {
  readonly buffer: ArrayBufferLike;
  readonly offset: number;
  /** WebAssembly has it too, at the same offset. */
  readonly isNear: boolean;
}

/** Memory of its own. */
export function allocateFar(bytes: number): Allocated {
  return { buffer: new SharedArrayBuffer(bytes), offset: 0, isNear: false };
}

export class KernelSpace {
  readonly #memory: WebAssembly.Memory | undefined;
  readonly #buffer: SharedArrayBuffer;
  readonly #first: number;
  readonly #bytes: number;
  readonly #mostPages: number;
  #end: number;
  /** What was freed, and may have been written to. */
  readonly #freed: { offset: number; bytes: number }[] = [];

  /** For so many threads, with parts of so many bytes. */
  constructor(threads: number, bytes: number, mostPages = MOST_PAGES) {
    this.#bytes = bytes;
    this.#mostPages = mostPages;
    this.#first = Math.ceil((4 * (CONTROL_WORDS + threads)) / LINE) * LINE;
    this.#end = this.#first + threads * bytes;
    const pages = Math.ceil(this.#end / PAGE_BYTES);
    try {
      const size = { initial: pages, maximum: MOST_PAGES, shared: true } as const;
      this.#memory = new WebAssembly.Memory(size);
      this.#buffer = this.#memory.buffer;
    } catch (thrown) {
      // Such memory takes far more of the address space than its size.
      if (!(thrown instanceof RangeError)) throw thrown;
      this.#buffer = new SharedArrayBuffer(pages * PAGE_BYTES);
    }
  }

  part(thread: number): KernelPart {
    const base = this.#first + thread * this.#bytes;
    return { buffer: this.#buffer, ...(this.#memory && { memory: this.#memory }), base };
  }

  /** Zeroed memory; what is `lead` bytes behind its begin is the begin of a line, if it is near. */
  allocate(bytes: number, lead: number): Allocated {
    const offset = Math.ceil((this.#end + lead) / LINE) * LINE - lead;
    if (!this.#reaches(offset + bytes)) return allocateFar(bytes);
    this.#end = offset + bytes;
    return { buffer: this.#memory!.buffer, offset, isNear: true };
  }

  /** Memory that need not be zeroed. */
  allocateAny(bytes: number): Allocated {
    const block = this.#freed.find((each) => each.bytes >= bytes);
    if (block === undefined) return this.allocate(bytes, 0);
    const { offset } = block;
    block.offset += bytes;
    block.bytes -= bytes;
    return { buffer: this.#memory!.buffer, offset, isNear: true };
  }

  /** What is near is used again. */
  free({ offset, isNear }: Allocated, bytes: number): void {
    if (!isNear) return;
    const begin = Math.ceil(offset / LINE) * LINE;
    this.#freed.push({ offset: begin, bytes: offset + bytes - begin });
  }

  /** Is the memory as large, or can it be made? */
  #reaches(end: number): boolean {
    const memory = this.#memory;
    if (memory === undefined || end > this.#mostPages * PAGE_BYTES) return false;
    const { byteLength } = memory.buffer;
    if (end <= byteLength) return true;
    const wanted = Math.max(end, byteLength * (1 + GROWTH));
    const pages = Math.min(this.#mostPages, Math.ceil(wanted / PAGE_BYTES));
    try {
      memory.grow(pages - byteLength / PAGE_BYTES);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      return false;
    }
  }
}

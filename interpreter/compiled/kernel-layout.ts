/**
 * The memory that the functions of a kernel work in, all but the arena and the table: arrays and variables at fixed
 * addresses, so that functions in WebAssembly can take over from those in JavaScript between two batches.
 */
import { ELEMENT_SHIFT, type ArrayPlace, type Element } from "./wasm/names.ts";
import "./wasm/web-assembly.ts";
import { PAGE_BYTES } from "./wasm/module.ts";

/** Arrays begin on lines of the processor's cache. */
const LINE = 64;

const VIEWS: Record<Element, string> = {
  word: "Int32Array",
  byte: "Uint8Array",
  number: "Float64Array",
};

export class KernelLayout {
  /** Variables that are handed over when functions of the other language go on. */
  readonly shared = new Map<string, number>();
  readonly arrays = new Map<string, ArrayPlace>();
  #end: number;

  /** `handed` are variables of the JavaScript text too; `own` are not handed over. */
  constructor(handed: readonly string[], own: readonly string[]) {
    for (const name of [...handed, ...own]) this.shared.set(name, 4 * this.shared.size);
    this.#end = 4 * this.shared.size;
  }

  array(name: string, length: number, element: Element = "word"): void {
    const address = Math.ceil(this.#end / LINE) * LINE;
    this.arrays.set(name, { address, length, element });
    this.#end = address + length * 2 ** ELEMENT_SHIFT[element];
  }

  get pages(): number {
    return Math.ceil(this.#end / PAGE_BYTES);
  }

  /** Declarations of the arrays in JavaScript, in memory `host.buffer`; the variables are in `handed_`. */
  get declarations(): string {
    const views = Array.from(this.arrays, ([name, { address, length, element }]) => {
      return `${name}=new ${VIEWS[element]}(host.buffer,${address},${length})`;
    });
    return `const ${views.join(",")},handed_=new Int32Array(host.buffer,0,${this.shared.size});`;
  }
}

/** Statements that hand variables over: to WebAssembly, and back. */
export function handOver(handed: readonly string[]): { to: string; from: string } {
  return {
    to: handed.map((name, i) => `handed_[${i}]=${name};`).join(""),
    from: handed.map((name, i) => `${name}=handed_[${i}];`).join(""),
  };
}

/** Memory of so many pages: for WebAssembly too, if there is room for what surrounds that. */
export function layoutMemory(pages: number): {
  buffer: SharedArrayBuffer;
  memory?: WebAssembly.Memory;
} {
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    return { buffer: memory.buffer, memory };
  } catch {
    return { buffer: new SharedArrayBuffer(pages * PAGE_BYTES) };
  }
}
